import KubernetesAdapter
import KubernetesModel
import MusterCore

/// Three candidates, a server that keeps one lease, and a network between them, all from one seed.
///
/// Each candidate has clocks of its own: one that runs a tenth faster or slower than the true time,
/// and a time of day that has nothing to do with it.
struct ElectionWorld {
    struct Candidate {
        var election: LeaderElection?
        var offset = 0
        /// How many milliseconds of its clock pass in a true second.
        var rate = 1000
        var dayOffset = 0
        var pausedUntil = 0

        /// Its clock at a true time.
        func clock(_ time: Int) -> Int { offset + time * rate / 1000 }

        /// The first true time at which its clock shows this.
        func time(ofClock clock: Int) -> Int {
            var time = (clock - offset) * 1000 / rate
            while self.clock(time) < clock { time += 1 }
            return time
        }
    }

    /// What happens at a time.
    enum Event {
        /// A call arrives at the server.
        case call(from: Int, LeaderElection.Call, identity: String)
        /// An answer arrives; it is lost where another candidate has taken the place.
        case answer(to: Int, number: UInt64, LeaderElection.Answer, identity: String)
        /// A watch shows the lease.
        case shown(to: Int, Lease?)
        /// A new candidate takes the place of one that is gone.
        case start(Int)
        /// Something goes wrong.
        case fault
    }

    var random: ElectionRandom
    var now = 0
    var candidates: [Candidate] = []
    /// Whether calls and answers are lost and late, and candidates die and sleep.
    var isFaulty: Bool
    var hasWatch = false
    var outageUntil = 0
    private(set) var lease: Lease?
    private var version = 0
    private var incarnations = 0
    private var sequence = 0
    private var events: [(time: Int, sequence: Int, event: Event)] = []

    init(seed: UInt64, isFaulty: Bool, clocksDiffer: Bool) {
        random = ElectionRandom(state: seed)
        self.isFaulty = isFaulty
        for index in 0..<3 {
            var candidate = Candidate()
            if clocksDiffer {
                candidate.offset = random.number(0...1_000_000)
                candidate.rate = random.number(900...1100)
                candidate.dayOffset = random.number(-90_000_000...90_000_000)
            }
            candidates.append(candidate)
            schedule(.start(index), in: random.number(0...3000))
        }
        if isFaulty { schedule(.fault, in: 5000) }
    }

    /// The candidates that lead now, by their own clocks.
    var leaders: [Int] {
        candidates.indices.filter { index in
            let tick = Tick(milliseconds: Int64(candidates[index].clock(now)))
            return candidates[index].election?.leads(at: tick) ?? false
        }
    }

    mutating func schedule(_ event: Event, in delay: Int) {
        sequence += 1
        events.append((now + delay, sequence, event))
    }

