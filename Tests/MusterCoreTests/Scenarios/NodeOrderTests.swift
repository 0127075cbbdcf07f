import MusterCore
import TestKit
import Testing

/// Which of the nodes that fit is taken.
@Suite("Node order")
struct NodeOrderTests {
    @Test("B069, B070: fair takes the emptiest node, equally empty ones by name")
    func fair() {
        scenario { s in
            s.node("b", "4")
            s.node("a", "4")
            s.submit("A", asks: 3)
            s.cycle()
            s.expect("allocated A/0 a", "allocated A/1 b", "allocated A/2 a")
        }
    }

    @Test("B069: how empty a node is counts in parts of the node")
    func fairOfDifferentSizes() {
        scenario { s in
            s.nodes(1, "4")
            s.nodes(1, "8")
            s.submit("A", asks: 5)
            s.cycle()
            // n1: 0, 1/4, 2/4; n2: 0, 1/8, 2/8, 3/8.
            s.expect(
                "allocated A/0 n1", "allocated A/1 n2", "allocated A/2 n2", "allocated A/3 n1",
                "allocated A/4 n2")
        }
    }

    @Test("B068, B070: binpacking fills the fullest node that fits, equally full ones by name")
    func binpacking() {
        scenario { s in
            s.nodeOrder(.binpacking)
            s.node("b", "2")
            s.node("a", "2")
            s.submit("A", asks: 3)
            s.submit("B", each: "2")
            s.submit("C")
            s.cycle()
            // The third one is on b, so B fits nowhere.
            s.expect(
                "allocated A/0 a", "allocated A/1 a", "allocated A/2 b", "allocated C/0 b")
        }
    }

    @Test("B068: binpacking passes over a full node that the ask does not fit on")
    func binpackingPassesOver() {
        scenario { s in
            s.nodeOrder(.binpacking)
            s.nodes(2, "4")
            s.submit("A", each: "3")
            s.submit("B", each: "2")
            s.submit("C", each: "1")
            s.cycle()
            s.expect("allocated A/0 n1", "allocated B/0 n2", "allocated C/0 n1")
        }
    }

    @Test("Processors and memory count alike")
    func equalWeights() {
        scenario { s in
            s.nodes(2, "4, 4Gi memory")
            s.submit("A", each: "2")
            s.submit("B", each: "4Gi memory")
            s.submit("C", each: "1")
            s.cycle()
            // A on n1: (2/4 + 0)/2 = 1/4; B on n2: (0 + 4/4)/2 = 1/2.
            s.expect("allocated A/0 n1", "allocated B/0 n2", "allocated C/0 n1")
        }
    }

    @Test("B071: weights shift what counts")
    func weights() {
        scenario { s in
            s.nodeOrder(.fair, weights: ["vcore": 3000, "memory": 1000])
            s.nodes(2, "4, 4Gi memory")
            s.submit("A", each: "2")
            s.submit("B", each: "4Gi memory")
            s.submit("C", each: "1")
            s.cycle()
            // A on n1: (3 · 2/4 + 0)/4 = 3/8; B on n2: (0 + 1 · 4/4)/4 = 2/8.
            s.expect("allocated A/0 n1", "allocated B/0 n2", "allocated C/0 n2")
        }
    }

    @Test("B071: a resource without a weight does not count")
    func onlyWeighted() {
        scenario { s in
            s.nodeOrder(.fair, weights: ["gpu": 5000, "vcore": 0])
            s.nodes(2, "4, 2 gpu")
            s.submit("A", asks: 2, each: "1")
            s.submit("G", asks: 2, each: "1 gpu")
            s.cycle()
            s.expect(
                "allocated A/0 n1", "allocated A/1 n1", "allocated G/0 n1", "allocated G/1 n2")
        }
    }

    @Test("A weighted resource that a node lacks does not make it look empty")
    func lackingResource() {
        scenario { s in
            s.nodeOrder(.fair, weights: ["vcore": 1000, "gpu": 1000])
            s.nodes(1, "4, 4 gpu")
            s.nodes(1, "4")
            s.submit("A", asks: 3)
            s.cycle()
            // n1 counts half for a processor: 1/8, 2/8; n2: 1/4.
            s.expect("allocated A/0 n1", "allocated A/1 n2", "allocated A/2 n1")
        }
    }

    @Test("Without weights nodes are taken by name")
    func noWeights() {
        scenario { s in
            s.nodeOrder(.fair, weights: [:])
            s.nodes(2, "2")
            s.submit("A", asks: 3)
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n1", "allocated A/2 n2")
        }
    }

    @Test("What others use of a node makes it fuller")
    func occupied() {
        scenario { s in
            s.node("n1", "4", occupied: "2")
            s.node("n2", "4")
            s.submit("A", asks: 7)
            s.cycle()
            // n1: 2/4, 3/4, 4/4; n2: 0, 1/4, 2/4, 3/4, 4/4; the seventh waits.
            s.expect(
                "allocated A/0 n2", "allocated A/1 n2", "allocated A/2 n1", "allocated A/3 n2",
                "allocated A/4 n1", "allocated A/5 n2")
        }
    }

    @Test("A node that empties moves forward in the order")
    func nodeEmpties() {
        scenario { s in
            s.nodes(2, "4")
            s.submit("A", each: "3")
            s.submit("B", each: "2")
            s.cycle()
            s.expect("allocated A/0 n1", "allocated B/0 n2")
            s.finish("A")
            s.submit("C")
            s.cycle()
            s.expect("allocated C/0 n1")
        }
    }
}
