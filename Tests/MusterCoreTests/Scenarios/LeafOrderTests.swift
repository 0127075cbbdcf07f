import MusterCore
import TestKit
import Testing

/// The order of applications in a leaf queue, and of asks in an application.
@Suite("Leaf order")
struct LeafOrderTests {
    @Test("B059: fifo starts the oldest submission first, whenever it came to be known")
    func fifo() {
        scenario { s in
            s.nodes(1, "2")
            s.submit("late", at: 2)
            s.submit("early", at: 1)
            s.cycle(at: 3)
            s.expect("allocated early/0 n1", "allocated late/0 n1")
        }
    }

    @Test("B059: fifo takes equal submission times in the order of submission")
    func fifoTie() {
        scenario { s in
            s.nodes(1, "3")
            for name in ["C", "A", "B"] { s.submit(name, at: 1) }
            s.cycle(at: 1)
            s.expect("allocated C/0 n1", "allocated A/0 n1", "allocated B/0 n1")
        }
    }

    @Test("B060: fair starts the application with the smaller dominant share of the guarantee")
    func fair() {
        scenario { s in
            s.nodes(1, "100, 100 memory")
            s.queue("root.q", guaranteed: "10, 10 memory", order: .fair)
            s.submit("A", to: "root.q", asks: 3, each: "2")
            s.submit("B", to: "root.q", asks: 2, each: "1, 3 memory")
            s.cycle()
            // A: 2/10, 4/10, 6/10; B: 3/10, 6/10.
            s.expect(
                "allocated A/0 n1", "allocated B/0 n1", "allocated A/1 n1", "allocated B/1 n1",
                "allocated A/2 n1")
        }
    }

    @Test("B060: fair without a guarantee compares plain quantities")
    func fairWithoutGuarantee() {
        scenario { s in
            s.nodes(1, "100, 9000 memory")
            s.queue("root.q", order: .fair)
            s.submit("A", to: "root.q", asks: 2, each: "1000m")
            s.submit("B", to: "root.q", asks: 3, each: "100m, 500 memory")
            s.cycle()
            // A: 1000, 2000; B: 500, 1000, 1500; at 1000 each the older one goes first.
            s.expect(
                "allocated A/0 n1", "allocated B/0 n1", "allocated B/1 n1", "allocated A/1 n1",
                "allocated B/2 n1")
        }
    }

    @Test("B060: fair counts held places as used")
    func fairCountsHeldPlaces() {
        scenario { s in
            s.nodes(1, "6")
            s.queue("root.q", guaranteed: "6", order: .fair)
            s.submit(gang: "G", to: "root.q", (2, "1"), members: [1])
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n1")
            s.submit("A", to: "root.q", asks: 2)
            s.ask("G", 2)
            s.cycle()
            // G 2/6, A 0/6.
            s.expect(
                "allocated A/0 n1", "allocated A/1 n1", "allocated G/1 n1", "allocated G/2 n1")
        }
    }

    @Test(
        "B062: priority comes before age and before share",
        arguments: [
            ApplicationSortPolicy.fifo, .fair,
        ])
    func priorityFirst(order: ApplicationSortPolicy) {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.q", order: order)
            s.submit("low", to: "root.q", priority: 1, at: 1)
            s.submit("high", to: "root.q", asks: 2, priority: 5, at: 2)
            s.submit("negative", to: "root.q", priority: -5, at: 0)
            s.cycle(at: 3)
            s.expect(
                "allocated high/0 n1", "allocated high/1 n1", "allocated low/0 n1",
                "allocated negative/0 n1")
        }
    }

    @Test("B063: without priority sorting age comes first in fifo, then priority")
    func fifoPriorityOff() {
        scenario { s in
            s.nodes(1, "3")
            s.queue("root.q", prioritySorting: false)
            s.submit("old", to: "root.q", priority: 0, at: 1)
            s.submit("low", to: "root.q", priority: 3, at: 2)
            s.submit("high", to: "root.q", priority: 7, at: 2)
            s.cycle(at: 2)
            s.expect("allocated old/0 n1", "allocated high/0 n1", "allocated low/0 n1")
        }
    }

    @Test("B063: without priority sorting share comes first in fair, then priority")
    func fairPriorityOff() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.q", guaranteed: "4", order: .fair, prioritySorting: false)
            s.submit("low", to: "root.q", asks: 2, priority: 0)
            s.submit("high", to: "root.q", asks: 2, priority: 7)
            s.cycle()
            s.expect(
                "allocated high/0 n1", "allocated low/0 n1", "allocated high/1 n1",
                "allocated low/1 n1")
        }
    }

    @Test("An application has the priority of the highest of its waiting asks")
    func applicationPriority() {
        scenario { s in
            s.nodes(1, "3")
            s.submit("A", at: 1)
            s.submit("B", at: 2)
            s.ask("B", priority: 9)
            s.cycle(at: 2)
            s.expect("allocated B/1 n1", "allocated A/0 n1", "allocated B/0 n1")
        }
    }

    @Test("B066: in an application the highest priority goes first, then the oldest ask")
    func askOrder() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", asks: 2, priority: 1)
            s.ask("A", priority: 5)
            s.ask("A", priority: 1)
            s.cycle()
            s.expect(
                "allocated A/2 n1", "allocated A/0 n1", "allocated A/1 n1", "allocated A/3 n1")
        }
    }

    @Test("B066: asks of two sizes go by age")
    func askOrderOfTwoSizes() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", each: "1")
            s.ask("A", each: "2")
            s.ask("A", each: "1")
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n1", "allocated A/2 n1")
        }
    }

    @Test("An ask that does not fit lets the next one of its application go ahead")
    func askThatDoesNotFit() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", each: "8", priority: 9)
            s.ask("A", each: "2")
            s.cycle()
            s.expect("allocated A/1 n1")
        }
    }
}
