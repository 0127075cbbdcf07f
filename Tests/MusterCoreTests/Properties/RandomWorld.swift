import MusterCore
import TestKit

/// What a random run uses; each run switches whole features off (swarm testing), because a bug
/// often shows only while something else is absent.
struct Features {
    var gangs, holds, mismatches, severalGroups, priorities, estimates, timeouts: Bool
    var nodeChanges, nodeRemovals, cordons, reconfiguration: Bool
    var queueKindChanges, placementRules: Bool
    var refusals, withdrawals, applicationRemovals, wrongIdentifiers: Bool
    var limits, weights, history, rescaling, ageing, backoff: Bool
    var maxima, guarantees, applicationLimits, deepTree, lateResource, time: Bool
    var policies: [BackfillPolicy]

    init(random: inout SplitMix64) {
        gangs = random.chance(75)
        holds = random.chance(50)
        mismatches = random.chance(50)
        severalGroups = random.chance(50)
        priorities = random.chance(50)
        estimates = random.chance(75)
        timeouts = random.chance(40)
        nodeChanges = random.chance(50)
        nodeRemovals = random.chance(40)
        cordons = random.chance(40)
        reconfiguration = random.chance(40)
        queueKindChanges = random.chance(50)
        placementRules = random.chance(50)
        refusals = random.chance(50)
        withdrawals = random.chance(50)
        applicationRemovals = random.chance(60)
        wrongIdentifiers = random.chance(30)
        maxima = random.chance(50)
        guarantees = random.chance(50)
        applicationLimits = random.chance(30)
        deepTree = random.chance(60)
        lateResource = random.chance(25)
        time = random.chance(80)
        limits = random.chance(30)
        weights = random.chance(30)
        history = random.chance(30)
        rescaling = random.chance(30)
        ageing = random.chance(30)
        backoff = random.chance(30)
        switch random.below(6) {
        case 0: policies = [.greedy]
        case 1: policies = [.none]
        case 2: policies = [.easy]
        case 3: policies = [.conservative]
        case 4: policies = [.greedy, .easy]
        default: policies = BackfillPolicy.allCases
        }
    }
}

/// Small worlds: few nodes, few queues, and quantities that collide.
struct RandomWorld {
    var random: SplitMix64
    let features: Features

    init(seed: UInt64, adjust: (inout Features) -> Void) {
        random = SplitMix64(seed: seed)
        var features = Features(random: &random)
        adjust(&features)
        self.features = features
    }

    // MARK: Queues

    mutating func configuration() -> SchedulerConfiguration {
        var root = QueueConfiguration(name: "root")
        if features.applicationLimits, random.chance(20) {
            root.maxApplications = UInt64(random.number(1...4))
        }
        addFairness(to: &root)
        var leaves = 0
        root.children = children(level: 1, leaves: &leaves)
        if leaves == 0 { root.children.append(leaf("a")) }
        if features.placementRules { root.submitACL = .everyone }
        if features.placementRules, random.chance(50) { root.childTemplate = leaf("").settings }
        var configuration = SchedulerConfiguration(
            root: root, placementRules: placementRules(), nodeSortPolicy: nodeSortPolicy())
        // Evictions have random tests, and a book-keeper, of their own.
        configuration.isPreemptionEnabled = false
        return configuration
    }

    /// Rules that lead to queues of the small tree, or to those that they create.
    private mutating func placementRules() -> [PlacementRule] {
        guard features.placementRules else { return [] }
        return (0..<random.number(0...3)).map { _ in
            let parent =
                random.chance(30)
                ? PlacementRule(.fixed(random.pick(["a", "b"])), mayCreate: random.chance(50))
                : nil
            let kind = random.pick([.provided, .user, .tag("namespace")] as [PlacementRule.Kind])
            return PlacementRule(kind, mayCreate: random.chance(70), parent: parent)
        }
    }

    /// A queue that the rules find, or one of those that there are.
    private mutating func choice(of queue: QueueID) -> QueueChoice {
        guard features.placementRules, random.chance(70) else { return .leaf(queue) }
        let names = ["root.a", "root.b.a", "b", "c.a", "root.c.b.a", "root.a..", "root.@recovery@"]
        return .rules(
            PlacementRequest(
                queueName: random.chance(60) ? random.pick(names) : nil,
                tags: [PlacementRequest.Tag(name: "NameSpace", value: random.pick(["a", "ns"]))],
                isForced: random.chance(10)))
    }

