/// What asks with the same constraints have in common: where they may go, whom they look at, and
/// who looks at them.
struct ConstraintClass: Sendable {
    let constraints: PlacementConstraints
    /// How many ask classes use it; at 0 it may be swept, then it is -1.
    var users: Int32 = 1
    /// What it wants of nodes themselves, in the table.
    var terms: Int32 = 0
    /// Whether one of its members found no node; forgotten when that may have changed.
    var hasFailed = false
    /// Where its members are.
    var placed = MembersByNode()

    /// The counters that its members count in, and with how much each.
    var countsIn: [(counter: Int32, amount: Int64)] = []
    /// The spread counters that its members count in.
    var spreadsIn: [Int32] = []
    /// Of each required affinity: how many pods match all of them, in the parts of this one.
    var near: [Int32] = []
    /// Whether its members match all of its own required affinities.
    var isNearItself = false
    /// Of each required anti-affinity: whom it avoids.
    var away: [Int32] = []
    /// Those who avoid its members.
    var repelling: [Int32] = []
    /// What makes a node better or worse, and by how much for each pod there.
    var attraction: [(counter: Int32, weight: Int64)] = []
    /// Its spread counters, in the order of its constraints.
    var spreads: [Int32] = []
    /// Classes with whose members it cannot share a node: their ports collide.
    var portCollisions: [Int32] = []
    /// Classes whose members have a volume that only one pod may use.
    var volumeCollisions: [Int32] = []
    /// Its volumes that have to be attached, by their index.
    var volumes: [Int32] = []

    init(_ constraints: PlacementConstraints) {
        self.constraints = constraints
    }

    /// Whether more than name, labels and taints of a node decides, so that where others are
    /// matters.
    var isDynamic: Bool {
        !near.isEmpty || !away.isEmpty || !repelling.isEmpty || !portCollisions.isEmpty
            || !volumeCollisions.isEmpty || !volumes.isEmpty
            || constraints.spread.contains(where: \.isRequired)
    }
}

/// How many members of a class are on each node.
struct MembersByNode: Sendable {
    /// Ascending by node, none with 0.
    private(set) var list: [(node: Int32, count: Int64)] = []
    private(set) var total: Int64 = 0
    /// Counts how often the last one went.
    private(set) var loosenings: UInt64 = 0

    subscript(node: Int32) -> Int64 {
        let position = position(of: node)
        return position < list.count && list[position].node == node ? list[position].count : 0
    }

    /// - Complexity: O(nodes that have members).
    mutating func add(_ amount: Int64, on node: Int32) {
        let position = position(of: node)
        total += amount
        if total == 0 { loosenings += 1 }
        guard position < list.count, list[position].node == node else {
            list.insert((node, amount), at: position)
            return
        }
        list[position].count += amount
        if list[position].count == 0 { list.remove(at: position) }
    }

    private func position(of node: Int32) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].node < node { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What is known of a node besides its capacity.
struct NodeTraits: Hashable, Sendable {
    var name: String
    var labels: Labels
    var taints: [Taint]
    var volumeLimits: [VolumeLimit]
}

extension PlacementConstraints {
    /// Whether name and labels of a node are right.
    func select(_ node: NodeTraits) -> Bool {
        nodes.allSatisfy { $0.selects(node.name, node.labels) }
    }

    /// Whether none of a node's taints keeps them off.
    func tolerate(_ node: NodeTraits) -> Bool {
        node.taints.allSatisfy { taint in
            taint.effect == .preferNoSchedule || tolerations.contains { $0.tolerates(taint) }
        }
    }

    /// The sum of the weights of the preferences that a node satisfies.
    func preference(for node: NodeTraits) -> Int64 {
        preferredNodes.reduce(0) {
            $0 + ($1.term.selects(node.name, node.labels) ? Int64($1.weight) : 0)
        }
    }

    /// How many of the taints that only make a node worse they do not tolerate.
    func unwelcomeTaints(of node: NodeTraits) -> Int64 {
        node.taints.reduce(0) { count, taint in
            guard taint.effect == .preferNoSchedule,
                !tolerations.contains(where: { $0.tolerates(taint) })
            else { return count }
            return count + 1
        }
    }
}
