/// How the tree follows its configuration.
extension QueueTree {
    /// Makes the tree as configured.
    ///
    /// Queues keep their identifiers by path; a queue that is not configured any more drains.
    mutating func apply(_ root: QueueConfiguration) {
        for index in records.indices { records[index].isDraining = true }
        var open: [(queue: Int32, configuration: QueueConfiguration)] = [(0, root)]
        while let (queue, configuration) = open.popLast() {
            set(queue, from: configuration)
            var known: [String: Int32] = [:]
            for child in records[Int(queue)].children {
                known[records[Int(child)].name] = child
            }
            for child in configuration.children {
                let index = known[child.name] ?? addChild(to: queue, named: child.name)
                open.append((index, child))
            }
        }
        // Draining queues too: their ancestors may have changed. Parents come first.
        for index in records.indices.dropFirst() {
            let hasMax = (0..<width).contains { max[index, $0] != .max }
            records[index].isBounded = hasMax || records[Int(records[index].parent)].isBounded
            records[index].wasCutBelowUsage = (0..<width).contains {
                usage[index, $0] > max[index, $0]
            }
        }
    }

    private mutating func set(_ queue: Int32, from configuration: QueueConfiguration) {
        let index = Int(queue)
        records[index].isDraining = false
        records[index].isLeaf =
            !configuration.isParent && configuration.children.isEmpty && queue != 0
        records[index].settings = configuration.settings
        records[index].limits = configuration.limits
        setBounds(of: queue, to: configuration.settings)
    }

    private mutating func addChild(to parent: Int32, named name: String) -> Int32 {
        let index = Int32(records.count)
        records.append(QueueRecord(name: name, parent: parent))
        records[Int(parent)].children.append(index)
        reachRows(Int(index))
        return index
    }
}
