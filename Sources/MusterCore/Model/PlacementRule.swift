/// A rule that finds a queue for an application.
public struct PlacementRule: Hashable, Sendable {
    /// How the queue is found.
    public enum Kind: Hashable, Sendable {
        /// The queue that the application names.
        case provided
        /// A queue named after the user.
        case user
        /// Always the same queue: a name, or a path that begins with `root.`.
        case fixed(String)
        /// A queue named after the value of this tag, such as `namespace`.
        case tag(String)
    }

    /// How the queue is found.
    public var kind: Kind
    /// Whether a queue that does not exist is created.
    public var mayCreate: Bool
    /// Whom the rule is for.
    public var filter: PlacementFilter
    /// The rule that finds the queue above, if one is given.
    public var parent: PlacementRule? { parents.first }

    /// At most one: an array only because a struct cannot contain itself.
    private var parents: [PlacementRule]

    /// Creates a rule.
    public init(
        _ kind: Kind, mayCreate: Bool = false, filter: PlacementFilter = PlacementFilter(),
        parent: PlacementRule? = nil
    ) {
        self.kind = kind
        self.mayCreate = mayCreate
        self.filter = filter
        parents = parent.map { [$0] } ?? []
    }
}

/// Whom a placement rule is for.
public struct PlacementFilter: Hashable, Sendable {
    /// Names, or one regular expression, that users or groups are compared with.
    public enum Pattern: Hashable, Sendable {
        /// Any of these names, exactly.
        case names([String])
        /// A regular expression that is found anywhere in the name.
        case expression(String)
    }

    /// Whether those who match may not use the rule; otherwise only those who match may.
    public var isDenying: Bool
    /// The users; no names stand for nobody.
    public var users: Pattern
    /// The groups; no names stand for none.
    public var groups: Pattern

    /// Creates a filter; without users and groups everybody may use the rule.
    public init(
        isDenying: Bool = false, users: Pattern = .names([]), groups: Pattern = .names([])
    ) {
        self.isDenying = isDenying
        self.users = users
        self.groups = groups
    }
}
