import MusterCore
import TestKit
import Testing

/// Who is kept back by a limit is passed over until something is given back to it: never for
/// longer.
@Suite("Passing over what a limit keeps back")
struct LimitBarTests {
    /// A queue in which ann may use two processors and does, and B of hers that waits.
    private func annAtHerLimit(_ s: inout Scenario, _ request: String = "1") {
        s.queue("root.q")
        s.limit("root.q", users: ["ann"], max: "2")
        s.nodes(1, "4")
        s.submit("A", by: "ann", to: "root.q", asks: 2)
        s.submit("X", by: "bob", to: "root.q")
        s.submit("B", by: "ann", to: "root.q", each: request)
        s.cycle(at: 0)
        s.expect("allocated A/0 n1", "allocated A/1 n1", "allocated X/0 n1")
    }

    @Test("The end of others' work changes nothing, that of its own user's lets it start")
    func ownWorkEnds() {
        scenario { s in
            annAtHerLimit(&s)
            s.finish("X")
            s.cycle(at: 1)
            s.expect()
            s.finish("A/0")
            s.cycle(at: 2)
            s.expect("allocated B/0 n1")
        }
    }

    @Test("It is tried again each time, until enough was given back")
    func needsMore() {
        scenario { s in
            annAtHerLimit(&s, "2")
            s.finish("A/0")
            s.cycle(at: 1)
            s.expect()
            s.finish("A/1")
            s.cycle(at: 2)
            s.expect("allocated B/0 n1")
        }
    }

    @Test("A smaller ask that comes later starts at once")
    func smallerAsk() {
        scenario { s in
            annAtHerLimit(&s, "2")
            s.finish("A/0")
            s.cycle(at: 1)
            s.ask("B")
            s.cycle(at: 2)
            s.expect("allocated B/1 n1")
        }
    }

    @Test("A reload that raises the limit lets it start")
    func reload() {
        scenario { s in
            annAtHerLimit(&s)
            s.removeLimits(of: "root.q")
            s.limit("root.q", users: ["ann"], max: "3")
            s.cycle(at: 1)
            s.expect("allocated B/0 n1")
        }
    }

    @Test("Kept back by two limits, it waits for both", arguments: [["A", "X"], ["X", "A"]])
    func twoLimits(ends: [String]) {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "1")
            s.limit("root.q", groups: ["dev"], max: "1")
            s.nodes(1, "4")
            s.submit("A", by: "ann", to: "root.q")
            s.submit("X", by: "bob", of: ["dev"], to: "root.q")
            s.submit("B", by: "ann", of: ["dev"], to: "root.q")
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated X/0 n1")
            s.finish(ends[0])
            s.cycle(at: 1)
            s.expect()
            s.finish(ends[1])
            s.cycle(at: 2)
            s.expect("allocated B/0 n1")
        }
    }

    @Test("One ask waits for the limit, another for a node: the node is enough for that one")
    func otherAsk() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "2")
            s.node("n1", "4, 1Gi memory")
            s.submit("X", by: "bob", to: "root.q", each: "1, 1Gi memory")
            s.submit("A", by: "ann", to: "root.q")
            s.cycle(at: 0)
            s.expect("allocated X/0 n1", "allocated A/0 n1")
            s.submit("B", by: "ann", to: "root.q", each: "2")
            s.ask("B", each: "1, 1Gi memory")
            s.cycle(at: 1)
            s.finish("X")
            s.cycle(at: 2)
            s.expect("allocated B/1 n1")
        }
    }

    @Test("Of applications that may not run at once, the next starts when one is over")
    func applications() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], applications: 1)
            s.nodes(1, "4")
            for name in ["A", "B"] { s.submit(name, by: "ann", to: "root.q") }
            s.submit("X", by: "bob", to: "root.q")
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated X/0 n1")
            s.finish("X")
            s.cycle(at: 1)
            s.expect()
            s.finish("A")
            s.cycle(at: 2)
            s.expect("allocated B/0 n1")
        }
    }
}
