/// One container of a pod.
public struct Container: Hashable, Sendable {
    /// Unique among the containers and init containers of its pod.
    public var name = ""
    /// What runs; empty when a controller fills it in later.
    public var image = ""
    /// What it needs and may use.
    public var resources = ResourceRequirements()
    /// ``RestartPolicy/always`` makes an init container a sidecar; nil leaves it to the pod.
    public var restartPolicy: RestartPolicy?
    /// The ports that it listens on.
    public var ports: [ContainerPort] = []

    /// A container without a name.
    public init() {}
}

/// What something needs, and the most that it may use, by the name of the resource.
public struct ResourceRequirements: Hashable, Sendable {
    /// What must be free.
    ///
    /// The server adds the limits of resources that are not requested.
    public var requests = NameMap<Quantity>()
    /// The most that may be used.
    public var limits = NameMap<Quantity>()
    /// Names, among ``PodSpec/resourceClaims``, of the devices that are used.
    public var claims: [LocalReference] = []

    /// No needs and no limits.
    public init() {}
}

/// A port of a container.
public struct ContainerPort: Hashable, Sendable {
    /// The port in the pod, 1 to 65535.
    public var containerPort: Int32 = 0
    /// The port of the node that leads there; 0 for none.
    public var hostPort: Int32 = 0
    /// The address of the node that it is opened on; empty for all.
    public var hostIP = ""
    /// `TCP`, `UDP` or `SCTP`.
    public var networkProtocol = "TCP"

    /// No port.
    public init() {}
}

extension Container: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "image": image = try value.get()
        case "resources": resources = try value.get()
        case "restartPolicy": restartPolicy = try value.get()
        case "ports": ports = try value.get()
        default: break
        }
    }
}

extension ResourceRequirements: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "requests": requests = try value.get()
        case "limits": limits = try value.get()
        case "claims": claims = try value.get()
        default: break
        }
    }
}

extension ContainerPort: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "containerPort": containerPort = try value.get()
        case "hostPort": hostPort = try value.get()
        case "hostIP": hostIP = try value.get()
        case "protocol": networkProtocol = try value.get()
        default: break
        }
    }
}
