import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("A leader keeps, loses and gives back the lease")
struct LeaderTests {
    private func leads(_ election: LeaderElection, _ time: Int64) -> Bool {
        election.leads(at: Tick(milliseconds: time))
    }

    /// What the leader writes in version `version` at `time`.
    private func renewal(_ version: String, _ time: Int64) -> LeaderElection.Action {
        .update(lease("me", version: version, renewed: time, transitions: 1))
    }

    @Test("It writes every 2 s over what it wrote last, without reading")
    func renews() {
        var election = leader()
        #expect(election.wait(until: 1999) == nil)
        #expect(election.wait(until: 2000) == renewal("2", 2000))
        let renewed = lease("me", version: "3", renewed: 2000, transitions: 1)
        #expect(election.answer(3, .lease(renewed), 2300) == nil)
        #expect(election.deadline == 4000)
        #expect(election.wait(until: 4000) == renewal("3", 4000))
        #expect(election.role == .leader(since: .zero))
    }

    @Test("It leads for 10 s after it sent the last renewal that succeeded, not after the answer")
    func untilDeadline() {
        var election = leader()
        _ = election.wait(until: 2000)
        let renewed = lease("me", version: "3", renewed: 2000, transitions: 1)
        _ = election.answer(3, .lease(renewed), 6000)
        #expect(leads(election, 11_999))
        #expect(!leads(election, 12_000))
        #expect(election.role == .leader(since: .zero))
        _ = election.wait(until: 12_000)
        #expect(election.role == .standby)
    }

    @Test("A renewal without an answer is tried again after 5 s, and 10 s without end it")
    func silence() {
        var election = leader()
        #expect(election.wait(until: 2000) != nil)
        #expect(election.deadline == 7000)
        #expect(election.wait(until: 6999) == nil)
        #expect(election.wait(until: 7000) == renewal("2", 7000))
        #expect(election.deadline == 10_000)
        #expect(leads(election, 9999))
        #expect(election.wait(until: 10_000) == nil)
        #expect(election.role == .standby)
    }

    @Test("A renewal that fails is tried again after 2 s")
    func failure() {
        var election = leader()
        _ = election.wait(until: 2000)
        #expect(election.answer(3, .failure, 2001) == nil)
        #expect(election.deadline == 4000)
        #expect(election.wait(until: 4000) == renewal("2", 4000))
    }

    @Test("The answer to a call that was given up changes nothing")
    func lateAnswer() {
        var election = leader()
        _ = election.wait(until: 2000)
        _ = election.wait(until: 7000)
        let renewed = lease("me", version: "3", renewed: 2000, transitions: 1)
        #expect(election.answer(3, .lease(renewed), 7001) == nil)
        #expect(!leads(election, 10_000))
        #expect(election.answer(99, .conflict, 7002) == nil)
        #expect(election.answer(4, .conflict, 7003) == .read)
    }

