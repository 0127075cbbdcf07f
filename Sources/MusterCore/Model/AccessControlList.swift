/// Who may do something with a queue.
public struct AccessControlList: Hashable, Sendable {
    /// Whether everybody may (`*`).
    public var allowsEveryone: Bool
    /// The users who may.
    public var users: [String]
    /// The groups whose members may.
    public var groups: [String]

    /// Nobody.
    public static let nobody = AccessControlList()
    /// Everybody.
    public static let everyone = AccessControlList(allowsEveryone: true)

    /// Creates a list.
    public init(allowsEveryone: Bool = false, users: [String] = [], groups: [String] = []) {
        self.allowsEveryone = allowsEveryone
        self.users = users
        self.groups = groups
    }
}

/// What single users or groups may use of a queue and all below it.
public struct QueueLimit: Hashable, Sendable {
    /// The users, each limited on its own; `*` is everybody not named in a limit of the queue.
    public var users: [String]
    /// The groups, each limited as a whole; `*` is everybody in no group named in a limit of the
    /// queue, together.
    public var groups: [String]
    /// What may be used at once; absent resources are unlimited.
    public var maxResources: ResourceBounds
    /// How many applications may run at once; 0 means any number.
    public var maxApplications: UInt64

    /// Creates a limit.
    public init(
        users: [String] = [], groups: [String] = [], maxResources: ResourceBounds = .none,
        maxApplications: UInt64 = 0
    ) {
        self.users = users
        self.groups = groups
        self.maxResources = maxResources
        self.maxApplications = maxApplications
    }
}
