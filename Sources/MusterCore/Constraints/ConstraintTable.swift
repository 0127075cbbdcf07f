/// All constraint classes, and what has to be counted for them.
///
/// Labels and taints are compared once for each class and node, selectors once for each pair of
/// classes; what remains for each placement is counting. Index 0 stands for asks without
/// constraints, whose members are not counted: nobody looks for them.
struct ConstraintTable: Sendable {
    var classes: [ConstraintClass] = [ConstraintClass(.none)]
    /// Per node, `nil` where there is none.
    private(set) var nodes: [NodeTraits?] = []
    var topologies: [Topology] = []
    var counters: [PodCounter] = []
    var spreads: [SpreadCounter] = []
    /// The rest, in an array of one: the compiler copies the scheduler here and there, so it has to
    /// be small.
    private var apart = [Rest()]
    /// How often everybody was linked anew.
    var relinkCount: UInt64 = 0
    /// How many nodes have a taint that keeps off who does not tolerate it.
    private(set) var taintedNodes = 0
    /// How many nodes have a taint that only makes them worse.
    private(set) var unwelcomeNodes = 0
    /// The most taints that any node ever had.
    private(set) var mostTaints = 0
    /// Whether something was placed that a class was waiting for which had found no node.
    var hasEnabled = false

    /// The nodes whose name, labels and taints are right for a class.
    func allowed(by index: Int32) -> NodeSet { terms[classes[Int(index)].terms].allowed }

    func isAllowed(_ node: Int, by index: Int32) -> Bool {
        terms.entries[Int(classes[Int(index)].terms)].allowed.contains(node)
    }

    /// What searches over nodes do not look at.
    private struct Rest: Sendable {
        var classByConstraints: [PlacementConstraints: Int32] = [:]
        var free: [Int32] = []
        var labelsByNamespace: [String: Labels] = [:]
        var terms = NodeTermsTable()
        var volumes = AttachedVolumeTable()
        var directory = Directory()
    }

    /// What classes want of nodes themselves.
    private(set) var terms: NodeTermsTable {
        _read { yield apart[0].terms }
        _modify { yield &apart[0].terms }
    }

    var volumes: AttachedVolumeTable {
        _read { yield apart[0].volumes }
        _modify { yield &apart[0].volumes }
    }

    /// Who may match whom.
    var directory: Directory {
        _read { yield apart[0].directory }
        _modify { yield &apart[0].directory }
    }

    subscript(index: Int32) -> ConstraintClass {
        _read { yield classes[Int(index)] }
        _modify { yield &classes[Int(index)] }
    }

    // MARK: Classes

