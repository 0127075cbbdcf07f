import MusterCore
import TestKit
import Testing

/// Quantities at the ends of the range: a reason or a refusal, never a trap, never a wrong sum.
@Suite("Extreme quantities")
struct ExtremeQuantityTests {
    @Test("A request at the end of the range waits with a reason")
    func hugeRequests() {
        scenario { s in
            s.queue("root.q", max: "4")
            s.nodes(1, "4")
            s.submit("A", to: "root.q", each: "\(Int64.max / 1000)")
            s.submit("B", to: "root.q", asks: 3, each: "1, \(Int64.max) memory")
            s.cycle()
            s.expectReason("A", "queueMax(root.q, vcore, missing: 9223372036854771000)")
            s.expectReason("B", "clusterTooSmall(memory, missing: 9223372036854775807)")
        }
    }

    @Test("A gang whose sum is beyond the range is rejected, or waits")
    func hugeGangs() {
        scenario { s in
            s.queue("root.q", max: "4")
            s.queue("root.r")
            let count = 10_000_000
            s.submit(
                gang: "G", to: "root.q", (count, "1, \(Int64.max) memory"), members: [0])
            s.expect(
                "G rejected: gangExceedsQueueMax(root.q, vcore, requested: 10000000000,"
                    + " max: 4000)", "G New -> Rejected")
            s.submit(gang: "H", to: "root.r", (count, "1, \(Int64.max) memory"), members: [0])
            s.ask("H")
            s.nodes(1, "4")
            s.cycle()
            s.expectReason("H", "clusterTooSmall(vcore, missing: 9999996000)")
        }
    }

    @Test("A node that cannot be added up is refused; sums are right after another has left")
    func hugeNodes() {
        scenario { s in
            s.nodes(2, "4, \(Int64(1) << 60) memory")
            s.node("n3", "4, 1 memory")
            s.expect("refused: invalidNode(n3)")
            s.removeNode("n1")
            s.submit("A", each: "1, 1 memory")
            s.cycle()
            s.expect("allocated A/0 n2")
        }
    }

    @Test("Using more of a resource than the range holds does not trap")
    func hugeUse() async {
        await #expect(processExitsWith: .success) {
            scenario { s in
                s.nodes(3, "4, \(Int64.max) memory")
                s.submit(gang: "G", (3, "1, \(Int64.max) memory"))
                s.cycle()
                s.passOver()
            }
        }
    }

    @Test("A node that is more than occupied keeps its books")
    func overOccupiedNode() {
        func occupied(by quantity: Int64) -> Input {
            .nodeChanged(
                Node(
                    id: NodeID(0), name: "n1", capacity: .none,
                    occupied: Resources([(ResourceCatalog.vcore, quantity)])))
        }
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", each: "4")
            s.cycle()
            s.passOver()
            s.apply(occupied(by: .max))
            s.expect("refused: invalidNode(n1)")
            s.apply(occupied(by: 1 << 61))
            s.finish("A")
            s.expect()
        }
    }

    @Test("Times at the end of the range")
    func hugeTimes() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(1, "1")
            s.submit("A", to: "root.q", lasting: .max)
            s.submit("B", to: "root.q", at: .max, lasting: .max)
            s.submit("C", to: "root.q", at: .min, lasting: .min)
            s.cycle()
            // C says that it was over before it began; it is taken to last a moment.
            s.expect("allocated C/0 n1", "reserved A at 1 ms")
            s.cycle(at: .max)
            s.passOver()
            s.finish("C")
            s.cycle()
            s.passOver()
            #expect(s.allocated("A") == 1)
        }
    }
}
