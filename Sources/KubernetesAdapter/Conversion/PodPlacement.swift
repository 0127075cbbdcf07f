public import KubernetesModel
public import MusterCore

/// Where a pod may run, as the core understands it.
public struct PodPlacement: Hashable, Sendable {
    /// Everything but the pod's own namespace and labels, which
    /// ``RelevantLabelKeys/project(_:into:)`` fills in.
    public var constraints = PlacementConstraints.none
    /// The only node that the pod may run on: that of a DaemonSet's pod.
    public var requiredNodeName: String?
    /// Whether the volumes of the pod, and with them `constraints.nodes`, depend on which volumes
    /// are free: then they have to be found out again when those change.
    public var hasUnboundClaims = false

    /// Where a waiting pod may run.
    ///
    /// - Parameters:
    ///   - pod: The pod.
    ///   - storage: What is known of volumes.
    /// - Throws: ``PodObstacle`` if no node will do until something else has happened.
    public init(_ pod: Pod, storage: Storage) throws(PodObstacle) {
        if !pod.spec.schedulingGates.isEmpty {
            throw .gates(pod.spec.schedulingGates.map(\.name))
        }
        if !pod.spec.resourceClaims.isEmpty {
            throw .deviceClaims(pod.spec.resourceClaims.map(\.text))
        }
        let volumes = try PodVolumes(pod, storage: storage)
        hasUnboundClaims = !volumes.unbound.isEmpty
        let affinity = pod.spec.affinity
        if !pod.spec.nodeSelector.isEmpty {
            constraints.nodes.append(
                MusterCore.NodeSelector(labels: Labels(pod.spec.nodeSelector)))
        }
        if let required = affinity?.node?.required {
            requiredNodeName = daemonNode(of: pod, required)
            // The core looks at the one node alone: what is left of the selector is the same for
            // all pods of the DaemonSet, which can be one class then.
            let selector =
                requiredNodeName == nil
                ? MusterCore.NodeSelector(required) : selectorBesidesName(required)
            if let selector { constraints.nodes.append(selector) }
        }
        constraints.nodes += volumes.nodes
        constraints.preferredNodes = preferredNodes(affinity)
        constraints.tolerations = pod.spec.tolerations.compactMap(MusterCore.Toleration.init)
        constraints.podAffinity = terms(affinity?.pod?.required ?? [], of: pod)
        constraints.podAntiAffinity = terms(affinity?.podAnti?.required ?? [], of: pod)
        constraints.preferredPods = preferredPods(of: pod)
        constraints.spread = spread(of: pod)
        constraints.hostPorts = hostPorts(of: pod)
        constraints.volumes = volumes.attached
    }

    /// What others see of a pod that has a node already, be it whose it may: ports, volumes, and
    /// the pods that it keeps away.
    public init(occupying pod: Pod, storage: Storage) {
        constraints.podAntiAffinity = terms(pod.spec.affinity?.podAnti?.required ?? [], of: pod)
        constraints.hostPorts = hostPorts(of: pod)
        constraints.volumes = PodVolumes.attached(by: pod, storage: storage)
    }
}

/// Why no node will do for a pod until something else has happened.
public enum PodObstacle: Error, Hashable, Sendable, CustomStringConvertible {
    /// Somebody has closed these gates of the pod, and has to open them. Until then the pod does
    /// not count for its application either.
    case gates([String])
    /// A claim does not exist.
    case claimMissing(String)
    /// A claim that is to be made for the pod does not exist yet.
    case ephemeralClaimMissing(String)
    /// A claim has the name of the pod's ephemeral one, but is not the pod's.
    case claimOfAnother(String)
    /// A claim is being deleted.
    case claimDeleted(String)
    /// The volume of a claim is gone for good.
    case claimLost(String)
    /// A claim has to be bound before pods that use it are placed, and is not.
    case claimUnbound(String)
    /// The class of a claim does not exist.
    case classMissing(claim: String, String)
    /// The volume that a claim is bound to does not exist.
    case volumeMissing(claim: String, String)
    /// There is no volume for a claim, and none can be made.
    case noVolume(claim: String)
    /// The pod claims devices (`resource.k8s.io`), which are not allocated here; what each claim
    /// is called.
    case deviceClaims([String])

    /// A sentence that names what is missing, in the words of kube-scheduler where it has some, and
    /// of YuniKorn about gates.
    public var description: String {
        switch self {
        case .gates(let names): "waiting for scheduling gates: \(names.joined(separator: ","))"
        case .claimMissing(let claim): "persistentvolumeclaim \"\(claim)\" not found"
        case .ephemeralClaimMissing(let claim):
            "waiting for ephemeral volume controller to create the persistentvolumeclaim"
                + " \"\(claim)\""
        case .claimOfAnother(let claim):
            "persistentvolumeclaim \"\(claim)\" was not created for this pod"
        case .claimDeleted(let claim): "persistentvolumeclaim \"\(claim)\" is being deleted"
        case .claimLost(let claim):
            "persistentvolumeclaim \"\(claim)\" bound to non-existent persistentvolume"
        case .claimUnbound(let claim):
            "pod has unbound immediate PersistentVolumeClaims: \"\(claim)\""
        case .classMissing(let claim, let name):
            "storageclass \"\(name)\" of persistentvolumeclaim \"\(claim)\" not found"
        case .volumeMissing(let claim, let name):
            "persistentvolume \"\(name)\" of persistentvolumeclaim \"\(claim)\" not found"
        case .noVolume(let claim):
            "no persistent volume suits persistentvolumeclaim \"\(claim)\", and its class makes"
                + " none"
        case .deviceClaims(let claims):
            "this scheduler does not allocate the devices of resourceClaims:"
                + " \(claims.joined(separator: ", ")); request them as an extended resource in"
                + " resources.limits, or name a scheduler in schedulerName that allocates them"
        }
    }
}

