public import MusterCore

/// A finite list of jobs to replay, in order of submission.
///
/// Flat arrays: a log can have half a million jobs. Strings and request vectors are stored once and
/// referred to by index.
public struct Workload: Hashable, Sendable {
    /// What to call it in reports: the file's name or the generator's.
    public var name: String
    /// The jobs, ascending by `(submitted, position in the input)`.
    public var jobs: [Job] = []
    /// The task groups of all jobs; a job's are consecutive.
    public var taskGroups: [JobTaskGroup] = []
    /// Distinct request vectors, base units; `JobTaskGroup.request` is an index into it.
    public var requests: [Resources] = []
    /// Distinct queue names, of which `Job.queue` is an index.
    ///
    /// Index 0 is "", no queue named.
    public var queues: [String] = [""]
    /// Distinct user names, of which `Job.user` is an index.
    ///
    /// Index 0 is "", nobody named.
    public var users: [String] = [""]
    /// What jobs say besides, of which `Job.properties` is an index.
    ///
    /// Index 0 says nothing, as every job of a log does.
    public var properties = [JobProperties()]
    /// What reading the input dropped and changed.
    public var cleaning = CleaningReport()

    /// Creates an empty workload.
    public init(name: String) {
        self.name = name
    }
}

/// One job of a workload: a gang, or a set of members that start when they can.
public struct Job: Hashable, Sendable {
    /// The job's name, unique in the workload; for a Standard Workload Format log its job number.
    public var name: String
    /// Index into `Workload.queues`.
    public var queue: Int32
    /// Index into `Workload.users`.
    public var user: Int32
    /// When it is submitted; never before 0.
    public var submitted: Tick
    /// How long it says it will run; `nil` if it does not say.
    public var runTimeEstimate: Tick?
    /// Higher goes first.
    public var priority: Int32
    /// Whether its members start together or not at all.
    public var isGang: Bool
    /// Index of its first task group in `Workload.taskGroups`.
    public var firstTaskGroup: Int32
    /// How many task groups it has, at least 1.
    public var taskGroupCount: Int32
    /// Index into `Workload.properties`.
    public var properties: Int32

    /// Creates a job.
    public init(
        name: String, queue: Int32 = 0, user: Int32 = 0, submitted: Tick,
        runTimeEstimate: Tick? = nil, priority: Int32 = 0, isGang: Bool = true,
        firstTaskGroup: Int32, taskGroupCount: Int32 = 1, properties: Int32 = 0
    ) {
        self.name = name
        self.queue = queue
        self.user = user
        self.submitted = submitted
        self.runTimeEstimate = runTimeEstimate
        self.priority = priority
        self.isGang = isGang
        self.firstTaskGroup = firstTaskGroup
        self.taskGroupCount = taskGroupCount
        self.properties = properties
    }
}

/// What a job may say besides; few do, and many say the same.
public struct JobProperties: Hashable, Sendable {
    /// The groups of its user, the most important first.
    public var userGroups: [String]
    /// What placement rules may look at, such as the namespace.
    public var tags: [PlacementRequest.Tag]
    /// How long after its start, and then again and again, it saves what it has done; `nil` if it
    /// never does.
    ///
    /// More than 0. What was done until the last time is not lost by an eviction.
    public var checkpointInterval: Tick?
    /// Whether it asks not to be evicted, so that it is evicted last.
    public var optsOut: Bool
    /// Whether nothing may be evicted for it.
    public var neverPreempts: Bool

    /// Creates properties; without arguments those of a job that says nothing.
    public init(
        userGroups: [String] = [], tags: [PlacementRequest.Tag] = [],
        checkpointInterval: Tick? = nil, optsOut: Bool = false, neverPreempts: Bool = false
    ) {
        self.userGroups = userGroups
        self.tags = tags
        self.checkpointInterval = checkpointInterval
        self.optsOut = optsOut
        self.neverPreempts = neverPreempts
    }
}

/// Identical members of a job.
public struct JobTaskGroup: Hashable, Sendable {
    /// The group's name, such as `driver`; "" where the input has none.
    public var name: String
    /// How many members, at least 1.
    public var members: Int32
    /// Index into `Workload.requests`: what one member needs.
    public var request: Int32
    /// How long each member runs once started, at least 0.
    public var runTime: Tick
    /// How long after the job's first members start these members come into being (executors that
    /// a driver creates); zero for members that exist from the start.
    ///
    /// Their places are held.
    public var appearsAfter: Tick
    /// Without how many members a gang does not start, `1...members`; those beyond are surplus.
    public var minMembers: Int32
    /// Whether the rest of the job depends on its members, so that they are evicted late.
    public var isOriginator: Bool

    /// Creates a task group; all members are needed for a start if `minMembers` is `nil`.
    public init(
        name: String = "", members: Int32, request: Int32, runTime: Tick,
        appearsAfter: Tick = .zero, minMembers: Int32? = nil, isOriginator: Bool = false
    ) {
        self.name = name
        self.members = members
        self.request = request
        self.runTime = runTime
        self.appearsAfter = appearsAfter
        self.minMembers = minMembers ?? members
        self.isOriginator = isOriginator
    }
}

/// What reading a workload dropped and changed, in the words of the rules that did it.
public struct CleaningReport: Hashable, Sendable {
    /// Whether a cleaning rule was applied, and which ("standard" or "none").
    public var rule = "none"
    /// Rows dropped, per reason, in the order of the rule.
    public var dropped: [Entry] = []
    /// Rows changed, per reason, in the order of the rule.
    public var changed: [Entry] = []

    /// How many rows met one part of the rule.
    public struct Entry: Hashable, Sendable {
        /// What was the matter, for people: "run time is 0 or less".
        public var reason: String
        /// How many rows, at least 1.
        public var rows: Int
        /// Creates an entry.
        public init(reason: String, rows: Int) {
            self.reason = reason
            self.rows = rows
        }
    }

    /// Creates an empty report.
    public init() {}

    /// All rows dropped.
    public var droppedRows: Int { dropped.reduce(0) { $0 + $1.rows } }
    /// All rows changed.
    public var changedRows: Int { changed.reduce(0) { $0 + $1.rows } }
}

/// The nodes a workload runs on; all there from the start.
public struct Cluster: Hashable, Sendable {
    /// What to call it in reports.
    public var name: String
    /// The nodes; identifiers are `0..<count` in this order.
    public var nodes: [Node]

    /// Creates a cluster.
    public init(name: String, nodes: [Node]) {
        self.name = name
        self.nodes = nodes
    }
}
