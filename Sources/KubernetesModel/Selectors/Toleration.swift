/// Keeps pods off a node unless they tolerate it.
public struct Taint: Hashable, Sendable {
    /// What the taint is about.
    public var key = ""
    /// More about it; often empty.
    public var value = ""
    /// What it does to pods.
    public var effect = TaintEffect.unrecognized
    /// When a taint that evicts was set.
    public var timeAdded: Timestamp?

    /// A taint about nothing.
    public init() {}

    /// A taint with `key`, `value` and `effect`.
    public init(_ key: String, _ value: String = "", _ effect: TaintEffect) {
        self.key = key
        self.value = value
        self.effect = effect
    }
}

/// What a taint does to pods that do not tolerate it.
public enum TaintEffect: String, Hashable, Sendable {
    /// None is placed.
    case noSchedule = "NoSchedule"
    /// None is placed while there is a better node.
    case preferNoSchedule = "PreferNoSchedule"
    /// None is placed, and those there are evicted.
    case noExecute = "NoExecute"
    /// A word of a newer server.
    case unrecognized = ""
}

/// Says which taints a pod can live with.
public struct Toleration: Hashable, Sendable {
    /// The taint's key; empty for all keys.
    public var key = ""
    /// How the values are compared; ``Comparison/equal`` when the pod does not say.
    public var comparison = Comparison.equal
    /// What the taint's value is compared with.
    public var value = ""
    /// The taint's effect; nil for all effects.
    public var effect: TaintEffect?
    /// How long a pod stays on a node with a `NoExecute` taint; nil for ever, 0 or less not at all.
    public var tolerationSeconds: Int64?

    /// How the values are compared.
    public enum Comparison: String, Hashable, Sendable {
        /// They are equal.
        case equal = "Equal"
        /// Any value will do.
        case exists = "Exists"
        /// The taint's value is an integer above that of the toleration.
        case isGreater = "Gt"
        /// The taint's value is an integer below that of the toleration.
        case isLess = "Lt"
        /// A word of a newer server; it tolerates nothing.
        case unrecognized = "?"
    }

    /// A toleration of taints without a key and value; the server would refuse it.
    public init() {}

    /// A toleration of taints with `key`, or of all when it is empty.
    public init(
        _ key: String, _ comparison: Comparison, _ value: String = "",
        effect: TaintEffect? = nil
    ) {
        self.key = key
        self.comparison = comparison
        self.value = value
        self.effect = effect
    }

    /// Whether the pod can live with the taint.
    ///
    /// - Note: Source: `Toleration.ToleratesTaint` of `k8s.io/api/core/v1`, 1.35. The comparisons
    ///   of numbers are those of KEP-5471, whose text has them the other way round than its
    ///   examples; the server refuses them unless `TaintTolerationComparisonOperators` is enabled.
    public func tolerates(_ taint: Taint) -> Bool {
        if let effect, effect != taint.effect { return false }
        if !key.isEmpty && key != taint.key { return false }
        switch comparison {
        case .equal: return value == taint.value
        case .exists: return true
        case .isGreater: return compares(taint.value, by: >)
        case .isLess: return compares(taint.value, by: <)
        case .unrecognized: return false
        }
    }

    private func compares(_ taintValue: String, by order: (Int64, Int64) -> Bool) -> Bool {
        guard let number = canonicalInteger(taintValue), let limit = canonicalInteger(value) else {
            return false
        }
        return order(number, limit)
    }
}

/// The integer, if the text is the one that it is written as: no sign, zero or blank too many.
private func canonicalInteger(_ text: String) -> Int64? {
    guard let number = Int64(text), String(number) == text else { return nil }
    return number
}

extension Sequence<Toleration> {
    /// Whether one of the tolerations is enough for the taint.
    public func tolerate(_ taint: Taint) -> Bool {
        contains { $0.tolerates(taint) }
    }
}

extension Taint: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "key": key = try value.get()
        case "value": self.value = try value.get()
        case "effect": effect = try value.get()
        case "timeAdded": timeAdded = try value.get()
        default: break
        }
    }
}

extension Toleration: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "key": key = try value.get()
        case "operator": comparison = try value.isEmptyString ? .equal : value.get()
        case "value": self.value = try value.get()
        case "effect": effect = try value.isEmptyString ? nil : value.get()
        case "tolerationSeconds": tolerationSeconds = try value.get()
        default: break
        }
    }
}

extension JSONValue {
    /// What Go writes for a word that is not set, where it does not leave the member out.
    fileprivate var isEmptyString: Bool { kind == Kind.string && utf8.isEmpty }
}

extension TaintEffect: JSONWord {}
extension Toleration.Comparison: JSONWord {}
