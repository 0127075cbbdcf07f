import MusterCore

extension QueueFileReader {
    mutating func readFile(_ document: YAMLNode) -> QueueFile? {
        let known = ["partitions", "checksum"]
        if let kind = kindOfKubernetesObject(document) {
            report(
                Problem(
                    at: document.location, "this is a Kubernetes object, not a queue file",
                    found: kind.value, expected: "the field `partitions`",
                    hint: kind.value == "ConfigMap"
                        ? "the queue file is the text under `data`, `queues.yaml`" : nil))
            return nil
        }
        if case .sequence = document.content {
            report(
                Problem(
                    at: document.location, "the file is a list", expected: "the field `partitions`",
                    hint: "write `partitions:` above the list of partitions"))
            return nil
        }
        guard
            let fields = document.fields(of: "a queue file", known: known, problems: &problems),
            let list = fields.required("partitions", problems: &problems)
        else { return nil }
        var queueFile = QueueFile(partitions: [])
        queueFile.checksum = fields.string("checksum", problems: &problems)?.value
        let items = list.list(of: "partitions", problems: &problems)
        if items.isEmpty, case .sequence = list.content {
            report(Problem(at: list.location, "`partitions` is empty", expected: "a partition"))
        }
        queueFile.partitions = items.compactMap { readPartition($0) }
        checkPartitionNames(queueFile.partitions)
        if let root = queueFile.defaultPartition?.root { checkAccess(to: root) }
        return queueFile
    }

    /// The `kind` of a manifest, which the queue file stands in on a cluster.
    private func kindOfKubernetesObject(_ document: YAMLNode) -> Located<String>? {
        guard case .mapping(let pairs) = document.content,
            pairs.contains(where: { $0.key.text == "apiVersion" }),
            let kind = pairs.first(where: { $0.key.text == "kind" })?.value
        else { return nil }
        return Located(kind.text ?? "", at: kind.location)
    }

    private mutating func checkPartitionNames(_ partitions: [Partition]) {
        var places: [String: SourceLocation] = [:]
        for partition in partitions {
            if let earlier = places[partition.name] {
                report(
                    Problem(
                        at: partition.location, "two partitions have the same name",
                        found: partition.name,
                        hint: "names are compared without case, and it stands in line"
                            + " \(earlier.line) already"))
            } else {
                places[partition.name] = partition.location
            }
            if partition.name != Partition.defaultName {
                noteNotYetEffective("partition `\(partition.name)`", at: partition.location)
            }
        }
        if let first = partitions.first, places[Partition.defaultName] == nil {
            report(
                Problem(
                    at: first.location, "no partition is called `default`", found: first.name,
                    hint: "only that partition is scheduled; rename one"))
        }
    }

    private mutating func readPartition(_ node: YAMLNode) -> Partition? {
        let known = [
            "name", "queues", "placementrules", "limits", "preemption", "nodesortpolicy",
            "usergroupresolver",
        ]
        guard let fields = node.fields(of: "a partition", known: known, problems: &problems)
        else { return nil }
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

    /// Somebody may submit somewhere; said only of files without errors, which may be in a list.
    private mutating func checkAccess(to root: QueueDefinition) {
        func grantsAccess(_ queue: QueueDefinition) -> Bool {
            queue.submitACL != .nobody || queue.adminACL != .nobody
                || queue.children.contains(where: grantsAccess)
        }
        let hasErrors = problems.contains { $0.severity == .error }
        guard !hasErrors, !grantsAccess(root) else { return }
        report(
            Problem(
                .warning, at: root.location, "nobody may submit to any queue",
                expected: "a `submitacl` in some queue",
                hint: "`submitacl: \"*\"` in `root` lets everybody submit everywhere"))
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

/// Thousandths of a number as YAML writes it, with at most three significant decimals; `nil` for
/// other texts and for numbers beyond `Int64` thousandths.
func parseThousandths(_ text: String) -> Int64? {
    guard let whole = yamlInteger(text, as: Int64.self) else {
        return parseDecimalThousandths(text)
    }
    let (value, overflow) = whole.multipliedReportingOverflow(by: 1000)
    return overflow ? nil : value
}

/// Thousandths of a number in decimal digits with at most three significant decimals and no sign.
func parseDecimalThousandths(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.joined()
    let isDecimal = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard parts.count <= 2, isDecimal else { return nil }
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.dropFirst(3).allSatisfy({ $0 == "0" }) else { return nil }
    let kept = decimals.prefix(3)
    return Int64(parts[0] + kept + String(repeating: "0", count: 3 - kept.count))
}
