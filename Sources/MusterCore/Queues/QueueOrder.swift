/// A queue's rank among its active siblings: smaller goes first.
///
/// Guarantee first, then priority, then share: whoever is below its guarantee goes before the
/// others, whatever their priorities; among equals in that the keys below decide in turn.
struct QueueEntry: BlockElement {
    typealias Summary = NoSummary<QueueEntry>

    /// Whether the queue has a guarantee and has not reached it.
    var isBelowGuarantee = false
    /// Negated priority where priority sorting is on, else 0.
    var primary: Int64 = 0
    /// Of what it is entitled to, divided by its weight.
    var share = SiblingShare.zero
    /// Negated priority where priority sorting is off, else 0.
    var secondary: Int64 = 0
    /// What waits inside; more goes first.
    var waitingVcore: Int64 = 0
    var waitingMemory: Int64 = 0
    var queue: Int32 = 0

    static func < (left: QueueEntry, right: QueueEntry) -> Bool {
        if left.isBelowGuarantee != right.isBelowGuarantee { return left.isBelowGuarantee }
        if left.primary != right.primary { return left.primary < right.primary }
        if left.share < right.share { return true }
        if right.share < left.share { return false }
        if left.secondary != right.secondary { return left.secondary < right.secondary }
        if left.waitingVcore != right.waitingVcore {
            return left.waitingVcore > right.waitingVcore
        }
        if left.waitingMemory != right.waitingMemory {
            return left.waitingMemory > right.waitingMemory
        }
        return left.queue < right.queue
    }

    static func == (left: QueueEntry, right: QueueEntry) -> Bool {
        !(left < right) && !(right < left)
    }
}

/// A waiting application's rank in its leaf queue: smaller goes first.
struct WaitingEntry: BlockElement {
    typealias Summary = WaitingBlockSummary

    /// Negated priority where priority sorting is on, else 0.
    var primary: Int64 = 0
    /// The application's share of the queue's guarantee in `fair` queues, else 0.
    var share = Share.zero
    /// Submission time; in `fair` queues without priority sorting the negated priority.
    var middle: Int64 = 0
    /// Negated priority in `fifo` queues without priority sorting; submission time in `fair` ones.
    var last: Int64 = 0
    /// Order of submission to the core: unique.
    var sequence: Int64 = 0
    var application: Int32 = 0
    /// What must be free for the next step of the application (its whole gang, or its next ask).
    var vcore: Int64 = 0
    var memory: Int64 = 0
    /// How long the application says it runs, in ms; `Int64.max` if nobody knows.
    var estimate: Int64 = 0

    @inline(__always)
    static func < (left: WaitingEntry, right: WaitingEntry) -> Bool {
        if left.primary != right.primary { return left.primary < right.primary }
        if left.share < right.share { return true }
        if right.share < left.share { return false }
        if left.middle != right.middle { return left.middle < right.middle }
        if left.last != right.last { return left.last < right.last }
        return left.sequence < right.sequence
    }

    @inline(__always)
    static func == (left: WaitingEntry, right: WaitingEntry) -> Bool {
        left.sequence == right.sequence
    }
}

/// The least that any application of a block needs and lasts.
struct WaitingBlockSummary: BlockSummary {
    var vcore = Int64.max
    var memory = Int64.max
    var estimate = Int64.max

    @inline(__always)
    mutating func cover(_ entry: WaitingEntry) {
        vcore = min(vcore, entry.vcore)
        memory = min(memory, entry.memory)
        estimate = min(estimate, entry.estimate)
    }
}

/// For orders that are searched from the front only.
struct NoSummary<Element: Sendable>: BlockSummary {
    init() {}
    mutating func cover(_ element: Element) {}
}
