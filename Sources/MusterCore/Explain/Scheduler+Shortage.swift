/// What a class of asks was found to lack on the nodes, and when.
struct KnownShortage: Sendable {
    /// Of how many members, and of which task group.
    var count: Int64 = 0
    var group: Int32 = -1
    /// What had changed by then.
    var stamp = Stamp()
    var reason: WaitReason?

    /// Equal as long as nothing has changed on the nodes.
    struct Stamp: Hashable, Sendable {
        var nodes: UInt64 = 0
        var relinks: UInt64 = 0
    }
}

/// What the nodes lack for those who wait.
extension Scheduler {
    /// What the nodes lack for some task groups, if anything.
    func shortage(of groups: [GroupNeed]) -> WaitReason? {
        guard groups.count == 1 else { return missing(for: groups) }
        guard let known = knownShortage(of: groups[0]) else { return missing(for: groups) }
        return known.reason
    }

    /// Finds out what the nodes lack for one task group, for all who need the same.
    mutating func noteShortage(of groups: [GroupNeed]) {
        guard groups.count == 1, knownShortage(of: groups[0]) == nil else { return }
        let need = groups[0]
        nodes.notePlacesWhenEmpty(of: need.classIndex, classes: &classes)
        classes.shortages[Int(need.classIndex)] = KnownShortage(
            count: need.count, group: need.group, stamp: shortageStamp,
            reason: missing(for: groups))
    }

    private func knownShortage(of need: GroupNeed) -> KnownShortage? {
        let known = classes.shortages[Int(need.classIndex)]
        let isKnown =
            known.count == need.count && known.group == need.group && known.stamp == shortageStamp
        return isKnown ? known : nil
    }

    private var shortageStamp: KnownShortage.Stamp {
        KnownShortage.Stamp(nodes: nodes.changes, relinks: classes.constraints.relinkCount)
    }

    /// Shortages: what is known of one is what working it out anew gives.
    func shortageViolations() -> [String] {
        classes.shortages.indices.filter { index in
            let known = classes.shortages[index]
            let need = GroupNeed(group: known.group, classIndex: Int32(index), count: known.count)
            guard known.count > 0, knownShortage(of: need) != nil else { return false }
            return known.reason != missing(for: [need])
        }.map { "class \($0): stale about what the nodes lack" }
    }

    /// What the nodes lack for some task groups, if anything.
    private func missing(for groups: [GroupNeed]) -> WaitReason? {
        let lanes = totalLanes(of: groups)
        for lane in lanes where lane.amount > nodes.totalCapacity[lane.lane] {
            return .clusterTooSmall(
                ResourceID(lane.lane), missing: lane.amount - nodes.totalCapacity[lane.lane])
        }
        for need in groups {
            let places = nodes.placesWhenEmpty(of: classes[need.classIndex])
            guard places < need.count else { continue }
            guard classes[need.classIndex].allowed == nil else {
                return unsuitable(need, places: places)
            }
            return .nodesTooSmall(taskGroup: need.taskGroup, places: places, needed: need.count)
        }
        let needed = groups.reduce(0) { $0 + $1.count }
        if groups.count > 1 {
            let places = nodesAreTooSmall(for: groups)
            if let places { return .nodesTooSmall(taskGroup: nil, places: places, needed: needed) }
        }
        for lane in lanes where lane.amount > nodes.totalFree[lane.lane] {
            return .notEnoughFree(
                ResourceID(lane.lane), missing: lane.amount - nodes.totalFree[lane.lane])
        }
        for need in groups {
            let known = classes[need.classIndex].places
            let places =
                known >= 0 ? known : nodes.placesByScan(classes[need.classIndex], in: nodes.free)
            guard places < need.count else { continue }
            guard classes[need.classIndex].allowed == nil else {
                return unsuitable(need, places: places)
            }
            return .notEnoughPlaces(taskGroup: need.taskGroup, places: places, needed: need.count)
        }
        if lookAround(groups) { return crowding(of: groups) }
        guard groups.count > 1 else { return nil }
        let places = placesTogether(groups, in: nodes.free)
        return places < needed
            ? .notEnoughPlaces(taskGroup: nil, places: places, needed: needed) : nil
    }

    private func unsuitable(_ need: GroupNeed, places: Int64) -> WaitReason {
        .unsuitableNodes(
            taskGroup: need.taskGroup, places: places, needed: need.count,
            tally(of: need.classIndex))
    }

    /// What keeps task groups off nodes that have room, by who is where.
    private func crowding(of groups: [GroupNeed]) -> WaitReason? {
        let steps = placeOneByOne(groups, in: nodes.free, classes.constraints)
        for need in groups {
            let places = Int64(steps.count { $0.group == need.group })
            if places < need.count { return unsuitable(need, places: places) }
        }
        return nil
    }

    /// How many members of several task groups fit on empty nodes, if that is not all.
    private func nodesAreTooSmall(for groups: [GroupNeed]) -> Int64? {
        let places = placesTogether(groups, in: nodes.emptyRows)
        return places < groups.reduce(0) { $0 + $1.count } ? places : nil
    }

    /// Whether the next step of an application would fit if nothing at all ran: the nodes, and
    /// every max above it.
    mutating func canEverFit(_ application: Int32) -> Bool {
        let index = Int(application)
        if applications.records[index].isUnformedGang,
            applications.records[index].everFitsVersion == nodes.version
        {
            return applications.records[index].everFits
        }
        applications.records[index].everFits = couldEverFit(application)
        applications.records[index].everFitsVersion = nodes.version
        return applications.records[index].everFits
    }

    private mutating func couldEverFit(_ application: Int32) -> Bool {
        let groups = nextGroups(of: application)
        for need in groups {
            nodes.notePlacesWhenEmpty(of: need.classIndex, classes: &classes)
        }
        let lanes = totalLanes(of: groups)
        let leaf = applications.records[Int(application)].queue
        return !queues.isOverConfiguredMax(lanes, in: leaf)
            && !lanes.contains { $0.amount > nodes.totalCapacity[$0.lane] }
            && groups.allSatisfy { classes[$0.classIndex].placesWhenEmpty >= $0.count }
            && (groups.count == 1 || nodesAreTooSmall(for: groups) == nil)
    }
}
