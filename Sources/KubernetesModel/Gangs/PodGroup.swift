/// Pods that are to start together, in the forms of `scheduling.k8s.io` (Kubernetes 1.36),
/// `scheduling.x-k8s.io` (scheduler-plugins) and `scheduling.volcano.sh`.
///
/// What one of the forms does not have keeps its default. List each form with its own resource.
public struct PodGroup: KubernetesObject, Hashable, Sendable {
    /// Name, namespace, identity.
    public var metadata = ObjectMeta()
    /// Group and version: which of the forms this is.
    ///
    /// Items of the core forms' lists do not tell.
    public var apiVersion = ""
    /// How many pods must start together; nil when they need not.
    public var minimumMembers: Int32?
    /// How many of each task must start together (Volcano).
    public var minimumTaskMembers = NameMap<Int32>()
    /// What the pods need altogether, to be free before the first one starts.
    public var minimumResources = NameMap<Quantity>()
    /// How long the group may wait (scheduler-plugins); nil for the scheduler's default.
    public var scheduleTimeoutSeconds: Int32?
    /// The queue (Volcano); empty for the default.
    public var queue = ""
    /// The priority class of the group (Volcano); empty for that of the pods.
    public var priorityClassName = ""
    /// The Workload that the group was made from; empty for none.
    public var workloadName = ""
    /// The template in it.
    public var templateName = ""
    /// Whether the pods must be disrupted together: `Pod` or `PodGroup`; empty when not told.
    public var disruptionMode = ""
    /// Labels of nodes whose values all pods must share.
    public var topologyKeys: [String] = []
    /// Such as `PodGroupScheduled`.
    public var conditions: [Condition] = []

    /// A group without a name.
    public init() {}

    /// `scheduling.k8s.io/v1alpha2`, `podgroups`.
    public static let resource = APIResource(
        group: "scheduling.k8s.io", version: "v1alpha2", kind: "PodGroup", plural: "podgroups")

    /// `scheduling.x-k8s.io/v1alpha1`, `podgroups`.
    public static let schedulerPluginsResource = APIResource(
        group: "scheduling.x-k8s.io", version: "v1alpha1", kind: "PodGroup",
        plural: "podgroups")

    /// `scheduling.volcano.sh/v1beta1`, `podgroups`.
    public static let volcanoResource = APIResource(
        group: "scheduling.volcano.sh", version: "v1beta1", kind: "PodGroup",
        plural: "podgroups")
}

/// Groups of pods that belong together.
public struct Workload: KubernetesObject, Hashable, Sendable {
    /// Name, namespace, identity.
    public var metadata = ObjectMeta()
    /// The object whose pods these are; nil when it is not told.
    public var controller: ObjectReference?
    /// The groups; PodGroups are made from them.
    public var templates: [PodGroupTemplate] = []

    /// A workload without a name.
    public init() {}

    /// `scheduling.k8s.io/v1alpha2`, `workloads`.
    public static let resource = APIResource(
        group: "scheduling.k8s.io", version: "v1alpha2", kind: "Workload", plural: "workloads")
}

/// What PodGroups of a Workload are made from.
public struct PodGroupTemplate: Hashable, Sendable {
    /// Unique in its Workload.
    public var name = ""
    /// How many pods must start together; nil when they need not.
    public var minimumMembers: Int32?
    /// Labels of nodes whose values all pods must share.
    public var topologyKeys: [String] = []

    /// A template without a name.
    public init() {}
}

extension PodGroup: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "apiVersion": apiVersion = try value.get()
        case "metadata": metadata = try value.get()
        case "spec":
            try value.forEachMember { name, value throws(DecodingProblem) in
                try readSpec(name, value)
            }
        case "status": conditions = try value.member("conditions") ?? []
        default: break
        }
    }

    private mutating func readSpec(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "schedulingPolicy": minimumMembers = try SchedulingPolicy(json: value).minimumMembers
        case "minMember": minimumMembers = try value.get()
        case "minTaskMember": minimumTaskMembers = try value.get()
        case "minResources": minimumResources = try value.get()
        case "scheduleTimeoutSeconds": scheduleTimeoutSeconds = try value.get()
        case "queue": queue = try value.get()
        case "priorityClassName": priorityClassName = try value.get()
        case "disruptionMode": disruptionMode = try value.get()
        case "schedulingConstraints":
            topologyKeys = try SchedulingConstraints(json: value).topologyKeys
        case "podGroupTemplateRef":
            try value.forEachMember { name, value throws(DecodingProblem) in
                guard "workload" ~= name else { return }
                workloadName = try value.member("workloadName") ?? ""
                templateName = try value.member("podGroupTemplateName") ?? ""
            }
        default: break
        }
    }
}

extension Workload: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec":
            try value.forEachMember { name, value throws(DecodingProblem) in
                switch name {
                case "controllerRef":
                    var controller: ObjectReference = try value.get()
                    controller.apiVersion = try value.member("apiGroup") ?? ""
                    self.controller = controller
                // The second name is that of 1.35.
                case "podGroupTemplates", "podGroups": templates = try value.get()
                default: break
                }
            }
        default: break
        }
    }
}

extension PodGroupTemplate: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "schedulingPolicy", "policy":
            minimumMembers = try SchedulingPolicy(json: value).minimumMembers
        case "schedulingConstraints":
            topologyKeys = try SchedulingConstraints(json: value).topologyKeys
        default: break
        }
    }
}

/// `{"gang": {"minCount": 2}}` or `{"basic": {}}`.
private struct SchedulingPolicy: JSONFields {
    var minimumMembers: Int32?

    mutating func read(_ name: JSONName, _ value: JSONValue) throws(DecodingProblem) {
        if case "gang" = name { minimumMembers = try value.member("minCount") }
    }
}

/// `{"topology": [{"key": "topology.kubernetes.io/zone"}]}`.
private struct SchedulingConstraints: JSONFields {
    var topologyKeys: [String] = []

    mutating func read(_ name: JSONName, _ value: JSONValue) throws(DecodingProblem) {
        guard "topology" ~= name else { return }
        let topology: [NameMap<String>] = try value.get()
        topologyKeys = topology.compactMap { $0["key"] }
    }
}
