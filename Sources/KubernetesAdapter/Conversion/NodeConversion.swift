public import KubernetesModel
public import MusterCore

/// Why a node cannot be used.
public enum NodeProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It has more of a resource than can be counted (2^63 - 1 base units).
    case tooLarge(resource: String)
    /// It has less than nothing of a resource.
    case negative(resource: String)

    /// A sentence that names the resource.
    public var description: String {
        switch self {
        case .tooLarge(let resource): "it offers more \(resource) than can be counted"
        case .negative(let resource): "it offers less than no \(resource)"
        }
    }
}

/// The taint that keeps pods off a cordoned node, but for those that tolerate it, such as those of
/// a DaemonSet.
private let cordon = KubernetesModel.Taint("node.kubernetes.io/unschedulable", "", .noSchedule)

extension MusterCore.Node {
    /// A node of the cluster, as the core sees it.
    ///
    /// A cordon is a taint, as for kube-scheduler, so that `isSchedulable` is always true: the
    /// server's controller adds that taint too, a little later. A node that is not ready is kept
    /// free by its taints alone.
    ///
    /// - Parameters:
    ///   - id: The identifier.
    ///   - node: The node.
    ///   - drivers: The node's drivers of volumes; `nil` if they are not known.
    ///   - catalog: Names for resources.
    /// - Throws: ``NodeProblem`` if what it offers cannot be counted.
    public init(
        id: NodeID, _ node: KubernetesModel.Node, drivers: CSINode?,
        catalog: inout ResourceCatalog
    ) throws(NodeProblem) {
        let amounts: CheckedAmounts
        do throws(AmountProblem) {
            amounts = try CheckedAmounts(node.allocatable)
        } catch {
            switch error {
            case .tooLarge(let resource): throw .tooLarge(resource: resource)
            case .negative(let resource): throw .negative(resource: resource)
            }
        }
        var taints = node.taints
        if node.isUnschedulable, !taints.contains(where: { $0.key == cordon.key }) {
            taints.append(cordon)
        }
        self.init(
            id: id, name: node.metadata.name, capacity: amounts.vector(&catalog),
            labels: Labels(node.metadata.labels),
            taints: taints.compactMap(MusterCore.Taint.init),
            volumeLimits: attachLimits(node.allocatable, drivers))
    }
}

extension MusterCore.Taint {
    /// The taint, unless its effect is one of a newer server, which nothing here could respect.
    init?(_ taint: KubernetesModel.Taint) {
        guard let effect = Effect(rawValue: taint.effect.rawValue) else { return nil }
        self.init(taint.key, taint.value, effect)
    }
}

extension Labels {
    /// The labels of an object.
    init(_ labels: NameMap<String>) {
        self.init(labels.map { Label($0.key, $0.value) })
    }
}

/// What `CSINode` says; where it does not speak of a driver, what the node itself says of the
/// disks that the driver has taken over.
private func attachLimits(_ allocatable: NameMap<Quantity>, _ drivers: CSINode?) -> [VolumeLimit] {
    var counts = NameMap<Int32>()
    for entry in allocatable {
        guard let kind = AttachedDisk.Kind(limitedBy: entry.key) else { continue }
        counts[kind.driver] = Int32(clamping: max(0, entry.value.units))
    }
    for driver in drivers?.drivers ?? [] {
        guard let count = driver.allocatableCount else { continue }
        counts[driver.name] = max(0, count)
    }
    return counts.map { VolumeLimit($0.key, $0.value) }
}
