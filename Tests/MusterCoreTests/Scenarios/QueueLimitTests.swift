import MusterCore
import TestKit
import Testing

/// Max resources and max applications while things run.
@Suite("Queue limits")
struct QueueLimitTests {
    @Test("B072: a queue takes no more than its max, and goes on when something ends")
    func max() {
        scenario { s in
            s.queue("root.a", max: "2")
            s.nodes(1, "8")
            s.submit("A", to: "root.a", asks: 3)
            s.decides("allocated A/0 n1", "allocated A/1 n1")
            s.expectReason("A", "queueMax(root.a, vcore, missing: 1000)")
            s.finish("A/0")
            s.decides("allocated A/2 n1")
        }
    }

    @Test("B018: a resource that the max does not name is not limited")
    func absentResource() {
        scenario { s in
            s.queue("root.a", max: "2")
            s.nodes(1, "8, 8Gi memory, 8 gpu")
            s.start("A", to: "root.a", on: "n1", "n1", each: "1, 4Gi memory, 4 gpu")
        }
    }

    @Test("B019: a max of zero shuts out who needs the resource, and nobody else")
    func zeroMax() {
        scenario { s in
            s.queue("root.a", max: "4, 0 gpu")
            s.nodes(1, "8, 8 gpu")
            s.submit("G", to: "root.a", each: "1, 1 gpu")
            s.start("A", to: "root.a", on: "n1", each: "1")
            s.expectReason("G", "queueMax(root.a, gpu, missing: 1)")
        }
    }

    @Test("The max of every level counts, the lowest is named first")
    func levels() {
        scenario { s in
            s.queue("root.p", max: "3")
            s.queue("root.p.x", max: "2")
            s.queue("root.p.y")
            s.nodes(1, "8")
            s.submit("X", to: "root.p.x", asks: 3)
            s.submit("Y", to: "root.p.y", asks: 3)
            s.cycle()
            // x: 1/2; y: 1/3, 2/3.
            s.expect("allocated X/0 n1", "allocated Y/0 n1", "allocated Y/1 n1")
            s.expectReason("X", "queueMax(root.p, vcore, missing: 1000)")
            s.finish("Y/0")
            s.decides("allocated Y/2 n1")
            s.finish("Y")
            s.decides("allocated X/1 n1")
            s.expectReason("X", "queueMax(root.p.x, vcore, missing: 1000)")
        }
    }

    @Test("Usage is booked on every level and given back on every level")
    func usage() {
        scenario { s in
            s.queues("root.p", "root.p.x", "root.p.y")
            s.nodes(1, "8, 8Gi memory")
            s.submit("X", to: "root.p.x", each: "2, 1Gi memory")
            s.submit(gang: "Y", to: "root.p.y", (3, "1"), members: [1])
            s.decides("allocated X/0 n1", "allocated Y/0 n1", "held Y#0 x1 n1", "held Y#0 x1 n1")
            #expect(s.usage(of: "root.p.x") == "2000 vcore, 1073741824 memory")
            #expect(s.usage(of: "root.p.y") == "3000 vcore")
            #expect(s.usage(of: "root.p") == "5000 vcore, 1073741824 memory")
            #expect(s.usage(of: "root") == "5000 vcore, 1073741824 memory")
            s.finish("X")
            s.remove("Y")
            s.expect("unheld Y#0 x2 n1 (applicationEnded)")
            #expect(s.usage(of: "root") == "")
        }
    }

    @Test("B022: a queue runs no more applications than it may; the end of one lets the next run")
    func maxApplications() {
        scenario { s in
            s.queue("root.q", maxApplications: 1)
            s.nodes(1, "8")
            s.submit("A", to: "root.q", asks: 2)
            s.submit("B", to: "root.q")
            s.decides("allocated A/0 n1", "allocated A/1 n1")
            s.expectState("B", .accepted)
            s.expectReason("B", "queueApplications(root.q, max: 1)")
            s.finish("A")
            s.decides("allocated B/0 n1")
        }
    }

    @Test("B022: an application that runs is not held back when it asks for more")
    func runningApplicationAsksForMore() {
        scenario { s in
            s.queue("root.q", maxApplications: 1)
            s.nodes(1, "8")
            s.submit("A", to: "root.q")
            s.cycle()
            s.ask("A", 2)
            s.decides("allocated A/0 n1", "allocated A/1 n1", "allocated A/2 n1")
        }
    }

    @Test("B021: max applications of a parent counts what runs in all queues below")
    func maxApplicationsOfParent() {
        scenario { s in
            s.queue("root.p", maxApplications: 2)
            s.queue("root.p.x", maxApplications: 2)
            s.queue("root.p.y")
            s.nodes(1, "8")
            s.submit("X", to: "root.p.x")
            s.submit("Y", to: "root.p.y")
            s.submit("Z", to: "root.p.x")
            s.decides("allocated X/0 n1", "allocated Y/0 n1")
            s.expectReason("Z", "queueApplications(root.p, max: 2)")
            s.remove("Y")
            s.decides("allocated Z/0 n1")
        }
    }

    @Test("B022: a gang needs one slot, when it forms")
    func maxApplicationsAndGangs() {
        scenario { s in
            s.queue("root.q", maxApplications: 1)
            s.nodes(1, "4")
            s.submit(gang: "big", to: "root.q", (8, "1"))
            s.submit(gang: "G", to: "root.q", (2, "1"), members: [1])
            s.submit(gang: "H", to: "root.q", (2, "1"))
            s.decides("allocated G/0 n1", "held G#0 x1 n1")
            s.expectReason("H", "queueApplications(root.q, max: 1)")
            s.finish("G")
            s.decides()
            s.remove("G")
            s.expect("unheld G#0 x1 n1 (applicationEnded)")
            s.decides("allocated H/0 n1", "allocated H/1 n1")
        }
    }

    @Test("Max applications of the root counts everything")
    func maxApplicationsOfRoot() {
        scenario { s in
            s.queue("root", maxApplications: 1)
            s.queues("root.a", "root.b")
            s.nodes(1, "8")
            s.submit("A", to: "root.a")
            s.submit("B", to: "root.b")
            s.decides("allocated A/0 n1")
            s.expectReason("B", "queueApplications(root, max: 1)")
        }
    }
}
