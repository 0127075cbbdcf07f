/// What an operator decides: the queue tree, how applications find their queue, and the node order.
///
/// Checked before it gets here.
public struct SchedulerConfiguration: Hashable, Sendable {
    /// The root queue and everything below it.
    public var root: QueueConfiguration
    /// The rules that find a queue for an application, in the order in which they are tried; none
    /// means a single `provided` rule.
    public var placementRules: [PlacementRule]
    /// The order in which nodes are offered to an ask.
    public var nodeSortPolicy: NodeSortPolicy
    /// Whether anything is evicted for a queue below its guarantee, or for a higher priority.
    public var isPreemptionEnabled = true
    /// Whether what is above a lowered max is evicted.
    public var isQuotaPreemptionEnabled = false

    /// Creates a configuration; without arguments a single leaf queue `root.default` that takes
    /// everything from everybody in order of submission.
    public init(
        root: QueueConfiguration = QueueConfiguration(
            name: "root", submitACL: .everyone, children: [QueueConfiguration(name: "default")]),
        placementRules: [PlacementRule] = [],
        nodeSortPolicy: NodeSortPolicy = NodeSortPolicy()
    ) {
        self.root = root
        self.placementRules = placementRules
        self.nodeSortPolicy = nodeSortPolicy
    }
}

/// One queue as configured, with its effective properties (inheritance already applied).
///
/// Settings can be spoken of as if they were its own: `queue.max`.
@dynamicMemberLookup
public struct QueueConfiguration: Hashable, Sendable {
    /// The last element of the queue path, lower-case; unique among siblings.
    public var name: String
    /// Whether the queue holds queues even though none is configured below it.
    public var isParent: Bool
    /// Everything that a child template could say as well.
    public var settings: QueueSettings
    /// Who may submit here and below, besides those who may above.
    public var submitACL = AccessControlList.nobody
    /// Who administers the queue; includes the right to submit.
    public var adminACL = AccessControlList.nobody
    /// What single users and groups may use here and below.
    public var limits: [QueueLimit] = []
    /// What queues get that are created below by a placement rule; `nil` means defaults.
    public var childTemplate: QueueSettings?
    /// The queues below; order does not matter.
    public var children: [QueueConfiguration]

    /// Creates a queue with these settings.
    public init(
        name: String, isParent: Bool = false, settings: QueueSettings,
        children: [QueueConfiguration] = []
    ) {
        self.name = name
        self.isParent = isParent
        self.settings = settings
        self.children = children
    }

    /// Creates a queue with the most common settings; everything has YuniKorn's default.
    public init(
        name: String,
        isParent: Bool = false,
        guaranteed: ResourceBounds = .none,
        max: ResourceBounds = .none,
        maxApplications: UInt64 = 0,
        applicationSortPolicy: ApplicationSortPolicy = .fifo,
        prioritySorting: Bool = true,
        priorityPolicy: PriorityPolicy = .default,
        priorityOffset: Int32 = 0,
        backfill: BackfillPolicy = .greedy,
        submitACL: AccessControlList = .nobody,
        children: [QueueConfiguration] = []
    ) {
        self.init(name: name, isParent: isParent, settings: QueueSettings(), children: children)
        self.submitACL = submitACL
        settings.guaranteed = guaranteed
        settings.max = max
        settings.maxApplications = maxApplications
        settings.applicationSortPolicy = applicationSortPolicy
        settings.prioritySorting = prioritySorting
        settings.priorityPolicy = priorityPolicy
        settings.priorityOffset = priorityOffset
        settings.backfill = backfill
    }

    /// One of the settings.
    public subscript<Value>(dynamicMember setting: WritableKeyPath<QueueSettings, Value>) -> Value {
        get { settings[keyPath: setting] }
        set { settings[keyPath: setting] = newValue }
    }
}
