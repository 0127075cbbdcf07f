internal import KubernetesModel
internal import MusterCore

/// The volumes of a pod: which nodes can have them, and what has to be attached.
struct PodVolumes {
    /// Each of them has to select the node.
    private(set) var nodes: [MusterCore.NodeSelector] = []
    /// What has to be attached to the node.
    private(set) var attached: [AttachedVolume] = []
    /// The claims that get their volume when the node is known.
    private(set) var unbound: [PersistentVolumeClaim] = []

    /// Looks up the volumes of a waiting pod.
    ///
    /// - Throws: ``PodObstacle`` for the first volume that is an obstacle on every node.
    /// - Note: Source: the plugins VolumeBinding, VolumeZone, VolumeRestrictions and
    ///   NodeVolumeLimits of kube-scheduler.
    init(_ pod: Pod, storage: Storage) throws(PodObstacle) {
        attached = Self.attached(by: pod, storage: storage)
        for volume in pod.spec.volumes {
            guard let claim = try claim(of: volume, pod, storage) else { continue }
            if claim.metadata.deletionTimestamp != nil {
                throw .claimDeleted(claim.metadata.name)
            }
            if claim.phase == "Lost" { throw .claimLost(claim.metadata.name) }
            if claim.isFullyBound {
                try addBound(claim, storage)
            } else {
                try addUnbound(claim, storage)
            }
        }
    }

    /// What a pod has attached, or will have, whatever is missing.
    ///
    /// A claim for one pod alone is exclusive by its own name, which stays when it gets a volume.
    /// Disks named in the pod itself that cannot be shared are exclusive in the whole cluster;
    /// kube-scheduler looks at the node alone and leaves the rest to the attempt to attach.
    static func attached(by pod: Pod, storage: Storage) -> [AttachedVolume] {
        var attached: [AttachedVolume] = []
        for volume in pod.spec.volumes {
            var found: [AttachedVolume] = []
            if case .disk(let disk) = volume.source {
                found = disk.attachedVolumes
            } else if let claim = claimName(of: volume, pod).flatMap(storage.claim) {
                found = attachedVolumes(of: claim, storage)
            }
            for volume in found where !attached.contains(volume) { attached.append(volume) }
        }
        return attached
    }

    private mutating func addBound(
        _ claim: PersistentVolumeClaim, _ storage: Storage
    ) throws(PodObstacle) {
        let name = claim.spec.volumeName
        guard let volume = storage.volume(name) else {
            throw .volumeMissing(claim: claim.metadata.name, name)
        }
        if let required = volume.requiredNodes {
            nodes.append(MusterCore.NodeSelector(required))
        }
        if let zones = zoneSelector(volume.metadata.labels) { nodes.append(zones) }
    }

    private mutating func addUnbound(
        _ claim: PersistentVolumeClaim, _ storage: Storage
    ) throws(PodObstacle) {
        let name = claim.metadata.name
        // The server's controller binds what names a volume, and what has no class.
        if claim.className.isEmpty || !claim.spec.volumeName.isEmpty { throw .claimUnbound(name) }
        guard let storageClass = storage.storageClass(claim.className) else {
            throw .classMissing(claim: name, claim.className)
        }
        guard storageClass.bindingMode == .waitForFirstConsumer else { throw .claimUnbound(name) }
        if !unbound.contains(claim) { unbound.append(claim) }
        switch volumeNodes(for: claim, storageClass, storage) {
        case .all: break
        case .terms([]): throw .noVolume(claim: name)
        case .terms(let terms): nodes.append(MusterCore.NodeSelector(merging: terms))
        }
    }
}

// MARK: - Claims

/// The name of the claim of a volume, if it has one.
private func claimName(of volume: Volume, _ pod: Pod) -> ObjectName? {
    switch volume.source {
    case .claim(let name, _): ObjectName(pod.metadata.namespace, name)
    case .ephemeral:
        ObjectName(pod.metadata.namespace, "\(pod.metadata.name)-\(volume.name)")
    case .inline, .disk, .configMap, .other: nil
    }
}

private func claim(
    of volume: Volume, _ pod: Pod, _ storage: Storage
) throws(PodObstacle) -> PersistentVolumeClaim? {
    guard let name = claimName(of: volume, pod) else { return nil }
    let claim = storage.claim(name)
    guard case .ephemeral = volume.source else {
        guard let claim else { throw .claimMissing(name.name) }
        return claim
    }
    guard let claim else { throw .ephemeralClaimMissing(name.name) }
    guard claim.metadata.controller?.uid == pod.metadata.uid else {
        throw .claimOfAnother(name.name)
    }
    return claim
}

private func attachedVolumes(
    of claim: PersistentVolumeClaim, _ storage: Storage
) -> [AttachedVolume] {
    let name = "\(claim.metadata.namespace)/\(claim.metadata.name)"
    var attached: [AttachedVolume] = []
    if claim.spec.accessModes.contains("ReadWriteOncePod") {
        attached.append(AttachedVolume("claim/\(name)", isExclusive: true))
    }
    let driver: String
    let handle: String
    if let volume = storage.volume(claim.spec.volumeName) {
        driver = volume.disk?.kind.driver ?? volume.driver
        handle = volume.disk?.identifier ?? volume.handle
    } else {
        driver = storage.storageClass(claim.className)?.provisioner ?? ""
        handle = name
    }
    if !driver.isEmpty, driver != noProvisioner, storage.attachesVolumes(driver) {
        attached.append(AttachedVolume("\(driver)/\(handle)", driver: driver))
    }
    return attached
}