    @Test("A lease that came too late to lead by it is renewed first")
    func lateLease() {
        let slow = try? ElectionTiming(
            leaseDuration: Tick(seconds: 15), renewDeadline: Tick(seconds: 10),
            retryPeriod: Tick(seconds: 2))
        #expect(slow == .standard)
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("")), 0)
        // The driver slept, and finds the answer before it finds that the time is up.
        let taken = lease("me", version: "2", transitions: 1)
        #expect(election.answer(2, .lease(taken), 10_000) == renewal("2", 10_000))
        #expect(election.role == .standby)
        let renewed = lease("me", version: "3", renewed: 10_000, transitions: 1)
        #expect(election.answer(3, .lease(renewed), 10_001) == nil)
        #expect(election.role == .leader(since: Tick(milliseconds: 10_001)))
    }

    @Test("A change of the lease is looked at; whoever finds somebody else there stops at once")
    func overthrown() {
        var election = leader()
        _ = election.wait(until: 2000)
        #expect(election.answer(3, .conflict, 2001) == .read)
        #expect(leads(election, 2001))
        #expect(election.answer(4, .lease(lease("you", version: "5")), 2002) == nil)
        #expect(election.role == .standby)
        #expect(!leads(election, 2002))
        #expect(election.holder == "you")
    }

    @Test("A change of its own, whose answer was lost, is written over")
    func ownChange() {
        var election = leader()
        _ = election.wait(until: 2000)
        _ = election.wait(until: 7000)
        #expect(election.answer(4, .conflict, 7001) == .read)
        let renewed = lease("me", version: "3", renewed: 2000, transitions: 1)
        #expect(election.answer(5, .lease(renewed), 7002) == renewal("3", 7002))
        #expect(election.answer(6, .conflict, 7003) == nil)
        #expect(election.deadline == 9000)
    }

    @Test("After an outage whoever led takes the lease again, if nobody else has")
    func outage() {
        var election = leader()
        _ = election.wait(until: 10_000)
        #expect(election.role == .standby)
        #expect(election.answer(3, .failure, 10_001) == nil)
        #expect(election.wait(until: 60_000) == renewal("2", 60_000))
        let renewed = lease("me", version: "3", renewed: 60_000, transitions: 1)
        _ = election.answer(4, .lease(renewed), 60_001)
        #expect(election.role == .leader(since: Tick(milliseconds: 60_001)))
    }

    @Test("A lease that was deleted under its leader is made anew")
    func deleted() {
        var election = leader()
        _ = election.wait(until: 2000)
        let made = lease("me", version: "", renewed: 2001, acquired: 2001)
        #expect(election.answer(3, .notFound, 2001) == .create(made))
    }

    @Test("A clock that was put back never writes the same time twice")
    func clockPutBack() {
        var election = leader()
        let call = election.timeReached(moment(2000, day: -86_400_000))
        var renewed = lease("me", version: "2", transitions: 1)
        renewed.renewTime = Timestamp(microseconds: 1)
        #expect(call?.action == .update(renewed))
    }

    @Test("A time that goes back counts as the last one")
    func ticksBack() {
        var election = leader()
        _ = election.wait(until: 10_000)
        _ = election.wait(until: 3000)
        #expect(election.role == .standby)
    }

    // MARK: The end

    @Test("It gives the lease back when it ends, and leads no more")
    func leave() {
        var election = leader()
        let free = lease("", version: "2", seconds: 1, renewed: 500, acquired: 500, transitions: 1)
        #expect(election.leave(moment(500))?.action == .update(free))
        #expect(election.role == .left)
        #expect(!leads(election, 500))
        #expect(election.answer(3, .lease(free), 600) == nil)
        #expect(election.nextDeadline == nil)
        #expect(election.wait(until: 99_000) == nil)
        #expect(election.leave(moment(99_000)) == nil)
    }

    @Test("What is under way when it ends is waited for")
    func leaveWhileRenewing() {
        var election = leader()
        _ = election.wait(until: 2000)
        #expect(election.leave(moment(2001)) == nil)
        let renewed = lease("me", version: "3", renewed: 2000, transitions: 1)
        let free = lease(
            "", version: "3", seconds: 1, renewed: 2002, acquired: 2002, transitions: 1)
        #expect(election.answer(3, .lease(renewed), 2002) == .update(free))
        #expect(election.answer(4, .conflict, 2003) == .read)
        #expect(election.answer(5, .lease(lease("you")), 2004) == nil)
        #expect(election.nextDeadline == nil)
    }

    @Test("Giving back is tried for 10 s, and then left to the others' patience")
    func leaveInVain() {
        var election = leader()
        _ = election.leave(moment(0))
        #expect(election.answer(3, .failure, 1) == nil)
        #expect(election.deadline == 2000)
        #expect(election.wait(until: 2000) != nil)
        #expect(election.deadline == 7000)
        #expect(election.wait(until: 7000) != nil)
        #expect(election.deadline == 10_000)
        #expect(election.wait(until: 10_000) == nil)
        #expect(election.nextDeadline == nil)
    }

    @Test("Who does not hold the lease has nothing to give back")
    func leaveStandby() {
        var election = candidate()
        _ = election.wait(until: 0)
        _ = election.answer(1, .lease(lease("you")), 0)
        #expect(election.leave(moment(1)) == nil)
        #expect(election.nextDeadline == nil)
        #expect(election.leaseSeen(nil, moment(2)) == nil)
    }

    // MARK: Times

    @Test("The lease's duration is written in whole seconds, rounded up")
    func wholeSeconds() throws {
        let timing = try ElectionTiming(
            leaseDuration: Tick(milliseconds: 1001), renewDeadline: Tick(milliseconds: 500),
            retryPeriod: Tick(milliseconds: 100))
        #expect(timing.leaseDuration == Tick(seconds: 2))
        #expect(timing.callTimeout == Tick(milliseconds: 250))
        var election = LeaderElection(
            identity: "me", name: "muster", namespace: "batch", timing: timing)
        _ = election.wait(until: 0)
        let made = lease("me", version: "", seconds: 2)
        #expect(election.answer(1, .notFound, 0) == .create(made))
    }

    @Test(
        "Times by which there could be two leaders, or none, are refused",
        arguments: [
            (15_000, 10_000, 0, "the retry period is 0 ms, expected more than 0"),
            (
                15_000, 2400, 2000,
                "the renew deadline is 2400 ms, expected more than 1.2 times the retry period of"
                    + " 2000 ms"
            ),
            (
                10_000, 10_000, 2000,
                "the lease duration is 10000 ms, expected more than the renew deadline of 10000 ms"
            ),
            (
                2_147_483_647_001, 10_000, 2000,
                "the lease duration is 2147483647001 ms, expected at most 2147483647 s"
            ),
            (
                .max, .max, .max - 1,
                "the renew deadline is 9223372036854775807 ms, expected more than 1.2 times the"
                    + " retry period of 9223372036854775806 ms"
            ),
        ] as [(Int64, Int64, Int64, String)])
    func refused(lease: Int64, deadline: Int64, retry: Int64, message: String) {
        let error = #expect(throws: ElectionTimingError.self) {
            try ElectionTiming(
                leaseDuration: Tick(milliseconds: lease),
                renewDeadline: Tick(milliseconds: deadline),
                retryPeriod: Tick(milliseconds: retry))
        }
        #expect(error?.description == message)
    }
}
