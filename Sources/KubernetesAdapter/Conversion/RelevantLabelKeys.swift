public import KubernetesModel
public import MusterCore

/// The label keys of pods that some live selector looks at.
///
/// Labels that nobody looks at would only make alike pods different: most have a name or a hash in
/// one. So pods are shown to the core with the labels that matter, and when a key begins to matter,
/// or ceases to, those who have it are shown anew.
public struct RelevantLabelKeys: Sendable {
    private var counts: [String: Int] = [:]
    private var selectors = 0

    /// What began or ceased to matter with a change.
    public struct Change: Hashable, Sendable {
        /// The keys, ascending.
        public var keys: [String] = []
        /// Whether the namespace did, which is so with the first and the last selector.
        public var namespace = false

        /// Whether nothing did.
        public var isEmpty: Bool { keys.isEmpty && !namespace }

        /// Whether a pod looks different to the core now.
        ///
        /// - Complexity: O(k · log l) for k keys and l labels.
        public func concerns(_ pod: Pod) -> Bool {
            namespace || keys.contains { pod.metadata.labels[$0] != nil }
        }
    }

    /// Nobody looks at any label.
    public init() {}

    /// A pod with these constraints is there.
    ///
    /// - Returns: What begins to matter: pods that it concerns have to be projected again.
    /// - Complexity: O(r · log r) for r requirements.
    public mutating func add(_ constraints: PlacementConstraints) -> Change {
        var change = Change()
        let found = constraints.podSelectors
        for key in found.flatMap({ $0 ?? [] }).map(\.key) {
            counts[key, default: 0] += 1
            if counts[key] == 1 { change.keys.append(key) }
        }
        change.namespace = selectors == 0 && !found.isEmpty
        selectors += found.count
        change.keys.sort()
        return change
    }

    /// A pod with these constraints, which `add` was told of, is gone.
    ///
    /// - Returns: What ceases to matter. Pods may be projected again or left as they are: labels
    ///   too many change no placement.
    /// - Complexity: O(r · log r) for r requirements.
    public mutating func remove(_ constraints: PlacementConstraints) -> Change {
        var change = Change()
        let found = constraints.podSelectors
        for key in found.flatMap({ $0 ?? [] }).map(\.key) {
            guard let count = counts[key] else { continue }
            counts[key] = count > 1 ? count - 1 : nil
            if count == 1 { change.keys.append(key) }
        }
        let before = selectors
        selectors = max(0, selectors - found.count)
        change.namespace = before > 0 && selectors == 0
        change.keys.sort()
        return change
    }

    /// Whether somebody looks at this label.
    public func contains(_ key: String) -> Bool { counts[key] != nil }

    /// Fills in the namespace and the labels of a pod, as far as they matter.
    ///
    /// - Complexity: O(l) for l labels.
    public func project(_ pod: Pod, into constraints: inout PlacementConstraints) {
        project(pod.metadata.namespace, pod.metadata.labels, into: &constraints)
    }

    /// Fills in the namespace and the labels of pods that do not exist yet.
    func project(
        _ namespace: String, _ labels: NameMap<String>, into constraints: inout PlacementConstraints
    ) {
        constraints.namespace = selectors == 0 ? "" : namespace
        constraints.labels = Labels(
            labels.filter { contains($0.key) }.map { Label($0.key, $0.value) })
    }
}

extension PlacementConstraints {
    /// The conditions on pods' labels that stand in it; `nil` matches none.
    fileprivate var podSelectors: [[LabelRequirement]?] {
        let terms = podAffinity + podAntiAffinity + preferredPods.map(\.term)
        return terms.map(\.pods.labels) + spread.map(\.labels)
    }
}