    /// Does what is next; time stands still or goes on.
    mutating func step() {
        let event = events.indices.min {
            (events[$0].time, events[$0].sequence) < (events[$1].time, events[$1].sequence)
        }
        let wakes = candidates.indices.compactMap { index -> (Int, Int)? in
            guard let deadline = candidates[index].election?.nextDeadline else { return nil }
            // A new candidate's first deadline has always passed.
            let time = candidates[index].time(ofClock: max(0, Int(deadline.milliseconds)))
            return (max(now, time, candidates[index].pausedUntil), index)
        }
        let wake = wakes.min { $0 < $1 }
        if let wake, wake.0 < event.map({ events[$0].time }) ?? .max {
            now = wake.0
            input(wake.1) { $0.timeReached($1) }
        } else if let event {
            now = events[event].time
            handle(events.remove(at: event).event)
        }
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .call(let index, let call, let identity):
            guard let answer = serve(call.action) else { return }
            let reply = Event.answer(to: index, number: call.number, answer, identity: identity)
            deliver(reply)
        case .answer(let index, let number, let answer, let identity):
            guard candidates[index].election?.identity == identity else { return }
            guard candidates[index].pausedUntil <= now else {
                let reply = Event.answer(to: index, number: number, answer, identity: identity)
                return schedule(reply, in: candidates[index].pausedUntil - now)
            }
            input(index) { $0.answered(number, answer, $1) }
        case .shown(let index, let lease):
            guard candidates[index].pausedUntil <= now else { return }
            input(index) { $0.leaseSeen(lease, $1) }
        case .start(let index):
            incarnations += 1
            candidates[index].election = LeaderElection(
                identity: "candidate-\(incarnations)", name: "muster", namespace: "batch")
        case .fault: fault()
        }
    }

    /// Hands something to a candidate, and sends the call that comes of it.
    mutating func input(
        _ index: Int,
        _ action: (inout LeaderElection, LeaderElection.Now) -> LeaderElection.Call?
    ) {
        guard var election = candidates[index].election else { return }
        let candidate = candidates[index]
        let now = LeaderElection.Now(
            tick: Tick(milliseconds: Int64(candidate.clock(now))),
            wall: Timestamp(milliseconds: Int64(now + candidate.dayOffset)),
            jitter: UInt16(random.number(0...65_535)))
        let call = action(&election, now)
        candidates[index].election = election
        if let call { deliver(.call(from: index, call, identity: election.identity)) }
        if election.nextDeadline == nil { end(index) }
    }

    /// A candidate ends at once; after a while another one comes in its place.
    mutating func end(_ index: Int) {
        candidates[index].election = nil
        schedule(.start(index), in: random.number(100...20_000))
    }

    /// Brings a message over the network, or does not.
    private mutating func deliver(_ event: Event) {
        guard isFaulty else { return schedule(event, in: random.number(1...10)) }
        if now < outageUntil || random.chance(10) { return }
        let longest = random.chance(10) ? 30_000 : random.chance(30) ? 5000 : 300
        schedule(event, in: random.number(1...longest))
    }

    /// What the server makes of a call; nil when it says nothing.
    private mutating func serve(_ action: LeaderElection.Action) -> LeaderElection.Answer? {
        if isFaulty, random.chance(3) { return .failure }
        switch action {
        case .read: return lease.map { .lease($0) } ?? .notFound
        case .create(let new): return lease == nil ? store(new) : .conflict
        case .update(let new):
            guard let lease else { return .notFound }
            let isCurrent = new.metadata.resourceVersion == lease.metadata.resourceVersion
            return isCurrent ? store(new) : .conflict
        }
    }

    private mutating func store(_ new: Lease) -> LeaderElection.Answer {
        version += 1
        var stored = new
        stored.metadata.resourceVersion = "\(version)"
        // As the API server does it: what changes nothing is not stored.
        if var same = lease {
            same.metadata.resourceVersion = stored.metadata.resourceVersion
            if same == stored { return .lease(lease ?? stored) }
        }
        lease = stored
        if hasWatch {
            for index in candidates.indices { schedule(.shown(to: index, lease), in: 5) }
        }
        // The call was carried out, and its caller may never know.
        return isFaulty && random.chance(3) ? .failure : .lease(stored)
    }

    private mutating func fault() {
        guard isFaulty else { return }
        schedule(.fault, in: random.number(500...12_000))
        let index = random.number(0...2)
        switch random.number(0...9) {
        case 0...1: if candidates[index].election != nil { end(index) }
        case 2...3: input(index) { $0.leave($1) }
        case 4...6:
            // Mostly the one whose sleep may do harm.
            let sleeper = random.chance(70) ? leaders.first ?? index : index
            candidates[sleeper].pausedUntil = now + random.number(0...40_000)
        case 7: outageUntil = now + random.number(0...30_000)
        default: candidates[index].dayOffset = random.number(-90_000_000...90_000_000)
        }
    }
}

/// The generator of the election's random tests.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct ElectionRandom {
    var state: UInt64

    /// A number in a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return range.lowerBound + Int(mixed % UInt64(range.count))
    }

    /// True in this many of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }
}
