internal import HeapModule
public import MusterCore
public import MusterWorkloads

/// What a simulation may be told besides its inputs.
public struct SimulationOptions: Sendable {
    /// Replaces the backfill policy of every leaf queue; `nil` leaves them as configured.
    public var backfill: BackfillPolicy?
    /// How long what is to be evicted goes on at most; at least 0.
    public var evictionGrace: Tick
    /// Check every invariant of the core after every step.
    ///
    /// Slow; a violation traps.
    public var checksInvariants: Bool

    /// Creates options.
    public init(
        backfill: BackfillPolicy? = nil, evictionGrace: Tick = Tick(seconds: 30),
        checksInvariants: Bool = false
    ) {
        self.backfill = backfill
        self.evictionGrace = max(.zero, evictionGrace)
        self.checksInvariants = checksInvariants
    }
}

/// How far a simulation has come.
public struct SimulationProgress: Sendable {
    /// Jobs that have ended, well or badly.
    public var endedJobs: Int
    /// All jobs.
    public var jobs: Int
    /// The virtual time.
    public var now: Tick
}

/// Discrete events in virtual time over the scheduler core.
///
/// At one moment all ends come first, then members that come into being, then submissions in the
/// order of the workload, and then one scheduling cycle.
public struct Simulation {
    var scheduler: Scheduler
    let workload: Workload
    let cluster: Cluster
    let catalog: ResourceCatalog
    let options: SimulationOptions
    /// Per name in `workload.queues`: what a job of that name asks for.
    let queueNames: [String?]
    /// The queue that every job goes to, where there is no choice.
    let onlyQueue: QueueID?
    var leafQueues = LeafQueues()
    /// How many of the decisions have been read for queues that came or went.
    var decisionsFollowed = 0

    /// What happens next, besides submissions and the scheduler's own timers.
    var events = Heap<SimulationEvent>()
    var eventSequence: Int64 = 0
    var nextJob = 0
    var now = Tick.zero
    /// When a job ended last.
    var lastEnd: Tick
    var outcomes: [JobOutcome]
    var groupRuns: [GroupRun]
    /// Per application slot: the job, or -1.
    var jobOfApplication: [Int32] = []
    var freeApplications: [Int32] = []
    var askIdentifiers = AskIdentifiers()
    /// Groups that got places in the current cycle.
    var touchedGroups: [Int32] = []
    var endedJobs = 0
    var waitingJobs: Int32 = 0
    var runningJobs: Int32 = 0
    /// How many steps in a row ended with nothing running and nothing to come but timers.
    private var idleSteps = 0
    /// After so many of them, what waits is taken to wait for ever: some timers recur without end.
    private static let maximumIdleSteps = 1000
    var partialGangs = PartialGangMeter()
    /// Why those that wait and those that waited longest began to wait.
    var firstReasons: FirstReasons
    var usage: UsageRecorder
    /// Per job: whether its gang has had all its places since it last had none.
    var isFormed: [Bool]

    // What evictions are about; empty where nobody is evicted. Looked up by key only.

    /// Per ask that was evicted before: what is known of it.
    var restarts: [Int32: Restart] = [:]
    /// Per ask that is to be evicted: the index in `evictions`.
    var evicting: [Int32: Int] = [:]
    /// Per job that runs and checkpoints: since when.
    var checkpoints: [Int32: Checkpoints] = [:]
    /// Per job that lost work: the index in `losses`.
    var lossOfJob: [Int32: Int] = [:]
    var losses: [JobLoss] = []
    /// Per job that was stopped by evictions: the index of the last one in `evictions`.
    var stoppedBy: [Int32: Int] = [:]
    var evictions: [Eviction] = []
    /// Per queue of `leafQueues`: what is to be evicted and runs still.
    var evictingUsage: [Resources] = []
    /// How many of `evictions` have their `usageAfter`.
    var evictionsNoted = 0

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - workload: The jobs.
    ///   - cluster: The nodes; all are there from the start.
    ///   - configuration: The queue tree and the rules by which jobs find their queue. A queue name
    ///     that ends one leaf queue's path only means that queue; where there are no rules and one
    ///     leaf queue, every job goes there.
    ///   - catalog: Names for the resource vectors of all three.
    ///   - options: What else is wanted.
    public init(
        workload: Workload, cluster: Cluster, configuration: SchedulerConfiguration,
        catalog: ResourceCatalog, options: SimulationOptions = SimulationOptions()
    ) {
        self.workload = workload
        self.cluster = cluster
        self.catalog = catalog
        self.options = options
        var configuration = configuration
        if let backfill = options.backfill { configuration.root.setBackfill(backfill) }
        scheduler = Scheduler(configuration: configuration)
        for queue in scheduler.leafQueues {
            _ = leafQueues.index(of: queue, path: scheduler.queuePath(queue))
        }
        queueNames = Self.queueNames(of: workload, among: leafQueues.paths, configuration)
        onlyQueue = Self.onlyQueue(of: configuration, scheduler.leafQueues)
        lastEnd = workload.jobs.first?.submitted ?? .zero
        isFormed = Array(repeating: false, count: workload.jobs.count)
        outcomes = Array(
            repeating: JobOutcome(state: .waiting, queue: -1), count: workload.jobs.count)
        groupRuns = Array(repeating: GroupRun(), count: workload.taskGroups.count)
        firstReasons = FirstReasons(jobs: workload.jobs.count)
        usage = UsageRecorder(resources: catalog.names.count, capacity: cluster.capacity)
        for node in cluster.nodes { scheduler.apply(.nodeChanged(node)) }
    }

