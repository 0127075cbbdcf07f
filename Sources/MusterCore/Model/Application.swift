/// An application as submitted.
public struct Application: Hashable, Sendable {
    /// The identifier; may be used again once the application was removed.
    public var id: ApplicationID
    /// How its leaf queue is found.
    public var queue: QueueChoice
    /// Who submitted it; "" for nobody known.
    public var user: String
    /// The user's groups, the most important first.
    public var groups: [String]
    /// When it was submitted; orders `fifo` queues and survives restarts.
    public var submitted: Tick
    /// How long it says it will run once started; `nil` if nobody knows.
    public var runTimeEstimate: Tick?
    /// The members that must start together, if any.
    public var gang: Gang?

    /// Creates a submission.
    public init(
        id: ApplicationID, queue: QueueChoice, user: String = "", groups: [String] = [],
        submitted: Tick, runTimeEstimate: Tick? = nil, gang: Gang? = nil
    ) {
        self.id = id
        self.queue = queue
        self.user = user
        self.groups = groups
        self.submitted = submitted
        self.runTimeEstimate = runTimeEstimate
        self.gang = gang
    }

    /// Creates a submission to a leaf queue that is known already.
    public init(
        id: ApplicationID, queue: QueueID, user: String = "", groups: [String] = [],
        submitted: Tick, runTimeEstimate: Tick? = nil, gang: Gang? = nil
    ) {
        self.init(
            id: id, queue: .leaf(queue), user: user, groups: groups, submitted: submitted,
            runTimeEstimate: runTimeEstimate, gang: gang)
    }
}

/// How an application finds its leaf queue.
public enum QueueChoice: Hashable, Sendable {
    /// It goes to this one; nobody's rights are checked.
    case leaf(QueueID)
    /// The placement rules decide.
    case rules(PlacementRequest)
}

/// What the placement rules look at besides the user and the groups.
public struct PlacementRequest: Hashable, Sendable {
    /// A named property of an application, such as its namespace.
    public struct Tag: Hashable, Sendable {
        /// The name; compared without regard to case.
        public var name: String
        /// The value.
        public var value: String
        /// Creates a tag.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The queue that the application names: a path that begins with `root.`, or a name; `nil` if
    /// it names none.
    public var queueName: String?
    /// The tags; the first of a name counts.
    public var tags: [Tag]
    /// Whether it runs already (the scheduler was restarted), so that it cannot be turned away:
    /// if no rule places it, it goes to `root.@recovery@`.
    public var isForced: Bool
    /// What a queue gets that was made for it, or for another one before it.
    public var quota = QueueQuota()

    /// Creates a request.
    public init(queueName: String? = nil, tags: [Tag] = [], isForced: Bool = false) {
        self.queueName = queueName
        self.tags = tags
        self.isForced = isForced
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
    /// How its places are held; `nil` for what the queue says.
    public var placeholders: PlaceholderMode?

    /// What happens to a gang that has not formed in time (`gangSchedulingStyle`).
    public enum Style: String, Hashable, Sendable, CaseIterable {
        /// Its asks are scheduled one by one from then on.
        case soft = "Soft"
        /// The application fails.
        case hard = "Hard"
    }

    /// Creates a gang.
    public init(
        taskGroups: [TaskGroup], style: Style = .soft, timeout: Tick? = nil,
        placeholders: PlaceholderMode? = nil
    ) {
        self.taskGroups = taskGroups
        self.style = style
        self.timeout = timeout
        self.placeholders = placeholders
    }
}

/// How the places of a gang's members are held that do not exist yet.
public enum PlaceholderMode: String, Hashable, Sendable, CaseIterable {
    /// Inside the scheduler: all at once, or none.
    case virtual
    /// By asks of their own (pods that do nothing, which an autoscaler sees), placed one by one; a
    /// gang that has only some of them waits with what it has.
    case pods
}

/// A set of identical members of a gang, with the number without which it may not start.
public struct TaskGroup: Hashable, Sendable {
    /// How many members must have a place before any may start, at least 1.
    public var minMember: Int32
    /// What one member needs, base units.
    public var request: Resources
    /// The priority of its members.
    public var priority: Int32
    /// Where its members may run besides where there is room.
    public var constraints: PlacementConstraints

    /// Creates a task group.
    public init(
        minMember: Int32, request: Resources, priority: Int32 = 0,
        constraints: PlacementConstraints = .none
    ) {
        self.minMember = minMember
        self.request = request
        self.priority = priority
        self.constraints = constraints
    }
}
