import MusterCore
import TestKit
import Testing

/// Four cores on one node; `owed` is guaranteed two of them, `rich` none.
func twoQueues(
    _ s: inout Scenario, guaranteed: String = "2", rich: String = "",
    settings: (inout QueueSettings) -> Void = { _ in }
) {
    s.nodes(1, "4")
    s.queue("root.owed", guaranteed: guaranteed)
    s.queue("root.rich", guaranteed: rich, settings: settings)
}

/// Lets `R` take all four cores for the queue without a guarantee.
func fillRich(_ s: inout Scenario) {
    s.submit("R", to: "root.rich", asks: 4)
    s.cycle(at: 0)
    s.expect("allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1", "allocated R/3 n1")
}

@Suite("Preemption")
struct PreemptionTests {
    @Test(
        "B117 preemption, B129 victim event: a guarantee takes back what others borrowed"
    )
    func guarantee() {
        scenario(.reasons) { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.expect("O waits: notEnoughFree(vcore, missing: 1000)")
            s.cycle(at: 39)
            s.expect()
            s.cycle(at: 40)
            s.expect("evicted R/2-3 (preempted by O)", "O waits: evicting(remaining: 2)")
            s.expectReason("O", "evicting(remaining: 2)")
            s.evictionEnds("R/2")
            s.expect("released R/2 (evicted)")
            s.cycle(at: 41)
            s.expect("R waits: notEnoughFree(vcore, missing: 1000)")
            s.expectReason("O", "evicting(remaining: 1)")
            s.evictionEnds("R/3")
            s.cycle(at: 42)
            s.expect("released R/3 (evicted)", "allocated O/0-1 n1")
        }
    }

