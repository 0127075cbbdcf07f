internal import KubernetesModel
internal import MusterCore

/// Nodes come, change and go.
extension Adapter {
    mutating func note(_ node: KubernetesModel.Node) {
        let id = nodes.intern(node.metadata.name)
        nodes[id].node = node
        noteStale(id)
    }

    mutating func noteNodeGone(_ name: String) {
        let id = nodes.intern(name)
        nodes[id].node = nil
        noteStale(id)
    }

    mutating func noteDrivers(_ drivers: CSINode?, of name: String) {
        let id = nodes.intern(name)
        nodes[id].drivers = drivers
        noteStale(id)
    }

    mutating func settleNodes() {
        let stale = staleNodes
        staleNodes.removeAll(keepingCapacity: true)
        for node in stale {
            nodes[node].isStale = false
            settle(node)
        }
    }

    private mutating func settle(_ id: NodeID) {
        guard let node = nodes[id].node else {
            if nodes[id].told != nil { removeNode(id) }
            nodes.forgetIfUnused(id)
            return
        }
        do throws(NodeProblem) {
            var described = try MusterCore.Node(
                id: id, node, drivers: nodes[id].drivers, catalog: &catalog)
            if let end = nodes[id].avoidedUntil {
                if end <= now {
                    nodes[id].avoidedUntil = nil
                } else {
                    described.isSchedulable = false
                }
            }
            let isNew = nodes[id].told == nil
            guard nodes[id].told != described else { return }
            nodes[id].told = described
            tell(.nodeChanged(described))
            guard isNew else { return }
            for place in strays.removeValue(forKey: node.metadata.name) ?? [] { noteStale(place) }
        } catch {
            problems.append("node \(node.metadata.name) is left out: \(error)")
            if nodes[id].told != nil { removeNode(id) }
        }
    }

    /// What was bound to it is lost and cannot be placed again; what is being bound can.
    private mutating func removeNode(_ id: NodeID) {
        for place in pods.all where pods[place].role.node == id {
            if case .allocated = pods[place].role { continue }
            withdraw(place)
            strays[nodes[id].name, default: []].append(place)
        }
        nodes[id].told = nil
        nodes[id].avoidedUntil = nil
        nodes[id].failures = 0
        tell(.nodeRemoved(id))
    }

    // MARK: Nodes that refuse bindings

    /// A node to which this many bindings fail one after the other is avoided for a while.
    static var toleratedFailures: Int { 3 }

    mutating func noteBindingFailed(on node: NodeID) {
        nodes[node].failures += 1
        let excess = nodes[node].failures - Self.toleratedFailures
        guard excess >= 0 else { return }
        let pause = Tick(seconds: Int64(30) << min(excess, 4))
        nodes[node].avoidedUntil = now + pause
        setTimer(.node(nodes[node].name), after: pause)
        noteStale(node)
    }
}
