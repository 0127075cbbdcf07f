import MusterCore
import TestKit
import Testing

/// A gang of four with two members that it could do without, on a node of six cores.
private func elasticGang(_ s: inout Scenario) {
    s.submit(gang: "G", to: "root.rich", (4, "1"))
    s.ask("G", 2, group: 0)
    s.cycle(at: 0)
    #expect(s.allocated("G") == 6)
    s.passOver()
}

@Suite("Preemption by and of gangs")
struct GangPreemptionTests {
    @Test(
        "A whole gang goes although its spare members were given up first",
        arguments: [("0", 0), ("", 1)])
    func wholeInPlaceOfMembers(guaranteed: String, budget: UInt64) {
        scenario { s in
            s.nodes(1, "6")
            s.queue("root.owed", guaranteed: "6")
            s.queue("root.rich", guaranteed: guaranteed) { $0.evictionsPerMinute = budget }
            elasticGang(&s)
            s.submit(gang: "O", to: "root.owed", (6, "1"))
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted G/0-5 (preempted by O)")
            s.evictionEnds("G/0-5")
            s.passOver()
            s.cycle(at: 41)
            s.expect("allocated O/0-5 n1")
        }
    }

    @Test("Of the spare members those go that lose the least work, not those that came last")
    func spareMembersByRank() {
        scenario { s in
            twoQueues(&s, guaranteed: "3")
            s.submit(gang: "G", to: "root.rich", (3, "1"))
            s.ask("G", group: 0)
            s.cycle(at: 0)
            s.refuse("G/1")
            s.cycle(at: 20)
            s.passOver()
            // G/1 has run since 20, all others since 0.
            s.submit("O", to: "root.owed")
            s.cycle(at: 21)
            s.cycle(at: 51)
            s.expect("evicted G/1 (preempted by O)")
            s.evictionEnds("G/1")
            s.cycle(at: 52)
            s.expect("released G/1 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("A budget is spent where it makes room for members of several sizes")
    func severalShapesWithinBudget() {
        scenario { s in
            s.nodes(3, "2")
            s.queue("root.owed", guaranteed: "3")
            s.queue("root.rich") { $0.evictionsPerMinute = 3 }
            s.submit("R", to: "root.rich", asks: 6)
            s.cycle(at: 0)
            s.passOver()
            s.submit(gang: "G", to: "root.owed", (1, "2"), (1, "1"))
            s.cycle(at: 10)
            // The last by rank are R/5, R/4 and R/3, one on each node: no room for two cores.
            s.cycle(at: 40)
            s.expect("evicted R/2 (preempted by G)", "evicted R/4-5 (preempted by G)")
            s.evictionEnds("R/2")
            s.evictionEnds("R/4-5")
            s.passOver()
            s.cycle(at: 41)
            s.expect("allocated G/0 n3", "allocated G/1 n2")
        }
    }
}
