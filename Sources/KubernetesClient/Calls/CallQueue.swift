import DequeModule
import HeapModule

/// Which call goes next and which is repeated: order, rate, pauses and delays.
///
/// It knows no clock and does no I/O: the time is an argument, in nanoseconds of one clock that
/// does not go back. Calls go in the order in which they came, except that those of a flow that
/// the server asked to wait are passed by the others, and that urgent ones go first.
struct CallQueue {
    /// What decides when a call goes and whether it is repeated.
    struct Traits {
        var flow = ""
        var isIdempotent = true
        var isUrgent = false
    }

    /// How an attempt ended.
    enum Ending {
        /// With an answer. `isRefusedForGood`: a 429 that says no to this one call, whatever the
        /// load.
        case answered(status: Int, retryAfterSeconds: Int?, isRefusedForGood: Bool = false)
        case failed(ClientError)
    }

    private struct Entry {
        var traits: Traits
        var flow: Int
        var attempts = 0
        var isInFlight = false
    }

    private struct Flow {
        var waiting: Deque<Int> = []
        var pausedUntil = Int64.min
    }

    private struct Delayed: Comparable {
        var due: Int64
        var id: Int

        static func < (left: Delayed, right: Delayed) -> Bool {
            (left.due, left.id) < (right.due, right.id)
        }
    }

    private let retry: RetryPolicy
    private var maxInFlight = 1
    private var bucket: TokenBucket?
    private var random: SplitMix64
    private var entries: [Int: Entry] = [:]
    private var flows: [Flow] = []
    private var flowNumbers: [String: Int] = [:]
    private var urgent: Deque<Int> = []
    private var delayed = Heap<Delayed>()
    private var inFlight = 0

    init(limits: CallLimits, retry: RetryPolicy = RetryPolicy(), seed: UInt64) {
        self.retry = retry
        random = SplitMix64(seed: seed)
        limit(limits)
    }

    /// Holds back by other limits from now on.
    mutating func limit(_ limits: CallLimits) {
        maxInFlight = max(limits.inFlight, 1)
        bucket = limits.perSecond.map {
            // Whoever waits for a token wakes up to a millisecond late.
            TokenBucket(perSecond: $0, burst: max(limits.burst, $0 / 500))
        }
    }

    /// The calls that are waiting, delayed or in flight.
    var count: Int { entries.count }

    /// Queues a call.
    ///
    /// Identifiers rise; none is used twice.
    mutating func add(_ id: Int, _ traits: Traits) {
        let flow = flowNumbers[traits.flow] ?? flows.count
        if flow == flows.count {
            flowNumbers[traits.flow] = flow
            flows.append(Flow())
        }
        entries[id] = Entry(traits: traits, flow: flow)
        if traits.isUrgent { urgent.append(id) } else { flows[flow].waiting.append(id) }
    }

