/// The scheduler: a deterministic state machine, and a value.
///
/// Facts go in through `apply(_:)`; what was decided comes out in `decisions`. The same inputs in
/// the same order give the same decisions, bit for bit, on every machine: the scheduler reads no
/// clock, draws no random number and never lets the order of a hashed collection reach a decision.
/// A branch of the whole scheduler is one assignment: `var whatIf = scheduler`; arrays are shared
/// until one side changes them.
public struct Scheduler: Sendable {
    /// The last moment that `Input.timeReached` told of.
    public private(set) var now = Tick.zero
    /// What was decided since the list was last cleared, in order.
    public internal(set) var decisions: [Decision] = []
    /// How many decisions were made in all.
    public private(set) var decisionCount = 0
    /// The running hash of all decisions.
    public private(set) var fingerprint = Fingerprint()
    /// The configuration in force.
    public private(set) var configuration = SchedulerConfiguration()

    var queues: QueueTree
    /// The placement rules in force; never empty.
    var placementRules: [CompiledPlacementRule] = []
    var nodes: NodeTable
    var applications: ApplicationTable
    var asks = AskTable()
    var classes = AskClassTable()
    /// Pods that others have placed.
    var occupants = OccupantTable()
    var timers = TimerQueue()
    /// What users and groups use where they are limited.
    var limits = LimitTable()
    /// Tentative placements of the gang being tried.
    var transaction = Transaction()
    /// Running applications by estimated end, kept while a queue backfills.
    var running = OrderedBlocks<RunningEntry>()
    var isFollowingRunningEnds = false
    /// The reservations of the current cycle (EASY backfill).
    var reservations: [Reservation] = []
    /// Future capacity and reservations of everyone who waits (conservative backfill).
    var plan: CapacityPlan?
    /// The application whose planned start is being carried out, or -1.
    var startingPlanned: Int32 = -1
    /// Counts the starts of applications.
    var startCount: Int64 = 0
    /// Counts the events after which something that did not fit may fit.
    var freedVersion: UInt64 = 1
    /// Asks that came, or came back, since the last cycle: inputs do not say what time it is.
    var newcomers: [AskRange] = []
    /// Places that are being made free for somebody.
    var claims = ClaimTable()
    /// What could not be evicted.
    var evictionBars = EvictionBars()
    /// Applications with asks for one node only, in order of submission of the asks.
    var boundToNodes: [Int32] = []
    /// Applications whose asks fitted nowhere in this cycle, in queues that let them back off.
    var hopeless: [Int32] = []
    /// The count of starts when somebody was last passed over in this round of the cycle because of
    /// neighbours alone; -1 if nobody was.
    var passedOverAt: Int64 = -1
    /// Applications that began to wait since the last cycle; each gets its reason told.
    var unexplained: [Int32] = []
    /// Whether a max may have been lowered since the last cycle.
    var quotaIsStale = false
    /// When the first queue evicts what is above its max; `never` if none will.
    var nextQuotaDeadline = Tick.never
    var entitlementsAreStale = true

    /// The most that all nodes together may have of a resource, so that sums never overflow.
    public static let maximumCapacity: Int64 = 1 << 61
    /// Identifiers index tables, so they have to be below these.
    static let maximumNodes: Int64 = 1 << 20
    /// The most members of a task group that must start together.
    static let maximumMembers: Int32 = 10_000_000
    static let maximumApplications: Int64 = 1 << 24
    static let maximumAsks: Int64 = 1 << 27

    /// Creates a scheduler without nodes.
    public init(configuration: SchedulerConfiguration = SchedulerConfiguration()) {
        let width = 4
        queues = QueueTree(width: width)
        nodes = NodeTable(width: width)
        applications = ApplicationTable(width: width)
        replaceConfiguration(configuration)
    }

