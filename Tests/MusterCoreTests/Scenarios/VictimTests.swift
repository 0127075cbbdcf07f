import MusterCore
import TestKit
import Testing

/// Who is evicted before whom, and who never.
@Suite("Victims")
struct VictimTests {
    // MARK: The order

    @Test("The lower priority goes first, however long it has run")
    func priorityBeforeLostWork() {
        scenario { s in
            twoQueues(&s, "2")
            s.start("Low", to: "root.rich", on: "n1", at: 0)
            s.start("High", to: "root.rich", on: "n1", at: 5, priority: 1)
            s.submit("O", to: "root.owed", priority: 1, waitingFrom: 10)
            s.decides(at: 40, "evicted Low/0 (preempted by O)")
            s.endEvictions("Low/0", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("The priority of a victim counts with the offset of its queue")
    func priorityWithOffset() {
        scenario { s in
            twoQueues(&s, "2", settings: { $0.priorityOffset = 1 })
            s.queues("root.plain")
            s.start("Plain", to: "root.plain", on: "n1", at: 0)
            s.start("Raised", to: "root.rich", on: "n1", at: 5)
            s.submit("O", to: "root.owed", priority: 1, waitingFrom: 10)
            s.decides(at: 40, "evicted Plain/0 (preempted by O)")
            s.endEvictions("Plain/0", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("Surplus members go before others that have lost less")
    func surplusBeforeLostWork() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G", group: 0)
            s.decides(at: 0, "allocated G/2 n1")
            s.start("R", to: "root.rich", on: "n1", at: 5)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted G/2 (preempted by O)")
            s.endEvictions("G/2", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("What a gang runs outside of its task groups goes before the gang")
    func outsideOfGroups() {
        scenario { s in
            twoQueues(&s, "3")
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G")
            s.decides(at: 0, "allocated G/2 n1")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted G/2 (preempted by O)")
            s.endEvictions("G/2", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("B124 a gang of which a member opted out goes last")
    func gangThatOptedOut() {
        scenario { s in
            twoQueues(&s, "3", guaranteed: "1")
            s.start("R", to: "root.rich", on: "n1", at: 0)
            s.submit(gang: "G", to: "root.rich", (2, "1"), members: [1])
            s.decides(at: 5, "allocated G/0 n1", "held G#0 x1 n1")
            s.ask("G", group: 0, traits: .optedOut)
            s.expect("allocated G/1 n1")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/0 (preempted by O)")
            s.endEvictions("R/0", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("A checkpoint that comes late does not undo a later one")
    func lateCheckpoint() {
        scenario { s in
            twoQueues(&s, "2")
            s.start("Saved", to: "root.rich", on: "n1", at: 0)
            s.start("Young", to: "root.rich", on: "n1", at: 60)
            s.cycle(at: 100)
            s.checkpoint("Saved")
            s.apply(.applicationCheckpointed(s.identifier(of: "Saved"), Tick(seconds: 50)))
            s.submit("O", to: "root.owed", waitingFrom: 110)
            s.decides(at: 140, "evicted Saved/0 (preempted by O)")
            s.endEvictions("Saved/0", at: 141, then: "allocated O/0 n1")
        }
    }

    @Test("What turns out not to be needed is spared")
    func spared() {
        scenario { s in
            s.node("n1", "1")
            s.node("n2", "2")
            twoQueues(&s, nodes: 0)
            s.start("Long", to: "root.rich", on: "n2", at: 0, each: "2")
            s.start("Young", to: "root.rich", on: "n1", at: 5)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted Long/0 (preempted by O)")
            s.endEvictions("Long/0", at: 41, then: "allocated O/0 n2")
        }
    }

    @Test("The queue furthest below its guarantee takes its turn first")
    func furthestBelow() {
        scenario { s in
            s.nodes(1, "4")
            for path in ["root.a", "root.b"] { s.queue(path, guaranteed: "4") }
            s.queues("root.rich")
            s.start("A", to: "root.a", on: "n1", "n1", "n1", at: 0)
            s.start("R", to: "root.rich", on: "n1", at: 0)
            s.submit("More", to: "root.a")
            s.submit("B", to: "root.b", waitingFrom: 10)
            s.decides(at: 40, "evicted R/0 (preempted by B)")
            s.endEvictions("R/0", at: 41, then: "allocated B/0 n1")
        }
    }

    @Test("Who is owed by a guarantee takes its turn before who only has the higher priority")
    func guaranteeBeforePriority() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.a", settings: { $0.preemptsWithinQueue = true })
            s.queue("root.owed", guaranteed: "1")
            s.queues("root.rich")
            s.start("Low", to: "root.a", on: "n1", at: 0)
            s.start("R", to: "root.rich", on: "n1", at: 5)
            s.submit("High", to: "root.a", priority: 1)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/0 (preempted by O)", "evicted Low/0 (preempted by High)")
            s.endEvictions("R/0", "Low/0", at: 41, then: "allocated O/0 n1", "allocated High/0 n1")
        }
    }

    // MARK: Who never goes

    @Test("B130 what is bound to a node is not evicted for a guarantee, nor a gang with such")
    func bound() {
        scenario { s in
            twoQueues(&s)
            s.submit(daemonSet: "D", to: "root.rich", on: "n1", each: "2")
            s.decides(at: 0, "allocated D/0 n1")
            s.submit(gang: "G", to: "root.rich", (1, "1"))
            s.ask("G", on: "n1")
            s.decides(at: 5, "allocated G/0 n1", "allocated G/1 n1")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("B126 a gang of held places only has the priority of its task groups")
    func priorityOfHeldPlaces() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.rich", (4, "1"), members: [0], priority: 1)
            // A member that needs more than its group says waits beside the places held.
            s.ask("G", each: "9", traits: .neverPreempts)
            s.cycle(at: 0)
            s.expect(Array(repeating: "held G#0 x1 n1", count: 4))
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("B119 within guarantee: the guarantee of a queue above protects what has none itself")
    func guaranteeAbove() {
        scenario { s in
            twoQueues(&s)
            s.queue("root.p", guaranteed: "2")
            s.queues("root.p.x")
            s.start("R", to: "root.rich", on: "n1", "n1", at: 0)
            s.start("X", to: "root.p.x", on: "n1", "n1", at: 5)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/0-1 (preempted by O)")
            s.endEvictions("R/0-1", at: 41, then: "allocated O/0-1 n1")
        }
    }

    @Test("B118 the right to evict inside its queue takes nothing from other queues")
    func withinQueueOnly() {
        scenario { s in
            twoQueues(&s, guaranteed: "")
            s.set("root.owed", \.preemptsWithinQueue, true)
            fillRich(&s)
            s.submit("O", to: "root.owed", priority: 9, waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("An application evicts nothing of its own")
    func own() {
        scenario { s in
            s.nodes(1, "1")
            s.queue("root.a", settings: { $0.preemptsWithinQueue = true })
            s.start("A", to: "root.a", on: "n1", at: 0)
            s.ask("A", priority: 1)
            s.cycle(at: 10)
            s.decides(at: 40)
        }
    }

    @Test("Nothing is evicted on a node that is cordoned: it would make no room")
    func cordoned() {
        scenario { s in
            twoQueues(&s, nodes: 2, "1")
            s.start("R", to: "root.rich", on: "n1", "n2", at: 0)
            s.cordon("n2")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/0 (preempted by O)")
            s.endEvictions("R/0", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("Surplus members and the rest of their gang are not counted twice")
    func surplusAndGang() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G", group: 0)
            s.decides(at: 0, "allocated G/2 n1")
            s.start("H", to: "root.rich", on: "n1", at: 5, priority: 1)
            // Three cores are all that the gang gives.
            s.submit("O", to: "root.owed", each: "4", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("Members that are leaving already are not evicted again with their gang")
    func leavingMember() {
        scenario { s in
            twoQueues(&s, "3", guaranteed: "3")
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G", group: 0)
            s.decides(at: 0, "allocated G/2 n1")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.submit("P", to: "root.owed", each: "2")
            s.cycle(at: 20)
            s.decides(at: 40, "evicted G/2 (preempted by O)")
            s.decides(at: 50, "evicted G/0-1 (preempted by P)")
            s.endEvictions("G/0-2", at: 51, then: "allocated O/0 n1", "allocated P/0 n1")
        }
    }

    // MARK: Deficits, delays and budgets

    /// All that is guaranteed to `root.p`, and in it to `root.p.owed`, is used by a gang.
    private func gangInGuarantee(_ s: inout Scenario) {
        s.nodes(1, "10")
        for path in ["root.p", "root.p.owed"] { s.queue(path, guaranteed: "10") }
        s.queues("root.p.rich")
        s.submit(gang: "G", to: "root.p.rich", (10, "1"))
        s.cycle(at: 0)
        s.passOver()
    }

    @Test("Nobody is evicted if as much would be lacking as before")
    func sameDeficit() {
        scenario { s in
            gangInGuarantee(&s)
            // Five of ten are gained and five of ten lost.
            s.submit("O", to: "root.p.owed", each: "5", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("A gang is evicted if less is lacking then")
    func lessDeficit() {
        scenario { s in
            gangInGuarantee(&s)
            s.submit("O", to: "root.p.owed", each: "6", waitingFrom: 10)
            s.decides(at: 40, "evicted G/0-9 (preempted by O)")
            s.endEvictions("G/0-9", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("A gang that costs more than it brings is passed over for the next in the order")
    func passedOver() {
        scenario { s in
            s.nodes(1, "10")
            s.queue("root.p", guaranteed: "10")
            s.queue("root.p.owed", guaranteed: "5")
            s.queues("root.p.rich")
            s.start("R", to: "root.p.rich", on: "n1", "n1", at: 0)
            s.submit(gang: "G", to: "root.p.rich", (8, "1"))
            s.cycle(at: 5)
            s.passOver()
            s.submit("O", to: "root.p.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/1 (preempted by O)")
            s.endEvictions("R/1", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("What is outside of a full queue is not considered, and costs no budget")
    func outsideOfFullQueue() {
        scenario { s in
            s.nodes(1, "9")
            s.queue("root.p", max: "4")
            s.queue("root.p.owed", guaranteed: "1")
            s.queues("root.p.rich", "root.q")
            s.set("root", \.evictionsPerMinute, 1)
            s.start("R", to: "root.p.rich", on: "n1", "n1", "n1", "n1", at: 0)
            s.start("Q", to: "root.q", on: "n1", at: 5)
            s.submit("O", to: "root.p.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("A budget is there again when a minute is over")
    func minute() {
        scenario { s in
            twoQueues(&s, settings: { $0.evictionsPerMinute = 1 })
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
            s.decides(at: 84)
            s.decides(at: 100, "evicted R/2 (preempted by O)")
            s.endEvictions("R/2", at: 101, then: "allocated O/1 n1")
        }
    }

    @Test("Who failed tries again fifteen seconds later, not sooner")
    func interval() {
        scenario { s in
            twoQueues(&s, settings: { $0.minRunTime = Tick(seconds: 45) })
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40)
            // Whoever comes has the queue looked at again.
            s.submit("Late", to: "root.owed")
            s.decides(at: 54)
            s.decides(at: 55, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 56, then: "allocated O/0 n1")
        }
    }

    @Test("The minimum run time of a gang counts from the start of its first member")
    func minimumRunTimeOfGang() {
        scenario { s in
            twoQueues(&s, "3", settings: { $0.minRunTime = Tick(seconds: 60) })
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G", group: 0)
            s.decides(at: 30, "allocated G/2 n1")
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 30)
            s.decides(at: 60, "evicted G/0-2 (preempted by O)")
            s.endEvictions("G/0-2", at: 61, then: "allocated O/0 n1")
        }
    }

    @Test("B123 never policy: nothing is evicted for a gang with a member that never preempts")
    func gangThatNeverPreempts() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit(gang: "O", to: "root.owed", (2, "1"), members: [1])
            s.ask("O", group: 0, traits: .neverPreempts)
            s.cycle(at: 10)
            s.decides(at: 400)
        }
    }

    @Test("A member beyond those that a gang needs does not make it wait longer")
    func youngestMemberNeeded() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit(gang: "O", to: "root.owed", (2, "1"))
            s.cycle(at: 10)
            s.ask("O", group: 0)
            s.cycle(at: 35)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.endEvictions("R/2-3", at: 41, then: "allocated O/0-1 n1")
        }
    }
}
