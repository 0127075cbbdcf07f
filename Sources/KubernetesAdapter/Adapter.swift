internal import HeapModule
internal import KubernetesModel
public import MusterCore

/// Between a Kubernetes cluster and the core: what is known of the cluster goes in, calls to the
/// API server come out.
///
/// It is a value and a state machine like the core, which it owns: it reads no clock and does no
/// I/O. Events may come in any order and more than once; a call that was lost is made again, and
/// what the server refused becomes an input to the core. Nothing is remembered that the cluster
/// does not tell again: whoever starts anew and is told of everything comes to the same state.
public struct Adapter: Sendable {
    /// The core.
    public internal(set) var scheduler: Scheduler
    /// Names of resources; a configuration is read with it before it is told of.
    public var catalog: ResourceCatalog
    /// The moment of the last event or advance, milliseconds since 1970.
    public private(set) var now = Tick.zero
    /// Whether decisions are made and carried out; a standby only keeps up with what happens.
    public private(set) var isLeading = false
    /// Whether everything that is there has been told of.
    public private(set) var isSynced = false
    /// What went wrong without anybody being able to do something about it, for the log; whoever
    /// reads it clears it.
    public var problems: [String] = []
    /// The inputs that the core was given, if `recordsInputs`; whoever reads them clears them.
    public var inputs: [Input] = []
    /// Whether `inputs` is kept.
    public var recordsInputs = false
    /// Counts of what was done, for people.
    public internal(set) var statistics = AdapterStatistics()

    var settings = AdapterSettings()
    var reporter: EventReporter
    var pods = PodTable()
    var nodes = NodeDirectory()
    var applications = ApplicationDirectory()
    var namespaces: [String: Namespace] = [:]
    var priorityClasses: [String: PriorityClass] = [:]
    /// The disruption budgets of each namespace, by name.
    var budgets: [String: [String: PodDisruptionBudget]] = [:]
    var storage = Storage()
    var gangs = GangDirectory()
    var labelKeys = RelevantLabelKeys()
    /// Pods on nodes that are not there, by the node's name.
    var strays: [String: [Int32]] = [:]
    var stalePods: [Int32] = []
    var staleNodes: [NodeID] = []
    var staleApplications: [ApplicationID] = []
    /// Waiting pods that the core is about to be told of, in order.
    var newAsks: [Int32] = []
    /// Pods whose volumes may suit or not, depending on others'.
    var volumeWaiters: Set<Int32> = []
    /// Applications of which it is not known whether they are gangs.
    var waitingForGangs: [ApplicationID] = []
    /// Gangs whose placeholders do not have all their places yet.
    var gathering: [ApplicationID] = []
    /// Pods whose owners have not been told of yet.
    var waitingForOwners: [PodKey] = []
    var calls: [ClusterCall] = []
    var timers = Heap<AdapterTimer>()
    var timerSequence: Int64 = 0
    var bindAttempts: Int32 = 0
    /// What of the fresh lists that this one was told of could not be read.
    var unread = UnreadObjects()
    /// Whether the reasons for waiting are to be told.
    var areReportsDue = false

    /// An adapter that knows of nothing.
    ///
    /// - Parameters:
    ///   - configuration: The queues.
    ///   - settings: What is set besides.
    ///   - catalog: The names that the configuration was read with.
    ///   - instance: The name of this one among several replicas, for events.
    public init(
        configuration: SchedulerConfiguration = SchedulerConfiguration(),
        settings: AdapterSettings = AdapterSettings(),
        catalog: ResourceCatalog = ResourceCatalog(), instance: String = "muster-0"
    ) {
        scheduler = Scheduler(configuration: configuration)
        self.settings = settings
        self.catalog = catalog
        reporter = EventReporter(controller: "muster.dev/scheduler", instance: instance)
    }

    /// Takes in what is known of the cluster.
    ///
    /// Nothing is decided before ``advance(to:)``.
    ///
    /// - Complexity: O(size of the event), and for a node or namespace that changed O(its pods).
    public mutating func handle(_ event: ClusterEvent, at time: Tick) {
        now = max(now, time)
        switch event {
        case .pod(let pod): note(pod)
        case .podGone(let uid): noteGone(uid)
        case .node(let node): note(node)
        case .nodeGone(let name): noteNodeGone(name)
        case .namespace(let namespace): note(namespace)
        case .namespaceGone(let name):
            namespaces[name] = nil
            tell(.namespaceChanged(name, nil))
        case .priorityClass(let priorityClass):
            priorityClasses[priorityClass.metadata.name] = priorityClass
        case .priorityClassGone(let name): priorityClasses[name] = nil
        case .budget(let budget): setBudget(budget, ObjectName(budget.metadata))
        case .budgetGone(let name): setBudget(nil, name)
        case .storage(let event): note(event)
        case .gang(let event): note(event)
        case .configuration(let configuration, let settings):
            self.settings = settings
            tell(.configurationReplaced(configuration))
        case .configMap, .configMapGone: break
        case .synced:
            guard !isSynced else { break }
            isSynced = true
            // As if they had been told of in the order in which they were made.
            stalePods = pods.all.sorted { pods[$0].metadata.isOlder(than: pods[$1].metadata) }
        case .answered(let purpose, let answer): take(answer, of: purpose)
        }
    }

