/// What is evicted together: one allocation, or a whole gang.
struct EvictionUnit: Sendable {
    var application: Int32
    /// The allocation, or -1 for the whole gang.
    var ask: Int32
    var rank: EvictionRank

    var isWholeGang: Bool { ask < 0 }

    /// Whether evicting this unit evicts another one, too.
    func includes(_ other: EvictionUnit) -> Bool {
        isWholeGang && application == other.application
    }
}

/// The order in which evictions are considered: smaller goes first.
///
/// Whoever asked not to be evicted last, before them those that the rest of their application
/// depends on; then the lower priority; then surplus members of gangs; then the least lost work for
/// what is freed, which is the shortest time since the start or the last checkpoint.
struct EvictionRank: Comparable, Sendable {
    /// 0 for most, 1 for an originator, 2 for who opted out.
    var reluctance: Int8
    /// As seen from the root, with the offsets and fences of the queues.
    var priority: Int32
    /// 0 for surplus members, 1 for others.
    var necessity: Int8
    /// What would be lost of each member, ms.
    var lost: Int64
    /// Order of submission of the application, the latest first.
    var sequence: Int64
    /// Order of arrival in the application, the latest first; -1 for the whole gang.
    var arrival: Int32

    static func < (left: EvictionRank, right: EvictionRank) -> Bool {
        if left.reluctance != right.reluctance { return left.reluctance < right.reluctance }
        if left.priority != right.priority { return left.priority < right.priority }
        if left.necessity != right.necessity { return left.necessity < right.necessity }
        if left.lost != right.lost { return left.lost < right.lost }
        if left.sequence != right.sequence { return left.sequence > right.sequence }
        return left.arrival > right.arrival
    }
}

extension Scheduler {
    /// Everything that could be evicted at all, in the order in which it is considered.
    ///
    /// - Parameter leaves: Per queue, whether its applications matter.
    /// - Returns: The units, by rank.
    /// - Complexity: O(running allocations · log of them) below these queues.
    func evictionUnits(in leaves: [Bool]) -> [EvictionUnit] {
        var units: [EvictionUnit] = []
        for index in applications.records.indices {
            let record = applications.records[index]
            guard record.exists,
                record.allocatedCount - record.evictingCount + record.heldCount > 0,
                leaves[Int(record.queue)]
            else { continue }
            addUnits(of: Int32(index), to: &units)
        }
        units.sort { $0.rank < $1.rank }
        return units
    }

    /// Adds what of an application could be evicted.
    func addUnits(of application: Int32, to units: inout [EvictionUnit]) {
        let record = applications.records[Int(application)]
        let priority = rankPriorities(of: application)
        guard !record.groups.isEmpty, record.isFormed else {
            for (position, set) in record.sets.enumerated() {
                addMembers(of: set, priority[position], necessity: 1, to: &units)
            }
            return
        }
        var core = EvictionRank(
            reluctance: 0, priority: .min, necessity: 1, lost: 0, sequence: record.sequence,
            arrival: -1)
        var isBound = false
        for (position, set) in record.sets.enumerated()
        where asks.sets[Int(set)].allocated.count > 0 {
            isBound = isBound || asks.sets[Int(set)].requiredNode >= 0
            core.priority = max(core.priority, priority[position])
            if asks.sets[Int(set)].traits.contains(.optedOut) { core.reluctance = 2 }
            forEachAllocated(of: set) { core.lost = max(core.lost, lostTime(of: $0, record)) }
        }
        if !isBound { units.append(EvictionUnit(application: application, ask: -1, rank: core)) }
        addSurplus(of: application, priority, to: &units)
    }

