import MusterCore
import TestKit
import Testing

@Suite("Evictions at the edge")
struct EvictionEdgeTests {
    /// `R` runs on one node when `A` and `B` begin to wait in two queues that are owed something.
    private func twoOwed(
        _ s: inout Scenario, below parent: String = "root", guaranteed: String, running count: Int
    ) {
        for name in ["a", "b"] { s.queue("\(parent).\(name)", guaranteed: guaranteed) }
        s.queues("\(parent).rich")
        s.submit("R", to: "\(parent).rich", asks: count)
        s.cycle(at: 0)
        s.expect((0..<count).map { "allocated R/\($0) n1" })
        s.submit("A", to: "\(parent).a", each: guaranteed)
        s.submit("B", to: "\(parent).b", each: guaranteed)
        s.cycle(at: 10)
    }

    @Test("Two who are owed the same free place are not both promised it")
    func sameFreePlace() {
        scenario { s in
            s.nodes(1, "4")
            twoOwed(&s, guaranteed: "2", running: 3)
            // One core is free: one more for A, and two for B.
            s.decides(at: 40, "evicted R/2 (preempted by A)", "evicted R/0-1 (preempted by B)")
            s.endEvictions("R/0-2", at: 41, then: "allocated A/0 n1", "allocated B/0 n1")
        }
    }

    @Test("Who has its evictions behind it does not wait for those of another")
    func ownVictims() {
        scenario { s in
            s.nodes(1, "2")
            twoOwed(&s, guaranteed: "1", running: 2)
            s.decides(at: 40, "evicted R/1 (preempted by A)", "evicted R/0 (preempted by B)")
            s.endEvictions("R/0", at: 41, then: "allocated B/0 n1")
            s.endEvictions("R/1", at: 42, then: "allocated A/0 n1")
        }
    }

    @Test("A node that shrinks below what was promised on it frees who waits for it")
    func shrunkNode() {
        scenario { s in
            twoQueues(&s, nodes: 2, "2")
            s.start("R", to: "root.rich", on: "n1", "n2", at: 0, each: "2")
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted R/1 (preempted by O)")
            s.node("n2", "1")
            s.endEvictions("R/1", at: 41, then: "evicted R/0 (preempted by O)")
            s.endEvictions("R/0", at: 42, then: "allocated O/0 n1")
        }
    }

