public import KubernetesModel
public import MusterCore

/// Why it cannot be said what a pod needs.
public enum PodRequestProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The amount, or a sum with it, is beyond what can be counted (2^63 - 1 base units).
    case tooLarge(part: String, resource: String)
    /// Less than nothing is requested.
    case negative(part: String, resource: String)

    /// A sentence that names the part of the pod and the resource.
    public var description: String {
        switch self {
        case .tooLarge(let part, let resource):
            "\(part) requests more \(resource) than can be counted"
        case .negative(let part, let resource): "\(part) requests less than no \(resource)"
        }
    }

    init(_ part: String, _ problem: AmountProblem) {
        switch problem {
        case .tooLarge(let resource): self = .tooLarge(part: part, resource: resource)
        case .negative(let resource): self = .negative(part: part, resource: resource)
        }
    }
}

/// What a pod needs of a node, base units: one of `pods`, and what its containers request.
///
/// Containers and sidecars count together; a container that runs before them counts with the
/// sidecars that were started before it, and the largest of these sums is what is needed. Requests
/// of the pod as a whole replace those of the containers for `cpu`, `memory` and huge pages.
/// Overhead is added. While a pod is resized the largest of what is wanted, set aside and in use
/// counts; what is wanted does not if the node has said that it can never be.
///
/// - Parameters:
///   - pod: The pod.
///   - catalog: Names for resources; `cpu` is `vcore`.
/// - Returns: The vector, at least one of `pods`.
/// - Throws: ``PodRequestProblem`` for the first part that cannot be counted.
/// - Note: Source: `PodRequests` of `k8s.io/component-helpers/resource`, with the maximum of a
///   resize taken per container, as up to 1.35: it is never less than that of the sums.
/// - Complexity: O(c² + c · r) for c containers with r resources.
public func podRequest(
    of pod: Pod, catalog: inout ResourceCatalog
) throws(PodRequestProblem) -> Resources {
    var amounts = try containerAmounts(of: pod)
    if let resources = pod.spec.resources,
        resources.requests.contains(where: { isPodLevel($0.key) })
    {
        let podLevel = try podLevelAmounts(of: pod, resources.requests)
        amounts = amounts.replacing(podLevel, where: isPodLevel)
    }
    amounts = try checked("overhead") { () throws(AmountProblem) in
        try amounts.adding(CheckedAmounts(pod.spec.overhead))
    }
    var request = amounts.vector(&catalog)
    request[ResourceCatalog.pods] = 1
    return request
}

private func containerAmounts(of pod: Pod) throws(PodRequestProblem) -> CheckedAmounts {
    let isInfeasible = pod.status.hasInfeasibleResize
    var running = CheckedAmounts()
    for container in pod.spec.containers {
        let status = pod.status.containerStatuses.first { $0.name == container.name }
        running = try checked(container.part) { () throws(AmountProblem) in
            try running.adding(amounts(of: container, status, isInfeasible: isInfeasible))
        }
    }
    var sidecars = CheckedAmounts()
    var starting = CheckedAmounts()
    for container in pod.spec.initContainers {
        let status = pod.status.initContainerStatuses.first { $0.name == container.name }
        let together = try checked(container.part) { () throws(AmountProblem) in
            try sidecars.adding(amounts(of: container, status, isInfeasible: isInfeasible))
        }
        starting = starting.maximum(together)
        if container.restartPolicy == .always { sidecars = together }
    }
    return try checked("the sidecars") { () throws(AmountProblem) in
        try running.adding(sidecars)
    }.maximum(starting)
}

private func amounts(
    of container: Container, _ status: ContainerStatus?, isInfeasible: Bool
) throws(AmountProblem) -> CheckedAmounts {
    let wanted = try CheckedAmounts(container.resources.requests)
    guard let status, status.resources != nil || !status.allocatedResources.isEmpty else {
        return wanted
    }
    let held = try CheckedAmounts(status.allocatedResources)
        .maximum(CheckedAmounts(status.resources?.requests ?? [:]))
    return isInfeasible ? held : held.maximum(wanted)
}

/// The requests of the pod as a whole; what the node reports has the overhead in it.
private func podLevelAmounts(
    of pod: Pod, _ requests: NameMap<Quantity>
) throws(PodRequestProblem) -> CheckedAmounts {
    try checked("the pod") { () throws(AmountProblem) in
        let wanted = try CheckedAmounts(requests)
        let status = pod.status
        guard status.resources != nil || !status.allocatedResources.isEmpty else { return wanted }
        let overhead = try CheckedAmounts(pod.spec.overhead)
        let held = try CheckedAmounts(status.allocatedResources)
            .maximum(CheckedAmounts(status.resources?.requests ?? [:]))
            .subtracting(overhead)
        return status.hasInfeasibleResize ? held : held.maximum(wanted)
    }
}

private func isPodLevel(_ resource: String) -> Bool {
    resource == "cpu" || resource == "memory" || resource.hasPrefix("hugepages-")
}

private func checked<Value>(
    _ part: String, _ body: () throws(AmountProblem) -> Value
) throws(PodRequestProblem) -> Value {
    do throws(AmountProblem) {
        return try body()
    } catch {
        throw PodRequestProblem(part, error)
    }
}

extension Pod {
    /// Whether it needs the same as before, by all that ``podRequest(of:catalog:)`` reads;
    /// most changes of a pod are to other parts.
    func needsSame(as before: Pod) -> Bool {
        spec.containers == before.spec.containers
            && spec.initContainers == before.spec.initContainers
            && spec.resources == before.spec.resources && spec.overhead == before.spec.overhead
            && status.containerStatuses == before.status.containerStatuses
            && status.initContainerStatuses == before.status.initContainerStatuses
            && status.allocatedResources == before.status.allocatedResources
            && status.resources == before.status.resources
            && status.hasInfeasibleResize == before.status.hasInfeasibleResize
    }
}

extension Container {
    fileprivate var part: String { "container \(name)" }
}

extension PodStatus {
    /// Whether the node has said that a resize can never be: in the field from before 1.33, or in
    /// the condition since.
    fileprivate var hasInfeasibleResize: Bool {
        resize == "Infeasible" || condition("PodResizePending")?.reason == "Infeasible"
    }
}
