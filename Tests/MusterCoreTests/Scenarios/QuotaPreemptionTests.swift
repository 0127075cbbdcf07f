import MusterCore
import TestKit
import Testing

/// A queue that uses four cores of its max of four; `max` and `delay` replace it.
private func cut(
    _ s: inout Scenario, to max: String, delay: Int64, isEnabled: Bool = true
) {
    s.configure { $0.isQuotaPreemptionEnabled = isEnabled }
    s.queue("root.a", max: max, settings: { $0.quotaPreemptionDelay = Tick(seconds: delay) })
}

private func fill(_ s: inout Scenario) {
    s.nodes(1, "8")
    cut(&s, to: "4", delay: 60)
    s.submit("A", to: "root.a", asks: 4)
    s.cycle(at: 0)
    s.expect("allocated A/0 n1", "allocated A/1 n1", "allocated A/2 n1", "allocated A/3 n1")
}

@Suite("Quota preemption")
struct QuotaPreemptionTests {
    @Test("B131 quota cut: what is above the lowered max is evicted after the delay")
    func cutMax() {
        scenario { s in
            fill(&s)
            cut(&s, to: "2500m", delay: 60)
            s.cycle(at: 10)
            s.cycle(at: 69)
            s.expect()
            // 1.5 cores too many: one member of 1 core fits into that, two do not.
            s.cycle(at: 70)
            s.expect("evicted A/3 (quota of root.a)")
            s.evictionEnds("A/3")
            s.cycle(at: 71)
            s.expect("released A/3 (evicted)")
        }
    }

    @Test("B132 quota cut, delay 0: nothing is evicted; nor where the partition does not say so")
    func off() {
        scenario { s in
            fill(&s)
            cut(&s, to: "2", delay: 0)
            s.cycle(at: 10)
            s.cycle(at: 500)
        }
        scenario { s in
            fill(&s)
            cut(&s, to: "2", delay: 60, isEnabled: false)
            s.cycle(at: 10)
            s.cycle(at: 500)
        }
    }

    @Test("B133 quota raise: the timer is cleared")
    func raise() {
        scenario { s in
            fill(&s)
            cut(&s, to: "2", delay: 60)
            s.cycle(at: 10)
            cut(&s, to: "4", delay: 60)
            s.cycle(at: 20)
            s.cycle(at: 100)
            s.expect()
            cut(&s, to: "3", delay: 60)
            s.cycle(at: 110)
            s.cycle(at: 169)
            s.expect()
            s.cycle(at: 170)
            s.expect("evicted A/3 (quota of root.a)")
            s.evictionEnds("A/3")
            s.expect("released A/3 (evicted)")
            s.withdraw("A/3")
        }
    }

    @Test("Lowering again does not start the delay anew; another delay moves the deadline")
    func again() {
        scenario { s in
            fill(&s)
            cut(&s, to: "3", delay: 60)
            s.cycle(at: 10)
            cut(&s, to: "2", delay: 60)
            s.cycle(at: 50)
            cut(&s, to: "2", delay: 80)
            s.cycle(at: 55)
            s.cycle(at: 89)
            s.expect()
            s.cycle(at: 90)
            s.expect("evicted A/2-3 (quota of root.a)")
            s.evictionEnds("A/2-3")
            s.expect("released A/2 (evicted)", "released A/3 (evicted)")
            s.withdraw("A/2-3")
        }
    }

    @Test("The excess of a parent is divided by what its leaves use above their guarantees")
    func parent() {
        scenario { s in
            s.nodes(1, "20")
            s.configure { $0.isQuotaPreemptionEnabled = true }
            s.queue("root.p", max: "12", settings: { $0.quotaPreemptionDelay = Tick(seconds: 1) })
            s.queue("root.p.a", guaranteed: "2")
            s.queue("root.p.b")
            s.submit("A", to: "root.p.a", asks: 8)
            s.submit("B", to: "root.p.b", asks: 3)
            s.cycle(at: 0)
            #expect(s.usage(of: "root.p") == "11000 vcore")
            s.forget()
            s.queue("root.p", max: "8", settings: { $0.quotaPreemptionDelay = Tick(seconds: 1) })
            s.cycle(at: 10)
            // 3 too many; 6 and 3 above the guarantees: 2 and 1.
            s.cycle(at: 11)
            s.expect("evicted A/6-7 (quota of root.p)", "evicted B/2 (quota of root.p)")
            s.evictionEnds("A/6-7")
            s.evictionEnds("B/2")
            s.expect("released A/6 (evicted)", "released A/7 (evicted)", "released B/2 (evicted)")
            s.withdraw("A/6-7")
            s.withdraw("B/2")
        }
    }

    @Test("QUIRK-6 is fixed: originators and who opted out go last")
    func reluctance() {
        scenario { s in
            s.nodes(1, "8")
            cut(&s, to: "4", delay: 60)
            s.submit("A", to: "root.a", asks: 1)
            s.cycle(at: 0)
            s.submit("B", to: "root.a", asks: 1, traits: .originator)
            s.submit("C", to: "root.a", asks: 1, traits: .optedOut)
            s.cycle(at: 5)
            s.expect("allocated A/0 n1", "allocated B/0 n1", "allocated C/0 n1")
            cut(&s, to: "2", delay: 60)
            s.cycle(at: 10)
            s.cycle(at: 70)
            s.expect("evicted A/0 (quota of root.a)")
            s.withdraw("A/0")
        }
    }

    @Test("A whole gang goes if all of it is too much, its spare members if no more is")
    func elasticGang() {
        for (max, victims) in [("0", "G/0-5"), ("1", "G/4-5")] {
            scenario { s in
                s.nodes(1, "8")
                cut(&s, to: "6", delay: 60)
                s.submit(gang: "G", to: "root.a", (4, "1"))
                s.ask("G", 2, group: 0)
                s.cycle(at: 0)
                s.forget()
                cut(&s, to: max, delay: 60)
                s.cycle(at: 10)
                s.cycle(at: 70)
                s.expect("evicted \(victims) (quota of root.a)")
            }
        }
    }

    @Test("More is evicted at once than a number can say: nodes were filled and shrank since")
    func beyondNumbers() {
        scenario { s in
            let most = "2305843009213693952m"
            let queues = ["root.a", "root.b"]
            s.configure { $0.isQuotaPreemptionEnabled = true }
            for path in queues { s.queue(path) { $0.quotaPreemptionDelay = Tick(seconds: 60) } }
            for (path, name) in zip(queues, ["A", "B"]) {
                s.submit(name, to: path, asks: 3, each: most)
                for number in 1...3 { fillAndShrink(&s, "\(name)\(number)", most) }
            }
            s.forget()
            for path in queues {
                s.queue(path, max: "0") { $0.quotaPreemptionDelay = Tick(seconds: 60) }
            }
            s.cycle(at: 10)
            s.cycle(at: 70)
            s.expect("evicted A/0-2 (quota of root.a)", "evicted B/0-2 (quota of root.b)")
        }
    }
}

/// Adds a node for one ask, and takes its capacity away when the ask is there.
private func fillAndShrink(_ s: inout Scenario, _ name: String, _ capacity: String) {
    s.node(name, capacity)
    s.cycle(at: 0)
    s.node(name, "0")
}
