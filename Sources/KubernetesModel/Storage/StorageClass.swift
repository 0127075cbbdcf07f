/// How volumes of one kind are made and bound.
public struct StorageClass: KubernetesObject, Hashable, Sendable {
    /// Name and identity.
    public var metadata = ObjectMeta()
    /// Who makes the volumes.
    public var provisioner = ""
    /// When a claim gets its volume.
    public var bindingMode = VolumeBindingMode.immediate
    /// Where volumes can be made: one of the terms must hold.
    ///
    /// Empty for everywhere.
    public var allowedTopologies: [TopologyTerm] = []

    /// A class without a name.
    public init() {}

    /// `storage.k8s.io/v1`, `storageclasses`.
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "StorageClass", plural: "storageclasses",
        isNamespaced: false)
}

/// When a claim gets its volume.
public enum VolumeBindingMode: String, Hashable, Sendable {
    /// As soon as it is there.
    case immediate = "Immediate"
    /// When a pod that uses it is placed.
    case waitForFirstConsumer = "WaitForFirstConsumer"
    /// A word of a newer server.
    case unrecognized = ""
}

/// Requirements of a node's labels that must hold together.
public struct TopologyTerm: Hashable, Sendable {
    /// The requirements.
    public var matchLabelExpressions: [TopologyRequirement] = []

    /// A term that asks for nothing.
    public init() {}

    /// Whether a node with these labels meets all requirements.
    public func matches(_ labels: NameMap<String>) -> Bool {
        matchLabelExpressions.allSatisfy { requirement in
            labels[requirement.key].map(requirement.values.contains) ?? false
        }
    }
}

/// A label with one of some values.
public struct TopologyRequirement: Hashable, Sendable {
    /// The label.
    public var key = ""
    /// What it may be.
    public var values: [String] = []

    /// A requirement that nothing meets.
    public init() {}
}

/// A driver of volumes.
public struct CSIDriver: KubernetesObject, Hashable, Sendable {
    /// The name is that of the driver.
    public var metadata = ObjectMeta()
    /// Whether its volumes must be attached to a node, so that limits apply.
    public var requiresAttachment = true
    /// Whether it tells where there is room (``CSIStorageCapacity``).
    public var tellsCapacity = false

    /// A driver without a name.
    public init() {}

    /// `storage.k8s.io/v1`, `csidrivers`.
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "CSIDriver", plural: "csidrivers",
        isNamespaced: false)
}

/// Which drivers a node has.
public struct CSINode: KubernetesObject, Hashable, Sendable {
    /// The name is that of the node.
    public var metadata = ObjectMeta()
    /// The drivers.
    public var drivers: [Driver] = []

    /// One driver on one node.
    public struct Driver: Hashable, Sendable {
        /// Unique on its node.
        public var name = ""
        /// What the driver calls the node.
        public var nodeID = ""
        /// The labels of the node that say which volumes it can reach.
        public var topologyKeys: [String] = []
        /// How many volumes can be attached; nil for any number.
        public var allocatableCount: Int32?

        /// A driver without a name.
        public init() {}
    }

    /// Drivers of no node.
    public init() {}

    /// `storage.k8s.io/v1`, `csinodes`.
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "CSINode", plural: "csinodes",
        isNamespaced: false)
}

/// How much room there is for volumes of a class on some nodes.
public struct CSIStorageCapacity: KubernetesObject, Hashable, Sendable {
    /// The name means nothing.
    public var metadata = ObjectMeta()
    /// The class.
    public var storageClassName = ""
    /// The nodes; nil for none.
    public var nodeTopology: LabelSelector?
    /// Bytes altogether; nil when it is not known.
    public var capacity: Quantity?
    /// Bytes of the largest volume; nil when it is not known.
    public var maximumVolumeSize: Quantity?

    /// Room for nothing.
    public init() {}

    /// `storage.k8s.io/v1`, `csistoragecapacities`.
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "CSIStorageCapacity",
        plural: "csistoragecapacities")
}

extension StorageClass: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "provisioner": provisioner = try value.get()
        case "volumeBindingMode": bindingMode = try value.get()
        case "allowedTopologies": allowedTopologies = try value.get()
        default: break
        }
    }
}

extension TopologyTerm: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        if case "matchLabelExpressions" = name { matchLabelExpressions = try value.get() }
    }
}

extension TopologyRequirement: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "key": key = try value.get()
        case "values": values = try value.get()
        default: break
        }
    }
}

extension CSIDriver: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec":
            requiresAttachment = try value.member("attachRequired") ?? true
            tellsCapacity = try value.member("storageCapacity") ?? false
        default: break
        }
    }
}

extension CSINode: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec": drivers = try value.member("drivers") ?? []
        default: break
        }
    }
}

extension CSINode.Driver: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "nodeID": nodeID = try value.get()
        case "topologyKeys": topologyKeys = try value.get()
        case "allocatable": allocatableCount = try value.member("count")
        default: break
        }
    }
}

extension CSIStorageCapacity: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "storageClassName": storageClassName = try value.get()
        case "nodeTopology": nodeTopology = try value.get()
        case "capacity": capacity = try value.get()
        case "maximumVolumeSize": maximumVolumeSize = try value.get()
        default: break
        }
    }
}

extension VolumeBindingMode: JSONWord {}