extension PodResourceClaim {
    /// Its name, and what it stands for.
    fileprivate var text: String {
        if !claimName.isEmpty { return "\(name) (claim \(claimName))" }
        return templateName.isEmpty ? name : "\(name) (template \(templateName))"
    }
}

// MARK: - Nodes

/// The node that all alternatives name, if a DaemonSet owns the pod.
///
/// Others may name nodes too, but only for a DaemonSet is what else runs there evicted.
private func daemonNode(of pod: Pod, _ selector: KubernetesModel.NodeSelector) -> String? {
    guard pod.metadata.ownerReferences.contains(where: { $0.kind == "DaemonSet" }) else {
        return nil
    }
    var name: String?
    for term in selector.terms {
        let named = term.matchFields.first {
            $0.key == "metadata.name" && $0.comparison == .isIn && $0.values.count == 1
        }
        guard let named, name == nil || name == named.values[0] else { return nil }
        name = named.values[0]
    }
    return name
}

private func selectorBesidesName(
    _ selector: KubernetesModel.NodeSelector
) -> MusterCore.NodeSelector? {
    var terms: [MusterCore.NodeSelector.Term] = []
    for term in selector.terms {
        if term.matchExpressions.isEmpty && term.matchFields.count == 1 { return nil }
        var term = MusterCore.NodeSelector.Term(term)
        if !term.labels.isEmpty && term.names.count == 1 { term.names = [] }
        terms.append(term)
    }
    return MusterCore.NodeSelector(terms: terms)
}

/// That of Kubernetes; the server does not check the preferences that annotations have in them.
private let maximumWeight = Int32(100)

private func preferredNodes(_ affinity: Affinity?) -> [PreferredNodes] {
    (affinity?.node?.preferred ?? []).compactMap { wish in
        let term = MusterCore.NodeSelector.Term(wish.preference)
        guard wish.weight > 0, !term.labels.isEmpty || !term.names.isEmpty else { return nil }
        return PreferredNodes(weight: min(wish.weight, maximumWeight), term)
    }
}

/// The ports of containers and sidecars; others have ended when the pod runs.
private func hostPorts(of pod: Pod) -> [HostPort] {
    let containers =
        pod.spec.containers + pod.spec.initContainers.filter { $0.restartPolicy == .always }
    var ports: [HostPort] = []
    for port in containers.flatMap(\.ports) {
        let number =
            port.hostPort == 0 && pod.spec.hostNetwork ? port.containerPort : port.hostPort
        guard number > 0 else { continue }
        let hostPort = HostPort(
            number, transport: port.networkProtocol.isEmpty ? "TCP" : port.networkProtocol,
            address: port.hostIP.isEmpty ? "0.0.0.0" : port.hostIP)
        if !ports.contains(hostPort) { ports.append(hostPort) }
    }
    return ports
}

// MARK: - Pods

private func terms(
    _ terms: [KubernetesModel.PodAffinityTerm], of pod: Pod
) -> [MusterCore.PodAffinityTerm] {
    terms.map { MusterCore.PodAffinityTerm($0, of: pod) }
}

extension MusterCore.PodAffinityTerm {
    fileprivate init(_ term: KubernetesModel.PodAffinityTerm, of pod: Pod) {
        let requirements = term.labelSelector?.requirements(
            matching: term.matchLabelKeys, notMatching: term.mismatchLabelKeys,
            of: pod.metadata.labels)
        let isOwnNamespace = term.namespaces.isEmpty && term.namespaceSelector == nil
        let namespaces = NamespaceSelector(
            isOwnNamespace ? [pod.metadata.namespace] : term.namespaces,
            labels: term.namespaceSelector?.requirements)
        self.init(
            PodSelector(labels: requirements, in: namespaces), topologyKey: term.topologyKey)
    }
}

private func preferredPods(of pod: Pod) -> [PreferredPods] {
    let affinity = pod.spec.affinity
    let near = (affinity?.pod?.preferred ?? []).map { ($0, Int32(1)) }
    let apart = (affinity?.podAnti?.preferred ?? []).map { ($0, Int32(-1)) }
    return (near + apart).compactMap { wish, sign in
        guard wish.weight > 0 else { return nil }
        return PreferredPods(
            weight: sign * min(wish.weight, maximumWeight),
            MusterCore.PodAffinityTerm(wish.term, of: pod))
    }
}

private func spread(of pod: Pod) -> [TopologySpread] {
    pod.spec.topologySpreadConstraints.map { constraint in
        TopologySpread(
            maxSkew: max(1, constraint.maxSkew), topologyKey: constraint.topologyKey,
            isRequired: constraint.whenUnsatisfiable != .scheduleAnyway,
            labels: constraint.labelSelector?.requirements(
                matching: constraint.matchLabelKeys, of: pod.metadata.labels),
            minDomains: max(1, constraint.minDomains ?? 1),
            honorsNodeAffinity: constraint.nodeAffinityPolicy != .ignore,
            honorsTaints: constraint.nodeTaintsPolicy == .honor)
    }
}