// MARK: - Nodes

/// Nodes: all, or those that at least one term selects.
enum NodeAlternatives: Equatable {
    case all
    case terms([MusterCore.NodeSelector.Term])

    /// Nodes that are among one or the other.
    func or(_ other: NodeAlternatives) -> NodeAlternatives {
        guard case .terms(let left) = self, case .terms(let right) = other else { return .all }
        return .terms(left + right)
    }

    /// Nodes that are among both.
    func and(_ other: NodeAlternatives) -> NodeAlternatives {
        switch (self, other) {
        case (.all, let nodes), (let nodes, .all): return nodes
        case (.terms(let left), .terms(let right)):
            return .terms(
                left.flatMap { left in
                    right.map { right in
                        MusterCore.NodeSelector.Term(
                            labels: left.labels + right.labels, names: left.names + right.names)
                    }
                })
        }
    }
}

/// A class that makes no volumes says so with this name.
private let noProvisioner = "kubernetes.io/no-provisioner"

/// The nodes on which a claim can get a volume: where there is one, or where one can be made.
///
/// - Complexity: O(v + t · c) for v volumes of the class, t terms of its topologies and c places
///   with room.
private func volumeNodes(
    for claim: PersistentVolumeClaim, _ storageClass: StorageClass, _ storage: Storage
) -> NodeAlternatives {
    if let node = claim.selectedNode {
        // A volume is being made for that node.
        let name = LabelRequirement("metadata.name", .isIn, [node])
        return .terms([MusterCore.NodeSelector.Term(names: [name])])
    }
    var nodes = provisioningNodes(for: claim, storageClass, storage)
    for volume in storage.candidates(for: claim) { nodes = nodes.or(volume.nodes) }
    return nodes
}

/// The nodes for which a volume can be made.
func provisioningNodes(
    for claim: PersistentVolumeClaim, _ storageClass: StorageClass, _ storage: Storage
) -> NodeAlternatives {
    guard !storageClass.provisioner.isEmpty, storageClass.provisioner != noProvisioner else {
        return .terms([])
    }
    let topologies = storageClass.allowedTopologies.map { term in
        MusterCore.NodeSelector.Term(
            labels: term.matchLabelExpressions.map { LabelRequirement($0.key, .isIn, $0.values) })
    }
    // A topology without requirements allows every node.
    let allowed: NodeAlternatives =
        topologies.isEmpty || topologies.contains { $0.labels.isEmpty }
        ? .all : .terms(topologies)
    guard let size = claim.spec.resources.requests["storage"],
        let capacities = storage.capacities(for: storageClass)
    else { return allowed }
    var roomy = NodeAlternatives.terms([])
    for capacity in capacities {
        guard let topology = capacity.nodeTopology,
            let limit = capacity.maximumVolumeSize ?? capacity.capacity, limit >= size
        else { continue }
        let requirements = topology.requirements
        roomy = roomy.or(
            requirements.isEmpty
                ? .all : .terms([MusterCore.NodeSelector.Term(labels: requirements)]))
    }
    return allowed.and(roomy)
}

extension PersistentVolume {
    /// The nodes that can use it.
    var nodes: NodeAlternatives {
        requiredNodes.map { .terms(MusterCore.NodeSelector($0).terms) } ?? .all
    }
}

/// The nodes in the zone and region that a volume's labels name, in the old form or the new one,
/// and those that have no zone or region at all; `nil` for all.
private func zoneSelector(_ labels: NameMap<String>) -> MusterCore.NodeSelector? {
    let zone = "topology.kubernetes.io/zone"
    let region = "topology.kubernetes.io/region"
    let oldZone = "failure-domain.beta.kubernetes.io/zone"
    let oldRegion = "failure-domain.beta.kubernetes.io/region"
    var alternatives = NodeAlternatives.all
    for (key, newKey) in [(oldZone, zone), (oldRegion, region), (zone, zone), (region, region)] {
        guard let text = labels[key] else { continue }
        // Volumes in several zones have all of them in one value.
        let values = text.split(separator: "__").map(String.init)
        let own = MusterCore.NodeSelector.Term(labels: [LabelRequirement(key, .isIn, values)])
        var nodes = NodeAlternatives.terms([own])
        if newKey != key {
            let requirements = [
                LabelRequirement(key, .doesNotExist), LabelRequirement(newKey, .isIn, values),
            ]
            nodes = nodes.or(.terms([MusterCore.NodeSelector.Term(labels: requirements)]))
        }
        alternatives = alternatives.and(nodes)
    }
    guard case .terms(let terms) = alternatives else { return nil }
    let nowhere = [oldZone, oldRegion, zone, region].map { LabelRequirement($0, .doesNotExist) }
    return MusterCore.NodeSelector(terms: terms + [MusterCore.NodeSelector.Term(labels: nowhere)])
}
