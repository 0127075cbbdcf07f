internal import KubernetesModel
internal import MusterCore

/// The gang of the pods of an owner, which says how many it wants of each kind.
///
/// What a member needs is seen in the first pod of its group. Groups of which no pod is there are
/// waited for, or left out if it `isComplete`.
func ownedGang(
    _ owner: OwnerName, _ source: GangSource, _ members: [MemberPod], _ directory: GangDirectory,
    isComplete: Bool
) -> GangFinding {
    guard let first = members.first else { return .plain }
    var groups: [NamedGang.Group] = []
    var unseen: [String] = []
    for wanted in wantedGroups(of: owner, first.pod, directory) where wanted.count > 0 {
        let sample = members.first { ownedGroupName(of: $0.pod, kind: owner.kind) == wanted.name }
        if let sample {
            groups.append(
                NamedGang.Group(like: sample, named: wanted.name, count: wanted.count))
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
    // How many task managers there are is told only where Flink does not start them itself.
    case "FlinkDeployment": return owner.groups.filter { $0.replicas != nil }.map(\.asWanted)
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

extension OwnerScale.Group {
    /// How many of its pods run at one time.
    fileprivate var podsAtOnce: Int32 {
        let replicas = max(0, self.replicas ?? 1)
        let (product, overflow) = replicas.multipliedReportingOverflow(by: max(0, podsPerReplica))
        let count = overflow ? Int32.max : product
        guard let completions else { return count }
        // Completions count for each replica; a Job is one, whose `replicas` is its parallelism.
        let needed = name.isEmpty ? Int64(completions) : Int64(completions) * Int64(replicas)
        return Int32(clamping: min(Int64(count), max(0, needed)))
    }

    fileprivate var asWanted: WantedGroup { (name, podsAtOnce) }
}
