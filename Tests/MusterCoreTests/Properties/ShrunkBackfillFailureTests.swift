import MusterCore
import TestKit
import Testing

/// Shrunk failures of the random tests where queues look ahead.
///
/// Each was a defect once and is a test since.
@Suite("Shrunk failures: reservations and plans")
struct ShrunkBackfillFailureTests {
    private let vcore = ResourceCatalog.vcore

    private func node(of ask: Int, _ world: EdgeWorld) -> NodeID? {
        world.scheduler.node(of: AskID(ask))
    }

    /// A full node of four cores until 10, and a gang that is planned for then.
    private static func planned() -> EdgeWorld {
        var world = EdgeWorld(nodes: 1, [ResourceCatalog.vcore: 4], .conservative)
        world.submit(0, asks: 4, [ResourceCatalog.vcore: 1], estimate: 10, isGang: true)
        world.submit(1, asks: 2, [ResourceCatalog.vcore: 1], estimate: 10, isGang: true)
        world.reach(0)
        return world
    }

    @Test("A planned application may leave right after the configuration was replaced")
    func removedAfterReload() async {
        await #expect(processExitsWith: .success) {
            var world = Self.planned()
            world.apply(.configurationReplaced(world.scheduler.configuration))
            world.apply(.applicationRemoved(ApplicationID(1)))
        }
    }

    @Test("A planned application may leave after the node that it needs left")
    func removedAfterNodeLoss() async {
        await #expect(processExitsWith: .success) {
            var world = Self.planned()
            world.apply(.nodeRemoved(NodeID(0)))
            world.reach(1)
            world.apply(.applicationRemoved(ApplicationID(1)))
        }
    }

    @Test("A resource that nobody had named before does not end planning")
    func newResource() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], .conservative)
        world.submit(0, asks: 1, [ResourceID(7): 1])
        world.submit(1, asks: 1, [vcore: 1])
        world.reach(1)
        #expect(node(of: 1, world) == NodeID(0))
    }

    @Test("Who finds no hole behind work without an end is planned when that ends")
    func behindUnknownEnd() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], .conservative)
        world.submit(0, asks: 4, [vcore: 1], isGang: true)
        world.submit(1, asks: 4, [vcore: 1], isGang: true)
        world.reach(1)
        world.apply(.applicationRemoved(ApplicationID(0)))
        world.reach(2)
        #expect(node(of: 4, world) == NodeID(0))
    }

    @Test("What no node can take holds no place in the plan")
    func tooLargeForNodes() {
        var world = EdgeWorld(nodes: 2, [vcore: 4], .conservative)
        world.submit(0, asks: 1, [vcore: 6], estimate: 100, isGang: true)
        world.submit(1, asks: 3, [vcore: 1], estimate: 5, isGang: true)
        world.reach(1)
        world.reach(2)
        #expect(node(of: 1, world) != nil)
    }

    @Test("A planned start that slips does not stop other queues")
    func slippedStart() {
        var world = EdgeWorld(nodes: 2, [vcore: 4], .conservative, queues: ["a", "b"])
        var configuration = world.scheduler.configuration
        configuration.root.children[1].backfill = .greedy
        world.apply(.configurationReplaced(configuration))
        // Three cores free on each node; the next one needs four on one of them.
        world.submit(0, asks: 2, [vcore: 1], estimate: 100, isGang: true)
        world.submit(1, asks: 1, [vcore: 4], estimate: 5, isGang: true)
        world.submit(2, asks: 1, [vcore: 1], estimate: 5, queue: 1)
        for time in 1...3 { world.reach(Int64(time)) }
        #expect(node(of: 3, world) != nil)
    }

    @Test("A reservation counts on no work that runs on a cordoned node")
    func cordonedNode() {
        var world = EdgeWorld(nodes: 2, [vcore: 1], .easy)
        world.submit(0, asks: 1, [vcore: 1], estimate: 5, isGang: true)
        world.submit(1, asks: 1, [vcore: 1], estimate: 50, isGang: true)
        world.reach(0)
        // Job 0 runs on node 0, which is cordoned; job 2 can only start when job 1 ends.
        var cordoned = world.node(0)
        cordoned.isSchedulable = false
        world.apply(.nodeChanged(cordoned))
        world.submit(2, asks: 1, [vcore: 1], estimate: 5, isGang: true)
        world.reach(1)
        let reserved = Decision.reserved(ApplicationID(2), Tick(milliseconds: 50))
        #expect(world.scheduler.decisions.contains(reserved))
    }

    @Test("What a promise kept out is tried when the one it was made to leaves")
    func promiseWithdrawn() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], .easy, queues: ["a", "b"])
        var configuration = world.scheduler.configuration
        configuration.root.children[0].priorityOffset = 1
        configuration.root.children[1].backfill = .greedy
        world.apply(.configurationReplaced(configuration))
        world.submit(0, asks: 2, [vcore: 1], estimate: 10, isGang: true)
        world.submit(1, asks: 4, [vcore: 1], estimate: 10, isGang: true)
        world.submit(2, asks: 1, [vcore: 1], estimate: 50, queue: 1)
        world.reach(1)
        #expect(node(of: 6, world) == nil)
        world.apply(.applicationRemoved(ApplicationID(1)))
        world.reach(2)
        #expect(node(of: 6, world) == NodeID(0))
    }

    @Test("Small work without an end does not creep past a head that waits for such work")
    func unknownEnds() {
        var world = EdgeWorld(nodes: 4, [vcore: 1], .easy)
        world.submit(0, asks: 2, [vcore: 1], isGang: true)
        world.submit(1, asks: 3, [vcore: 1], isGang: true)
        world.submit(2, asks: 1, [vcore: 1], isGang: true)
        world.submit(3, asks: 1, [vcore: 1], isGang: true)
        world.reach(1)
        // When job 0 ends job 1 leaves one place to spare: for job 2, not for job 3 as well.
        #expect(node(of: 5, world) != nil)
        world.reach(2)
        #expect(node(of: 6, world) == nil)
    }

    @Test("Two planned starts that need the same place do not wait for each other")
    func planAgainstReservation() {
        var checked = CheckedScheduler()
        let queues = ["a", "b"].map {
            QueueConfiguration(
                name: $0, applicationSortPolicy: .fair, backfill: .conservative)
        }
        func add(
            _ asks: Range<Int>, to id: Int, _ lanes: [(Int, Int64)], priority: Int32 = 0,
            group: Int32? = nil
        ) -> Input {
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(asks.lowerBound), count: Int32(asks.count)),
                    application: ApplicationID(id),
                    request: Resources(lanes.map { (ResourceID($0), $1) }),
                    priority: priority, taskGroup: group))
        }
        func node(_ id: Int, _ lanes: [Int64]) -> Input {
            let capacity = Resources(lanes.enumerated().map { (ResourceID($0), $1) })
            return .nodeChanged(Node(id: NodeID(id), name: "n\(id)", capacity: capacity))
        }
        func application(_ id: Int, _ leaf: Int, _ estimate: Int64, _ gang: Gang?) -> Input {
            .applicationSubmitted(
                Application(
                    id: ApplicationID(id), queue: checked.scheduler.leafQueues[leaf],
                    submitted: .zero, runTimeEstimate: Tick(milliseconds: estimate), gang: gang))
        }
        var problems = checked.apply(
            .configurationReplaced(
                SchedulerConfiguration(
                    root: QueueConfiguration(name: "root", children: queues),
                    nodeSortPolicy: NodeSortPolicy(order: .binpacking))))
        let members = TaskGroup(minMember: 3, request: Resources([(ResourceCatalog.memory, 2)]))
        let inputs = [
            node(0, [0, 1, 0, 2]), node(1, [3, 6, 0, 4]), node(2, [1, 0, 0, 2]),
            application(0, 1, 5, Gang(taskGroups: [members], style: .hard)),
            add(0..<3, to: 0, [(3, 2)]), .timeReached(Tick(milliseconds: 25)),
            add(3..<6, to: 0, [(0, 3), (1, 1), (3, 3)], group: 0), application(1, 2, 4, nil),
            .allocationsFinished(AskRange(first: AskID(2))), add(7..<9, to: 0, [], priority: 2),
            .timeReached(Tick(milliseconds: 38)),
            add(10..<12, to: 1, [(0, 2), (1, 4), (3, 3)]),
        ]
        for input in inputs { problems += checked.apply(input) }
        #expect(problems + checked.drain() == [])
    }

    @Test("Who moves back behind work that overruns keeps nobody from the time before")
    func movedBehindOverrun() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], .conservative)
        world.submit(0, asks: 2, [vcore: 1], estimate: 10, isGang: true)
        world.submit(1, asks: 4, [vcore: 1], estimate: 10, isGang: true)
        world.reach(0)
        world.submit(2, asks: 1, [vcore: 1], estimate: 1, isGang: true)
        // Job 0 still runs, so job 1 moves from 10 to 11; until then job 2 is over.
        world.reach(10)
        #expect(node(of: 6, world) == NodeID(0))
        // Both have ended in time for job 1.
        world.apply(.applicationRemoved(ApplicationID(0)))
        world.apply(.applicationRemoved(ApplicationID(2)))
        world.reach(11)
        #expect((2..<6).allSatisfy { node(of: $0, world) == NodeID(0) })
    }

    @Test("One more ask of a running application moves the promise that relied on its end")
    func promiseMovesWithAsks() {
        var world = EdgeWorld(nodes: 2, [vcore: 2], .easy, queues: ["a", "b"])
        var configuration = world.scheduler.configuration
        configuration.root.children[0].priorityOffset = 1
        configuration.root.children[1].backfill = .greedy
        world.apply(.configurationReplaced(configuration))
        world.submit(0, asks: 1, [vcore: 2], estimate: 10, queue: 1)
        world.reach(0)
        world.submit(1, asks: 2, [vcore: 2], estimate: 10, isGang: true)
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(9)), application: ApplicationID(0),
                    request: .none)))
        world.reach(5)
        world.reach(6)
        let promises = world.scheduler.decisions.compactMap {
            if case .reserved(ApplicationID(1), let time) = $0 { time.milliseconds } else { nil }
        }
        // docs/backfill.md says so: an application is taken to end as a whole, its estimate after
        // the last of its members has started. An end per start would keep the promise at 10.
        #expect(promises == [10, 15])
    }
}
