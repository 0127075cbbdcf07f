/// Which pods an affinity, an anti-affinity or a spread looks at.
public struct PodSelector: Hashable, Sendable {
    /// Conditions on the pods' labels; `nil` matches no pod, none at all match every pod.
    public var labels: [LabelRequirement]?
    /// The namespaces whose pods count.
    public var namespaces: NamespaceSelector

    /// Creates a selector.
    public init(labels: [LabelRequirement]?, in namespaces: NamespaceSelector) {
        self.labels = labels
        self.namespaces = namespaces
    }
}

/// Namespaces by name, by their labels, or both: either way suffices.
public struct NamespaceSelector: Hashable, Sendable {
    /// By name.
    public var names: [String]
    /// By labels; `nil` selects none, no conditions select all.
    public var labels: [LabelRequirement]?

    /// Creates a selector.
    public init(_ names: [String], labels: [LabelRequirement]? = nil) {
        self.names = names
        self.labels = labels
    }

    /// Whether a namespace with these labels is selected.
    public func selects(_ name: String, _ labels: Labels) -> Bool {
        names.contains(name) || (self.labels.map { labels.satisfy($0) } ?? false)
    }
}

/// Pods beside which, or away from which, an ask is placed: in the same part of the cluster, which
/// is all nodes with one value of a label.
public struct PodAffinityTerm: Hashable, Sendable {
    /// Which pods.
    public var pods: PodSelector
    /// The label whose values make the parts, such as `kubernetes.io/hostname`.
    public var topologyKey: String

    /// Creates a term.
    public init(_ pods: PodSelector, topologyKey: String) {
        self.pods = pods
        self.topologyKey = topologyKey
    }
}

/// A term that is not required, with its weight: above 0 for beside, below 0 for away from.
public struct PreferredPods: Hashable, Sendable {
    /// 1 to 100 in Kubernetes for affinity; negated for anti-affinity.
    public var weight: Int32
    /// The term.
    public var term: PodAffinityTerm

    /// Creates a preference.
    public init(weight: Int32, _ term: PodAffinityTerm) {
        self.weight = weight
        self.term = term
    }
}

/// Pods that are spread evenly over the parts of a cluster (`topologySpreadConstraints`).
public struct TopologySpread: Hashable, Sendable {
    /// By how many pods a part may be ahead of the one with the fewest, at least 1.
    public var maxSkew: Int32
    /// The label whose values make the parts.
    public var topologyKey: String
    /// Whether a node that would break it is ruled out (`DoNotSchedule`), or only worse.
    public var isRequired: Bool
    /// Which pods of the ask's namespace count; `nil` for none.
    public var labels: [LabelRequirement]?
    /// With fewer parts than that the fewest counts as none; 1 if not given.
    public var minDomains: Int32
    /// Whether only nodes that the ask's node affinity and selector allow count.
    public var honorsNodeAffinity: Bool
    /// Whether only nodes whose taints the ask tolerates count.
    public var honorsTaints: Bool

    /// Creates a constraint; the defaults are those of Kubernetes.
    public init(
        maxSkew: Int32, topologyKey: String, isRequired: Bool = true,
        labels: [LabelRequirement]?, minDomains: Int32 = 1, honorsNodeAffinity: Bool = true,
        honorsTaints: Bool = false
    ) {
        self.maxSkew = maxSkew
        self.topologyKey = topologyKey
        self.isRequired = isRequired
        self.labels = labels
        self.minDomains = minDomains
        self.honorsNodeAffinity = honorsNodeAffinity
        self.honorsTaints = honorsTaints
    }
}
