/// Who waits for neighbours alone: for other pods to come or to go, not for room.
///
/// Nobody can tell when that will be, so it is no reason to keep others waiting or room free. Whom
/// room would help keeps its turn, whatever else it waits for.
extension Scheduler {
    /// Whether the next step of an application, which found no place, waits for neighbours alone:
    /// there is room for it, and it would find no place if all that was placed gave up its room
    /// and stayed a neighbour.
    ///
    /// - Complexity: For one ask O(nodes · terms), and if it was asked before O(nodes that were
    ///   loosened since); for a gang O(members · nodes · terms · groups).
    mutating func waitsForNeighboursAlone(_ application: Int32) -> Bool {
        let groups = nextGroups(of: application)
        guard lookAround(groups) else { return false }
        let index = Int(application)
        guard applications.records[index].isUnformedGang else {
            return isShutOut(groups[0].classIndex)
        }
        if applications.records[index].shutOutVersion != freedVersion {
            applications.records[index].shutOutVersion = freedVersion
            applications.records[index].isShutOut = areShutOut(groups)
        }
        return applications.records[index].isShutOut
    }

    /// Whether neighbours alone keep the members of a gang from being placed together.
    private func areShutOut(_ groups: [GroupNeed]) -> Bool {
        let haveRoom =
            groups.count == 1
            ? nodes.placesByScan(classes[groups[0].classIndex], in: nodes.free) >= groups[0].count
            : firstFit(groups, in: nodes.free) != nil
        guard haveRoom else { return false }
        let steps = placeOneByOne(groups, in: nodes.emptyRows, classes.constraints)
        return Int64(steps.count) < groups.reduce(0) { $0 + $1.count }
    }

    /// Whether neighbours alone keep one member of a class, which has failed, from every node.
    private mutating func isShutOut(_ classIndex: Int32) -> Bool {
        guard nodes.first(fitting: classes[classIndex]) != nil else { return false }
        if let known = classes[classIndex].failure.nearMiss {
            if known < 0 { return true }
            let neighbourhood = neighbourhood(of: classIndex)
            if lacksOnlyRoom(classIndex, on: known, neighbourhood) { return false }
        }
        let neighbourhood = neighbourhood(of: classIndex)
        let node = nodes.byName.first { lacksOnlyRoom(classIndex, on: $0, neighbourhood) }
        classes[classIndex].failure.nearMiss = node ?? -1
        return node == nil
    }

    /// Notes what was loosened since a class failed: there, room may have become all that it lacks.
    mutating func forgetNearMiss(of classIndex: Int32) {
        guard classes[classIndex].failure.nearMiss == -1,
            let loosened = nodes.loosened.since(classes[classIndex].failure.loosened)
        else { return }
        let neighbourhood = neighbourhood(of: classIndex)
        if loosened.contains(where: { lacksOnlyRoom(classIndex, on: $0, neighbourhood) }) {
            classes[classIndex].failure.nearMiss = nil
        }
    }

    private func neighbourhood(of classIndex: Int32) -> Neighbourhood {
        classes.constraints.neighbourhood(of: classes[classIndex].constraints)
    }

    /// Whether a node would do for one member of a class if nothing took room there.
    private func lacksOnlyRoom(
        _ classIndex: Int32, on node: Int32, _ neighbourhood: Neighbourhood
    ) -> Bool {
        nodes.records[Int(node)].isSchedulable
            && classes[classIndex].allowed?.contains(Int(node)) != false
            && nodes.fitsWhenEmpty(classes[classIndex].lanes, on: Int(node))
            && neighbourhood.obstacle(on: node) == nil
    }
}
