internal import KubernetesModel

/// Disruption budgets: pods under one that is spent are victims of last resort.
extension Adapter {
    /// A budget is like this now, or is gone.
    ///
    /// - Complexity: O(pods) if it begins or ceases to forbid evictions, else O(1).
    mutating func setBudget(_ budget: PodDisruptionBudget?, _ name: ObjectName) {
        let old = budgets[name.namespace]?[name.name]
        budgets[name.namespace, default: [:]][name.name] = budget
        let (before, after) = (old?.forbidding, budget?.forbidding)
        guard before != after else { return }
        for place in pods.all where pods[place].role.node != nil {
            let metadata = pods[place].metadata
            guard metadata.namespace == name.namespace else { continue }
            let matches = [before, after].contains { $0?.matches(metadata.labels) ?? false }
            if matches { noteStale(place) }
        }
    }

    /// Whether some budget forbids the eviction of a pod now.
    func isProtected(_ pod: Pod) -> Bool {
        budgets[pod.metadata.namespace]?.values.contains {
            $0.forbidding?.matches(pod.metadata.labels) ?? false
        } ?? false
    }
}

extension PodDisruptionBudget {
    /// The pods that may not be evicted now; `nil` for none.
    fileprivate var forbidding: LabelSelector? { disruptionsAllowed > 0 ? nil : selector }
}
