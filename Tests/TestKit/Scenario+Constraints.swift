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
        let wanted = Self.constraints(constraints)
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
        let wanted = Self.constraints(constraints)
        submit(gang: name, groups.map { ($0.count, $0.request, wanted) })
    }

    /// Submits a gang of groups under different constraints, with all its members.
    package mutating func submit(
        gang name: String,
        _ groups: [(count: Int, request: String, under: PlacementConstraints)]
    ) {
        let gang = Gang(
            taskGroups: groups.map {
                TaskGroup(
                    minMember: Int32($0.count), request: resources($0.request),
                    constraints: $0.under)
            })
        submit(name, to: "root.default", gang: gang, at: nil, lasting: nil)
        for (position, group) in groups.enumerated() {
            ask(name, group.count, each: group.request, group: position, under: group.under)
        }
    }
}

extension Scenario {
    /// A pod that others have placed is on a node, or has changed.
    package mutating func occupy(
        _ number: Int, on node: String, _ request: String = "",
        under constraints: (inout PlacementConstraints) -> Void = { _ in }
    ) {
        apply(
            .occupantChanged(
                Occupant(
                    id: OccupantID(number), node: NodeID(nodeNames.firstIndex(of: node)!),
                    request: resources(request), constraints: Self.constraints(constraints))))
    }

    /// A pod that others have placed has gone.
    package mutating func vacate(_ number: Int) {
        apply(.occupantRemoved(OccupantID(number)))
    }

    /// Asks of an application that ran on a node before the scheduler did.
    package mutating func restore(
        _ name: String, _ count: Int = 1, each request: String = "1", on node: String,
        since seconds: Int64 = 0, group: Int? = nil, traits: AskTraits = []
    ) {
        apply(
            .asksRestored(
                AskSubmission(
                    asks: nameAsks(of: name, count), application: identifier(of: name),
                    request: resources(request), taskGroup: group.map { Int32($0) },
                    traits: traits),
                on: NodeID(nodeNames.firstIndex(of: node)!), since: Tick(seconds: seconds)))
    }

    /// These asks (`name/2`, `name/0-3`, or all of `name`) are like this now.
    package mutating func change(
        _ asks: String, each request: String = "1",
        under constraints: (inout PlacementConstraints) -> Void = { _ in }
    ) {
        let application = identifier(of: String(asks.prefix { $0 != "/" }))
        for range in ranges(of: self.asks(asks)) {
            apply(
                .asksChanged(
                    AskSubmission(
                        asks: range, application: application, request: resources(request),
                        constraints: Self.constraints(constraints))))
        }
    }

    /// Constraints of a pod in namespace `default`, unless it is another.
    package static func constraints(
        _ change: (inout PlacementConstraints) -> Void
    ) -> PlacementConstraints {
        var constraints = PlacementConstraints()
        change(&constraints)
        if constraints.namespace.isEmpty { constraints.namespace = "default" }
        return constraints
    }
}