    @Test("B118 no guarantee: a queue without one never preempts")
    func noGuarantee() {
        scenario { s in
            twoQueues(&s, guaranteed: "")
            s.submit("R", to: "root.rich", asks: 4)
            s.cycle(at: 0)
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 100)
            s.expect("allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1", "allocated R/3 n1")
        }
    }

    @Test("B119 within guarantee: what a queue uses of its own guarantee is not touched")
    func withinGuarantee() {
        scenario { s in
            twoQueues(&s, guaranteed: "3", rich: "3")
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/3 (evicted)", "allocated O/0 n1")
            s.cycle(at: 500)
            s.expect()
        }
    }

    @Test("B120 preemption fence: nothing outside the fence is evicted for what is inside")
    func fence() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.in", settings: { $0.preemptionPolicy = .fence })
            s.queue("root.in.owed", guaranteed: "2")
            s.queue("root.in.rich")
            s.queue("root.out")
            s.submit("I", to: "root.in.rich", asks: 1)
            s.cycle(at: 0)
            s.submit("R", to: "root.out", asks: 3)
            s.cycle(at: 1)
            s.expect("allocated I/0 n1", "allocated R/0 n1", "allocated R/1 n1", "allocated R/2 n1")
            s.submit("O", to: "root.in.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted I/0 (preempted by O)")
            s.evictionEnds("I/0")
            s.cycle(at: 41)
            s.expect("released I/0 (evicted)", "allocated O/0 n1")
            s.cycle(at: 500)
        }
    }

    @Test("B121 preemption disabled queue: its allocations are never evicted for others")
    func disabled() {
        scenario { s in
            twoQueues(&s, settings: { $0.preemptionPolicy = .disabled })
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 400)
        }
    }

    @Test("B122 partition off: no generic preemption, required-node preemption still runs")
    func off() {
        scenario { s in
            twoQueues(&s)
            s.configure { $0.isPreemptionEnabled = false }
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 400)
            s.expect()
            s.submit("D", to: "root.owed", asks: 0)
            s.ask("D", on: "n1")
            s.cycle(at: 401)
            s.expect("evicted R/3 (required node n1 of D)")
            s.evictionEnds("R/3")
            s.cycle(at: 402)
            s.expect("released R/3 (evicted)", "allocated D/0 n1")
        }
    }

    @Test("B123 never policy: nothing is evicted for an ask that never preempts")
    func never() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2, traits: .neverPreempts)
            s.cycle(at: 10)
            s.cycle(at: 400)
        }
    }

    @Test("B124, B125 opt-out: who asked not to be evicted is evicted last")
    func optOut() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit("R", to: "root.rich", asks: 1)
            s.cycle(at: 0)
            s.submit("P", to: "root.rich", asks: 3, traits: .optedOut)
            s.cycle(at: 1)
            s.expect("allocated R/0 n1", "allocated P/0 n1", "allocated P/1 n1", "allocated P/2 n1")
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/0 (preempted by O)", "evicted P/2 (preempted by O)")
            s.evictionEnds("R/0")
            s.evictionEnds("P/2")
            s.cycle(at: 41)
            s.expect("released R/0 (evicted)", "released P/2 (evicted)", "allocated O/0-1 n1")
        }
    }

    @Test("B126 higher priority victim: what has a higher priority than the ask is not evicted")
    func higherPriority() {
        scenario { s in
            twoQueues(&s)
            s.submit("H", to: "root.rich", asks: 2, priority: 1)
            s.submit("L", to: "root.rich", asks: 2)
            s.cycle(at: 0)
            s.expect("allocated H/0 n1", "allocated H/1 n1", "allocated L/0 n1", "allocated L/1 n1")
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted L/0-1 (preempted by O)")
            s.evictionEnds("L/0-1")
            s.cycle(at: 41)
            s.expect("released L/0 (evicted)", "released L/1 (evicted)", "allocated O/0-1 n1")
        }
    }

    @Test("B126 offsets and fences carry the priority from one queue to the other")
    func offsets() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2", priorityOffset: 5)
            s.queue("root.high", priorityOffset: 6)
            s.queue("root.fence", priorityPolicy: .fence, priorityOffset: 5)
            s.submit("H", to: "root.high", asks: 3)
            s.cycle(at: 0)
            s.submit("F", to: "root.fence", asks: 1, priority: 1000)
            s.cycle(at: 1)
            s.expect("allocated H/0 n1", "allocated H/1 n1", "allocated H/2 n1", "allocated F/0 n1")
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            // 0 + 5 reaches down to 5 - 6 = -1 in `high`, and past the fence at 5.
            s.expect("evicted F/0 (preempted by O)")
            s.evictionEnds("F/0")
            s.cycle(at: 41)
            s.expect("released F/0 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("B127 same leaf: no preemption by priority inside a queue unless it is asked for")
    func sameLeaf() {
        for isWanted in [false, true] {
            scenario { s in
                s.nodes(1, "2")
                s.queue("root.a", settings: { $0.preemptsWithinQueue = isWanted })
                s.submit("L", to: "root.a", asks: 2)
                s.cycle(at: 0)
                s.expect("allocated L/0 n1", "allocated L/1 n1")
                s.submit("H", to: "root.a", asks: 1, priority: 1)
                s.submit("E", to: "root.a", asks: 1)
                s.cycle(at: 10)
                s.cycle(at: 40)
                guard isWanted else { return }
                s.expect("evicted L/1 (preempted by H)")
                s.evictionEnds("L/1")
                s.cycle(at: 41)
                s.expect("released L/1 (evicted)", "allocated H/0 n1")
                s.cycle(at: 500)
            }
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
            s.cycle(at: 5)
            s.expect("allocated E/0 n1", "allocated E/1 n1", "allocated D/0 n1", "allocated S/0 n1")
            s.submit("O", to: "root.owed", asks: 3)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted E/0-1 (preempted by O)", "evicted S/0 (preempted by O)")
            s.evictionEnds("S/0")
            s.evictionEnds("E/0-1")
            s.cycle(at: 41)
            s.expect(
                "released S/0 (evicted)", "released E/0 (evicted)", "released E/1 (evicted)",
                "allocated O/0-2 n1")
        }
    }

    @Test("A gang is evicted as a whole, forms again as a whole, and its held places go at once")
    func wholeGang() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.rich", (1, "1"), (3, "1"), members: [1, 0])
            s.cycle(at: 0)
            s.expect(
                "allocated G/0 n1", "held G#1 x1 n1", "held G#1 x1 n1",
                "held G#1 x1 n1")
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted G/0 (preempted by O)", "unheld G#1 x3 n1 (evicted)")
            s.evictionEnds("G/0")
            s.cycle(at: 41)
            s.expect("released G/0 (evicted)", "allocated O/0-1 n1")
            s.expectReason("G", "notEnoughFree(vcore, missing: 2000)")
            s.finish("O/0-1")
            s.cycle(at: 42)
            s.expect(
                "allocated G/0 n1", "held G#1 x1 n1", "held G#1 x1 n1",
                "held G#1 x1 n1")
        }
    }

    @Test("Surplus members of an elastic gang are evicted first, the youngest first")
    func surplus() {
        scenario { s in
            twoQueues(&s)
            s.submit(gang: "G", to: "root.rich", (2, "1"))
            s.cycle(at: 0)
            s.ask("G", 1, group: 0)
            s.cycle(at: 1)
            s.ask("G", 1, group: 0)
            s.cycle(at: 2)
            s.expect(
                "allocated G/0 n1", "allocated G/1 n1", "allocated G/2 n1", "allocated G/3 n1")
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted G/3 (preempted by O)")
            s.evictionEnds("G/3")
            s.cycle(at: 41)
            s.expect("released G/3 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("Victims on several nodes make room for one gang, or nobody is evicted")
    func severalNodes() {
        scenario { s in
            s.nodes(3, "2")
            s.queue("root.owed", guaranteed: "6")
            s.queue("root.rich")
            s.submit("R", to: "root.rich", asks: 3, each: "2")
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n2", "allocated R/2 n3")
            // Four members of two cores find places on no three nodes; three do.
            s.submit(gang: "TooBig", to: "root.owed", (4, "1500m"))
            s.submit(gang: "G", to: "root.owed", (3, "2"))
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/0-2 (preempted by G)")
            s.evictionEnds("R/0-1")
            s.cycle(at: 41)
            s.expect("released R/0 (evicted)", "released R/1 (evicted)")
            s.evictionEnds("R/2")
            s.cycle(at: 42)
            s.expect(
                "released R/2 (evicted)", "allocated G/0 n1", "allocated G/1 n2",
                "allocated G/2 n3")
        }
    }

    @Test("The least lost work goes first, counted from the last checkpoint")
    func lostWork() {
        scenario { s in
            twoQueues(&s)
            s.submit("Old", to: "root.rich", asks: 2)
            s.cycle(at: 0)
            s.submit("Young", to: "root.rich", asks: 2)
            s.cycle(at: 100)
            s.expect(
                "allocated Old/0 n1", "allocated Old/1 n1", "allocated Young/0 n1",
                "allocated Young/1 n1")
            s.cycle(at: 150)
            s.checkpoint("Old")
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 151)
            s.cycle(at: 181)
            s.expect("evicted Old/1 (preempted by O)")
            s.evictionEnds("Old/1")
            s.cycle(at: 182)
            s.expect("released Old/1 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("What has run for less than the minimum run time is not evicted")
    func minimumRunTime() {
        scenario { s in
            twoQueues(&s, settings: { $0.minRunTime = Tick(seconds: 300) })
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 299)
            s.expect()
            s.cycle(at: 314)
            s.expect("evicted R/3 (preempted by O)")
            s.evictionEnds("R/3")
            s.cycle(at: 315)
            s.expect("released R/3 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("A queue gives up no more units in a minute than its budget")
    func budget() {
        scenario { s in
            twoQueues(&s, settings: { $0.evictionsPerMinute = 1 })
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/3 (evicted)", "allocated O/0 n1")
            s.cycle(at: 99)
            s.expect()
            s.cycle(at: 120)
            s.expect("evicted R/2 (preempted by O)")
            s.evictionEnds("R/2")
            s.cycle(at: 121)
            s.expect("released R/2 (evicted)", "allocated O/1 n1")
        }
    }
}