    /// Replays the workload to its end.
    ///
    /// - Parameter progress: Called now and then, at most once per thousand events.
    /// - Returns: What became of every job, and the course of the run.
    /// - Complexity: O(events · log of what waits and runs), through the whole core.
    public mutating func run(
        progress: (SimulationProgress) -> Void = { _ in }
    ) -> SimulationResult {
        var steps = 0
        while step() {
            steps += 1
            if steps.isMultiple(of: 1024) {
                progress(
                    SimulationProgress(endedJobs: endedJobs, jobs: outcomes.count, now: now))
            }
        }
        progress(SimulationProgress(endedJobs: endedJobs, jobs: outcomes.count, now: now))
        return result()
    }

    /// Goes on to the next moment at which something happens, and lets it happen.
    ///
    /// - Returns: `false` if nothing will happen any more.
    mutating func step() -> Bool {
        guard let time = nextTime else { return false }
        advance(to: time)
        var didEnd = false
        while let event = events.min, event.time <= now {
            _ = events.popMin()
            didEnd = happen(event) || didEnd
        }
        if didEnd { lastEnd = now }
        while nextJob < workload.jobs.count, workload.jobs[nextJob].submitted <= now {
            submit(nextJob)
            nextJob += 1
        }
        scheduler.apply(.timeReached(now))
        carryOut()
        if options.checksInvariants { checkInvariants() }
        let isIdle = runningJobs == 0 && events.isEmpty && nextJob == workload.jobs.count
        idleSteps = isIdle ? idleSteps + 1 : 0
        return true
    }

    /// When something happens next, or `nil` if nothing will.
    var nextTime: Tick? {
        // A job that has ended may have left events behind.
        guard endedJobs < workload.jobs.count else { return nil }
        var next = events.min?.time
        if nextJob < workload.jobs.count {
            next = min(next ?? .never, workload.jobs[nextJob].submitted)
        }
        // The scheduler's own timers matter only while somebody is there.
        if waitingJobs + runningJobs > 0, idleSteps < Self.maximumIdleSteps,
            let timer = scheduler.nextTimer
        {
            next = min(next ?? .never, max(timer, now))
        }
        return next
    }

    private mutating func advance(to time: Tick) {
        let time = max(time, now)
        partialGangs.advance(to: time)
        usage.advance(
            to: time, used: scheduler.usage(of: .root), waiting: waitingJobs,
            running: runningJobs, queues: usage.needsQueues(until: time) ? queueUsage : [])
        now = time
    }

    /// What each queue uses that was ever a leaf.
    var queueUsage: [Resources] {
        (0..<leafQueues.count).map { leafQueues[$0].map { scheduler.usage(of: $0) } ?? .none }
    }

    private func checkInvariants() {
        let violations = scheduler.checkInvariants()
        precondition(
            violations.isEmpty,
            "invariants broken at \(now.milliseconds) ms: \(violations.joined(separator: "; "))")
    }
}

/// Something that happens to a task group or to some of its members.
struct SimulationEvent: Comparable, Sendable {
    enum Kind: Sendable {
        /// All members of the group end.
        case groupEnds
        /// The members in `asks` end.
        case membersEnd
        /// The members come into being and ask for places.
        case membersAppear
        /// The job that the group belongs to saves what it has done.
        case checkpoint
        /// The members in `asks` that are still to be evicted end.
        case evictionEnds
    }

    var time: Tick
    /// Order of creation: unique.
    var sequence: Int64
    var kind: Kind
    /// How often its members, or the job's checkpoints, were evicted when it was made: it is void
    /// for those that have been evicted since.
    var generation: UInt16
    /// Index into the workload's task groups.
    var group: Int32
    var asks: AskRange

    static func < (left: SimulationEvent, right: SimulationEvent) -> Bool {
        left.time != right.time ? left.time < right.time : left.sequence < right.sequence
    }
    static func == (left: SimulationEvent, right: SimulationEvent) -> Bool {
        left.sequence == right.sequence
    }
}

/// The run of one task group.
struct GroupRun: Sendable {
    var job: Int32 = -1
    var application: Int32 = -1
    var asks = AskRange(first: AskID(rawValue: 0), count: 0)
    var startedInCycle: Int32 = 0
    var ended: Int32 = 0
}

extension QueueConfiguration {
    /// Sets the backfill policy of this queue and of all below it.
    mutating func setBackfill(_ policy: BackfillPolicy) {
        settings.backfill = policy
        for index in children.indices { children[index].setBackfill(policy) }
    }
}

extension Cluster {
    /// The sum over all nodes, saturating.
    var capacity: Resources {
        nodes.reduce(Resources()) { $0 + $1.capacity }
    }
}