    /// The class of some constraints, with one user more.
    ///
    /// - Complexity: For a new one O(nodes · its spreads + those whom it looks at or who look at
    ///   it), and O(nodes · conditions) if nobody wants the same of nodes; else O(1).
    mutating func retain(_ constraints: PlacementConstraints) -> Int32 {
        // Most have none: to compare is cheaper than to hash.
        if constraints == .none {
            classes[0].users += 1
            return 0
        }
        if let known = apart[0].classByConstraints[constraints] {
            classes[Int(known)].users += 1
            return known
        }
        var fresh = ConstraintClass(constraints)
        fresh.terms = terms.retain(constraints, nodes)
        let index: Int32
        if let reused = apart[0].free.popLast() {
            index = reused
            classes[Int(index)] = fresh
        } else {
            index = Int32(classes.count)
            classes.append(fresh)
        }
        apart[0].classByConstraints[constraints] = index
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
            apart[0].classByConstraints[classes[index].constraints] = nil
            terms.release(classes[index].terms)
            classes[index] = ConstraintClass(.none)
            classes[index].users = -1
            apart[0].free.append(Int32(index))
            isChanged = true
        }
        if isChanged { relink() }
    }

    // MARK: The cluster

    /// Notes a node's name, labels and taints; `nil` if it has left.
    ///
    /// - Returns: Whether anybody may use it now who could not before, or the other way round.
    /// - Precondition: Nothing is placed on a node that leaves.
    /// - Complexity: O(kinds of node terms · conditions + spreads) if anything changed, and
    ///   O(classes) if its part in a topology did.
    mutating func setNode(_ node: Int, to traits: NodeTraits?) -> Bool {
        while nodes.count <= node { nodes.append(nil) }
        guard nodes[node] != traits else { return false }
        countTaints(of: node, by: -1)
        nodes[node] = traits
        countTaints(of: node, by: 1)
        let isChanged = terms.set(node, to: traits)
        move(node)
        return isChanged
    }

    /// Brings parts of topologies, and what is counted in them, up to date with a node.
    private mutating func move(_ node: Int) {
        guard !topologies.isEmpty else { return }
        let parts = topologies.indices.map { topologies[$0].part(for: nodes[node]?.labels) }
        let moved = topologies.indices.filter {
            topologies[$0].part(of: Int32(node)) != parts[$0]
        }
        let recounted = spreads.indices.filter { index in
            isEligible(node, in: index) { parts[Int($0)] }
                != spreads[index].eligible.contains(node)
                || moved.contains(Int(spreads[index].topology))
        }
        guard !moved.isEmpty || !recounted.isEmpty else { return }
        countMembers(on: Int32(node), sign: -1, in: moved, recounted)
        for index in recounted {
            let part = topologies[Int(spreads[index].topology)].part(of: Int32(node))
            spreads[index].setEligible(node, false, in: part)
        }
        for topology in moved { topologies[topology].set(node, to: parts[topology]) }
        for index in recounted { countEligible(node, in: index) }
        countMembers(on: Int32(node), sign: 1, in: moved, recounted)
    }

    private mutating func countTaints(of node: Int, by change: Int) {
        guard let taints = nodes[node]?.taints, !taints.isEmpty else { return }
        mostTaints = max(mostTaints, taints.count)
        if taints.contains(where: { $0.effect == .preferNoSchedule }) { unwelcomeNodes += change }
        if taints.contains(where: { $0.effect != .preferNoSchedule }) { taintedNodes += change }
    }

    /// Notes the labels of a namespace.
    ///
    /// - Complexity: O(classes · (counters + nodes)) if they changed.
    mutating func setNamespace(_ name: String, _ labels: Labels?) {
        guard apart[0].labelsByNamespace[name] != labels else { return }
        apart[0].labelsByNamespace[name] = labels
        // Most selectors go by names.
        if counters.contains(where: \.key.subject.looksAtNamespaces) { relink() }
    }

    /// The labels of a namespace, for selectors that go by them.
    func namespaceLabels(_ name: String) -> Labels { apart[0].labelsByNamespace[name] ?? .none }

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

    /// What moves around a class; equal as long as nothing did that may let it where it may not be.
    struct Stir: Hashable, Sendable {
        var relinks: UInt64 = 0
        var loosenings: UInt64 = 0
    }

    /// How much has moved of what a class looks at, besides what members on the same node do.
    ///
    /// - Complexity: O(terms and spreads of the class, and of those whom its members keep away).
    func stir(around index: Int32) -> Stir {
        let own = Int(index)
        var sum: UInt64 = 0
        for counter in classes[own].near { sum += counters[Int(counter)].loosenings }
        for counter in classes[own].away { sum += counters[Int(counter)].loosenings }
        for counter in classes[own].repelling { sum += counters[Int(counter)].loosenings }
        for spread in classes[own].spreads { sum += spreads[Int(spread)].loosenings }
        for other in classes[own].volumeCollisions {
            sum += classes[Int(other)].placed.loosenings
        }
        return Stir(relinks: relinkCount, loosenings: sum)
    }

    /// Whether members of a class that are placed can be what somebody was waiting for: pods to be
    /// near to, or one more in a part that had the fewest.
    private func enablesOthers(_ index: Int32) -> Bool {
        classes[Int(index)].countsIn.contains { counter, _ in
            counters[Int(counter)].seekers.contains { classes[Int($0)].hasFailed }
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

    /// Takes what is on a node out of the counters of some topologies and out of some spreads
    /// (both ascending), or counts it again.
    private mutating func countMembers(
        on node: Int32, sign: Int64, in moved: [Int], _ recounted: [Int]
    ) {
        var isRecounted = Array(repeating: false, count: spreads.count)
        for spread in recounted { isRecounted[spread] = true }
        for index in classes.indices.dropFirst() {
            let count = classes[index].placed[node] * sign
            guard count != 0 else { continue }
            for (counter, amount) in classes[index].countsIn {
                let topology = Int(counters[Int(counter)].topology)
                guard moved.contains(topology) else { continue }
                counters[Int(counter)].add(count * amount, in: topologies[topology].part(of: node))
            }
            for spread in classes[index].spreadsIn where isRecounted[Int(spread)] {
                let topology = Int(spreads[Int(spread)].topology)
                spreads[Int(spread)].add(count, on: node, in: topologies[topology].part(of: node))
            }
        }
    }

    /// Whether a node counts for a spread, by its policies and its parts.
    private func isEligible(_ node: Int, in index: Int, part: (Int32) -> Int32) -> Bool {
        guard let traits = nodes[node] else { return false }
        guard spreads[index].together.allSatisfy({ part($0) >= 0 }) else { return false }
        let owner = Int(spreads[index].owner)
        if spreads[index].constraint.honorsNodeAffinity,
            !terms.entries[Int(classes[owner].terms)].selected.contains(node)
        {
            return false
        }
        return !spreads[index].constraint.honorsTaints
            || classes[owner].constraints.tolerate(traits)
    }

    /// Notes whether a node counts for a spread.
    mutating func countEligible(_ node: Int, in index: Int) {
        let isEligible = isEligible(node, in: index) { self.part(of: Int32(node), $0) }
        let part = topologies[Int(spreads[index].topology)].part(of: Int32(node))
        spreads[index].setEligible(node, isEligible, in: part)
    }
}
