/// What may be evicted for one application, by guarantees, fences, policies and priorities.
///
/// Where the application's queue and the victim's queue meet, their branches are compared: the
/// application's branch must be within its guarantees with what it asks for, and the victim's
/// must stay at or above its own without the victim.
struct PreemptionRights {
    private let application: Int32
    /// The leaf queue and everything above it, the root last.
    private let path: [Int32]
    /// Per queue of the path: the priority that is asked with, as seen above it.
    private let priorities: [Int32]
    /// The priority that is asked with, in the leaf queue.
    private let priority: Int32
    /// Position in the path of the queue whose inside is searched.
    private var fence: Int
    /// Per queue of the path: whether the guarantees up to there cover what is asked for.
    private var isCovered: [Bool]

    init(_ scheduler: Scheduler, _ application: Int32, priority: Int32) {
        self.application = application
        self.priority = priority
        var path: [Int32] = []
        var priorities: [Int32] = []
        var queue = scheduler.applications.records[Int(application)].queue
        while queue >= 0 {
            path.append(queue)
            priorities.append(
                scheduler.queues.priority(priorities.last ?? priority, seenAbove: queue))
            queue = scheduler.queues.records[Int(queue)].parent
        }
        self.path = path
        self.priorities = priorities
        fence = path.count - 1
        isCovered = Array(repeating: false, count: path.count)
    }

    /// Whether evictions inside the leaf queue are wanted.
    private func isWithinQueue(_ scheduler: Scheduler) -> Bool {
        scheduler.queues.records[Int(path[0])].settings.preemptsWithinQueue
    }

    /// For how many alike members there may be rights: as many as the guarantees cover, the most
    /// first (a level further up may cover fewer, and reach further), then all of them if
    /// evictions inside the leaf queue are wanted.
    func counts(
        of lanes: [RequestLane], atMost count: Int64, _ scheduler: Scheduler
    ) -> [Int64] {
        var counts: [Int64] = []
        var covered: Int64?
        for queue in path.dropLast() {
            for lane in lanes {
                let guaranteed = scheduler.queues.guaranteed[Int(queue), lane.lane]
                guard guaranteed >= 0 else { continue }
                let left = guaranteed.subtractingSaturating(
                    scheduler.queues.committed(Int(queue), lane.lane))
                covered = min(covered ?? count, max(0, left) / lane.amount)
            }
            if let covered, covered > 0, covered != counts.last { counts.append(covered) }
            if scheduler.queues.records[Int(queue)].settings.preemptionPolicy == .fence { break }
        }
        if isWithinQueue(scheduler), counts.first != count { counts.append(count) }
        return counts
    }

    /// Works out the rights for an amount.
    mutating func settle(for lanes: [RequestLane], _ scheduler: Scheduler) {
        var hasGuarantee = false
        var isWithin = true
        fence = path.count - 1
        for (position, queue) in path.enumerated() {
            for lane in lanes {
                let wanted = scheduler.queues.committed(Int(queue), lane.lane)
                    .addingSaturating(lane.amount)
                let guaranteed = scheduler.queues.guaranteed[Int(queue), lane.lane]
                if guaranteed >= 0 {
                    hasGuarantee = true
                    if wanted > guaranteed { isWithin = false }
                }
                // Freeing something outside a queue that is full does not help.
                if wanted > scheduler.queues.max[Int(queue), lane.lane] {
                    fence = min(fence, position)
                }
            }
            isCovered[position] = hasGuarantee && isWithin
            if scheduler.queues.records[Int(queue)].settings.preemptionPolicy == .fence {
                fence = min(fence, position)
            }
        }
    }

    /// Whether there is anybody at all who could be evicted.
    func mayEvictAnything(_ scheduler: Scheduler) -> Bool {
        isWithinQueue(scheduler) || isCovered[..<fence].contains(true)
    }

