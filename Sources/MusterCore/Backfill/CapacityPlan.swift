/// The free capacity of the whole cluster from now on, and the starts that are planned in it.
///
/// A step function of time: what running applications give back at their estimated ends comes in,
/// what is planned goes out. Capacity is a sum over nodes, so a plan is exact where every
/// member fits into any gap (one-core nodes); elsewhere a planned start may slip, and then the
/// application is protected by a reservation like the head of an EASY queue.
struct CapacityPlan: Sendable {
    let width: Int
    /// The plan does not describe the cluster any more and must be made anew.
    var isStale = true
    /// The plan assumed something that may not hold (that what overran ends at once, that what is
    /// free is in the right pieces): it is made anew when time passes or something is freed.
    var isUncertain = false
    /// When it was made, and of which version of the free capacity.
    var madeAt = Tick(milliseconds: .min)
    var madeVersion: UInt64 = 0
    /// Something ended early: what is planned may move forward.
    var needsCompression = false
    /// What has ended since the last cycle.
    var ended: [Ended] = []
    /// Applications that came since the last cycle and have no start yet, in order.
    var arrivals: [Int32] = []
    /// Applications for which there is no hole as long as nobody knows when some work ends.
    var homeless: [Int32] = []
    /// Applications that something else than capacity kept back when their planned start came:
    /// until something is freed a new start would be kept no better.
    var stoodBack: [Int32] = []
    /// The version of the free capacity at which both were last looked at.
    var homelessVersion: UInt64 = 0
    /// Applications whose planned start came while the free capacity was in too many pieces.
    var lacksPieces: [Int32] = []
    /// Planned applications by start, then by order of submission.
    var order = OrderedBlocks<PlannedEntry>()
    /// What an application gave back as a whole, and when it was to end, ms.
    struct Ended: Sendable {
        var lanes: [RequestLane]
        var end: Int64
    }

    /// Where capacity was given back since each planned start was last looked at.
    private(set) var freed = FreedRange()
    /// The same for what moves gave back during the last compression.
    private var freedByMoves = FreedRange()

    /// Where each step begins, ms, ascending; the first is now, the last goes on for ever.
    private var times: [Int64] = [0]
    /// Free capacity per step and resource, base units.
    private var free: [Int64]

    init(width: Int) {
        self.width = width
        free = Array(repeating: 0, count: width)
    }

    /// Begins anew with what is free at a moment and nothing planned.
    mutating func restart(now: Tick, free: [Int64]) {
        times = [now.milliseconds]
        self.free = free
        freed = FreedRange()
        freedByMoves = FreedRange()
        needsCompression = false
        isStale = false
        isUncertain = false
    }

    /// Forgets the past.
    mutating func advance(to now: Tick) {
        let step = self.step(at: now.milliseconds)
        if step > 0 {
            times.removeFirst(step)
            free.removeFirst(step * width)
        }
        times[0] = max(times[0], now.milliseconds)
    }

    /// Adds (or takes, if `sign` is -1) an amount from `start` up to `end`.
    mutating func add(_ lanes: [RequestLane], sign: Int64, from start: Int64, to end: Int64) {
        guard start < end else { return }
        let first = splitStep(at: start)
        let last = end == .max ? times.count : splitStep(at: end)
        for step in first..<last {
            for lane in lanes {
                free[step * width + lane.lane] =
                    free[step * width + lane.lane].addingSaturating(
                        lane.amount.multipliedSaturating(by: sign))
            }
        }
    }

    /// Gives an amount back that was to be used until `end`, so that others may move forward.
    mutating func giveBack(_ lanes: [RequestLane], from start: Int64, to end: Int64) {
        add(lanes, sign: 1, from: start, to: end)
        freed.cover(from: start, to: end)
        needsCompression = true
    }

