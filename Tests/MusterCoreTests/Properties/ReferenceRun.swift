import MusterCore
import TestKit

/// Random worlds that the reference placer knows, played on it and on the core side by side.
struct ReferenceRun {
    private(set) var scheduler: Scheduler
    private var reference: ReferencePlacer
    private var random: SplitMix64
    private let hasPriorities: Bool
    private var now: Int64 = 0

    init(seed: UInt64, hasSeveralQueues: Bool, hasPriorities: Bool) {
        random = SplitMix64(seed: seed)
        self.hasPriorities = hasPriorities
        let configuration = Self.configuration(&random, hasSeveralQueues, hasPriorities)
        scheduler = Scheduler(configuration: configuration)
        var order: [String: QueueID] = ["root": .root]
        for leaf in scheduler.leafQueues {
            for path in Ledger.paths(to: scheduler.queuePath(leaf)) {
                order[path] = scheduler.queueID(path: path.split(separator: ".").map(String.init))
            }
        }
        reference = ReferencePlacer(configuration: configuration, queueOrder: order)
        // Names in another order than identifiers.
        let count = random.number(1...5)
        let names = random.permutation(count)
        for index in 0..<count {
            var node = Node(
                id: NodeID(index), name: "n\(names[index])",
                capacity: Self.amount(&random, 0...8))
            if random.chance(20) { node.occupied = Self.amount(&random, 0...2) }
            node.isSchedulable = random.chance(90)
            // No node is occupied beyond its capacity.
            for resource in 0..<3 where node.capacity[ResourceID(resource)] < 2 {
                node.occupied[ResourceID(resource)] = 0
            }
            scheduler.apply(.nodeChanged(node))
            reference.nodes.append(node)
        }
    }

    /// Plays some moments; at each some asks end, some come, and one cycle runs.
    ///
    /// - Returns: The first difference.
    mutating func firstDifference(moments: Int) -> String? {
        for _ in 0..<moments {
            now += 1
            finishSome()
            submitSome()
            scheduler.clearDecisions()
            scheduler.apply(.timeReached(Tick(milliseconds: now)))
            let expected = reference.cycle()
            let placed = scheduler.decisions.flatMap(\.placements)
            if placed != expected {
                return "at \(now) the core places \(placed), should place \(expected)"
            }
        }
        return nil
    }

    private mutating func finishSome() {
        for ask in reference.asks where ask.node != nil && random.chance(30) {
            scheduler.apply(.allocationsFinished(AskRange(first: ask.id)))
            reference.asks.removeAll { $0.id == ask.id }
        }
    }

    private mutating func submitSome() {
        for _ in 0..<random.number(0...3) {
            let isNew = reference.apps.isEmpty || random.chance(70)
            if isNew { submit() }
            let app = isNew ? reference.apps.last! : random.pick(reference.apps)
            addAsks(to: app.application)
        }
    }

    private mutating func submit() {
        let id = ApplicationID(reference.apps.count)
        var application = Application(
            id: id, queue: random.pick(scheduler.leafQueues),
            submitted: Tick(milliseconds: now - Int64(random.below(3))))
        if random.chance(40) {
            var request = Self.amount(&random, 0...3)
            request[ResourceCatalog.vcore] = 1
            application.gang = Gang(taskGroups: [
                TaskGroup(
                    minMember: Int32(random.number(1...5)), request: request,
                    priority: priority())
            ])
        }
        scheduler.apply(.applicationSubmitted(application))
        reference.apps.append(ReferencePlacer.App(application: application, sequence: id.index))
    }

    private mutating func addAsks(to application: Application) {
        let state = scheduler.state(of: application.id)
        guard state != .rejected, state != .completed else { return }
        let group = application.gang?.taskGroups[0]
        if group != nil, state != .new { return }
        let first = (reference.asks.map(\.id.index).max() ?? -1) + 1
        let submission = AskSubmission(
            asks: AskRange(
                first: AskID(first),
                count: group?.minMember ?? Int32(random.number(1...4))),
            application: application.id, request: group?.request ?? Self.amount(&random, 0...3),
            priority: group?.priority ?? priority(),
            taskGroup: group == nil ? nil : 0)
        scheduler.apply(.asksAdded(submission))
        for offset in 0..<Int(submission.asks.count) {
            reference.add(submission, ask: AskID(first + offset))
        }
    }

    private mutating func priority() -> Int32 {
        hasPriorities ? Int32(random.number(0...2)) : 0
    }

    private static func amount(
        _ random: inout SplitMix64, _ range: ClosedRange<Int>
    ) -> Resources {
        Resources((0..<3).map { (ResourceID($0), Int64(random.number(range))) })
    }

    private static func configuration(
        _ random: inout SplitMix64, _ hasSeveralQueues: Bool, _ hasPriorities: Bool
    ) -> SchedulerConfiguration {
        func leaf(_ name: String) -> QueueConfiguration {
            var queue = QueueConfiguration(name: name)
            queue.applicationSortPolicy = random.pick(ApplicationSortPolicy.allCases)
            queue.prioritySorting = random.chance(60)
            for resource in 0..<3 {
                if random.chance(40) {
                    queue.guaranteed[ResourceID(resource)] = Int64(random.number(0...6))
                }
                if random.chance(20) {
                    queue.max[ResourceID(resource)] = Int64(random.number(2...9))
                }
            }
            if hasPriorities, random.chance(30) {
                queue.priorityPolicy = random.pick(PriorityPolicy.allCases)
                queue.priorityOffset = Int32(random.number(-1...1))
            }
            if random.chance(15) { queue.maxApplications = UInt64(random.number(1...3)) }
            return queue
        }
        var root = QueueConfiguration(name: "root")
        root.prioritySorting = random.chance(60)
        root.children = [leaf("a")]
        if hasSeveralQueues {
            root.children.append(leaf("b"))
            var parent = leaf("c")
            parent.children = [leaf("d"), leaf("e")]
            root.children.append(parent)
        }
        var weights = NodeSortPolicy().weights
        if random.chance(50) {
            weights = [3, 0, 5].enumerated().map {
                NodeSortPolicy.Weight(resource: ResourceID($0), thousandths: $1)
            }
        }
        var configuration = SchedulerConfiguration(
            root: root,
            nodeSortPolicy: NodeSortPolicy(
                order: random.pick(NodeSortPolicy.Order.allCases), weights: weights))
        // The reference places and never evicts.
        configuration.isPreemptionEnabled = false
        return configuration
    }
}

extension ReferencePlacer {
    /// Takes in one ask of a submission.
    mutating func add(_ submission: AskSubmission, ask id: AskID) {
        asks.append(
            Ask(
                id: id, application: submission.application, request: submission.request,
                priority: submission.priority, node: nil))
    }
}

extension Decision {
    /// Single asks on nodes.
    var placements: [ReferencePlacer.Placement] {
        guard case .allocated(let range, let node) = self else { return [] }
        return (0..<range.count).map {
            ReferencePlacer.Placement(
                ask: AskID(rawValue: range.first.rawValue + $0), node: node)
        }
    }
}
