/// Asks come and go; usage follows.
extension Scheduler {
    /// What the end of asks of one set changes, gathered so that it is booked once.
    struct Account {
        var set: Int32
        var allocated: Int64 = 0
        var waiting: Int64 = 0
    }

    mutating func addAsks(_ submission: AskSubmission) {
        guard let application = validated(submission) else { return }
        reach(submission.request)
        let index = application.index
        let set = findOrMakeSet(for: submission)
        if asks.sets[Int(set)].isOfPlaceholders {
            // Whatever it said when it was submitted.
            applications.records[index].usesPlaceholders = true
        }
        asks.add(submission.asks, to: set, arrivals: &applications.records[index].arrivals)
        newcomers.append(submission.asks)
        if submission.requiredNode != nil, !boundToNodes.contains(application.rawValue) {
            boundToNodes.append(application.rawValue)
        }
        applications.records[index].waitingCount += Int64(submission.asks.count)
        changeWaiting(of: set, by: Int64(submission.asks.count))
        switch applications.records[index].state {
        case .new: setState(.accepted, of: application.rawValue)
        case .completing: setState(.running, of: application.rawValue)
        default: break
        }
        if applications.records[index].heldCount > 0 {
            fillHolds(of: application.rawValue, from: set, newcomers: submission.asks.count)
            refreshRunningEntry(of: application.rawValue)
        } else if applications.records[index].usesPlaceholders {
            replacePlaceholders(
                of: application.rawValue, from: set, newcomers: submission.asks.count)
        }
        refreshWaitingEntry(of: application.rawValue)
        if let entry = applications.records[index].entry {
            queues.noteChanged(entry, in: applications.records[index].queue)
        }
    }

    /// The application of a submission, if it can be taken in; otherwise it is answered here.
    ///
    /// - Parameters:
    ///   - submission: What is to be taken in.
    ///   - areKnown: Whether the asks have to be known, or must not be.
    /// - Returns: The application, or `nil` if the submission was answered.
    mutating func validated(
        _ submission: AskSubmission, areKnown: Bool = false
    ) -> ApplicationID? {
        let application = submission.application
        guard applications.exists(application),
            !applications.records[application.index].state.isTerminal
        else {
            decide(.refused(.unknownApplication(application)))
            return nil
        }
        guard submission.request.quantities.allSatisfy({ $0 >= 0 }) else {
            decide(.rejected(application, .invalidRequest))
            return nil
        }
        let first = submission.asks.first.rawValue
        guard first >= 0, submission.asks.count > 0, submission.asks.end <= Self.maximumAsks else {
            decide(.refused(.identifierOutOfRange(first)))
            return nil
        }
        for ask in submission.asks.identifiers where asks.exists(ask) != areKnown {
            decide(.refused(areKnown ? .unknownAsk(ask) : .askInUse(ask)))
            return nil
        }
        let groups = applications.records[application.index].groups
        if let group = submission.taskGroup, !groups.isEmpty, !groups.indices.contains(Int(group)) {
            decide(.refused(.unknownTaskGroup(application, group)))
            return nil
        }
        return application
    }

    mutating func findOrMakeSet(for submission: AskSubmission) -> Int32 {
        let index = submission.application.index
        // In a gang that was dissolved, members are plain asks.
        let isGang = !applications.records[index].groups.isEmpty
        let taskGroup = isGang ? submission.taskGroup ?? -1 : -1
        let classIndex = classes.retain(submission.request, submission.constraints)
        let sets = applications.records[index].sets
        let requiredNode = submission.requiredNode?.rawValue ?? -1
        let known = sets.first {
            asks.sets[Int($0)].classIndex == classIndex
                && asks.sets[Int($0)].priority == submission.priority
                && asks.sets[Int($0)].taskGroup == taskGroup
                && asks.sets[Int($0)].requiredNode == requiredNode
                && asks.sets[Int($0)].traits == submission.traits
        }
        if let known {
            classes.release(classIndex)
            return known
        }
        let set = asks.makeSet(
            AskSet(
                application: submission.application.rawValue, classIndex: classIndex,
                priority: submission.priority, taskGroup: taskGroup, requiredNode: requiredNode,
                traits: submission.traits))
        let position =
            sets.firstIndex { asks.sets[Int($0)].priority < submission.priority } ?? sets.count
        applications.records[index].sets.insert(set, at: position)
        return set
    }

    /// Whether all asks of a range exist and, if they must be, are allocated; answers the input
    /// if not.
    mutating func accepts(_ range: AskRange, mustBeAllocated: Bool) -> Bool {
        for ask in range.identifiers {
            guard asks.exists(ask) else {
                decide(.refused(.unknownAsk(ask)))
                return false
            }
            if mustBeAllocated, asks[ask.rawValue].node < 0 {
                decide(.refused(.notAllocated(ask)))
                return false
            }
        }
        return true
    }

    /// Takes asks away that ended or were withdrawn.
    mutating func endAsks(_ range: AskRange, mustBeAllocated: Bool) {
        guard accepts(range, mustBeAllocated: mustBeAllocated) else { return }
        var account = Account(set: -1)
        for ask in range.identifiers.lazy.map(\.rawValue) {
            if asks[ask].set != account.set {
                settle(account)
                account = Account(set: asks[ask].set)
            }
            dropAsk(ask, into: &account)
        }
        settle(account)
    }

