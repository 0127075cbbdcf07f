/// Gangs: every task group gets its minimum of places in one transaction, or nothing happens.
extension Scheduler {
    /// Places all members that a gang needs to start.
    ///
    /// - Returns: `nil` if the gang has its places, else what was in the way; nothing is held then.
    mutating func placeGang(of application: Int32) -> Obstacle? {
        let index = Int(application)
        let lanes = gangLanes(of: application)
        let queue = applications.records[index].queue
        if firstExceededLimit(lanes, of: application) != nil { return .limit }
        if queues.firstOverMax(lanes, times: 1, in: queue) != nil { return .queueMax }
        if lanes.contains(where: { $0.amount > nodes.totalFree[$0.lane] }) { return .shortage }
        let groups = placementOrder(of: application)
        if groups.count == 1, breaksPromiseForCertain(application, groups[0]) { return .promise }
        let isPlaced = groups.count == 1 ? placeGroup(groups[0]) : placeGroups(groups)
        guard isPlaced else {
            rollBack()
            if groups.count == 1 { noteFailed(groups[0].count, of: groups[0].classIndex) }
            for need in groups { noteStranded(need.classIndex) }
            return .shortage
        }
        guard keepsPromises(application) else {
            rollBack()
            return .promise
        }
        commitGang(of: application)
        return nil
    }

    /// A task group as far as placement is concerned.
    struct GroupNeed {
        var group: Int32
        var classIndex: Int32
        var count: Int64

        /// The task group for the outside; `nil` for a plain ask.
        var taskGroup: Int32? { group < 0 ? nil : group }
    }

    /// What the whole gang needs, ascending by lane.
    func gangLanes(of application: Int32) -> [RequestLane] {
        let groups = applications.records[Int(application)].groups
        if groups.count == 1 {
            let count = Int64(groups[0].minMember)
            return classes[groups[0].classIndex].lanes.map {
                RequestLane(
                    lane: $0.lane, amount: $0.amount.multipliedSaturating(by: count))
            }
        }
        var total = Resources()
        for group in groups {
            total = total + classes[group.classIndex].request * Int64(group.minMember)
        }
        return total.quantities.enumerated().filter { $0.element > 0 }
            .map { RequestLane(lane: $0.offset, amount: $0.element) }
    }

    /// The task groups of a gang, the hardest to place first: by the part of the cluster that one
    /// member takes, then in the order of the submission.
    func placementOrder(of application: Int32) -> [GroupNeed] {
        let needs = applications.records[Int(application)].groups.enumerated().map {
            GroupNeed(
                group: Int32($0.offset), classIndex: $0.element.classIndex,
                count: Int64($0.element.minMember))
        }
        guard needs.count > 1 else { return needs }
        let sizes = needs.map { need in
            classes[need.classIndex].lanes.reduce(Share.zero) {
                let part = Share(used: $1.amount, of: nodes.totalCapacity[$1.lane])
                return $0 < part ? part : $0
            }
        }
        return needs.indices.sorted {
            if sizes[$1] < sizes[$0] { return true }
            if sizes[$0] < sizes[$1] { return false }
            return $0 < $1
        }.map { needs[$0] }
    }

    /// Places several task groups in the open transaction: first in the order of the nodes, and
    /// if that breaks up too much, by first fit, the hardest group first.
    private mutating func placeGroups(_ groups: [GroupNeed]) -> Bool {
        if groups.allSatisfy({ placeGroup($0) }) { return true }
        rollBack()
        // First fit does not look at who is where.
        if groups.contains(where: { choosesByMore(than: $0.classIndex) }) {
            return placeInTurns(groups)
        }
        guard let steps = firstFit(groups, in: nodes.free) else { return false }
        for step in steps { takeTentatively(step) }
        return true
    }

    /// Places task groups of which some may have to be near to others: first those that find
    /// places, the rest when they have.
    private mutating func placeInTurns(_ groups: [GroupNeed]) -> Bool {
        var missing = groups
        while !missing.isEmpty {
            var rest: [GroupNeed] = []
            for need in missing {
                let count = transaction.steps.count
                guard !placeGroup(need) else { continue }
                rollBack(to: count)
                rest.append(need)
            }
            guard rest.count < missing.count else { return false }
            missing = rest
        }
        return true
    }

    /// Places one task group in the open transaction, in the order of the nodes.
    private mutating func placeGroup(_ need: GroupNeed) -> Bool {
        let known = classes[need.classIndex].places
        if known >= 0, known < need.count { return false }
        // What the transaction has placed already may be what was missing.
        let isAlone = transaction.steps.isEmpty || !choosesByMore(than: need.classIndex)
        if isAlone, hasFailed(need.count, of: need.classIndex) { return false }
        var missing = need.count
        while missing > 0 {
            guard let node = chooseNode(for: need.classIndex) else { return false }
            var count: Int64 = 1
            if nodes.policy.order == .binpacking, !choosesByMore(than: need.classIndex) {
                // A node that gets fuller stays first as long as another member fits.
                count = min(
                    missing,
                    classes[need.classIndex].places(
                        in: nodes.free, on: Int(node)))
            }
            takeTentatively(
                Transaction.Step(
                    node: node, classIndex: need.classIndex, count: count, group: need.group))
            missing -= count
        }
        return true
    }

