/// One group of the YuniKorn annotation `yunikorn.apache.org/task-groups`: members of a gang that
/// are alike.
public struct TaskGroup: Hashable, Sendable {
    /// What pods name to be a member.
    public var name = ""
    /// How many must start together.
    public var minMember: Int32 = 0
    /// What each needs.
    public var minResource = NameMap<Quantity>()
    /// Labels for placeholders.
    public var labels = NameMap<String>()
    /// Annotations for placeholders.
    public var annotations = NameMap<String>()
    /// Labels that the node must have.
    public var nodeSelector = NameMap<String>()
    /// Taints that do not keep members away.
    public var tolerations: [Toleration] = []
    /// Further wishes for node and neighbours.
    public var affinity: Affinity?
    /// How members are spread.
    public var topologySpreadConstraints: [TopologySpreadConstraint] = []
    /// The text of `tolerations`, `affinity` and `topologySpreadConstraints` for placeholders, by
    /// these names, as compact JSON.
    public var constraintTexts = NameMap<String>()

    /// A group without a name.
    public init() {}
}

/// The value of the annotation `yunikorn.apache.org/user.info`.
public struct UserInformation: Hashable, Sendable {
    /// The user.
    public var user = ""
    /// The groups.
    public var groups: [String] = []

    /// Nobody.
    public init() {}
}

extension TaskGroup: JSONFields {
    /// Names are compared as Go does it, without regard to case.
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name.text.lowercased() {
        case "name": self.name = try value.get()
        case "minmember": minMember = try value.get()
        case "minresource": minResource = try value.get()
        case "labels": labels = try value.get()
        case "annotations": annotations = try value.get()
        case "nodeselector": nodeSelector = try value.get()
        case "tolerations":
            tolerations = try value.get()
            constraintTexts["tolerations"] = value.compactText
        case "affinity":
            affinity = try value.get()
            constraintTexts["affinity"] = value.compactText
        case "topologyspreadconstraints":
            topologySpreadConstraints = try value.get()
            constraintTexts["topologySpreadConstraints"] = value.compactText
        default: break
        }
    }
}

extension UserInformation: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name.text.lowercased() {
        case "user": user = try value.get()
        case "groups": groups = try value.get()
        default: break
        }
    }
}
