internal import HeapModule
public import MusterCore
public import MusterWorkloads

/// What a simulation may be told besides its inputs.
public struct SimulationOptions: Sendable {
    /// Replaces the backfill policy of every leaf queue; `nil` leaves them as configured.
    public var backfill: BackfillPolicy?
    /// Check every invariant of the core after every step.
    ///
    /// Slow; a violation traps.
    public var checksInvariants: Bool

    /// Creates options.
    public init(backfill: BackfillPolicy? = nil, checksInvariants: Bool = false) {
        self.backfill = backfill
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
    let queuePaths: [String]
    /// Per name in `workload.queues`: index into `queuePaths`, or -1 for no such queue.
    let queueOfName: [Int32]
    let leafQueues: [QueueID]

    /// What happens next, besides submissions and the scheduler's own timers.
    var events = Heap<SimulationEvent>()
    var eventSequence: Int64 = 0
    var nextJob = 0
    var now = Tick.zero
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
    var partialGangs = PartialGangMeter()
    /// Per job: why it waited when it began to, and the job that the reason speaks of (or -1).
    var firstReasons: [FirstReason?]
    var usage: UsageRecorder

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - workload: The jobs.
    ///   - cluster: The nodes; all are there from the start.
    ///   - configuration: The queue tree. A job goes to the leaf queue whose path or (unique) last
    ///     name it gives, else to `root.default`, else to the only leaf queue there is; otherwise
    ///     it is rejected.
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
        let scheduler = self.scheduler
        leafQueues = scheduler.leafQueues
        queuePaths = leafQueues.map { scheduler.queuePath($0) }
        let paths = queuePaths
        queueOfName = workload.queues.map { Int32(Self.leaf(named: $0, among: paths) ?? -1) }
        outcomes = Array(
            repeating: JobOutcome(state: .waiting, queue: -1), count: workload.jobs.count)
        groupRuns = Array(repeating: GroupRun(), count: workload.taskGroups.count)
        firstReasons = Array(repeating: nil, count: workload.jobs.count)
        usage = UsageRecorder(
            resources: catalog.names.count, capacity: cluster.capacity, queues: leafQueues.count)
        for node in cluster.nodes { self.scheduler.apply(.nodeChanged(node)) }
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
        var lastEnd = workload.jobs.first?.submitted ?? .zero
        while let time = nextTime {
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
            steps += 1
            if steps.isMultiple(of: 1024) {
                progress(
                    SimulationProgress(endedJobs: endedJobs, jobs: outcomes.count, now: now))
            }
        }
        progress(SimulationProgress(endedJobs: endedJobs, jobs: outcomes.count, now: now))
        return result(lastEnd: lastEnd)
    }

    /// When something happens next, or `nil` if nothing will.
    private var nextTime: Tick? {
        var next = events.min?.time
        if nextJob < workload.jobs.count {
            next = min(next ?? .never, workload.jobs[nextJob].submitted)
        }
        // The scheduler's own timers matter only while somebody is there.
        if waitingJobs + runningJobs > 0, let timer = scheduler.nextTimer {
            next = min(next ?? .never, max(timer, now))
        }
        return next
    }

    private mutating func advance(to time: Tick) {
        let time = max(time, now)
        partialGangs.advance(to: time)
        usage.advance(
            to: time, used: scheduler.usage(of: .root), waiting: waitingJobs,
            running: runningJobs,
            queueUsage: { [scheduler, leafQueues] in scheduler.usage(of: leafQueues[$0]) })
        now = time
    }

    private func checkInvariants() {
        let violations = scheduler.checkInvariants()
        precondition(
            violations.isEmpty,
            "invariants broken at \(now.milliseconds) ms: \(violations.joined(separator: "; "))")
    }

    private static func leaf(named name: String, among paths: [String]) -> Int? {
        if let exact = paths.firstIndex(of: name) { return exact }
        if !name.isEmpty {
            let suffixed = paths.indices.filter { paths[$0].hasSuffix("." + name) }
            if suffixed.count == 1 { return suffixed[0] }
        }
        if let fallback = paths.firstIndex(of: "root.default") { return fallback }
        return paths.count == 1 ? 0 : nil
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
    }

    var time: Tick
    /// Order of creation: unique.
    var sequence: Int64
    var kind: Kind
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
