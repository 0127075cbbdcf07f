internal import KubernetesModel
internal import MusterConfiguration
internal import MusterCore

extension Adapter {
    /// The first difference between what is known here and what somebody knows who was told of
    /// everything just now.
    ///
    /// What is under way counts for both: a pod that is being bound may be known with its node or
    /// without. The two were told of things at different moments, so that only a difference that
    /// stays is a mistake.
    ///
    /// - Parameter fresh: An adapter that was told of fresh lists, synced and advanced.
    /// - Returns: A sentence that names the object, what is known and what is so; `nil` for none.
    /// - Complexity: O(n log n) for n pods and nodes.
    public func firstDifference(from fresh: Adapter) -> String? {
        nodeDifference(from: fresh) ?? podDifference(from: fresh) ?? usageDifference(from: fresh)
    }

    private func nodeDifference(from fresh: Adapter) -> String? {
        let (ours, theirs) = (nodes.told, fresh.nodes.told)
        for name in Set(ours.keys).union(theirs.keys).sorted() {
            guard let own = ours[name] else { return "node \(name) is not known" }
            guard let other = theirs[name] else { return "node \(name) is known and is not there" }
            if own.labels != other.labels { return "node \(name) is known with other labels" }
            if own.taints != other.taints { return "node \(name) is known with other taints" }
            let (capacity, actual) = (
                text(of: own.capacity), fresh.text(of: other.capacity)
            )
            if capacity != actual {
                return "node \(name) is known to offer \(capacity) and offers \(actual)"
            }
        }
        return nil
    }

    private func podDifference(from fresh: Adapter) -> String? {
        var uids = Set(pods.all.map { pods[$0].metadata.uid })
        uids.formUnion(fresh.pods.all.map { fresh.pods[$0].metadata.uid })
        for uid in uids.sorted() {
            guard let place = pods.place(of: uid) else { return "pod \(uid) is not known" }
            let metadata = pods[place].metadata
            let name = "pod \(metadata.namespace)/\(metadata.name)"
            guard let other = fresh.pods.place(of: uid) else {
                return "\(name) is known and is not there"
            }
            // Who starts anew does not know that a gang had formed whose members are gone, so that
            // its time may be up there.
            if pods[place].isFailing || fresh.pods[other].isFailing { continue }
            let (known, actual) = (knownRole(of: place), fresh.knownRole(of: other))
            if known != actual, !isUnderWay(place) {
                return "\(name) is known as \(known) and is \(actual)"
            }
            if pods[place].told != nil, fresh.pods[other].told != nil {
                let (request, wanted) = (
                    text(of: pods[place].request), fresh.text(of: fresh.pods[other].request)
                )
                if request != wanted { return "\(name) is known to need \(request), not \(wanted)" }
            }
        }
        return nil
    }

    /// What is used on nodes, by what the core has booked.
    private func usageDifference(from fresh: Adapter) -> String? {
        // What is under way is booked here and not there.
        guard !pods.all.contains(where: isUnderWay) else { return nil }
        for name in nodes.told.keys.sorted() {
            guard let own = nodes.identifier(ofTold: name),
                let other = fresh.nodes.identifier(ofTold: name)
            else { continue }
            let free = text(of: scheduler.free(on: own))
            let actual = fresh.text(of: fresh.scheduler.free(on: other))
            if free != actual { return "node \(name) is known to have \(free) left, not \(actual)" }
        }
        return nil
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
