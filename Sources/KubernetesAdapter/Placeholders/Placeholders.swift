public import KubernetesModel
public import MusterCore

extension PlaceholderMode {
    /// What the annotation `muster.dev/placeholders` of a pod says; `nil` if it says nothing, or
    /// something else.
    public init?(_ pod: Pod) {
        guard let text = pod.metadata.annotations[MusterName.placeholders] else { return nil }
        self.init(rawValue: text)
    }
}

extension Pod {
    /// Whether its annotation tells of task groups.
    var hasTaskGroups: Bool { !(metadata.annotations[YuniKornName.taskGroups] ?? "").isEmpty }

    /// Whether the pod holds the place of another: the words for true are those of Go.
    public var isPlaceholder: Bool {
        let text = metadata.annotations[YuniKornName.placeholder] ?? ""
        return ["1", "t", "T", "true", "TRUE", "True"].contains(text)
    }
}

/// The pod on which the rest of an application depends: the first one that is no placeholder.
///
/// Whoever starts anew finds the same one, as long as it is there.
///
/// - Parameter pods: The pods of an application, in any order.
/// - Returns: Its place among them; `nil` if there are placeholders alone.
/// - Complexity: O(n).
public func originator(of pods: [Pod]) -> Int? {
    let real = pods.indices.filter { !pods[$0].isPlaceholder }
    return real.min { left, right in
        let (left, right) = (pods[left].metadata, pods[right].metadata)
        // Creation has whole seconds, so that the driver and what it made at once may be equal.
        return (left.creationTimestamp?.microseconds ?? .max, left.uid)
            < (right.creationTimestamp?.microseconds ?? .max, right.uid)
    }
}