    /// Whether a unit may be evicted besides what a search has given up already.
    func allow(
        _ unit: EvictionUnit, _ search: PreemptionSearch, _ scheduler: Scheduler
    ) -> Bool {
        guard unit.application != application else { return false }
        let leaf = scheduler.applications.records[Int(unit.application)].queue
        if leaf == path[0] {
            guard isWithinQueue(scheduler), scheduler.highestPriority(in: unit) < priority
            else { return false }
        } else {
            guard let branch = branch(from: leaf, scheduler),
                hasPriority(over: unit, in: branch.queues, meeting: branch.position, scheduler)
            else { return false }
            let lost = scheduler.lanes(of: unit, without: search.parts(of: unit))
            guard leavesGuarantees(of: branch.queues, without: lost, search, scheduler),
                lowersDeficits(search, besides: lost, from: branch.position, scheduler)
            else { return false }
        }
        return scheduler.isHelpful(unit, search.lanes) && scheduler.hasRunLongEnough(unit)
            && !scheduler.wasRestarted(unit, afterEvictionFor: application)
            && scheduler.mayEvict(unit, besides: search)
    }

    /// The queues from a leaf queue up to where it meets the path, if rights reach there.
    private func branch(
        from leaf: Int32, _ scheduler: Scheduler
    ) -> (queues: [Int32], position: Int)? {
        var queues: [Int32] = []
        var queue = leaf
        while queue >= 0 {
            if let position = path.firstIndex(of: queue) {
                guard position > 0, position <= fence, isCovered[position - 1] else { return nil }
                return (queues, position)
            }
            queues.append(queue)
            queue = scheduler.queues.records[Int(queue)].parent
        }
        return nil
    }

    /// Whether the priority reaches down to a unit.
    private func hasPriority(
        over unit: EvictionUnit, in branch: [Int32], meeting position: Int, _ scheduler: Scheduler
    ) -> Bool {
        var reach = Int64(priorities[position - 1])
        for queue in branch.reversed() {
            let settings = scheduler.queues.records[Int(queue)].settings
            if settings.priorityPolicy == .fence { return Int64(settings.priorityOffset) <= reach }
            reach -= Int64(settings.priorityOffset)
        }
        return Int64(scheduler.highestPriority(in: unit)) <= reach
    }

    /// Whether every queue of a branch keeps its guarantee without what a search has given up
    /// there and without this.
    private func leavesGuarantees(
        of branch: [Int32], without lost: [RequestLane], _ search: PreemptionSearch,
        _ scheduler: Scheduler
    ) -> Bool {
        branch.allSatisfy { queue in
            lost.allSatisfy { lane in
                let guaranteed = scheduler.queues.guaranteed[Int(queue), lane.lane]
                guard guaranteed >= 0 else { return true }
                let left = scheduler.queues.committed(Int(queue), lane.lane)
                    .subtractingSaturating(search.released(queue, lane.lane))
                return left.subtractingSaturating(lane.amount) >= guaranteed
            }
        }
    }

    /// Whether what queues lack of their guarantees becomes less in sum, once what a search gave up
    /// is gone and what it is for has its places.
    ///
    /// A unit can be larger than what is asked for, and a queue above both lose the difference; and
    /// in the end it can be fewer members than there were rights for. Only the path counts: queues
    /// on the branches of the victims keep their guarantees. In parts of 2^-32 of a guarantee: what
    /// is gained is rounded down, what is lost up. `more` would be given up besides, and is lost to
    /// the queues of the path from `position` on.
    func lowersDeficits(
        _ search: PreemptionSearch, besides more: [RequestLane] = [], from position: Int = 0,
        _ scheduler: Scheduler
    ) -> Bool {
        var gained: Int128 = 0
        var lost: Int128 = 0
        for (level, queue) in path.dropLast().enumerated() {
            for lane in 0..<scheduler.queues.width {
                let guaranteed = scheduler.queues.guaranteed[Int(queue), lane]
                guard guaranteed > 0 else { continue }
                let before = scheduler.queues.committed(Int(queue), lane)
                let besides = level >= position ? more.amount(of: lane) : 0
                let after = before.subtractingSaturating(search.released(queue, lane))
                    .subtractingSaturating(besides).addingSaturating(search.lanes.amount(of: lane))
                let change = Int128(min(guaranteed, after)) - Int128(min(guaranteed, before))
                if change > 0 {
                    gained += (change << 32) / Int128(guaranteed)
                } else {
                    lost += ((-change) << 32 + Int128(guaranteed) - 1) / Int128(guaranteed)
                }
            }
        }
        return lost == 0 || lost < gained
    }

