import MusterCore
import TestKit
import Testing

/// One node of four cores, unless told otherwise; `owed` is guaranteed two of them, `rich` none.
func twoQueues(
    _ s: inout Scenario, nodes count: Int = 1, _ capacity: String = "4", guaranteed: String = "2",
    rich: String = "", settings: (inout QueueSettings) -> Void = { _ in }
) {
    s.nodes(count, capacity)
    s.queue("root.owed", guaranteed: guaranteed)
    s.queue("root.rich", guaranteed: rich, settings: settings)
}

/// Lets `R` take all four cores for the queue without a guarantee.
func fillRich(_ s: inout Scenario) {
    s.start("R", to: "root.rich", on: "n1", "n1", "n1", "n1", at: 0)
}

@Suite("Preemption")
struct PreemptionTests {
    @Test("B117 preemption, B129 victim event: a guarantee takes back what others borrowed")
    func guarantee() {
        scenario(.reasons) { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2)
            s.decides(at: 10, "O waits: notEnoughFree(vcore, missing: 1000)")
            s.decides(at: 39)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)", "O waits: evicting(remaining: 2)")
            s.expectReason("O", "evicting(remaining: 2)")
            s.endEvictions("R/2", at: 41, then: "R waits: notEnoughFree(vcore, missing: 1000)")
            s.expectReason("O", "evicting(remaining: 1)")
            s.endEvictions("R/3", at: 42, then: "allocated O/0-1 n1")
        }
    }

    @Test("B118 no guarantee: a queue without one never preempts")
    func noGuarantee() {
        scenario { s in
            twoQueues(&s, guaranteed: "")
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 100)
        }
    }

    @Test("B119 within guarantee: what a queue uses of its own guarantee is not touched")
    func withinGuarantee() {
        scenario { s in
            twoQueues(&s, guaranteed: "3", rich: "3")
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
            s.decides(at: 500)
        }
    }

    @Test("B120 preemption fence: nothing outside the fence is evicted for what is inside")
    func fence() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.in", settings: { $0.preemptionPolicy = .fence })
            s.queue("root.in.owed", guaranteed: "2")
            s.queues("root.in.rich", "root.out")
            s.start("I", to: "root.in.rich", on: "n1", at: 0)
            s.start("R", to: "root.out", on: "n1", "n1", "n1", at: 1)
            s.submit("O", to: "root.in.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted I/0 (preempted by O)")
            s.endEvictions("I/0", at: 41, then: "allocated O/0 n1")
            s.cycle(at: 500)
        }
    }

    @Test("B121 preemption disabled queue: its allocations are never evicted for others")
    func disabled() {
        scenario { s in
            twoQueues(&s, settings: { $0.preemptionPolicy = .disabled })
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.cycle(at: 400)
        }
    }

    @Test("B122 partition off: no generic preemption, required-node preemption still runs")
    func off() {
        scenario { s in
            twoQueues(&s)
            s.configure { $0.isPreemptionEnabled = false }
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 400)
            s.submit(daemonSet: "D", to: "root.owed", on: "n1")
            s.decides(at: 401, "evicted R/3 (required node n1 of D)")
            s.endEvictions("R/3", at: 402, then: "allocated D/0 n1")
        }
    }

    @Test("B123 never policy: nothing is evicted for an ask that never preempts")
    func never() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, traits: .neverPreempts, waitingFrom: 10)
            s.cycle(at: 400)
        }
    }

    @Test("B124, B125 opt-out: who asked not to be evicted is evicted last")
    func optOut() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.start("R", to: "root.rich", on: "n1", at: 0)
            s.start("P", to: "root.rich", on: "n1", "n1", "n1", at: 1, traits: .optedOut)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/0 (preempted by O)", "evicted P/2 (preempted by O)")
            s.endEvictions("R/0", "P/2", at: 41, then: "allocated O/0-1 n1")
        }
    }

    @Test("B126 higher priority victim: what has a higher priority than the ask is not evicted")
    func higherPriority() {
        scenario { s in
            twoQueues(&s)
            s.submit("H", to: "root.rich", asks: 2, priority: 1)
            s.submit("L", to: "root.rich", asks: 2)
            s.decides(
                at: 0, "allocated H/0 n1", "allocated H/1 n1", "allocated L/0 n1",
                "allocated L/1 n1")
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted L/0-1 (preempted by O)")
            s.endEvictions("L/0-1", at: 41, then: "allocated O/0-1 n1")
        }
    }

    @Test("B126 offsets and fences carry the priority from one queue to the other")
    func offsets() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2", priorityOffset: 5)
            s.queue("root.high", priorityOffset: 6)
            s.queue("root.fence", priorityPolicy: .fence, priorityOffset: 5)
            s.start("H", to: "root.high", on: "n1", "n1", "n1", at: 0)
            s.start("F", to: "root.fence", on: "n1", at: 1, priority: 1000)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            // 0 + 5 reaches down to 5 - 6 = -1 in `high`, and past the fence at 5.
            s.decides(at: 40, "evicted F/0 (preempted by O)")
            s.endEvictions("F/0", at: 41, then: "allocated O/0 n1")
        }
    }

    /// `L` runs in a leaf queue of two cores; `H` of a higher and `E` of the same priority wait.
    private func oneLeaf(_ s: inout Scenario, preempts: Bool) {
        s.nodes(1, "2")
        s.queue("root.a", settings: { $0.preemptsWithinQueue = preempts })
        s.start("L", to: "root.a", on: "n1", "n1", at: 0)
        s.submit("H", to: "root.a", priority: 1)
        s.submit("E", to: "root.a")
        s.cycle(at: 10)
    }

    @Test("B127 same leaf: no preemption by priority inside a queue")
    func sameLeaf() {
        scenario { s in
            oneLeaf(&s, preempts: false)
            s.decides(at: 40)
            s.decides(at: 500)
        }
    }

    @Test("B127 same leaf: where it is asked for, the higher priority evicts the lower one")
    func sameLeafWanted() {
        scenario { s in
            oneLeaf(&s, preempts: true)
            s.decides(at: 40, "evicted L/1 (preempted by H)")
            s.endEvictions("L/1", at: 41, then: "allocated H/0 n1")
            s.decides(at: 500)
        }
    }

    @Test("B128 originator: an executor is evicted before the driver that it depends on")
    func originator() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit("E", to: "root.rich", asks: 2)
            s.cycle(at: 0)
            s.submit("D", to: "root.rich", asks: 1, traits: .originator)
            s.submit("S", to: "root.rich", asks: 1)
            s.decides(
                at: 5, "allocated E/0 n1", "allocated E/1 n1", "allocated D/0 n1",
                "allocated S/0 n1")
            s.submit("O", to: "root.owed", asks: 3, waitingFrom: 10)
            s.decides(at: 40, "evicted E/0-1 (preempted by O)", "evicted S/0 (preempted by O)")
            s.endEvictions("S/0", "E/0-1", at: 41, then: "allocated O/0-2 n1")
        }
    }

    @Test("A gang is evicted as a whole, forms again as a whole, and its held places go at once")
    func wholeGang() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.rich", (1, "1"), (3, "1"), members: [1, 0])
            s.decides(
                at: 0, "allocated G/0 n1", "held G#1 x1 n1", "held G#1 x1 n1", "held G#1 x1 n1")
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted G/0 (preempted by O)", "unheld G#1 x3 n1 (evicted)")
            s.endEvictions("G/0", at: 41, then: "allocated O/0-1 n1")
            s.expectReason("G", "notEnoughFree(vcore, missing: 2000)")
            s.finish("O/0-1")
            s.decides(
                at: 42, "allocated G/0 n1", "held G#1 x1 n1", "held G#1 x1 n1", "held G#1 x1 n1")
        }
    }

    @Test("Surplus members of an elastic gang are evicted first, the youngest first")
    func surplus() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G", group: 0)
            s.decides(at: 1, "allocated G/2 n1")
            s.ask("G", group: 0)
            s.decides(at: 2, "allocated G/3 n1")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted G/3 (preempted by O)")
            s.endEvictions("G/3", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("Victims on several nodes make room for one gang, or nobody is evicted")
    func severalNodes() {
        scenario { s in
            twoQueues(&s, nodes: 3, "2", guaranteed: "6")
            s.start("R", to: "root.rich", on: "n1", "n2", "n3", at: 0, each: "2")
            // Four of 1.5 cores find no places on three nodes of two cores; three of two cores do.
            s.submit(gang: "TooBig", to: "root.owed", (4, "1500m"))
            s.submit(gang: "G", to: "root.owed", (3, "2"))
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/0-2 (preempted by G)")
            s.endEvictions("R/0-1", at: 41)
            s.endEvictions(
                "R/2", at: 42, then: "allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n3")
        }
    }

    @Test("The least lost work goes first, counted from the last checkpoint")
    func lostWork() {
        scenario { s in
            twoQueues(&s)
            s.start("Old", to: "root.rich", on: "n1", "n1", at: 0)
            s.start("Young", to: "root.rich", on: "n1", "n1", at: 100)
            s.cycle(at: 150)
            s.checkpoint("Old")
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 151)
            s.decides(at: 181, "evicted Old/1 (preempted by O)")
            s.endEvictions("Old/1", at: 182, then: "allocated O/0 n1")
        }
    }

    @Test("What has run for less than the minimum run time is not evicted")
    func minimumRunTime() {
        scenario { s in
            twoQueues(&s, settings: { $0.minRunTime = Tick(seconds: 300) })
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 299)
            s.decides(at: 313)
            s.decides(at: 314, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 315, then: "allocated O/0 n1")
        }
    }

    @Test("A queue gives up no more units in a minute than its budget")
    func budget() {
        scenario { s in
            twoQueues(&s, settings: { $0.evictionsPerMinute = 1 })
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
            s.decides(at: 99)
            s.decides(at: 120, "evicted R/2 (preempted by O)")
            s.endEvictions("R/2", at: 121, then: "allocated O/1 n1")
        }
    }
}
