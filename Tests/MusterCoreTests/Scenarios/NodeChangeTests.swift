import MusterCore
import TestKit
import Testing

/// Nodes that join, change and leave while things run.
@Suite("Node changes")
struct NodeChangeTests {
    @Test("B084: a cordoned node keeps what runs on it and takes nothing new")
    func cordon() {
        scenario { s in
            s.nodes(2, "2")
            s.submit("A", asks: 2)
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n2")
            s.cordon("n1")
            s.submit("B", asks: 2)
            s.cycle()
            s.expect("allocated B/0 n2")
            #expect(s.node(of: "A/0") == "n1")
            s.cordon("n1", false)
            s.cycle()
            s.expect("allocated B/1 n1")
        }
    }

    @Test("What ends on a cordoned node is free when the cordon is lifted, not before")
    func endOnCordonedNode() {
        scenario { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.cordon("n1")
            s.finish("A")
            s.submit("B")
            s.cycle()
            s.expect()
            s.expectReason("B", "nodesTooSmall(places: 0, needed: 1)")
            s.cordon("n1", false)
            s.cycle()
            s.expect("allocated B/0 n1")
        }
    }

    @Test("B087: what others occupy is not free, and free when they go")
    func occupied() {
        scenario { s in
            s.node("n1", "4", occupied: "3")
            s.submit("A", each: "2")
            s.cycle()
            s.expect()
            s.node("n1", "4", occupied: "2")
            s.cycle()
            s.expect("allocated A/0 n1")
            #expect(s.free(on: "n1") == "")
        }
    }

    @Test("B086 node capacity: a node that joins or grows is used in the next cycle")
    func grow() {
        scenario { s in
            s.submit("A", asks: 3)
            s.cycle()
            s.nodes(1, "1")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.node("n1", "2")
            s.cycle()
            s.expect("allocated A/1 n1")
            s.node("n2", "1")
            s.cycle()
            s.expect("allocated A/2 n2")
        }
    }

    @Test("A node that shrinks below its use keeps all, and takes again once it has room")
    func shrink() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", asks: 4)
            s.cycle()
            s.passOver()
            s.node("n1", "2")
            #expect(s.free(on: "n1") == "-2000 vcore")
            s.submit("B")
            s.finish("A/0-1")
            s.cycle()
            s.expect()
            s.finish("A/2")
            s.cycle()
            s.expect("allocated B/0 n1")
        }
    }

    @Test("A node over its capacity does not hide what other nodes have free")
    func shrinkAndOtherNodes() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", asks: 4)
            s.cycle()
            s.passOver()
            s.node("n1", "1")
            s.nodes(1, "3")
            s.submit("B", each: "3")
            s.cycle()
            s.expect("allocated B/0 n2")
        }
    }

    @Test("A gang starts beside a node over its capacity")
    func shrinkAndGangs() {
        scenario { s in
            s.nodes(1, "4")
            s.submit("A", asks: 4)
            s.cycle()
            s.passOver()
            s.node("n1", "1")
            s.nodes(2, "2")
            s.submit(gang: "G", (2, "2"))
            s.cycle()
            s.expect("allocated G/0 n2", "allocated G/1 n3")
        }
    }

    @Test("B085: what ran on a node that leaves waits again, the oldest first")
    func removal() {
        scenario { s in
            s.nodes(1, "3")
            s.submit("A", asks: 3)
            s.cycle()
            s.passOver()
            s.ask("A")
            s.nodes(1, "2")
            s.removeNode("n1")
            s.expect(
                "released A/2 (nodeLost)", "released A/1 (nodeLost)", "released A/0 (nodeLost)")
            s.expectState("A", .running)
            #expect(s.usage(of: "root.default") == "")
            s.cycle()
            s.expect("allocated A/0 n2", "allocated A/1 n2")
        }
    }

    @Test("Places held on a node that leaves are gone")
    func removalWithHeldPlaces() {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (3, "1"), members: [1])
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n2", "held G#0 x1 n1")
            s.removeNode("n1")
            s.expect("released G/0 (nodeLost)", "unheld G#0 x1 n1 (nodeLost)")
            s.cycle()
            s.expect("allocated G/0 n2")
            #expect(s.free(on: "n2") == "")
        }
    }

    @Test("A node that comes back under its identifier is empty")
    func comeBack() {
        scenario { s in
            s.nodes(1, "2")
            s.submit("A", each: "2")
            s.cycle()
            s.removeNode("n1")
            s.expect("allocated A/0 n1", "released A/0 (nodeLost)")
            s.cycle()
            s.expect()
            s.node("n1", "3")
            s.cycle()
            s.expect("allocated A/0 n1")
            #expect(s.free(on: "n1") == "1000 vcore")
        }
    }

    @Test("Refused allocations free their nodes and wait again")
    func refusedAllocation() {
        scenario { s in
            s.nodes(1, "2")
            s.submit("A", asks: 2)
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n1")
            s.confirm("A/0")
            s.refuse("A/1")
            s.expect("released A/1 (refused)")
            #expect(s.free(on: "n1") == "1000 vcore")
            s.cycle()
            s.expect("allocated A/1 n1")
        }
    }

    @Test("Refused allocations wait again in their order, ahead of younger asks")
    func refusedAllocationsKeepOrder() {
        scenario { s in
            s.nodes(1, "2")
            s.submit("A", asks: 2)
            s.cycle()
            s.passOver()
            s.ask("A")
            s.refuse("A/0-1")
            s.passOver()
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n1")
        }
    }

    @Test("A node that changes its name changes its place among equally used nodes")
    func renamed() {
        scenario { s in
            s.nodes(2, "2")
            let capacity = s.resources("2")
            s.apply(.nodeChanged(Node(id: NodeID(0), name: "z", capacity: capacity)))
            s.submit("A", asks: 2)
            s.cycle()
            s.expect("allocated A/0 n2", "allocated A/1 n1")
        }
    }

    @Test("An ask for nothing needs a node, but nothing of it")
    func emptyRequest() {
        scenario { s in
            s.submit("A", each: "")
            s.cycle()
            s.expectReason("A", "nodesTooSmall(places: 0, needed: 1)")
            s.node("n1", "1", occupied: "1")
            s.cycle()
            s.expect("allocated A/0 n1")
        }
    }

    @Test("A gang whose held places were all lost with their node holds and waits for nothing")
    func heldPlacesLost() {
        scenario { s in
            s.nodes(2, "1")
            s.submit(gang: "G", (2, "1"), members: [1])
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n2")
            s.finish("G")
            s.expect()
            s.removeNode("n2")
            s.expect("unheld G#0 x1 n2 (nodeLost)")
            s.expectState("G", .completing)
        }
    }
}
