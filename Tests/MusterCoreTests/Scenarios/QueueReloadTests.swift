import MusterCore
import TestKit
import Testing

/// Leaf queues that become parents, and parents that become leaf queues, while things run.
@Suite("Queues that change their kind")
struct QueueReloadTests {
    @Test("A leaf that becomes a parent serves what it has before its children")
    func leafBecomesParent() {
        scenario { s in
            s.queue("root.a")
            s.nodes(1, "2")
            s.submit("old", to: "root.a", asks: 3)
            s.decides("allocated old/0 n1", "allocated old/1 n1")
            s.queue("root.a", isParent: true)
            s.queue("root.a.x")
            s.submit("new", to: "root.a.x", priority: 9)
            s.finish("old/0-1")
            s.decides("allocated old/2 n1", "allocated new/0 n1")
            #expect(s.usage(of: "root.a") == "2000 vcore")
            #expect(s.usage(of: "root.a.x") == "1000 vcore")
        }
    }

    @Test("A leaf that became a parent takes nothing new, but new asks of what it has")
    func formerLeafTakesNothing() {
        scenario { s in
            s.queues("root.a", "root.default")
            s.nodes(1, "3")
            s.start("old", to: "root.a", on: "n1")
            s.queue("root.a", isParent: true)
            s.place("B", queue: "root.a")
            s.expect("placed B in root.default")
            s.submit("C", to: "root.a", asks: 0)
            s.expect("C rejected: noSuchLeafQueue(root.a)", "C New -> Rejected")
            s.ask("old")
            s.decides("allocated old/1 n1")
            s.finish("old")
            s.cycle(at: 60)
        }
    }

    @Test("The max of a leaf that became a parent binds what it had and its children together")
    func maxOfFormerLeaf() {
        scenario { s in
            s.queue("root.a", max: "2")
            s.nodes(1, "8")
            s.submit("old", to: "root.a")
            s.cycle()
            s.queue("root.a", max: "2", isParent: true)
            s.queue("root.a.x")
            s.submit("new", to: "root.a.x", asks: 2)
            s.decides("allocated old/0 n1", "allocated new/0 n1")
            s.expectReason("new", "queueMax(root.a, vcore, missing: 1000)")
        }
    }

    @Test(
        "A gang that waits in a leaf starts although the leaf becomes a parent",
        arguments: BackfillPolicy.allCases)
    func gangInFormerLeaf(policy: BackfillPolicy) {
        scenario { s in
            s.queue("root.a", backfill: policy)
            s.nodes(1, "1")
            s.submit(gang: "G", to: "root.a", (2, "1"), members: [1], lasting: 10)
            s.cycle()
            s.passOver()
            s.queue("root.a", backfill: policy, isParent: true)
            s.queue("root.a.x")
            s.nodes(1, "1")
            s.decides(at: 1, "allocated G/0 n1", "held G#0 x1 n2")
            s.ask("G", 1, group: 0)
            s.expect("allocated G/1 n2")
            s.finish("G")
            s.cycle(at: 60)
            #expect(s.usage(of: "root.a") == "")
        }
    }

    @Test(
        "New asks of an application that runs in a former leaf are placed under each policy",
        arguments: BackfillPolicy.allCases)
    func asksInFormerLeaf(policy: BackfillPolicy) {
        scenario { s in
            s.queue("root.a", backfill: policy)
            s.nodes(1, "2")
            s.submit("A", to: "root.a", lasting: 10)
            s.decides("allocated A/0 n1")
            s.queue("root.a", backfill: policy, isParent: true)
            s.queue("root.a.x")
            s.configure()
            s.ask("A")
            s.decides(at: 1, "allocated A/1 n1")
        }
    }

