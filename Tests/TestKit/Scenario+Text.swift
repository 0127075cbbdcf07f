package import MusterCore

/// Decisions as lines, quantities as text.
extension Scenario {
    /// A decision as one line: names instead of identifiers, every field in its base unit.
    package func text(of decision: Decision) -> String {
        switch decision {
        case .allocated(let asks, let node): return "allocated \(text(of: asks)) \(text(of: node))"
        case .held(let application, let group, let count, let node):
            return "held \(text(of: application))#\(group) x\(count) \(text(of: node))"
        case .unheld(let application, let group, let count, let node, let reason):
            return "unheld \(text(of: application))#\(group) x\(count) \(text(of: node))"
                + " (\(reason.rawValue))"
        case .replaced(let placeholder, let ask, let node):
            return "replaced \(text(of: AskRange(first: placeholder))) by"
                + " \(text(of: AskRange(first: ask))) \(text(of: node))"
        case .unneeded(let asks, let reason):
            return "unneeded \(text(of: asks)) (\(reason.rawValue))"
        case .evicted(let asks, let reason):
            return "evicted \(text(of: asks)) (\(text(of: reason)))"
        case .spared(let asks): return "spared \(text(of: asks))"
        case .placed(let application, let queue):
            return "placed \(text(of: application)) in \(text(of: queue))"
        case .queueChanged(let queue, let state):
            return "queue \(text(of: queue)) is \(state.rawValue)"
        case .released(let asks, let reason):
            return "released \(text(of: asks)) (\(reason.rawValue))"
        case .reserved(let application, let time):
            return "reserved \(text(of: application)) at \(text(of: time))"
        case .stateChanged(let application, let old, let new):
            return "\(text(of: application)) \(old.rawValue) -> \(new.rawValue)"
        case .waits(let application, let reason):
            return "\(text(of: application)) waits: \(text(of: reason))"
        case .rejected(let application, let reason):
            return "\(text(of: application)) rejected: \(text(of: reason))"
        case .refused(let input): return "refused: \(text(of: input))"
        }
    }

    /// A reason for waiting with all its fields.
    package func text(of reason: WaitReason) -> String {
        switch reason {
        case .noAsks: return "noAsks"
        case .queueApplications(let queue, let max):
            return "queueApplications(\(text(of: queue)), max: \(max))"
        case .queueMax(let queue, let resource, let missing):
            return "queueMax(\(text(of: queue)), \(text(of: resource)), missing: \(missing))"
        case .clusterTooSmall(let resource, let missing):
            return "clusterTooSmall(\(text(of: resource)), missing: \(missing))"
        case .limitMax(let queue, let subject, let resource, let missing):
            return "limitMax(\(text(of: queue)), \(text(of: subject)), \(text(of: resource)),"
                + " missing: \(missing))"
        case .limitApplications(let queue, let subject, let max):
            return "limitApplications(\(text(of: queue)), \(text(of: subject)), max: \(max))"
        case .backoff(let time): return "backoff(until: \(text(of: time)))"
        case .requiredNode(let node, let resource, let missing):
            let name = resource.map { text(of: $0) } ?? "nil"
            return "requiredNode(\(text(of: node)), \(name), missing: \(missing))"
        case .requiredNodeUnsuitable(let node, let obstacle):
            return "requiredNodeUnsuitable(\(text(of: node)), \(obstacle))"
        case .evicting(let remaining): return "evicting(remaining: \(remaining))"
        case .nodesTooSmall(let group, let places, let needed):
            return "nodesTooSmall(\(text(ofTaskGroup: group))places: \(places), needed: \(needed))"
        case .notEnoughFree(let resource, let missing):
            return "notEnoughFree(\(text(of: resource)), missing: \(missing))"
        case .notEnoughPlaces(let group, let places, let needed):
            return "notEnoughPlaces(\(text(ofTaskGroup: group))places: \(places),"
                + " needed: \(needed))"
        case .unsuitableNodes(let group, let places, let needed, let tally):
            let entries = tally.entries.map { "\($0.obstacle): \($0.count)" }
            return
                "unsuitableNodes(\(text(ofTaskGroup: group))places: \(places), needed: \(needed),"
                + " \(tally.nodes) nodes, \(entries.joined(separator: ", ")))"
        case .behind(let application): return "behind(\(text(of: application)))"
        case .wouldDelay(let application, let time):
            return "wouldDelay(\(text(of: application)), reserved: \(text(of: time)))"
        case .reserved(let time): return "reserved(\(text(of: time)))"
        case .notTriedYet: return "notTriedYet"
        }
    }

    private func text(of reason: RejectionReason) -> String {
        switch reason {
        case .noSuchLeafQueue(let queue): return "noSuchLeafQueue(\(text(of: queue)))"
        case .queueDraining(let queue): return "queueDraining(\(text(of: queue)))"
        case .gangExceedsQueueMax(let queue, let resource, let requested, let max):
            return "gangExceedsQueueMax(\(text(of: queue)), \(text(of: resource)),"
                + " requested: \(requested), max: \(max))"
        case .invalidTaskGroup(let group): return "invalidTaskGroup(\(group))"
        case .invalidRequest: return "invalidRequest"
        case .noPlacementRuleMatched: return "noPlacementRuleMatched"
        case .placementRuleFailed(let rule, let failure):
            return "placementRuleFailed(rule: \(rule), \(text(of: failure)))"
        }
    }

