/// Which nodes may be used: those that satisfy at least one of the terms.
public struct NodeSelector: Hashable, Sendable {
    /// The alternatives; a selector without any selects nothing.
    public var terms: [Term]

    /// Conditions that all have to hold.
    public struct Term: Hashable, Sendable {
        /// Conditions on the node's labels (`matchExpressions`).
        public var labels: [LabelRequirement]
        /// Conditions on the node's name (`matchFields` of `metadata.name`); their key is ignored.
        public var names: [LabelRequirement]

        /// Creates a term; one without conditions selects nothing, as in Kubernetes.
        public init(labels: [LabelRequirement] = [], names: [LabelRequirement] = []) {
            self.labels = labels
            self.names = names
        }

        /// Whether a node of this name and with these labels satisfies all conditions.
        public func selects(_ name: String, _ labels: Labels) -> Bool {
            guard !self.labels.isEmpty || !names.isEmpty else { return false }
            return names.allSatisfy { $0.isSatisfied(by: name) } && labels.satisfy(self.labels)
        }
    }

    /// Creates a selector.
    public init(terms: [Term]) {
        self.terms = terms
    }

    /// A selector of nodes that have all of some labels (`nodeSelector`).
    ///
    /// - Precondition: There is at least one label.
    public init(labels: Labels) {
        precondition(!labels.list.isEmpty, "a selector without labels would select nothing")
        terms = [Term(labels: labels.list.map { LabelRequirement($0.key, .isIn, [$0.value]) })]
    }

    /// Whether a node of this name and with these labels may be used.
    public func selects(_ name: String, _ labels: Labels) -> Bool {
        terms.contains { $0.selects(name, labels) }
    }
}

/// Nodes that are better than others (`preferredDuringSchedulingIgnoredDuringExecution`).
public struct PreferredNodes: Hashable, Sendable {
    /// How much better, 1 to 100 in Kubernetes.
    public var weight: Int32
    /// Which nodes.
    public var term: NodeSelector.Term

    /// Creates a preference.
    public init(weight: Int32, _ term: NodeSelector.Term) {
        self.weight = weight
        self.term = term
    }
}

/// What keeps asks off a node unless they tolerate it.
public struct Taint: Hashable, Sendable {
    /// What becomes of who does not tolerate it.
    public enum Effect: String, Hashable, Sendable, CaseIterable {
        /// Nothing new is placed here.
        case noSchedule = "NoSchedule"
        /// Nothing new is placed here if there is another node.
        case preferNoSchedule = "PreferNoSchedule"
        /// Nothing new is placed here; whoever runs here has to go, which others see to.
        case noExecute = "NoExecute"
    }

    /// The key.
    public var key: String
    /// The value; may be empty.
    public var value: String
    /// The effect.
    public var effect: Effect

    /// Creates a taint.
    public init(_ key: String, _ value: String = "", _ effect: Effect) {
        self.key = key
        self.value = value
        self.effect = effect
    }
}

/// A taint, or a kind of taints, that an ask does not mind.
public struct Toleration: Hashable, Sendable {
    /// The key; `nil` for all.
    public var key: String?
    /// Which values.
    public var match: Match
    /// The effect; `nil` for all.
    public var effect: Taint.Effect?

    /// What a taint's value has to be.
    public enum Match: Hashable, Sendable {
        /// Anything (`operator: Exists`).
        case any
        /// This text.
        case equal(String)
        /// An integer above this one, written without anything that it does not need.
        case above(Int64)
        /// An integer below this one, written in the same way.
        case below(Int64)
    }

    /// Creates a toleration.
    public init(key: String?, _ match: Match, effect: Taint.Effect? = nil) {
        self.key = key
        self.match = match
        self.effect = effect
    }

    /// Creates a toleration of one value or, for `nil`, of all; without arguments one of
    /// everything.
    public init(key: String? = nil, value: String? = nil, effect: Taint.Effect? = nil) {
        self.init(key: key, value.map { .equal($0) } ?? .any, effect: effect)
    }

    /// Whether it tolerates a taint.
    public func tolerates(_ taint: Taint) -> Bool {
        guard key == nil || key == taint.key, effect == nil || effect == taint.effect
        else { return false }
        switch match {
        case .any: return true
        case .equal(let value): return value == taint.value
        case .above(let bound): return taint.number.map { $0 > bound } ?? false
        case .below(let bound): return taint.number.map { $0 < bound } ?? false
        }
    }
}

extension Taint {
    /// The value, if it is an integer as it is written canonically.
    fileprivate var number: Int64? {
        guard let number = Int64(value), String(number) == value else { return nil }
        return number
    }
}
