import MusterCore
import YAMLDocument

extension QueueFileReader {
    mutating func readFile(_ document: YAMLNode) -> QueueFile? {
        let known = ["partitions", "checksum"]
        if let kind = kindOfKubernetesObject(document) {
            report(
                Problem(
                    at: document.location, "this is a Kubernetes object, not a queue file",
                    found: kind, expected: "the field `partitions`",
                    hint: kind == "ConfigMap"
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
            let fields = document.fields(
                of: "a queue file", known: known,
                misplaced: { key in
                    Self.partitionFields.contains(key)
                        ? "write it in an item of `partitions`" : nil
                }, problems: &problems),
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
    private func kindOfKubernetesObject(_ document: YAMLNode) -> String? {
        guard case .mapping(let pairs) = document.content,
            pairs.contains(where: { $0.key.text == "apiVersion" }),
            let kind = pairs.first(where: { $0.key.text == "kind" })?.value
        else { return nil }
        return kind.text
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
}
