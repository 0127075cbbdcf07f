import YAMLDocument

extension QueueFileReader {
    /// Checks the queues that rules name against the tree.
    mutating func checkPlacementPaths(_ partition: Partition) {
        for rule in partition.placementRules {
            // The leading fixed rules of the chain give a path known before anybody submits.
            let chain = rule.chain
            let fixed = chain.prefix { $0.fixedQueue != nil }.compactMap(\.fixedQueue)
            guard !fixed.isEmpty else { continue }
            var path = fixed.flatMap { $0.split(separator: ".").map(String.init) }
            if path.first != "root" { path.insert("root", at: 0) }
            checkPath(path, of: rule, isWhole: fixed.count == chain.count, below: partition.root)
        }
    }

    /// Checks one path; `isWhole` says that applications go there, otherwise that queues are
    /// created or looked for below it.
    private mutating func checkPath(
        _ path: [String], of rule: PlacementRuleDefinition, isWhole: Bool,
        below root: QueueDefinition
    ) {
        let text = path.joined(separator: ".")
        var queue = root
        for name in path.dropFirst() {
            if queue.isLeaf {
                return reportPath(
                    rule, "the rule places applications below a leaf queue", text,
                    hint: "mark `\(queue.name)` in line \(queue.location.line) with `parent: true`")
            }
            guard let child = queue.children.first(where: { $0.name == name }) else {
                guard !rule.mayCreate else { return }
                let near = nearest(to: name, among: queue.children.map(\.name))
                let meant = near.map { "did you mean `\($0)`? If not, " }
                return reportPath(
                    rule, "the rule places applications in a queue that does not exist", text,
                    hint: "\(meant ?? "")describe `\(name)` under `queues` of `\(queue.name)`, or"
                        + " add `create: true`")
            }
            queue = child
        }
        if isWhole, !queue.isLeaf {
            reportPath(
                rule, "the rule places applications in a parent queue", text,
                expected: "a leaf queue")
        } else if !isWhole, queue.isLeaf {
            reportPath(
                rule, "the rule places applications below a leaf queue", text,
                hint: "mark `\(queue.name)` in line \(queue.location.line) with `parent: true`")
        }
    }

    private mutating func reportPath(
        _ rule: PlacementRuleDefinition, _ what: String, _ path: String, expected: String? = nil,
        hint: String? = nil
    ) {
        let fixed = rule.chain.last { $0.fixedQueue != nil }
        report(
            Problem(
                at: fixed?.valueLocation ?? rule.location, what, found: path, expected: expected,
                hint: hint))
    }
}
