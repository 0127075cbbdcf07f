import MusterCore
import TestKit
import Testing

@Suite("Claims: what was freed for somebody")
struct ClaimTests {
    @Test("What is freed is held for the one it was freed for")
    func held() {
        scenario { s in
            twoQueues(&s)
            s.start("R", to: "root.rich", on: "n1", "n1", at: 0, each: "2")
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted R/1 (preempted by O)")
            s.submit("Thief", to: "root.rich", asks: 2, priority: 100)
            s.endEvictions("R/1", at: 50, then: "allocated O/0 n1")
        }
    }

    @Test("A queue that is full is relieved by evictions inside it")
    func fullQueue() {
        scenario { s in
            s.nodes(1, "8")
            s.queue("root.p", max: "4")
            s.queue("root.p.owed", guaranteed: "2")
            s.queues("root.p.rich", "root.q")
            s.submit("R", to: "root.p.rich", asks: 4)
            s.submit("Q", to: "root.q", asks: 1)
            s.decides(
                at: 0, "allocated R/0 n1", "allocated Q/0 n1", "allocated R/1 n1",
                "allocated R/2 n1", "allocated R/3 n1")
            s.submit("O", to: "root.p.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.cycle(at: 41)
            s.endEvictions("R/2-3", at: 42, then: "allocated O/0-1 n1")
        }
    }

    @Test("An application that was evicted once is not evicted again by the same one")
    func noRepeat() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.finish("R/0-2")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1", "allocated R/3 n1")
            s.start("Other", to: "root.rich", on: "n1", at: 42, each: "2")
            s.ask("O")
            s.cycle(at: 50)
            s.decides(at: 80, "evicted Other/0 (preempted by O)")
            s.endEvictions("Other/0", at: 81, then: "allocated O/1 n1")
        }
    }

    @Test("Only what was evicted can be gone; an eviction may end as an ordinary end as well")
    func ends() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.evictionEnds("R/0")
            s.expect("refused: notEvicted(R/0)")
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.finish("R/2")
            s.withdraw("R/3")
            s.decides(at: 41, "allocated O/0-1 n1")
        }
    }

    /// `O` waits for `R/1` on the second of two nodes to be gone; `R/0` has the first one.
    private func claimOnSecondNode(_ s: inout Scenario) {
        twoQueues(&s, nodes: 2, "2")
        s.start("R", to: "root.rich", on: "n1", "n2", at: 0, each: "2")
        s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
        s.decides(at: 40, "evicted R/1 (preempted by O)")
    }

    @Test("A claim goes with its application")
    func applicationRemoved() {
        scenario { s in
            claimOnSecondNode(&s)
            s.remove("O")
            s.expect("O Accepted -> Failing", "spared R/1", "O Failing -> Failed")
            s.endEvictions("R/1", at: 41, then: "allocated R/1 n2")
        }
    }

    @Test("A claim goes with its node, and another one is made")
    func nodeRemoved() {
        scenario { s in
            claimOnSecondNode(&s)
            s.removeNode("n2")
            s.expect("released R/1 (nodeLost)")
            s.decides(at: 41, "evicted R/0 (preempted by O)")
        }
    }

    @Test("A claim on a node that is cordoned goes, and another one is made")
    func nodeCordoned() {
        scenario { s in
            claimOnSecondNode(&s)
            s.cordon("n2")
            s.endEvictions("R/1", at: 41, then: "evicted R/0 (preempted by O)")
        }
    }

    @Test("A claim goes with its asks")
    func asksWithdrawn() {
        scenario { s in
            claimOnSecondNode(&s)
            s.withdraw("O/0")
            s.expect("spared R/1", "O Accepted -> Completing")
            s.endEvictions("R/1", at: 41, then: "allocated R/1 n2")
        }
    }

    @Test("What starts again in the moment of its eviction was evicted once, too")
    func noRepeatAtOnce() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.finish("R/0-2")
            s.endEvictions("R/3", at: 40, then: "allocated O/0 n1", "allocated R/3 n1")
            s.submit("Other", to: "root.rich", each: "2", priority: 1)
            s.decides(at: 42, "allocated Other/0 n1")
            s.ask("O")
            s.cycle(at: 50)
            s.decides(at: 80)
        }
    }

    @Test("Who got a place outside of its full queue waits for the evictions inside it")
    func placeOutsideOfFullQueue() {
        scenario { s in
            s.node("n1", "4")
            s.node("n2", "1")
            s.queue("root.p", guaranteed: "4", max: "4")
            for path in ["root.p.a", "root.p.b"] { s.queue(path, guaranteed: "1") }
            s.queues("root.p.rich", "root.q")
            s.start("R", to: "root.p.rich", on: "n1", "n1", at: 0, each: "2")
            s.start("Q", to: "root.q", on: "n2", at: 5)
            s.submit("A", to: "root.p.a", waitingFrom: 10)
            s.submit("B", to: "root.p.b", waitingFrom: 20)
            s.decides(at: 40, "evicted R/1 (preempted by A)")
            s.decides(at: 50, "evicted Q/0 (preempted by B)")
            s.endEvictions("Q/0", at: 51)
            s.endEvictions(
                "R/1", at: 52, then: "allocated A/0 n1", "allocated B/0 n2", "allocated Q/0 n1")
        }
    }

    @Test("A claim for which the queue may not run one more application any more goes")
    func fewerApplications() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "4", maxApplications: 2)
            s.queues("root.rich")
            s.start("P", to: "root.owed", on: "n1", at: 0)
            s.start("R", to: "root.rich", on: "n1", "n1", "n1", at: 0)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/2 (preempted by O)")
            s.queue("root.owed", guaranteed: "4", maxApplications: 1)
            s.endEvictions("R/2", at: 41, then: "allocated R/2 n1")
        }
    }

    @Test("A gang that is evicted as a whole loses the claim for one more member")
    func claimOfEvictedGang() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.owed", (1, "1"))
            s.decides(at: 0, "allocated G/0 n1")
            s.start("R", to: "root.rich", on: "n1", "n1", "n1", at: 0)
            s.ask("G", group: 0)
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/2 (preempted by G)")
            s.submit(daemonSet: "D", to: "root.rich", on: "n1", each: "3")
            s.decides(
                at: 41, "evicted G/0 (required node n1 of D)",
                "evicted R/0-1 (required node n1 of D)", "spared R/2")
            s.endEvictions("R/2", at: 42)
            s.endEvictions("G/0", "R/0-1", at: 43, then: "allocated D/0 n1", "allocated G/0 n1")
        }
    }

    @Test("A claim counts within the limit of its user, after a reload too")
    func limitAfterReload() {
        scenario { s in
            twoQueues(&s)
            s.limit("root.owed", users: ["ann"], max: "2")
            fillRich(&s)
            s.submit("O", by: "ann", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.queues("root.other")
            s.nodes(1, "1")
            s.submit("Small", by: "ann", to: "root.owed")
            s.cycle(at: 41)
            s.expectReason("Small", "limitMax(root.owed, user ann, vcore, missing: 1000)")
            s.endEvictions("R/2-3", at: 42, then: "allocated O/0 n1", "allocated R/2 n2")
        }
    }

    @Test("What is being evicted still takes up the max of its queue")
    func maxWhileEvicting() {
        scenario { s in
            s.nodes(1, "9, 9 gpu")
            s.queue("root.p", max: "4 gpu")
            s.queue("root.p.owed", guaranteed: "1 gpu")
            s.queues("root.p.rich")
            s.start("R", to: "root.p.rich", on: "n1", "n1", at: 0, each: "2 gpu")
            s.submit("O", to: "root.p.owed", each: "1 gpu", waitingFrom: 10)
            s.decides(at: 40, "evicted R/1 (preempted by O)")
            s.submit("Small", to: "root.p.rich", each: "1 gpu")
            s.decides(at: 41)
            s.endEvictions("R/1", at: 42, then: "allocated O/0 n1", "allocated Small/0 n1")
        }
    }

    @Test("A limit that is lowered below a claim lets it go when its time comes")
    func limitBelowClaim() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", by: "ann", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.limit("root.owed", users: ["ann"], max: "1")
            s.endEvictions("R/2-3", at: 41, then: "allocated R/2 n1", "allocated R/3 n1")
        }
    }
}
