import MusterCore
import Testing

/// Quantities, times and identifiers at the ends of their ranges.
///
/// What comes out matters less than that something does: whatever a user writes, the process goes
/// on.
enum ArithmeticEdge: String, CaseIterable, Codable, Sendable {
    case hugeNodesFull, hugeNodeLeaves, shrunkTwice, usageSaturates, placesSaturate
    case zeroRequestsAndNodes, unknownResource, hugeGang, hugeShares, hugeWeights
    case longestEstimates, negativeEstimates, endOfTime, negativeTimes, latestTimeout
    case emptyAndHugeRanges, extremePriorities, deepPath, manyQueues

    private static let huge = Scheduler.maximumCapacity / 4
    private static let pods = ResourceCatalog.pods

    func run() {
        switch self {
        case .hugeNodesFull: hugeNodesFull()
        case .hugeNodeLeaves: hugeNodeLeaves()
        case .shrunkTwice: shrunkTwice()
        case .usageSaturates: usageSaturates()
        case .placesSaturate: placesSaturate()
        case .zeroRequestsAndNodes: zeroRequestsAndNodes()
        case .unknownResource: unknownResource()
        case .hugeGang: hugeGang()
        case .hugeShares: hugeShares()
        case .hugeWeights: hugeWeights()
        case .longestEstimates: estimates(.max)
        case .negativeEstimates: estimates(.min)
        case .endOfTime: endOfTime()
        case .negativeTimes: negativeTimes()
        case .latestTimeout: latestTimeout()
        case .emptyAndHugeRanges: emptyAndHugeRanges()
        case .extremePriorities: extremePriorities()
        case .deepPath: deepPath()
        case .manyQueues: manyQueues()
        }
    }

    // MARK: Quantities

    /// Three nodes of all there is, three asks for all of a node.
    private func hugeNodesFull() {
        var world = EdgeWorld(nodes: 3, [Self.pods: Self.huge])
        world.submit(0, asks: 3, [Self.pods: Self.huge])
        world.reach(1)
        world.finish(0..<3)
        world.reach(2)
    }

    /// What one node has must not be forgotten when another one leaves.
    private func hugeNodeLeaves() {
        var world = EdgeWorld(nodes: 2, [ResourceCatalog.vcore: Self.huge])
        world.apply(.nodeRemoved(NodeID(0)))
        world.submit(0, asks: 1, [ResourceCatalog.vcore: 5])
        world.reach(1)
        #expect(world.scheduler.node(of: AskID(0)) == NodeID(1))
    }

