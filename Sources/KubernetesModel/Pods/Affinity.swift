/// On which nodes, and next to which pods, a pod may or would rather run.
public struct Affinity: Hashable, Sendable {
    /// About the node itself.
    public var node: NodeAffinity?
    /// About pods to be near to.
    public var pod: PodAffinity?
    /// About pods to be apart from.
    public var podAnti: PodAffinity?

    /// No wishes.
    public init() {}
}

/// Which nodes a pod may, or would rather, run on.
public struct NodeAffinity: Hashable, Sendable {
    /// Nodes that may be used; nil for all.
    public var required: NodeSelector?
    /// Nodes that would be better.
    public var preferred: [PreferredNodeTerm] = []

    /// No wishes.
    public init() {}
}

/// A wish for a kind of node.
public struct PreferredNodeTerm: Hashable, Sendable {
    /// How much it is wished, 1 to 100.
    public var weight: Int32 = 0
    /// The nodes; a term without requirements prefers none.
    public var preference = NodeSelectorTerm()

    /// A wish for nothing.
    public init() {}
}

/// Which pods a pod must, or would rather, be near to or apart from.
public struct PodAffinity: Hashable, Sendable {
    /// Conditions that must hold together.
    public var required: [PodAffinityTerm] = []
    /// Conditions that would be better.
    public var preferred: [PreferredPodTerm] = []

    /// No wishes.
    public init() {}
}

/// Pods, and the size of the neighbourhood that is meant.
public struct PodAffinityTerm: Hashable, Sendable {
    /// The pods by their labels; nil for none.
    public var labelSelector: LabelSelector?
    /// Their namespaces by name; the pod's own when there is no ``namespaceSelector`` either.
    public var namespaces: [String] = []
    /// Their namespaces by labels, besides those by name; an empty selector means all.
    public var namespaceSelector: LabelSelector?
    /// The label of nodes whose value makes a neighbourhood, such as a zone.
    public var topologyKey = ""
    /// Labels whose values the pods must share with the incoming one.
    ///
    /// The server adds them to ``labelSelector`` when it stores the pod.
    public var matchLabelKeys: [String] = []
    /// Labels whose values the pods must not share with the incoming one; added likewise.
    public var mismatchLabelKeys: [String] = []

    /// A term about no pods.
    public init() {}
}

/// A wish about other pods.
public struct PreferredPodTerm: Hashable, Sendable {
    /// How much it is wished, 1 to 100.
    public var weight: Int32 = 0
    /// The pods.
    public var term = PodAffinityTerm()

    /// A wish for nothing.
    public init() {}
}

/// How evenly like pods must be spread.
public struct TopologySpreadConstraint: Hashable, Sendable {
    /// How many more of the pods a domain may have than the emptiest one; at least 1.
    public var maxSkew: Int32 = 0
    /// The label of nodes whose value makes a domain.
    public var topologyKey = ""
    /// Whether the constraint must hold.
    public var whenUnsatisfiable = WhenUnsatisfiable.unrecognized
    /// The pods that are counted; nil for none.
    public var labelSelector: LabelSelector?
    /// How many domains there must be before the emptiest one counts; nil for 1.
    public var minDomains: Int32?
    /// Whether only nodes count that the pod's node selector and affinity allow; they do unless
    /// the pod says otherwise.
    public var nodeAffinityPolicy = NodeInclusion.honor
    /// Whether only nodes count whose taints the pod tolerates; they do not unless it says so.
    public var nodeTaintsPolicy = NodeInclusion.ignore
    /// Labels whose values the counted pods must share with the incoming one.
    public var matchLabelKeys: [String] = []

    /// What to do where no node keeps the skew.
    public enum WhenUnsatisfiable: String, Hashable, Sendable {
        /// Wait.
        case doNotSchedule = "DoNotSchedule"
        /// Take the node that skews least.
        case scheduleAnyway = "ScheduleAnyway"
        /// A word of a newer server.
        case unrecognized = ""
    }

    /// Whether nodes that the pod cannot use are left out of the count.
    public enum NodeInclusion: String, Hashable, Sendable {
        /// They are left out.
        case honor = "Honor"
        /// All nodes count.
        case ignore = "Ignore"
        /// A word of a newer server.
        case unrecognized = ""
    }

    /// A constraint about no pods.
    public init() {}
}

extension Affinity: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "nodeAffinity": node = try value.get()
        case "podAffinity": pod = try value.get()
        case "podAntiAffinity": podAnti = try value.get()
        default: break
        }
    }
}

extension NodeAffinity: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "requiredDuringSchedulingIgnoredDuringExecution": required = try value.get()
        case "preferredDuringSchedulingIgnoredDuringExecution": preferred = try value.get()
        default: break
        }
    }
}

extension PreferredNodeTerm: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "weight": weight = try value.get()
        case "preference": preference = try value.get()
        default: break
        }
    }
}

extension PodAffinity: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "requiredDuringSchedulingIgnoredDuringExecution": required = try value.get()
        case "preferredDuringSchedulingIgnoredDuringExecution": preferred = try value.get()
        default: break
        }
    }
}

extension PodAffinityTerm: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "labelSelector": labelSelector = try value.get()
        case "namespaces": namespaces = try value.get()
        case "namespaceSelector": namespaceSelector = try value.get()
        case "topologyKey": topologyKey = try value.get()
        case "matchLabelKeys": matchLabelKeys = try value.get()
        case "mismatchLabelKeys": mismatchLabelKeys = try value.get()
        default: break
        }
    }
}

extension PreferredPodTerm: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "weight": weight = try value.get()
        case "podAffinityTerm": term = try value.get()
        default: break
        }
    }
}

extension TopologySpreadConstraint: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "maxSkew": maxSkew = try value.get()
        case "topologyKey": topologyKey = try value.get()
        case "whenUnsatisfiable": whenUnsatisfiable = try value.get()
        case "labelSelector": labelSelector = try value.get()
        case "minDomains": minDomains = try value.get()
        case "nodeAffinityPolicy": nodeAffinityPolicy = try value.get()
        case "nodeTaintsPolicy": nodeTaintsPolicy = try value.get()
        case "matchLabelKeys": matchLabelKeys = try value.get()
        default: break
        }
    }
}

extension TopologySpreadConstraint.WhenUnsatisfiable: JSONWord {}
extension TopologySpreadConstraint.NodeInclusion: JSONWord {}
