public import KubernetesModel
internal import MusterConfiguration
internal import MusterCore

extension Adapter {
    /// Takes note of an object of a fresh list that cannot be read: whoever is compared with this
    /// one keeps what it knew of that object last, so that they are not compared in it.
    ///
    /// - Parameters:
    ///   - object: The object; its name has to be known.
    ///   - resource: Its kind.
    public mutating func noteUnread(_ object: SpoiledObject, of resource: APIResource) {
        unread.note(object, of: resource)
    }

    /// The objects of fresh lists that cannot be read, such as `pods default/web`.
    public var unreadNames: [String] { unread.names }

    /// The first of ``differences(from:)``; `nil` for none.
    public func firstDifference(from fresh: Adapter) -> String? {
        differences(from: fresh).first
    }

    /// What is known here otherwise than somebody knows it who was told of everything just now.
    ///
    /// What is under way counts for both: a pod that is being bound may be known with its node or
    /// without, and is left out of what is used on nodes. The two were told of things at different
    /// moments, the lists of different kinds too, so that only a difference that stays is a
    /// mistake; see ``Audit``. Objects that the fresh one could not read are left out: nodes, pods,
    /// what is used on the nodes of such pods, and of the pods without a node those that something
    /// else may decide about that was not read.
    ///
    /// - Parameter fresh: An adapter that was told of fresh lists, synced and advanced.
    /// - Returns: Sentences that name the object, what is known and what is so: nodes, pods, then
    ///   what is used, each in the order of names.
    /// - Complexity: O(n log n) for n pods and nodes.
    public func differences(from fresh: Adapter) -> [String] {
        nodeDifferences(from: fresh) + podDifferences(from: fresh) + usageDifferences(from: fresh)
    }

    /// Counts an audit.
    public mutating func note(_ finding: Audit.Finding) {
        statistics.audits += 1
        if finding != .agrees { statistics.auditsWithDifferences += 1 }
    }

    private func nodeDifferences(from fresh: Adapter) -> [String] {
        let (ours, theirs) = (nodes.told, fresh.nodes.told)
        return Set(ours.keys).union(theirs.keys).sorted().compactMap { name in
            if fresh.unread.contains(node: name) { return nil }
            guard let own = ours[name] else { return "node \(name) is not known" }
            guard let other = theirs[name] else { return "node \(name) is known and is not there" }
            if own.labels != other.labels { return "node \(name) is known with other labels" }
            if own.taints != other.taints { return "node \(name) is known with other taints" }
            let (capacity, actual) = (text(of: own.capacity), fresh.text(of: other.capacity))
            guard capacity != actual else { return nil }
            return "node \(name) is known to offer \(capacity) and offers \(actual)"
        }
    }

    private func podDifferences(from fresh: Adapter) -> [String] {
        var uids = Set(pods.all.map { pods[$0].metadata.uid })
        uids.formUnion(fresh.pods.all.map { fresh.pods[$0].metadata.uid })
        return uids.sorted().compactMap { uid in
            guard let place = pods.place(of: uid) else { return "pod \(uid) is not known" }
            let metadata = pods[place].metadata
            let name = "pod \(metadata.namespace)/\(metadata.name)"
            if isUnread(place, by: fresh) { return nil }
            guard let other = fresh.pods.place(of: uid) else {
                return "\(name) is known and is not there"
            }
            // Who starts anew does not know that a gang had formed whose members are gone, so that
            // its time may be up there.
            if pods[place].isFailing || fresh.pods[other].isFailing { return nil }
            let (known, actual) = (knownRole(of: place), fresh.knownRole(of: other))
            if known != actual, !isUnderWay(place) {
                return "\(name) is known as \(known) and is \(actual)"
            }
            guard pods[place].told != nil, fresh.pods[other].told != nil else { return nil }
            let (request, wanted) = (
                text(of: pods[place].request), fresh.text(of: fresh.pods[other].request)
            )
            guard request != wanted else { return nil }
            return "\(name) is known to need \(request), not \(wanted)"
        }
    }

    /// What is left on nodes, by what the core has booked for pods: places that are promised are
    /// known to this one alone.
    private func usageDifferences(from fresh: Adapter) -> [String] {
        let doubtful = pods.all.lazy.filter { isUnderWay($0) || isUnread($0, by: fresh) }
        let busy = Set(doubtful.compactMap { pods[$0].role.node })
        let (promised, others) = (scheduler.promisedRoom(), fresh.scheduler.promisedRoom())
        return nodes.told.keys.sorted().compactMap { name in
            guard let own = nodes.identifier(ofTold: name), !busy.contains(own),
                let other = fresh.nodes.identifier(ofTold: name)
            else { return nil }
            let free = text(of: scheduler.free(on: own) + promised[own.index])
            let actual = fresh.text(of: fresh.scheduler.free(on: other) + others[other.index])
            guard free != actual else { return nil }
            return "node \(name) is known to have \(free) left, not \(actual)"
        }
    }

    /// Whether what is known of a pod cannot be compared, since somebody could not read what it
    /// follows from.
    private func isUnread(_ place: Int32, by fresh: Adapter) -> Bool {
        let metadata = pods[place].metadata
        if fresh.unread.contains(pod: metadata) { return true }
        if let node = pods[place].role.node { return fresh.unread.contains(node: nodes[node].name) }
        return fresh.unread.decidesOn(podsIn: metadata.namespace)
    }

    private func isUnderWay(_ place: Int32) -> Bool {
        if case .allocated = pods[place].role { return true }
        return pods[place].successor != nil
    }

    private func knownRole(of place: Int32) -> String {
        switch pods[place].role {
        case .absent: "not to be placed"
        case .occupant(let node): "a pod of others on \(nodes[node].name)"
        case .waiting: "waiting"
        case .allocated(let node): "on its way to \(nodes[node].name)"
        case .bound(let node): "bound to \(nodes[node].name)"
        }
    }

    /// Amounts by name, in the order of the names: two catalogs may number them differently.
    private func text(of amounts: Resources) -> String {
        let named = catalog.names.indices.compactMap { index -> String? in
            let resource = ResourceID(index)
            guard amounts[resource] != 0 else { return nil }
            return "\(catalog.name(of: resource)) \(amounts[resource])"
        }
        return named.isEmpty ? "nothing" : named.sorted().joined(separator: ", ")
    }
}

extension NodeDirectory {
    /// What the core was told of nodes, by name.
    fileprivate var told: [String: MusterCore.Node] {
        var told: [String: MusterCore.Node] = [:]
        for entry in all where entry.told != nil { told[entry.name] = entry.told }
        return told
    }
}
