import MusterCore
import TestKit
import Testing

@Suite("Evictions at the edge")
struct EvictionEdgeTests {
    @Test("Two who are owed the same free place are not both promised it")
    func sameFreePlace() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.a", guaranteed: "2")
            s.queue("root.b", guaranteed: "2")
            s.queue("root.rich")
            s.submit("R", to: "root.rich", asks: 3)
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1")
            s.submit("A", to: "root.a", asks: 1, each: "2")
            s.submit("B", to: "root.b", asks: 1, each: "2")
            s.cycle(at: 10)
            s.cycle(at: 40)
            // One core is free: one more for A, and two for B.
            s.expect("evicted R/2 (preempted by A)", "evicted R/0-1 (preempted by B)")
            s.evictionEnds("R/0-2")
            s.cycle(at: 41)
            s.expect(
                "released R/0 (evicted)", "released R/1 (evicted)", "released R/2 (evicted)",
                "allocated A/0 n1", "allocated B/0 n1")
        }
    }

    @Test("Who has its evictions behind it does not wait for those of another")
    func ownVictims() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.a", guaranteed: "1")
            s.queue("root.b", guaranteed: "1")
            s.queue("root.rich")
            s.submit("R", to: "root.rich", asks: 2)
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n1")
            s.submit("A", to: "root.a")
            s.submit("B", to: "root.b")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/1 (preempted by A)", "evicted R/0 (preempted by B)")
            s.evictionEnds("R/0")
            s.cycle(at: 41)
            s.expect("released R/0 (evicted)", "allocated B/0 n1")
            s.evictionEnds("R/1")
            s.cycle(at: 42)
            s.expect("released R/1 (evicted)", "allocated A/0 n1")
        }
    }

    @Test("A node that shrinks below what was promised on it frees who waits for it")
    func shrunkNode() {
        scenario { s in
            s.nodes(2, "2")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich")
            s.submit("R", to: "root.rich", asks: 2, each: "2")
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n2")
            s.submit("O", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/1 (preempted by O)")
            s.node("n2", "1")
            s.evictionEnds("R/1")
            s.cycle(at: 41)
            s.expect("released R/1 (evicted)", "evicted R/0 (preempted by O)")
            s.evictionEnds("R/0")
            s.cycle(at: 42)
            s.expect("released R/0 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("Asks that are withdrawn take their claim along, whatever is asked for instead")
    func otherAsks() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "4")
            s.queue("root.rich")
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 1)
            s.ask("O", each: "5", traits: .neverPreempts)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.withdraw("O/0")
            s.ask("O", each: "3", traits: .neverPreempts)
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/3 (evicted)", "allocated R/3 n1")
        }
    }

    @Test("A member that is evicted with its gang is not counted a second time on its own")
    func surplusOfWholeGang() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "4")
            s.queue("root.rich")
            s.submit(gang: "G", to: "root.rich", (1, "1"), members: [0])
            s.ask("G", 2, group: 0, traits: .originator)
            s.cycle(at: 0)
            s.submit("H", to: "root.rich", asks: 2, priority: 1)
            s.cycle(at: 1)
            s.expect("allocated G/0 n1", "allocated G/1 n1", "allocated H/0 n1", "allocated H/1 n1")
            // The gang gives two cores, and never three.
            s.submit("O", to: "root.owed", asks: 1, each: "3")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect()
        }
    }

    @Test("A gang of held places only: the time for which it has held them counts")
    func heldPlaces() {
        scenario { s in
            twoQueues(&s, settings: { $0.minRunTime = Tick(seconds: 60) })
            s.submit(gang: "G", to: "root.rich", (1, "1"), (3, "1"), members: [0, 1])
            s.cycle(at: 0)
            s.expect("held G#0 x1 n1", "allocated G/0 n1", "held G#1 x1 n1", "held G#1 x1 n1")
            s.finish("G/0")
            s.ask("G", each: "9", group: 1)
            s.forget()
            s.submit("F", to: "root.rich", asks: 2, priority: 7)
            s.cycle(at: 9)
            s.expect("allocated F/0 n1", "allocated F/1 n1")
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 45)
            s.expect()
            s.cycle(at: 60)
            s.expect(
                "unheld G#0 x1 n1 (evicted)", "unheld G#1 x1 n1 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("The youngest of what is asked for has to have waited, not the oldest")
    func age() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.ask("O")
            s.cycle(at: 35)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/3 (evicted)", "allocated O/0 n1")
            s.cycle(at: 64)
            s.expect()
            s.cycle(at: 65)
            s.expect("evicted R/2 (preempted by O)")
            s.evictionEnds("R/2")
            s.cycle(at: 66)
            s.expect("released R/2 (evicted)", "allocated O/1 n1")
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
            s.cycle(at: 49)
            s.expect()
            s.cycle(at: 50)
            s.expect("evicted R/2-3 (preempted by O)")
            s.evictionEnds("R/2-3")
            s.cycle(at: 51)
            s.expect("released R/2 (evicted)", "released R/3 (evicted)", "allocated O/0-1 n1")
        }
    }

    @Test("A new ask for another node is tried even if nothing became free")
    func boundAsksAfterFailure() {
        scenario { s in
            s.nodes(2, "1")
            s.submit("H", asks: 1, priority: 9)
            s.submit("L", asks: 1)
            s.cycle(at: 0)
            s.expect("allocated H/0 n1", "allocated L/0 n2")
            s.submit("D", asks: 0)
            s.ask("D", on: "n1")
            s.cycle(at: 1)
            s.ask("D", on: "n2")
            s.cycle(at: 2)
            s.expect("evicted L/0 (required node n2 of D)")
            s.evictionEnds("L/0")
            s.cycle(at: 3)
            s.expect("released L/0 (evicted)", "allocated D/1 n2")
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
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated B/0 n1")
            s.submit("D", to: "root.a", asks: 0)
            s.ask("D", on: "n1")
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
            s.submit("R", to: "root.rich", asks: 3)
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1")
            s.submit("O", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.node("n2", "1", isSchedulable: false)
            s.cycle(at: 40)
            s.expect("evicted R/2 (preempted by O)")
            s.node("n2", "1")
            s.submit("Small", to: "root.owed", asks: 1)
            s.cycle(at: 41)
            s.expect()
            s.evictionEnds("R/2")
            s.cycle(at: 42)
            s.expect("released R/2 (evicted)", "allocated O/0 n1", "allocated R/2 n2")
        }
    }

    @Test("A full queue gives its places to those whose evictions have ended")
    func fullQueue() {
        scenario { s in
            s.nodes(1, "9")
            s.queue("root.p", max: "4")
            s.queue("root.p.a", guaranteed: "1")
            s.queue("root.p.b", guaranteed: "1")
            s.queue("root.p.rich")
            s.submit("R", to: "root.p.rich", asks: 4)
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1", "allocated R/3 n1")
            s.submit("A", to: "root.p.a")
            s.submit("B", to: "root.p.b")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by A)", "evicted R/2 (preempted by B)")
            s.evictionEnds("R/2")
            s.cycle(at: 41)
            s.expect("released R/2 (evicted)", "allocated B/0 n1")
            s.evictionEnds("R/3")
            s.cycle(at: 42)
            s.expect("released R/3 (evicted)", "allocated A/0 n1")
        }
    }

    @Test("A gang that has formed keeps what was freed for one more member past its timeout")
    func timeoutOfFormedGang() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "O", to: "root.owed", (1, "1"), timeout: 42)
            s.submit("R", to: "root.rich", asks: 3)
            s.cycle(at: 0)
            s.expect("allocated O/0 n1", "allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1")
            s.ask("O", group: 0)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/2 (preempted by O)")
            s.cycle(at: 42)
            s.evictionEnds("R/2")
            s.cycle(at: 43)
            s.expect("released R/2 (evicted)", "allocated O/1 n1")
        }
    }

    @Test("Those who can never preempt do not keep the others of their queue from it")
    func manyFail() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich")
            fillRich(&s)
            for number in 0..<12 { s.submit("Big\(number)", to: "root.owed", each: "3") }
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect()
            s.cycle(at: 41)
            s.expect("evicted R/3 (preempted by O)")
            s.evictionEnds("R/3")
            s.cycle(at: 42)
            s.expect("released R/3 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("What may be given up above a guarantee is given up where it makes room")
    func rightNode() {
        scenario { s in
            s.nodes(2, "2")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich", guaranteed: "2")
            s.submit("R", to: "root.rich", asks: 4)
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n2", "allocated R/2 n1", "allocated R/3 n2")
            s.submit("O", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/1 (preempted by O)", "evicted R/3 (preempted by O)")
            s.evictionEnds("R/1")
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/1 (evicted)", "released R/3 (evicted)", "allocated O/0 n2")
        }
    }

    @Test("A budget is spent where it makes room")
    func rightNodeWithinBudget() {
        scenario { s in
            s.nodes(1, "1")
            s.node("n2", "2")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich", settings: { $0.evictionsPerMinute = 1 })
            s.submit("Long", to: "root.rich", asks: 1, each: "2")
            s.cycle(at: 0)
            s.submit("Young", to: "root.rich", asks: 1)
            s.cycle(at: 5)
            s.expect("allocated Long/0 n2", "allocated Young/0 n1")
            s.submit("O", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted Long/0 (preempted by O)")
            s.evictionEnds("Long/0")
            s.cycle(at: 41)
            s.expect("released Long/0 (evicted)", "allocated O/0 n2")
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
            s.forget()
            s.submit("O", to: "root.p.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/2 (preempted by O)")
            s.evictionEnds("R/2")
            s.cycle(at: 41)
            s.expect("released R/2 (evicted)", "allocated O/0 n1")
            s.cycle(at: 500)
        }
    }
}
