import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

/// A moment of a candidate's clock, in milliseconds, with the time of day beside it.
func moment(_ milliseconds: Int64, jitter: UInt16 = 0, day: Int64 = 0) -> LeaderElection.Now {
    LeaderElection.Now(
        tick: Tick(milliseconds: milliseconds),
        wall: Timestamp(milliseconds: day + milliseconds), jitter: jitter)
}

/// A lease in the state that a server would show.
func lease(
    _ holder: String, version: String = "1", seconds: Int32? = 15, renewed: Int64 = 0,
    acquired: Int64 = 0, transitions: Int32 = 0
) -> Lease {
    var lease = Lease()
    lease.metadata.name = "muster"
    lease.metadata.namespace = "batch"
    lease.metadata.resourceVersion = version
    lease.holderIdentity = holder
    lease.durationSeconds = seconds
    lease.acquireTime = Timestamp(milliseconds: acquired)
    lease.renewTime = Timestamp(milliseconds: renewed)
    lease.transitions = transitions
    return lease
}

func candidate(_ identity: String = "me") -> LeaderElection {
    LeaderElection(identity: identity, name: "muster", namespace: "batch")
}

extension LeaderElection {
    /// When the next deadline is, in milliseconds.
    var deadline: Int64? { nextDeadline?.milliseconds }

    /// Answers the call of that number, which is counted from 1.
    mutating func answer(_ number: UInt64, _ answer: Answer, _ time: Int64) -> Action? {
        answered(number, answer, moment(time))?.action
    }

    /// Lets time pass.
    mutating func wait(until time: Int64) -> Action? { timeReached(moment(time))?.action }
}

/// A leader since 0 with the lease in version 2, whose first renewal is due at 2000.
func leader() -> LeaderElection {
    var election = candidate()
    _ = election.wait(until: 0)
    _ = election.answer(1, .lease(lease("", version: "1")), 0)
    _ = election.answer(2, .lease(lease("me", version: "2", transitions: 1)), 0)
    return election
}

@Suite("A candidate takes the lease")
struct TakingTests {
    @Test("Where there is no lease, it is made, and whoever made it leads")
    func create() {
        var election = candidate()
        #expect(election.wait(until: 5) == .read)
        let made = lease("me", version: "", renewed: 6, acquired: 6)
        #expect(election.answer(1, .notFound, 6) == .create(made))
        #expect(election.role == .standby)
        #expect(election.answer(2, .lease(lease("me", renewed: 6, acquired: 6)), 9) == nil)
        #expect(election.role == .leader(since: Tick(milliseconds: 9)))
        #expect(election.holder == "me")
        #expect(election.deadline == 2005)
    }

    @Test("Where another one makes it at the same time, it is looked at again later")
    func createRace() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .notFound, 0)
        #expect(election.answer(2, .conflict, 10) == nil)
        #expect(election.role == .standby)
        #expect(election.deadline == 2010)
        #expect(election.wait(until: 2010) == .read)
    }

    @Test("A lease that nobody holds is taken at once")
    func free() {
        var election = candidate()
        _ = election.wait(until: 0)
        let taken = lease("me", version: "7", renewed: 1, acquired: 1, transitions: 4)
        let free = lease("", version: "7", seconds: 1, transitions: 3)
        #expect(election.answer(1, .lease(free), 1) == .update(taken))
        #expect(election.answer(2, .lease(taken), 2) == nil)
        #expect(election.leads(at: Tick(milliseconds: 2)))
    }

    @Test("A held one is looked at each 2 s, and taken 15 s after its holder's last sign was seen")
    func expiry() {
        var election = candidate()
        _ = election.wait(until: 0)
        #expect(election.answer(1, .lease(lease("you")), 100) == nil)
        #expect(election.holder == "you")
        for (number, time) in stride(from: Int64(2100), through: 14_100, by: 2000).enumerated() {
            #expect(election.deadline == time)
            #expect(election.wait(until: time) == .read)
            #expect(election.answer(UInt64(number + 2), .lease(lease("you")), time) == nil)
        }
        #expect(election.deadline == 15_100)
        #expect(election.wait(until: 15_099) == nil)
        #expect(election.wait(until: 15_100) == .read)
        let taken = lease("me", renewed: 15_101, acquired: 15_101, transitions: 1)
        #expect(election.answer(9, .lease(lease("you")), 15_101) == .update(taken))
    }

    @Test("A sign of the holder begins the 15 s anew, whatever time it bears")
    func sign() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("you", renewed: 50_000_000)), 0)
        _ = election.wait(until: 14_000)
        #expect(election.answer(2, .lease(lease("you", renewed: -7)), 14_000) == nil)
        _ = election.wait(until: 28_999)
        #expect(election.answer(3, .lease(lease("you", renewed: -7)), 28_999) == nil)
        #expect(election.deadline == 29_000)
        _ = election.wait(until: 29_000)
        #expect(election.answer(4, .lease(lease("you", renewed: -7)), 29_000) != nil)
    }

    @Test("A change of anything else is no sign of the holder")
    func annotated() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("you")), 0)
        _ = election.wait(until: 14_500)
        #expect(election.answer(2, .lease(lease("you", version: "2")), 14_500) == nil)
        #expect(election.deadline == 15_000)
    }

    @Test("The duration that its holder wrote counts, not that of the candidate")
    func foreignDuration() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("you", seconds: 60)), 0)
        _ = election.wait(until: 59_999)
        #expect(election.answer(2, .lease(lease("you", seconds: 60)), 59_999) == nil)
        _ = election.wait(until: 60_000)
        #expect(election.answer(3, .lease(lease("you", seconds: 60)), 60_000) != nil)
    }

    @Test("Whoever comes second with a write waits, and looks again")
    func conflict() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("")), 0)
        #expect(election.answer(2, .conflict, 5) == nil)
        #expect(election.role == .standby)
        #expect(election.deadline == 2005)
    }

    @Test(
        "The pause between two looks is one to a half retry period",
        arguments: [(0, 2000), (32_768, 1500), (65_535, 1001)] as [(UInt16, Int64)])
    func jitter(jitter: UInt16, pause: Int64) {
        var election = candidate()
        _ = election.timeReached(moment(0))
        _ = election.answered(1, .failure, moment(0, jitter: jitter))
        #expect(election.deadline == pause)
    }

    @Test("A watch that shows a lease given back, or none, makes a candidate look at once")
    func seen() {
        for free in [lease("", version: "2"), nil] {
            var election = candidate()
            _ = election.wait(until: 0)
            _ = election.answer(1, .lease(lease("you")), 0)
            #expect(election.leaseSeen(lease("you"), moment(10)) == nil)
            #expect(election.leaseSeen(free, moment(20))?.action == .read)
            #expect(election.leaseSeen(free, moment(30)) == nil)
        }
        var election = leader()
        #expect(election.leaseSeen(nil, moment(20)) == nil)
        #expect(election.leads(at: Tick(milliseconds: 20)))
    }

    @Test("A lease that was deleted is not made anew before its holder must know of it")
    func deleted() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("you")), 0)
        _ = election.wait(until: 14_000)
        #expect(election.answer(2, .notFound, 14_000) == nil)
        #expect(election.deadline == 15_000)
        _ = election.wait(until: 15_000)
        let made = lease("me", version: "", renewed: 15_000, acquired: 15_000)
        #expect(election.answer(3, .notFound, 15_000) == .create(made))
    }
}
