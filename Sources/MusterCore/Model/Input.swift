/// A fact delivered to the scheduler.
///
/// The journal of a scheduler is the list of its inputs.
public enum Input: Sendable {
    /// The operator's queue tree and node order, replacing the one in force in one step.
    case configurationReplaced(SchedulerConfiguration)
    /// A node joined, or one that is known changed its capacity, occupied part or cordon.
    case nodeChanged(Node)
    /// A node left; what ran on it is gone and waits again.
    case nodeRemoved(NodeID)
    /// Somebody wants to run an application.
    case applicationSubmitted(Application)
    /// The application is over: what it holds is free, what it waits for is forgotten.
    case applicationRemoved(ApplicationID)
    /// Alike asks of one application.
    case asksAdded(AskSubmission)
    /// Asks withdrawn, waiting or allocated.
    case asksRemoved(AskRange)
    /// The outside agrees with allocations (a binding succeeded).
    case allocationsConfirmed(AskRange)
    /// The outside refused allocations (a binding failed): the asks wait again.
    case allocationsRefused(AskRange)
    /// What ran under these allocations has ended by itself.
    case allocationsFinished(AskRange)
    /// Time has come to this moment: timers that are due fire, then one scheduling cycle runs.
    /// A moment before the last one counts as the last one.
    case timeReached(Tick)
}

/// `count` consecutive asks from `first` on.
public struct AskRange: Hashable, Sendable {
    /// The first ask.
    public var first: AskID
    /// How many, at least 0.
    public var count: Int32

    /// Creates the range `first..<first + count`.
    @inlinable
    public init(first: AskID, count: Int32 = 1) {
        self.first = first
        self.count = count
    }
}

/// A node as the outside describes it.
public struct Node: Hashable, Sendable {
    /// The identifier.
    public var id: NodeID
    /// Its name; equally good nodes are taken in ascending order of their names.
    public var name: String
    /// What the node has to give, base units.
    public var capacity: Resources
    /// What pods that this scheduler does not place use of it, base units.
    public var occupied: Resources
    /// Whether new allocations may be placed here (not cordoned, not draining).
    public var isSchedulable: Bool

    /// Creates a node description.
    public init(
        id: NodeID, name: String, capacity: Resources, occupied: Resources = .none,
        isSchedulable: Bool = true
    ) {
        self.id = id
        self.name = name
        self.capacity = capacity
        self.occupied = occupied
        self.isSchedulable = isSchedulable
    }
}

/// An application as submitted.
public struct Application: Hashable, Sendable {
    /// The identifier; may be used again once the application was removed.
    public var id: ApplicationID
    /// The leaf queue it asks for.
    public var queue: QueueID
    /// Who submitted it.
    public var user: UserID
    /// When it was submitted; orders `fifo` queues and survives restarts.
    public var submitted: Tick
    /// How long it says it will run once started; `nil` if nobody knows.
    public var runTimeEstimate: Tick?
    /// The members that must start together, if any.
    public var gang: Gang?

    /// Creates a submission.
    public init(
        id: ApplicationID, queue: QueueID, user: UserID = UserID(rawValue: 0), submitted: Tick,
        runTimeEstimate: Tick? = nil, gang: Gang? = nil
    ) {
        self.id = id
        self.queue = queue
        self.user = user
        self.submitted = submitted
        self.runTimeEstimate = runTimeEstimate
        self.gang = gang
    }
}

/// All task groups of an application that start together or not at all.
public struct Gang: Hashable, Sendable {
    /// The task groups, in the order of the submission; at least one.
    public var taskGroups: [TaskGroup]
    /// What happens when the gang has not formed by the timeout.
    public var style: Style
    /// How long after submission the gang may take to form, and its held places may stay unused;
    /// `nil` means for ever.
    public var timeout: Tick?

    /// What happens to a gang that has not formed in time (`gangSchedulingStyle`).
    public enum Style: String, Hashable, Sendable, CaseIterable {
        /// Its asks are scheduled one by one from then on.
        case soft = "Soft"
        /// The application fails.
        case hard = "Hard"
    }

    /// Creates a gang.
    public init(taskGroups: [TaskGroup], style: Style = .soft, timeout: Tick? = nil) {
        self.taskGroups = taskGroups
        self.style = style
        self.timeout = timeout
    }
}

/// A set of identical members of a gang, with the number without which it may not start.
public struct TaskGroup: Hashable, Sendable {
    /// How many members must have a place before any may start, at least 1.
    public var minMember: Int32
    /// What one member needs, base units.
    public var request: Resources
    /// The priority of its members.
    public var priority: Int32

    /// Creates a task group.
    public init(minMember: Int32, request: Resources, priority: Int32 = 0) {
        self.minMember = minMember
        self.request = request
        self.priority = priority
    }
}

/// Asks that differ only in their identifiers.
public struct AskSubmission: Hashable, Sendable {
    /// The asks; none of them may be in use.
    public var asks: AskRange
    /// The application they belong to.
    public var application: ApplicationID
    /// What each needs, base units.
    public var request: Resources
    /// Higher goes first.
    public var priority: Int32
    /// The index of the task group in the application's gang that they belong to, if any.
    public var taskGroup: Int32?

    /// Creates asks.
    public init(
        asks: AskRange, application: ApplicationID, request: Resources, priority: Int32 = 0,
        taskGroup: Int32? = nil
    ) {
        self.asks = asks
        self.application = application
        self.request = request
        self.priority = priority
        self.taskGroup = taskGroup
    }
}
