import MusterCore
import TestKit
import Testing

/// Replaces the max of a queue and the delay after which what is above it is evicted.
private func cut(
    _ s: inout Scenario, _ path: String = "root.a", to max: String, delay: Int64 = 60,
    isEnabled: Bool = true
) {
    s.configure { $0.isQuotaPreemptionEnabled = isEnabled }
    s.queue(path, max: max, settings: { $0.quotaPreemptionDelay = Tick(seconds: delay) })
}

/// `root.a` uses four cores of its max of four.
private func fill(_ s: inout Scenario) {
    s.nodes(1, "8")
    cut(&s, to: "4")
    s.start("A", to: "root.a", on: "n1", "n1", "n1", "n1", at: 0)
}

@Suite("Quota preemption")
struct QuotaPreemptionTests {
    @Test("B131 quota cut: what is above the lowered max is evicted after the delay")
    func cutMax() {
        scenario { s in
            fill(&s)
            cut(&s, to: "2500m")
            s.cycle(at: 10)
            s.decides(at: 69)
            // 1.5 cores too many: one member of 1 core fits into that, two do not.
            s.decides(at: 70, "evicted A/3 (quota of root.a)")
            s.endEvictions("A/3", at: 71)
        }
    }

    @Test(
        "B132 quota cut, delay 0: nothing is evicted; nor where the partition does not say so",
        arguments: [(0, true), (60, false)])
    func off(delay: Int64, isEnabled: Bool) {
        scenario { s in
            fill(&s)
            cut(&s, to: "2", delay: delay, isEnabled: isEnabled)
            s.cycle(at: 10)
            s.decides(at: 500)
        }
    }

    @Test("B133 quota raise: the timer is cleared")
    func raise() {
        scenario { s in
            fill(&s)
            cut(&s, to: "2")
            s.cycle(at: 10)
            cut(&s, to: "4")
            s.cycle(at: 20)
            s.decides(at: 100)
            cut(&s, to: "3")
            s.cycle(at: 110)
            s.decides(at: 169)
            s.decides(at: 170, "evicted A/3 (quota of root.a)")
            s.evictionEnds("A/3")
            s.expect("released A/3 (evicted)")
            s.withdraw("A/3")
        }
    }

    @Test("Lowering again does not start the delay anew; another delay moves the deadline")
    func again() {
        scenario { s in
            fill(&s)
            cut(&s, to: "3")
            s.cycle(at: 10)
            cut(&s, to: "2")
            s.cycle(at: 50)
            cut(&s, to: "2", delay: 80)
            s.cycle(at: 55)
            s.decides(at: 89)
            s.decides(at: 90, "evicted A/2-3 (quota of root.a)")
            s.evictionEnds("A/2-3")
            s.expect("released A/2 (evicted)", "released A/3 (evicted)")
            s.withdraw("A/2-3")
        }
    }

    @Test("The excess of a parent is divided by what its leaves use above their guarantees")
    func parent() {
        scenario { s in
            s.nodes(1, "20")
            cut(&s, "root.p", to: "12", delay: 1)
            s.queue("root.p.a", guaranteed: "2")
            s.queue("root.p.b")
            s.start("A", to: "root.p.a", on: "n1", "n1", "n1", "n1", "n1", "n1", "n1", "n1", at: 0)
            s.start("B", to: "root.p.b", on: "n1", "n1", "n1")
            cut(&s, "root.p", to: "8", delay: 1)
            s.cycle(at: 10)
            // 3 too many; 6 and 3 above the guarantees: 2 and 1.
            s.decides(at: 11, "evicted A/6-7 (quota of root.p)", "evicted B/2 (quota of root.p)")
            s.endEvictions("A/6-7", "B/2")
        }
    }