    /// Forgets a call, whatever it was doing.
    mutating func remove(_ id: Int) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        if entry.isInFlight && !entry.traits.isUrgent { inFlight -= 1 }
        // Its place in a queue or the heap is passed over when it comes up.
    }

    /// The call to start now, which then is in flight; `nil` for none.
    ///
    /// - Complexity: O(flows + log delayed), amortised.
    mutating func next(at now: Int64) -> Int? {
        while let first = delayed.min, first.due <= now {
            delayed.removeMin()
            requeue(first.id)
        }
        while let id = urgent.popFirst() {
            if start(id) { return id }
        }
        guard inFlight < maxInFlight, let flow = openFlow(at: now),
            bucket?.take(at: now) ?? true
        else { return nil }
        let id = flows[flow].waiting.removeFirst()
        _ = start(id)
        inFlight += 1
        return id
    }

    /// When ``next(at:)`` may have something again though nothing is added or finished; `nil` for
    /// never.
    ///
    /// - Complexity: O(flows).
    func nextTime(at now: Int64) -> Int64? {
        var times = delayed.min.map { [$0.due] } ?? []
        if !urgent.isEmpty { times.append(now) }
        if inFlight < maxInFlight {
            let token = bucket?.nextToken ?? now
            for flow in flows where !flow.waiting.isEmpty {
                times.append(max(flow.pausedUntil, token))
            }
        }
        return times.min()
    }

    /// Puts a call in flight back to the front of its queue, as if its attempt had not been.
    mutating func takeBack(_ id: Int) {
        guard entries[id]?.isInFlight == true else { return }
        land(id)
        entries[id]?.attempts -= 1
        requeue(id)
    }

    /// Takes note of how an attempt ended.
    ///
    /// - Returns: Whether the call is over; otherwise it is repeated later.
    mutating func finish(_ id: Int, _ ending: Ending, at now: Int64) -> Bool {
        guard let entry = entries[id] else { return true }
        land(id)
        let delay: Int64
        switch ending {
        case .answered(let status, let seconds?, false) where [429, 503].contains(status):
            // The server has not begun with it, so that even a POST may be repeated.
            let wait = Int64(min(max(seconds, 0), 3600)) * 1_000_000_000
            // A little more, by chance, so that not all replicas come back at once.
            delay = wait + Int64(random.next() % UInt64(wait / 8 + 1))
            flows[entry.flow].pausedUntil = max(flows[entry.flow].pausedUntil, now + delay)
        case .answered(429, let seconds, false) where entry.traits.isIdempotent,
            .answered(502...504, let seconds, _) where entry.traits.isIdempotent:
            let wait = Int64(min(max(seconds ?? 0, 0), 3600)) * 1_000_000_000
            delay = max(
                wait, retry.delay(afterAttempts: entry.attempts, random: random.next()))
        case .failed(let error) where error.isTransient && entry.traits.isIdempotent:
            delay = retry.delay(afterAttempts: entry.attempts, random: random.next())
        case .answered, .failed:
            entries[id] = nil
            return true
        }
        guard entry.attempts < retry.attempts else {
            entries[id] = nil
            return true
        }
        delayed.insert(Delayed(due: saturated(now.addingReportingOverflow(delay)), id: id))
        return false
    }

    private mutating func land(_ id: Int) {
        guard let entry = entries[id], entry.isInFlight else { return }
        entries[id]?.isInFlight = false
        if !entry.traits.isUrgent { inFlight -= 1 }
    }

    private mutating func requeue(_ id: Int) {
        guard let entry = entries[id] else { return }
        if entry.traits.isUrgent {
            urgent.prepend(id)
        } else {
            flows[entry.flow].waiting.prepend(id)
        }
    }

    private mutating func start(_ id: Int) -> Bool {
        guard entries[id] != nil else { return false }
        entries[id]?.attempts += 1
        entries[id]?.isInFlight = true
        return true
    }

    /// The flow whose first call came first, among those that are not paused.
    private mutating func openFlow(at now: Int64) -> Int? {
        var oldest: (flow: Int, id: Int)?
        for flow in flows.indices where flows[flow].pausedUntil <= now {
            while let first = flows[flow].waiting.first, entries[first] == nil {
                flows[flow].waiting.removeFirst()
            }
            guard let id = flows[flow].waiting.first else { continue }
            if id < oldest?.id ?? .max { oldest = (flow, id) }
        }
        return oldest?.flow
    }
}

/// How much is asked of the server at a time.
///
/// Streams and urgent calls are not counted.
public struct CallLimits: Sendable {
    /// Calls that may be on their way at once; more of them than 64 wait longer and get no more
    /// done.
    public var inFlight = 64
    /// Calls that may start in a second, `nil` for any number.
    public var perSecond: Int?
    /// Calls that may start at once after a rest, where there is a rate.
    public var burst = 100

    /// 64 calls in flight, at any rate.
    public init() {}
}

/// The generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators"
/// (OOPSLA 2014); for delays, where any spread will do.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
