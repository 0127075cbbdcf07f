import MusterCore
import TestKit
import Testing

/// Shrunk failures of the random tests in queues, nodes and gangs.
///
/// Each was a defect once and is a test since.
@Suite("Shrunk failures: queues, nodes, gangs")
struct ShrunkFailureTests {
    private let vcore = ResourceCatalog.vcore
    private let memory = ResourceCatalog.memory
    private let gpu = ResourceID(3)

    private func node(of ask: Int, _ world: EdgeWorld) -> NodeID? {
        world.scheduler.node(of: AskID(ask))
    }

    @Test("A node that is occupied beyond its capacity hides no other node's room")
    func overOccupiedNode() {
        var world = EdgeWorld(nodes: 1, [vcore: 4])
        world.apply(
            .nodeChanged(
                Node(
                    id: NodeID(1), name: "n1", capacity: .none,
                    occupied: Resources([(vcore, 2)]))))
        world.submit(0, asks: 1, [vcore: 3])
        world.reach(1)
        #expect(node(of: 0, world) == NodeID(0))
    }

    @Test("A node short of memory takes what needs none, as its reason for waiting says")
    func nodeShortOfMemory() {
        var world = EdgeWorld(nodes: 0, [:])
        world.apply(
            .nodeChanged(
                Node(
                    id: NodeID(0), name: "n0", capacity: Resources([(vcore, 4)]),
                    occupied: Resources([(memory, 2)]))))
        world.submit(0, asks: 1, [gpu: 0])
        world.submit(1, asks: 1, [vcore: 1])
        world.reach(1)
        #expect(node(of: 0, world) == NodeID(0))
        #expect(node(of: 1, world) == NodeID(0))
    }