    @Test("QUIRK-6 is fixed: originators and who opted out go last")
    func reluctance() {
        scenario { s in
            s.nodes(1, "8")
            cut(&s, to: "4")
            s.submit("A", to: "root.a", asks: 1)
            s.cycle(at: 0)
            s.submit("B", to: "root.a", asks: 1, traits: .originator)
            s.submit("C", to: "root.a", asks: 1, traits: .optedOut)
            s.decides(at: 5, "allocated A/0 n1", "allocated B/0 n1", "allocated C/0 n1")
            cut(&s, to: "2")
            s.cycle(at: 10)
            s.decides(at: 70, "evicted A/0 (quota of root.a)")
            s.withdraw("A/0")
        }
    }

    @Test("B133 quota raise: the next cut has its whole delay")
    func cutAgain() {
        scenario { s in
            fill(&s)
            cut(&s, to: "2")
            s.cycle(at: 10)
            cut(&s, to: "4")
            s.cycle(at: 20)
            cut(&s, to: "3")
            s.cycle(at: 30)
            s.decides(at: 89)
            s.decides(at: 90, "evicted A/3 (quota of root.a)")
            s.withdraw("A/3")
        }
    }

    @Test("What of a resource is within the max does not matter for what is above")
    func oneResource() {
        scenario { s in
            s.nodes(1, "4, 4 gpu")
            cut(&s, to: "4, 4 gpu")
            s.start("A", to: "root.a", on: "n1", "n1", at: 0, each: "1, 1 gpu")
            cut(&s, to: "1, 4 gpu")
            s.cycle(at: 10)
            s.decides(at: 70, "evicted A/1 (quota of root.a)")
            s.withdraw("A/1")
        }
    }

    @Test("A gang that goes whole, after a surplus member of it was chosen, is counted once")
    func surplusOfGang() {
        scenario { s in
            s.nodes(1, "8")
            cut(&s, to: "8")
            s.start("R", to: "root.a", on: "n1", "n1", at: 0)
            s.submit(gang: "G", to: "root.a", (2, "1"))
            s.decides(at: 5, "allocated G/0 n1", "allocated G/1 n1")
            s.ask("G", group: 0)
            s.decides(at: 5, "allocated G/2 n1")
            cut(&s, to: "1")
            s.cycle(at: 10)
            // Four too many: the three of the gang, G/2 among them, and one of R.
            s.decides(at: 70, "evicted R/1 (quota of root.a)", "evicted G/0-2 (quota of root.a)")
            s.endEvictions("R/1", "G/0-2")
        }
    }

    @Test(
        "A whole gang goes if all of it is too much, its spare members if no more is",
        arguments: [("0", "G/0-5"), ("1", "G/4-5")])
    func elasticGang(max: String, victims: String) {
        scenario { s in
            s.nodes(1, "8")
            cut(&s, to: "6")
            s.submit(gang: "G", to: "root.a", (4, "1"))
            s.ask("G", 2, group: 0)
            s.cycle(at: 0)
            s.passOver()
            cut(&s, to: max)
            s.cycle(at: 10)
            s.decides(at: 70, "evicted \(victims) (quota of root.a)")
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
            s.passOver()
            for path in queues {
                s.queue(path, max: "0") { $0.quotaPreemptionDelay = Tick(seconds: 60) }
            }
            s.cycle(at: 10)
            s.decides(
                at: 70, "evicted A/0-2 (quota of root.a)", "evicted B/0-2 (quota of root.b)")
        }
    }

    @Test("A queue that was a leaf and has queues below it now gives back what runs in it")
    func formerLeaf() {
        scenario { s in
            fill(&s)
            s.queues("root.a.x")
            cut(&s, to: "3")
            s.cycle(at: 10)
            s.decides(at: 70, "evicted A/3 (quota of root.a)")
            s.withdraw("A/3")
        }
    }
}

/// Adds a node for one ask, and takes its capacity away when the ask is there.
private func fillAndShrink(_ s: inout Scenario, _ name: String, _ capacity: String) {
    s.node(name, capacity)
    s.cycle(at: 0)
    s.node(name, "0")
}
