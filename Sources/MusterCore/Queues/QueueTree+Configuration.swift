/// How the tree follows its configuration.
extension QueueTree {
    /// Makes the tree as configured, in one step.
    ///
    /// Queues keep their identifiers by path. A queue that is not configured any more drains, and
    /// so does all that placement rules created below it, or below a queue that is a leaf now.
    ///
    /// - Returns: The queues that began or ceased to drain, parents first.
    /// - Complexity: O(queues · (resources + log of siblings)).
    mutating func apply(_ root: QueueConfiguration) -> [(queue: Int32, state: QueueState)] {
        var configured: Set<Int32> = []
        var open: [(queue: Int32, configuration: QueueConfiguration)] = [(0, root)]
        var changes: [(queue: Int32, state: QueueState)] = []
        while let (queue, configuration) = open.popLast() {
            configured.insert(queue)
            set(queue, from: configuration)
            for child in configuration.children {
                let known = self.child(of: queue, named: child.name)
                open.append((known ?? addChild(to: queue, named: child.name), child))
            }
        }
        for queue in parentsFirst().dropFirst() {
            let index = Int(queue)
            let drains = !configured.contains(queue) && mustDrain(queue)
            if drains != records[index].isDraining {
                records[index].isDraining = drains
                changes.append((queue, drains ? .draining : .active))
            }
            // Draining queues too: their ancestors may have changed.
            deriveBound(of: queue)
            records[index].mayExceedMax = (0..<width).contains {
                usage[index, $0] > max[index, $0]
            }
        }
        // The tree is in the order of names, which decide nothing.
        return changes.sorted { $0.queue < $1.queue }
    }

    /// Whether a queue that is not configured takes nothing new.
    private func mustDrain(_ queue: Int32) -> Bool {
        let parent = Int(records[Int(queue)].parent)
        return !records[Int(queue)].isDynamic || records[parent].isDraining
            || records[parent].isLeaf
    }

    private mutating func set(_ queue: Int32, from configuration: QueueConfiguration) {
        let index = Int(queue)
        records[index].isDynamic = false
        records[index].isLeaf =
            !configuration.isParent && configuration.children.isEmpty && queue != 0
        records[index].settings = configuration.settings
        records[index].submitACL = configuration.submitACL
        records[index].adminACL = configuration.adminACL
        records[index].childTemplate = configuration.childTemplate
        records[index].limits = configuration.limits
        setBounds(of: queue, to: configuration.settings)
    }

    /// Works out anew what priority each queue shows, after the rules for that changed.
    mutating func refreshAllPriorities() {
        for queue in parentsFirst().reversed() { refreshPriorities(from: queue) }
    }

    /// Notes whether a queue or an ancestor other than the root has a max; parents come first.
    mutating func deriveBound(of queue: Int32) {
        let index = Int(queue)
        let hasMax = (0..<width).contains { max[index, $0] != .max }
        records[index].isBounded = hasMax || records[Int(records[index].parent)].isBounded
    }
}
