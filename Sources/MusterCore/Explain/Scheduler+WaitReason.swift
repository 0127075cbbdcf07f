/// Why something waits: worked out from the state when somebody asks.
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
        let groups = nextGroups(of: application.rawValue)
        if let reason = barrier(to: groups, of: application.rawValue) { return reason }
        if !record.isUnformedGang, let set = nextSet(of: application.rawValue),
            let reason = boundReason(of: set)
        {
            return reason
        }
        return shortage(of: groups) ?? orderReason(of: application)
    }

    /// Why an ask has no place, or `nil` if it does not wait.
    ///
    /// Asks of a gang that has not formed wait for the gang; all others for places of their own,
    /// so those of one application can have reasons that differ. Alike ones have the same.
    ///
    /// - Complexity: O(nodes) at most, and O(sets of asks of the application) if nothing on the
    ///   nodes has changed since it was asked of this ask or of one that needs the same.
    public mutating func waitReason(of ask: AskID) -> WaitReason? {
        guard asks.exists(ask), asks[ask.rawValue].node < 0 else { return nil }
        let set = asks[ask.rawValue].set
        let application = asks.sets[Int(set)].application
        if applications.records[Int(application)].isUnformedGang {
            noteShortage(of: nextGroups(of: application))
            return waitReason(of: ApplicationID(rawValue: application))
        }
        if let end = backoff(of: application) { return .backoff(until: end) }
        let claim = applications.records[Int(application)].claim
        if claim >= 0, claims[claim].set == set {
            return .evicting(remaining: remainingEvictions(of: claim))
        }
        guard claim >= 0 || applications.records[Int(application)].entry != nil else { return nil }
        let need = [GroupNeed(group: -1, classIndex: asks.sets[Int(set)].classIndex, count: 1)]
        if let reason = barrier(to: need, of: application) ?? boundReason(of: set) { return reason }
        noteShortage(of: need)
        if let reason = shortage(of: need) { return reason }
        // Nothing of the application is placed before its claim is done with.
        return claim >= 0
            ? .evicting(remaining: remainingEvictions(of: claim))
            : orderReason(of: ApplicationID(rawValue: application))
    }

    /// One ask of each kind of which some of an application wait; alike asks are of one kind and
    /// have the same reason for waiting.
    ///
    /// - Complexity: O(sets of asks of the application).
    public func waitingKinds(of application: ApplicationID) -> [AskID] {
        guard applications.exists(application) else { return [] }
        return applications.records[application.index].sets
            .map { asks.sets[Int($0)].waiting.first }.filter { $0 >= 0 }
            .map { AskID(rawValue: $0) }
    }

    /// Which one of `waitingKinds(of:)` stands for an ask; `nil` if it does not wait.
    public func waitingKind(of ask: AskID) -> AskID? {
        guard asks.exists(ask), asks[ask.rawValue].node < 0 else { return nil }
        return AskID(rawValue: asks.sets[Int(asks[ask.rawValue].set)].waiting.first)
    }

    /// What must not be exceeded and would be: numbers of applications, limits, and max.
    private func barrier(to groups: [GroupNeed], of application: Int32) -> WaitReason? {
        let record = applications.records[Int(application)]
        if !record.countsAsRunning, let reason = queues.firstAtMaxApplications(record.queue) {
            return reason
        }
        if let reason = firstFullLimit(of: application) { return reason }
        let lanes = totalLanes(of: groups)
        if let reason = firstExceededLimit(lanes, of: application) { return reason }
        return queues.firstOverMax(lanes, times: 1, in: record.queue)
    }

    /// What keeps an ask of a set off the only node that it may run on, if it is bound to one.
    private func boundReason(of set: Int32) -> WaitReason? {
        let classIndex = asks.sets[Int(set)].classIndex
        let node = NodeID(rawValue: asks.sets[Int(set)].requiredNode)
        guard node.rawValue >= 0 else { return nil }
        guard nodes.exists(node) else { return .requiredNode(node, nil, missing: 0) }
        guard nodes.records[node.index].isSchedulable else {
            return .requiredNodeUnsuitable(node, .cordon)
        }
        let constraints = classes[classIndex].constraints
        let obstacle =
            classes.constraints.staticObstacle(constraints, on: node.rawValue)
            ?? classes.constraints.dynamicObstacle(constraints, on: node.rawValue)
        if let obstacle { return .requiredNodeUnsuitable(node, obstacle) }
        for lane in classes[classIndex].lanes {
            let missing = lane.amount - nodes.free[node.index, lane.lane]
            if missing > 0 {
                return .requiredNode(node, ResourceID(lane.lane), missing: missing)
            }
        }
        return nil
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
