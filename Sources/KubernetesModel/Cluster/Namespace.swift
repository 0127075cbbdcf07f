/// A namespace.
public struct Namespace: KubernetesObject, Hashable, Sendable {
    /// Name, labels and annotations.
    public var metadata = ObjectMeta()
    /// Whether everything in it is being deleted.
    public var isTerminating = false

    /// A namespace without a name.
    public init() {}

    /// `v1`, `namespaces`.
    public static let resource = APIResource(
        version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false)
}

/// A name for an importance.
public struct PriorityClass: KubernetesObject, Hashable, Sendable {
    /// Name and annotations.
    public var metadata = ObjectMeta()
    /// The importance.
    public var value: Int32 = 0
    /// Whether pods without a class have this one.
    public var isGlobalDefault = false
    /// Whether pods of this class may have others evicted.
    public var preemptionPolicy = PreemptionPolicy.lowerPriority

    /// A class without a name.
    public init() {}

    /// `scheduling.k8s.io/v1`, `priorityclasses`.
    public static let resource = APIResource(
        group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass",
        plural: "priorityclasses", isNamespaced: false)
}

/// Texts and bytes by name.
public struct ConfigMap: KubernetesObject, Hashable, Sendable {
    /// Name and identity.
    public var metadata = ObjectMeta()
    /// The texts.
    public var data = NameMap<String>()
    /// The bytes; no name is in both.
    public var binaryData = NameMap<[UInt8]>()

    /// A map without a name.
    public init() {}

    /// `v1`, `configmaps`.
    public static let resource = APIResource(
        version: "v1", kind: "ConfigMap", plural: "configmaps")
}

/// How many pods of a kind may be evicted.
public struct PodDisruptionBudget: KubernetesObject, Hashable, Sendable {
    /// Name and namespace.
    public var metadata = ObjectMeta()
    /// The pods of its namespace that count; nil for none.
    public var selector: LabelSelector?
    /// How many may go now.
    public var disruptionsAllowed: Int32 = 0
    /// How many of them work.
    public var currentHealthy: Int32 = 0
    /// How many must work.
    public var desiredHealthy: Int32 = 0
    /// How many count.
    public var expectedPods: Int32 = 0
    /// Pods whose eviction was allowed but not yet seen, by name.
    public var disruptedPods = NameMap<Timestamp>()
    /// The generation that the figures belong to; they are out of date when it is not that of
    /// the metadata.
    public var observedGeneration: Int64 = 0

    /// A budget for nothing.
    public init() {}

    /// `policy/v1`, `poddisruptionbudgets`.
    public static let resource = APIResource(
        group: "policy", version: "v1", kind: "PodDisruptionBudget",
        plural: "poddisruptionbudgets")
}

extension Namespace: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "status": isTerminating = try value.member("phase") == "Terminating"
        default: break
        }
    }
}

extension PriorityClass: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "value": self.value = try value.get()
        case "globalDefault": isGlobalDefault = try value.get()
        case "preemptionPolicy": preemptionPolicy = try value.get()
        default: break
        }
    }
}

extension ConfigMap: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "data": data = try value.get()
        case "binaryData":
            let texts: NameMap<Base64> = try value.get()
            for entry in texts { binaryData[entry.key] = entry.value.bytes }
        default: break
        }
    }
}

extension PodDisruptionBudget: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec": selector = try value.member("selector")
        case "status":
            try value.forEachMember { name, value throws(DecodingProblem) in
                try readStatus(name, value)
            }
        default: break
        }
    }

    private mutating func readStatus(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "disruptionsAllowed": disruptionsAllowed = try value.get()
        case "currentHealthy": currentHealthy = try value.get()
        case "desiredHealthy": desiredHealthy = try value.get()
        case "expectedPods": expectedPods = try value.get()
        case "disruptedPods": disruptedPods = try value.get()
        case "observedGeneration": observedGeneration = try value.get()
        default: break
        }
    }
}
