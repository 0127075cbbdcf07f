public import MusterCore
public import YAMLDocument

/// A queue file as written: checked, but nothing inherited and nothing merged yet.
///
/// The schema is YuniKorn's `queues.yaml`. Names of queues and partitions are in lower case.
public struct QueueFile: Hashable, Sendable {
    /// The partitions in file order; exactly one is called `default`.
    public var partitions: [Partition]
    /// The text of `checksum`, which nothing checks.
    public var checksum: String?

    /// The partition called `default`, the only one that is scheduled.
    public var defaultPartition: Partition? {
        partitions.first { $0.name == Partition.defaultName }
    }
}

/// A named set of nodes with its own queue tree.
public struct Partition: Hashable, Sendable {
    /// The name of the partition that every unnamed one is.
    public static let defaultName = "default"

    /// The name in lower case.
    public var name: String
    /// Where it is described.
    public var location: SourceLocation
    /// The root of its queue tree, with the partition's limits if it has none of its own.
    public var root: QueueDefinition
    /// The rules that find a queue for an application, in the order in which they are tried.
    public var placementRules: [PlacementRuleDefinition] = []
    /// What may be preempted at all.
    public var preemption = PreemptionSettings()
    /// The order in which nodes are offered to an ask.
    public var nodeSortPolicy = NodeSortPolicy()
    /// Where the groups of a user come from; `nil` takes them from the submission.
    public var userGroupResolver: UserGroupResolver?
}

/// The switches of `preemption`.
public struct PreemptionSettings: Hashable, Sendable {
    /// Whether a queue below its guarantee may take back what others borrowed.
    public var isEnabled = true
    /// Whether lowering a queue's max takes back what is above it.
    public var isQuotaPreemptionEnabled = false
}

/// Where the groups of a user come from, besides the submission.
public enum UserGroupResolver: String, Hashable, Sendable, CaseIterable {
    /// The local user database.
    case os
    /// A directory service.
    case ldap
    /// A fixed answer, for tests.
    case test
}

/// One queue as written.
public struct QueueDefinition: Hashable, Sendable {
    /// The last element of the path, in lower case.
    public var name: String
    /// Where it is described.
    public var location: SourceLocation
    /// Whether it says `parent: true`.
    public var isMarkedParent = false
    /// What it is entitled to.
    public var guaranteed = ResourceMap()
    /// What it may never exceed.
    public var max = ResourceMap()
    /// How many applications may run at once; `nil` if the file does not say, 0 for any number.
    public var maxApplications: Located<UInt64>?
    /// Its own properties in file order, known and unknown ones.
    public var properties: [QueueProperty] = []
    /// Who administers the queue; may also submit here and below.
    public var adminACL = AccessControlList.nobody
    /// Who may submit here and below.
    public var submitACL = AccessControlList.nobody
    /// What queues get that are created below by a placement rule.
    public var childTemplate: ChildTemplate?
    /// What single users and groups may use.
    public var limits: [Limit] = []
    /// The queues below, in file order.
    public var children: [QueueDefinition] = []

    /// Whether it holds applications; otherwise it holds queues.
    public var isLeaf: Bool { !isMarkedParent && children.isEmpty }
}

/// What queues get that are created by a placement rule.
public struct ChildTemplate: Hashable, Sendable {
    /// Where it is described.
    public var location: SourceLocation
    /// How many applications may run at once; 0 for any number.
    public var maxApplications: UInt64 = 0
    /// The properties in file order.
    public var properties: [QueueProperty] = []
    /// What the queue is entitled to.
    public var guaranteed = ResourceMap()
    /// What the queue may never exceed.
    public var max = ResourceMap()
}

/// One entry of `properties`, as text.
public struct QueueProperty: Hashable, Sendable {
    /// The key.
    public var name: String
    /// The value as written.
    public var value: String
    /// Where the value is written, be it in a queue above.
    public var location: SourceLocation
}

/// What single users or groups may use of a queue.
public struct Limit: Hashable, Sendable {
    /// Where it is described.
    public var location: SourceLocation
    /// What it is for, in the author's words (`limit`).
    public var description = ""
    /// The users, each limited on its own; `*` is everybody not named.
    public var users: [Located<String>] = []
    /// The groups, each limited as a whole; `*` is everybody in no named group.
    public var groups: [Located<String>] = []
    /// What may be used at once.
    public var maxResources = ResourceMap()
    /// How many applications may run at once; `nil` or 0 for any number.
    public var maxApplications: Located<UInt64>?

    /// The limit for the core.
    public var queueLimit: QueueLimit {
        QueueLimit(
            users: users.map(\.value), groups: groups.map(\.value),
            maxResources: maxResources.writtenBounds, maxApplications: maxApplications?.value ?? 0)
    }

    /// Whether both limit the same people in the same way, wherever they are written.
    func meansTheSame(as other: Limit) -> Bool {
        description == other.description && queueLimit == other.queueLimit
    }
}

/// Quantities of resources as written.
public struct ResourceMap: Hashable, Sendable {
    /// One resource with its quantity.
    public struct Entry: Hashable, Sendable {
        /// The resource.
        public var resource: ResourceID
        /// The quantity in base units, at least 0.
        public var quantity: Int64
        /// The quantity as written.
        public var text: String
        /// Where the quantity is written.
        public var location: SourceLocation
    }

    /// The entries in file order, each resource once.
    public var entries: [Entry] = []

    /// The quantities in force: none if every quantity is 0, which means the same as not set.
    public var bounds: ResourceBounds {
        entries.contains { $0.quantity > 0 } ? writtenBounds : .none
    }

    /// The entries in force, see `bounds`.
    var effectiveEntries: [Entry] {
        entries.contains { $0.quantity > 0 } ? entries : []
    }

    /// All quantities as written.
    var writtenBounds: ResourceBounds {
        ResourceBounds(entries.map { ($0.resource, $0.quantity) })
    }
}
