/// What the core keeps of one queue besides its resource vectors.
struct QueueRecord: Sendable {
    var name: String
    /// The parent's index, or -1 for the root.
    var parent: Int32
    /// Ascending by name.
    ///
    /// Their indices may be smaller than the parent's: indices are used again.
    var children: [Int32] = []
    /// Whether it is a queue; the place of one that was removed waits for another.
    var exists = true
    /// How many queues have had this place before, to tell it from those.
    var generation: Int64 = 0
    /// Whether it takes applications.
    ///
    /// A queue that was of the other kind can have applications and queues below it for a while.
    var isLeaf = true
    /// Created by a placement rule, and not named in the configuration since.
    var isDynamic = false
    /// Not in the configuration any more: takes no new applications.
    var isDraining = false
    var submitACL = AccessControlList.nobody
    var adminACL = AccessControlList.nobody
    /// What queues get that are created below; `nil` means what the parent says.
    var childTemplate: QueueSettings?
    var settings = QueueSettings()
    /// Applications here and below that have not ended.
    var applications: Int64 = 0
    /// When the queue goes, if it is still empty then and may go.
    var removal = Tick.never
    /// Whether this queue or an ancestor other than the root has a max.
    var isBounded = false
    /// Whether its max was set below what it used already, or what ran already was counted late;
    /// usage may then stay above.
    var mayExceedMax = false

    /// Applications below this queue that run.
    var runningApplications: UInt64 = 0
    /// What single users and groups may use here and below, as configured.
    var limits: [QueueLimit] = []
    /// The largest of usage / entitlement over all resources.
    var share = Share.zero
    /// Whether it has a guarantee and uses less than it of every resource that is guaranteed.
    var isBelowGuarantee = false
    /// Parents whose usage is rescaled: what counts of it, per resource in units of 2^-32 base
    /// units, while the queue is active in a cycle; else empty.
    var rescaled: [UInt128] = []
    /// What it used in the past, kept only where its parent has a half-life.
    var history: UsageHistory?
    /// The highest priority of what waits inside, `nil` if nothing does.
    var priorityInside: Int32?
    /// What the waiting asks below need in total.
    var waitingVcore: Int64 = 0
    var waitingMemory: Int64 = 0

    /// Leaf queues: applications with something to place, by rank.
    var waiting = OrderedBlocks<WaitingEntry>()
    /// Parents: children that may still place something in this cycle, by rank.
    var active = OrderedBlocks<QueueEntry>()
    /// This queue's entry in its parent's `active`, if it is there.
    var entry: QueueEntry?
    /// Whether its own applications may still be placed in this cycle.
    var isServing = false
    /// Leaf queues: where this cycle's walk has come to.
    var cursor: WaitingEntry?
    /// Whether the application at the cursor was tried in vain.
    var cursorIsPast = false
    /// Leaf queues without backfill: the application that blocked the rest in the last walk, or -1.
    var blocker: Int32 = -1
    /// Leaf queues: the version of the free capacity that the whole queue was last tried at.
    var walkedVersion: UInt64 = 0
    /// Leaf queues: the first application that changed since then.
    var firstChanged: WaitingEntry?
    /// Leaf queues: position in `QueueTree.waitingLeaves`, or -1.
    var waitingPosition: Int32 = -1
    /// When evictions from below it were decided in the last minute.
    var recentEvictions: [Tick] = []
    /// Leaf queues: not before this moment can anybody in it preempt.
    var nextPreemption = Tick.zero
    /// When what is above its lowered max is evicted; `never` if nothing is.
    var quotaDeadline = Tick.never
    /// The `quotaPreemptionDelay` that the deadline was worked out with.
    var quotaDelay = Tick.zero
}

