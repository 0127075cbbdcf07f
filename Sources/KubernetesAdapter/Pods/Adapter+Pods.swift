internal import KubernetesModel
internal import MusterCore

/// Pods come, change and go.
extension Adapter {
    mutating func note(_ pod: Pod) {
        guard let place = pods.place(of: pod.metadata.uid) else {
            noteStale(pods.add(pod, seen: now))
            return
        }
        if !pod.needsSame(as: pods[place].pod) { pods[place].isRequestKnown = false }
        pods[place].pod = pod
        noteStale(place)
    }

    mutating func noteGone(_ uid: String) {
        guard let place = pods.place(of: uid) else { return }
        pods[place].isGone = true
        noteStale(place)
    }

    mutating func settlePods() {
        let stale = stalePods
        stalePods.removeAll(keepingCapacity: true)
        for place in stale {
            pods[place].isStale = false
            if pods[place].isGone || pods[place].pod.status.phase.isTerminal { makeWay(place) }
            if pods[place].isGone { forget(place) } else { settle(place) }
        }
        // Labels that begin to matter make others look different.
        if !stalePods.isEmpty { settlePods() }
    }

    /// What a pod is to be in the core.
    private enum Wish {
        case absent
        case occupant
        case placed
        case waiting
    }

    private func wish(of place: Int32) -> Wish {
        let pod = pods[place].pod
        if pod.status.phase.isTerminal || pods[place].successor != nil { return .absent }
        let isOwn = pod.spec.schedulerName == settings.schedulerName
        if !pod.spec.nodeName.isEmpty { return isOwn ? .placed : .occupant }
        let isWanted =
            isOwn && pod.metadata.deletionTimestamp == nil && pod.spec.schedulingGates.isEmpty
        let isEnding = pods[place].isFailing || pods[place].deletion != nil
        return isWanted && !isEnding ? .waiting : .absent
    }

    private mutating func settle(_ place: Int32) {
        switch wish(of: place) {
        case .absent:
            withdraw(place)
            leaveApplication(place)
            noteGates(place)
        case .occupant:
            leaveApplication(place)
            guard let node = knownNode(of: place) else { return withdraw(place) }
            occupy(place, node)
        case .placed:
            guard let node = knownNode(of: place) else { return withdraw(place) }
            settlePlaced(place, on: node)
        case .waiting: settleWaiting(place)
        }
    }

    /// The node that a pod is bound to; if it is not there the pod is kept for when it comes.
    private mutating func knownNode(of place: Int32) -> NodeID? {
        let name = pods[place].pod.spec.nodeName
        if let node = nodes.identifier(ofTold: name) { return node }
        if strays[name]?.contains(place) != true { strays[name, default: []].append(place) }
        return nil
    }

    // MARK: Pods of others

    private mutating func occupy(_ place: Int32, _ node: NodeID) {
        guard learn(place, isPlaced: true) else { return withdraw(place) }
        if pods[place].role != .occupant(node) { withdraw(place) }
        let told = description(of: place)
        guard pods[place].told != told else { return }
        pods[place].role = .occupant(node)
        pods[place].told = told
        tell(
            .occupantChanged(
                Occupant(
                    id: OccupantID(rawValue: place), node: node, request: told.request,
                    constraints: told.constraints)))
    }

    // MARK: Own pods

    private mutating func settlePlaced(_ place: Int32, on node: NodeID) {
        guard learn(place, isPlaced: true) else { return withdraw(place) }
        switch pods[place].role {
        case .allocated(node):
            confirm(place, on: node)
            retell(place)
        case .bound(node): retell(place)
        case .absent, .occupant, .waiting, .allocated, .bound:
            // Somebody else has bound it, or it was bound before the scheduler was started.
            withdraw(place)
            joinApplication(place)
            restore(place, on: node)
        }
    }

    private mutating func settleWaiting(_ place: Int32) {
        if pods[place].application < 0, waitsForOwner(place) { return }
        switch pods[place].role {
        case .waiting, .allocated:
            if learn(place, isPlaced: false) { retell(place) } else { withdraw(place) }
        case .absent, .occupant, .bound:
            withdraw(place)
            joinApplication(place)
            guard learn(place, isPlaced: false) else { return }
            ask(place)
        }
    }

    // MARK: What the core is told

