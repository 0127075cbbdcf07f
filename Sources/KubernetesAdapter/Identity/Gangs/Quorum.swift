internal import KubernetesModel
internal import MusterCore

/// The gang of the pods of a PodGroup, which start when there are enough of them.
///
/// Its pods need not be alike, and nothing tells what those are like that are not there yet. So
/// they wait until the minimum exists, as with the schedulers that the groups come from; then the
/// first pods, up to the minimum, make one task group for each kind. Later pods of these kinds are
/// members beyond the minimum. A minimum of each task of Volcano comes before that of all.
func quorum(
    _ minimum: Int32?, _ minimumOfTask: NameMap<Int32>, _ source: GangSource,
    _ members: [MemberPod], _ directory: GangDirectory
) -> GangFinding {
    var isChosen = members.map { _ in false }
    var needed = Int64(0)
    for task in minimumOfTask where task.value > 0 {
        let places = members.indices.filter { members[$0].task == task.key }
        for place in places.prefix(Int(task.value)) { isChosen[place] = true }
        needed += Int64(task.value)
    }
    let total = max(needed, Int64(minimum ?? 0))
    let others = members.indices.filter { !isChosen[$0] }
    for place in others.prefix(Int(total - needed)) { isChosen[place] = true }
    let chosen = members.indices.filter { isChosen[$0] }
    guard chosen.count == total else {
        return .waiting(
            .pods(seen: Int32(clamping: chosen.count), needed: Int32(clamping: total)))
    }
    var groups: [NamedGang.Group] = []
    for place in chosen {
        let member = members[place]
        var fresh = NamedGang.Group(
            like: member, named: source.isVolcano ? member.task : "", count: 1)
        fresh.isByRequest = true
        let known = groups.firstIndex {
            $0.name == fresh.name && $0.taskGroup.isLike(fresh.taskGroup)
        }
        if let known {
            groups[known].taskGroup.minMember += 1
        } else {
            groups.append(fresh)
        }
    }
    guard let first = members.first else { return .plain }
    return gangFinding(groups, source, first.pod, isUnlimited: true)
}

extension MemberPod {
    fileprivate var task: String { pod.metadata.annotations[GangName.volcanoTask] ?? "" }
}

extension GangSource {
    fileprivate var isVolcano: Bool {
        if case .podGroup(.volcano, _) = self { true } else { false }
    }
}

extension MusterCore.TaskGroup {
    fileprivate func isLike(_ other: MusterCore.TaskGroup) -> Bool {
        request == other.request && priority == other.priority && constraints == other.constraints
    }
}
