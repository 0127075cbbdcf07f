package import MusterCore

/// Nodes and queues of a story.
extension Scenario {
    /// Adds nodes of one size, named `n1`, `n2` and so on after those that exist.
    package mutating func nodes(_ count: Int, _ capacity: String) {
        for _ in 0..<count { node("n\(nodeNames.count + 1)", capacity) }
    }

    /// Adds a node, or changes the one of this name, which is its `kubernetes.io/hostname`.
    package mutating func node(
        _ name: String, _ capacity: String, occupied: String = "", isSchedulable: Bool = true
    ) {
        let position = nodeNames.firstIndex(of: name) ?? nodeNames.count
        let node = Node(
            id: NodeID(position), name: name, capacity: resources(capacity),
            occupied: resources(occupied), isSchedulable: isSchedulable,
            labels: ["kubernetes.io/hostname": name])
        if position == nodeNames.count {
            nodeNames.append(name)
            nodes.append(node)
        } else {
            nodes[position] = node
        }
        apply(.nodeChanged(node))
    }

    /// Cordons a node, or lifts the cordon.
    package mutating func cordon(_ name: String, _ isCordoned: Bool = true) {
        let position = nodeNames.firstIndex(of: name)!
        nodes[position].isSchedulable = !isCordoned
        apply(.nodeChanged(nodes[position]))
    }

    /// Removes a node.
    package mutating func removeNode(_ name: String) {
        apply(.nodeRemoved(NodeID(nodeNames.firstIndex(of: name)!)))
    }

    /// What a node has free, as text.
    package func free(on node: String) -> String {
        text(of: scheduler.free(on: NodeID(nodeNames.firstIndex(of: node)!)))
    }

    /// What a queue uses, as text.
    package func usage(of path: String) -> String {
        text(of: scheduler.usage(of: queueID(of: path)!))
    }

    /// Replaces the order of nodes; weights in thousandths by resource name.
    package mutating func nodeOrder(
        _ order: NodeSortPolicy.Order, weights: KeyValuePairs<String, Int64>? = nil
    ) {
        configuration.nodeSortPolicy = NodeSortPolicy(order: order)
        if let weights {
            configuration.nodeSortPolicy.weights = weights.map {
                NodeSortPolicy.Weight(resource: catalog.intern($0.key), thousandths: $0.value)
            }.sorted { $0.resource < $1.resource }
        }
        isConfigurationNew = true
    }

    /// Adds a queue, or replaces what is configured for it; parents come before their children.
    ///
    /// Without any call there is one leaf queue, `root.default`.
    package mutating func queue(
        _ path: String, guaranteed: String = "", max: String = "", maxApplications: UInt64 = 0,
        order: ApplicationSortPolicy = .fifo, prioritySorting: Bool = true,
        priorityPolicy: PriorityPolicy = .default, priorityOffset: Int32 = 0,
        backfill: BackfillPolicy = .greedy, isParent: Bool = false,
        settings: (inout QueueSettings) -> Void = { _ in }
    ) {
        if !hasQueues { configuration.root.children = [] }
        hasQueues = true
        let names = path.split(separator: ".").map(String.init)
        var queue = QueueConfiguration(
            name: names.last!, isParent: isParent, guaranteed: bounds(guaranteed),
            max: bounds(max), maxApplications: maxApplications, applicationSortPolicy: order,
            prioritySorting: prioritySorting, priorityPolicy: priorityPolicy,
            priorityOffset: priorityOffset, backfill: backfill)
        settings(&queue.settings)
        configuration.root.put(queue, at: names.dropFirst())
        isConfigurationNew = true
    }

    /// Adds queues with nothing set.
    package mutating func queues(_ paths: String...) {
        for path in paths { queue(path) }
    }

    /// Changes a queue that is configured.
    mutating func change(_ path: String, _ body: (inout QueueConfiguration) -> Void) {
        let names = path.split(separator: ".").map(String.init)
        configuration.root.change(at: names.dropFirst(), body)
        isConfigurationNew = true
    }

    /// Changes what is configured besides the queues.
    package mutating func configure(_ change: (inout SchedulerConfiguration) -> Void) {
        change(&configuration)
        isConfigurationNew = true
    }

    /// Takes a queue and all below it out of the configuration.
    package mutating func removeQueue(_ path: String) {
        let names = path.split(separator: ".").map(String.init)
        configuration.root.put(nil, at: names.dropFirst())
        isConfigurationNew = true
    }

    /// Replaces the configuration now and not with the next step; a scheduler that knows nothing
    /// yet begins with it.
    package mutating func configure() {
        guard isConfigurationNew else { return }
        isConfigurationNew = false
        if hasBegun {
            apply(.configurationReplaced(configuration))
        } else {
            scheduler = Scheduler(configuration: configuration)
            hasBegun = true
        }
        nameQueues()
    }

    /// The identifier of a queue, or `nil` if there is none.
    package func queueID(of path: String) -> QueueID? {
        scheduler.queueID(path: path.split(separator: ".").map(String.init))
    }

    /// Notes the identifiers of all queues that are configured; those of removed ones stay.
    mutating func nameQueues() {
        var open = [(path: "root", queue: configuration.root)]
        while let (path, queue) = open.popLast() {
            let index = queueID(of: path)!.index
            while queueNames.count <= index { queueNames.append(nil) }
            queueNames[index] = path
            open.append(contentsOf: queue.children.map { ("\(path).\($0.name)", $0) })
        }
    }
}

extension QueueConfiguration {
    /// Changes the queue at a place below this one.
    fileprivate mutating func change(
        at names: ArraySlice<String>, _ body: (inout QueueConfiguration) -> Void
    ) {
        guard let name = names.first else { return body(&self) }
        let position = children.firstIndex { $0.name == name }!
        children[position].change(at: names.dropFirst(), body)
    }

    /// Puts a queue at a place below this one, keeping its children, or takes it out.
    fileprivate mutating func put(_ queue: QueueConfiguration?, at names: ArraySlice<String>) {
        guard let name = names.first else {
            guard var queue else { return }
            queue.children = children
            self = queue
            return
        }
        let position = children.firstIndex { $0.name == name }
        if names.count > 1 {
            children[position!].put(queue, at: names.dropFirst())
        } else if let position, var queue {
            queue.children = children[position].children
            children[position] = queue
        } else if let position {
            children.remove(at: position)
        } else if let queue {
            children.append(queue)
        }
    }
}