    /// Finds out what a pod needs and where it may run.
    ///
    /// - Returns: Whether that could be found out; otherwise its obstacle is told.
    private mutating func learn(_ place: Int32, isPlaced: Bool) -> Bool {
        let pod = pods[place].pod
        if pods[place].binding?.volumes == nil { volumeWaiters.remove(place) }
        if !pods[place].isRequestKnown {
            do throws(PodRequestProblem) {
                pods[place].request = try podRequest(of: pod, catalog: &catalog)
            } catch {
                setObstacle("\(error)", of: place)
                return false
            }
            pods[place].isRequestKnown = true
        }
        if isPlaced {
            // What was said when it was placed stays: only its own labels may be others.
            if pods[place].told == nil { count(occupation(of: pod), of: place) }
            pods[place].obstacle = nil
            return true
        }
        do throws(PodObstacle) {
            let placement = try PodPlacement(pod, storage: storage)
            count(placement.constraints, of: place)
            setRequiredNode(placement.requiredNodeName, of: place)
            if placement.hasUnboundClaims { volumeWaiters.insert(place) }
        } catch {
            volumeWaiters.insert(place)
            setObstacle("\(error)", of: place)
            return false
        }
        pods[place].obstacle = nil
        return true
    }

    /// What others see of a pod that has a node; of an own one everything, so that it is like those
    /// of its application that wait.
    private func occupation(of pod: Pod) -> PlacementConstraints {
        if pod.spec.schedulerName == settings.schedulerName,
            let placement = try? PodPlacement(pod, storage: storage)
        {
            return placement.constraints
        }
        return PodPlacement(occupying: pod, storage: storage).constraints
    }

    /// Takes constraints over and counts the labels that they look at.
    private mutating func count(_ constraints: PlacementConstraints, of place: Int32) {
        pods[place].constraints = constraints
        guard pods[place].counted ?? .none != constraints else { return }
        uncount(place)
        guard constraints.hasPodSelectors else { return }
        pods[place].counted = constraints
        noteRelevant(labelKeys.add(constraints))
    }

    private mutating func uncount(_ place: Int32) {
        guard let counted = pods[place].counted else { return }
        pods[place].counted = nil
        // What ceases to matter stays as it was told: it changes no placement.
        _ = labelKeys.remove(counted)
    }

    /// Shows pods anew whose labels begin to matter.
    mutating func noteRelevant(_ change: RelevantLabelKeys.Change) {
        guard !change.isEmpty else { return }
        for place in pods.all where pods[place].told != nil && change.concerns(pods[place].pod) {
            noteStale(place)
        }
    }

    private mutating func setRequiredNode(_ name: String?, of place: Int32) {
        let node = name.map { nodes.intern($0) }
        let old = pods[place].requiredNode
        guard old != node else { return }
        if let node { nodes[node].requirers += 1 }
        pods[place].requiredNode = node
        if let old { release(requiredNode: old) }
    }

    private mutating func release(requiredNode node: NodeID) {
        nodes[node].requirers -= 1
        nodes.forgetIfUnused(node)
    }

    func description(of place: Int32) -> PodRecord.Told {
        var constraints = pods[place].constraints
        labelKeys.project(pods[place].pod, into: &constraints)
        return PodRecord.Told(
            request: pods[place].request, constraints: constraints,
            isProtected: pods[place].role != .waiting && isProtected(pods[place].pod))
    }

    /// Tells the core what has changed about an ask that it knows.
    private mutating func retell(_ place: Int32) {
        // What is about to be told for the first time will be told as it is then.
        guard let told = pods[place].told else { return }
        let description = description(of: place)
        guard told != description else { return }
        pods[place].told = description
        tell(.asksChanged(submission(of: place)))
    }

    /// Takes a pod out of the core, whatever it is there.
    mutating func withdraw(_ place: Int32) {
        let range = AskRange(first: AskID(rawValue: place))
        let isTold = pods[place].told != nil
        switch pods[place].role {
        case .absent: return
        case .occupant:
            if isTold { tell(.occupantRemoved(OccupantID(rawValue: place))) }
        case .waiting:
            if isTold { tell(.asksRemoved(range)) } else { newAsks.removeAll { $0 == place } }
        case .allocated, .bound:
            guard isTold else { break }
            let hasEnded = pods[place].pod.status.phase.isTerminal
            tell(hasEnded ? .allocationsFinished(range) : .asksRemoved(range))
        }
        pods[place].role = .absent
        pods[place].told = nil
        dropBinding(place)
        pods[place].eviction = nil
    }

    private mutating func forget(_ place: Int32) {
        withdraw(place)
        leaveApplication(place)
        volumeWaiters.remove(place)
        uncount(place)
        setRequiredNode(nil, of: place)
        gangs.setSparkProperties(nil, ofDriver: pods[place].metadata.uid)
        let name = pods[place].pod.spec.nodeName
        if let others = strays.removeValue(forKey: name)?.filter({ $0 != place }), !others.isEmpty {
            strays[name] = others
        }
        pods.remove(place)
    }
}

extension PlacementConstraints {
    var hasPodSelectors: Bool {
        !podAffinity.isEmpty || !podAntiAffinity.isEmpty || !preferredPods.isEmpty
            || !spread.isEmpty
    }
}
