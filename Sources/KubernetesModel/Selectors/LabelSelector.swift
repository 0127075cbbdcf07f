/// Picks objects by their labels: all of its requirements must hold.
///
/// An empty selector matches everything. Where Kubernetes lets a selector be absent, an absent one
/// matches nothing; that is nil, not an empty selector.
public struct LabelSelector: Hashable, Sendable {
    /// Labels that must have exactly these values.
    public var matchLabels = NameMap<String>()
    /// Further requirements.
    public var matchExpressions: [Requirement] = []

    /// One requirement of a label.
    public struct Requirement: Hashable, Sendable {
        /// The label.
        public var key = ""
        /// What is asked of it.
        public var comparison = Comparison.unrecognized
        /// What it is compared with.
        public var values: [String] = []

        /// A requirement that nothing meets.
        public init() {}

        /// A requirement of the label `key`.
        public init(_ key: String, _ comparison: Comparison, _ values: [String] = []) {
            self.key = key
            self.comparison = comparison
            self.values = values
        }
    }

    /// What is asked of a label.
    public enum Comparison: String, Hashable, Sendable {
        /// The label is there and has one of the values.
        case isIn = "In"
        /// The label is absent or has none of the values.
        case isNotIn = "NotIn"
        /// The label is there.
        case exists = "Exists"
        /// The label is absent.
        case isAbsent = "DoesNotExist"
        /// A word of a newer server; nothing meets it.
        case unrecognized = ""
    }

    /// A selector that matches everything.
    public init() {}

    /// Whether an object with these labels is picked.
    ///
    /// - Complexity: O(r · log l) for r requirements and l labels.
    public func matches(_ labels: NameMap<String>) -> Bool {
        matchLabels.allSatisfy { labels[$0.key] == $0.value }
            && matchExpressions.allSatisfy { $0.matches(labels) }
    }
}

extension LabelSelector.Requirement {
    /// Whether the labels meet this requirement.
    ///
    /// One that the API server would refuse, such as `In` without values, is met by nothing.
    public func matches(_ labels: NameMap<String>) -> Bool {
        let value = labels[key]
        switch comparison {
        case .isIn: return value.map(values.contains) ?? false
        case .isNotIn: return !values.isEmpty && !(value.map(values.contains) ?? false)
        case .exists: return values.isEmpty && value != nil
        case .isAbsent: return values.isEmpty && value == nil
        case .unrecognized: return false
        }
    }
}

extension LabelSelector: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "matchLabels": matchLabels = try value.get()
        case "matchExpressions": matchExpressions = try value.get()
        default: break
        }
    }
}

extension LabelSelector.Requirement: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "key": key = try value.get()
        case "operator": comparison = try value.get()
        case "values": values = try value.get()
        default: break
        }
    }
}

extension LabelSelector.Comparison: JSONWord {}
