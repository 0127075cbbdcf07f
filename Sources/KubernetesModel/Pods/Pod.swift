/// A pod, as far as placing it is concerned.
public struct Pod: KubernetesObject, Hashable, Sendable {
    /// Name, identity, labels, owners.
    public var metadata = ObjectMeta()
    /// What is wanted.
    public var spec = PodSpec()
    /// What was observed.
    public var status = PodStatus()

    /// A pod without a name.
    public init() {}

    /// `v1`, `pods`.
    public static let resource = APIResource(version: "v1", kind: "Pod", plural: "pods")
}

/// What is wanted of a pod.
public struct PodSpec: Hashable, Sendable {
    /// Who is to place the pod.
    public var schedulerName = ""
    /// The node that the pod is bound to; empty before.
    public var nodeName = ""
    /// Importance; the server takes it from the class.
    ///
    /// 0 when it is not set.
    public var priority: Int32 = 0
    /// Where the importance comes from; empty for none.
    public var priorityClassName = ""
    /// Whether the pod may have others evicted.
    public var preemptionPolicy = PreemptionPolicy.lowerPriority
    /// What runs side by side.
    public var containers: [Container] = []
    /// What runs before, one after the other; those that restart always stay on as sidecars.
    public var initContainers: [Container] = []
    /// Requests and limits of the pod as a whole, which come before those of the containers.
    public var resources: ResourceRequirements?
    /// What the runtime itself needs besides.
    public var overhead = NameMap<Quantity>()
    /// Labels that the node must have.
    public var nodeSelector = NameMap<String>()
    /// Further wishes for node and neighbours; nil for none.
    public var affinity: Affinity?
    /// Taints that do not keep the pod away.
    public var tolerations: [Toleration] = []
    /// How like pods are spread.
    public var topologySpreadConstraints: [TopologySpreadConstraint] = []
    /// What is mounted.
    public var volumes: [Volume] = []
    /// Names of what must happen before the pod may be placed.
    public var schedulingGates: [SchedulingGate] = []
    /// Whether the pod uses the node's network, so that each of its ports is the node's.
    public var hostNetwork = false
    /// Seconds to end in; nil for the server's 30.
    public var terminationGracePeriodSeconds: Int64?
    /// What runs the pod; empty for the usual.
    public var runtimeClassName = ""
    /// Names of the secrets that images are fetched with.
    public var imagePullSecrets: [LocalReference] = []
    /// Devices claimed for the pod.
    public var resourceClaims: [PodResourceClaim] = []
    /// The PodGroup of `scheduling.k8s.io` that the pod belongs to (1.36); empty for none.
    public var podGroupName = ""
    /// The Workload that the pod belongs to, in the form of 1.35; nil for none.
    public var workloadReference: WorkloadReference?
    /// Seconds after which the pod is ended; nil for never.
    public var activeDeadlineSeconds: Int64?
    /// Whether ended containers are started again.
    public var restartPolicy = RestartPolicy.always

    /// A pod of nothing.
    public init() {}
}

/// Whether a pod may have others evicted.
public enum PreemptionPolicy: String, Hashable, Sendable {
    /// It may evict pods of a lower priority.
    case lowerPriority = "PreemptLowerPriority"
    /// It may not.
    case never = "Never"
    /// A word of a newer server.
    case unrecognized = ""
}

/// Whether ended containers are started again.
public enum RestartPolicy: String, Hashable, Sendable {
    /// They are. An init container with this is a sidecar.
    case always = "Always"
    /// They are when they failed.
    case onFailure = "OnFailure"
    /// They are not.
    case never = "Never"
    /// A word of a newer server.
    case unrecognized = ""
}

/// Something that must be taken away before a pod may be placed.
public struct SchedulingGate: Hashable, Sendable {
    /// Unique in its pod.
    public var name = ""

    /// A gate without a name.
    public init() {}
}

/// The name of an object in the same namespace.
public struct LocalReference: Hashable, Sendable {
    /// May be empty.
    public var name = ""

    /// A reference to nothing.
    public init() {}
}

/// A claim for devices, by the name that the containers use for it.
public struct PodResourceClaim: Hashable, Sendable {
    /// Unique in its pod.
    public var name = ""
    /// The claim that is there already; empty when one is made from a template.
    public var claimName = ""
    /// The template that a claim of the pod's own is made from; empty for none.
    public var templateName = ""

    /// A claim for nothing.
    public init() {}
}

/// A pod's place in a Workload, as Kubernetes 1.35 writes it.
public struct WorkloadReference: Hashable, Sendable {
    /// The Workload.
    public var name = ""
    /// The group in it.
    public var podGroup = ""
    /// Which of the group's replicas; empty when there is one.
    public var replicaKey = ""

    /// A reference to nothing.
    public init() {}
}

extension Pod: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec": spec = try value.get()
        case "status": status = try value.get()
        default: break
        }
    }
}

extension PodSpec: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "schedulerName": schedulerName = try value.get()
        case "nodeName": nodeName = try value.get()
        case "priority": priority = try value.get()
        case "priorityClassName": priorityClassName = try value.get()
        case "preemptionPolicy": preemptionPolicy = try value.get()
        case "containers": containers = try value.get()
        case "initContainers": initContainers = try value.get()
        case "resources": resources = try value.get()
        case "overhead": overhead = try value.get()
        case "nodeSelector": nodeSelector = try value.get()
        case "affinity": affinity = try value.get()
        case "tolerations": tolerations = try value.get()
        case "topologySpreadConstraints": topologySpreadConstraints = try value.get()
        case "volumes": volumes = try value.get()
        case "schedulingGates": schedulingGates = try value.get()
        case "hostNetwork": hostNetwork = try value.get()
        case "terminationGracePeriodSeconds": terminationGracePeriodSeconds = try value.get()
        case "runtimeClassName": runtimeClassName = try value.get()
        case "imagePullSecrets": imagePullSecrets = try value.get()
        case "resourceClaims": resourceClaims = try value.get()
        case "schedulingGroup": podGroupName = try value.member("podGroupName") ?? ""
        case "workloadRef": workloadReference = try value.get()
        case "activeDeadlineSeconds": activeDeadlineSeconds = try value.get()
        case "restartPolicy": restartPolicy = try value.get()
        default: break
        }
    }
}

extension SchedulingGate: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        if case "name" = name { self.name = try value.get() }
    }
}

extension LocalReference: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        if case "name" = name { self.name = try value.get() }
    }
}

extension PodResourceClaim: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "resourceClaimName": claimName = try value.get()
        case "resourceClaimTemplateName": templateName = try value.get()
        default: break
        }
    }
}

extension WorkloadReference: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "podGroup": podGroup = try value.get()
        case "podGroupReplicaKey": replicaKey = try value.get()
        default: break
        }
    }
}

extension PreemptionPolicy: JSONWord {}
extension RestartPolicy: JSONWord {}