    /// Takes in one fact.
    ///
    /// Only `timeReached` runs a scheduling cycle; everything else is book-keeping. Inputs that
    /// contradict what is known change nothing and are answered with `Decision.refused`.
    ///
    /// - Complexity: O(size of the input · log of what it touches); a cycle additionally pays for
    ///   what changed since the last one.
    public mutating func apply(_ input: Input) {
        switch input {
        case .configurationReplaced(let configuration): replaceConfiguration(configuration)
        case .quotaChanged(let queue, let quota): setQuota(quota, of: queue.rawValue)
        case .nodeChanged(let node): changeNode(node)
        case .nodeRemoved(let node): removeNode(node)
        case .namespaceChanged(let name, let labels):
            classes.constraints.setNamespace(name, labels)
            noteFreed()
        case .occupantChanged(let occupant): changeOccupant(occupant)
        case .occupantRemoved(let occupant): removeOccupant(occupant)
        case .applicationSubmitted(let application): submit(application)
        case .gangGivenUp(let application): giveUpGang(of: application)
        case .applicationRemoved(let application): removeApplication(application)
        case .asksAdded(let submission): addAsks(submission)
        case .asksRestored(let submission, on: let node, since: let start):
            restoreAsks(submission, on: node, since: start)
        case .asksChanged(let submission): changeAsks(submission)
        case .asksRemoved(let range): endAsks(range, mustBeAllocated: false)
        case .allocationsConfirmed(let range): confirm(range)
        case .allocationsRefused(let range): refuse(range)
        case .allocationsFinished(let range): endAsks(range, mustBeAllocated: true)
        case .allocationsEvicted(let range): endEvictions(range)
        case .evictionsRefused(let range): takeBackEvictions(range, isRefusal: true)
        case .evictionsWithdrawn(let range): takeBackEvictions(range, isRefusal: false)
        case .applicationCheckpointed(let application, let time):
            noteCheckpoint(of: application, at: time)
        case .timePassed(let time): pass(to: time)
        case .timeReached(let time):
            pass(to: time)
            runCycle()
            queues.isBetweenCycles = true
        }
    }

    private mutating func pass(to time: Tick) {
        now = max(now, time)
        queues.reach(now)
        fireTimers()
    }

    /// Forgets the decisions that the driver has dealt with.
    public mutating func clearDecisions() {
        decisions.removeAll(keepingCapacity: true)
    }

    /// The earliest moment at which something happens by itself, or `nil` if nothing will.
    public var nextTimer: Tick? { timers.next }

    /// The identifier of a queue by its path, such as `["root", "default"]`.
    ///
    /// - Complexity: O(path · log of siblings).
    public func queueID(path: [String]) -> QueueID? {
        guard path.first == queues.records[0].name else { return nil }
        var queue: Int32 = 0
        for name in path.dropFirst() {
            guard let child = queues.child(of: queue, named: name) else { return nil }
            queue = child
        }
        return QueueID(rawValue: queue)
    }

    /// The path of a queue, such as `root.default`; "" if there is no such queue.
    public func queuePath(_ queue: QueueID) -> String {
        guard queues.exists(queue) else { return "" }
        var names: [String] = []
        var index = queue.rawValue
        while index >= 0 {
            names.append(queues.records[Int(index)].name)
            index = queues.records[Int(index)].parent
        }
        return names.reversed().joined(separator: ".")
    }

    /// All leaf queues, ascending by identifier.
    public var leafQueues: [QueueID] {
        queues.records.indices.filter { queues.records[$0].isLeaf }.map { QueueID($0) }
    }

    /// The state of an application, or `nil` if it is not known.
    public func state(of application: ApplicationID) -> ApplicationState? {
        applications.exists(application) ? applications.records[application.index].state : nil
    }

    /// The leaf queue of an application, or `nil` if it is not known or was rejected, or if it has
    /// ended and the queue is gone.
    public func queue(of application: ApplicationID) -> QueueID? {
        guard applications.exists(application) else { return nil }
        let queue = existingQueue(of: application.rawValue)
        return queue < 0 ? nil : QueueID(rawValue: queue)
    }

    /// What is allocated and held below a queue, base units; nothing if there is no such queue.
    public func usage(of queue: QueueID) -> Resources {
        queues.exists(queue) ? queues.usage.resources(queue.index) : .none
    }