/// The queue tree: limits, usage on every level, and who is served next.
struct QueueTree: Sendable {
    var records: [QueueRecord]
    /// Places of removed queues, the next to be used last.
    var vacancies: [Int32] = []
    /// The moment up to which histories of usage go when they are settled or read.
    var now = Tick.zero
    /// Whether the next moment is not known yet: inputs do not say what time it is.
    var isBetweenCycles = true
    /// Queues whose usage changed since the last cycle, where the past counts.
    var unsettled: [Int32] = []
    /// Per queue and resource, base units: allocated and held below it.
    private(set) var usage: ResourceRows
    /// The part of the usage that is being evicted.
    private(set) var evicting: ResourceRows
    /// What claims will add to the usage once what is being evicted for them is gone.
    private(set) var claimed: ResourceRows
    /// How many evictions and claims there are: mostly none, and then nothing is added up.
    private var outstanding: Int64 = 0
    /// Configured max; `Int64.max` where there is none.
    private(set) var max: ResourceRows
    /// Configured guarantee; -1 where there is none.
    private(set) var guaranteed: ResourceRows
    /// What a share is a share of: the guarantee, else the nearest max upwards, else the cluster.
    private(set) var entitlement: ResourceRows
    /// Whether any queue limits what single users or groups may use.
    var hasLimits = false
    /// Leaf queues with waiting applications, in no particular order.
    private(set) var waitingLeaves: [Int32] = []

    init(width: Int) {
        records = [QueueRecord(name: "root", parent: -1)]
        usage = ResourceRows(width: width)
        evicting = ResourceRows(width: width)
        claimed = ResourceRows(width: width)
        max = ResourceRows(width: width, absent: .max)
        guaranteed = ResourceRows(width: width, absent: -1)
        entitlement = ResourceRows(width: width)
        reachRows(0)
    }

    var width: Int { usage.width }
    /// How many queues there are.
    var count: Int { records.count - vacancies.count }

    func exists(_ queue: QueueID) -> Bool {
        queue.rawValue >= 0 && queue.index < records.count && records[queue.index].exists
    }

    func isLeaf(_ queue: QueueID) -> Bool {
        exists(queue) && records[queue.index].isLeaf
    }

    mutating func widen(to width: Int) {
        usage.widen(to: width)
        evicting.widen(to: width)
        claimed.widen(to: width)
        max.widen(to: width)
        guaranteed.widen(to: width)
        entitlement.widen(to: width)
    }

    /// Sets the rows that are kept of a queue's bounds; the root has no max but the cluster.
    mutating func setBounds(of queue: Int32, to settings: QueueSettings) {
        max.set(Int(queue), to: queue == 0 ? .none : settings.max)
        guaranteed.set(Int(queue), to: settings.guaranteed)
    }

    mutating func reachRows(_ row: Int) {
        usage.reach(row)
        evicting.reach(row)
        claimed.reach(row)
        max.reach(row)
        guaranteed.reach(row)
        entitlement.reach(row)
    }

    /// Makes the rows of a queue those of one that nothing was ever said of.
    mutating func clearRows(_ row: Int) {
        usage.clear(row)
        evicting.clear(row)
        claimed.clear(row)
        max.clear(row)
        guaranteed.clear(row)
        entitlement.clear(row)
    }

    /// Derives what shares are shares of, and all shares, after limits or the cluster changed.
    ///
    /// - Parameter cluster: The capacity of the cluster, per resource, base units.
    mutating func refreshEntitlements(cluster: [Int64]) {
        var ceiling = ResourceRows(width: width)
        ceiling.reach(records.count - 1)
        for index in parentsFirst().map(Int.init) {
            let parent = Int(records[index].parent)
            for lane in 0..<width {
                let inherited = parent < 0 ? cluster[lane] : ceiling[parent, lane]
                let own = max[index, lane]
                ceiling[index, lane] = own == .max ? inherited : own
                let floor = guaranteed[index, lane]
                entitlement[index, lane] = floor >= 0 ? floor : ceiling[index, lane]
            }
            followHistory(index)
            refreshShare(index)
        }
    }

