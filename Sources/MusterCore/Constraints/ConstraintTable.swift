/// All constraint classes, and what has to be counted for them.
///
/// Labels and taints are compared once for each class and node, selectors once for each pair of
/// classes; what remains for each placement is counting. Index 0 stands for asks without
/// constraints, whose members are not counted: nobody looks for them.
struct ConstraintTable: Sendable {
    var classes: [ConstraintClass] = [ConstraintClass(.none)]
    private var identifiers: [PlacementConstraints: Int32] = [.none: 0]
    private var free: [Int32] = []
    /// Per node, `nil` where there is none.
    private(set) var nodes: [NodeTraits?] = []
    /// The labels of namespaces, for selectors that go by them.
    private(set) var labelsByNamespace: [String: Labels] = [:]
    var topologies: [Topology] = []
    var counters: [PodCounter] = []
    var spreads: [SpreadCounter] = []
    var volumes = AttachedVolumeTable()
    /// How many nodes have a taint that keeps off who does not tolerate it.
    private(set) var taintedNodes = 0
    /// How many nodes have a taint that only makes them worse.
    private(set) var unwelcomeNodes = 0
    /// Whether something was placed that a class was waiting for which had found no node.
    var hasEnabled = false

    subscript(index: Int32) -> ConstraintClass {
        _read { yield classes[Int(index)] }
        _modify { yield &classes[Int(index)] }
    }

    // MARK: Classes

    /// The class of some constraints, with one user more.
    ///
    /// - Complexity: O(nodes + classes + counters) for a new one, else O(1).
    mutating func retain(_ constraints: PlacementConstraints) -> Int32 {
        if let known = identifiers[constraints] {
            classes[Int(known)].users += 1
            return known
        }
        var fresh = ConstraintClass(constraints)
        for (node, traits) in nodes.enumerated() {
            guard let traits, constraints.allow(traits) else { continue }
            fresh.allowed.set(node, true)
        }
        let index: Int32
        if let reused = free.popLast() {
            index = reused
            classes[Int(index)] = fresh
        } else {
            index = Int32(classes.count)
            classes.append(fresh)
        }
        identifiers[constraints] = index
        link(index)
        return index
    }

    mutating func release(_ index: Int32) {
        classes[Int(index)].users -= 1
    }

    /// Forgets all classes that nobody uses, and what was counted for them.
    ///
    /// - Complexity: O(classes · (counters + nodes)).
    mutating func sweep() {
        var isChanged = false
        for index in classes.indices.dropFirst() where classes[index].users == 0 {
            identifiers[classes[index].constraints] = nil
            classes[index] = ConstraintClass(.none)
            classes[index].users = -1
            free.append(Int32(index))
            isChanged = true
        }
        if isChanged { relink() }
    }

    // MARK: The cluster

    /// Notes a node's name, labels and taints; `nil` if it has left.
    ///
    /// - Precondition: Nothing is placed on a node that leaves.
    /// - Complexity: O(classes · conditions) if anything changed.
    mutating func setNode(_ node: Int, to traits: NodeTraits?) {
        while nodes.count <= node { nodes.append(nil) }
        guard nodes[node] != traits else { return }
        countTaints(of: node, by: -1)
        countMembers(on: Int32(node), sign: -1)
        for index in spreads.indices {
            let part = topologies[Int(spreads[index].topology)].part(of: Int32(node))
            spreads[index].setEligible(node, false, in: part)
        }
        nodes[node] = traits
        for index in topologies.indices { topologies[index].set(node, traits?.labels) }
        for index in classes.indices where classes[index].users >= 0 {
            let isAllowed = traits.map { classes[index].constraints.allow($0) } ?? false
            classes[index].allowed.set(node, isAllowed)
        }
        for index in spreads.indices { countEligible(node, in: index) }
        countMembers(on: Int32(node), sign: 1)
        countTaints(of: node, by: 1)
    }

    private mutating func countTaints(of node: Int, by change: Int) {
        guard let taints = nodes[node]?.taints, !taints.isEmpty else { return }
        if taints.contains(where: { $0.effect == .preferNoSchedule }) { unwelcomeNodes += change }
        if taints.contains(where: { $0.effect != .preferNoSchedule }) { taintedNodes += change }
    }

    /// Notes the labels of a namespace.
    ///
    /// - Complexity: O(classes · (counters + nodes)) if they changed.
    mutating func setNamespace(_ name: String, _ labels: Labels?) {
        guard labelsByNamespace[name] != labels else { return }
        labelsByNamespace[name] = labels
        relink()
    }

    func namespaceLabels(_ name: String) -> Labels { labelsByNamespace[name] ?? .none }

    // MARK: Members

    /// Counts members of a class that are placed on a node (go from it, if negative).
    mutating func note(_ count: Int64, of index: Int32, on node: Int32) {
        guard index > 0 else { return }
        classes[Int(index)].placed.add(count, on: node)
        tally(count, of: index, on: node)
        if count > 0, !hasEnabled { hasEnabled = enablesOthers(index) }
        volumes.note(count, of: classes[Int(index)].volumes, on: node)
    }

    /// Forgets who found no node, before all are tried again.
    mutating func forgetFailures() {
        hasEnabled = false
        for index in classes.indices { classes[index].hasFailed = false }
    }

    /// Whether members of a class that are placed can be what somebody was waiting for: pods to be
    /// near to, or one more in a part that had the fewest.
    private func enablesOthers(_ index: Int32) -> Bool {
        classes[Int(index)].countsIn.contains { counter, _ in
            classes.indices.contains { other in
                classes[other].hasFailed && classes[other].near.contains(counter)
            }
        }
            || classes[Int(index)].spreadsIn.contains { spread in
                classes[Int(spreads[Int(spread)].owner)].hasFailed
            }
    }

    /// Brings the counters up to date with members on a node.
    private mutating func tally(_ count: Int64, of index: Int32, on node: Int32) {
        for (counter, amount) in classes[Int(index)].countsIn {
            let topology = Int(counters[Int(counter)].topology)
            counters[Int(counter)].add(count * amount, in: topologies[topology].part(of: node))
        }
        for spread in classes[Int(index)].spreadsIn {
            let topology = Int(spreads[Int(spread)].topology)
            spreads[Int(spread)].add(count, on: node, in: topologies[topology].part(of: node))
        }
    }

    /// Takes what is on a node out of all counters, or counts it again.
    private mutating func countMembers(on node: Int32, sign: Int64) {
        for index in classes.indices.dropFirst() {
            let count = classes[index].placed[node]
            if count > 0 { tally(count * sign, of: Int32(index), on: node) }
        }
    }

    /// Whether a node counts for a spread, by its policies.
    mutating func countEligible(_ node: Int, in index: Int) {
        guard let traits = nodes[node] else { return }
        let constraints = classes[Int(spreads[index].owner)].constraints
        let constraint = spreads[index].constraint
        // A node without one of the keys is in none of the parts of any.
        let hasKeys = constraints.spread.allSatisfy {
            $0.isRequired != constraint.isRequired || traits.labels[$0.topologyKey] != nil
        }
        let isEligible =
            hasKeys && (!constraint.honorsNodeAffinity || constraints.select(traits))
            && (!constraint.honorsTaints || constraints.tolerate(traits))
        let part = topologies[Int(spreads[index].topology)].part(of: Int32(node))
        spreads[index].setEligible(node, isEligible, in: part)
    }
}