    /// Finds places for task groups by first fit in the order of the nodes' names, the groups in
    /// the given order and then the other way round.
    ///
    /// A search that may miss a way: finding one is bin packing.
    ///
    /// - Parameters:
    ///   - groups: What to place, the hardest first.
    ///   - free: Rows of free capacity per node.
    /// - Returns: The steps, or `nil` if none were found.
    /// - Complexity: O(nodes · groups).
    func firstFit(_ groups: [GroupNeed], in free: ResourceRows) -> [Transaction.Step]? {
        let needed = groups.reduce(0) { $0 + $1.count }
        for order in orders(of: groups) {
            let steps = firstFitSteps(order, in: free)
            if steps.reduce(0, { $0 + $1.count }) == needed { return steps }
        }
        return nil
    }

    /// How many members of several task groups find places together by first fit.
    func placesTogether(_ groups: [GroupNeed], in free: ResourceRows) -> Int64 {
        orders(of: groups).map { order in
            firstFitSteps(order, in: free).reduce(0) { $0 + $1.count }
        }.max() ?? 0
    }

    private func orders(of groups: [GroupNeed]) -> [[GroupNeed]] {
        groups.count == 1 ? [groups] : [groups, groups.reversed()]
    }

    /// Places as many members as fit.
    private func firstFitSteps(
        _ groups: [GroupNeed], in rows: ResourceRows
    ) -> [Transaction.Step] {
        var free = rows
        var steps: [Transaction.Step] = []
        for need in groups {
            var missing = need.count
            for node in nodes.byName.lazy.map(Int.init) where nodes.records[node].isSchedulable {
                guard missing > 0 else { break }
                let base = free.base(node)
                let count = min(
                    missing, classes[need.classIndex].places(in: free, on: node))
                guard count > 0 else { continue }
                for lane in classes[need.classIndex].lanes {
                    free.values[base + lane.lane] -= lane.amount * count
                }
                steps.append(
                    Transaction.Step(
                        node: Int32(node), classIndex: need.classIndex, count: count,
                        group: need.group))
                missing -= count
            }
        }
        return steps
    }

    /// Keeps the open transaction: waiting members get their places, places of members that do
    /// not exist yet are held.
    mutating func commitGang(of application: Int32) {
        let index = Int(application)
        let groupSets = memberSets(of: application)
        noteStart(of: application)
        for step in transaction.steps {
            let set = groupSets[Int(step.group)]
            let waiting = set < 0 ? 0 : Int64(asks.sets[Int(set)].waiting.count)
            let real = min(step.count, waiting)
            if real > 0 { allocateFirst(real, of: set, on: step.node) }
            if real < step.count { hold(step, count: step.count - real, of: application) }
        }
        transaction.close()
        for group in applications.records[index].groups {
            charge(group.classIndex, times: Int64(group.minMember), to: application)
        }
        applications.records[index].isFormed = true
        for set in applications.records[index].sets {
            guard applications.records[index].heldCount > 0 else { break }
            let newcomers = asks.sets[Int(set)].waiting.count
            fillHolds(of: application, from: set, newcomers: newcomers)
        }
        refreshRunningEntry(of: application)
        setState(.running, of: application)
        countIfRunning(application)
        refreshWaitingEntry(of: application)
    }

    /// Per task group, the ask set whose members are exactly as the group says, or -1.
    private func memberSets(of application: Int32) -> [Int32] {
        let index = Int(application)
        return applications.records[index].groups.enumerated().map { offset, group in
            applications.records[index].sets.first {
                asks.sets[Int($0)].taskGroup == Int32(offset)
                    && asks.sets[Int($0)].classIndex == group.classIndex
            } ?? -1
        }
    }

    /// Allocates the oldest waiting asks of a set on a node; the room was taken already.
    mutating func allocateFirst(_ count: Int64, of set: Int32, on node: Int32) {
        var range: AskRange?
        for _ in 0..<count {
            let ask = asks.sets[Int(set)].waiting.first
            asks.allocate(ask, on: node, at: now, nodes: &nodes)
            if let open = range, open.first.rawValue + open.count == ask {
                range!.count += 1
            } else {
                if let open = range { decide(.allocated(open, NodeID(rawValue: node))) }
                range = AskRange(first: AskID(rawValue: ask))
            }
        }
        if let open = range { decide(.allocated(open, NodeID(rawValue: node))) }
        let application = Int(asks.sets[Int(set)].application)
        applications.records[application].waitingCount -= count
        applications.records[application].allocatedCount += count
        changeWaiting(of: set, by: -count)
    }
}
