/// What constraints say of nodes themselves, required and preferred: names, labels and taints.
///
/// Classes mostly differ in whom they look at and want the same of nodes; each node is compared
/// with these once for all of them.
struct NodeTerms: Sendable {
    /// Constraints without anything else.
    let constraints: PlacementConstraints
    /// How many classes have them; at 0 the slot is free.
    var users: Int32 = 1
    /// The nodes whose name and labels are right.
    private(set) var selected = NodeSet()
    /// Of these, those whose taints are tolerated.
    private(set) var allowed = NodeSet()
    /// Per node the weights of the preferences that it satisfies; as long as one ever had any.
    private(set) var preference: [Int64] = []
    /// The highest of these, at least 0.
    private(set) var highestPreference: Int64 = 0
    /// Per node the taints that only make it worse and are not tolerated, likewise.
    private(set) var unwelcomeTaints: [Int64] = []

    init(_ constraints: PlacementConstraints, _ nodes: [NodeTraits?]) {
        self.constraints = constraints
        for node in nodes.indices where nodes[node] != nil { set(node, to: nodes[node]) }
    }

    /// Compares them with a node; `nil` if it has left.
    ///
    /// - Returns: Whether it is allowed now and was not before, or the other way round.
    @discardableResult
    mutating func set(_ node: Int, to traits: NodeTraits?) -> Bool {
        var isSelected = false
        var isAllowed = false
        var unwelcome: Int64 = 0
        var preference: Int64 = 0
        if let traits {
            isSelected = constraints.select(traits)
            isAllowed = isSelected && constraints.tolerate(traits)
            unwelcome = constraints.unwelcomeTaints(of: traits)
            preference = constraints.preference(for: traits)
        }
        let wasAllowed = allowed.contains(node)
        selected.set(node, isSelected)
        allowed.set(node, isAllowed)
        unwelcomeTaints.note(unwelcome, at: node)
        if !constraints.preferredNodes.isEmpty { setPreference(preference, of: node) }
        return isAllowed != wasAllowed
    }

    private mutating func setPreference(_ now: Int64, of node: Int) {
        let before = preference.value(at: node)
        preference.note(now, at: node)
        if now > highestPreference {
            highestPreference = now
        } else if before == highestPreference, now != before {
            highestPreference = max(0, preference.max() ?? 0)
        }
    }
}

extension [Int64] {
    /// The value at an index, 0 beyond the end.
    @inline(__always)
    func value(at index: Int) -> Int64 { index < count ? self[index] : 0 }

    /// Sets a value, lengthening the array for one that is not 0.
    fileprivate mutating func note(_ value: Int64, at index: Int) {
        if index >= count {
            guard value != 0 else { return }
            append(contentsOf: repeatElement(0, count: index + 1 - count))
        }
        self[index] = value
    }
}

extension PlacementConstraints {
    /// What they say of nodes themselves.
    var nodeTerms: PlacementConstraints {
        var terms = PlacementConstraints()
        terms.nodes = nodes
        terms.preferredNodes = preferredNodes
        terms.tolerations = tolerations
        return terms
    }
}

/// All that classes want of nodes, each kind once.
struct NodeTermsTable: Sendable {
    private(set) var entries: [NodeTerms] = [NodeTerms(.none, [])]
    private var identifiers: [PlacementConstraints: Int32] = [.none: 0]
    private var free: [Int32] = []

    subscript(index: Int32) -> NodeTerms {
        _read { yield entries[Int(index)] }
    }

    /// What these constraints say of nodes, one user more.
    ///
    /// - Complexity: O(nodes · conditions) for what is new, else O(conditions).
    mutating func retain(_ constraints: PlacementConstraints, _ nodes: [NodeTraits?]) -> Int32 {
        let key = constraints.nodeTerms
        if let known = identifiers[key] {
            entries[Int(known)].users += 1
            return known
        }
        let fresh = NodeTerms(key, nodes)
        let index = free.popLast() ?? Int32(entries.count)
        if Int(index) == entries.count {
            entries.append(fresh)
        } else {
            entries[Int(index)] = fresh
        }
        identifiers[key] = index
        return index
    }

    /// One user less.
    mutating func release(_ index: Int32) {
        entries[Int(index)].users -= 1
        guard entries[Int(index)].users == 0 else { return }
        identifiers[entries[Int(index)].constraints] = nil
        free.append(index)
    }

    /// Notes a node's traits; `nil` if it has left.
    ///
    /// - Returns: Whether anybody may use it now who could not before, or the other way round.
    mutating func set(_ node: Int, to traits: NodeTraits?) -> Bool {
        var isChanged = false
        for index in entries.indices where entries[index].users > 0 {
            if entries[index].set(node, to: traits) { isChanged = true }
        }
        return isChanged
    }
}
