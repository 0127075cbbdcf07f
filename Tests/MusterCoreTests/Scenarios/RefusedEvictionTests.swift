import MusterCore
import TestKit
import Testing

@Suite("Evictions that come to nothing")
struct RefusedEvictionTests {
    @Test("Who could not be evicted stays, and another one goes")
    func another() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.refuseEvictions("R/3")
            s.decides(at: 70, "evicted R/2 (preempted by O)")
            s.endEvictions("R/2", at: 71, then: "allocated O/0 n1")
        }
    }

    @Test("What else was to go for the same application is spared, and may be chosen again")
    func spared() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.refuseEvictions("R/3")
            s.expect("spared R/2")
            s.withdrawEvictions("R/2")
            s.decides(at: 70, "evicted R/1-2 (preempted by O)")
        }
    }

    @Test("What is spared and goes all the same leaves room for whoever is next")
    func sparedTooLate() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.refuseEvictions("R/3")
            s.expect("spared R/2")
            s.withdraw("R/2")
            s.decides(at: 70, "evicted R/1 (preempted by O)")
            s.endEvictions("R/1", at: 71, then: "allocated O/0 n1")
        }
    }

    @Test("What was to go for an application that ends is spared")
    func ended() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.evictionEnds("R/3")
            s.expect("released R/3 (evicted)")
            s.remove("O")
            s.expect("O Accepted -> Failing", "spared R/2", "O Failing -> Failed")
            s.withdrawEvictions("R/2")
            s.decides(at: 41, "allocated R/3 n1")
        }
    }

    @Test("What was to go on a node that takes nobody any more is spared")
    func cordoned() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.cordon("n1")
            s.decides(at: 41, "spared R/3")
            s.withdrawEvictions("R/3")
            s.cordon("n1", false)
            s.decides(at: 70, "evicted R/3 (preempted by O)")
        }
    }

    @Test("What goes with its node is not spared")
    func nodeGone() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.removeNode("n1")
            s.expect(
                "released R/3 (nodeLost)", "released R/2 (nodeLost)", "released R/1 (nodeLost)",
                "released R/0 (nodeLost)")
            s.cycle(at: 41)
        }
    }

    @Test("Whom nobody can replace is asked again after a minute, then after two")
    func patience() {
        scenario { s in
            twoQueues(&s, "1", guaranteed: "1")
            s.start("R", to: "root.rich", on: "n1", at: 0)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/0 (preempted by O)")
            s.refuseEvictions("R/0")
            for time in 40..<100 { s.cycle(at: Int64(time)) }
            s.expect()
            s.decides(at: 100, "evicted R/0 (preempted by O)")
            s.refuseEvictions("R/0")
            for time in 100..<220 { s.cycle(at: Int64(time)) }
            s.expect()
            s.decides(at: 220, "evicted R/0 (preempted by O)")
        }
    }

    @Test("Only what is being evicted can be refused or taken back")
    func notEvicted() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.refuseEvictions("R/0")
            s.expect("refused: notEvicted(R/0)")
            s.withdrawEvictions("R/1")
            s.expect("refused: notEvicted(R/1)")
        }
    }

    @Test("A gang of which one member has to stay goes on as a whole")
    func gang() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit(gang: "G", to: "root.rich", (4, "1"))
            s.cycle(at: 0)
            s.passOver()
            s.submit("O", to: "root.owed", asks: 4, waitingFrom: 10)
            s.decides(at: 40, "evicted G/0-3 (preempted by O)")
            s.refuseEvictions("G/1")
            s.expect("spared G/0", "spared G/2-3")
            s.withdrawEvictions("G/0")
            s.withdrawEvictions("G/2-3")
            for time in 40..<100 { s.cycle(at: Int64(time)) }
            s.expect()
            s.decides(at: 100, "evicted G/0-3 (preempted by O)")
        }
    }

    @Test("A gang of which some have gone already gets them back one by one")
    func halfGang() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit(gang: "G", to: "root.rich", (4, "1"))
            s.cycle(at: 0)
            s.passOver()
            s.submit("O", to: "root.owed", asks: 4, waitingFrom: 10)
            s.decides(at: 40, "evicted G/0-3 (preempted by O)")
            s.endEvictions("G/0", at: 41)
            s.refuseEvictions("G/1")
            s.expect("spared G/2-3")
            s.withdrawEvictions("G/2-3")
            s.decides(at: 42, "allocated O/0 n1")
            s.remove("O")
            s.passOver()
            s.decides(at: 43, "allocated G/0 n1")
        }
    }

    @Test("Where the max of a queue was lowered another one goes after another delay")
    func quota() {
        scenario { s in
            func cut(_ s: inout Scenario, to max: String) {
                s.configure { $0.isQuotaPreemptionEnabled = true }
                s.queue("root.a", max: max) { $0.quotaPreemptionDelay = Tick(seconds: 10) }
            }
            s.nodes(1, "8")
            cut(&s, to: "2")
            s.start("A", to: "root.a", on: "n1", "n1", at: 0)
            cut(&s, to: "1")
            s.cycle(at: 1)
            s.decides(at: 11, "evicted A/1 (quota of root.a)")
            s.refuseEvictions("A/1")
            s.cycle(at: 12)
            s.decides(at: 22, "evicted A/0 (quota of root.a)")
        }
    }

    @Test("A DaemonSet's pod, which has no other place, tries again")
    func requiredNode() {
        scenario { s in
            s.nodes(1, "1")
            s.start("R", on: "n1", at: 0)
            s.submit(daemonSet: "D", on: "n1")
            s.decides(at: 2, "evicted R/0 (required node n1 of D)")
            s.refuseEvictions("R/0")
            for time in 2..<62 { s.cycle(at: Int64(time)) }
            s.expect()
            s.decides(at: 62, "evicted R/0 (required node n1 of D)")
        }
    }
}
