/// A rule that finds a queue for an application.
public struct PlacementRuleDefinition: Hashable, Sendable {
    /// How the queue is found.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The queue that the application names.
        case provided
        /// A queue named after the user.
        case user
        /// Always the same queue.
        case fixed
        /// A queue named after a tag of the application, such as its namespace.
        case tag
    }

    /// How the queue is found.
    public var kind: Kind
    /// Where it is described.
    public var location: SourceLocation
    /// Whether a queue that does not exist is created.
    public var mayCreate = false
    /// The queue of a `fixed` rule, in lower case, or the tag of a `tag` rule; "" for the others.
    public var value = ""
    /// Where `value` is written, or the rule if it has none.
    var valueLocation: SourceLocation
    /// Whom the rule is for.
    public var filter = PlacementFilterDefinition()
    /// The rule that finds the queue above, if one is given.
    public var parent: PlacementRuleDefinition? {
        get { parents.first }
        set { parents = newValue.map { [$0] } ?? [] }
    }

    /// At most one: an array only because a struct cannot contain itself.
    private var parents: [PlacementRuleDefinition] = []

    init(kind: Kind, location: SourceLocation) {
        self.kind = kind
        self.location = location
        valueLocation = location
    }

    /// The rule after its parents, the outermost parent first.
    var chain: [PlacementRuleDefinition] { (parent?.chain ?? []) + [self] }
}

/// Whom a placement rule is for.
public struct PlacementFilterDefinition: Hashable, Sendable {
    /// Whether those who match may or may not use the rule.
    public enum Effect: String, Hashable, Sendable, CaseIterable {
        /// Only those who match.
        case allow
        /// Everybody but those who match.
        case deny
    }

    /// Names, or one regular expression, that users or groups are compared with.
    public enum Pattern: Hashable, Sendable {
        /// Any of these names, exactly; an empty list matches everybody.
        case names([String])
        /// A regular expression in Go's syntax, kept as text.
        case expression(String)
    }

    /// Whether those who match may or may not use the rule.
    public var effect = Effect.allow
    /// The users.
    public var users = Pattern.names([])
    /// The groups.
    public var groups = Pattern.names([])
}
