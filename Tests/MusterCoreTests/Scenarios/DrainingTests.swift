import MusterCore
import TestKit
import Testing

/// Queues that are not configured any more.
@Suite("Draining")
struct DrainingTests {
    /// `root.a` is not configured any more while `A` runs in it and has one more ask.
    private func drainWhileRunning(_ s: inout Scenario) {
        s.queues("root.a", "root.b")
        s.rules(PlacementRule(.provided), PlacementRule(.fixed("b")))
        s.nodes(1, "1")
        s.place("A", queue: "root.a", asks: 2)
        s.decides("placed A in root.a", "allocated A/0 n1")
        s.removeQueue("root.a")
    }

    @Test("B051: a removed queue takes nothing new")
    func takesNothing() {
        scenario(.queues) { s in
            drainWhileRunning(&s)
            s.place("B", queue: "root.a")
            s.expect("queue root.a is Draining", "placed B in root.b")
            #expect(s.scheduler.queueState(s.queueID(of: "root.a")!) == .draining)
        }
    }

    @Test("B051: a removed queue serves what it has, and goes ten seconds after that has ended")
    func drains() {
        scenario(.queues) { s in
            drainWhileRunning(&s)
            s.decides(at: 20, "queue root.a is Draining")
            s.finish("A")
            s.decides("allocated A/1 n1")
            s.finish("A")
            s.cycle(at: 50)
            s.decides(at: 59)
            s.decides(at: 60, "queue root.a is Removed")
            #expect(s.queuePaths == ["root.b"])
            #expect(s.usage(of: "root") == "")
        }
    }

    @Test("B051: a queue with nothing in it goes ten seconds after it was removed")
    func emptyQueue() {
        scenario(.queues) { s in
            s.queue("root.a", isParent: true)
            s.queues("root.a.x", "root.a.y", "root.b")
            s.cycle(at: 5)
            s.removeQueue("root.a")
            s.configure()
            s.expect(
                "queue root.a is Draining", "queue root.a.x is Draining",
                "queue root.a.y is Draining")
            s.decides(at: 14)
            s.decides(
                at: 15, "queue root.a.x is Removed", "queue root.a.y is Removed",
                "queue root.a is Removed")
        }
    }

    @Test("B052: a queue that comes back in time is active again and keeps its identifier")
    func restored() {
        scenario(.queues) { s in
            s.queues("root.a", "root.b")
            s.cycle()
            let a = s.queueID(of: "root.a")
            s.removeQueue("root.a")
            s.decides(at: 1, "queue root.a is Draining")
            s.queue("root.a")
            s.decides(at: 10, "queue root.a is Active")
            s.decides(at: 20)
            #expect(s.queueID(of: "root.a") == a)
            s.removeQueue("root.a")
            s.decides(at: 29, "queue root.a is Draining")
            s.decides(at: 30, "queue root.a is Removed")
        }
    }

    @Test("B051: root.default takes nothing while it drains")
    func drainingDefault() {
        scenario { s in
            s.queues("root.default", "root.b")
            s.nodes(1, "1")
            s.removeQueue("root.default")
            s.place("A", user: "ann")
            s.expect("A rejected: noPlacementRuleMatched", "A New -> Rejected")
        }
    }

    @Test("No queue is created below one that drains")
    func belowDraining() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.queue("root.b")
            s.rules(PlacementRule(.provided, mayCreate: true), PlacementRule(.fixed("b")))
            s.nodes(1, "1")
            s.removeQueue("root.p")
            s.place("A", queue: "root.p.x")
            s.expect("placed A in root.b")
        }
    }

    @Test("Dynamic queues drain with what they were created below, and return with it")
    func dynamicBelowDraining() {
        scenario(.queues) { s in
            s.queue("root.p", isParent: true)
            s.queue("root.b")
            s.rules(PlacementRule(.provided, mayCreate: true), PlacementRule(.fixed("b")))
            s.place("A", queue: "root.p.x.y")
            s.passOver()
            s.removeQueue("root.p")
            s.place("B", queue: "root.p.x.y")
            s.expect(
                "queue root.p is Draining", "queue root.p.x is Draining",
                "queue root.p.x.y is Draining", "placed B in root.b")
            s.queue("root.p", isParent: true)
            s.place("C", queue: "root.p.x.y")
            s.expect(
                "queue root.p is Active", "queue root.p.x is Active", "queue root.p.x.y is Active",
                "placed C in root.p.x.y")
        }
    }

    @Test("A dynamic queue that is named in the configuration stays when it is empty")
    func dynamicBecomesManaged() {
        scenario(.queues) { s in
            s.queue("root.b")
            s.rules(PlacementRule(.provided, mayCreate: true))
            s.place("A", queue: "root.x")
            s.expect("queue root.x is Active", "placed A in root.x")
            s.queue("root.x", max: "3")
            s.remove("A")
            s.passOver()
            s.decides(at: 10)
            #expect(!s.scheduler.isDynamic(s.queueID(of: "root.x")!))
            s.removeQueue("root.x")
            s.decides("queue root.x is Draining")
            s.decides(at: 20, "queue root.x is Removed")
        }
    }

    @Test("An application that has ended does not keep its queue, however it ended")
    func endedApplications() {
        scenario(.queues) { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "1")
            s.submit(gang: "late", to: "root.a", (2, "1"), style: .hard, timeout: 5)
            s.start("done", to: "root.a", on: "n1")
            s.finish("done")
            s.removeQueue("root.a")
            s.decides(
                at: 5, "queue root.a is Draining", "late Accepted -> Failing",
                "late Failing -> Failed")
            s.cycle(at: 30)
            s.expectState("done", .completed)
            s.decides(at: 40, "queue root.a is Removed")
        }
    }

    @Test("What ended in a queue that went has nothing to do with the next one of its identifier")
    func endedBeforeNextQueue() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "1")
            s.submit(gang: "late", to: "root.a", (2, "1"), style: .hard, timeout: 5)
            s.removeQueue("root.a")
            s.decides(at: 5, "late Accepted -> Failing", "late Failing -> Failed")
            s.cycle(at: 15)
            s.queue("root.c")
            s.start("next", to: "root.c", on: "n1")
            s.expectReason("late", nil)
            s.remove("late")
            #expect(s.usage(of: "root.c") == "1000 vcore")
        }
    }

    @Test("Time that jumps past the removal of a queue removes it then")
    func jump() {
        scenario(.queues) { s in
            s.queues("root.a", "root.b")
            s.cycle()
            s.removeQueue("root.a")
            s.decides(at: 1_000_000, "queue root.a is Draining", "queue root.a is Removed")
        }
    }
}
