import MusterCore
import TestKit
import Testing

/// Places held for members that do not exist yet, and the members that take them.
@Suite("Held places")
struct HeldPlaceTests {
    @Test(
        "B096 replace same node: later members take the held places, in the order of the nodes"
    )
    func sameSize() {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (4, "1"), members: [1])
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n2", "held G#0 x1 n1", "held G#0 x1 n2")
            s.ask("G", group: 0)
            s.expect("allocated G/1 n1")
            s.ask("G", 2, group: 0)
            s.expect("allocated G/2 n2", "allocated G/3 n2")
            #expect(s.usage(of: "root") == "4000 vcore")
        }
    }

    @Test("B098: a smaller member takes a place and gives back the difference")
    func smaller() {
        scenario { s in
            s.nodes(1, "4")
            s.submit(gang: "G", (2, "2"), members: [1])
            s.submit("A")
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n1")
            s.ask("G", each: "1", group: 0)
            s.expect("allocated G/1 n1")
            #expect(s.usage(of: "root") == "3000 vcore")
            s.cycle()
            s.expect("allocated A/0 n1")
        }
    }

    @Test("B099: a place is given back for a larger member, which waits like a plain ask")
    func larger() {
        scenario { s in
            s.nodes(2, "3")
            s.submit(gang: "G", (2, "1"), members: [1])
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n2")
            s.ask("G", each: "3", group: 0)
            s.expect("unheld G#0 x1 n2 (mismatch)")
            s.cycle()
            s.expect("allocated G/1 n2")
        }
    }

    @Test("A member that is larger in one resource only does not fit its place")
    func largerInOneResource() {
        scenario { s in
            s.nodes(1, "2, 2Gi memory")
            s.submit(gang: "G", (2, "1, 1Gi memory"), members: [1])
            s.cycle()
            s.passOver()
            s.ask("G", each: "500m, 2Gi memory", group: 0)
            s.expect("unheld G#0 x1 n1 (mismatch)")
            s.cycle()
            s.expect()
            s.expectReason("G", "notEnoughFree(memory, missing: 1073741824)")
        }
    }

    @Test("A larger member costs one place, also when others come after it")
    func largerCostsOnePlace() {
        scenario { s in
            s.nodes(1, "4")
            s.submit(gang: "G", (4, "1"), members: [1])
            s.cycle()
            s.passOver()
            s.ask("G", each: "2", group: 0)
            s.expect("unheld G#0 x1 n1 (mismatch)")
            s.ask("G", group: 0)
            s.expect("allocated G/2 n1")
            s.cycle()
            s.expect()
        }
    }

    @Test("Members that differ from their group when it forms take or lose their places at once")
    func differentFromTheStart() {
        scenario { s in
            s.nodes(1, "6")
            s.submit(gang: "G", (3, "2"), members: [0])
            s.ask("G", each: "1", group: 0)
            s.ask("G", each: "3", group: 0)
            s.cycle()
            s.expect(
                "held G#0 x1 n1", "held G#0 x1 n1", "held G#0 x1 n1", "allocated G/0 n1",
                "unheld G#0 x1 n1 (mismatch)", "allocated G/1 n1")
            #expect(s.usage(of: "root") == "6000 vcore")
        }
    }

    @Test("Nobody else gets a held place")
    func nobodyElse() {
        scenario { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (2, "1"), members: [1])
            s.submit("A", priority: 9, at: 0)
            s.submit("B", priority: 9)
            s.cycle()
            s.expect("allocated A/0 n1", "allocated B/0 n1")
            s.finish("A")
            s.finish("B")
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n1")
            s.submit("C", priority: 9)
            s.ask("G")
            s.cycle()
            s.expect()
        }
    }

    @Test("A member takes a place of its own task group only")
    func ownGroup() {
        scenario { s in
            s.nodes(2, "1")
            s.nodes(1, "2")
            s.submit(gang: "G", (1, "1"), (1, "2"), members: [0, 1])
            s.cycle()
            s.expect("allocated G/0 n3", "held G#0 x1 n1")
            s.ask("G", group: 1)
            s.expect()
            s.cycle()
            s.expect("allocated G/1 n2")
            s.ask("G", group: 0)
            s.expect("allocated G/2 n1")
        }
    }

    @Test("The place of a member that has ended is free, not held again")
    func endedMember() {
        scenario { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (2, "1"))
            s.cycle()
            s.expect("allocated G/0 n1", "allocated G/1 n1")
            s.submit("A")
            s.finish("G/0")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.ask("G", group: 0)
            s.cycle()
            s.expectReason("G", "notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("The members of the highest priority take the places first")
    func priorities() {
        scenario { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (2, "1"), members: [0])
            s.ask("G", priority: 1, group: 0)
            s.ask("G", 2, priority: 5, group: 0)
            s.cycle()
            s.expect("allocated G/1 n1", "allocated G/2 n1")
        }
    }

    @Test("A fair queue sees at once that held places were given back")
    func fairAfterTimeout() {
        scenario { s in
            s.queue("root.q", guaranteed: "10", order: .fair)
            s.nodes(1, "6")
            s.submit(gang: "G", to: "root.q", (4, "1"), members: [1], timeout: 10)
            s.submit("B", to: "root.q", asks: 2)
            s.cycle()
            s.ask("G")
            s.ask("B")
            s.passOver()
            // G 1/10, B 2/10.
            s.cycle(at: 10)
            s.expect("unheld G#0 x3 n1 (timeout)", "allocated G/1 n1", "allocated B/2 n1")
        }
    }

    @Test("A smaller member frees room for what is planned under conservative backfill")
    func smallerUnderConservative() {
        scenario { s in
            s.queue("root.q", backfill: .conservative)
            s.nodes(1, "4")
            s.submit(gang: "G", to: "root.q", (2, "2"), members: [1], lasting: 100)
            s.submit("A", to: "root.q", lasting: 10)
            s.cycle()
            s.expect(
                "reserved A at 100", "allocated G/0 n1", "held G#0 x1 n1")
            s.ask("G", each: "1", group: 0)
            s.expect("allocated G/1 n1")
            s.cycle(at: 1)
            s.expect("allocated A/0 n1")
        }
    }
}
