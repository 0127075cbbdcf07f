public import MusterCore
import YAMLDocument

/// The queue trees of a file with effective values, as text for people.
///
/// For each partition its node order, preemption and placement rules; a table with one line for
/// each queue, parents before their queues, both in file order; and below it, by queue, who may
/// submit, limits, the child template, and further settings where they differ from what the queue
/// inherits. `-` in the table means not set: no guarantee, no max, any number of applications.
///
/// - Parameters:
///   - file: The queue file.
///   - catalog: The resource names that the file was read with.
/// - Returns: Lines of text, each ended by a newline.
public func renderQueueTree(_ file: QueueFile, catalog: ResourceCatalog) -> String {
    file.partitions.map { partition in
        let root = partition.effectiveRoot()
        let columns = [
            "queue", "kind", "guaranteed", "max", "maxapplications", "sort", "sort by priority",
            "priority", "backfill",
        ]
        let details = queueDetails(root, catalog: catalog)
        return heading(partition, catalog: catalog) + "\n"
            + table([columns] + tableRows(root, catalog: catalog))
            + (details.isEmpty ? "" : "\n" + details)
    }
    .joined(separator: "\n")
}

private func heading(_ partition: Partition, catalog: ResourceCatalog) -> String {
    let policy = partition.nodeSortPolicy
    let weights = policy.weights.map {
        "\(printable(catalog.name(of: $0.resource))) \(thousandthsText($0.thousandths))"
    }
    let preemption = partition.preemption
    let rules = partition.placementRules.map { placementRuleText($0.rule) }
    let numbered = (rules.isEmpty ? ["provided (no rules are given)"] : rules).enumerated()
    return """
        partition \(printable(partition.name))
          nodes: \(policy.order.rawValue) (\(weights.joined(separator: ", ")))
          preemption: \(preemption.isEnabled ? "enabled" : "disabled")
          quota preemption: \(preemption.isQuotaPreemptionEnabled ? "enabled" : "disabled")
          placement rules, in this order:

        """ + numbered.map { "    \($0 + 1). \($1)\n" }.joined()
}

private func tableRows(_ queue: EffectiveQueue, catalog: ResourceCatalog) -> [[String]] {
    let offset = queue.priorityOffset > 0 ? "+\(queue.priorityOffset)" : "\(queue.priorityOffset)"
    let row = [
        queue.path,
        queue.isLeaf ? "leaf" : "parent",
        boundsText(queue.guaranteed, catalog: catalog),
        boundsText(queue.max, catalog: catalog),
        queue.maxApplications == 0 ? "-" : "\(queue.maxApplications)",
        // The queues below a parent always share fairly.
        queue.isLeaf ? queue.applicationSortPolicy.rawValue : "fair",
        queue.prioritySorting ? "enabled" : "disabled",
        "\(queue.priorityPolicy.rawValue) \(offset)",
        queue.isLeaf ? queue.backfill.rawValue : "-",
    ]
    return [row] + queue.children.flatMap { tableRows($0, catalog: catalog) }
}

/// Columns padded to their widest cell, two blanks between them, none at the end of a line.
private func table(_ rows: [[String]]) -> String {
    let widths = rows.reduce(into: [Int]()) { widths, row in
        for (column, cell) in row.enumerated() {
            if column == widths.count { widths.append(0) }
            widths[column] = Swift.max(widths[column], cell.count)
        }
    }
    return rows.map { row in
        let cells = row.enumerated().map { column, cell in
            let isLast = column == row.count - 1
            return isLast ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
        }
        return cells.joined(separator: "  ") + "\n"
    }
    .joined()
}
