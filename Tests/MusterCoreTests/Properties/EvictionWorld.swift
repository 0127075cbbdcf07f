import MusterCore
import TestKit

/// Small random worlds in which somebody is always owed something.
struct EvictionWorld {
    var random: SplitMix64
    let hasMemory, hasGangs, hasMaxima, hasFences, hasPriorities, hasBudgets, hasRunTimes: Bool
    let hasBound, hasTraits, hasQuota, hasNodeChanges, hasReloads, hasLimits, hasPromises: Bool

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        hasMemory = random.chance(40)
        hasGangs = random.chance(65)
        hasMaxima = random.chance(40)
        hasFences = random.chance(30)
        hasPriorities = random.chance(50)
        hasBudgets = random.chance(25)
        hasRunTimes = random.chance(25)
        let mayBind = random.chance(30)
        hasTraits = random.chance(50)
        hasQuota = random.chance(30)
        hasNodeChanges = random.chance(30)
        hasReloads = random.chance(30)
        hasLimits = random.chance(15)
        hasPromises = random.chance(15)
        // Plans of starts know nothing of nodes that somebody is bound to.
        hasBound = mayBind && !hasPromises
    }

    // MARK: Queues

    mutating func configuration() -> SchedulerConfiguration {
        var root = QueueConfiguration(name: "root")
        var leaves = 0
        root.children = children(level: 1, leaves: &leaves)
        var configuration = SchedulerConfiguration(root: root)
        configuration.isQuotaPreemptionEnabled = hasQuota
        configuration.isPreemptionEnabled = random.chance(97)
        return configuration
    }

    private mutating func children(level: Int, leaves: inout Int) -> [QueueConfiguration] {
        var children: [QueueConfiguration] = []
        let count = level == 1 ? random.number(2...3) : random.number(1...2)
        for name in ["a", "b", "c"].prefix(count) where leaves < 6 || level == 1 {
            var queue = QueueConfiguration(name: name, settings: settings())
            if level < 4, random.chance(35) {
                queue.isParent = true
                queue.children = self.children(level: level + 1, leaves: &leaves)
            }
            if queue.children.isEmpty {
                queue.isParent = false
                leaves += 1
            }
            children.append(queue)
        }
        return children
    }

    mutating func settings() -> QueueSettings {
        var settings = QueueSettings()
        if random.chance(60) { settings.guaranteed = bounds(0...8) }
        if hasMaxima, random.chance(40) { settings.max = bounds(2...12) }
        if hasFences, random.chance(40) {
            settings.preemptionPolicy = random.pick(PreemptionPolicy.allCases)
        }
        if hasPriorities {
            settings.preemptsWithinQueue = random.chance(40)
            if random.chance(40) { settings.priorityOffset = Int32(random.number(-2...2)) }
            if random.chance(25) { settings.priorityPolicy = .fence }
        }
        settings.preemptionDelay = Tick(seconds: Int64(random.pick([0, 0, 5, 30])))
        if hasBudgets, random.chance(50) {
            settings.evictionsPerMinute = UInt64(random.number(1...3))
        }
        if hasRunTimes, random.chance(50) {
            settings.minRunTime = Tick(seconds: Int64(random.pick([1, 20, 45])))
        }
        if hasQuota { settings.quotaPreemptionDelay = Tick(seconds: Int64(random.pick([0, 10]))) }
        if hasLimits, random.chance(40) {
            settings.maxApplications = UInt64(random.number(1...3))
        }
        if hasPromises { settings.backfill = random.pick(BackfillPolicy.allCases) }
        settings.applicationSortPolicy = random.pick(ApplicationSortPolicy.allCases)
        return settings
    }

    /// The same tree with some queues changed.
    mutating func changed(_ queue: QueueConfiguration) -> QueueConfiguration {
        var changed = queue
        if random.chance(40) {
            let policy = queue.backfill
            changed.settings = settings()
            changed.backfill = policy
        }
        changed.children = queue.children.map { self.changed($0) }
        return changed
    }

    private mutating func bounds(_ range: ClosedRange<Int>) -> ResourceBounds {
        var bounds = ResourceBounds.none
        if random.chance(90) { bounds[ResourceCatalog.vcore] = Int64(random.number(range)) }
        if hasMemory, random.chance(50) {
            bounds[ResourceCatalog.memory] = Int64(random.number(range))
        }
        return bounds
    }

    // MARK: Nodes and applications

    mutating func node(_ id: NodeID) -> Node {
        var capacity = Resources()
        capacity[ResourceCatalog.vcore] = Int64(random.number(2...6))
        capacity[ResourceCatalog.memory] = hasMemory ? Int64(random.number(2...6)) : 8
        return Node(
            id: id, name: "n\(id.rawValue)", capacity: capacity,
            isSchedulable: !hasNodeChanges || random.chance(80))
    }

    mutating func request() -> Resources {
        var request = Resources()
        request[ResourceCatalog.vcore] = Int64(random.pick([1, 1, 2, 3]))
        if hasMemory { request[ResourceCatalog.memory] = Int64(random.number(0...3)) }
        return request
    }

    mutating func priority() -> Int32 {
        hasPriorities ? Int32(random.number(-1...2)) : 0
    }

    mutating func traits() -> AskTraits {
        guard hasTraits else { return [] }
        return random.pick([[], [], [], .originator, .optedOut, .neverPreempts])
    }

    mutating func application(
        _ id: ApplicationID, in queue: QueueID, at now: Tick
    ) -> Application {
        var application = Application(id: id, queue: queue, submitted: now)
        if hasPromises, random.chance(70) {
            application.runTimeEstimate = Tick(seconds: Int64(random.number(1...90)))
        }
        guard hasGangs, random.chance(50) else { return application }
        application.gang = Gang(
            taskGroups: (0..<random.pick([1, 1, 2])).map { _ in
                TaskGroup(
                    minMember: Int32(random.number(1...3)), request: request(),
                    priority: priority())
            }, style: random.pick(Gang.Style.allCases),
            timeout: random.chance(20) ? Tick(seconds: Int64(random.number(20...120))) : nil)
        return application
    }
}
