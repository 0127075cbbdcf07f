import TestKit
import Testing

@testable import MusterCore

/// Guarantee first, then priority, then share, and weights that divide the share.
@Suite("Fair sharing")
struct FairSharingTests {
    /// `A` in a queue with this guarantee and `B`, of higher priority, in one without: each has
    /// three asks.
    private func guaranteed(
        _ s: inout Scenario, _ guarantee: String, node: String, each request: String = "1"
    ) {
        s.queue("root.a", guaranteed: guarantee)
        s.queue("root.b")
        s.nodes(1, node)
        s.submit("A", to: "root.a", asks: 3, each: request)
        s.submit("B", to: "root.b", asks: 3, priority: 9)
    }

    @Test("A queue below its guarantee goes before one of higher priority, until it has reached it")
    func guaranteeBeforePriority() {
        scenario { s in
            guaranteed(&s, "2", node: "4")
            s.decides(
                "allocated A/0 n1", "allocated A/1 n1", "allocated B/0 n1", "allocated B/1 n1")
        }
    }

    @Test("One guaranteed resource that is reached is enough")
    func oneResourceReached() {
        scenario { s in
            guaranteed(&s, "1, 2Gi memory", node: "4, 8Gi memory")
            s.decides(
                "allocated A/0 n1", "allocated B/0 n1", "allocated B/1 n1", "allocated B/2 n1")
        }
    }

    @Test("What a resource without a guarantee is used of does not matter")
    func resourceWithoutGuarantee() {
        scenario { s in
            guaranteed(&s, "2", node: "4, 8Gi memory", each: "1, 4Gi memory")
            s.decides(
                "allocated A/0 n1", "allocated A/1 n1", "allocated B/0 n1", "allocated B/1 n1")
        }
    }

    @Test("Among queues below their guarantees priority decides, then share")
    func severalBelow() {
        scenario { s in
            s.queue("root.a", guaranteed: "2")
            s.queue("root.b", guaranteed: "1")
            s.queue("root.c", guaranteed: "2")
            s.queue("root.d")
            s.nodes(1, "7")
            s.submit("A", to: "root.a", asks: 3)
            s.submit("B", to: "root.b", asks: 3, priority: 5)
            s.submit("C", to: "root.c", asks: 3)
            s.submit("D", to: "root.d", asks: 1, priority: 7)
            s.cycle()
            // b up to 1; a and c in turn up to 2; then 7, 5, and nothing is left for 0.
            s.expect(
                "allocated B/0 n1", "allocated A/0 n1", "allocated C/0 n1", "allocated A/1 n1",
                "allocated C/1 n1", "allocated D/0 n1", "allocated B/1 n1")
        }
    }

    @Test("A guarantee of nothing is none")
    func guaranteeOfZero() {
        scenario { s in
            guaranteed(&s, "0", node: "1")
            s.decides("allocated B/0 n1")
        }
    }

    @Test("A parent's guarantee counts among its siblings, a child's among the children")
    func levels() {
        scenario { s in
            s.queue("root.p", guaranteed: "3")
            s.queue("root.p.x")
            s.queue("root.p.y", guaranteed: "1")
            s.queue("root.q")
            s.nodes(1, "4")
            s.submit("X", to: "root.p.x", asks: 4, priority: 1)
            s.submit("Y", to: "root.p.y", asks: 4)
            s.submit("Q", to: "root.q", asks: 4, priority: 9)
            s.decides(
                "allocated Y/0 n1", "allocated X/0 n1", "allocated X/1 n1", "allocated Q/0 n1")
        }
    }

    @Test("Of 8 places a queue of weight 3 gets 6 and one of weight 1 gets 2")
    func weights() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.set("root.a", \.weightThousandths, 3000)
            s.nodes(1, "8")
            s.submit("A", to: "root.a", asks: 8)
            s.submit("B", to: "root.b", asks: 8)
            s.cycle()
            // a: 1/24, 2/24 ...; b: 1/8, 2/8; on the tie 3/24 = 1/8 more waits in b.
            s.expect(
                "allocated A/0 n1", "allocated B/0 n1", "allocated A/1 n1", "allocated A/2 n1",
                "allocated B/1 n1", "allocated A/3 n1", "allocated A/4 n1", "allocated A/5 n1")
        }
    }

    @Test("Weighted shares of the largest quantities are told apart by one unit")
    func weightedComparison() {
        func share(_ used: UInt128, of whole: Int64, weight: Int64) -> SiblingShare {
            SiblingShare(numerator: used, denominator: whole, weight: weight)
        }
        let large: UInt128 = 1 << 61
        let shares = [
            // used · other whole · other weight, a number of 152 bits:
            (
                share(large, of: 1 << 61, weight: 1_000_000_000),
                share(large + 1, of: 1 << 61, weight: 1_000_000_000)
            ),
            (
                share(large, of: 1 << 61, weight: 1_000_000_000),
                share(large, of: 1 << 61, weight: 999_999_999)
            ),
            (
                share(large << 32, of: (1 << 61) + 1, weight: 7),
                share(large << 32, of: 1 << 61, weight: 7)
            ),
            (share(1, of: 3, weight: 1000), share(2, of: 3, weight: 1000)),
            (share(2, of: 3, weight: 2001), share(1, of: 3, weight: 1000)),
        ]
        for (less, more) in shares {
            #expect(less < more)
            #expect(!(more < less))
        }
        let (third, same) = (share(1, of: 3, weight: 1000), share(4, of: 6, weight: 2000))
        #expect(!(third < same) && !(same < third))
    }

    @Test("B107: a gang in a fair queue waits and starts by its share (YuniKorn refuses it)")
    func gangInFairQueue() {
        scenario { s in
            s.queue("root.q", guaranteed: "6", order: .fair)
            s.nodes(1, "6")
            s.submit("A", to: "root.q", asks: 3)
            s.submit(gang: "G", to: "root.q", (3, "1"), members: [2])
            s.cycle()
            // A 1/6, G 0/6; then A 1/6, G 3/6.
            s.expect(
                "allocated A/0 n1", "allocated G/0 n1", "allocated G/1 n1", "held G#0 x1 n1",
                "allocated A/1 n1", "allocated A/2 n1")
        }
    }
}
