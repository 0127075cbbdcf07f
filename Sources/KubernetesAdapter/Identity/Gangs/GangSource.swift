public import KubernetesModel

/// Who says that pods belong together and how many of them must start at once.
///
/// What stands first here goes before what follows:
///
/// 1. YuniKorn's annotation `task-groups` on the first pod of the application.
/// 2. Muster's annotation `muster.dev/min-members` on that pod.
/// 3. `scheduling.k8s.io`: the PodGroup that the pod's spec names, or the Workload (1.35).
/// 4. The PodGroup of scheduler-plugins, by a label.
/// 5. The PodGroup of Volcano, by an annotation.
/// 6. Spark, by its labels.
/// 7. The owner of the pods: LeaderWorkerSet, TrainJob, JobSet, RayCluster, FlinkDeployment, the
///    jobs of the training operator, MPIJob, Job.
///
/// Who is not there or cannot be read says nothing, but for a PodGroup: pods wait for theirs.
public enum GangSource: Hashable, Sendable {
    /// The annotation `task-groups`.
    case taskGroups
    /// The annotation `muster.dev/min-members`; at least 1.
    case minMembers(Int32)
    /// A PodGroup.
    case podGroup(PodGroupForm, ObjectName)
    /// A group of a Workload, and which of its replicas.
    case workload(ObjectName, group: String, replica: String)
    /// Spark's driver and executors; the namespace and Spark's name of the application.
    case spark(ObjectName)
    /// An owner; of a LeaderWorkerSet also which of its groups.
    case owner(OwnerName, group: String)

    /// Finds who speaks for a pod; `nil` if nobody does, so that the pod is for itself.
    ///
    /// - Parameters:
    ///   - pod: The first pod of its application, or the one whose application is to be found.
    ///   - directory: Who is known.
    public init?(_ pod: Pod, in directory: GangDirectory) {
        let metadata = pod.metadata
        func named(_ name: String?) -> ObjectName? {
            guard let name, !name.isEmpty else { return nil }
            return ObjectName(metadata.namespace, name)
        }
        if metadata.annotations[YuniKornName.taskGroups].map({ !$0.isEmpty }) ?? false {
            self = .taskGroups
        } else if let count = metadata.annotations[MusterName.minMembers].flatMap({ Int32($0) }),
            count > 0
        {
            self = .minMembers(count)
        } else if let name = named(pod.spec.podGroupName) {
            self = .podGroup(.kubernetes, name)
        } else if let reference = pod.spec.workloadReference, let name = named(reference.name) {
            self = .workload(name, group: reference.podGroup, replica: reference.replicaKey)
        } else if let name = named(
            metadata.labels[GangName.schedulerPlugins]
                ?? metadata.labels[GangName.oldSchedulerPlugins])
        {
            self = .podGroup(.schedulerPlugins, name)
        } else if let name = named(metadata.annotations[GangName.volcano]) {
            self = .podGroup(.volcano, name)
        } else if metadata.labels[GangName.sparkRole] != nil,
            let name = named(metadata.labels[YuniKornName.sparkApplicationID])
        {
            self = .spark(name)
        } else if let (owner, group) = directory.gangOwner(of: pod),
            ownedGroupName(of: pod, kind: owner.kind) != nil
        {
            self = .owner(owner, group: group)
        } else {
            return nil
        }
    }

    /// The application of pods that name none themselves but belong together; `nil` where they are
    /// told apart no better than others of the namespace.
    public func applicationID(in directory: GangDirectory) -> String? {
        switch self {
        case .taskGroups, .minMembers, .spark: return nil
        case .podGroup(let form, let name):
            return "\(form.rawValue).\(name.namespace).\(name.name)"
        case .workload(let name, let group, let replica):
            let suffix = replica.isEmpty ? "" : ".\(replica)"
            return "workload.\(name.namespace).\(name.name).\(group)\(suffix)"
        case .owner(let owner, let group):
            guard let uid = directory.owner(owner)?.metadata.uid else { return nil }
            let suffix = group.isEmpty ? uid : "\(uid)-\(group)"
            let room = max(0, 62 - suffix.count)
            return "\(owner.name.namespace.prefix(min(26, room)))-\(suffix)"
        }
    }
}

/// The API that a PodGroup belongs to.
public enum PodGroupForm: String, Hashable, Sendable, CaseIterable {
    /// `scheduling.k8s.io`.
    case kubernetes = "podgroup"
    /// `scheduling.x-k8s.io`.
    case schedulerPlugins = "x-podgroup"
    /// `scheduling.volcano.sh`.
    case volcano = "volcano-podgroup"
}

/// The kind and the name of an owner of pods.
public struct OwnerName: Hashable, Sendable {
    /// Such as `Job`.
    public var kind: String
    /// The name.
    public var name: ObjectName

    /// Creates a name.
    public init(kind: String, _ name: ObjectName) {
        self.kind = kind
        self.name = name
    }
}

/// The objects that say which pods belong together.
///
/// The caller keeps it up to date with what it watches, and looks up an owner before it asks for
/// the source of the owner's pods: the answer decides which application they belong to.
public struct GangDirectory: Sendable {
    private var podGroups: [PodGroupKey: PodGroup] = [:]
    private var workloads: [ObjectName: Workload] = [:]
    private var owners: [OwnerName: OwnerScale] = [:]
    private var sparkProperties: [String: String] = [:]

