/// Held places: capacity promised to members of a formed gang that do not exist yet (virtual
/// placeholders).
extension Scheduler {
    /// Holds places on a node; the room was taken already.
    mutating func hold(_ step: Transaction.Step, count: Int64, of application: Int32) {
        let index = Int(application)
        let group = Int(step.group)
        let held = applications.records[index].groups[group].held
        if let position = held.firstIndex(where: { $0.node == step.node }) {
            applications.records[index].groups[group].held[position].count += Int32(count)
        } else {
            let position = held.firstIndex { nodes.isNamed(step.node, before: $0.node) }
            applications.records[index].groups[group].held.insert(
                HeldPlaces(node: step.node, count: Int32(count)), at: position ?? held.count)
        }
        applications.records[index].heldCount += count
        decide(
            .held(
                ApplicationID(rawValue: application), taskGroup: step.group,
                count: Int32(count), NodeID(rawValue: step.node)))
    }

    /// Gives members of a formed gang that are new the places held for their task group.
    ///
    /// A member that needs no more than its group declared takes a place and gives back the
    /// difference. One that needs more cannot; a place is given back for it (YuniKorn's
    /// behaviour) and it waits like a plain ask.
    mutating func fillHolds(of application: Int32, from set: Int32, newcomers: Int32) {
        let index = Int(application)
        let group = asks.sets[Int(set)].taskGroup
        guard applications.records[index].isFormed, group >= 0 else { return }
        let placeClass = applications.records[index].groups[Int(group)].classIndex
        let askClass = asks.sets[Int(set)].classIndex
        let isFitting = classes[askClass].request.isWithin(classes[placeClass].request)
        for _ in 0..<newcomers {
            let held = applications.records[index].groups[Int(group)].held
            guard
                let place = held.first(where: { suits(askClass, $0.node, heldFor: placeClass) })
                    ?? held.first
            else { return }
            let isFitting = isFitting && suits(askClass, place.node, heldFor: placeClass)
            unhold(1, on: place.node, group: group, of: application)
            if isFitting {
                take(place.node, from: placeClass, for: set)
            } else {
                nodes.take(-1, of: placeClass, on: place.node, classes: &classes)
                charge(placeClass, times: -1, to: application)
                decide(
                    .unheld(
                        ApplicationID(rawValue: application), taskGroup: group, count: 1,
                        NodeID(rawValue: place.node), .mismatch))
                plan?.isStale = true
                noteFreed()
            }
        }
    }

    /// Whether a member may be where a place is held for its task group, if its constraints are not
    /// those that the group declared.
    mutating func suits(_ askClass: Int32, _ node: Int32, heldFor placeClass: Int32) -> Bool {
        let declared = classes[placeClass].constraints
        guard classes[askClass].constraints != declared else { return true }
        classes.constraints.note(-1, of: declared, on: node)
        let isAdmitted = isAdmitted(askClass, on: node)
        classes.constraints.note(1, of: declared, on: node)
        return isAdmitted
    }

    /// Puts the first waiting ask of a set in a place that was held.
    private mutating func take(_ node: Int32, from placeClass: Int32, for set: Int32) {
        let ask = asks.sets[Int(set)].waiting.first
        let askClass = asks.sets[Int(set)].classIndex
        let application = asks.sets[Int(set)].application
        if askClass != placeClass {
            nodes.take(-1, of: placeClass, on: node, classes: &classes)
            nodes.take(1, of: askClass, on: node, classes: &classes)
            charge(placeClass, times: -1, to: application)
            charge(askClass, times: 1, to: application)
            plan?.isStale = true
            noteFreed()
        }
        asks.allocate(ask, on: node, at: now, nodes: &nodes)
        changeWaiting(of: set, by: -1)
        applications.records[Int(application)].waitingCount -= 1
        applications.records[Int(application)].allocatedCount += 1
        decide(.allocated(AskRange(first: AskID(rawValue: ask)), NodeID(rawValue: node)))
    }

    /// Forgets held places; the room is dealt with by the caller.
    private mutating func unhold(
        _ count: Int32, on node: Int32, group: Int32, of application: Int32
    ) {
        let index = Int(application)
        let position = applications.records[index].groups[Int(group)].held
            .firstIndex { $0.node == node }!
        applications.records[index].groups[Int(group)].held[position].count -= count
        if applications.records[index].groups[Int(group)].held[position].count == 0 {
            applications.records[index].groups[Int(group)].held.remove(at: position)
        }
        applications.records[index].heldCount -= Int64(count)
    }

    /// Gives back the held places of an application, all or those on one node.
    mutating func dropHolds(
        of application: Int32, on node: Int32? = nil, because reason: ReleaseReason
    ) {
        let index = Int(application)
        guard applications.records[index].heldCount > 0 else { return }
        for group in applications.records[index].groups.indices {
            let classIndex = applications.records[index].groups[group].classIndex
            for place in applications.records[index].groups[group].held
            where node == nil || place.node == node {
                unhold(place.count, on: place.node, group: Int32(group), of: application)
                let count = Int64(place.count)
                nodes.take(-count, of: classIndex, on: place.node, classes: &classes)
                charge(classIndex, times: -count, to: application)
                decide(
                    .unheld(
                        ApplicationID(rawValue: application), taskGroup: Int32(group),
                        count: place.count, NodeID(rawValue: place.node), reason))
            }
        }
        plan?.isStale = true
        refreshRunningEntry(of: application)
        refreshWaitingEntry(of: application)
        noteFreed()
    }
}

extension Resources {
    /// Whether no quantity is larger than the other vector's.
    func isWithin(_ other: Resources) -> Bool {
        quantities.indices.allSatisfy { quantities[$0] <= other[ResourceID($0)] }
    }
}