    /// Of each task group as many members as it does not need, the first by rank, and all asks in
    /// no group.
    private func addSurplus(
        of application: Int32, _ priority: [Int32], to units: inout [EvictionUnit]
    ) {
        let record = applications.records[Int(application)]
        for group in record.groups.indices {
            var found: [EvictionUnit] = []
            for (position, set) in record.sets.enumerated()
            where asks.sets[Int(set)].taskGroup == Int32(group) {
                addMembers(of: set, priority[position], necessity: 0, to: &found)
            }
            let held = record.groups[group].held.reduce(0) { $0 + Int($1.count) }
            let surplus = found.count + held - Int(record.groups[group].minMember)
            guard surplus > 0 else { continue }
            found.sort { $0.rank < $1.rank }
            units += found.prefix(surplus)
        }
        for (position, set) in record.sets.enumerated() where asks.sets[Int(set)].taskGroup < 0 {
            addMembers(of: set, priority[position], necessity: 0, to: &units)
        }
    }

    private func addMembers(
        of set: Int32, _ priority: Int32, necessity: Int8, to units: inout [EvictionUnit]
    ) {
        let traits = asks.sets[Int(set)].traits
        guard asks.sets[Int(set)].requiredNode < 0 else { return }
        let application = asks.sets[Int(set)].application
        let record = applications.records[Int(application)]
        let reluctance: Int8 =
            traits.contains(.optedOut) ? 2 : traits.contains(.originator) ? 1 : 0
        forEachAllocated(of: set) { ask in
            units.append(
                EvictionUnit(
                    application: application, ask: ask,
                    rank: EvictionRank(
                        reluctance: reluctance, priority: priority, necessity: necessity,
                        lost: lostTime(of: ask, record), sequence: record.sequence,
                        arrival: asks.asks[Int(ask)].arrival)))
        }
    }

    /// Calls `body` for the allocated asks of a set that are not being evicted.
    func forEachAllocated(of set: Int32, _ body: (Int32) -> Void) {
        var ask = asks.sets[Int(set)].allocated.first
        while ask >= 0 {
            if !asks.asks[Int(ask)].isEvicting { body(ask) }
            ask = asks.asks[Int(ask)].nextInSet
        }
    }

    /// How long an ask has run since its start or its application's last checkpoint, ms.
    private func lostTime(of ask: Int32, _ record: ApplicationRecord) -> Int64 {
        let from = max(asks.asks[Int(ask)].since, record.checkpoint.milliseconds)
        return max(0, now.milliseconds.subtractingSaturating(from))
    }

    /// Per ask set of an application, its priority as seen from the root.
    private func rankPriorities(of application: Int32) -> [Int32] {
        let record = applications.records[Int(application)]
        return record.sets.map { set in
            var priority = asks.sets[Int(set)].priority
            var queue = record.queue
            while queue > 0 {
                priority = queues.priority(priority, seenAbove: queue)
                queue = queues.records[Int(queue)].parent
            }
            return priority
        }
    }

    /// What a unit gives back, node by node.
    func places(of unit: EvictionUnit) -> [Transaction.Step] {
        var places = members(of: unit).map { ask in
            Transaction.Step(
                node: asks.asks[Int(ask)].node,
                classIndex: asks.sets[Int(asks.asks[Int(ask)].set)].classIndex, count: 1,
                group: -1)
        }
        guard unit.isWholeGang else { return places }
        for group in applications.records[Int(unit.application)].groups {
            places += group.held.map {
                Transaction.Step(
                    node: $0.node, classIndex: group.classIndex, count: Int64($0.count), group: -1)
            }
        }
        return places
    }

    /// The asks of a unit.
    func members(of unit: EvictionUnit) -> [Int32] {
        guard unit.isWholeGang else { return [unit.ask] }
        var members: [Int32] = []
        for set in applications.records[Int(unit.application)].sets {
            forEachAllocated(of: set) { members.append($0) }
        }
        return members
    }
}

extension QueueTree {
    /// A priority inside a queue as the queue's parent sees it.
    func priority(_ inside: Int32, seenAbove queue: Int32) -> Int32 {
        // Field by field: a copy of the settings would retain all that they hold.
        let offset = records[Int(queue)].settings.priorityOffset
        switch records[Int(queue)].settings.priorityPolicy {
        case .fence: return offset
        case .default: return Int32(clamping: Int64(inside) + Int64(offset))
        }
    }
}