    /// Derives what the shares of a queue that is new are shares of; all else stays as it is.
    ///
    /// - Complexity: O(resources · depth).
    mutating func deriveEntitlement(of queue: Int32, cluster: [Int64]) {
        let index = Int(queue)
        for lane in 0..<width {
            guard guaranteed[index, lane] < 0 else {
                entitlement[index, lane] = guaranteed[index, lane]
                continue
            }
            var ancestor = index
            while ancestor > 0, max[ancestor, lane] == .max {
                ancestor = Int(records[ancestor].parent)
            }
            entitlement[index, lane] = ancestor > 0 ? max[ancestor, lane] : cluster[lane]
        }
    }

    // MARK: Usage

    /// Adds `count` members (less if negative) to the usage of a leaf queue and its ancestors.
    mutating func charge(_ lanes: [RequestLane], times count: Int64, to leaf: Int32) {
        var queue = leaf
        while queue >= 0 {
            let index = Int(queue)
            settleHistory(index)
            for lane in lanes {
                let change = lane.amount.multipliedSaturating(by: count)
                usage[index, lane.lane] = usage[index, lane.lane].addingSaturating(change)
            }
            refreshShare(index)
            queue = records[index].parent
        }
    }

    /// Notes which queues from a leaf upwards use more than their max, by what nobody asked them.
    mutating func noteExcess(from leaf: Int32) {
        var queue = leaf
        while queue >= 0 {
            let index = Int(queue)
            let isOver = (0..<width).contains { usage[index, $0] > max[index, $0] }
            if isOver { records[index].mayExceedMax = true }
            queue = records[index].parent
        }
    }

    /// What a queue uses once everything is done that was decided: without what is being evicted,
    /// with what is claimed.
    @inline(__always)
    func committed(_ queue: Int, _ lane: Int) -> Int64 {
        guard outstanding != 0 else { return usage[queue, lane] }
        return usage[queue, lane].addingSaturating(claimed[queue, lane])
            .subtractingSaturating(evicting[queue, lane])
    }

    /// What of a queue's max is taken: claims count while what they wait for is still there.
    @inline(__always)
    func taken(_ queue: Int, _ lane: Int) -> Int64 {
        guard outstanding != 0 else { return usage[queue, lane] }
        return usage[queue, lane].addingSaturating(claimed[queue, lane])
    }

    /// Adds `count` members to what is being evicted from a leaf queue and its ancestors.
    mutating func chargeEvicting(_ lanes: [RequestLane], times count: Int64, to leaf: Int32) {
        outstanding += count
        var queue = leaf
        while queue >= 0 {
            for lane in lanes {
                let change = lane.amount.multipliedSaturating(by: count)
                evicting[Int(queue), lane.lane] = evicting[Int(queue), lane.lane]
                    .addingSaturating(change)
            }
            queue = records[Int(queue)].parent
        }
    }

    /// Derives the shares of a leaf queue and its ancestors anew.
    mutating func refreshShares(from leaf: Int32) {
        var queue = leaf
        while queue >= 0 {
            refreshShare(Int(queue))
            queue = records[Int(queue)].parent
        }
    }

    /// Adds to what is claimed for a leaf queue and its ancestors (takes, if `count` is -1).
    mutating func chargeClaimed(_ lanes: [RequestLane], times count: Int64, to leaf: Int32) {
        outstanding += count
        var queue = leaf
        while queue >= 0 {
            for lane in lanes {
                let change = lane.amount.multipliedSaturating(by: count)
                claimed[Int(queue), lane.lane] = claimed[Int(queue), lane.lane]
                    .addingSaturating(change)
            }
            refreshShare(Int(queue))
            queue = records[Int(queue)].parent
        }
    }

    /// The first queue from `leaf` upwards that these members would push over its max.
    func firstOverMax(_ lanes: [RequestLane], times count: Int64, in leaf: Int32) -> WaitReason? {
        guard records[Int(leaf)].isBounded else { return nil }
        var queue = leaf
        while queue > 0 {
            let index = Int(queue)
            for lane in lanes {
                let limit = max[index, lane.lane]
                guard limit != .max else { continue }
                let wanted = taken(index, lane.lane)
                    .addingSaturating(lane.amount.multipliedSaturating(by: count))
                if wanted > limit {
                    return .queueMax(
                        QueueID(rawValue: queue), ResourceID(lane.lane), missing: wanted - limit)
                }
            }
            queue = records[index].parent
        }
        return nil
    }