    private func text(of failure: PlacementFailure) -> String {
        switch failure {
        case .invalidName(let name): return "invalidName(\(name))"
        case .parentIsLeaf(let queue): return "parentIsLeaf(\(text(of: queue)))"
        case .reservedName(let name): return "reservedName(\(name))"
        }
    }

    private func text(of reason: EvictionReason) -> String {
        switch reason {
        case .preempted(let application): return "preempted by \(text(of: application))"
        case .requiredNode(let application, let node):
            return "required node \(text(of: node)) of \(text(of: application))"
        case .quota(let queue): return "quota of \(text(of: queue))"
        }
    }

    private func text(of subject: LimitSubject) -> String {
        switch subject {
        case .user(let name): return "user \(name)"
        case .group(let name): return "group \(name)"
        }
    }

    /// Nothing where no group is to blame, and none for the only group of a gang.
    private func text(ofTaskGroup group: Int32?) -> String {
        group.map { $0 == 0 ? "" : "taskGroup: \($0), " } ?? ""
    }

    private func text(of input: RefusedInput) -> String {
        switch input {
        case .unknownOccupant(let occupant): return "unknownOccupant(\(occupant.rawValue))"
        case .unknownNode(let node): return "unknownNode(\(text(of: node)))"
        case .unknownApplication(let application):
            return "unknownApplication(\(text(of: application)))"
        case .applicationInUse(let application):
            return "applicationInUse(\(text(of: application)))"
        case .unknownAsk(let ask): return "unknownAsk(\(text(of: AskRange(first: ask))))"
        case .askInUse(let ask): return "askInUse(\(text(of: AskRange(first: ask))))"
        case .notAllocated(let ask): return "notAllocated(\(text(of: AskRange(first: ask))))"
        case .notEvicted(let ask): return "notEvicted(\(text(of: AskRange(first: ask))))"
        case .unknownTaskGroup(let application, let group):
            return "unknownTaskGroup(\(text(of: application)), \(group))"
        case .invalidNode(let node): return "invalidNode(\(text(of: node)))"
        case .identifierOutOfRange(let number): return "identifierOutOfRange(\(number))"
        }
    }

    // MARK: Names; an identifier without one is shown as its number

    private func text(of application: ApplicationID) -> String {
        applications.indices.contains(application.index)
            ? applications[application.index].name : "\(application.rawValue)"
    }

    private func text(of node: NodeID) -> String {
        nodeNames.indices.contains(node.index) ? nodeNames[node.index] : "\(node.rawValue)"
    }

    private func text(of queue: QueueID) -> String {
        let isKnown = queueNames.indices.contains(queue.index)
        return (isKnown ? queueNames[queue.index] : nil) ?? "\(queue.rawValue)"
    }

    private func text(of resource: ResourceID) -> String { catalog.name(of: resource) }

    func text(of asks: AskRange) -> String {
        guard askNames.indices.contains(asks.first.index) else { return "\(asks.first.rawValue)" }
        let (application, ordinal) = askNames[asks.first.index]
        let end = asks.count > 1 ? "-\(ordinal + Int(asks.count) - 1)" : ""
        return "\(applications[application].name)/\(ordinal)\(end)"
    }

    private func text(of time: Tick) -> String {
        guard time != .never else { return "never" }
        return time.milliseconds.isMultiple(of: 1000)
            ? "\(time.milliseconds / 1000)" : "\(time.milliseconds) ms"
    }

    // MARK: Quantities

    /// A vector as text in base units: `4000 vcore, 1 gpu`.
    func text(of resources: Resources) -> String {
        resources.quantities.enumerated().filter { $0.element != 0 }
            .map { "\($0.element) \(catalog.names[$0.offset])" }.joined(separator: ", ")
    }

    /// A vector from text such as `4 vcore, 8Gi memory, 1 gpu`; a number without a name is `vcore`.
    package mutating func resources(_ text: String) -> Resources {
        Resources(quantities(text))
    }

    /// Bounds from the same text; a resource that is not named has none.
    package mutating func bounds(_ text: String) -> ResourceBounds {
        ResourceBounds(quantities(text))
    }

    private mutating func quantities(_ text: String) -> [(ResourceID, Int64)] {
        text.split(separator: ",").map { part in
            let words = part.split(separator: " ")
            let resource = catalog.intern(words.count > 1 ? String(words[1]) : "vcore")
            let digits = words[0].prefix { $0.isNumber || $0 == "-" }
            let number = Int64(digits)!
            switch (words[0].dropFirst(digits.count), resource) {
            case ("", ResourceCatalog.vcore): return (resource, number * 1000)
            case ("", _), ("m", ResourceCatalog.vcore): return (resource, number)
            case ("Ki", _): return (resource, number << 10)
            case ("Mi", _): return (resource, number << 20)
            case ("Gi", _): return (resource, number << 30)
            default: preconditionFailure("no quantity: \(part)")
            }
        }
    }
}