    private struct PodGroupKey: Hashable {
        var form: PodGroupForm
        var name: ObjectName
    }

    /// Nobody.
    public init() {}

    /// A PodGroup is there, or is another.
    public mutating func update(_ podGroup: PodGroup, form: PodGroupForm) {
        podGroups[PodGroupKey(form: form, name: ObjectName(podGroup.metadata))] = podGroup
    }

    /// A PodGroup is gone.
    public mutating func removePodGroup(_ name: ObjectName, form: PodGroupForm) {
        podGroups[PodGroupKey(form: form, name: name)] = nil
    }

    /// A Workload is there, or is another.
    public mutating func update(_ workload: Workload) {
        workloads[ObjectName(workload.metadata)] = workload
    }

    /// A Workload is gone.
    public mutating func removeWorkload(_ name: ObjectName) {
        workloads[name] = nil
    }

    /// An owner of pods is there, or is another.
    ///
    /// Its kind is given because lists do not tell it.
    public mutating func update(_ owner: OwnerScale, kind: String) {
        owners[OwnerName(kind: kind, ObjectName(owner.metadata))] = owner
    }

    /// An owner is gone.
    public mutating func removeOwner(_ name: OwnerName) {
        owners[name] = nil
    }

    /// The text of `spark.properties` in the ConfigMap that a Spark driver owns; `nil`: it is gone.
    public mutating func setSparkProperties(_ text: String?, ofDriver uid: String) {
        sparkProperties[uid] = text
    }

    func podGroup(_ form: PodGroupForm, _ name: ObjectName) -> PodGroup? {
        podGroups[PodGroupKey(form: form, name: name)]
    }

    func workload(_ name: ObjectName) -> Workload? { workloads[name] }

    func owner(_ name: OwnerName) -> OwnerScale? { owners[name] }

    /// What a PodGroup or Workload asks for that is not obeyed, a sentence each.
    func disregarded(by source: GangSource) -> [String] {
        var texts: [String] = []
        func note(topologyKeys: [String], of name: String) {
            guard !topologyKeys.isEmpty else { return }
            texts.append(
                "the topology of \(name) (\(topologyKeys.joined(separator: ", "))) is not obeyed:"
                    + " its pods may be placed apart; podAffinity on that label keeps them"
                    + " together")
        }
        switch source {
        case .podGroup(let form, let name):
            guard let group = podGroup(form, name) else { break }
            let text = "PodGroup \(name.namespace)/\(name.name)"
            note(topologyKeys: group.topologyKeys, of: text)
            if group.disruptionMode == "PodGroup" {
                texts.append(
                    "the disruptionMode of \(text) is obeyed for as many pods as must start"
                        + " together; others of the group may be evicted alone")
            }
        case .workload(let name, let group, _):
            let template = workload(name)?.templates.first { $0.name == group }
            note(
                topologyKeys: template?.topologyKeys ?? [],
                of: "Workload \(name.namespace)/\(name.name)")
        case .taskGroups, .minMembers, .spark, .owner: break
        }
        return texts
    }

    func sparkProperties(ofDriver uid: String) -> String? { sparkProperties[uid] }
}

extension GangDirectory {
    /// Kinds whose pods start together.
    ///
    /// What owns an owner goes before it, as far as it is one of them.
    private static let gangKinds = [
        "Job", "JobSet", "TrainJob", "RayCluster", "FlinkDeployment", "MPIJob", "PyTorchJob",
        "TFJob", "XGBoostJob", "PaddleJob", "JAXJob", "LeaderWorkerSet",
    ]

    /// The owner that speaks for a pod, and which of its groups the pod belongs to.
    fileprivate func gangOwner(of pod: Pod) -> (OwnerName, group: String)? {
        let namespace = pod.metadata.namespace
        // The way up from a worker of a LeaderWorkerSet leads through its leader, a pod.
        if let name = pod.metadata.labels[GangName.leaderWorkerSet] {
            let owner = OwnerName(kind: "LeaderWorkerSet", ObjectName(namespace, name))
            guard owners[owner] != nil else { return nil }
            return (owner, pod.metadata.labels[GangName.leaderWorkerGroup] ?? "")
        }
        var found: OwnerName?
        var reference = pod.metadata.controller
        // A chain that is longer, or goes in a circle, is none that anybody makes.
        for _ in 0..<6 {
            guard let next = reference else { break }
            let name = OwnerName(kind: next.kind, ObjectName(namespace, next.name))
            guard let owner = owners[name], owner.metadata.uid == next.uid else { break }
            if Self.gangKinds.contains(next.kind) { found = name }
            reference = owner.metadata.controller
        }
        return found.map { ($0, "") }
    }

    /// An owner somewhere above a pod, by its kind.
    func owner(of pod: Pod, kind: String) -> OwnerScale? {
        var reference = pod.metadata.controller
        for _ in 0..<6 {
            guard let next = reference,
                let owner = owners[
                    OwnerName(
                        kind: next.kind, ObjectName(pod.metadata.namespace, next.name))],
                owner.metadata.uid == next.uid
            else { return nil }
            if next.kind == kind { return owner }
            reference = owner.metadata.controller
        }
        return nil
    }
}
