/// Why an application waits: worked out from the state when somebody asks.
extension Scheduler {
    /// Why an application does not start (its gang, or its next ask), or `nil` if it does not wait.
    ///
    /// - Complexity: O(nodes) at most.
    public func waitReason(of application: ApplicationID) -> WaitReason? {
        guard applications.exists(application) else { return nil }
        let record = applications.records[application.index]
        if record.claim >= 0 { return .evicting(remaining: remainingEvictions(of: record.claim)) }
        if let end = backoff(of: application.rawValue) { return .backoff(until: end) }
        guard record.entry != nil else {
            return record.state == .new || record.state == .accepted ? .noAsks : nil
        }
        if !record.countsAsRunning, let reason = queues.firstAtMaxApplications(record.queue) {
            return reason
        }
        if let reason = firstFullLimit(of: application.rawValue) { return reason }
        let groups = nextGroups(of: application.rawValue)
        let lanes = totalLanes(of: groups)
        if let reason = firstExceededLimit(lanes, of: application.rawValue) { return reason }
        if let reason = queues.firstOverMax(lanes, times: 1, in: record.queue) { return reason }
        if let reason = boundReason(of: application.rawValue) { return reason }
        return shortage(of: groups, lanes: lanes) ?? orderReason(of: application)
    }

    /// What the only node lacks that the next ask of an application may run on.
    private func boundReason(of application: Int32) -> WaitReason? {
        guard !applications.records[Int(application)].isUnformedGang,
            let set = nextSet(of: application), asks.sets[Int(set)].requiredNode >= 0
        else { return nil }
        let node = NodeID(rawValue: asks.sets[Int(set)].requiredNode)
        guard nodes.exists(node), nodes.records[node.index].isSchedulable else {
            return .requiredNode(node, nil, missing: 0)
        }
        for lane in classes[asks.sets[Int(set)].classIndex].lanes {
            let missing = lane.amount - nodes.free[node.index, lane.lane]
            if missing > 0 {
                return .requiredNode(node, ResourceID(lane.lane), missing: missing)
            }
        }
        return nil
    }

    /// What the nodes lack for some task groups, if anything.
    private func shortage(of groups: [GroupNeed], lanes: [RequestLane]) -> WaitReason? {
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

    /// What keeps an application back although there is room.
    private func orderReason(of application: ApplicationID) -> WaitReason {
        let record = applications.records[application.index]
        if record.plannedStart != .never { return .reserved(record.plannedStart) }
        if let promised = reservations.first(where: { $0.application != application.rawValue }) {
            return .wouldDelay(
                ApplicationID(rawValue: promised.application), reserved: promised.start)
        }
        let blocker = queues.records[Int(record.queue)].blocker
        if blocker >= 0, blocker != application.rawValue {
            return .behind(ApplicationID(rawValue: blocker))
        }
        return .notTriedYet
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

    /// Tells every application that began to wait since the last cycle why.
    mutating func explainNewcomers() {
        for application in unexplained {
            let index = Int(application)
            guard applications.records[index].entry != nil || backoff(of: application) != nil
            else { continue }
            let identifier = ApplicationID(rawValue: application)
            for need in nextGroups(of: application) {
                nodes.notePlacesWhenEmpty(of: need.classIndex, classes: &classes)
            }
            guard let reason = waitReason(of: identifier),
                reason != applications.records[index].saidReason
            else { continue }
            applications.records[index].saidReason = reason
            decide(.waits(identifier, reason))
        }
        unexplained.removeAll(keepingCapacity: true)
    }
}
