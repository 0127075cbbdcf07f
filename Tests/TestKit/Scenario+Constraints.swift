package import MusterCore

/// Where asks of a story may run.
extension Scenario {
    /// Adds a node with labels and taints, or gives them to the one of this name; its name is its
    /// `kubernetes.io/hostname`.
    package mutating func node(
        _ name: String, _ capacity: String = "10", labels: KeyValuePairs<String, String> = [:],
        taints: [Taint] = [], volumeLimits: [VolumeLimit] = []
    ) {
        let position = nodeNames.firstIndex(of: name) ?? nodeNames.count
        let all = labels.map { Label($0.key, $0.value) } + [Label("kubernetes.io/hostname", name)]
        let node = Node(
            id: NodeID(position), name: name, capacity: resources(capacity), labels: Labels(all),
            taints: taints, volumeLimits: volumeLimits)
        if position == nodeNames.count {
            nodeNames.append(name)
            nodes.append(node)
        } else {
            nodes[position] = node
        }
        apply(.nodeChanged(node))
    }

    /// Submits an application with alike asks under constraints.
    package mutating func submit(
        _ name: String, asks count: Int = 1, each request: String = "1",
        to queue: String = "root.default", under constraints: (inout PlacementConstraints) -> Void
    ) {
        submit(name, to: queue, gang: nil, at: nil, lasting: nil)
        var wanted = PlacementConstraints()
        constraints(&wanted)
        wanted.namespace = wanted.namespace.isEmpty ? "default" : wanted.namespace
        ask(name, count, each: request, under: wanted)
    }

    /// The nodes of all asks of an application, in the order of the asks; "-" for those that wait.
    package func placement(of name: String) -> String {
        asks(name).map { ask in scheduler.node(of: ask).map { nodeNames[$0.index] } ?? "-" }
            .joined(separator: " ")
    }
}

extension Scenario {
    /// The nodes of an application's allocated asks, in the order of their names.
    package func nodesUsed(by name: String) -> String {
        asks(name).compactMap { scheduler.node(of: $0).map { nodeNames[$0.index] } }.sorted()
            .joined(separator: " ")
    }

    /// Submits a gang under constraints, with all its members.
    package mutating func submit(
        gang name: String, under constraints: (inout PlacementConstraints) -> Void,
        _ groups: Group...
    ) {
        var wanted = PlacementConstraints()
        constraints(&wanted)
        wanted.namespace = wanted.namespace.isEmpty ? "default" : wanted.namespace
        let gang = Gang(
            taskGroups: groups.map {
                TaskGroup(
                    minMember: Int32($0.count), request: resources($0.request), constraints: wanted)
            })
        submit(name, to: "root.default", gang: gang, at: nil, lasting: nil)
        for (position, group) in groups.enumerated() {
            ask(name, group.count, each: group.request, group: position, under: wanted)
        }
    }
}
