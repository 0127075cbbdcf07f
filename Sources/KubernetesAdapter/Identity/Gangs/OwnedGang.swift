internal import KubernetesModel
internal import MusterCore

/// The gang of the pods of an owner, which says how many it wants of each kind.
///
/// What a member needs is seen in the first pod of its group, or told by the owner of those that
/// their like creates. Other groups of which no pod is there are waited for, or left out if it
/// `isComplete`.
func ownedGang(
    _ owner: OwnerName, _ source: GangSource, _ members: [MemberPod], _ directory: GangDirectory,
    _ catalog: inout ResourceCatalog, isComplete: Bool
) -> GangFinding {
    guard let first = members.first else { return .plain }
    var groups: [NamedGang.Group] = []
    var unseen: [String] = []
    for wanted in wantedGroups(of: owner, first.pod, directory) where wanted.count > 0 {
        let sample = members.first { ownedGroupName(of: $0.pod, kind: owner.kind) == wanted.name }
        if let sample {
            groups.append(
                NamedGang.Group(like: sample, named: wanted.name, count: wanted.count))
        } else if let amounts = taskManagerAmounts(directory.owner(owner), wanted.name) {
            var labels = first.pod.metadata.labels
            labels[GangName.flinkComponent] = wanted.name
            groups.append(
                NamedGang.Group(
                    of: first.pod, named: wanted.name, count: wanted.count, amounts,
                    labels: labels, &catalog))
        } else {
            unseen.append(wanted.name)
        }
    }
    if !unseen.isEmpty && !isComplete { return .waiting(.groups(unseen)) }
    return gangFinding(groups, source, first.pod)
}

/// The name of the group of its owner that a pod belongs to; `nil` for none.
func ownedGroupName(of pod: Pod, kind: String) -> String? {
    let labels = pod.metadata.labels
    switch kind {
    case "Job": return ""
    case "JobSet": return labels[GangName.replicatedJob]
    // What prepares data and model runs before the nodes, for itself.
    case "TrainJob": return labels[GangName.replicatedJob] == "node" ? "node" : nil
    case "RayCluster":
        return labels[GangName.rayNodeType] == "head" ? "headgroup" : labels[GangName.rayGroup]
    case "FlinkDeployment": return labels[GangName.flinkComponent]
    case "LeaderWorkerSet":
        return labels[GangName.leaderWorkerIndex].map { $0 == "0" ? "leader" : "worker" }
    default:
        return labels[GangName.trainingReplicaType] ?? labels[GangName.trainingJobRole]
    }
}

/// How many members of which group start together.
private typealias WantedGroup = (name: String, count: Int32)

private func wantedGroups(
    of name: OwnerName, _ first: Pod, _ directory: GangDirectory
) -> [WantedGroup] {
    guard let owner = directory.owner(name) else { return [] }
    switch name.kind {
    case "Job": return owner.groups.map { ("", $0.podsAtOnce) }
    case "JobSet": return owner.groups.map { ($0.name, $0.podsAtOnce) }
    case "TrainJob": return trainerGroups(owner, directory.owner(of: first, kind: "JobSet"))
    case "LeaderWorkerSet":
        let size = owner.groups.first?.podsPerReplica ?? 1
        return [("leader", 1), ("worker", max(0, size) - 1)]
    case "FlinkDeployment": return flinkGroups(owner)
    case "RayCluster": return owner.groups.map(\.asWanted)
    // The names are those of members of the object, `Worker`; the labels have `worker`.
    default: return owner.groups.map { ($0.name.lowercased(), $0.podsAtOnce) }
    }
}

/// The nodes of a training run.
private func trainerGroups(_ owner: OwnerScale, _ jobSet: OwnerScale?) -> [WantedGroup] {
    let name = "node"
    if let count = owner.groups.first(where: { $0.name == "trainer" })?.replicas {
        return [(name, count)]
    }
    return jobSet?.groups.filter { $0.name == name }.map { ($0.name, $0.podsAtOnce) } ?? []
}

/// Managers of jobs and of tasks; of the latter none of a session, whose jobs tell how many.
///
/// - Note: Source: `getNumTaskManagers` of `FlinkUtils` of the Flink Kubernetes operator.
private func flinkGroups(_ owner: OwnerScale) -> [WantedGroup] {
    owner.groups.compactMap { group in
        if group.name == "jobmanager" { return (group.name, group.replicas ?? 1) }
        guard let parallelism = owner.parallelism, parallelism > 0 else {
            return group.replicas.map { (group.name, $0) }
        }
        let taskManagers = (parallelism - 1) / max(1, owner.taskSlots) + 1
        return (group.name, group.replicas ?? taskManagers)
    }
}

/// What task managers need, which the job manager creates once it runs; `nil` if it is not told.
private func taskManagerAmounts(_ owner: OwnerScale?, _ name: String) -> CheckedAmounts? {
    guard name == "taskmanager",
        let told = owner?.groups.first(where: { $0.name == name })?.amounts,
        let cpu = told["cpu"].flatMap({ try? Quantity($0) }), let memory = told["memory"],
        let bytes = binaryBytes(memory, unitless: 1) ?? (try? Quantity(memory))?.units
    else { return nil }
    var amounts = NameMap<Quantity>()
    amounts["cpu"] = cpu
    amounts["memory"] = Quantity(units: bytes)
    return try? CheckedAmounts(amounts)
}

extension OwnerScale.Group {
    /// How many of its pods run at one time.
    fileprivate var podsAtOnce: Int32 {
        // KubeRay starts no fewer than the minimum, whatever stands in `replicas`.
        let replicas = max(0, self.replicas ?? 1, minimum ?? 0)
        let (product, overflow) = replicas.multipliedReportingOverflow(by: max(0, podsPerReplica))
        let count = overflow ? Int32.max : product
        guard let completions else { return count }
        // Completions count for each replica; a Job is one, whose `replicas` is its parallelism.
        let needed = name.isEmpty ? Int64(completions) : Int64(completions) * Int64(replicas)
        return Int32(clamping: min(Int64(count), max(0, needed)))
    }

    fileprivate var asWanted: WantedGroup { (name, podsAtOnce) }
}