    /// The earliest start in `lower..<upper` from which an amount is free for a duration.
    ///
    /// - Parameters:
    ///   - lanes: The amount.
    ///   - duration: How long, ms, at least 0.
    ///   - lower: The earliest start that is wanted.
    ///   - upper: Where to stop looking.
    ///   - own: A range in which the same amount is taken by the asker itself already, and so
    ///     counts as free.
    /// - Returns: The start, or `nil` if there is none.
    /// - Complexity: O(steps).
    func earliestStart(
        of lanes: [RequestLane], lasting duration: Int64, from lower: Int64, before upper: Int64,
        own: Range<Int64>? = nil
    ) -> Int64? {
        var start = max(lower, times[0])
        var step = self.step(at: start)
        while start < upper {
            // Steps are split where `own` begins and ends, so a step is wholly in or out.
            let isOwn = own?.contains(times[step]) ?? false
            if !isOwn, !isFree(lanes, in: step) {
                guard step + 1 < times.count else { return nil }
                start = times[step + 1]
            } else if step + 1 == times.count || times[step + 1] - start >= duration {
                return start
            }
            step += 1
        }
        return nil
    }

    /// Per resource, the most that is free in any step of the freed range.
    ///
    /// - Complexity: O(steps).
    func mostFreed() -> [Int64] {
        var most = Array(repeating: Int64.min, count: width)
        guard !freed.isEmpty else { return most }
        var step = self.step(at: max(freed.start, times[0]))
        while step < times.count, times[step] < freed.end {
            for lane in 0..<width { most[lane] = max(most[lane], free[step * width + lane]) }
            step += 1
        }
        return most
    }

    /// Begins a compression: what moves freed during the last one counts too.
    mutating func beginCompression() {
        freed.cover(from: freedByMoves.start, to: freedByMoves.end)
        freedByMoves = FreedRange()
        needsCompression = false
    }

    /// A planned start moved away from this range.
    mutating func noteMove(from start: Int64, to end: Int64) {
        freed.cover(from: start, to: end)
        freedByMoves.cover(from: start, to: end)
    }

    /// Ends a compression and joins steps that do not differ any more.
    mutating func endCompression() {
        freed = FreedRange()
        var kept = 0
        for step in times.indices.dropFirst() {
            let isSame = (0..<width).allSatisfy {
                free[kept * width + $0] == free[step * width + $0]
            }
            if isSame { continue }
            kept += 1
            times[kept] = times[step]
            for lane in 0..<width { free[kept * width + lane] = free[step * width + lane] }
        }
        times.removeSubrange((kept + 1)...)
        free.removeSubrange(((kept + 1) * width)...)
    }

    @inline(__always)
    private func isFree(_ lanes: [RequestLane], in step: Int) -> Bool {
        for lane in lanes where free[step &* width &+ lane.lane] < lane.amount { return false }
        return true
    }

    /// The step that a moment falls into.
    private func step(at time: Int64) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// Makes a step begin at a moment, and returns it.
    private mutating func splitStep(at time: Int64) -> Int {
        let step = self.step(at: time)
        guard times[step] < time else { return step }
        times.insert(time, at: step + 1)
        free.insert(contentsOf: free[step * width..<(step + 1) * width], at: (step + 1) * width)
        return step + 1
    }
}

/// A range of time in which capacity was given back, as its hull.
struct FreedRange: Sendable {
    var start = Int64.max
    var end = Int64.min
    var isEmpty: Bool { start >= end }

    mutating func cover(from start: Int64, to end: Int64) {
        guard start < end else { return }
        self.start = min(self.start, start)
        self.end = max(self.end, end)
    }
}

/// A planned start.
struct PlannedEntry: BlockElement {
    typealias Summary = NoSummary<PlannedEntry>

    var start: Int64
    var sequence: Int64
    var application: Int32

    static func < (left: PlannedEntry, right: PlannedEntry) -> Bool {
        left.start != right.start ? left.start < right.start : left.sequence < right.sequence
    }
    static func == (left: PlannedEntry, right: PlannedEntry) -> Bool {
        left.sequence == right.sequence && left.start == right.start
    }
}
