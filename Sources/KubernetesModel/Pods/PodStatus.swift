/// What was observed about a pod.
public struct PodStatus: Hashable, Sendable {
    /// How far the pod is.
    public var phase = PodPhase.pending
    /// Details, such as `PodScheduled`; unique by type.
    public var conditions: [Condition] = []
    /// A word for why the pod is in this state; often empty.
    public var reason = ""
    /// A sentence for people.
    public var message = ""
    /// When the node accepted the pod.
    public var startTime: Timestamp?
    /// The node that is being freed for the pod; empty for none.
    public var nominatedNodeName = ""
    /// What runs.
    public var containerStatuses: [ContainerStatus] = []
    /// What ran before, and sidecars.
    public var initContainerStatuses: [ContainerStatus] = []
    /// What the node set aside for the pod as a whole, where it has resources of its own.
    public var allocatedResources = NameMap<Quantity>()
    /// What the pod as a whole has; nil when the node does not tell.
    public var resources: ResourceRequirements?
    /// The state of a resize in the form before 1.33, such as `Infeasible`; empty for none.
    ///
    /// Newer nodes set the conditions `PodResizePending` and `PodResizeInProgress`.
    public var resize = ""
    /// The claims that were made for the pod.
    public var resourceClaimStatuses: [PodResourceClaim] = []
    /// The generation that the node has seen; 0 when it does not tell.
    public var observedGeneration: Int64 = 0

    /// Nothing observed.
    public init() {}

    /// The condition of a type, if it was observed.
    public func condition(_ type: String) -> Condition? {
        conditions.first { $0.type == type }
    }
}

/// How far a pod is.
public enum PodPhase: String, Hashable, Sendable {
    /// Not all of it runs yet, be it that it has no node.
    case pending = "Pending"
    /// It is on a node and something in it runs.
    case running = "Running"
    /// All ended well.
    case succeeded = "Succeeded"
    /// All ended, and something went wrong.
    case failed = "Failed"
    /// The node does not answer, or a newer server's word.
    case unknown = "Unknown"

    /// Whether the pod has ended for good and holds nothing any more.
    public var isTerminal: Bool { self == .succeeded || self == .failed }
}

/// What was observed about a container.
public struct ContainerStatus: Hashable, Sendable {
    /// The container.
    public var name = ""
    /// What the node set aside for it; empty when it does not tell.
    public var allocatedResources = NameMap<Quantity>()
    /// What it has; nil when the node does not tell.
    public var resources: ResourceRequirements?
    /// Whether it can do its work.
    public var isReady = false
    /// How often it was started again.
    public var restartCount: Int32 = 0

    /// Nothing observed.
    public init() {}
}

extension PodStatus: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "phase": phase = try value.get()
        case "conditions": conditions = try value.get()
        case "reason": reason = try value.get()
        case "message": message = try value.get()
        case "startTime": startTime = try value.get()
        case "nominatedNodeName": nominatedNodeName = try value.get()
        case "containerStatuses": containerStatuses = try value.get()
        case "initContainerStatuses": initContainerStatuses = try value.get()
        case "allocatedResources": allocatedResources = try value.get()
        case "resources": resources = try value.get()
        case "resize": resize = try value.get()
        case "resourceClaimStatuses": resourceClaimStatuses = try value.get()
        case "observedGeneration": observedGeneration = try value.get()
        default: break
        }
    }
}

extension ContainerStatus: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "allocatedResources": allocatedResources = try value.get()
        case "resources": resources = try value.get()
        case "ready": isReady = try value.get()
        case "restartCount": restartCount = try value.get()
        default: break
        }
    }
}

extension PodPhase: JSONWord {
    package static var unrecognized: PodPhase { .unknown }
}
