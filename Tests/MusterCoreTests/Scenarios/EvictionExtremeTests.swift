import MusterCore
import TestKit
import Testing

@Suite("Evictions with extreme trees, quantities and moments")
struct EvictionExtremeTests {
    @Test("A guarantee of nothing evicts nobody")
    func zeroGuarantee() {
        scenario { s in
            twoQueues(&s, guaranteed: "0")
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("A guarantee of nothing protects nobody")
    func zeroGuaranteeOfVictim() {
        scenario { s in
            twoQueues(&s, guaranteed: "1", rich: "0")
            fillRich(&s)
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.finish("R/3")
            s.decides(at: 41, "allocated O/0 n1")
        }
    }

    @Test("A guarantee of something that nobody has neither covers nor protects anything else")
    func foreignResource() {
        scenario { s in
            twoQueues(&s, guaranteed: "4 gpu", rich: "9 tpu")
            fillRich(&s)
            s.submit("O", to: "root.owed")
            s.submit("G", to: "root.owed", each: "1, 1 gpu")
            s.cycle(at: 10)
            s.decides(at: 40)
            s.decides(at: 400)
        }
    }

    @Test("The largest numbers there are, as guarantee, as max and as a request")
    func largestNumbers() {
        scenario { s in
            let most = "9223372036854775807m"
            twoQueues(&s, guaranteed: most)
            for path in ["root.owed", "root.rich"] { s.set(path, \.max, s.bounds(most)) }
            fillRich(&s)
            s.submit("Huge", to: "root.owed", asks: 2, each: most)
            s.submit(gang: "HugeGang", to: "root.owed", (1, most))
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted R/3 (preempted by O)")
            s.endEvictions("R/3", at: 41, then: "allocated O/0 n1")
            s.set("root.owed", \.guaranteed, .none)
            s.decides(at: 9_223_372_036_854_775)
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
            s.passOver()
            s.submit("O", to: "root.q998", waitingFrom: 10)
            s.decides(at: 40, "evicted R/1 (preempted by O)")
            s.endEvictions("R/1", at: 41, then: "allocated O/0 n1")
        }
    }

    /// A leaf queue 99 levels down that is owed a core, one that branches off 70 levels down, and
    /// `root.out`; each of the last two runs something.
    private func deepTree(_ s: inout Scenario) -> String {
        s.nodes(1, "2")
        s.queue("root.out")
        var path = "root"
        for level in 1...99 {
            path += ".l\(level)"
            s.queue(path, guaranteed: level == 99 ? "1" : "")
            guard level == 70 else { continue }
            s.queue("\(path).near")
            s.start("Near", to: "\(path).near", on: "n1", at: 0)
        }
        s.start("Out", to: "root.out", on: "n1", at: 5)
        return path
    }

    @Test(
        "A path of a hundred levels: the fence in the middle is where evictions end",
        arguments: [(PreemptionPolicy.default, "Out"), (.fence, "Near")])
    func deepPath(policy: PreemptionPolicy, victim: String) {
        scenario { s in
            let leaf = deepTree(&s)
            let middle = leaf.split(separator: ".").prefix(51).joined(separator: ".")
            s.set(middle, \.preemptionPolicy, policy)
            s.cycle(at: 50)
            // `Out` would lose less, but lies beyond the fence.
            s.checkpoint("Out")
            s.submit("O", to: leaf, waitingFrom: 60)
            s.decides(at: 90, "evicted \(victim)/0 (preempted by O)")
            s.endEvictions("\(victim)/0", at: 91, then: "allocated O/0 n1")
        }
    }

    @Test("A gang takes what is free on three nodes, and evicts for the rest of each")
    func partlyFree() {
        scenario { s in
            for (name, cores) in [("n1", "4"), ("n2", "3"), ("n3", "2")] { s.node(name, cores) }
            twoQueues(&s, nodes: 0, guaranteed: "6")
            s.start("R", to: "root.rich", on: "n1", "n2", at: 0, each: "2")
            s.start("Q", to: "root.rich", on: "n3", "n1")
            // Free are 1, 1 and 1; places for two cores are made on each node.
            s.submit(gang: "G", to: "root.owed", (3, "2"))
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/1 (preempted by G)", "evicted Q/0-1 (preempted by G)")
            s.submit("Thief", to: "root.rich", asks: 3)
            s.decides(at: 41)
            s.withdraw("Q/0")
            s.endEvictions(
                "R/1", "Q/1", at: 42, then: "allocated G/0 n1", "allocated G/1 n2",
                "allocated G/2 n3", "allocated Q/1 n2")
        }
    }

    @Test("A driver and its executors: two task groups, one placement, one set of victims")
    func twoGroups() {
        scenario { s in
            twoQueues(&s, nodes: 2, "3", guaranteed: "5")
            s.submit("R", to: "root.rich", asks: 6)
            s.cycle(at: 0)
            s.passOver()
            s.submit(gang: "G", to: "root.owed", (1, "1"), (2, "2"), members: [1, 0])
            s.cycle(at: 10)
            // Two cores on each node for the executors, and one for the driver.
            s.decides(at: 40, "evicted R/1-5 (preempted by G)")
            s.evictionEnds("R/1-5")
            s.passOver()
            s.decides(at: 41, "held G#1 x1 n1", "held G#1 x1 n2", "allocated G/0 n2")
            s.withdraw("R/2-5")
        }
    }

    /// `O` waits for two cores of `R` to be gone when its queue gets another guarantee and max.
    private func reloadDuringEviction(_ s: inout Scenario, max: String) {
        twoQueues(&s)
        fillRich(&s)
        s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
        s.decides(at: 40, "evicted R/2-3 (preempted by O)")
        s.queue("root.owed", guaranteed: "0", max: max)
        s.configure()
    }

    @Test("A new configuration between an eviction and its end: the claim stays within its max")
    func reload() {
        scenario { s in
            reloadDuringEviction(&s, max: "4")
            s.endEvictions("R/2-3", at: 41, then: "allocated O/0 n1")
        }
    }

    @Test("A new configuration between an eviction and its end: a claim above its max goes")
    func reloadBelowClaim() {
        scenario { s in
            reloadDuringEviction(&s, max: "1")
            s.endEvictions("R/2-3", at: 41, then: "allocated R/2 n1", "allocated R/3 n1")
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
            s.passOver()
            s.submit("W", to: "root.rich", asks: 1, each: "4", lasting: 100)
            s.decides(at: 5, "reserved W at 1000")
            s.submit("O", to: "root.owed", asks: 2, lasting: 50)
            s.cycle(at: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            s.withdraw("R/2-3")
            s.decides(at: 41, "allocated O/0-1 n1")
        }
    }

    @Test("A hard gang that is evicted has its whole time to form again")
    func hardGang() {
        scenario { s in
            twoQueues(&s, guaranteed: "4")
            s.submit(gang: "G", to: "root.rich", (4, "1"), style: .hard, timeout: 60)
            s.decides(
                at: 0, "allocated G/0 n1", "allocated G/1 n1", "allocated G/2 n1",
                "allocated G/3 n1")
            s.submit("O", to: "root.owed", waitingFrom: 10)
            s.decides(at: 40, "evicted G/0-3 (preempted by O)")
            s.evictionEnds("G/0-3")
            s.passOver()
            s.decides(at: 41, "allocated O/0 n1")
            s.decides(at: 99)
            s.decides(at: 100, "G Running -> Failing", "G Failing -> Failed")
        }
    }
}
