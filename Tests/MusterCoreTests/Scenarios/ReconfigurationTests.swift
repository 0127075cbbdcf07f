import MusterCore
import TestKit
import Testing

/// A configuration that is replaced while things run.
@Suite("Reconfiguration")
struct ReconfigurationTests {
    @Test("Queues keep their identifiers by path, whatever comes or goes around them")
    func identifiers() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.configure()
            let (a, b) = (s.queueID(of: "root.a"), s.queueID(of: "root.b"))
            s.removeQueue("root.a")
            s.queue("root.0")
            s.queue("root.b", max: "4")
            s.configure()
            #expect(s.queueID(of: "root.b") == b)
            s.queue("root.a")
            s.configure()
            #expect(s.queueID(of: "root.a") == a)
            #expect(s.scheduler.queuePath(a!) == "root.a")
            #expect(s.queueID(of: "root.c") == nil)
        }
    }

    @Test("B051: a removed queue finishes what it has and takes nothing new")
    func drains() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "1")
            s.submit("A", to: "root.a", asks: 2)
            s.decides("allocated A/0 n1")
            s.removeQueue("root.a")
            s.submit("B", to: "root.a", gang: nil, at: nil, lasting: nil)
            s.expect("B rejected: queueDraining(root.a)", "B New -> Rejected")
            s.finish("A")
            s.decides("allocated A/1 n1")
            s.ask("A")
            s.finish("A")
            s.decides("allocated A/2 n1")
        }
    }

    @Test("B052: a queue that comes back takes applications again")
    func restored() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "1")
            s.removeQueue("root.a")
            s.configure()
            s.queue("root.a")
            s.start("A", to: "root.a", on: "n1")
        }
    }

    @Test("A max that is raised lets those wait no longer who waited for it")
    func maxRaised() {
        scenario { s in
            s.queue("root.a", max: "1")
            s.nodes(1, "4")
            s.submit("A", to: "root.a", asks: 3)
            s.decides("allocated A/0 n1")
            s.queue("root.a", max: "2")
            s.decides("allocated A/1 n1")
            s.queue("root.a")
            s.decides("allocated A/2 n1")
        }
    }

    @Test("A max below what is used takes nothing away, and lets nothing in until it is kept")
    func maxLowered() {
        scenario { s in
            s.queue("root.a", max: "4")
            s.nodes(1, "8")
            s.submit("A", to: "root.a", asks: 5)
            s.cycle()
            s.passOver()
            s.queue("root.a", max: "2")
            s.decides()
            s.expectReason("A", "queueMax(root.a, vcore, missing: 3000)")
            s.finish("A/0-1")
            s.decides()
            s.finish("A/2")
            s.decides("allocated A/4 n1")
        }
    }

    @Test("A gang whose queue's max was lowered below it waits")
    func maxLoweredBelowGang() {
        scenario { s in
            s.queue("root.a", max: "4")
            s.submit(gang: "G", to: "root.a", (4, "1"))
            s.queue("root.a", max: "3")
            s.nodes(1, "8")
            s.decides()
            s.expectReason("G", "queueMax(root.a, vcore, missing: 1000)")
        }
    }

    @Test("Max applications raised lets the next run")
    func maxApplicationsRaised() {
        scenario { s in
            s.queue("root.a", maxApplications: 1)
            s.nodes(1, "4")
            for name in ["A", "B", "C"] { s.submit(name, to: "root.a") }
            s.cycle()
            s.queue("root.a", maxApplications: 2)
            s.decides("allocated A/0 n1", "allocated B/0 n1")
        }
    }

    @Test("A new order counts for those who wait already")
    func orderReplaced() {
        scenario { s in
            s.queue("root.a", prioritySorting: false)
            s.nodes(1, "1")
            s.submit("now", to: "root.a", at: 0)
            s.submit("old", to: "root.a", priority: 0, at: 1)
            s.submit("high", to: "root.a", priority: 9, at: 2)
            s.cycle(at: 2)
            s.queue("root.a", prioritySorting: true)
            s.finish("now")
            s.decides("allocated now/0 n1", "allocated high/0 n1")
        }
    }

    @Test("A new guarantee counts at once for shares of queues and of applications")
    func guaranteeReplaced() {
        scenario { s in
            s.queue("root.a", guaranteed: "2", order: .fair)
            s.queue("root.b", guaranteed: "1")
            s.nodes(1, "4")
            s.submit("A", to: "root.a")
            s.submit("B", to: "root.b")
            s.cycle()
            s.passOver()
            s.ask("A")
            s.ask("B")
            s.queue("root.a", guaranteed: "1", order: .fair)
            s.queue("root.b", guaranteed: "2")
            s.decides("allocated B/1 n1", "allocated A/1 n1")
        }
    }

    @Test("A new node order counts from the next placement on")
    func nodeOrderReplaced() {
        scenario { s in
            s.nodes(2, "4")
            s.start("A", on: "n1", "n2")
            s.nodeOrder(.binpacking)
            s.ask("A", 2)
            s.decides("allocated A/2 n1", "allocated A/3 n1")
            s.nodeOrder(.fair)
            s.ask("A", 2)
            s.decides("allocated A/4 n2", "allocated A/5 n2")
        }
    }

    @Test(
        "A backfill policy that is replaced binds the next cycle",
        arguments: [
            (BackfillPolicy.greedy, true), (.none, false), (.easy, false), (.conservative, false),
        ])
    func backfillReplaced(policy: BackfillPolicy, starts: Bool) {
        scenario { s in
            s.queue("root.q", backfill: .none)
            s.nodes(2, "1")
            s.submit("A", to: "root.q", lasting: 10)
            s.submit(gang: "B", to: "root.q", (2, "1"), lasting: 10)
            s.submit("C", to: "root.q", lasting: 11)
            s.cycle()
            s.passOver()
            s.queue("root.q", backfill: policy)
            s.cycle()
            s.passOver()
            #expect((s.allocated("C") == 1) == starts)
        }
    }

    @Test("A start that was planned under conservative is not told under another policy")
    func planForgotten() {
        scenario { s in
            s.queue("root.q", backfill: .conservative)
            s.nodes(2, "1")
            s.submit("A", to: "root.q", lasting: 10)
            s.submit(gang: "B", to: "root.q", (2, "1"), lasting: 10)
            s.submit("C", to: "root.q", lasting: 11)
            s.cycle()
            s.passOver()
            s.queue("root.q", backfill: .none)
            s.decides()
            s.expectReason("C", "behind(B)")
        }
    }

    @Test("A queue that drains is still bound by a max that its parent gets")
    func drainingAndParentMax() {
        scenario { s in
            s.queue("root.p", isParent: true)
            s.queue("root.p.a")
            s.nodes(1, "8")
            s.start("A", to: "root.p.a", on: "n1", "n1")
            s.ask("A", 4)
            s.removeQueue("root.p.a")
            s.queue("root.p", max: "3", isParent: true)
            s.decides("allocated A/2 n1")
        }
    }

    @Test("A leaf with waiting applications that becomes a parent does not stop the others")
    func leafBecomesParent() {
        scenario { s in
            s.queue("root", prioritySorting: false)
            s.queues("root.a", "root.b")
            s.nodes(1, "1")
            s.submit("B", to: "root.b")
            s.cycle()
            s.submit("A", to: "root.a")
            s.queue("root.a.child")
            s.nodes(2, "1")
            s.submit("C", to: "root.b")
            s.cycle()
            s.passOver()
            #expect(s.allocated("A") == 1)
            #expect(s.allocated("C") == 1)
        }
    }

    @Test("The last queue below a parent drains although the parent becomes a leaf")
    func parentBecomesLeaf() {
        scenario { s in
            s.queues("root.p", "root.p.x")
            s.nodes(1, "1")
            s.submit("X", to: "root.p.x", asks: 2)
            s.decides("allocated X/0 n1")
            s.removeQueue("root.p.x")
            s.finish("X")
            s.decides("allocated X/1 n1")
        }
    }
}
