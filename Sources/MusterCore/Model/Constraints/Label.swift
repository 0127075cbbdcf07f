/// A label of a node, a pod or a namespace.
public struct Label: Hashable, Sendable {
    /// The key, such as `topology.kubernetes.io/zone`.
    public var key: String
    /// The value; may be empty.
    public var value: String

    /// Creates a label.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// Labels in ascending order of their keys, each key once.
public struct Labels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// The labels, ascending by key.
    public let list: [Label]

    /// No labels.
    public static let none = Labels([])

    /// Sorts labels; of several with one key the last one counts.
    ///
    /// - Complexity: O(n log n).
    public init(_ labels: [Label]) {
        var sorted: [Label] = []
        for (_, label) in labels.enumerated()
            .sorted(by: { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) })
        {
            if sorted.last?.key == label.key { sorted.removeLast() }
            sorted.append(label)
        }
        list = sorted
    }

    /// Creates labels from a literal such as `["zone": "a"]`.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Label($0, $1) })
    }

    /// The value of a key, or `nil`.
    ///
    /// - Complexity: O(log n).
    public subscript(key: String) -> String? {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low].key == key ? list[low].value : nil
    }
}

/// One condition on labels (`matchExpressions`; an entry of `matchLabels` or `nodeSelector` is
/// `isIn` with one value).
public struct LabelRequirement: Hashable, Sendable {
    /// How the value is compared, in the words of Kubernetes.
    public enum Operator: String, Hashable, Sendable, CaseIterable {
        /// The key is there with one of the values.
        case isIn = "In"
        /// The key is not there, or has none of the values.
        case isNotIn = "NotIn"
        /// The key is there.
        case exists = "Exists"
        /// The key is not there.
        case doesNotExist = "DoesNotExist"
        /// The value is a whole number greater than the one given.
        case isGreater = "Gt"
        /// The value is a whole number less than the one given.
        case isLess = "Lt"
    }

    /// The key of the label.
    public var key: String
    /// How the value is compared.
    public var comparison: Operator
    /// What it is compared with: any number of values for `In` and `NotIn`, one for `Gt` and
    /// `Lt`, none otherwise.
    public var values: [String]

    /// Creates a condition.
    public init(_ key: String, _ comparison: Operator, _ values: [String] = []) {
        self.key = key
        self.comparison = comparison
        self.values = values
    }

    /// Whether a value (`nil`: there is no such label) satisfies it.
    ///
    /// `Gt` and `Lt` compare 64-bit integers in base 10; what is none satisfies neither.
    public func isSatisfied(by value: String?) -> Bool {
        switch comparison {
        case .isIn: value.map(values.contains) ?? false
        case .isNotIn: value.map { !values.contains($0) } ?? true
        case .exists: value != nil
        case .doesNotExist: value == nil
        case .isGreater: compares(value, >)
        case .isLess: compares(value, <)
        }
    }

    private func compares(_ value: String?, _ isInOrder: (Int64, Int64) -> Bool) -> Bool {
        guard values.count == 1, let bound = Int64(values[0]), let value = value.flatMap(Int64.init)
        else { return false }
        return isInOrder(value, bound)
    }
}

extension Labels {
    /// Whether all conditions hold; they do if there are none.
    public func satisfy(_ requirements: [LabelRequirement]) -> Bool {
        requirements.allSatisfy { $0.isSatisfied(by: self[$0.key]) }
    }
}
