import MusterCore
import TestKit
import Testing

/// Which of several queues is served next.
@Suite("Queue order")
struct QueueOrderTests {
    /// Two queues with one ask each, `a` first where nothing else decides.
    private func twoQueues(_ s: inout Scenario, priorities: (Int32, Int32) = (0, 0)) {
        s.nodes(1, "2")
        s.submit("A", to: "root.a", priority: priorities.0)
        s.submit("B", to: "root.b", priority: priorities.1)
        s.cycle()
    }

    @Test("Equal queues are served in the order of the configuration")
    func tie() {
        scenario { s in
            s.queues("root.a", "root.b")
            twoQueues(&s)
            s.expect("allocated A/0 n1", "allocated B/0 n1")
        }
    }

    @Test("Of equal queues the one with more waiting goes first")
    func moreWaiting() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "3")
            s.submit("A", to: "root.a", asks: 1)
            s.submit("B", to: "root.b", asks: 2)
            s.decides("allocated B/0 n1", "allocated A/0 n1", "allocated B/1 n1")
        }
    }

    @Test("The highest priority inside decides before share")
    func priority() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "4")
            s.submit("A", to: "root.a", asks: 2, priority: 0)
            s.submit("B", to: "root.b", asks: 2, priority: 9)
            s.decides(
                "allocated B/0 n1", "allocated B/1 n1", "allocated A/0 n1", "allocated A/1 n1")
        }
    }

    @Test("Where the parent does not sort by priority, share comes first and priority breaks ties")
    func prioritySortingOff() {
        scenario { s in
            s.queue("root", prioritySorting: false)
            s.queues("root.a", "root.b")
            s.nodes(1, "4")
            s.submit("A", to: "root.a", asks: 2, priority: 0)
            s.submit("B", to: "root.b", asks: 2, priority: 9)
            s.decides(
                "allocated B/0 n1", "allocated A/0 n1", "allocated B/1 n1", "allocated A/1 n1")
        }
    }

    @Test(
        "B064: the offset is added to the priority inside",
        arguments: [
            (Int32(100), "B", "A"), (99, "A", "B"), (98, "A", "B"),
        ])
    func offset(offset: Int32, first: String, second: String) {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b", priorityOffset: offset)
            twoQueues(&s, priorities: (101, 2))
            s.expect("allocated \(first)/0 n1", "allocated \(second)/0 n1")
        }
    }

    @Test("B064: offsets of several levels add up")
    func offsetsOfLevels() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.p", priorityOffset: 10)
            s.queue("root.p.x", priorityOffset: 5)
            s.nodes(1, "3")
            s.submit("A", to: "root.a", priority: 15)
            s.submit("X", to: "root.p.x", priority: 1)
            s.submit("B", to: "root.a", priority: 17)
            s.cycle()
            // a: 17, then 15; p: 1 + 5 + 10 = 16.
            s.expect("allocated B/0 n1", "allocated X/0 n1", "allocated A/0 n1")
        }
    }

    @Test("B064: an offset beyond the range of priorities stops at its end")
    func offsetSaturates() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b", priorityOffset: .max)
            s.queue("root.c", priorityOffset: .min)
            s.nodes(1, "3")
            s.submit("C", to: "root.c", priority: .min)
            s.submit("B", to: "root.b", priority: .max)
            s.submit("A", to: "root.a", priority: .max)
            s.cycle()
            // a and b both show the highest priority there is; a comes first.
            s.expect("allocated A/0 n1", "allocated B/0 n1", "allocated C/0 n1")
        }
    }

    @Test(
        "B065: a fence shows its offset only",
        arguments: [
            (Int32(0), "A", "B"), (1, "A", "B"), (2, "B", "A"),
        ])
    func fence(offset: Int32, first: String, second: String) {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b", priorityPolicy: .fence, priorityOffset: offset)
            twoQueues(&s, priorities: (1, 50))
            s.expect("allocated \(first)/0 n1", "allocated \(second)/0 n1")
        }
    }

    @Test("B065: a fence hides the offsets below it, and orders inside as ever")
    func fenceHidesOffsets() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.p", priorityPolicy: .fence)
            s.queue("root.p.x")
            s.queue("root.p.y", priorityOffset: 100)
            s.nodes(1, "3")
            s.submit("A", to: "root.a", priority: 1)
            s.submit("X", to: "root.p.x", priority: 50)
            s.submit("Y", to: "root.p.y", priority: 0)
            s.decides("allocated A/0 n1", "allocated Y/0 n1", "allocated X/0 n1")
        }
    }

    @Test("B067: the smaller share of the guarantee goes first")
    func shareOfGuarantee() {
        scenario { s in
            s.queue("root.a", guaranteed: "4")
            s.queue("root.b", guaranteed: "8")
            s.nodes(1, "6")
            s.submit("A", to: "root.a", asks: 6)
            s.submit("B", to: "root.b", asks: 6)
            s.cycle()
            // a: 1/4, 2/4; b: 1/8, 2/8, 3/8, 4/8; on a tie more waits in a.
            s.expect(
                "allocated A/0 n1", "allocated B/0 n1", "allocated B/1 n1", "allocated A/1 n1",
                "allocated B/2 n1", "allocated B/3 n1")
        }
    }

    @Test("B067: without a guarantee the share is of the max, else of the cluster")
    func shareOfMax() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b", max: "3")
            s.nodes(1, "6")
            s.submit("A", to: "root.a", asks: 4)
            s.submit("B", to: "root.b", asks: 4)
            s.cycle()
            // a: 1/6, 2/6, 3/6, 4/6; b: 1/3, 2/3; on the tie 2/6 = 1/3 more waits in b.
            s.expect(
                "allocated A/0 n1", "allocated B/0 n1", "allocated A/1 n1", "allocated B/1 n1",
                "allocated A/2 n1", "allocated A/3 n1")
        }
    }

    @Test("B067: the max of an ancestor counts where a queue has none")
    func shareOfMaxOfAncestor() {
        scenario { s in
            s.queue("root.p", max: "4")
            s.queue("root.p.x")
            s.queue("root.p.y", max: "2")
            s.nodes(1, "12")
            s.submit("X", to: "root.p.x", asks: 3)
            s.submit("Y", to: "root.p.y", asks: 3)
            s.cycle()
            // x: 1/4, 2/4; y: 1/2; on the tie 2/4 = 1/2 more waits in y, whose share is 2/2 then.
            s.expect("allocated X/0 n1", "allocated Y/0 n1", "allocated X/1 n1", "allocated Y/1 n1")
        }
    }

    @Test(
        "B067: using anything of a guarantee of zero is all of it, also where the past counts",
        arguments: [Tick.zero, Tick(seconds: 10)])
    func zeroGuarantee(halfLife: Tick) {
        scenario { s in
            s.set("root", \.fairnessHalfLife, halfLife)
            s.queue("root.a", guaranteed: "0")
            s.queue("root.b")
            s.nodes(1, "6")
            s.submit("A", to: "root.a", asks: 6)
            s.submit("B", to: "root.b", asks: 6)
            s.decides(
                "allocated A/0 n1", "allocated B/0 n1", "allocated B/1 n1", "allocated B/2 n1",
                "allocated B/3 n1", "allocated B/4 n1")
        }
    }

    @Test("B067: each level shares on its own")
    func levels() {
        scenario { s in
            s.queues("root.p", "root.p.x", "root.p.y", "root.q")
            s.nodes(1, "8")
            s.submit("X", to: "root.p.x", asks: 4)
            s.submit("Y", to: "root.p.y", asks: 4)
            s.submit("Q", to: "root.q", asks: 4)
            s.decides(
                "allocated X/0 n1", "allocated Q/0 n1", "allocated Y/0 n1", "allocated Q/1 n1",
                "allocated X/1 n1", "allocated Q/2 n1", "allocated Y/1 n1", "allocated Q/3 n1")
        }
    }

    @Test("A queue that gives something back is served sooner")
    func shareFalls() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.nodes(1, "4")
            s.submit("A", to: "root.a", asks: 3)
            s.cycle()
            s.submit("B", to: "root.b", asks: 3)
            s.decides(
                "allocated A/0 n1", "allocated A/1 n1", "allocated A/2 n1", "allocated B/0 n1")
            s.ask("A", 2)
            s.finish("A")
            s.cycle()
            // a: 0/4, then 1/4; b: 1/4, then 2/4; on the tie both have one waiting.
            s.expect("allocated A/3 n1", "allocated B/1 n1", "allocated A/4 n1")
            s.finish("A")
            s.decides("allocated B/2 n1")
        }
    }
}