    private mutating func children(level: Int, leaves: inout Int) -> [QueueConfiguration] {
        var children: [QueueConfiguration] = []
        for name in ["a", "b", "c"].prefix(random.number(1...3)) where leaves < 5 {
            // Without changes of kind a queue's name says what it is.
            let mayBeParent = features.deepTree && level < 3
            let isParent =
                features.queueKindChanges ? random.chance(30) : name == "b" && mayBeParent
            if mayBeParent && isParent {
                var parent = leaf(name)
                parent.isParent = true
                parent.children = self.children(level: level + 1, leaves: &leaves)
                children.append(parent)
            } else {
                leaves += 1
                children.append(leaf(name))
            }
        }
        return children
    }

    private mutating func leaf(_ name: String) -> QueueConfiguration {
        var queue = QueueConfiguration(name: name, backfill: random.pick(features.policies))
        if features.maxima, random.chance(50) { queue.max = bounds(upTo: 12) }
        if features.guarantees, random.chance(60) { queue.guaranteed = bounds(upTo: 6) }
        if features.applicationLimits, random.chance(40) {
            queue.maxApplications = UInt64(random.number(1...3))
        }
        queue.applicationSortPolicy = random.pick(ApplicationSortPolicy.allCases)
        if features.priorities {
            queue.prioritySorting = random.chance(70)
            queue.priorityPolicy = random.pick(PriorityPolicy.allCases)
            queue.priorityOffset = Int32(random.number(-2...2))
        }
        addFairness(to: &queue)
        return queue
    }

    mutating func bounds(upTo most: Int) -> ResourceBounds {
        var bounds = ResourceBounds.none
        for resource in resources where random.chance(60) {
            bounds[resource] = Int64(random.number(0...most))
        }
        return bounds
    }

    private mutating func nodeSortPolicy() -> NodeSortPolicy {
        var policy = NodeSortPolicy(order: random.pick(NodeSortPolicy.Order.allCases))
        if random.chance(20) { policy.weights.removeLast() }
        return policy
    }

    // MARK: Quantities

    /// The resources of this world; the last one lies beyond those that a scheduler begins with.
    private var resources: [ResourceID] {
        [ResourceCatalog.vcore, ResourceCatalog.memory]
            + (features.lateResource ? [ResourceID(5)] : [])
    }

    mutating func capacity() -> Resources {
        var capacity = Resources()
        for resource in resources { capacity[resource] = Int64(random.number(0...8)) }
        return capacity
    }

    mutating func request() -> Resources {
        var request = Resources()
        for resource in resources where random.chance(70) {
            request[resource] = Int64(random.number(0...4))
        }
        return request
    }

    mutating func node(_ id: NodeID) -> Node {
        var node = Node(id: id, name: "n\(id.rawValue)", capacity: capacity())
        if random.chance(20) { node.occupied = request() }
        if features.cordons { node.isSchedulable = random.chance(70) }
        return node
    }

    // MARK: Applications

    mutating func application(
        _ id: ApplicationID, in queue: QueueID, at now: Tick
    ) -> Application {
        var application = Application(
            id: id, queue: choice(of: queue), user: random.pick(["", "a", "x.y"]),
            submitted: Tick(milliseconds: max(0, now.milliseconds - Int64(random.below(3)))))
        (application.user, application.groups) = submitter()
        if features.estimates, random.chance(80) {
            application.runTimeEstimate = Tick(milliseconds: Int64(random.number(0...12)))
        }
        guard features.gangs, random.chance(70) else { return application }
        let groups = features.severalGroups ? random.number(1...3) : 1
        application.gang = Gang(
            taskGroups: (0..<groups).map { _ in
                TaskGroup(
                    minMember: Int32(random.number(1...3)), request: gangRequest(),
                    priority: priority())
            },
            style: random.pick(Gang.Style.allCases))
        if features.timeouts, random.chance(60) {
            application.gang?.timeout = Tick(milliseconds: Int64(random.number(0...15)))
        }
        return application
    }

    private mutating func gangRequest() -> Resources {
        var request = self.request()
        if request.isZero { request[ResourceCatalog.vcore] = 1 }
        return request
    }

    mutating func priority() -> Int32 {
        features.priorities ? Int32(random.number(-1...2)) : 0
    }
}
