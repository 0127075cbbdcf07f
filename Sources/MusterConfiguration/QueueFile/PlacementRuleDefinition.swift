public import MusterCore
public import YAMLDocument

/// A placement rule as written, with its place.
public struct PlacementRuleDefinition: Hashable, Sendable {
    /// How the queue is found; the queue of a `fixed` rule is in lower case.
    public var kind: PlacementRule.Kind
    /// Where it is described.
    public var location: SourceLocation
    /// Whether a queue that does not exist is created.
    public var mayCreate = false
    /// Where `value` is written, or the rule if it has none.
    var valueLocation: SourceLocation
    /// Whom the rule is for.
    public var filter = PlacementFilter()
    /// The rule that finds the queue above, if one is given.
    public var parent: PlacementRuleDefinition? {
        get { parents.first }
        set { parents = newValue.map { [$0] } ?? [] }
    }

    /// At most one: an array only because a struct cannot contain itself.
    private var parents: [PlacementRuleDefinition] = []

    init(kind: PlacementRule.Kind, location: SourceLocation, valueLocation: SourceLocation) {
        self.kind = kind
        self.location = location
        self.valueLocation = valueLocation
    }

    /// The rule for the core.
    public var rule: PlacementRule {
        PlacementRule(kind, mayCreate: mayCreate, filter: filter, parent: parent?.rule)
    }

    /// The queue of a `fixed` rule, `nil` for the others.
    var fixedQueue: String? {
        guard case .fixed(let queue) = kind else { return nil }
        return queue
    }

    /// The rule after its parents, the outermost parent first.
    var chain: [PlacementRuleDefinition] { (parent?.chain ?? []) + [self] }
}
