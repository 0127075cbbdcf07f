public import KubernetesModel
public import MusterCore

/// What the placement rules look at, from the first pod of an application.
///
/// - Parameters:
///   - pod: The first pod of the application that is seen.
///   - identity: What its labels and annotations say.
///   - namespace: Its namespace; `nil` if it is not known.
/// - Returns: The named queue and the tags `namespace`, `namespace.parentqueue`,
///   `application.create.force`, `imagePullSecrets`, `yunikorn.apache.org/creationTime` (seconds
///   since 1970), and those of the quota and of the gang where the annotations are there. An
///   application whose first pod has a node already cannot be turned away.
public func placementRequest(
    of pod: Pod, _ identity: PodIdentity, in namespace: Namespace?
) -> PlacementRequest {
    let isForced = !pod.spec.nodeName.isEmpty
    let name = pod.metadata.namespace.isEmpty ? "default" : pod.metadata.namespace
    var tags = [
        PlacementRequest.Tag(name: "namespace", value: name),
        PlacementRequest.Tag(name: "application.create.force", value: isForced ? "true" : "false"),
    ]
    func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        tags.append(PlacementRequest.Tag(name: name, value: value))
    }
    let annotations = namespace?.metadata.annotations ?? [:]
    add("namespace.parentqueue", annotations[YuniKornName.parentQueue])
    add("namespace.resourcequota", annotations[YuniKornName.namespaceQuota])
    add("namespace.resourceguaranteed", annotations[YuniKornName.namespaceGuaranteed])
    add("namespace.resourcemaxapps", annotations[YuniKornName.namespaceMaxApplications])
    add("imagePullSecrets", pod.spec.imagePullSecrets.map(\.name).joined(separator: ","))
    if let created = pod.metadata.creationTimestamp {
        add("yunikorn.apache.org/creationTime", "\(created.microseconds / 1_000_000)")
    }
    for key in [YuniKornName.taskGroups, YuniKornName.policyParameters] {
        add(key, pod.metadata.annotations[key])
    }
    return PlacementRequest(queueName: identity.queueName, tags: tags, isForced: isForced)
}

/// What sets a pod apart where evictions are concerned.
///
/// - Parameters:
///   - pod: The pod.
///   - priorityClass: The class that it names; `nil` if it is not known.
///   - isOriginator: Whether it is the first pod of its application.
/// - Returns: The traits. The pod's annotation `yunikorn.apache.org/allow-preemption` goes before
///   that of the class, unless it is neither `true` nor `false`.
public func askTraits(
    of pod: Pod, _ priorityClass: PriorityClass?, isOriginator: Bool
) -> AskTraits {
    var traits: AskTraits = isOriginator ? .originator : []
    let key = YuniKornName.allowPreemption
    switch pod.metadata.annotations[key] {
    case "true": break
    case "false": traits.insert(.optedOut)
    default:
        if priorityClass?.metadata.annotations[key] == "false" { traits.insert(.optedOut) }
    }
    if pod.spec.preemptionPolicy == .never { traits.insert(.neverPreempts) }
    return traits
}

/// When a pod's application last saved its work, milliseconds since 1970.
///
/// - Returns: `nil` if the annotation `muster.dev/last-checkpoint` is not there or is no time.
public func lastCheckpoint(of pod: Pod) -> Tick? {
    pod.metadata.annotations[MusterName.lastCheckpoint].flatMap { Timestamp($0) }
        .map { Tick(milliseconds: $0.milliseconds) }
}
