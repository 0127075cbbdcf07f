import MusterCore
import TestKit
import Testing

/// Shrunk failures of the random tests in the lives of applications and gangs.
@Suite("Shrunk failures: lives of applications")
struct ShrunkGangFailureTests {
    private let vcore = ResourceCatalog.vcore

    /// An application whose gang of one-core members has formed with one real ask, ask 0.
    private func formedGang(members: Int32) -> EdgeWorld {
        var world = EdgeWorld(nodes: 2, [vcore: 4])
        var application = world.application(0, estimate: nil)
        application.gang = Gang(taskGroups: [
            TaskGroup(minMember: members, request: Resources([(vcore, 1)]))
        ])
        world.apply(.applicationSubmitted(application))
        add(ask: 0, vcores: 1, to: &world)
        world.reach(1)
        return world
    }

    private func add(ask: Int, vcores: Int64, to world: inout EdgeWorld) {
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(ask)), application: ApplicationID(0),
                    request: Resources([(vcore, vcores)]), taskGroup: 0)))
    }

    @Test("A member that is too large gives back one place, once")
    func mismatchTwice() {
        var world = formedGang(members: 4)
        #expect(world.scheduler.usage(of: .root)[vcore] == 4)
        // Too large for a place and for what is left of the nodes.
        add(ask: 1, vcores: 4, to: &world)
        #expect(world.scheduler.usage(of: .root)[vcore] == 3)
        add(ask: 2, vcores: 1, to: &world)
        #expect(world.scheduler.usage(of: .root)[vcore] == 3)
        #expect(world.scheduler.decisions.filter(\.isUnheld).count == 1)
    }

    @Test("An application whose last held places leave with their node completes")
    func heldPlacesLost() {
        var world = formedGang(members: 2)
        world.finish(0..<1)
        #expect(world.scheduler.state(of: ApplicationID(0)) == .running)
        world.apply(.nodeRemoved(NodeID(0)))
        world.apply(.nodeRemoved(NodeID(1)))
        #expect(world.scheduler.usage(of: .root).isZero)
        #expect(world.scheduler.state(of: ApplicationID(0)) == .completing)
    }

    @Test("The time to complete begins anew when an application becomes idle again")
    func completingTwice() {
        var world = EdgeWorld(nodes: 1, [vcore: 4])
        world.submit(0, asks: 1, [vcore: 1])
        world.reach(0)
        world.finish(0..<1)
        world.apply(
            .asksAdded(
                AskSubmission(
                    asks: AskRange(first: AskID(1)), application: ApplicationID(0),
                    request: Resources([(vcore, 1)]))))
        world.reach(20_000)
        world.finish(1..<2)
        #expect(world.scheduler.state(of: ApplicationID(0)) == .completing)
        world.reach(30_000)
        #expect(world.scheduler.state(of: ApplicationID(0)) == .completing)
        world.reach(50_000)
        #expect(world.scheduler.state(of: ApplicationID(0)) == .completed)
    }

    @Test("A soft gang's timeout does not bring an application back that has nothing left")
    func timeoutOfIdleGang() {
        var world = EdgeWorld(nodes: 1, [vcore: 4])
        var application = world.application(0, estimate: nil)
        application.gang = Gang(
            taskGroups: [TaskGroup(minMember: 9, request: Resources([(vcore, 1)]))],
            timeout: Tick(milliseconds: 10))
        world.apply(.applicationSubmitted(application))
        add(ask: 0, vcores: 1, to: &world)
        world.reach(1)
        world.apply(.asksRemoved(AskRange(first: AskID(0))))
        #expect(world.scheduler.state(of: ApplicationID(0)) == .completing)
        world.reach(40_000)
        #expect(world.scheduler.state(of: ApplicationID(0)) == .completed)
    }

    @Test("A queue in which nothing waits any more shows no priority")
    func emptyFence() {
        func queue(_ name: String, _ children: [QueueConfiguration]) -> QueueConfiguration {
            QueueConfiguration(
                name: name, prioritySorting: false, children: children)
        }
        let fence = QueueConfiguration(name: "e", priorityPolicy: .fence, priorityOffset: 5)
        var world = EdgeWorld(nodes: 1, [vcore: 9])
        let root = QueueConfiguration(
            name: "root",
            children: [
                QueueConfiguration(name: "a", max: ResourceBounds([(vcore, 1)])),
                queue("c", [QueueConfiguration(name: "d"), fence]),
            ])
        world.apply(.configurationReplaced(SchedulerConfiguration(root: root)))
        for (id, path) in [["a"], ["c", "d"], ["c", "e"]].enumerated() {
            let leaf = world.scheduler.queueID(path: ["root"] + path)!
            let index = world.scheduler.leafQueues.firstIndex(of: leaf)!
            world.submit(id, asks: id == 1 ? 2 : 1, [vcore: 1], queue: index)
        }
        world.reach(1)
        // The fence brings c forward, and e inside it, but only as long as e's ask waits: then a,
        // which uses nothing, comes before d.
        let order = world.scheduler.decisions.flatMap(\.placements).map(\.ask.rawValue)
        #expect(order == [3, 0, 1, 2])
    }
}

extension Decision {
    fileprivate var isUnheld: Bool {
        if case .unheld = self { true } else { false }
    }
}