    /// `X` runs below `root.p`, and waits for more, when that becomes a leaf queue and takes `P`.
    private func becomeLeaf(_ s: inout Scenario) {
        s.queues("root.p", "root.p.x", "root.p.y")
        s.nodes(1, "2")
        s.start("X", to: "root.p.x", on: "n1", "n1")
        s.ask("X")
        s.removeQueue("root.p.x")
        s.removeQueue("root.p.y")
        s.place("P", queue: "root.p", asks: 1)
        s.expect("queue root.p.x is Draining", "queue root.p.y is Draining", "placed P in root.p")
    }

    @Test("A parent that becomes a leaf takes applications at once; what it had goes first")
    func parentBecomesLeaf() {
        scenario(.queues) { s in
            becomeLeaf(&s)
            s.finish("X/0-1")
            s.decides("allocated X/2 n1", "allocated P/0 n1")
        }
    }

    @Test("The queues below a parent that becomes a leaf drain and go")
    func childrenOfFormerParent() {
        scenario(.queues) { s in
            becomeLeaf(&s)
            s.decides(at: 10, "queue root.p.y is Removed")
            s.remove("X")
            s.decides(at: 20, "queue root.p.x is Removed", "allocated P/0 n1")
            #expect(s.queuePaths == ["root.p"])
            #expect(s.usage(of: "root.p") == "1000 vcore")
        }
    }

    @Test("Dynamic queues drain when their parent becomes a leaf")
    func dynamicChildren() {
        scenario(.queues) { s in
            s.queue("root.p", isParent: true)
            s.rules(PlacementRule(.provided, mayCreate: true))
            s.place("A", queue: "root.p.x")
            s.queue("root.p")
            s.place("B", queue: "root.p")
            s.place("C", queue: "root.p.x")
            s.expect(
                "queue root.p.x is Active", "placed A in root.p.x", "queue root.p.x is Draining",
                "placed B in root.p", "C rejected: noPlacementRuleMatched", "C New -> Rejected")
        }
    }

    @Test("A gang below a parent that becomes a leaf keeps its places and its timeout")
    func gangBelowFormerParent() {
        scenario(.queues) { s in
            s.queue("root.p", isParent: true)
            s.queue("root.p.x")
            s.nodes(1, "3")
            s.submit(gang: "G", to: "root.p.x", (3, "1"), members: [2], timeout: 20)
            s.decides("allocated G/0 n1", "allocated G/1 n1", "held G#0 x1 n1")
            s.removeQueue("root.p.x")
            s.queue("root.p")
            s.decides(at: 10, "queue root.p.x is Draining")
            #expect(s.usage(of: "root.p") == "3000 vcore")
            s.decides(at: 20, "unheld G#0 x1 n1 (timeout)")
            s.remove("G")
            s.decides(at: 30, "queue root.p.x is Removed")
        }
    }

    @Test("There and back again: everything goes on where it was")
    func thereAndBack() {
        scenario { s in
            s.queue("root.a")
            s.nodes(1, "2")
            s.submit("A", to: "root.a", asks: 3)
            s.cycle()
            s.queue("root.a", isParent: true)
            s.queue("root.a.x")
            s.submit("X", to: "root.a.x")
            s.removeQueue("root.a.x")
            s.queue("root.a")
            s.submit("B", to: "root.a")
            s.finish("A")
            s.decides(
                "allocated A/0 n1", "allocated A/1 n1", "allocated X/0 n1", "allocated A/2 n1")
            s.finish("A")
            s.decides("allocated B/0 n1")
        }
    }

    @Test("The root is a parent even if nothing is configured below it")
    func root() {
        scenario { s in
            s.queue("root.a")
            s.removeQueue("root.a")
            s.submit("A", to: "root", asks: 0)
            s.expect("A rejected: noSuchLeafQueue(root)", "A New -> Rejected")
        }
    }

    @Test("A priority offset that is replaced counts for what waits already")
    func priorityOffset() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.queues("root.p.a", "root.b")
            s.submit("A", to: "root.p.a")
            s.submit("B", to: "root.b", priority: 1)
            s.cycle()
            s.queue("root.p.a", priorityOffset: 2)
            s.nodes(1, "1")
            s.decides("allocated A/0 n1")
        }
    }
}
