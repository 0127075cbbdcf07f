/// Asks that may run on one node only, such as those of a DaemonSet.
extension Scheduler {
    /// Evicts what is in the way of asks that are bound to a node.
    ///
    /// Delays, guarantees, fences and policies do not count here: there is no other place for them.
    /// The queue and the priority do.
    mutating func preemptForBoundAsks() {
        guard !boundToNodes.isEmpty else { return }
        boundToNodes = boundToNodes.filter { hasBoundAsksWaiting($0) }
        for application in boundToNodes where applications.records[Int(application)].claim < 0 {
            preemptForBoundAsks(of: application)
        }
    }

    private func hasBoundAsksWaiting(_ application: Int32) -> Bool {
        applications.records[Int(application)].sets.contains {
            asks.sets[Int($0)].requiredNode >= 0 && asks.sets[Int($0)].waiting.count > 0
        }
    }

    private mutating func preemptForBoundAsks(of application: Int32) {
        guard applications.records[Int(application)].entry != nil,
            applications.records[Int(application)].lastPreemption.boundVersion != freedVersion
                || applications.records[Int(application)].lastPreemption.boundArrivals
                    != applications.records[Int(application)].arrivals
        else { return }
        guard
            applications.records[Int(application)].countsAsRunning
                || queues.firstAtMaxApplications(applications.records[Int(application)].queue)
                    == nil
        else { return }
        var tried: Int32?
        while let set = nextSet(of: application, after: tried) {
            tried = set
            let record = asks.sets[Int(set)]
            guard record.requiredNode >= 0, !record.traits.contains(.neverPreempts),
                nodes.exists(NodeID(rawValue: record.requiredNode))
            else { continue }
            if preemptForBoundAsk(from: set, of: application) { return }
        }
        applications.records[Int(application)].lastPreemption.boundVersion = freedVersion
        applications.records[Int(application)].lastPreemption.boundArrivals =
            applications.records[Int(application)].arrivals
    }

    /// - Returns: Whether anything was evicted.
    private mutating func preemptForBoundAsk(from set: Int32, of application: Int32) -> Bool {
        let record = asks.sets[Int(set)]
        let node = record.requiredNode
        let lanes = classes[record.classIndex].lanes
        let queue = applications.records[Int(application)].queue
        guard nodes.records[Int(node)].isSchedulable,
            queues.firstOverMax(lanes, times: 1, in: queue) == nil,
            firstExceededLimit(lanes, of: application) == nil
        else { return false }
        let need = GroupNeed(group: -1, classIndex: record.classIndex, count: 1)
        var search = PreemptionSearch(self, groups: [need], leaf: -1, node: node)
        for unit in unitsOn(node) {
            if search.fits(self) { break }
            guard unit.application != application, highestPriority(in: unit) <= record.priority
            else { continue }
            search.give(unit, self)
        }
        guard search.fits(self) else { return false }
        search.spare(self)
        guard !search.given.isEmpty else { return false }
        let victims = evict(
            search.given.map(\.unit),
            because: .requiredNode(
                by: ApplicationID(rawValue: application), NodeID(rawValue: node)))
        claim(search.placement(self), for: application, set: set, victims: victims)
        sayEvicting(application)
        return true
    }

    /// Everything with a member on a node that could be evicted, in the order of rank.
    private func unitsOn(_ node: Int32) -> [EvictionUnit] {
        var applicationsHere: [Int32] = []
        var ask = nodes.records[Int(node)].firstAsk
        while ask >= 0 {
            applicationsHere.append(asks.sets[Int(asks.asks[Int(ask)].set)].application)
            ask = asks.asks[Int(ask)].nextOnNode
        }
        var units: [EvictionUnit] = []
        var previous: Int32 = -1
        for application in applicationsHere.sorted() where application != previous {
            previous = application
            addUnits(of: application, to: &units)
        }
        return units.filter { unit in places(of: unit).contains { $0.node == node } }
            .sorted { $0.rank < $1.rank }
    }
}
