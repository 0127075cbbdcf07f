/// A claim of a pod for a volume.
public struct PersistentVolumeClaim: KubernetesObject, Hashable, Sendable {
    /// Name, identity, annotations.
    public var metadata = ObjectMeta()
    /// What is wanted.
    public var spec = PersistentVolumeClaimSpec()
    /// `Pending`, `Bound` or `Lost`; empty when it is new.
    public var phase = ""
    /// The size of the bound volume and the like.
    public var capacity = NameMap<Quantity>()

    /// A claim without a name.
    public init() {}

    /// `v1`, `persistentvolumeclaims`.
    public static let resource = APIResource(
        version: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims")
}

/// What is wanted of a volume.
public struct PersistentVolumeClaimSpec: Hashable, Sendable {
    /// Such as `ReadWriteOncePod`.
    public var accessModes: [String] = []
    /// The size, as `storage` in the requests.
    public var resources = ResourceRequirements()
    /// Volumes by their labels; nil for all.
    public var selector: LabelSelector?
    /// The volume that is bound; empty before.
    public var volumeName = ""
    /// The class; empty for volumes without one, nil before the server has filled in its default.
    public var storageClassName: String?
    /// `Filesystem` or `Block`.
    public var volumeMode = "Filesystem"

    /// A claim for nothing.
    public init() {}
}

/// A volume of the cluster.
public struct PersistentVolume: KubernetesObject, Hashable, Sendable {
    /// Name, identity, and the labels that say in which zone the volume is.
    public var metadata = ObjectMeta()
    /// The size, as `storage`.
    public var capacity = NameMap<Quantity>()
    /// Such as `ReadWriteOnce`.
    public var accessModes: [String] = []
    /// The class; empty for none.
    public var storageClassName = ""
    /// `Filesystem` or `Block`.
    public var volumeMode = "Filesystem"
    /// The claim that has the volume, or is to have it; nil for none.
    public var claim: ObjectReference?
    /// The nodes that can use the volume; nil for all.
    public var requiredNodes: NodeSelector?
    /// `Available`, `Bound`, `Released` or `Failed`; empty when it is new.
    public var phase = ""
    /// The driver that attaches the volume; empty for other forms.
    public var driver = ""
    /// What the driver calls the volume.
    public var handle = ""
    /// The disk, in one of the forms from before drivers.
    public var disk: AttachedDisk?

    /// A volume without a name.
    public init() {}

    /// `v1`, `persistentvolumes`.
    public static let resource = APIResource(
        version: "v1", kind: "PersistentVolume", plural: "persistentvolumes",
        isNamespaced: false)
}

/// A pointer to any object.
public struct ObjectReference: Hashable, Sendable {
    /// Group and version; may be empty.
    public var apiVersion = ""
    /// Such as `Pod`.
    public var kind = ""
    /// Empty for what belongs to no namespace.
    public var namespace = ""
    /// The name of the object.
    public var name = ""
    /// The identity of the object; empty when any of that name is meant.
    public var uid = ""
    /// The version that is meant; often empty.
    public var resourceVersion = ""

    /// A reference to nothing.
    public init() {}
}

extension PersistentVolumeClaim: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec": spec = try value.get()
        case "status":
            phase = try value.member("phase") ?? ""
            capacity = try value.member("capacity") ?? [:]
        default: break
        }
    }
}

extension PersistentVolumeClaimSpec: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "accessModes": accessModes = try value.get()
        case "resources": resources = try value.get()
        case "selector": selector = try value.get()
        case "volumeName": volumeName = try value.get()
        case "storageClassName": storageClassName = try value.get()
        case "volumeMode": volumeMode = try value.get()
        default: break
        }
    }
}

extension PersistentVolume: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec":
            try value.forEachMember { name, value throws(DecodingProblem) in
                try readSpecMember(name, value)
            }
        case "status": phase = try value.member("phase") ?? ""
        default: break
        }
    }

    private mutating func readSpecMember(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "capacity": capacity = try value.get()
        case "accessModes": accessModes = try value.get()
        case "storageClassName": storageClassName = try value.get()
        case "volumeMode": volumeMode = try value.get()
        case "claimRef": claim = try value.get()
        case "nodeAffinity": requiredNodes = try value.member("required")
        case "csi":
            driver = try value.member("driver") ?? ""
            handle = try value.member("volumeHandle") ?? ""
        default:
            if let disk = try AttachedDisk(name, value) { self.disk = disk }
        }
    }
}

extension ObjectReference: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "apiVersion": apiVersion = try value.get()
        case "kind": kind = try value.get()
        case "namespace": namespace = try value.get()
        case "name": self.name = try value.get()
        case "uid": uid = try value.get()
        case "resourceVersion": resourceVersion = try value.get()
        default: break
        }
    }
}
