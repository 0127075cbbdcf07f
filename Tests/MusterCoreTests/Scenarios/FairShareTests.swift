import MusterCore
import TestKit
import Testing

/// Worked examples of the literature, with users as queues; figures are those of the papers.
@Suite("Fair sharing")
struct FairShareTests {
    @Test("Dominant resource fairness: 9 processors and 18 GB make 3 and 2 tasks")
    func dominantResourceFairness() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b")
            s.nodes(1, "9, 18Gi memory")
            s.submit("A", to: "root.a", asks: 10, each: "1, 4Gi memory")
            s.submit("B", to: "root.b", asks: 10, each: "3, 1Gi memory")
            s.cycle()
            s.expect(
                "allocated B/0 n1", "allocated A/0 n1", "allocated A/1 n1", "allocated B/1 n1",
                "allocated A/2 n1")
            #expect(s.free(on: "n1") == "4294967296 memory")
        }
    }

    @Test("Dominant shares are equal, not sums of shares: 5 and 15 tasks, not 6 and 12")
    func notAssetFairness() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b")
            s.nodes(1, "30, 30Gi memory")
            s.submit("A", to: "root.a", asks: 30, each: "1, 3Gi memory")
            s.submit("B", to: "root.b", asks: 30, each: "1, 1Gi memory")
            s.cycle()
            s.passOver()
            #expect(s.allocated("A") == 5)
            #expect(s.allocated("B") == 15)
        }
    }

    @Test("Hierarchies: a parent counts its own dominant resource, not the sum of its children's")
    func rescaling() {
        scenario { s in
            for path in ["root.sci", "root.eng", "root.eng.dev", "root.eng.prod"] { s.queue(path) }
            s.nodes(1, "10, 10Gi memory")
            s.submit("S", to: "root.sci", asks: 10, each: "1, 1Gi memory")
            s.submit("D", to: "root.eng.dev", asks: 10, each: "1")
            s.submit("P", to: "root.eng.prod", asks: 10, each: "1Gi memory")
            s.cycle()
            s.passOver()
            #expect(["S", "D", "P"].map(s.allocated) == [5, 5, 5])
        }
    }

    @Test("Hierarchies: a child whose resource is exhausted does not hold its siblings back")
    func blockedChildren() {
        scenario { s in
            for path in ["root.q1", "root.q2", "root.q3", "root.q3.a", "root.q3.b", "root.q4"] {
                s.queue(path)
            }
            s.nodes(1, "30, 30Gi memory")
            s.submit("1", to: "root.q1", asks: 30, each: "1")
            s.submit("2", to: "root.q2", asks: 30, each: "1")
            s.submit("3a", to: "root.q3.a", asks: 30, each: "1")
            s.submit("3b", to: "root.q3.b", asks: 30, each: "1Gi memory")
            s.submit("4", to: "root.q4", asks: 30, each: "1Gi memory")
            s.cycle()
            s.passOver()
            #expect(["1", "2", "3a", "3b", "4"].map(s.allocated) == [10, 10, 10, 15, 15])
        }
    }
}