    @Test("Asks that are withdrawn take their claim along, whatever is asked for instead")
    func otherAsks() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 1)
            s.ask("O", each: "5", traits: .neverPreempts)
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.withdraw("O/0")
            s.expect("spared R/3")
            s.ask("O", each: "3", traits: .neverPreempts)
            s.endEvictions("R/3", at: 41, then: "allocated R/3 n1")
        }
    }

    @Test("A member that is evicted with its gang is not counted a second time on its own")
    func surplusOfWholeGang() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit(gang: "G", to: "root.rich", (1, "1"), members: [0])
            s.ask("G", 2, group: 0, traits: .originator)
            s.cycle(at: 0)
            s.submit("H", to: "root.rich", asks: 2, priority: 1)
            s.decides(
                at: 1, "allocated G/0 n1", "allocated G/1 n1", "allocated H/0 n1",
                "allocated H/1 n1")
            // The gang gives two cores, and never three.
            s.submit("O", to: "root.owed", each: "3", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("A gang of held places only: the time for which it has held them counts")
    func heldPlaces() {
        scenario { s in
            twoQueues(&s, settings: { $0.minRunTime = Tick(seconds: 60) })
            s.submit(gang: "G", to: "root.rich", (1, "1"), (3, "1"), members: [0, 1])
            s.decides(
                at: 0, "held G#0 x1 n1", "allocated G/0 n1", "held G#1 x1 n1", "held G#1 x1 n1")
            s.finish("G/0")
            s.ask("G", each: "9", group: 1)
            s.passOver()
            s.start("F", to: "root.rich", on: "n1", "n1", at: 9, priority: 7)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 45)
            s.decides(
                at: 60, "unheld G#0 x1 n1 (evicted)", "unheld G#1 x1 n1 (evicted)",
                "allocated O/0 n1")
        }
    }

    @Test("The youngest of what is asked for has to have waited, not the oldest")
    func age() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.ask("O")
            s.cycle(at: 35)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
            s.decides(at: 64)
            s.decides(at: 65, "evicted R/2 (preempted by O)")
            s.endEvictions("R/2", at: 66, then: "allocated O/1 n1")
        }
    }

    @Test("A gang waits until its youngest member has waited")
    func ageOfGang() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit(gang: "O", to: "root.owed", (2, "1"), members: [1])
            s.cycle(at: 10)
            s.ask("O", group: 0)
            s.cycle(at: 20)
            s.cycle(at: 40)
            s.decides(at: 49)
            s.decides(at: 50, "evicted R/2-3 (preempted by O)")
            s.endEvictions("R/2-3", at: 51, then: "allocated O/0-1 n1")
        }
    }

    @Test("A new ask for another node is tried even if nothing became free")
    func boundAsksAfterFailure() {
        scenario { s in
            s.nodes(2, "1")
            s.submit("H", asks: 1, priority: 9)
            s.submit("L", asks: 1)
            s.decides(at: 0, "allocated H/0 n1", "allocated L/0 n2")
            s.submit(daemonSet: "D", on: "n1")
            s.cycle(at: 1)
            s.ask("D", on: "n2")
            s.decides(at: 2, "evicted L/0 (required node n2 of D)")
            s.endEvictions("L/0", at: 3, then: "allocated D/1 n2")
        }
    }

    @Test("A queue that runs all the applications it may evicts nobody for a node either")
    func boundAskWithoutSlot() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.a", maxApplications: 1)
            s.queue("root.b")
            s.submit("A", to: "root.a")
            s.submit("B", to: "root.b")
            s.decides(at: 0, "allocated A/0 n1", "allocated B/0 n1")
            s.submit(daemonSet: "D", to: "root.a", on: "n1")
            s.cycle(at: 1)
            s.cycle(at: 100)
        }
    }

    @Test("Who has others evicted keeps its turn to run")
    func slot() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2", maxApplications: 1)
            s.queue("root.rich")
            s.start("R", to: "root.rich", on: "n1", "n1", "n1", at: 0)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.node("n2", "1", isSchedulable: false)
            s.decides(at: 40, "evicted R/2 (preempted by O)")
            s.node("n2", "1")
            s.submit("Small", to: "root.owed", asks: 1)
            s.decides(at: 41)
            s.endEvictions("R/2", at: 42, then: "allocated O/0 n1", "allocated R/2 n2")
        }
    }

    @Test("A full queue gives its places to those whose evictions have ended")
    func fullQueue() {
        scenario { s in
            s.nodes(1, "9")
            s.queue("root.p", max: "4")
            twoOwed(&s, below: "root.p", guaranteed: "1", running: 4)
            s.decides(at: 40, "evicted R/3 (preempted by A)", "evicted R/2 (preempted by B)")
            s.endEvictions("R/2", at: 41, then: "allocated B/0 n1")
            s.endEvictions("R/3", at: 42, then: "allocated A/0 n1")
        }
    }

    @Test("A gang that has formed keeps what was freed for one more member past its timeout")
    func timeoutOfFormedGang() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "O", to: "root.owed", (1, "1"), timeout: 42)
            s.submit("R", to: "root.rich", asks: 3)
            s.decides(
                at: 0, "allocated O/0 n1", "allocated R/0 n1", "allocated R/1 n1",
                "allocated R/2 n1")
            s.ask("O", group: 0)
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/2 (preempted by O)")
            s.cycle(at: 42)
            s.endEvictions("R/2", at: 43, then: "allocated O/1 n1")
        }
    }

    /// Twelve ask for more than the guarantee covers before `O`, which could have others evicted.
    private func failBefore(_ s: inout Scenario) {
        twoQueues(&s)
        fillRich(&s)
        for number in 0..<12 { s.submit("Big\(number)", to: "root.owed", each: "3") }
        s.submit("O", to: "root.owed", waitingFrom: 10)
        s.decides(at: 40)
    }

    @Test("Those who can never preempt do not keep the others of their queue from it")
    func manyFail() {
        scenario { s in
            failBefore(&s)
            s.decides(at: 41, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 42, then: "allocated O/0 n1")
        }
    }

    @Test("Who was not tried for the longest time is tried before those who failed since")
    func leastRecentlyTried() {
        scenario { s in
            failBefore(&s)
            // Ten failed at 40 s, and thirty seconds later all of them may try again.
            s.decides(at: 70, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 71, then: "allocated O/0 n1")
        }
    }

    @Test("What may be given up above a guarantee is given up where it makes room")
    func rightNode() {
        scenario { s in
            twoQueues(&s, nodes: 2, "2", rich: "2")
            s.start("R", to: "root.rich", on: "n1", "n2", "n1", "n2", at: 0)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted R/1 (preempted by O)", "evicted R/3 (preempted by O)")
            s.endEvictions("R/1", "R/3", at: 41, then: "allocated O/0 n2")
        }
    }

    @Test("A budget is spent where it makes room")
    func rightNodeWithinBudget() {
        scenario { s in
            s.nodes(1, "1")
            s.node("n2", "2")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich", settings: { $0.evictionsPerMinute = 1 })
            s.start("Long", to: "root.rich", on: "n2", at: 0, each: "2")
            s.start("Young", to: "root.rich", on: "n1", at: 5)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted Long/0 (preempted by O)")
            s.endEvictions("Long/0", at: 41, then: "allocated O/0 n2")
        }
    }

    @Test("A level further up that owes less reaches victims further away")
    func lessButFurther() {
        scenario { s in
            s.nodes(1, "6")
            s.queue("root.p", guaranteed: "4")
            s.queue("root.p.owed", guaranteed: "2")
            s.queue("root.p.safe", settings: { $0.preemptionPolicy = .disabled })
            s.queue("root.rich")
            s.submit("S", to: "root.p.safe", asks: 3)
            s.submit("R", to: "root.rich", asks: 3)
            s.cycle(at: 0)
            s.passOver()
            s.submit("O", to: "root.p.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/2 (preempted by O)")
            s.endEvictions("R/2", at: 41, then: "allocated O/0 n1")
            s.cycle(at: 500)
        }
    }
}