    /// Whether an amount alone is more than the max of a leaf queue or of an ancestor.
    func isOverConfiguredMax(_ lanes: [RequestLane], in leaf: Int32) -> Bool {
        var queue = leaf
        while queue > 0 {
            if lanes.contains(where: { $0.amount > max[Int(queue), $0.lane] }) { return true }
            queue = records[Int(queue)].parent
        }
        return false
    }

    /// How much more vcore and memory a leaf queue and its ancestors may use; O(depth).
    func headroom(of leaf: Int32) -> (vcore: Int64, memory: Int64) {
        var headroom = (vcore: Int64.max, memory: Int64.max)
        guard records[Int(leaf)].isBounded else { return headroom }
        var queue = leaf
        while queue > 0 {
            let index = Int(queue)
            if max[index, 0] != .max {
                headroom.vcore = min(headroom.vcore, max[index, 0] - taken(index, 0))
            }
            if max[index, 1] != .max {
                headroom.memory = min(headroom.memory, max[index, 1] - taken(index, 1))
            }
            queue = records[index].parent
        }
        return (Swift.max(0, headroom.vcore), Swift.max(0, headroom.memory))
    }

    /// The first queue from `leaf` upwards that may not run one more application.
    func firstAtMaxApplications(_ leaf: Int32) -> WaitReason? {
        var queue = leaf
        while queue >= 0 {
            let maximum = records[Int(queue)].settings.maxApplications
            if maximum > 0, records[Int(queue)].runningApplications >= maximum {
                return .queueApplications(QueueID(rawValue: queue), max: maximum)
            }
            queue = records[Int(queue)].parent
        }
        return nil
    }

    mutating func changeRunningApplications(_ leaf: Int32, running: Bool) {
        var queue = leaf
        while queue >= 0 {
            if running {
                records[Int(queue)].runningApplications += 1
            } else {
                records[Int(queue)].runningApplications -= 1
            }
            queue = records[Int(queue)].parent
        }
    }

    mutating func changeWaiting(_ leaf: Int32, vcore: Int64, memory: Int64) {
        var queue = leaf
        while queue >= 0 {
            let index = Int(queue)
            records[index].waitingVcore = records[index].waitingVcore.addingSaturating(vcore)
            records[index].waitingMemory = records[index].waitingMemory.addingSaturating(memory)
            queue = records[index].parent
        }
    }

    // MARK: Waiting applications

    mutating func insertWaiting(_ entry: WaitingEntry, in leaf: Int32) {
        let index = Int(leaf)
        records[index].waiting.insert(entry)
        records[index].nextPreemption = .zero
        noteChanged(entry, in: leaf)
        if records[index].waiting.first == entry || !records[index].settings.prioritySorting {
            refreshPriorities(from: leaf)
        }
        if records[index].waitingPosition < 0 {
            records[index].waitingPosition = Int32(waitingLeaves.count)
            waitingLeaves.append(leaf)
        }
    }

    /// A waiting application has something new to place at the rank it had.
    mutating func noteChanged(_ entry: WaitingEntry, in leaf: Int32) {
        if let first = records[Int(leaf)].firstChanged, !(entry < first) { return }
        records[Int(leaf)].firstChanged = entry
    }

    mutating func removeWaiting(_ entry: WaitingEntry, from leaf: Int32) {
        let index = Int(leaf)
        let wasFirst = records[index].waiting.first == entry
        records[index].waiting.remove(entry)
        if wasFirst || !records[index].settings.prioritySorting { refreshPriorities(from: leaf) }
        guard records[index].waiting.isEmpty else { return }
        let position = Int(records[index].waitingPosition)
        records[index].waitingPosition = -1
        let moved = waitingLeaves.removeLast()
        if moved != leaf {
            waitingLeaves[position] = moved
            records[Int(moved)].waitingPosition = Int32(position)
        }
    }
}
