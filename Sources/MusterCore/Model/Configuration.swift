/// What an operator decides: the queue tree and the node order.
///
/// Checked before it gets here.
public struct SchedulerConfiguration: Hashable, Sendable {
    /// The root queue and everything below it.
    public var root: QueueConfiguration
    /// The order in which nodes are offered to an ask.
    public var nodeSortPolicy: NodeSortPolicy

    /// Creates a configuration; without arguments a single leaf queue `root.default` that takes
    /// everything in order of submission.
    public init(
        root: QueueConfiguration = QueueConfiguration(
            name: "root", children: [QueueConfiguration(name: "default")]),
        nodeSortPolicy: NodeSortPolicy = NodeSortPolicy()
    ) {
        self.root = root
        self.nodeSortPolicy = nodeSortPolicy
    }
}

/// One queue as configured, with its effective properties (inheritance already applied).
public struct QueueConfiguration: Hashable, Sendable {
    /// The last element of the queue path, lower-case; unique among siblings.
    public var name: String
    /// Whether the queue holds queues even though none is configured below it.
    public var isParent: Bool
    /// What the queue is entitled to; absent resources are not guaranteed.
    public var guaranteed: ResourceBounds
    /// What the queue and its descendants may never exceed; absent resources are unlimited.
    public var max: ResourceBounds
    /// How many applications may run at once below this queue; 0 means any number.
    public var maxApplications: UInt64
    /// The order of applications in a leaf queue.
    public var applicationSortPolicy: ApplicationSortPolicy
    /// Whether priority comes before the sort policy (`application.sort.priority`).
    public var prioritySorting: Bool
    /// How the priority of what waits inside is shown to the parent (`priority.policy`).
    public var priorityPolicy: PriorityPolicy
    /// Added to the priority shown to the parent, or shown instead of it (`priority.offset`).
    public var priorityOffset: Int32
    /// What may overtake a waiting ask in a leaf queue (`muster.dev/backfill`).
    public var backfill: BackfillPolicy
    /// The queues below; order does not matter.
    public var children: [QueueConfiguration]

    /// Creates a queue; everything has YuniKorn's default.
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
        children: [QueueConfiguration] = []
    ) {
        self.name = name
        self.isParent = isParent
        self.guaranteed = guaranteed
        self.max = max
        self.maxApplications = maxApplications
        self.applicationSortPolicy = applicationSortPolicy
        self.prioritySorting = prioritySorting
        self.priorityPolicy = priorityPolicy
        self.priorityOffset = priorityOffset
        self.backfill = backfill
        self.children = children
    }
}

/// The order of applications in a leaf queue.
public enum ApplicationSortPolicy: String, Hashable, Sendable, CaseIterable {
    /// In order of submission.
    case fifo
    /// The application with the smallest share of the queue's guarantee first.
    case fair
}

/// How a queue shows the priority of what waits inside to its parent.
public enum PriorityPolicy: String, Hashable, Sendable, CaseIterable {
    /// The highest priority inside plus the offset.
    case `default`
    /// The offset alone.
    case fence
}

/// What may overtake an ask or gang that has to wait, per leaf queue.
public enum BackfillPolicy: String, Hashable, Sendable, CaseIterable {
    /// Whatever fits, whoever waits: YuniKorn's behaviour.
    case greedy
    /// Nothing: the head of the line blocks its queue.
    case none
    /// What does not delay the head of the line, which has a reservation (EASY).
    case easy
    /// What delays nobody: everyone who waits has a reservation.
    case conservative
}

/// The order in which nodes are offered to an ask.
public struct NodeSortPolicy: Hashable, Sendable {
    /// Which end of the usage order comes first.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// The least used node first: spreads.
        case fair
        /// The most used node first: packs.
        case binpacking
    }

    /// Which end of the usage order comes first.
    public var order: Order
    /// `(resource, weight in thousandths)`, ascending by resource; a resource that is not named
    /// or weighs 0 does not count.
    public var weights: [Weight]

    /// How much one resource counts in a node's usage.
    public struct Weight: Hashable, Sendable {
        /// The resource.
        public var resource: ResourceID
        /// Relative weight in thousandths, `0...1_000_000_000`.
        public var thousandths: Int64
        /// Creates a weight in thousandths.
        public init(resource: ResourceID, thousandths: Int64) {
            self.resource = resource
            self.thousandths = thousandths
        }
    }

    /// Creates a policy; YuniKorn's default is `fair` with `vcore` and `memory` counting alike.
    public init(
        order: Order = .fair,
        weights: [Weight] = [
            Weight(resource: ResourceCatalog.vcore, thousandths: 1000),
            Weight(resource: ResourceCatalog.memory, thousandths: 1000),
        ]
    ) {
        self.order = order
        self.weights = weights
    }
}
