internal import HeapModule

/// What happens by itself at a moment, unless it has become pointless by then.
struct Timer: Comparable, Sendable {
    enum Kind: Int64, Sendable {
        /// The gang must have formed and its held places must be used.
        case gangTimeout
        /// An application that has been without asks and allocations is complete.
        case completing
        /// A planned start is due; the cycle that follows does the work.
        case plannedStart
        /// Somebody in a leaf queue may preempt; the cycle that follows does the work.
        case preemption
        /// What is above a lowered max is to be evicted; the cycle that follows does the work.
        case quotaPreemption
        /// A queue that may go has been empty for a while.
        case queueRemoval
        /// A waiting application has waited for another full step of its queue's ageing.
        case ageing
        /// An application that backed off is to be tried again.
        case backoff
        /// What could not be evicted may be tried again.
        case evictionBar
    }

    var time: Tick
    /// Order of creation: unique.
    var sequence: Int64
    var kind: Kind
    /// The application, the queue or the ask that it is about.
    var subject: Int32
    /// The subject's own sequence or generation, to tell it from a later one in the same slot.
    var subjectSequence: Int64

    static func < (left: Timer, right: Timer) -> Bool {
        (left.time, left.sequence) < (right.time, right.sequence)
    }
    static func == (left: Timer, right: Timer) -> Bool { left.sequence == right.sequence }
}

/// All timers by time, then by order of creation.
struct TimerQueue: Sendable {
    private var heap = Heap<Timer>()
    private var nextSequence: Int64 = 0

    var next: Tick? { heap.min?.time }

    mutating func set(
        _ kind: Timer.Kind, at time: Tick, for subject: Int32, sequence: Int64
    ) {
        guard time != .never else { return }
        heap.insert(
            Timer(
                time: time, sequence: nextSequence, kind: kind, subject: subject,
                subjectSequence: sequence))
        nextSequence += 1
    }

    /// The next timer that is due, removed.
    mutating func popDue(at now: Tick) -> Timer? {
        guard let next = heap.min, next.time <= now else { return nil }
        return heap.popMin()
    }
}

extension Timer.Kind {
    /// Whether the timer speaks of an application and not of a queue.
    var isOfApplication: Bool {
        switch self {
        case .gangTimeout, .completing, .plannedStart, .ageing, .backoff: true
        case .preemption, .quotaPreemption, .queueRemoval, .evictionBar: false
        }
    }
}
