import MusterCore
import YAMLDocument

extension QueueFileReader {
    static let partitionFields = [
        "name", "queues", "placementrules", "limits", "preemption", "nodesortpolicy",
        "usergroupresolver",
    ]

    mutating func readPartition(_ node: YAMLNode) -> Partition? {
        let read = node.fields(
            of: "a partition", known: Self.partitionFields, problems: &problems)
        guard let fields = read else { return nil }
        let name = fields.string("name", problems: &problems)
        let partitionName = name.map { $0.value.isEmpty ? "default" : $0.value.lowercased() }
        let root = readRoot(fields)
        var partition = Partition(
            name: partitionName ?? Partition.defaultName,
            location: name?.location ?? node.location,
            root: root ?? QueueDefinition(name: "root", location: node.location))
        readPartitionLimits(fields, into: &partition)
        partition.placementRules = readPlacementRules(fields)
        partition.preemption = readPreemption(fields)
        partition.nodeSortPolicy = readNodeSortPolicy(fields)
        partition.userGroupResolver = readUserGroupResolver(fields)

        // Without a tree nothing can be compared, and the file is refused anyway.
        guard root != nil else { return partition }
        checkHierarchy(below: partition.root)
        checkLimits(below: partition.root)
        checkPlacementPaths(partition)
        return partition
    }

    /// The root queue: the only first-level queue if it is called so, else one above all of them.
    private mutating func readRoot(_ fields: YAMLFields) -> QueueDefinition? {
        guard let list = fields.required("queues", problems: &problems) else { return nil }
        let items = list.list(of: "queues", problems: &problems)
        if items.isEmpty, case .sequence = list.content {
            report(Problem(at: list.location, "`queues` is empty", expected: "the queue `root`"))
        }
        let isRoot = items.map { nameOfQueue($0)?.lowercased() == "root" }
        if isRoot == [true] { return readQueue(items[0], path: nil) }

        for (item, isRoot) in zip(items, isRoot) where isRoot {
            report(
                Problem(
                    at: item.location, "`root` stands beside other queues", found: "root",
                    expected: "`root` alone at the first level",
                    hint: "move the other queues below it"))
        }
        var root = QueueDefinition(name: "root", location: list.location)
        root.isMarkedParent = true
        root.children = items.compactMap { readQueue($0, path: "root") }
        return root
    }

    /// A look ahead at the name, which reports nothing.
    private func nameOfQueue(_ node: YAMLNode) -> String? {
        guard case .mapping(let pairs) = node.content else { return nil }
        return pairs.first { $0.key.text == "name" }?.value.text
    }

    private mutating func readPartitionLimits(_ fields: YAMLFields, into partition: inout Partition)
    {
        let limits = readLimits(fields)
        guard !limits.isEmpty else { return }
        let rootLimits = partition.root.limits
        let isSame = rootLimits.elementsEqual(limits) { $0.meansTheSame(as: $1) }
        if !rootLimits.isEmpty, !isSame {
            report(
                Problem(
                    at: fields.location(of: "limits") ?? fields.location,
                    "the limits of the partition differ from those of `root`",
                    hint: "both mean the same people; keep one of them"))
        }
        if rootLimits.isEmpty { partition.root.limits = limits }
    }

    private mutating func readPreemption(_ fields: YAMLFields) -> PreemptionSettings {
        var settings = PreemptionSettings()
        let known = ["enabled", "quotapreemptionenabled"]
        guard
            let preemption = fields["preemption"]?.fields(
                of: "`preemption`", known: known,
                misplaced: { key in
                    key.lowercased().contains("delay")
                        ? "write `preemption.delay` or `quota.preemption.delay` under"
                            + " `properties` of a queue" : nil
                }, problems: &problems)
        else { return settings }
        if let enabled = preemption.bool("enabled", problems: &problems) {
            settings.isEnabled = enabled.value
        }
        if let enabled = preemption.bool("quotapreemptionenabled", problems: &problems) {
            settings.isQuotaPreemptionEnabled = enabled.value
        }
        return settings
    }

    private mutating func readUserGroupResolver(_ fields: YAMLFields) -> UserGroupResolver? {
        let resolver = fields["usergroupresolver"]?.fields(
            of: "`usergroupresolver`", known: ["type"], problems: &problems)
        guard let type = resolver?["type"], type.text != "" else { return nil }
        let kind = type.choice(of: "type", as: UserGroupResolver.self, problems: &problems)?.value
        if let kind {
            noteNotYetEffective("`usergroupresolver` of type `\(kind.rawValue)`", at: type.location)
        }
        return kind
    }

    private mutating func readNodeSortPolicy(_ fields: YAMLFields) -> NodeSortPolicy {
        var policy = NodeSortPolicy()
        let known = ["type", "resourceweights"]
        guard
            let sort = fields["nodesortpolicy"]?.fields(
                of: "`nodesortpolicy`", known: known, problems: &problems)
        else { return policy }
        if let type = sort["type"], type.text != "" {
            let order = type.choice(
                of: "type", as: NodeSortPolicy.Order.self, problems: &problems)
            policy.order = order?.value ?? policy.order
        }
        let pairs = sort.mapping("resourceweights", problems: &problems)
        let weights = pairs.compactMap { pair -> NodeSortPolicy.Weight? in
            guard
                let name = readResourceName(pair.key),
                let thousandths = readWeight(pair.value, of: name)
            else { return nil }
            return NodeSortPolicy.Weight(resource: catalog.intern(name), thousandths: thousandths)
        }
        if !weights.isEmpty {
            policy.weights = weights.sorted { $0.resource < $1.resource }
        }
        return policy
    }

    /// A weight in thousandths, exactly as written.
    private mutating func readWeight(_ node: YAMLNode, of resource: String) -> Int64? {
        let largest: Int64 = 1_000_000_000
        var hint: String?
        if let text = node.plainText {
            if let value = parseThousandths(text), (0...largest).contains(value) { return value }
            hint = text.first == "-" ? "a negative weight makes no order; use 0 to ignore it" : nil
        }
        guard let text = node.text else {
            _ = node.string(of: resource, problems: &problems)
            return nil
        }
        report(
            Problem(
                at: node.location, "wrong weight for `\(resource)`", found: text,
                expected: "a number from 0 to 1000000 with at most three decimals", hint: hint))
        return nil
    }
}
