import MusterCore
import TestKit
import Testing

/// A branch of the whole scheduler is one assignment.
@Suite("Branches")
struct BranchTests {
    @Test("Both sides of a branch go their own way, and neither sees the other")
    func branch() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(2, "2")
            s.submit("A", to: "root.q", each: "2", lasting: 10)
            s.submit(gang: "G", to: "root.q", (2, "2"), lasting: 10)
            s.cycle()
            s.expect("allocated A/0 n1", "reserved G at 10")

            var whatIf = s
            whatIf.nodes(1, "2")
            whatIf.cycle()
            whatIf.expect("allocated G/0 n2", "allocated G/1 n3")
            whatIf.finish("A")
            whatIf.removeNode("n2")
            whatIf.expect("released G/0 (nodeLost)")

            #expect(s.free(on: "n2") == "2000 vcore")
            s.expectState("G", .accepted)
            s.finish("A")
            s.cycle(at: 5)
            s.expect("allocated G/0 n1", "allocated G/1 n2")

            whatIf.cycle(at: 5)
            whatIf.expect("allocated G/0 n1")
            #expect(whatIf.node(of: "G/1") == "n3")
            #expect(s.node(of: "G/1") == "n2")
        }
    }

    @Test("A branch that is told the same decides the same, to the fingerprint")
    func sameInputs() {
        scenario { s in
            s.queue("root.q", order: .fair)
            s.nodes(3, "4")
            s.submit("A", to: "root.q", asks: 3)
            s.cycle()
            s.passOver()
            var other = s
            for side in 0..<2 {
                var current = side == 0 ? s : other
                current.submit(gang: "G", to: "root.q", (3, "2"), members: [2], timeout: 20)
                current.cycle(at: 3)
                current.finish("A/1")
                current.removeNode("n2")
                current.cycle(at: 20)
                current.passOver()
                if side == 0 { s = current } else { other = current }
            }
            #expect(s.scheduler.fingerprint == other.scheduler.fingerprint)
            #expect(s.scheduler.decisionCount == other.scheduler.decisionCount)
            other.submit("B", to: "root.q")
            #expect(s.scheduler.fingerprint != other.scheduler.fingerprint)
        }
    }
}