    /// Lets time pass and decides; to be called after events, and at ``nextTimer``.
    ///
    /// - Returns: What has to be asked of the API server, in order.
    /// - Complexity: That of what changed since the last time.
    public mutating func advance(to time: Tick) -> [ClusterCall] {
        now = max(now, time)
        defer { calls.removeAll(keepingCapacity: true) }
        guard isSynced else { return calls }
        fireTimers()
        settle()
        tell(isLeading ? .timeReached(now) : .timePassed(now))
        carryOut()
        // Not before: a pod that is placed now waits no more.
        if areReportsDue { reportReasons() }
        return calls
    }

    /// The moment at which something is to be done though nothing happens; `nil` for never.
    public var nextTimer: Tick? {
        guard isSynced else { return nil }
        if !stalePods.isEmpty || !staleNodes.isEmpty || !staleApplications.isEmpty
            || !newAsks.isEmpty
        {
            return now
        }
        let own = timers.min?.time
        guard let core = scheduler.nextTimer else { return own }
        return own.map { min($0, core) } ?? core
    }

    /// From now on this one decides.
    ///
    /// To be called when what the one before has done has been told of; otherwise room is given out
    /// twice, though no pod is bound twice.
    public mutating func lead() {
        guard !isLeading else { return }
        // What was given out by one who could not carry it out.
        for place in pods.all {
            if case .allocated = pods[place].role { takeBack(place) }
        }
        isLeading = true
        reconsiderFailures()
        for place in pods.all where pods[place].deletion != nil { sendDeletion(place) }
        setTimer(.report, after: Self.reportInterval)
    }

    /// From now on somebody else decides.
    ///
    /// Places that were given out and are not bound for certain are taken back: whoever decides now
    /// gives out others, and what was bound after all will be told of.
    public mutating func resign() {
        guard isLeading else { return }
        isLeading = false
        calls.removeAll()
        for place in pods.all {
            if case .allocated = pods[place].role { takeBack(place) }
            if pods[place].eviction != nil { withdrawEviction(place) }
            pods[place].report = nil
            pods[place].hasAskedForProperties = false
        }
        reconsiderFailures()
        carryOut()
    }

    /// Whoever leads ends pods that cannot be; others have only noted that they cannot.
    private mutating func reconsiderFailures() {
        for place in pods.all where pods[place].isFailing {
            pods[place].isFailing = false
            noteStale(place)
        }
    }

    // MARK: Shared by all parts

    mutating func tell(_ input: Input) {
        if recordsInputs { inputs.append(input) }
        scheduler.apply(input)
    }

    mutating func call(
        _ verb: ClusterCall.Verb, _ path: String, _ body: [UInt8], for purpose: ClusterCall.Purpose
    ) {
        guard isLeading else { return }
        calls.append(ClusterCall(verb: verb, path: path, body: body, purpose: purpose))
    }

    mutating func noteStale(_ place: Int32) {
        guard !pods[place].isStale else { return }
        pods[place].isStale = true
        stalePods.append(place)
    }

    mutating func noteStale(_ node: NodeID) {
        guard !nodes[node].isStale else { return }
        nodes[node].isStale = true
        staleNodes.append(node)
    }

    mutating func noteStale(_ application: ApplicationID) {
        guard !applications[application].isStale else { return }
        applications[application].isStale = true
        staleApplications.append(application)
    }

    /// Brings the core up to what is known: nodes first, then pods, then applications that can be
    /// submitted, then their asks.
    private mutating func settle() {
        settleNodes()
        settlePods()
        settleGathering()
        settleApplications()
        submitAsks()
    }
}

/// Counts of what was done since the start.
public struct AdapterStatistics: Hashable, Sendable {
    /// Pods that were bound.
    public internal(set) var bound: Int64 = 0
    /// Bindings that the server refused.
    public internal(set) var refusedBindings: Int64 = 0
    /// Pods that were evicted.
    public internal(set) var evicted: Int64 = 0
    /// Comparisons with fresh lists that came to an end.
    public internal(set) var audits: Int64 = 0
    /// How many of them found something that differs.
    public internal(set) var auditsWithDifferences: Int64 = 0
    /// Pods that were to be evicted and stayed, because the server refused it.
    public internal(set) var refusedEvictions: Int64 = 0
}

extension ObjectMeta {
    /// Whether it was made before another; of those made in one second the UID decides.
    func isOlder(than other: ObjectMeta) -> Bool {
        (creationTimestamp?.microseconds ?? .max, uid)
            < (other.creationTimestamp?.microseconds ?? .max, other.uid)
    }
}
