package import KubernetesModel
internal import MusterCore

/// The gang that YuniKorn's annotation describes.
func annotatedGang(of pod: Pod, _ catalog: inout ResourceCatalog) -> GangFinding {
    let text = pod.metadata.annotations[YuniKornName.taskGroups] ?? ""
    do throws(TaskGroupsProblem) {
        let groups = try taskGroups(of: pod)
        var totals = CheckedAmounts()
        var named: [NamedGang.Group] = []
        for group in groups {
            let amounts = try memberAmounts(of: group, text)
            totals = try total(of: group, amounts, besides: totals)
            named.append(try NamedGang.Group(group, amounts, pod, &catalog))
        }
        // One member alone is a gang here: somebody has asked for it.
        guard !named.isEmpty else { return .plain }
        let parameters = GangParameters(pod)
        return .gang(
            NamedGang(
                named, .taskGroups, style: parameters.style, timeout: parameters.timeout))
    } catch {
        return .invalid("unable to get taskGroups for pod, reason: \(error.reason)")
    }
}

/// Why no gang comes of the pod's annotation `task-groups`; nil if there is none, or one does.
package func taskGroupsProblem(of pod: Pod) -> String? {
    guard let text = pod.metadata.annotations[YuniKornName.taskGroups], !text.isEmpty else {
        return nil
    }
    var catalog = ResourceCatalog()
    if case .invalid(let reason) = annotatedGang(of: pod, &catalog) { return reason }
    guard let name = pod.metadata.annotations[YuniKornName.taskGroupName],
        let groups = try? taskGroups(of: pod), !groups.contains(where: { $0.name == name })
    else { return nil }
    return "\(YuniKornName.taskGroupName) \"\(eventExcerpt(name))\" is none of the task groups"
}

/// What is wrong with the annotation, in YuniKorn's words where it has some.
struct TaskGroupsProblem: Error {
    var reason: String
}

/// The task groups of the annotation as they are written.
func taskGroups(of pod: Pod) throws(TaskGroupsProblem) -> [KubernetesModel.TaskGroup] {
    let text = pod.metadata.annotations[YuniKornName.taskGroups] ?? ""
    var decoder = ObjectDecoder(maximumBytes: 1 << 20)
    do throws(DecodingProblem) {
        let bytes = Array(text.utf8)
        return try decoder.decode(from: bytes.span)
    } catch {
        throw TaskGroupsProblem(
            reason: "annotation \(YuniKornName.taskGroups) cannot be read: \(error)")
    }
}

/// What one member needs, `cpu` under that name alone.
private func memberAmounts(
    of group: KubernetesModel.TaskGroup, _ text: String
) throws(TaskGroupsProblem) -> CheckedAmounts {
    let text = eventExcerpt(text)
    if group.name.isEmpty {
        throw TaskGroupsProblem(reason: "can't get taskGroup Name from pod annotation, \(text)")
    }
    if group.minResource.isEmpty {
        throw TaskGroupsProblem(
            reason: "can't get taskGroup MinResource from pod annotation, \(text)")
    }
    if group.minMember == 0 {
        throw TaskGroupsProblem(
            reason: "can't get taskGroup MinMember from pod annotation, \(text)")
    }
    if group.minMember < 0 {
        throw TaskGroupsProblem(reason: "minMember cannot be negative, \(text)")
    }
    var amounts = NameMap<Quantity>()
    for entry in group.minResource {
        let name = entry.key == "vcore" ? "cpu" : entry.key
        guard name != "pods", amounts[name] == nil else {
            throw TaskGroupsProblem(
                reason: "minResource \"\(entry.key)\" in taskGroup"
                    + " \"\(eventExcerpt(group.name))\" collides with another resource under"
                    + " canonical key \"\(coreName(of: name))\"")
        }
        amounts[name] = entry.value
    }
    do throws(AmountProblem) {
        return try CheckedAmounts(amounts)
    } catch {
        throw problem(error, of: group)
    }
}

/// The amounts that all groups need together, which has to be countable as well.
private func total(
    of group: KubernetesModel.TaskGroup, _ amounts: CheckedAmounts, besides totals: CheckedAmounts
) throws(TaskGroupsProblem) -> CheckedAmounts {
    let all: CheckedAmounts
    do throws(AmountProblem) {
        all = try amounts.multiplied(by: Int64(group.minMember))
    } catch {
        throw problem(error, of: group)
    }
    do throws(AmountProblem) {
        return try totals.adding(all)
    } catch {
        throw TaskGroupsProblem(
            reason: "aggregate placeholder request for"
                + " \"\(eventExcerpt(coreName(of: error.resource)))\""
                + " overflows int64 across taskGroups")
    }
}

private func problem(
    _ problem: AmountProblem, of group: KubernetesModel.TaskGroup
) -> TaskGroupsProblem {
    let subject =
        "minResource \"\(eventExcerpt(problem.resource))\" in taskGroup"
        + " \"\(eventExcerpt(group.name))\""
    switch problem {
    case .negative: return TaskGroupsProblem(reason: "\(subject) cannot be negative")
    case .tooLarge:
        return TaskGroupsProblem(
            reason: "\(subject) overflows int64 when scaled by minMember \(group.minMember)")
    }
}

extension NamedGang.Group {
    fileprivate init(
        _ group: KubernetesModel.TaskGroup, _ amounts: CheckedAmounts, _ first: Pod,
        _ catalog: inout ResourceCatalog
    ) throws(TaskGroupsProblem) {
        // The member that the group describes.
        var pod = Pod()
        pod.metadata.namespace = first.metadata.namespace
        pod.metadata.labels = group.labels
        pod.spec.nodeSelector = group.nodeSelector
        pod.spec.tolerations = group.tolerations
        pod.spec.affinity = group.affinity
        pod.spec.topologySpreadConstraints = group.topologySpreadConstraints
        let placement: PodPlacement
        do throws(PodObstacle) {
            placement = try PodPlacement(pod, storage: Storage())
        } catch {
            throw TaskGroupsProblem(reason: error.description)
        }
        var request = amounts.vector(&catalog)
        request[ResourceCatalog.pods] = 1
        self.init(
            name: group.name, namespace: pod.metadata.namespace, labels: group.labels,
            taskGroup: MusterCore.TaskGroup(
                minMember: group.minMember, request: request, priority: first.spec.priority,
                constraints: placement.constraints))
    }
}
