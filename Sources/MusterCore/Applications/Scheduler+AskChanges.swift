/// Asks that ran before the scheduler did, and asks that change.
extension Scheduler {
    /// Takes in asks that run on a node already.
    ///
    /// A gang of which a member runs has formed: what is missing is placed like plain asks.
    /// Placeholders alone say nothing before all of them are there.
    mutating func restoreAsks(_ submission: AskSubmission, on node: NodeID, since start: Tick) {
        guard nodes.exists(node) else {
            decide(.refused(.unknownNode(node)))
            return
        }
        guard let application = validated(submission) else { return }
        reach(submission.request)
        let index = application.index
        let set = findOrMakeSet(for: submission)
        let classIndex = asks.sets[Int(set)].classIndex
        let count = Int64(submission.asks.count)
        if asks.sets[Int(set)].isOfPlaceholders {
            applications.records[index].usesPlaceholders = true
        }
        asks.add(submission.asks, to: set, arrivals: &applications.records[index].arrivals)
        noteStart(of: application.rawValue)
        nodes.take(count, of: classIndex, on: node.rawValue, classes: &classes)
        for ask in submission.asks.identifiers {
            asks.allocate(ask.rawValue, on: node.rawValue, at: start, nodes: &nodes)
            asks.confirm(ask.rawValue)
        }
        applications.records[index].allocatedCount += count
        if !asks.sets[Int(set)].isOfPlaceholders {
            applications.records[index].isFormed = !applications.records[index].groups.isEmpty
        }
        charge(classIndex, times: count, to: application.rawValue)
        noteExcess(of: application.rawValue)
        if applications.records[index].state == .new {
            setState(.accepted, of: application.rawValue)
        }
        formIfGathered(application.rawValue)
        if !applications.records[index].isGathering { setState(.running, of: application.rawValue) }
        countIfRunning(application.rawValue)
        refreshRunningEntry(of: application.rawValue)
        refreshWaitingEntry(of: application.rawValue)
        plan?.isStale = true
        // Others may have to be near it, or share its volumes.
        noteFreed()
    }

    /// Makes asks what they are now.
    ///
    /// Those that run stay where they are, room or not.
    mutating func changeAsks(_ submission: AskSubmission) {
        guard let application = validated(submission, areKnown: true) else { return }
        for ask in submission.asks.identifiers
        where asks.sets[Int(asks[ask.rawValue].set)].application != application.rawValue {
            decide(.refused(.unknownAsk(ask)))
            return
        }
        reach(submission.request)
        let set = findOrMakeSet(for: submission)
        for ask in submission.asks.identifiers { move(ask.rawValue, to: set) }
        // Where nothing moved, the set that was made is not needed.
        removeIfEmpty(set: set)
        noteExcess(of: application.rawValue)
        refreshRunningEntry(of: application.rawValue)
        refreshWaitingEntry(of: application.rawValue)
        if let entry = applications.records[application.index].entry {
            queues.noteChanged(entry, in: applications.records[application.index].queue)
        }
        plan?.isStale = true
        noteFreed()
    }

    /// Nobody asked the queues and limits above an application: they may be above their max now.
    private mutating func noteExcess(of application: Int32) {
        queues.noteExcess(from: applications.records[Int(application)].queue)
        for bucket in applications.records[Int(application)].limits {
            limits.noteExcess(in: bucket)
        }
    }

    private mutating func move(_ ask: Int32, to set: Int32) {
        let old = asks[ask].set
        guard old != set else { return }
        let application = asks.sets[Int(old)].application
        let node = asks[ask].node
        if node >= 0 {
            let classes = (old: asks.sets[Int(old)].classIndex, new: asks.sets[Int(set)].classIndex)
            nodes.take(-1, of: classes.old, on: node, classes: &self.classes)
            nodes.take(1, of: classes.new, on: node, classes: &self.classes)
            charge(classes.old, times: -1, to: application)
            charge(classes.new, times: 1, to: application)
            if asks[ask].isEvicting { moveEviction(from: old, to: set) }
            asks.move(ask, to: set)
        } else {
            changeWaiting(of: old, by: -1)
            asks.move(ask, to: set)
            changeWaiting(of: set, by: 1)
        }
        removeIfEmpty(set: old)
    }

    private mutating func moveEviction(from old: Int32, to set: Int32) {
        let queue = applications.records[Int(asks.sets[Int(old)].application)].queue
        queues.chargeEvicting(
            classes[asks.sets[Int(old)].classIndex].lanes, times: -1, to: queue)
        queues.chargeEvicting(classes[asks.sets[Int(set)].classIndex].lanes, times: 1, to: queue)
        queues.refreshShares(from: queue)
    }
}