    /// A full node that shrinks to nothing, is all occupied, and is told of once more.
    private func shrunkTwice() {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: Self.huge])
        world.submit(0, asks: 1, [ResourceCatalog.vcore: Self.huge])
        world.reach(1)
        let occupied = Node(
            id: NodeID(0), name: "n0", capacity: .none,
            occupied: Resources([(ResourceCatalog.vcore, Self.huge)]))
        world.apply(.nodeChanged(occupied))
        world.apply(.nodeChanged(occupied))
        world.reach(2)
        world.finish(0..<1)
        world.reach(3)
    }

    /// Two allocations that together are more than there are numbers; one of them ends.
    private func usageSaturates() {
        var world = EdgeWorld(nodes: 2, [Self.pods: Self.huge])
        world.submit(0, asks: 2, [Self.pods: Self.huge])
        world.reach(1)
        world.finish(0..<1)
        world.reach(2)
    }

    /// More places than there are numbers, counted for a reservation, and some are given back.
    private func placesSaturate() {
        var world = EdgeWorld(nodes: 2, [ResourceCatalog.vcore: Self.huge], .easy)
        world.submit(0, asks: 3, [ResourceCatalog.vcore: 1], estimate: 10, isGang: true)
        world.reach(1)
        world.submit(1, asks: 1, [Self.pods: 1], estimate: 10, isGang: true)
        world.reach(2)
        world.finish(0..<3)
        world.reach(3)
    }

    private func zeroRequestsAndNodes() {
        var world = EdgeWorld(nodes: 2, [:])
        world.submit(0, asks: 4, [:])
        world.submit(1, asks: 1, [ResourceCatalog.vcore: 1])
        world.reach(1)
        #expect((0..<4).allSatisfy { world.scheduler.node(of: AskID($0)) != nil })
        #expect(world.scheduler.node(of: AskID(4)) == nil)
    }

    private func unknownResource() {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4])
        world.submit(0, asks: 1, [ResourceID(40): 1])
        world.reach(1)
        #expect(
            world.scheduler.waitReason(of: ApplicationID(0))
                == .clusterTooSmall(ResourceID(40), missing: 1))
    }

    private func hugeGang() {
        var world = EdgeWorld(nodes: 2, [ResourceCatalog.vcore: 4])
        var application = world.application(0, estimate: nil)
        let request = Resources([(ResourceCatalog.vcore, Self.huge), (Self.pods, Self.huge)])
        application.gang = Gang(taskGroups: [
            TaskGroup(minMember: .max, request: request),
            TaskGroup(minMember: .max, request: request),
        ])
        world.apply(.applicationSubmitted(application))
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(0)), application: ApplicationID(0),
                    request: request, taskGroup: 1)))
        world.reach(1)
        #expect(world.scheduler.node(of: AskID(0)) == nil)
    }

    /// Shares whose cross products need 126 bits.
    private func hugeShares() {
        var world = EdgeWorld(
            nodes: 3, [ResourceCatalog.vcore: Self.huge], queues: ["a", "b"],
            guaranteed: [ResourceCatalog.vcore: Self.huge - 1])
        world.submit(0, asks: 1, [ResourceCatalog.vcore: Self.huge - 2])
        world.submit(1, asks: 1, [ResourceCatalog.vcore: Self.huge - 3], queue: 1)
        world.reach(1)
        world.submit(2, asks: 1, [ResourceCatalog.vcore: 1])
        world.submit(3, asks: 1, [ResourceCatalog.vcore: 1], queue: 1)
        world.scheduler.clearDecisions()
        world.reach(2)
        // Queue b uses one unit less and goes first.
        let first = world.scheduler.decisions.flatMap(\.placements).first
        #expect(first?.ask == AskID(3))
    }

    private func hugeWeights() {
        var world = EdgeWorld(nodes: 3, [ResourceCatalog.vcore: Self.huge])
        var configuration = world.scheduler.configuration
        configuration.nodeSortPolicy.weights = (0..<4).map {
            NodeSortPolicy.Weight(resource: ResourceID($0), thousandths: 1_000_000_000)
        }
        world.apply(.configurationReplaced(configuration))
        world.submit(0, asks: 3, [ResourceCatalog.vcore: Self.huge / 2])
        world.reach(1)
        #expect(Set((0..<3).map { world.scheduler.node(of: AskID($0)) }).count == 3)
    }

    // MARK: Times

    /// Two jobs that fill a node, one after the other, under both policies that look ahead.
    private func estimates(_ estimate: Int64) {
        for policy in [BackfillPolicy.easy, .conservative] {
            var world = EdgeWorld(nodes: 2, [ResourceCatalog.vcore: 4], policy)
            for job in 0..<4 {
                world.submit(
                    job, asks: 2, [ResourceCatalog.vcore: 3], estimate: estimate, isGang: true)
            }
            for job in 0..<4 {
                world.reach(Int64(job))
                #expect(world.scheduler.node(of: AskID(2 * job)) != nil)
                world.apply(.applicationRemoved(ApplicationID(job)))
            }
        }
    }

    private func endOfTime() {
        for policy in [BackfillPolicy.easy, .conservative] {
            var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4], policy)
            world.submit(0, asks: 1, [ResourceCatalog.vcore: 3], estimate: 5, isGang: true)
            world.submit(1, asks: 1, [ResourceCatalog.vcore: 3], estimate: 5, isGang: true)
            world.reach(1)
            world.reach(.max)
            world.apply(.nodeChanged(world.node(1)))
            world.reach(.max)
        }
    }

    private func negativeTimes() {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4], .conservative)
        world.reach(.min)
        #expect(world.scheduler.now == .zero)
        world.submit(0, asks: 1, [ResourceCatalog.vcore: 3], submitted: .min)
        world.submit(1, asks: 1, [ResourceCatalog.vcore: 1], submitted: -1)
        world.reach(-1)
        #expect(world.scheduler.node(of: AskID(0)) == NodeID(0))
        #expect(world.scheduler.node(of: AskID(1)) == NodeID(0))
    }

    private func latestTimeout() {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4])
        for (id, timeout) in [Int64.max, .min, -1].enumerated() {
            var application = world.application(id, estimate: nil, submitted: .max)
            application.gang = Gang(
                taskGroups: [
                    TaskGroup(
                        minMember: 9, request: Resources([(ResourceCatalog.vcore, 1)]))
                ], style: .hard, timeout: Tick(milliseconds: timeout))
            world.apply(.applicationSubmitted(application))
        }
        world.reach(5)
        world.reach(.max)
        // A timeout at the end of time is none; the two before it have passed.
        #expect(world.scheduler.state(of: ApplicationID(0)) == .new)
        #expect(world.scheduler.state(of: ApplicationID(1)) == .failed)
        #expect(world.scheduler.state(of: ApplicationID(2)) == .failed)
    }

    // MARK: Identifiers

    private func emptyAndHugeRanges() {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4])
        world.submit(0, asks: 1, [ResourceCatalog.vcore: 1])
        let last = AskID(rawValue: .max - 2)
        for count in [Int32.min, -1, 0, .max] {
            let range = AskRange(first: last, count: count)
            world.apply(
                .asksAdded(
                    AskSubmission(asks: range, application: ApplicationID(0), request: .none)))
            world.apply(.asksRemoved(range))
            world.apply(.allocationsConfirmed(range))
            world.apply(.allocationsRefused(range))
            world.apply(.allocationsFinished(range))
        }
        for wrong in [Int32.min, -1] {
            world.apply(.asksRemoved(AskRange(first: AskID(rawValue: wrong))))
            world.apply(.nodeRemoved(NodeID(rawValue: wrong)))
            world.apply(.applicationRemoved(ApplicationID(rawValue: wrong)))
        }
        world.reach(1)
        #expect(world.scheduler.node(of: AskID(0)) == NodeID(0))
    }

    private func extremePriorities() {
        var root = QueueConfiguration(name: "root")
        for (name, offset) in [("a", Int32.min), ("b", .max)] {
            root.children.append(
                QueueConfiguration(
                    name: name, priorityOffset: offset,
                    children: [QueueConfiguration(name: "c", priorityOffset: offset)]))
        }
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 1])
        world.apply(.configurationReplaced(SchedulerConfiguration(root: root)))
        for (id, path) in ["a", "b"].enumerated() {
            let queue = world.scheduler.queueID(path: ["root", path, "c"])!
            world.apply(
                .applicationSubmitted(
                    Application(id: ApplicationID(id), queue: queue, submitted: .zero)))
            world.apply(
                .asksAdded(
                    AskSubmission(
                        asks: AskRange(first: AskID(id)), application: ApplicationID(id),
                        request: Resources([(ResourceCatalog.vcore, 1)]),
                        priority: id == 0 ? .max : .min)))
        }
        world.reach(1)
        // Clamped at each level: max + min + min is -2^31, min + max + max is 2^31 - 2.
        #expect(world.scheduler.node(of: AskID(0)) == nil)
        #expect(world.scheduler.node(of: AskID(1)) == NodeID(0))
    }

    private func deepPath() {
        var queue = QueueConfiguration(name: "q99")
        queue.max[ResourceCatalog.vcore] = 2
        for level in (1..<99).reversed() {
            queue = QueueConfiguration(
                name: "q\(level)", prioritySorting: level.isMultiple(of: 2), children: [queue])
        }
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4])
        world.apply(
            .configurationReplaced(
                SchedulerConfiguration(root: QueueConfiguration(name: "root", children: [queue]))))
        let last = world.scheduler.leafQueues.count - 1
        world.submit(0, asks: 3, [ResourceCatalog.vcore: 1], queue: last)
        world.reach(1)
        #expect(world.scheduler.usage(of: .root)[ResourceCatalog.vcore] == 2)
    }

    private func manyQueues() {
        // A hundred by a hundred; flat, finding a name among 10,000 takes its square.
        let root = QueueConfiguration(
            name: "root",
            children: (0..<100).map { parent in
                QueueConfiguration(
                    name: "p\(parent)",
                    children: (0..<100).map { QueueConfiguration(name: "q\($0)") })
            })
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4])
        world.apply(.configurationReplaced(SchedulerConfiguration(root: root)))
        let leaves = world.scheduler.leafQueues
        world.submit(0, asks: 1, [ResourceCatalog.vcore: 1], queue: leaves.count - 1)
        world.reach(1)
        // The queue before the reload drains and is a leaf queue still.
        #expect(leaves.count == 10_001)
        #expect(world.scheduler.node(of: AskID(0)) == NodeID(0))
    }
}