    /// Whether all that a search gave up is in the leaf queue, where priority alone decides.
    func isInside(_ search: PreemptionSearch, _ scheduler: Scheduler) -> Bool {
        search.given.allSatisfy {
            scheduler.applications.records[Int($0.unit.application)].queue == path[0]
        }
    }
}

extension [RequestLane] {
    /// What there is of a resource; 0 if there is none.
    fileprivate func amount(of lane: Int) -> Int64 { first { $0.lane == lane }?.amount ?? 0 }
}

extension Scheduler {
    /// What a unit uses, ascending by lane.
    func lanes(of unit: EvictionUnit) -> [RequestLane] {
        guard unit.isWholeGang else {
            return classes[asks.sets[Int(asks.asks[Int(unit.ask)].set)].classIndex].lanes
        }
        return totalLanes(
            of: places(of: unit).map {
                GroupNeed(group: -1, classIndex: $0.classIndex, count: $0.count)
            })
    }

    /// What a unit uses besides some that it includes, ascending by lane.
    func lanes(
        of unit: EvictionUnit, without parts: [EvictionUnit]
    ) -> [RequestLane] {
        var lanes = lanes(of: unit)
        for part in parts {
            for used in self.lanes(of: part) {
                let position = lanes.firstIndex { $0.lane == used.lane }!
                lanes[position].amount -= used.amount
            }
        }
        return lanes
    }

    /// The highest priority of what a unit has, as it was asked with.
    func highestPriority(in unit: EvictionUnit) -> Int32 {
        guard unit.isWholeGang else {
            return asks.sets[Int(asks.asks[Int(unit.ask)].set)].priority
        }
        let record = applications.records[Int(unit.application)]
        let held = record.groups.map(\.priority)
        let allocated = record.sets.filter { asks.sets[Int($0)].allocated.count > 0 }
            .map { asks.sets[Int($0)].priority }
        return (held + allocated).max() ?? .min
    }

    /// Whether a unit has anything of what is asked for.
    fileprivate func isHelpful(_ unit: EvictionUnit, _ wanted: [RequestLane]) -> Bool {
        lanes(of: unit).contains { lane in wanted.contains { $0.lane == lane.lane } }
    }

    /// Whether a unit has run for the time that its queue grants to everybody.
    fileprivate func hasRunLongEnough(_ unit: EvictionUnit) -> Bool {
        let queue = applications.records[Int(unit.application)].queue
        let minimum = queues.records[Int(queue)].settings.minRunTime
        guard minimum > .zero else { return true }
        let first = members(of: unit).map { Tick(milliseconds: asks.asks[Int($0)].since) }.min()
        return (first ?? held(since: unit)) + minimum <= now
    }

    /// Whether an application was evicted for this one before and has started the unit since.
    fileprivate func wasRestarted(
        _ unit: EvictionUnit, afterEvictionFor application: Int32
    ) -> Bool {
        let sequence = applications.records[Int(unit.application)].sequence
        guard let first = applications.records[Int(application)].evicted[sequence]
        else { return false }
        let members = members(of: unit)
        if members.isEmpty { return held(since: unit) >= first }
        return members.contains { asks.asks[Int($0)].since >= first.milliseconds }
    }

    /// Since when a gang has its places of which no member exists yet.
    private func held(since unit: EvictionUnit) -> Tick {
        applications.records[Int(unit.application)].started
    }
}

extension QueueTree {
    /// The largest part of its guarantees that a queue uses; the whole if it has none.
    func shareOfGuarantee(_ queue: Int32) -> Share {
        var share: Share?
        for lane in 0..<width where guaranteed[Int(queue), lane] >= 0 {
            let part = Share(
                used: committed(Int(queue), lane), of: guaranteed[Int(queue), lane])
            if share.map({ $0 < part }) ?? true { share = part }
        }
        return share ?? Share(numerator: 1, denominator: 1)
    }
}
