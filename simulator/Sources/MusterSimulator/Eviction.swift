public import MusterCore

/// Members of one job that were told at one moment, for one reason, to end.
public struct Eviction: Hashable, Sendable {
    /// Why members have to end.
    public enum Reason: Hashable, Sendable {
        /// Their places are owed to this job (an index into the workload's).
        case preempted(by: Int32)
        /// This job can run on the members' node only.
        case requiredNode(by: Int32)
        /// The max of the queue of this path was lowered.
        case quota(String)
    }

    /// Index into the workload's jobs.
    public var job: Int32
    /// Index into `SimulationResult.queuePaths`.
    public var queue: Int32
    /// Why.
    public var reason: Reason
    /// When they were told.
    public var told: Tick
    /// How many were told.
    public var members: Int32
    /// How many ended for it; the others ended by themselves before.
    public var evicted: Int32 = 0
    /// What was done in vain, members times milliseconds.
    public var lostMilliseconds: Int64 = 0
    /// What the queue uses without them and without all else in it that is to be evicted, at the
    /// moment when they were told, base units.
    public var usageAfter = Resources.none
    /// When the job had nothing left that ran, if that came of it; else `never`.
    public var stopped = Tick.never
    /// When a job that was stopped started again; `never` if it did not.
    public var resumed = Tick.never

    init(job: Int32, queue: Int32, reason: Reason, told: Tick, members: Int32) {
        self.job = job
        self.queue = queue
        self.reason = reason
        self.told = told
        self.members = members
    }
}

/// What a job did in vain because members of it were evicted.
public struct JobLoss: Hashable, Sendable {
    /// Index into the workload's jobs.
    public var job: Int32
    /// Members times milliseconds.
    public var memberMilliseconds: Int64
    /// Per resource index: base units times milliseconds.
    public var resourceMilliseconds: [UInt128]

    /// Creates a loss.
    public init(job: Int32, memberMilliseconds: Int64, resourceMilliseconds: [UInt128]) {
        self.job = job
        self.memberMilliseconds = memberMilliseconds
        self.resourceMilliseconds = resourceMilliseconds
    }
}