/// A scheduler whose invariants are checked after every input, with short words for the edges.
struct EdgeWorld {
    var scheduler: Scheduler
    private var asks: Int32 = 0
    private let capacity: Resources

    init(
        nodes: Int, _ capacity: [ResourceID: Int64], _ policy: BackfillPolicy = .greedy,
        queues: [String] = ["a"], guaranteed: [ResourceID: Int64] = [:]
    ) {
        let bounds = ResourceBounds(guaranteed.map { ($0.key, $0.value) })
        scheduler = Scheduler(
            configuration: SchedulerConfiguration(
                root: QueueConfiguration(
                    name: "root",
                    children: queues.map {
                        QueueConfiguration(name: $0, guaranteed: bounds, backfill: policy)
                    })))
        self.capacity = Resources(capacity.map { ($0.key, $0.value) })
        for index in 0..<nodes { apply(.nodeChanged(node(index))) }
    }

    func node(_ index: Int) -> Node {
        Node(id: NodeID(index), name: "n\(index)", capacity: capacity)
    }

    mutating func apply(_ input: Input) {
        scheduler.apply(input)
        #expect(scheduler.checkInvariants() == [])
    }

    mutating func reach(_ time: Int64) {
        apply(.timeReached(Tick(milliseconds: time)))
    }

    mutating func finish(_ asks: Range<Int>) {
        apply(
            .allocationsFinished(
                AskRange(first: AskID(asks.lowerBound), count: Int32(asks.count))))
    }

    func application(
        _ id: Int, estimate: Int64?, queue: Int = 0, submitted: Int64 = 0
    ) -> Application {
        Application(
            id: ApplicationID(id), queue: scheduler.leafQueues[queue],
            submitted: Tick(milliseconds: submitted),
            runTimeEstimate: estimate.map { Tick(milliseconds: $0) })
    }

    mutating func submit(
        _ id: Int, asks count: Int32, _ request: [ResourceID: Int64], estimate: Int64? = nil,
        isGang: Bool = false, queue: Int = 0, submitted: Int64 = 0
    ) {
        let request = Resources(request.map { ($0.key, $0.value) })
        var application = self.application(
            id, estimate: estimate, queue: queue, submitted: submitted)
        if isGang {
            application.gang = Gang(taskGroups: [TaskGroup(minMember: count, request: request)])
        }
        apply(.applicationSubmitted(application))
        apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(rawValue: asks), count: count),
                    application: application.id, request: request,
                    taskGroup: isGang ? 0 : nil)))
        asks += count
    }
}