    @Test("Asks that join an application that waits are tried")
    func newAsksOfWaitingApplication() {
        var world = EdgeWorld(nodes: 1, [vcore: 4])
        world.submit(0, asks: 1, [vcore: 1, gpu: 1])
        world.reach(1)
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(1)), application: ApplicationID(0),
                    request: Resources([(vcore, 1)]))))
        world.reach(2)
        #expect(node(of: 1, world) == NodeID(0))
    }

    @Test("What a gang needs next is tried in the same cycle, even if it ranks higher")
    func rankRisesWithinCycle() {
        var world = EdgeWorld(nodes: 1, [vcore: 8])
        var application = world.application(0, estimate: nil)
        application.gang = Gang(taskGroups: [
            TaskGroup(minMember: 1, request: Resources([(vcore, 1)]))
        ])
        world.apply(.applicationSubmitted(application))
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(0)), application: ApplicationID(0),
                    request: Resources([(vcore, 2)]), priority: 1)))
        world.reach(1)
        #expect(node(of: 0, world) == NodeID(0))
    }

    @Test("A queue that drains stays below a new max of its parent")
    func drainingBelowNewMax() {
        func root(_ children: [QueueConfiguration], max: ResourceBounds) -> SchedulerConfiguration {
            SchedulerConfiguration(
                root: QueueConfiguration(
                    name: "root",
                    children: [
                        QueueConfiguration(
                            name: "p", isParent: true, max: max, children: children)
                    ]))
        }
        var scheduler = Scheduler(
            configuration: root([QueueConfiguration(name: "a")], max: .none))
        let node = Node(id: NodeID(0), name: "n", capacity: Resources([(vcore, 9)]))
        scheduler.apply(.nodeChanged(node))
        let leaf = scheduler.queueID(path: ["root", "p", "a"])!
        scheduler.apply(
            .applicationSubmitted(
                Application(id: ApplicationID(0), queue: leaf, submitted: .zero)))
        scheduler.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(0), count: 5), application: ApplicationID(0),
                    request: Resources([(vcore, 1)]))))
        scheduler.apply(
            .configurationReplaced(
                root([QueueConfiguration(name: "b")], max: ResourceBounds([(vcore, 3)]))))
        scheduler.apply(.timeReached(Tick(milliseconds: 1)))
        #expect(scheduler.usage(of: .root)[vcore] == 3)
        #expect(scheduler.checkInvariants() == [])
    }

    @Test("A leaf queue with work that becomes a parent stops nobody else")
    func leafBecomesParent() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], queues: ["a", "b"])
        world.submit(0, asks: 1, [vcore: 1])
        var root = world.scheduler.configuration.root
        root.children[0].children = [QueueConfiguration(name: "c")]
        root.children[0].priorityPolicy = .fence
        root.children[0].priorityOffset = 1
        world.apply(.configurationReplaced(SchedulerConfiguration(root: root)))
        let other = world.scheduler.queueID(path: ["root", "b"])!
        let queue = world.scheduler.leafQueues.firstIndex(of: other)!
        world.submit(1, asks: 1, [vcore: 1], queue: queue)
        world.reach(1)
        #expect(node(of: 1, world) == NodeID(0))
    }

    @Test("Whoever waits for a slot does not block who has one")
    func slotUnderNone() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], .none)
        var configuration = world.scheduler.configuration
        configuration.root.children[0].maxApplications = 1
        world.apply(.configurationReplaced(configuration))
        world.submit(0, asks: 1, [vcore: 1], submitted: 5)
        world.reach(1)
        world.submit(1, asks: 1, [vcore: 1], submitted: 2)
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(2)), application: ApplicationID(0),
                    request: Resources([(vcore, 2)]))))
        world.reach(2)
        #expect(node(of: 2, world) == NodeID(0))
    }

    @Test("What is more than its queue's max blocks nobody")
    func overMaxUnderNone() {
        var world = EdgeWorld(nodes: 1, [vcore: 4], .none)
        var configuration = world.scheduler.configuration
        configuration.root.children[0].max[vcore] = 2
        world.apply(.configurationReplaced(configuration))
        world.submit(0, asks: 1, [vcore: 3])
        world.submit(1, asks: 1, [vcore: 1])
        world.reach(1)
        #expect(node(of: 1, world) == NodeID(0))
    }

    @Test("Task groups that fit one by one but never together block nobody")
    func neverTogetherUnderNone() {
        var world = EdgeWorld(nodes: 0, [:], .none)
        for (index, amount) in [Int64(4), 1, 1].enumerated() {
            world.apply(
                .nodeChanged(
                    Node(
                        id: NodeID(index), name: "n\(index)",
                        capacity: Resources([(vcore, amount)]))))
        }
        // 3 + 3 of 6 cores, but only one node takes a member.
        let group = TaskGroup(minMember: 1, request: Resources([(vcore, 3)]))
        var application = world.application(0, estimate: nil)
        application.gang = Gang(taskGroups: [group, group])
        world.apply(.applicationSubmitted(application))
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(9)), application: ApplicationID(0),
                    request: group.request, taskGroup: 0)))
        world.submit(1, asks: 1, [vcore: 1])
        world.reach(1)
        #expect(node(of: 0, world) != nil)
    }

    @Test("Places are found for a gang of two shapes that fits")
    func twoShapes() {
        var world = EdgeWorld(nodes: 0, [:])
        for (index, amounts) in [(Int64(4), Int64(8)), (5, 4), (1, 4)].enumerated() {
            let capacity = Resources([(vcore, amounts.0), (memory, amounts.1)])
            world.apply(
                .nodeChanged(Node(id: NodeID(index), name: "n\(index)", capacity: capacity)))
        }
        var application = world.application(0, estimate: nil)
        application.gang = Gang(taskGroups: [
            TaskGroup(minMember: 4, request: Resources([(vcore, 1), (memory, 4)])),
            TaskGroup(minMember: 1, request: Resources([(vcore, 4)])),
        ])
        world.apply(.applicationSubmitted(application))
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(0)), application: ApplicationID(0),
                    request: Resources([(vcore, 4)]), taskGroup: 1)))
        world.reach(1)
        // The large one on node 1; 2 + 1 + 1 small ones on nodes 0, 1 and 2.
        #expect(node(of: 0, world) == NodeID(1))
    }
}
