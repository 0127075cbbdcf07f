import MusterCore
import TestKit
import Testing

@Suite("Evictions with extreme trees, quantities and moments")
struct EvictionExtremeTests {
    @Test("A guarantee of nothing evicts nobody, and protects nobody")
    func zeroGuarantee() {
        for (owed, isOwed) in [("0", false), ("1", true)] {
            scenario { s in
                twoQueues(&s, guaranteed: owed, rich: "0")
                s.submit("R", to: "root.rich", asks: 4)
                s.cycle(at: 0)
                s.forget()
                s.submit("O", to: "root.owed", asks: 1)
                s.cycle(at: 10)
                s.cycle(at: 40)
                guard isOwed else { return }
                s.expect("evicted R/3 (preempted by O)")
                s.finish("R/3")
                s.cycle(at: 41)
                s.expect("allocated O/0 n1")
            }
        }
    }

    @Test("A guarantee of something that nobody has neither covers nor protects anything else")
    func foreignResource() {
        scenario { s in
            twoQueues(&s, guaranteed: "4 gpu", rich: "9 tpu")
            s.submit("R", to: "root.rich", asks: 4)
            s.cycle(at: 0)
            s.forget()
            s.submit("O", to: "root.owed", asks: 1)
            s.submit("G", to: "root.owed", asks: 1, each: "1, 1 gpu")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.cycle(at: 400)
        }
    }

