/// Picks nodes: one of its terms must hold.
///
/// Without terms it picks none.
public struct NodeSelector: Hashable, Sendable {
    /// Alternatives.
    public var terms: [NodeSelectorTerm] = []

    /// A selector that matches no node.
    public init() {}

    /// Whether the node is picked.
    public func matches(name: String, labels: NameMap<String>) -> Bool {
        terms.contains { $0.matches(name: name, labels: labels) }
    }
}

/// Requirements of a node that must hold together.
///
/// Without any, no node is meant.
public struct NodeSelectorTerm: Hashable, Sendable {
    /// Requirements of the labels.
    public var matchExpressions: [NodeRequirement] = []
    /// Requirements of fields; Kubernetes knows `metadata.name` alone.
    public var matchFields: [NodeRequirement] = []

    /// A term that matches no node.
    public init() {}

    /// Whether the node meets all requirements.
    public func matches(name: String, labels: NameMap<String>) -> Bool {
        if matchExpressions.isEmpty && matchFields.isEmpty { return false }
        return matchExpressions.allSatisfy { $0.matches(labels[$0.key]) }
            && matchFields.allSatisfy { $0.matchesField(ofNodeNamed: name) }
    }
}

/// One requirement of a label or field of a node.
public struct NodeRequirement: Hashable, Sendable {
    /// The label or field.
    public var key = ""
    /// What is asked of it.
    public var comparison = Comparison.unrecognized
    /// What it is compared with.
    public var values: [String] = []

    /// What is asked of a label or field.
    public enum Comparison: String, Hashable, Sendable {
        /// It is there and has one of the values.
        case isIn = "In"
        /// It is absent or has none of the values.
        case isNotIn = "NotIn"
        /// It is there.
        case exists = "Exists"
        /// It is absent.
        case isAbsent = "DoesNotExist"
        /// It is an integer above the only value.
        case isGreater = "Gt"
        /// It is an integer below the only value.
        case isLess = "Lt"
        /// A word of a newer server; nothing meets it.
        case unrecognized = ""
    }

    /// A requirement that nothing meets.
    public init() {}

    /// A requirement of the label or field `key`.
    public init(_ key: String, _ comparison: Comparison, _ values: [String] = []) {
        self.key = key
        self.comparison = comparison
        self.values = values
    }

    /// Whether a label with this value, nil when it is absent, meets the requirement.
    ///
    /// One that the API server would refuse is met by nothing.
    public func matches(_ value: String?) -> Bool {
        switch comparison {
        case .isIn: return value.map(values.contains) ?? false
        case .isNotIn: return !values.isEmpty && !(value.map(values.contains) ?? false)
        case .exists: return values.isEmpty && value != nil
        case .isAbsent: return values.isEmpty && value == nil
        case .isGreater: return compares(value, by: >)
        case .isLess: return compares(value, by: <)
        case .unrecognized: return false
        }
    }

    private func compares(_ value: String?, by order: (Int64, Int64) -> Bool) -> Bool {
        guard values.count == 1, let limit = Int64(values[0]), let value,
            let number = Int64(value)
        else { return false }
        return order(number, limit)
    }

    fileprivate func matchesField(ofNodeNamed name: String) -> Bool {
        guard key == "metadata.name", values.count == 1 else { return false }
        switch comparison {
        case .isIn: return values[0] == name
        case .isNotIn: return values[0] != name
        default: return false
        }
    }
}

extension NodeSelector: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "nodeSelectorTerms": terms = try value.get()
        default: break
        }
    }
}

extension NodeSelectorTerm: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "matchExpressions": matchExpressions = try value.get()
        case "matchFields": matchFields = try value.get()
        default: break
        }
    }
}

extension NodeRequirement: JSONFields {
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

extension NodeRequirement.Comparison: JSONWord {}
