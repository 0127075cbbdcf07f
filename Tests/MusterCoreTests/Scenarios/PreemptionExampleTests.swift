import MusterCore
import TestKit
import Testing

@Suite("Preemption: worked examples of others")
struct PreemptionExampleTests {
    /// YARN's capacity scheduler: Hortonworks Data Platform 2.6.1, "YARN Resource Management",
    /// "Resource Distribution Workflow Example", with preemption switched on.
    ///
    /// A cluster of 100 nodes with 10 GB each; engineering is entitled to 60 % (of which
    /// development 120 GB and qa 480 GB), support to 100 GB, marketing to 300 GB. Development has
    /// taken all of engineering's 600 GB, support and marketing use theirs, when somebody submits
    /// to qa: development is brought back to its 120 GB, nobody else is touched.
    private func yarnCluster(_ s: inout Scenario) {
        s.nodes(100, "10 memory")
        s.queue("root.engineering", guaranteed: "600 memory")
        s.queue("root.engineering.development", guaranteed: "120 memory")
        s.queue("root.engineering.qa", guaranteed: "480 memory")
        s.queue("root.support", guaranteed: "100 memory")
        s.queue("root.marketing", guaranteed: "300 memory")
        s.submit("Support", to: "root.support", asks: 10, each: "10 memory")
        s.submit("Marketing", to: "root.marketing", asks: 30, each: "10 memory")
        s.cycle(at: 0)
        for (name, start) in [
            ("Sid", 1), ("Hitesh", 2), ("Jian", 3), ("Zhijie", 4), ("Xuan", 5),
        ] as [(String, Int64)] {
            s.submit(name, to: "root.engineering.development", asks: 12, each: "10 memory")
            s.cycle(at: start)
        }
        s.passOver()
        #expect(yarnUsage(s) == ["600 memory", "", "100 memory", "300 memory"])
    }

    private func yarnUsage(_ s: Scenario) -> [String] {
        ["engineering.development", "engineering.qa", "support", "marketing"].map {
            s.usage(of: "root.\($0)")
        }
    }

    @Test("YARN: a queue is brought back to its guarantee for its sibling, and no further")
    func yarn() {
        scenario { s in
            yarnCluster(&s)
            s.submit(
                "Gupta", to: "root.engineering.qa", asks: 60, each: "10 memory", waitingFrom: 10)
            // The last to come have lost the least; Sid keeps all.
            s.decides(
                at: 40, "evicted Hitesh/0-11 (preempted by Gupta)",
                "evicted Jian/0-11 (preempted by Gupta)",
                "evicted Zhijie/0-11 (preempted by Gupta)",
                "evicted Xuan/0-11 (preempted by Gupta)")
            for name in ["Hitesh", "Jian", "Zhijie", "Xuan"] { s.evictionEnds("\(name)/0-11") }
            s.cycle(at: 41)
            s.passOver()
            #expect(yarnUsage(s) == ["120 memory", "480 memory", "100 memory", "300 memory"])
            #expect(s.allocated("Sid") == 12)
        }
    }

    /// A parent that is guaranteed all of a node, with a queue in it that is owed a part of that.
    private func owedInParent(
        _ s: inout Scenario, node: String, parent: String = "10", guaranteed: String
    ) {
        s.node("n1", node)
        s.queue("root.p", guaranteed: parent)
        s.queue("root.p.owed", guaranteed: guaranteed)
        s.queue("root.p.rich")
    }

    /// What both have above them may lose no more than what is asked for gains.
    @Test("A large gang is not evicted for something small if more would be lacking than before")
    func deficits() {
        scenario { s in
            owedInParent(&s, node: "10", guaranteed: "5")
            s.submit(gang: "G", to: "root.p.rich", (10, "1"))
            s.cycle(at: 0)
            s.passOver()
            // One of five is a fifth of a guarantee; nine of ten would be lost above.
            s.submit("Small", to: "root.p.owed", waitingFrom: 10)
            s.decides(at: 40)
            // Four of five, against six of ten.
            s.ask("Small", 3)
            s.cycle(at: 100)
            s.decides(at: 130, "evicted G/0-9 (preempted by Small)")
            s.endEvictions("G/0-9", at: 131, then: "allocated Small/0-3 n1")
        }
    }

    @Test("What is evicted for four is not evicted if only one of them finds a place")
    func deficitsOfFewer() {
        scenario { s in
            owedInParent(&s, node: "10, 2 memory", guaranteed: "4")
            s.start("Large", to: "root.p.rich", on: "n1", at: 0, each: "10, 1 memory")
            // Four of four would make up for six of ten, but there is memory for two only: two of
            // four do not make up for eight of ten.
            s.submit("Small", to: "root.p.owed", asks: 4, each: "1, 1 memory", waitingFrom: 10)
            s.decides(at: 40)
        }
    }

    @Test("An ask for more than there can be evicts nobody, whatever has a guarantee above")
    func endless() {
        scenario { s in
            owedInParent(&s, node: "10, 10 memory", parent: "10, 10 memory", guaranteed: "5")
            s.submit("Rich", to: "root.p.rich", asks: 9, each: "1, 1 memory")
            s.cycle(at: 0)
            #expect(s.allocated("Rich") == 9)
            s.passOver()
            s.submit(
                "Endless", to: "root.p.owed", each: "1, 9223372036854775807 memory", waitingFrom: 10
            )
            s.decides(at: 40)
        }
    }

    @Test("A hard gang whose time is up keeps its places until what was evicted has ended")
    func hardGang() {
        scenario { s in
            twoQueues(&s, "2")
            s.submit(gang: "G", to: "root.rich", (2, "1"), style: .hard, timeout: 5)
            s.decides(at: 0, "allocated G/0 n1", "allocated G/1 n1")
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 1)
            s.decides(at: 31, "evicted G/0-1 (preempted by O)")
            s.decides(at: 40)
            #expect(s.free(on: "n1") == "")
            s.endEvictions("G/0-1", at: 41, then: "allocated O/0-1 n1")
            s.decides(at: 47, "G Running -> Failing", "G Failing -> Failed")
        }
    }

    @Test(
        "An ask that is bound to a node holds up nobody, whatever the backfill",
        arguments: BackfillPolicy.allCases)
    func bound(backfill: BackfillPolicy) {
        scenario { s in
            s.nodes(2, "2")
            s.queue("root.q", backfill: backfill)
            s.node("n2", "2", isSchedulable: false)
            s.submit("D", to: "root.q", asks: 0, lasting: 10)
            s.ask("D", on: "n2")
            s.submit("A", to: "root.q", asks: 2, lasting: 10)
            s.cycle(at: 0)
            #expect(s.allocated("A") == 2)
            s.passOver()
            s.node("n2", "2")
            s.decides(at: 1, "allocated D/0 n2")
        }
    }
}