    /// What a node has left, base units; negative where it shrank below what runs on it.
    public func free(on node: NodeID) -> Resources {
        nodes.exists(node) ? nodes.free.resources(node.index) : .none
    }

    /// The node that an ask is allocated on, or `nil` while it waits or is not known.
    public func node(of ask: AskID) -> NodeID? {
        guard asks.exists(ask), asks[ask.rawValue].node >= 0 else { return nil }
        return NodeID(rawValue: asks[ask.rawValue].node)
    }

    // MARK: Book-keeping shared by all parts

    mutating func decide(_ decision: Decision) {
        decisions.append(decision)
        decisionCount += 1
        fingerprint.absorb(decision)
    }

    /// Something was freed or added: what did not fit may fit now.
    mutating func noteFreed() {
        freedVersion += 1
    }

    /// Makes every table wide enough for these vectors.
    mutating func reach(_ vectors: Resources...) {
        reach(width: vectors.map { $0.quantities.count }.max() ?? 0)
    }

    mutating func reach(width: Int) {
        guard width > nodes.width else { return }
        queues.widen(to: width)
        nodes.widen(to: width)
        applications.usage.widen(to: width)
        if plan != nil { plan = CapacityPlan(width: width) }
        entitlementsAreStale = true
    }

    /// Brings everything that depends on the set of nodes up to date.
    mutating func refreshCluster() {
        nodes.refreshRanks()
        guard entitlementsAreStale else { return }
        entitlementsAreStale = false
        queues.refreshEntitlements(cluster: nodes.totalCapacity)
        // What could never fit may now, and delays may be others.
        for leaf in queues.waitingLeaves { queues.records[Int(leaf)].nextPreemption = .zero }
    }

    private mutating func replaceConfiguration(_ configuration: SchedulerConfiguration) {
        self.configuration = configuration
        reach(width: configuration.highestResource + 1)
        queues.settleHistories()
        note(queues.apply(configuration.root))
        let rules = configuration.placementRules
        placementRules = (rules.isEmpty ? [PlacementRule(.provided)] : rules)
            .map { CompiledPlacementRule($0) }
        replaceLimits()
        nodes.setPolicy(configuration.nodeSortPolicy)
        entitlementsAreStale = true
        quotaIsStale = true
        noteFreed()
        refreshWaitingEntries()
        queues.refreshAllPriorities()
        followRunningEnds()
    }

    private mutating func changeNode(_ node: Node) {
        guard (0..<Self.maximumNodes).contains(Int64(node.id.rawValue)) else {
            decide(.refused(.identifierOutOfRange(node.id.rawValue)))
            return
        }
        guard nodes.canAddUp(node) else {
            decide(.refused(.invalidNode(node.id)))
            return
        }
        reach(node.capacity, node.occupied)
        nodes.set(node, classes: &classes)
        entitlementsAreStale = true
        plan?.isStale = true
        noteFreed()
    }

    private mutating func removeNode(_ node: NodeID) {
        guard nodes.exists(node) else {
            decide(.refused(.unknownNode(node)))
            return
        }
        // First, so that nobody is told to spare what has gone with the node.
        releaseEverything(on: node)
        dropClaims(on: node.rawValue)
        forgetOccupants(on: node.rawValue)
        nodes.remove(node, classes: &classes)
        entitlementsAreStale = true
        plan?.isStale = true
        noteFreed()
    }
}

extension SchedulerConfiguration {
    /// The highest index of a resource that is named anywhere, or -1.
    var highestResource: Int {
        var highest = nodeSortPolicy.weights.map(\.resource.index).max() ?? -1
        var open = [root]
        while let queue = open.popLast() {
            let named =
                queue.max.entries + queue.guaranteed.entries
                + (queue.childTemplate?.max.entries ?? [])
                + (queue.childTemplate?.guaranteed.entries ?? [])
                + queue.limits.flatMap(\.maxResources.entries)
            highest = max(highest, named.map(\.resource.index).max() ?? -1)
            open.append(contentsOf: queue.children)
        }
        return highest
    }
}
