/// How many pods the owner of pods wants, whatever kind of object it is.
///
/// Read from the members that Job, JobSet, ReplicaSet, StatefulSet, LeaderWorkerSet, RayCluster,
/// RayJob, SparkApplication, FlinkDeployment, TrainJob and the `…ReplicaSpecs` of PyTorchJob,
/// MPIJob and TFJob have; their names tell the kinds apart.
public struct OwnerScale: KubernetesObject, Hashable, Sendable {
    /// Name, namespace, identity, and the owner's own owners.
    public var metadata = ObjectMeta()
    /// Group and version; empty in lists of the server's own kinds.
    public var apiVersion = ""
    /// The kind; empty in lists of the server's own kinds.
    public var kind = ""
    /// The kinds of pods that it wants.
    public var groups: [Group] = []
    /// Whether it wants none at present.
    public var isSuspended = false
    /// How many tasks run at one time (Flink); nil when it is not told, as of a session.
    public var parallelism: Int32?
    /// How many of them a task manager of Flink runs.
    public var taskSlots = Int32(1)

    /// Like pods of one owner.
    public struct Group: Hashable, Sendable {
        /// The name in the owner, such as `Worker`; empty when there is one kind of pods.
        public var name = ""
        /// How many at one time; nil when it is not told, which means one for most kinds.
        public var replicas: Int32?
        /// The fewest that will do, where the owner scales by itself.
        public var minimum: Int32?
        /// The most that it may want, where the owner scales by itself.
        public var maximum: Int32?
        /// How many pods each replica has.
        public var podsPerReplica: Int32 = 1
        /// How many pods must end well, of a Job; nil for any.
        public var completions: Int32?
        /// `cpu`, `memory` and others that each pod needs, in the words of Flink, whose `m` are
        /// mebibytes; empty when it is not told.
        public var amounts = NameMap<String>()

        /// Pods without a name.
        public init() {}

        init(name: String, replicas: Int32? = nil) {
            self.name = name
            self.replicas = replicas
        }
    }

    /// An owner that wants nothing.
    public init() {}

    /// The group of a name, which is added when it is not there yet.
    private mutating func withGroup(
        _ name: String, _ change: (inout Group) throws(DecodingProblem) -> Void
    ) throws(DecodingProblem) {
        var place = groups.count
        for (index, group) in groups.enumerated() where group.name == name { place = index }
        if place == groups.count { groups.append(Group(name: name)) }
        try change(&groups[place])
    }
}

extension OwnerScale: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "apiVersion": apiVersion = try value.get()
        case "kind": kind = try value.get()
        case "metadata": metadata = try value.get()
        case "spec": try readSpec(value)
        default: break
        }
    }

    private mutating func readSpec(_ spec: JSONValue) throws(DecodingProblem) {
        try spec.forEachMember { name, value throws(DecodingProblem) in
            switch name {
            case "suspend": isSuspended = try value.get()
            case "replicatedJobs": groups += try value.get() as [Group]
            case "workerGroupSpecs": groups += try value.get() as [Group]
            case "headGroupSpec": groups.insert(Group(name: "headgroup", replicas: 1), at: 0)
            case "rayClusterSpec": try readSpec(value)
            case "job": parallelism = try value.member("parallelism")
            case "flinkConfiguration":
                try value.forEachMember { name, value throws(DecodingProblem) in
                    guard "taskmanager.numberOfTaskSlots" ~= name else { return }
                    taskSlots = Int32(value.scalarOrText) ?? 1
                }
            default:
                if name.hasSuffix("ReplicaSpecs") {
                    try readReplicaSpecs(value)
                } else {
                    try readGroup(name, value)
                }
            }
        }
    }

    /// The members that say something about one group.
    private mutating func readGroup(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "replicas", "parallelism", "completions":
            try withGroup("") { group throws(DecodingProblem) in try group.read(name, value) }
        case "leaderWorkerTemplate":
            try withGroup("") { group throws(DecodingProblem) in
                group.podsPerReplica = try value.member("size") ?? 1
            }
        case "trainer":
            try withGroup("trainer") { group throws(DecodingProblem) in
                group.replicas = try value.member("numNodes")
            }
        case "driver": groups.insert(Group(name: "driver", replicas: 1), at: 0)
        case "executor":
            try withGroup("executor") { group throws(DecodingProblem) in
                if let count: Int32 = try value.member("instances") { group.replicas = count }
            }
        case "dynamicAllocation": try readDynamicAllocation(value)
        case "jobManager", "taskManager":
            try withGroup(name.text.lowercased()) { group throws(DecodingProblem) in
                try group.readManager(value)
            }
        default: break
        }
    }

    private mutating func readDynamicAllocation(_ value: JSONValue) throws(DecodingProblem) {
        guard try value.member("enabled") ?? false else { return }
        try withGroup("executor") { group throws(DecodingProblem) in
            group.minimum = try value.member("minExecutors")
            group.maximum = try value.member("maxExecutors")
            if group.replicas == nil { group.replicas = try value.member("initialExecutors") }
        }
    }

    private mutating func readReplicaSpecs(_ value: JSONValue) throws(DecodingProblem) {
        try value.forEachMember { name, value throws(DecodingProblem) in
            var group: Group = try value.get()
            group.name = name.text
            groups.append(group)
        }
    }
}

extension OwnerScale.Group: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name", "groupName": self.name = try value.get()
        // A Job's parallelism is its number of pods at one time; that of a JobSet's template is
        // the number of pods of each of its Jobs.
        case "replicas", "parallelism": replicas = try value.get()
        case "minReplicas": minimum = try value.get()
        case "maxReplicas": maximum = try value.get()
        case "completions": completions = try value.get()
        case "numOfHosts": podsPerReplica = try value.get()
        case "template": try readJobTemplate(value)
        default: break
        }
    }

    /// A job manager or the task managers of Flink.
    fileprivate mutating func readManager(_ manager: JSONValue) throws(DecodingProblem) {
        try manager.forEachMember { name, value throws(DecodingProblem) in
            switch name {
            case "replicas": replicas = try value.get()
            case "resource":
                try value.forEachMember { name, value throws(DecodingProblem) in
                    amounts[name.text] = value.scalarOrText
                }
            default: break
            }
        }
    }

    /// `template.spec.parallelism` of a JobSet; a pod's template has nothing of that name.
    private mutating func readJobTemplate(_ template: JSONValue) throws(DecodingProblem) {
        try template.forEachMember { name, value throws(DecodingProblem) in
            guard "spec" ~= name else { return }
            if let count: Int32 = try value.member("parallelism") { podsPerReplica = count }
            if let count: Int32 = try value.member("completions") { completions = count }
        }
    }
}

extension JSONValue {
    /// The text of a string, or of anything else that is no object or array.
    fileprivate var scalarOrText: String {
        kind == Kind.string ? String(decoding: utf8, as: UTF8.self) : scalarText
    }
}

extension JSONName {
    func hasSuffix(_ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        guard utf8.count >= count else { return false }
        return suffix ~= JSONName(utf8: UnsafeBufferPointer(rebasing: utf8.suffix(count)))
    }
}
