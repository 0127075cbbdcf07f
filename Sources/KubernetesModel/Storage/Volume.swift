/// Something mounted into a pod.
public struct Volume: Hashable, Sendable {
    /// Unique in its pod.
    public var name = ""
    /// What is mounted.
    public var source = Source.other

    /// What is mounted, as far as it matters where the pod runs.
    public enum Source: Hashable, Sendable {
        /// A claim of the pod's namespace.
        case claim(name: String, isReadOnly: Bool)
        /// A claim that is made for the pod, named after the pod and the volume.
        case ephemeral(ClaimTemplate)
        /// A volume of a driver that lives as long as the pod.
        case inline(driver: String)
        /// A disk named in the pod itself.
        case disk(AttachedDisk)
        /// A config map of the pod's namespace, by its name.
        case configMap(String)
        /// Anything that every node has.
        case other
    }

    /// A volume without a name.
    public init() {}
}

/// What an ephemeral claim is made from.
public struct ClaimTemplate: Hashable, Sendable {
    /// Labels and annotations of the claim.
    public var metadata = ObjectMeta()
    /// What is wanted of the claim.
    public var spec = PersistentVolumeClaimSpec()

    /// A template that asks for nothing.
    public init() {}
}

/// A disk in one of the forms from before drivers, which is attached to a node.
public struct AttachedDisk: Hashable, Sendable {
    /// The form, which has a limit per node and a rule for sharing of its own.
    public enum Kind: String, Hashable, Sendable {
        /// Amazon Elastic Block Store.
        case awsElasticBlockStore
        /// Google Compute Engine.
        case gcePersistentDisk
        /// Azure.
        case azureDisk
        /// OpenStack.
        case cinder
        /// iSCSI.
        case iscsi
        /// Ceph.
        case rbd
        /// vSphere.
        case vsphereVolume
    }

    /// The form.
    public var kind: Kind
    /// Which disk: volume, disk or qualified name; `pool/image` of Ceph.
    public var identifier = ""
    /// The monitors of a Ceph cluster; disks are the same only when they share one.
    public var monitors: [String] = []
    /// Whether it is only read, so that some forms can be shared.
    public var isReadOnly = false
}

extension Volume: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "persistentVolumeClaim":
            source = .claim(
                name: try value.member("claimName") ?? "",
                isReadOnly: try value.member("readOnly") ?? false)
        case "ephemeral":
            source = .ephemeral(try value.member("volumeClaimTemplate") ?? ClaimTemplate())
        case "configMap": source = .configMap(try value.member("name") ?? "")
        case "csi": source = .inline(driver: try value.member("driver") ?? "")
        default:
            if let disk = try AttachedDisk(name, value) { source = .disk(disk) }
        }
    }
}

extension ClaimTemplate: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec": spec = try value.get()
        default: break
        }
    }
}

extension AttachedDisk {
    /// The disk that the member `name` of a pod's or a persistent volume describes, if it does.
    init?(_ name: JSONName, _ value: JSONValue) throws(DecodingProblem) {
        let identifier: String?
        switch name {
        case "awsElasticBlockStore":
            kind = .awsElasticBlockStore
            identifier = try value.member("volumeID")
        case "gcePersistentDisk":
            kind = .gcePersistentDisk
            identifier = try value.member("pdName")
        case "azureDisk":
            kind = .azureDisk
            identifier = try value.member("diskName")
        case "cinder":
            kind = .cinder
            identifier = try value.member("volumeID")
        case "iscsi":
            kind = .iscsi
            identifier = try value.member("iqn")
        case "rbd":
            kind = .rbd
            // The documented defaults of what is left out.
            let pool: String = try value.member("pool") ?? "rbd"
            identifier = "\(pool)/\(try value.member("image") ?? "" as String)"
            monitors = try value.member("monitors") ?? []
        case "vsphereVolume":
            kind = .vsphereVolume
            identifier = try value.member("volumePath")
        default: return nil
        }
        self.identifier = identifier ?? ""
        isReadOnly = try value.member("readOnly") ?? false
    }
}
