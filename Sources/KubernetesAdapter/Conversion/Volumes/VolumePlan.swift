public import KubernetesModel

/// What has to be written about volumes before a pod is bound to its node.
public struct VolumePlan: Hashable, Sendable {
    /// A volume that a claim gets.
    public struct Binding: Hashable, Sendable {
        /// The volume.
        ///
        /// Its `claimRef` has to name the claim (kind, namespace, name, uid), and, unless it was
        /// made for the claim, its annotation `pv.kubernetes.io/bound-by-controller` has to be
        /// `yes`.
        public var volume: String
        /// The claim.
        public var claim: ObjectName
        /// The identity of the claim.
        public var claimUID: String
    }

    /// The node.
    public var node: String
    /// Volumes that are there, and the claims that get them; ascending by claim size.
    public var bindings: [Binding] = []
    /// Claims for which a volume has to be made: their annotation
    /// `volume.kubernetes.io/selected-node` has to name the node.
    public var provisioned: [ObjectName] = []

    /// Whether nothing has to be written.
    public var isEmpty: Bool { bindings.isEmpty && provisioned.isEmpty }

    /// Chooses volumes for the claims of a pod that wait for its node.
    ///
    /// The smallest claim chooses first, and takes the smallest volume that will do. The plan is
    /// `nil` if the node will not do (any more): somebody else took the volume.
    ///
    /// - Parameters:
    ///   - pod: The pod.
    ///   - node: The node that was chosen for it.
    ///   - storage: What is known of volumes now.
    /// - Throws: ``PodObstacle`` if no node will do any more.
    /// - Note: Source: `FindPodVolumes` of kube-scheduler's plugin VolumeBinding.
    public init?(_ pod: Pod, on node: Node, storage: Storage) throws(PodObstacle) {
        self.node = node.metadata.name
        var taken: [String] = []
        let claims = try PodVolumes(pod, storage: storage).unbound.sorted {
            ($0.size, ObjectName($0.metadata)) < ($1.size, ObjectName($1.metadata))
        }
        for claim in claims {
            let name = ObjectName(claim.metadata)
            if let selected = claim.selectedNode {
                guard selected == self.node else { return nil }
                provisioned.append(name)
                continue
            }
            let volume = storage.candidates(for: claim).first {
                $0.nodes.contain(node) && !taken.contains($0.metadata.name)
            }
            if let volume {
                taken.append(volume.metadata.name)
                bindings.append(
                    Binding(
                        volume: volume.metadata.name, claim: name, claimUID: claim.metadata.uid))
                continue
            }
            guard let storageClass = storage.storageClass(claim.className),
                provisioningNodes(for: claim, storageClass, storage).contain(node)
            else { return nil }
            provisioned.append(name)
        }
    }
}

/// How far a plan is carried out.
public enum VolumeProgress: Hashable, Sendable {
    /// All claims have their volumes: the pod can be bound.
    case done
    /// Something is still to come.
    case waiting
    /// It will not come: the claim was given up, is gone, or its volume went to another.
    case failed(claim: ObjectName)
}

extension Storage {
    /// How far a plan is carried out, once what it says has been written.
    ///
    /// - Note: Source: `checkBindings` of kube-scheduler's plugin VolumeBinding.
    public func progress(of plan: VolumePlan) -> VolumeProgress {
        var isDone = true
        for binding in plan.bindings {
            guard let claim = claim(binding.claim), claim.metadata.uid == binding.claimUID,
                let volume = volume(binding.volume), volume.isBound(to: claim)
            else { return .failed(claim: binding.claim) }
            isDone = isDone && claim.isFullyBound
        }
        for name in plan.provisioned {
            guard let claim = claim(name) else { return .failed(claim: name) }
            if claim.isFullyBound { continue }
            // Who makes volumes takes the annotation away when the node cannot have one.
            guard claim.selectedNode == plan.node else { return .failed(claim: name) }
            isDone = false
        }
        return isDone ? .done : .waiting
    }
}

extension PersistentVolumeClaim {
    fileprivate var size: Quantity { spec.resources.requests["storage"] ?? .zero }
}

extension NodeAlternatives {
    fileprivate func contain(_ node: Node) -> Bool {
        switch self {
        case .all: true
        case .terms(let terms): terms.contains { $0.selects(node) }
        }
    }
}
