internal import KubernetesModel
internal import MusterCore

/// The gang of a Spark driver and its executors, which the driver creates when it runs.
///
/// The number of executors is told by the SparkApplication or by the driver's properties, what each
/// needs by the properties or by an executor that is there. `spark-submit` makes the ConfigMap of
/// the properties after the driver, so that they are waited for. Where the number or the needs are
/// not known even when it `isComplete`, the application is plain.
func sparkGang(
    _ source: GangSource, _ members: [MemberPod], _ directory: GangDirectory,
    _ catalog: inout ResourceCatalog, isComplete: Bool
) -> GangFinding {
    guard let driver = members.first(where: { $0.sparkRole == "driver" }) else { return .plain }
    let executor = members.first { $0.sparkRole == "executor" }
    let properties = directory.sparkProperties(ofDriver: driver.pod.metadata.uid)
        .map(SparkProperties.init)
    let application = directory.owner(of: driver.pod, kind: "SparkApplication")
    let wanted = application?.groups.first { $0.name == "executor" }
    let count = wanted.map { $0.minimum ?? $0.replicas ?? 1 } ?? properties?.minimumExecutors
    if properties == nil && !isComplete && (count == nil || executor == nil) {
        return .waiting(.driverProperties)
    }
    guard let count, count > 0 else { return .plain }
    var executors: NamedGang.Group
    if let executor {
        executors = NamedGang.Group(like: executor, named: "executor", count: count)
    } else if let amounts = properties?.executorAmounts {
        executors = NamedGang.Group(
            of: driver.pod, named: "executor", count: count, amounts,
            labels: executorLabels(driver.pod), &catalog)
        executors.taskGroup.constraints = executorConstraints(properties)
    } else {
        return .plain
    }
    let group = NamedGang.Group(like: driver, named: "driver", count: 1)
    return gangFinding([group, executors], source, driver.pod)
}

private func executorLabels(_ driver: Pod) -> NameMap<String> {
    var labels = NameMap<String>()
    labels[GangName.sparkRole] = "executor"
    let key = YuniKornName.sparkApplicationID
    labels[key] = driver.metadata.labels[key]
    return labels
}

private func executorConstraints(_ properties: SparkProperties?) -> PlacementConstraints {
    var constraints = PlacementConstraints.none
    let selector = properties?.executorNodeSelector ?? [:]
    if !selector.isEmpty {
        constraints.nodes = [MusterCore.NodeSelector(labels: Labels(selector))]
    }
    return constraints
}

extension MemberPod {
    fileprivate var sparkRole: String? { pod.metadata.labels[GangName.sparkRole] }
}
