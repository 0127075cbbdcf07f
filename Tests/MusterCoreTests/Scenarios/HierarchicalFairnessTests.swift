import MusterCore
import TestKit
import Testing

/// Bhattacharya et al., "Hierarchical Scheduling for Diverse Datacenter Workloads", SoCC 2013: what
/// becomes of leaf queues that need different resources, as tasks come and go.
@Suite("Hierarchical dominant resource fairness")
struct HierarchicalFairnessTests {
    @Test("A parent counts its own dominant resource, not the sum of its children's")
    func parentsShare() {
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

    /// Lets tasks of an application end one after the other, and sees who gets their places.
    private func end(_ count: Int, of application: String, _ s: inout Scenario) {
        for task in 0..<count {
            s.finish("\(application)/\(task)")
            s.cycle()
        }
        s.passOver()
    }

    // MARK: Two children with different resources (the paper's case for rescaling)

    /// One queue that needs devices beside a parent of which one child needs processors and the
    /// other one devices.
    private func twoResources(_ s: inout Scenario, isRescaled: Bool) {
        for path in ["root.n1", "root.n2", "root.n2.cpu", "root.n2.gpu"] { s.queue(path) }
        s.set("root", \.rescalesUsage, isRescaled)
        s.nodes(1, "10, 10 gpu")
        s.submit("1", to: "root.n1", asks: 30, each: "1 gpu")
        s.submit("2cpu", to: "root.n2.cpu", asks: 30, each: "1")
        s.submit("2gpu", to: "root.n2.gpu", asks: 30, each: "1 gpu")
        s.cycle()
        s.passOver()
    }

    @Test("Naive: all processors of one child starve the other one of devices")
    func naiveStarvation() {
        scenario { s in
            twoResources(&s, isRescaled: false)
            // The parent's share rises with its processors, but each device goes to the lower one.
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [5, 10, 5])
            end(5, of: "2gpu", &s)
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [10, 10, 0])
        }
    }

    @Test("Rescaled: what either queue gives back goes to the one that has less than half")
    func rescaled() {
        scenario { s in
            twoResources(&s, isRescaled: true)
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [5, 10, 5])
            end(5, of: "2gpu", &s)
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [5, 10, 5])
            end(5, of: "1", &s)
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [5, 10, 5])
            end(5, of: "2cpu", &s)
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [5, 10, 5])
        }
    }

    // MARK: A child whose resource is exhausted (the paper's case for blocked nodes)

    /// Four queues of which the third has two children that need different resources.
    private func blockedChild(
        _ s: inout Scenario, guaranteed: String = "", isRescaled: Bool = false
    ) {
        s.queue("root.q1")
        s.queue("root.q2")
        s.queue("root.q3", guaranteed: guaranteed)
        for path in ["root.q3.a", "root.q3.b", "root.q4"] { s.queue(path) }
        s.set("root", \.rescalesUsage, isRescaled)
        s.nodes(1, "30, 30Gi memory")
        s.submit("1", to: "root.q1", asks: 60, each: "1")
        s.submit("2", to: "root.q2", asks: 60, each: "1")
        s.submit("3a", to: "root.q3.a", asks: 60, each: "1")
        s.submit("3b", to: "root.q3.b", asks: 60, each: "1Gi memory")
        s.submit("4", to: "root.q4", asks: 60, each: "1Gi memory")
        s.cycle()
        s.passOver()
    }

    private func places(_ s: Scenario) -> [Int] { ["1", "2", "3a", "3b", "4"].map(s.allocated) }

    @Test("A child whose resource is exhausted does not hold its siblings back, either way")
    func exhausted() {
        for isRescaled in [false, true] {
            scenario { s in
                blockedChild(&s, isRescaled: isRescaled)
                #expect(places(s) == [10, 10, 10, 15, 15])
            }
        }
    }

    // A parent's share is that of all it uses, as in YuniKorn: q3 has half of the memory, and what
    // its other child lets go of goes to those who have less than half of the processors.
    @Test("Naive: a child's processors go to those with less than its parent has of memory")
    func starvedChild() {
        scenario { s in
            blockedChild(&s)
            end(10, of: "3a", &s)
            #expect(places(s) == [15, 15, 0, 15, 15])
        }
    }

    @Test("Rescaled: the child gets its processors back, and its sibling its memory")
    func rescaledChild() {
        scenario { s in
            blockedChild(&s, isRescaled: true)
            end(10, of: "3a", &s)
            #expect(places(s) == [10, 10, 10, 15, 15])
            end(10, of: "3b", &s)
            #expect(places(s) == [10, 10, 10, 15, 15])
            end(10, of: "4", &s)
            #expect(places(s) == [10, 10, 10, 15, 15])
            end(10, of: "1", &s)
            #expect(places(s) == [10, 10, 10, 15, 15])
        }
    }

    @Test("Naive, with a guarantee for its parent: the child gets its processors back")
    func guaranteedChild() {
        scenario { s in
            blockedChild(&s, guaranteed: "10")
            // q3 comes first until q3.a has 10 processors and q3.b, in turn with it, has 9 GB; then
            // its share is 10/10, and q4 gets the rest.
            #expect(places(s) == [10, 10, 10, 9, 21])
            end(10, of: "3a", &s)
            #expect(places(s) == [10, 10, 10, 9, 21])
        }
    }

    // MARK: What the paper leaves open

    @Test("Rescaled: a child that priority keeps back does not make its parent look poor")
    func keptBack() {
        scenario { s in
            for path in ["root.p", "root.p.high", "root.p.low", "root.q"] { s.queue(path) }
            s.set("root", \.rescalesUsage, true)
            s.set("root", \.prioritySorting, false)
            s.nodes(1, "12")
            s.submit("H", to: "root.p.high", asks: 20, each: "1", priority: 10)
            s.submit("L", to: "root.p.low", asks: 20, each: "1")
            s.submit("Q", to: "root.q", asks: 20, each: "1")
            s.cycle()
            s.passOver()
            // Were the scale that of `low`, which has nothing, `high` would get everything.
            #expect(["H", "L", "Q"].map(s.allocated) == [6, 0, 6])
        }
    }

    @Test("Rescaled: what a child uses for which nothing waits counts as a whole")
    func idleChild() {
        scenario { s in
            for path in ["root.p", "root.p.idle", "root.p.busy", "root.q"] { s.queue(path) }
            s.set("root", \.rescalesUsage, true)
            s.nodes(1, "12")
            s.submit("I", to: "root.p.idle", asks: 4, each: "1")
            s.cycle()
            s.submit("B", to: "root.p.busy", asks: 20, each: "1")
            s.submit("Q", to: "root.q", asks: 20, each: "1")
            s.cycle()
            s.passOver()
            #expect(["I", "B", "Q"].map(s.allocated) == [4, 2, 6])
        }
    }

    @Test("Rescaled with weights: a child of weight 3 may have three times the share")
    func weights() {
        scenario { s in
            for path in ["root.n1", "root.n2", "root.n2.cpu", "root.n2.gpu"] { s.queue(path) }
            s.set("root", \.rescalesUsage, true)
            s.set("root.n1", \.weightThousandths, 3000)
            s.nodes(1, "12, 12 gpu")
            s.submit("1", to: "root.n1", asks: 60, each: "1 gpu")
            s.submit("2cpu", to: "root.n2.cpu", asks: 60, each: "1")
            s.submit("2gpu", to: "root.n2.gpu", asks: 60, each: "1 gpu")
            s.cycle()
            end(3, of: "2gpu", &s)
            #expect(["1", "2cpu", "2gpu"].map(s.allocated) == [9, 12, 3])
        }
    }

    @Test("Rescaled on three levels: the innermost children count in what their parents count with")
    func threeLevels() {
        scenario { s in
            for path in ["root.n1", "root.n2", "root.n2.x", "root.n2.x.cpu", "root.n2.x.gpu"] {
                s.queue(path)
            }
            for path in ["root", "root.n2"] { s.set(path, \.rescalesUsage, true) }
            s.nodes(1, "10, 10 gpu")
            s.submit("1", to: "root.n1", asks: 30, each: "1 gpu")
            s.submit("cpu", to: "root.n2.x.cpu", asks: 30, each: "1")
            s.submit("gpu", to: "root.n2.x.gpu", asks: 30, each: "1 gpu")
            s.cycle()
            end(5, of: "gpu", &s)
            #expect(["1", "cpu", "gpu"].map(s.allocated) == [5, 10, 5])
        }
    }
}