    @Test("The largest numbers there are, as guarantee, as max and as a request")
    func largestNumbers() {
        scenario { s in
            let most = "9223372036854775807m"
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: most, max: most)
            s.queue("root.rich", max: most)
            s.submit("R", to: "root.rich", asks: 4)
            s.cycle(at: 0)
            s.forget()
            s.submit("Huge", to: "root.owed", asks: 2, each: most)
            s.submit(gang: "HugeGang", to: "root.owed", (1, most))
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/3 (evicted)", "allocated O/0 n1")
            s.configure { $0.root.children[0].settings.guaranteed = .none }
            s.configure()
            s.cycle(at: 9_223_372_036_854_775)
        }
    }

    @Test("A thousand queues of which one is owed something")
    func thousandQueues() {
        scenario { s in
            s.nodes(1, "5")
            for number in 0..<999 { s.queue("root.q\(number)", guaranteed: "1") }
            s.queue("root.rich")
            for number in 0..<3 { s.submit("A\(number)", to: "root.q\(number)") }
            s.submit("R", to: "root.rich", asks: 2)
            s.cycle(at: 0)
            s.forget()
            s.submit("O", to: "root.q998")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/1 (preempted by O)")
            s.evictionEnds("R/1")
            s.cycle(at: 41)
            s.expect("released R/1 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("A path of a hundred levels: the fence in the middle is where evictions end")
    func deepPath() {
        for hasFence in [false, true] {
            scenario { s in
                s.nodes(1, "2")
                s.queue("root.out")
                var path = "root"
                for level in 1...99 {
                    path += ".l\(level)"
                    s.queue(path, guaranteed: level == 99 ? "1" : "") {
                        if hasFence, level == 50 { $0.preemptionPolicy = .fence }
                    }
                    if level == 70 { s.queue(path + ".near") }
                }
                let near = path.split(separator: ".").prefix(71).joined(separator: ".") + ".near"
                s.submit("Near", to: near)
                s.submit("Out", to: "root.out", at: 5)
                s.cycle(at: 5)
                s.forget()
                s.cycle(at: 50)
                s.checkpoint("Out")
                s.submit("O", to: path)
                s.cycle(at: 60)
                s.cycle(at: 90)
                // `Out` would lose less, but lies beyond the fence.
                let victim = hasFence ? "Near" : "Out"
                s.expect("evicted \(victim)/0 (preempted by O)")
                s.evictionEnds("\(victim)/0")
                s.cycle(at: 91)
                s.expect("released \(victim)/0 (evicted)", "allocated O/0 n1")
            }
        }
    }

    @Test("A gang takes what is free on three nodes, and evicts for the rest of each")
    func partlyFree() {
        scenario { s in
            s.node("n1", "4")
            s.node("n2", "3")
            s.node("n3", "2")
            s.queue("root.owed", guaranteed: "6")
            s.queue("root.rich")
            s.submit("R", to: "root.rich", asks: 2, each: "2")
            s.submit("Q", to: "root.rich", asks: 1, each: "1")
            s.submit("S", to: "root.rich", asks: 1, each: "1")
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n2", "allocated Q/0 n3", "allocated S/0 n1")
            // Free are 1, 1 and 1; places for two cores are made on each node.
            s.submit(gang: "G", to: "root.owed", (3, "2"))
            s.cycle(at: 10)
            s.cycle(at: 40)
            // These are R/1, Q/0 and S/0: told as one range of asks.
            s.expect(
                "evicted R/1 (preempted by G)", "evicted Q/0 (preempted by G)",
                "evicted S/0 (preempted by G)")
            s.submit("Thief", to: "root.rich", asks: 3)
            s.cycle(at: 41)
            s.expect()
            s.evictionEnds("R/1")
            s.evictionEnds("S/0")
            s.withdraw("Q/0")
            s.cycle(at: 42)
            s.expect(
                "released R/1 (evicted)", "released S/0 (evicted)", "allocated G/0 n1",
                "allocated G/1 n2", "allocated G/2 n3", "allocated S/0 n2")
        }
    }

    @Test("A driver and its executors: two task groups, one placement, one set of victims")
    func twoGroups() {
        scenario { s in
            s.nodes(2, "3")
            s.queue("root.owed", guaranteed: "5")
            s.queue("root.rich")
            s.submit("R", to: "root.rich", asks: 6)
            s.cycle(at: 0)
            s.forget()
            s.submit(gang: "G", to: "root.owed", (1, "1"), (2, "2"), members: [1, 0])
            s.cycle(at: 10)
            s.cycle(at: 40)
            // Two cores on each node for the executors, and one for the driver.
            s.expect("evicted R/1-5 (preempted by G)")
            s.evictionEnds("R/1-5")
            s.forget()
            s.cycle(at: 41)
            s.expect("held G#1 x1 n1", "held G#1 x1 n2", "allocated G/0 n2")
            s.withdraw("R/2-5")
        }
    }

    @Test("A new configuration between an eviction and its end: the claim stays, within its max")
    func reload() {
        for max in ["4", "1"] {
            scenario { s in
                twoQueues(&s)
                s.submit("R", to: "root.rich", asks: 4)
                s.cycle(at: 0)
                s.forget()
                s.submit("O", to: "root.owed", asks: 1, each: "2")
                s.cycle(at: 10)
                s.cycle(at: 40)
                s.expect("evicted R/2-3 (preempted by O)")
                s.queue("root.owed", guaranteed: "0", max: max)
                s.configure()
                s.evictionEnds("R/2-3")
                s.cycle(at: 41)
                s.expect(
                    ["released R/2 (evicted)", "released R/3 (evicted)"]
                        + (max == "4"
                            ? ["allocated O/0 n1"] : ["allocated R/2 n1", "allocated R/3 n1"]))
            }
        }
    }

    @Test(
        "What was freed is kept from those who have a reservation",
        arguments: [
            BackfillPolicy.easy, .conservative,
        ])
    func reservations(policy: BackfillPolicy) {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich", backfill: policy)
            s.submit("R", to: "root.rich", asks: 4, lasting: 1000)
            s.cycle(at: 0)
            s.forget()
            s.submit("W", to: "root.rich", asks: 1, each: "4", lasting: 100)
            s.cycle(at: 5)
            s.expect("reserved W at 1000")
            s.submit("O", to: "root.owed", asks: 2, lasting: 50)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/2-3 (preempted by O)")
            s.withdraw("R/2-3")
            s.cycle(at: 41)
            s.expect("allocated O/0-1 n1")
        }
    }

    @Test("A hard gang that is evicted has its whole time to form again")
    func hardGang() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit(gang: "G", to: "root.rich", (4, "1"), style: .hard, timeout: 60)
            s.cycle(at: 0)
            s.expect("allocated G/0 n1", "allocated G/1 n1", "allocated G/2 n1", "allocated G/3 n1")
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted G/0-3 (preempted by O)")
            s.evictionEnds("G/0-3")
            s.forget()
            s.cycle(at: 41)
            s.expect("allocated O/0 n1")
            s.cycle(at: 99)
            s.expect()
            s.cycle(at: 100)
            s.expect("G Running -> Failing", "G Failing -> Failed")
        }
    }
}
