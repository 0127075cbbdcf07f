/// Where asks may run besides where there is room, and where they would rather.
///
/// What Kubernetes knows, resolved: the nodes of volumes are node selectors, `matchLabelKeys` are
/// conditions, and of the labels only those that somebody's selector looks at need to be given.
public struct PlacementConstraints: Hashable, Sendable {
    /// Each of them has to select the node: `nodeSelector`, node affinity, nodes of volumes.
    public var nodes: [NodeSelector] = []
    /// Nodes that are better than others.
    public var preferredNodes: [PreferredNodes] = []
    /// The taints that it does not mind.
    public var tolerations: [Toleration] = []

    /// The namespace of the asks' pods.
    public var namespace = ""
    /// The labels of the asks' pods, by which others find them.
    public var labels = Labels.none
    /// A node needs pods of each of these in its part of the cluster.
    public var podAffinity: [PodAffinityTerm] = []
    /// A node must not have pods of any of these in its part of the cluster.
    public var podAntiAffinity: [PodAffinityTerm] = []
    /// Pods beside or away from which it is better.
    public var preferredPods: [PreferredPods] = []
    /// How the pods are spread.
    public var spread: [TopologySpread] = []

    /// Ports of the node that the pod takes.
    public var hostPorts: [HostPort] = []
    /// Volumes that have to be attached to the node.
    public var volumes: [AttachedVolume] = []

    /// Nothing but room matters.
    public static let none = PlacementConstraints()

    /// Creates constraints without any.
    public init() {}
}

/// A port of the node itself.
public struct HostPort: Hashable, Sendable {
    /// `TCP`, `UDP` or `SCTP`.
    public var transport: String
    /// The address of the node that it is bound to; "0.0.0.0" for all.
    public var address: String
    /// 1 to 65535.
    public var port: Int32

    /// Creates a port.
    public init(_ port: Int32, transport: String = "TCP", address: String = "0.0.0.0") {
        self.port = port
        self.transport = transport
        self.address = address
    }

    /// Whether both cannot be taken on the same node.
    public func collides(with other: HostPort) -> Bool {
        port == other.port && transport == other.transport
            && (address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0")
    }
}

/// A volume that is attached to the node of the pods that use it; once, however many they are.
public struct AttachedVolume: Hashable, Sendable {
    /// The volume's unique name.
    public var name: String
    /// The driver, whose limits on nodes count; "" if none does.
    public var driver: String
    /// Whether only one pod in the whole cluster may use it (`ReadWriteOncePod`).
    public var isExclusive: Bool

    /// Creates a volume.
    public init(_ name: String, driver: String = "", isExclusive: Bool = false) {
        self.name = name
        self.driver = driver
        self.isExclusive = isExclusive
    }
}

/// How many volumes of a driver a node can have attached (`CSINode`).
public struct VolumeLimit: Hashable, Sendable {
    /// The driver.
    public var driver: String
    /// The number, at least 0.
    public var count: Int32

    /// Creates a limit.
    public init(_ driver: String, _ count: Int32) {
        self.driver = driver
        self.count = count
    }
}
