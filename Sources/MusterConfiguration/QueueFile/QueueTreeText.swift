public import MusterCore

/// The queue trees of a file with effective values, as a table for people.
///
/// For each partition a line with its node order, then one line for each queue, parents before
/// their queues, both in file order. `-` means not set: no guarantee, no max, any number of
/// applications.
///
/// - Parameters:
///   - file: The queue file.
///   - catalog: The resource names that the file was read with.
/// - Returns: Lines of text, each ended by a newline.
public func renderQueueTree(_ file: QueueFile, catalog: ResourceCatalog) -> String {
    file.partitions.map { partition in
        let policy = partition.nodeSortPolicy
        let weights = policy.weights.map {
            "\(catalog.name(of: $0.resource)) \(decimal($0.thousandths))"
        }
        let heading = "partition \(partition.name): nodes \(policy.order.rawValue)"
        var rows = [
            [
                "queue", "kind", "guaranteed", "max", "maxapplications", "sort",
                "sort by priority", "priority", "backfill",
            ]
        ]
        rows += tableRows(partition.effectiveRoot(), catalog: catalog)
        return heading + " (" + weights.joined(separator: ", ") + ")\n" + table(rows)
    }
    .joined(separator: "\n")
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

private func boundsText(_ bounds: ResourceBounds, catalog: ResourceCatalog) -> String {
    guard !bounds.isEmpty else { return "-" }
    let named = bounds.entries.map { (name: catalog.name(of: $0.resource), $0.quantity) }
    // The two that every queue has come first, then the others by name.
    let rank = ["vcore": 0, "memory": 1]
    let ordered = named.sorted { (rank[$0.name] ?? 2, $0.name) < (rank[$1.name] ?? 2, $1.name) }
    return ordered.map { "\($0.name) \(quantityText($0.1, of: $0.name))" }
        .joined(separator: ", ")
}

/// Thousandths as a decimal number without trailing zeros.
private func decimal(_ thousandths: Int64) -> String {
    let fraction = String(thousandths % 1000 + 1000).dropFirst()
    let significant = fraction.lastIndex { $0 != "0" }.map { fraction[...$0] } ?? ""
    return "\(thousandths / 1000)" + (significant.isEmpty ? "" : ".\(significant)")
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
