/// A node of the cluster.
public struct Node: KubernetesObject, Hashable, Sendable {
    /// Name, identity, labels.
    public var metadata = ObjectMeta()
    /// Whether the node was cordoned.
    public var isUnschedulable = false
    /// What keeps pods away.
    public var taints: [Taint] = []
    /// What pods may use altogether.
    public var allocatable = NameMap<Quantity>()
    /// What the machine has.
    public var capacity = NameMap<Quantity>()
    /// Such as `Ready`; unique by type.
    public var conditions: [Condition] = []

    /// A node without a name.
    public init() {}

    /// `v1`, `nodes`.
    public static let resource = APIResource(
        version: "v1", kind: "Node", plural: "nodes", isNamespaced: false)

    /// Whether the node says that it works.
    public var isReady: Bool { conditions.first { $0.type == "Ready" }?.status == .yes }
}

extension Node: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec":
            isUnschedulable = try value.member("unschedulable") ?? false
            taints = try value.member("taints") ?? []
        case "status":
            allocatable = try value.member("allocatable") ?? [:]
            capacity = try value.member("capacity") ?? [:]
            conditions = try value.member("conditions") ?? []
        default: break
        }
    }
}
