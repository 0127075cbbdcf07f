import MusterCore
import TestKit
import Testing

/// For whom, and for how much, others are evicted.
@Suite("Preemptors")
struct PreemptorTests {
    @Test("B022 nobody is evicted for an application that its queue may not run yet")
    func maxApplications() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2", maxApplications: 1)
            s.queues("root.rich")
            s.start("P", to: "root.owed", on: "n1", at: 0)
            s.start("R", to: "root.rich", on: "n1", "n1", "n1", at: 0)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40)
            s.expectReason("O", "queueApplications(root.owed, max: 1)")
        }
    }

    @Test("B138 nobody is evicted for an application that its user may not run yet")
    func limitedApplications() {
        scenario { s in
            twoQueues(&s)
            s.limit("root.owed", users: ["ann"], applications: 1)
            s.submit("P", by: "ann", to: "root.owed")
            s.decides(at: 0, "allocated P/0 n1")
            s.start("R", to: "root.rich", on: "n1", "n1", "n1", at: 0)
            s.submit("O", by: "ann", to: "root.owed")
            s.cycle(at: 10)
            s.decides(at: 40)
            s.expectReason("O", "limitApplications(root.owed, user ann, max: 1)")
        }
    }

    @Test("B134 no more is evicted than the user's limit lets an application take")
    func limit() {
        scenario { s in
            twoQueues(&s)
            s.limit("root.owed", users: ["ann"], max: "1")
            fillRich(&s)
            s.submit("O", by: "ann", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("B134 nobody is evicted for a gang that is larger than its user's limit")
    func limitBelowGang() {
        scenario { s in
            twoQueues(&s)
            s.limit("root.owed", users: ["ann"], max: "1")
            fillRich(&s)
            s.submit(gang: "O", by: "ann", to: "root.owed", 2)
            s.cycle(at: 10)
            s.decides(at: 40)
        }
    }

    @Test("B123 an ask that never preempts is passed over for the next one of its application")
    func neverBesideOthers() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", each: "2", priority: 1, traits: .neverPreempts)
            s.ask("O")
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/1 n1")
        }
    }

    @Test("An ask that is bound to another node takes nothing by its queue's guarantee")
    func boundBesideOthers() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.node("n2", "2", isSchedulable: false)
            s.submit("O", to: "root.owed", asks: 0)
            s.ask("O", each: "2", priority: 1, on: "n2")
            s.ask("O")
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/1 n1")
        }
    }

    @Test("The delay is that of the queue that preempts")
    func delay() {
        scenario { s in
            twoQueues(&s)
            s.set("root.owed", \.preemptionDelay, Tick(seconds: 5))
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 14)
            s.decides(at: 15, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 16, then: "allocated O/0 n1")
        }
    }
}