    /// Forgets one ask and frees its node; what follows from it is booked by `settle`.
    mutating func dropAsk(_ ask: Int32, into account: inout Account) {
        let node = asks[ask].node
        if node >= 0 {
            let classIndex = asks.sets[Int(account.set)].classIndex
            if asks[ask].isEvicting { noteEvictionEnded(ask) }
            nodes.take(-1, of: classIndex, on: node, classes: &classes)
            account.allocated += 1
        } else {
            account.waiting += 1
        }
        asks.remove(ask, nodes: &nodes)
    }

    /// Books what the end of asks changes: usage, running ends, plans, the application's state.
    mutating func settle(_ account: Account) {
        guard account.set >= 0 else { return }
        let set = asks.sets[Int(account.set)]
        let application = Int(set.application)
        if account.allocated > 0 {
            noteReleased(account.allocated, of: set.classIndex, by: set.application)
        }
        applications.records[application].waitingCount -= account.waiting
        changeWaiting(of: account.set, by: -account.waiting)
        removeIfEmpty(set: account.set)
        completeIfIdle(set.application)
        refreshWaitingEntry(of: set.application)
    }

    /// Forgets a set that has no asks any more.
    mutating func removeIfEmpty(set index: Int32) {
        let set = asks.sets[Int(index)]
        guard set.waiting.count == 0, set.allocated.count == 0 else { return }
        let claim = applications.records[Int(set.application)].claim
        if claim >= 0, claims[claim].set == index { dropClaim(of: set.application) }
        applications.records[Int(set.application)].sets.removeAll { $0 == index }
        classes.release(set.classIndex)
        asks.removeSet(index)
    }

    mutating func confirm(_ range: AskRange) {
        guard accepts(range, mustBeAllocated: true) else { return }
        for ask in range.identifiers {
            asks.confirm(ask.rawValue)
            formIfGathered(asks.sets[Int(asks[ask.rawValue].set)].application)
        }
    }

    /// The outside refused allocations: their nodes are free again and the asks wait.
    mutating func refuse(_ range: AskRange) {
        guard accepts(range, mustBeAllocated: true) else { return }
        for ask in range.identifiers { makeWaitAgain(ask.rawValue, because: .refused) }
    }

    /// Everything on a node that leaves waits again; places held there are gone.
    mutating func releaseEverything(on node: NodeID) {
        while nodes.records[node.index].firstAsk >= 0 {
            makeWaitAgain(nodes.records[node.index].firstAsk, because: .nodeLost)
        }
        let holding = applications.records.indices.filter {
            applications.records[$0].heldCount > 0
        }
        for index in holding.sorted(by: {
            applications.records[$0].sequence < applications.records[$1].sequence
        }) {
            dropHolds(of: Int32(index), on: node.rawValue, because: .nodeLost)
            completeIfIdle(Int32(index))
        }
    }

    mutating func makeWaitAgain(_ ask: Int32, because reason: ReleaseReason) {
        let set = asks.sets[Int(asks[ask].set)]
        if asks[ask].isEvicting { noteEvictionEnded(ask) }
        nodes.take(-1, of: set.classIndex, on: asks[ask].node, classes: &classes)
        changeWaiting(of: asks[ask].set, by: 1)
        asks.deallocate(ask, nodes: &nodes)
        newcomers.append(AskRange(first: AskID(rawValue: ask)))
        applications.records[Int(set.application)].waitingCount += 1
        decide(.released(AskRange(first: AskID(rawValue: ask)), reason))
        noteReleased(1, of: set.classIndex, by: set.application)
        refreshWaitingEntry(of: set.application)
    }

    // MARK: Usage

    /// Books what an application gave back of one class.
    mutating func noteReleased(_ count: Int64, of classIndex: Int32, by application: Int32) {
        let index = Int(application)
        applications.records[index].allocatedCount -= count
        releaseFromPlan(application)
        charge(classIndex, times: -count, to: application)
        if applications.records[index].isGathering { countIfRunning(application) }
        refreshRunningEntry(of: application)
        noteFreed()
    }

    /// Adds members of a class to the usage of an application and of its queues.
    mutating func charge(_ classIndex: Int32, times count: Int64, to application: Int32) {
        let index = Int(application)
        let lanes = classes[classIndex].lanes
        for lane in lanes {
            let change = lane.amount.multipliedSaturating(by: count)
            applications.usage[index, lane.lane] =
                applications.usage[index, lane.lane].addingSaturating(change)
        }
        queues.charge(lanes, times: count, to: applications.records[index].queue)
        chargeLimits(lanes, times: count, of: application)
    }

    /// Adds to what waits in the queues of a set's application.
    mutating func changeWaiting(of set: Int32, by count: Int64) {
        guard count != 0 else { return }
        let record = asks.sets[Int(set)]
        var vcore: Int64 = 0
        var memory: Int64 = 0
        for lane in classes[record.classIndex].lanes {
            if lane.lane == 0 { vcore = lane.amount.multipliedSaturating(by: count) }
            if lane.lane == 1 { memory = lane.amount.multipliedSaturating(by: count) }
        }
        queues.changeWaiting(
            applications.records[Int(record.application)].queue, vcore: vcore, memory: memory)
    }
}

extension AskRange {
    /// The index after the last ask.
    fileprivate var end: Int64 { Int64(first.rawValue) + Int64(max(0, count)) }

    /// All asks of the range that can be named.
    var identifiers: some Sequence<AskID> {
        (Int64(first.rawValue)..<end).lazy.map { AskID(rawValue: Int32(clamping: $0)) }
    }
}
