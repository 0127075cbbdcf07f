public import MusterCore
public import MusterWorkloads

/// All that a simulation found out; reports are made from it and from nothing else.
public struct SimulationResult: Sendable {
    /// What was replayed.
    public var workload: Workload
    /// What it ran on.
    public var cluster: Cluster
    /// Names for the resource vectors.
    public var catalog: ResourceCatalog
    /// Leaf queue paths (`root.default`); `JobOutcome.queue` is an index into it.
    public var queuePaths: [String]
    /// What became of each job of the workload, same order.
    public var outcomes: [JobOutcome]
    /// How many decisions the core made.
    public var decisions: Int
    /// The core's fingerprint at the end: the running hash of all decisions.
    public var fingerprint: UInt64
    /// How long gangs held capacity without having all their members, summed; 0 by construction.
    public var partialGangMilliseconds: Int64
    /// First submission, or 0 for no job.
    public var firstSubmission: Tick
    /// Last end of a job, or the first submission if none ended.
    public var lastEnd: Tick
    /// Per resource index: the integral of what was allocated over time, base units times ms.
    public var allocatedMilliseconds: [UInt128]
    /// Per resource index: what the cluster has, base units.
    public var capacity: [Int64]
    /// The course of the run, at most a few thousand points, ascending by time.
    public var timeline: [TimelinePoint]
    /// The course of the shares per leaf queue, same times as `timeline`; shape
    /// `[point][queue]`, dominant share of the cluster in parts per million.
    public var queueShares: [[Int32]]
    /// The rules in force, `(key, value)` for people, in a fixed order.
    public var rules: [Rule]
    /// What was told to end so that others get its places, in the order of the decisions.
    public var evictions: [Eviction] = []
    /// What evictions cost the jobs that lost members by them, ascending by job.
    public var losses: [JobLoss] = []

    /// One rule of the simulation, stated in every result because it changes the figures.
    public struct Rule: Hashable, Sendable {
        /// What it is about, such as `backfill` or `event_order`.
        public var key: String
        /// What holds.
        public var value: String
        /// Creates a rule.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }
}

/// What became of one job.
public struct JobOutcome: Hashable, Sendable {
    /// How it ended.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Ran to its end.
        case finished
        /// Could not be accepted.
        case rejected
        /// Failed: a hard gang's timeout passed.
        case failed
        /// Still waiting when nothing could happen any more.
        case waiting
        /// Still running when the simulation was stopped.
        case running
    }

    /// How it ended.
    public var state: State
    /// Index into `SimulationResult.queuePaths`, or -1 if it never got a queue.
    public var queue: Int32
    /// When its gang got its places, or its first member if it is no gang, for the first time;
    /// `never` if not.
    public var start: Tick
    /// When its last member ended; `never` if it did not.
    public var end: Tick
    /// How many members got a place.
    public var members: Int32
    /// How often members of it were evicted: each time that one of them ended for it counts.
    public var evictions: Int32
    /// Why it was rejected or failed, or waits at the end; for the jobs that waited longest, why
    /// they began to wait; else empty.
    public var reason: String

    /// Creates an outcome.
    public init(
        state: State, queue: Int32, start: Tick = .never, end: Tick = .never, members: Int32 = 0,
        evictions: Int32 = 0, reason: String = ""
    ) {
        self.state = state
        self.queue = queue
        self.start = start
        self.end = end
        self.members = members
        self.evictions = evictions
        self.reason = reason
    }
}

/// The cluster at one moment, after everything that happened then.
public struct TimelinePoint: Hashable, Sendable {
    /// When.
    public var time: Tick
    /// Jobs that wait.
    public var waitingJobs: Int32
    /// Jobs that run.
    public var runningJobs: Int32
    /// Allocated part of each resource in parts per million; shape `[resource]`.
    public var allocatedPartsPerMillion: [Int32]

    /// Creates a point.
    public init(
        time: Tick, waitingJobs: Int32, runningJobs: Int32, allocatedPartsPerMillion: [Int32]
    ) {
        self.time = time
        self.waitingJobs = waitingJobs
        self.runningJobs = runningJobs
        self.allocatedPartsPerMillion = allocatedPartsPerMillion
    }
}
