import MusterCore
import TestKit
import Testing

@Suite("Required nodes")
struct RequiredNodeTests {
    @Test("B130 DaemonSet pod: it goes to its node, and to no other")
    func itsNode() {
        scenario(.reasons) { s in
            s.nodes(2, "2")
            s.node("n2", "2", isSchedulable: false)
            s.submit("D", asks: 0)
            s.ask("D", on: "n1")
            s.ask("D", on: "n2")
            s.cycle(at: 0)
            s.expect("allocated D/0 n1", "D waits: requiredNode(n2, nil, missing: 0)")
            s.expectReason("D", "requiredNode(n2, nil, missing: 0)")
            s.node("n2", "2")
            s.cycle(at: 1)
            s.expect("allocated D/1 n2")
        }
    }

    @Test("B130 DaemonSet pod: what has no higher priority on its node goes at once, least first")
    func preempts() {
        scenario(.reasons) { s in
            s.nodes(2, "3")
            s.queue("root.a", guaranteed: "6", settings: { $0.preemptionPolicy = .disabled })
            s.queue("root.b", settings: { $0.preemptionPolicy = .fence })
            s.submit("H", to: "root.a", asks: 2, priority: 1)
            s.cycle(at: 0)
            s.submit("L", to: "root.a", asks: 4)
            s.cycle(at: 1)
            s.expect(
                "allocated H/0 n1", "allocated H/1 n2", "allocated L/0 n1", "allocated L/1 n2",
                "allocated L/2 n1", "allocated L/3 n2")
            s.submit("D", to: "root.b", asks: 0)
            s.ask("D", on: "n2")
            s.cycle(at: 2)
            s.expect(
                "evicted L/3 (required node n2 of D)", "D waits: evicting(remaining: 1)")
            s.evictionEnds("L/3")
            s.cycle(at: 3)
            s.expect(
                "released L/3 (evicted)", "allocated D/0 n2",
                "L waits: notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("B130 DaemonSet pod: nothing goes if that would not be enough")
    func notEnough() {
        scenario(.reasons) { s in
            s.nodes(1, "3")
            s.submit("H", asks: 2, priority: 1)
            s.submit("L", asks: 1)
            s.cycle(at: 0)
            s.expect("allocated H/0 n1", "allocated H/1 n1", "allocated L/0 n1")
            s.submit("D", asks: 0)
            s.ask("D", each: "2", on: "n1")
            s.cycle(at: 1)
            s.expect("D waits: requiredNode(n1, vcore, missing: 2000)")
        }
    }

    @Test("B130 DaemonSet pod: the queue's max still counts")
    func queueMax() {
        scenario(.reasons) { s in
            s.nodes(1, "3")
            s.queue("root.a", max: "1")
            s.queue("root.b")
            s.submit("B", to: "root.b", asks: 3)
            s.cycle(at: 0)
            s.expect("allocated B/0 n1", "allocated B/1 n1", "allocated B/2 n1")
            s.submit("D", to: "root.a", asks: 0)
            s.ask("D", each: "2", on: "n1")
            s.cycle(at: 1)
            s.expect("D waits: queueMax(root.a, vcore, missing: 1000)")
        }
    }

    @Test(
        "A gang on the node goes as a whole, but not for one that something smaller is enough for")
    func gang() {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (3, "1"))
            s.submit("P", asks: 1)
            s.cycle(at: 0)
            s.expect("allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n1", "allocated P/0 n2")
            s.submit("D", asks: 0)
            s.ask("D", on: "n2")
            s.ask("D", on: "n1")
            s.cycle(at: 5)
            s.expect("evicted P/0 (required node n2 of D)")
            s.evictionEnds("P/0")
            s.cycle(at: 6)
            s.expect(
                "released P/0 (evicted)", "allocated D/0 n2",
                "evicted G/0-2 (required node n1 of D)")
            s.evictionEnds("G/0-2")
            s.cycle(at: 7)
            s.expect(
                "released G/0 (evicted)", "released G/1 (evicted)", "released G/2 (evicted)",
                "allocated D/1 n1", "allocated P/0 n1")
        }
    }
}
