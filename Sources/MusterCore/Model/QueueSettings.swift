/// What is configured for one queue besides its place in the tree, its rights and its limits.
///
/// A child template has the same for the queues that placement rules create.
public struct QueueSettings: Hashable, Sendable {
    /// What the queue is entitled to; absent resources are not guaranteed.
    public var guaranteed = ResourceBounds.none
    /// What the queue and its descendants may never exceed; absent resources are unlimited.
    public var max = ResourceBounds.none
    /// How many applications may run at once below this queue; 0 means any number.
    public var maxApplications: UInt64 = 0
    /// The order of applications in a leaf queue.
    public var applicationSortPolicy = ApplicationSortPolicy.fifo
    /// Whether priority comes before the sort policy (`application.sort.priority`).
    public var prioritySorting = true
    /// How the priority of what waits inside is shown to the parent (`priority.policy`).
    public var priorityPolicy = PriorityPolicy.default
    /// Added to the priority shown to the parent, or shown instead of it (`priority.offset`).
    public var priorityOffset: Int32 = 0
    /// What may overtake a waiting ask in a leaf queue (`muster.dev/backfill`).
    public var backfill = BackfillPolicy.greedy
    /// How many asks of an application may fail in one cycle before it is left alone for a while
    /// (`application.unschedasks.backoff`); 0 means any number.
    public var unschedulableAsksBackoff: UInt64 = 0
    /// For how long (`application.unschedasks.backoff.delay`).
    public var unschedulableAsksBackoffDelay = Tick(seconds: 30)

    /// Divides the queue's share among its siblings, in thousandths, `1...1_000_000_000`
    /// (`muster.dev/weight`): a queue of weight 2 gets twice as much as one of weight 1.
    public var weightThousandths: Int64 = 1000
    /// With which half-life the usage of the past counts in the order of the queues below
    /// (`muster.dev/fairness.half-life`); zero means only the usage of the moment counts.
    public var fairnessHalfLife = Tick.zero
    /// Whether the queues below count, in their order, with no more of what the queues below each
    /// of them use than those have got whose turn it is (`muster.dev/fairness.rescaling`).
    public var rescalesUsage = false
    /// Each such time that an application has waited raises its priority in its leaf queue by one
    /// (`muster.dev/ageing`); zero means never.
    public var ageing = Tick.zero

    /// Who may take from whom (`preemption.policy`).
    public var preemptionPolicy = PreemptionPolicy.default
    /// How old an ask must be before anything is evicted for it (`preemption.delay`).
    public var preemptionDelay = Tick(seconds: 30)
    /// How long after the max was lowered below the usage the surplus is evicted
    /// (`quota.preemption.delay`); zero means never.
    public var quotaPreemptionDelay = Tick.zero
    /// Whether asks may evict what has a lower priority in the same leaf queue
    /// (`muster.dev/preemption.within-queue`).
    public var preemptsWithinQueue = false
    /// What has run for less is not evicted for others (`muster.dev/preemption.min-run-time`).
    public var minRunTime = Tick.zero
    /// How many evictions from this queue and below may be decided in any minute
    /// (`muster.dev/preemption.evictions-per-minute`); 0 means any number.
    ///
    /// A whole gang counts as one.
    public var evictionsPerMinute: UInt64 = 0
    /// How places of gangs are held that do not say it themselves (`muster.dev/placeholders`).
    public var placeholders = PlaceholderMode.virtual

    /// Creates YuniKorn's defaults.
    public init() {}
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

/// Who may take from whom across the border of a queue.
public enum PreemptionPolicy: String, Hashable, Sendable, CaseIterable {
    /// Asks inside may evict outside, and what is inside may be evicted.
    case `default`
    /// Asks inside may not evict outside.
    case fence
    /// What is inside may not be evicted.
    case disabled
}
