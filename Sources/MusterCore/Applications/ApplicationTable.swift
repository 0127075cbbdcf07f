/// What the core keeps of one application besides its usage.
struct ApplicationRecord: Sendable {
    var exists = false
    var state = ApplicationState.new
    /// Its leaf queue, or -1; once it has ended, the queue may be gone (`existingQueue(of:)`).
    var queue: Int32 = -1
    var queueGeneration: Int64 = 0
    /// Who submitted it, and the user's groups.
    var user = ""
    var groupNames: [String] = []
    /// The buckets of the limits that concern it; empty where there are none.
    var limits: [Int32] = []
    var submitted = Tick.zero
    /// Order of submission to the core: unique, the last tie-break everywhere.
    var sequence: Int64 = 0
    /// How long it says it runs; `never` if nobody knows.
    var estimate = Tick.never
    /// Its ask sets by descending priority, then by age.
    var sets: [Int32] = []
    /// Its task groups; empty for a plain application and for a gang that was dissolved.
    var groups: [GroupRecord] = []
    var gangStyle = Gang.Style.soft
    /// How long it may take to form, and by when it must have.
    var gangTimeout = Tick.never
    var mustFormBy = Tick.never
    /// Whether every task group has had its members' places at the same moment.
    var isFormed = false
    /// Whether its places are held by placeholders that are asks of their own.
    var usesPlaceholders = false
    /// When it is complete, if it stays without asks and allocations until then.
    var completes = Tick.never
    /// How many asks it has made, as a clock for their age.
    var arrivals: Int32 = 0
    var waitingCount: Int64 = 0
    var allocatedCount: Int64 = 0
    var heldCount: Int64 = 0
    /// Whether its next step would fit if nothing ran, for the nodes of `everFitsVersion`.
    var everFits = true
    var everFitsVersion: UInt64 = 0
    /// Whether neighbours alone kept its gang from being placed, when as much had been freed.
    var isShutOut = false
    var shutOutVersion: UInt64 = 0
    /// Its entry among the waiting applications of its queue, if it is there.
    var entry: WaitingEntry?
    /// When it next rises by having waited, if it is watched; `never` if not.
    var ages = Tick.never
    /// Until when it is left alone because its asks fitted nowhere.
    var backsOffUntil: Tick?
    /// Its entry among the running applications, if their ends are being followed.
    var running: RunningEntry?
    /// When its latest allocation was made, and when all of it ends by the estimate.
    var started = Tick.never
    var estimatedEnd = Tick.never
    /// Whether everything it holds was allocated at `started`.
    var startedAtOnce = false
    /// When it is to start at the latest (conservative backfill); `never` if not planned.
    var plannedStart = Tick.never
    /// The count of starts at its latest start.
    var startNumber: Int64 = 0
    /// The count of starts when it first got a reservation; what started later overtook it.
    var reservedSince = Int64.max
    /// The start that was last told to the outside; `nil` if none was.
    var saidReservation: Tick?
    /// Told to the outside so far, so that a reason is said once.
    var saidReason: WaitReason?
    /// Whether it counts as running in its queues.
    var countsAsRunning = false
    /// What it did until then would not be lost; `zero` if nothing is saved.
    var checkpoint = Tick.zero
    /// How many of its allocations are being evicted.
    var evictingCount: Int64 = 0
    /// Its claim on places that are being made free for it, or -1.
    var claim: Int32 = -1
    /// Whom it had evicted, and when first: what they start again it leaves alone.
    var evicted = EvictedApplications()
    /// Its last attempt to preempt, and the state of the cluster that it failed at.
    var lastPreemption = PreemptionAttempt()

    /// A gang whose members get their places at once, and do not have them yet.
    var isUnformedGang: Bool { !groups.isEmpty && !isFormed && !usesPlaceholders }
    /// A gang whose placeholders get their places one by one, and do not have all yet.
    var isGathering: Bool {
        usesPlaceholders && !groups.isEmpty && !isFormed && state != .failing && !state.isTerminal
    }
    /// Whether it takes one of the applications that its queues may run at once.
    ///
    /// Whoever has others evicted has one already, or it might be gone when they are.
    var isRunning: Bool {
        if claim >= 0 { return true }
        return isGathering ? allocatedCount > 0 : state == .running && !isUnformedGang
    }
    /// Whether it holds anything on any node.
    var holdsAnything: Bool { allocatedCount > 0 || heldCount > 0 }
}

/// One task group of a gang.
struct GroupRecord: Sendable {
    var minMember: Int32
    var classIndex: Int32
    var priority: Int32
    /// Places held for members that do not exist yet, in the order of the nodes' names.
    var held: [HeldPlaces] = []
}

/// Places held on one node.
struct HeldPlaces: Sendable {
    var node: Int32
    var count: Int32
}

/// All applications and what each uses.
struct ApplicationTable: Sendable {
    var records: [ApplicationRecord] = []
    /// Per application and resource, base units: allocated and held.
    var usage: ResourceRows
    /// Per application: the limit that bars it from all it waits for, as far as that is known.
    ///
    /// Beside the records, because a walk looks at those of all that wait.
    var limitBars: [LimitBar] = []
    private var nextSequence: Int64 = 0

    init(width: Int) {
        usage = ResourceRows(width: width)
    }

    func exists(_ application: ApplicationID) -> Bool {
        application.rawValue >= 0 && application.index < records.count
            && records[application.index].exists
    }

    /// Makes room for an application that does not exist yet.
    mutating func add(_ application: Application, to queue: Int32) {
        let index = application.id.index
        if index >= records.count {
            records.append(
                contentsOf: repeatElement(
                    ApplicationRecord(), count: index + 1 - records.count))
            limitBars.append(
                contentsOf: repeatElement(LimitBar(), count: index + 1 - limitBars.count))
            usage.reach(index)
        }
        records[index] = ApplicationRecord()
        limitBars[index] = LimitBar()
        records[index].exists = true
        records[index].queue = queue
        records[index].user = application.user
        records[index].groupNames = application.groups
        records[index].submitted = application.submitted
        records[index].sequence = nextSequence
        // Nothing ends before it has begun, whatever it says.
        records[index].estimate = max(
            application.runTimeEstimate ?? .never, Tick(milliseconds: 1))
        nextSequence += 1
        usage.clear(index)
    }
}
