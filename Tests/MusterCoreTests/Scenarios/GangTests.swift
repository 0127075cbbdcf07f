import MusterCore
import TestKit
import Testing

/// How gangs form: all or nothing.
@Suite("Gangs")
struct GangTests {
    @Test(
        "B094 gang wait, B095 gang complete: it holds nothing until it fits, then starts as a whole"
    )
    func allOrNothing() {
        scenario(.states) { s in
            s.nodes(2, "2")
            s.submit("A")
            s.cycle()
            s.submit(gang: "G", (4, "1"))
            s.passOver()
            s.cycle()
            s.expect()
            s.expectReason("G", "notEnoughFree(vcore, missing: 1000)")
            #expect(s.usage(of: "root") == "1000 vcore")
            s.finish("A")
            s.passOver()
            s.cycle()
            s.expect(
                "allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n1", "allocated G/3 n2",
                "G Accepted -> Running")
        }
    }

    @Test("Enough in sum but not in pieces: the gang holds nothing")
    func pieces() {
        scenario { s in
            s.nodes(3, "3")
            s.submit("A", asks: 3)
            s.cycle()
            s.passOver()
            s.submit(gang: "G", (2, "3"))
            s.cycle()
            s.expect()
            s.expectReason("G", "notEnoughPlaces(places: 0, needed: 2)")
            s.finish("A/0-1")
            s.cycle()
            s.expect("allocated G/0 n1", "allocated G/1 n2")
        }
    }

    @Test("Places of members that do not exist yet are held")
    func held() {
        scenario { s in
            s.nodes(1, "3")
            s.submit(gang: "G", (3, "1"), members: [1])
            s.submit("A")
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n1", "held G#0 x1 n1")
            s.expectReason("A", "notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("A gang without any ask waits for its first")
    func noAsks() {
        scenario { s in
            s.nodes(1, "3")
            s.submit(gang: "G", (2, "1"), members: [0])
            s.cycle()
            s.expect()
            s.expectReason("G", "noAsks")
            s.ask("G", group: 0)
            s.cycle()
            s.expect("allocated G/0 n1", "held G#0 x1 n1")
        }
    }

    @Test("Task groups start together, the hardest to place first")
    func taskGroups() {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (2, "1"), (1, "2"))
            s.cycle()
            s.expect("allocated G/2 n1", "allocated G/0 n2", "allocated G/1 n2")
        }
    }

    @Test("If one task group does not fit, none holds anything")
    func oneTaskGroupDoesNotFit() {
        scenario { s in
            s.nodes(2, "2")
            s.submit("A")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.submit(gang: "G", (1, "2"), (2, "1"))
            s.cycle()
            s.expect()
            #expect(s.free(on: "n2") == "2000 vcore")
            s.expectReason("G", "notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("Members that the node order spreads too far are packed by first fit")
    func firstFitFallback() {
        scenario { s in
            // n3 makes four processors a small part of the cluster, so group 0 is placed first.
            s.nodes(2, "4, 8Gi memory")
            s.node("n3", "40", occupied: "40")
            s.submit(gang: "G", (2, "1, 4Gi memory"), (1, "4"))
            s.cycle()
            s.expect("allocated G/0-1 n1", "allocated G/2 n2")
        }
    }

    @Test("Bin-packing puts members together on the fullest node")
    func binpacking() {
        scenario { s in
            s.nodeOrder(.binpacking)
            s.nodes(3, "4")
            s.submit("A", each: "2")
            s.submit(gang: "G", (5, "1"), members: [3])
            s.cycle()
            s.expect(
                "allocated A/0 n1", "allocated G/0-1 n1", "allocated G/2 n2", "held G#0 x2 n2")
        }
    }

    @Test("Two gangs that together exceed the cluster never hold a part each")
    func noDeadlock() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b")
            s.nodes(6, "1")
            s.submit(gang: "G", to: "root.a", (4, "1"), members: [1])
            s.submit(gang: "H", to: "root.b", (4, "1"), members: [1])
            for _ in 0..<3 {
                s.ask("H", group: 0)
                s.ask("G", group: 0)
            }
            s.cycle()
            s.expect(
                "allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n3", "allocated G/3 n4")
            #expect(s.usage(of: "root.b") == "")
            s.finish("G")
            s.cycle()
            s.expect(
                "allocated H/0 n1", "allocated H/1 n2", "allocated H/2 n3", "allocated H/3 n4")
        }
    }

    @Test("Gangs that come together start one after the other")
    func manyGangs() {
        scenario { s in
            s.nodes(1, "4")
            for name in ["G", "H", "I"] { s.submit(gang: name, (3, "1")) }
            for name in ["G", "H", "I"] {
                s.cycle()
                s.expect(
                    "allocated \(name)/0 n1", "allocated \(name)/1 n1", "allocated \(name)/2 n1")
                s.finish(name)
            }
        }
    }

    @Test("B100: members beyond the minimum are scheduled one by one")
    func surplus() {
        scenario { s in
            s.nodes(1, "3")
            s.submit(gang: "G", (2, "1"), members: [4])
            s.cycle()
            s.expect("allocated G/0 n1", "allocated G/1 n1", "allocated G/2 n1")
            s.expectReason("G", "notEnoughFree(vcore, missing: 1000)")
            s.finish("G/0")
            s.cycle()
            s.expect("allocated G/3 n1")
        }
    }

    @Test("An ask outside the task groups starts only after the gang has formed")
    func askOutsideGroups() {
        scenario { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (2, "1"), members: [0])
            s.ask("G")
            s.nodes(1, "1")
            s.cycle()
            s.expect("held G#0 x1 n1", "held G#0 x1 n2", "allocated G/0 n1")
        }
    }

    @Test("B108: a gang above the max of a queue on its path is rejected")
    func aboveQueueMax() {
        scenario { s in
            s.queue("root.p", max: "8, 4Gi memory")
            s.queue("root.p.x", max: "4")
            s.submit(gang: "G", to: "root.p.x", (5, "1"))
            s.expect(
                "G rejected: gangExceedsQueueMax(root.p.x, vcore, requested: 5000, max: 4000)",
                "G New -> Rejected")
            s.submit(gang: "H", to: "root.p.x", (2, "1, 2Gi memory"), (1, "1, 1Gi memory"))
            s.expect(
                "H rejected: gangExceedsQueueMax(root.p, memory, requested: 5368709120,"
                    + " max: 4294967296)", "H New -> Rejected")
            s.submit(gang: "I", to: "root.p.x", (4, "1, 1Gi memory"))
            s.expectState("I", .accepted)
            s.cycle()
            s.expect()
        }
    }

    @Test("A gang waits while its queue's max has no room for the whole of it")
    func waitsForQueueMax() {
        scenario { s in
            s.queue("root.q", max: "4")
            s.nodes(1, "8")
            s.submit("A", to: "root.q", each: "2")
            s.submit(gang: "G", to: "root.q", (3, "1"))
            s.cycle()
            s.expect("allocated A/0 n1")
            s.expectReason("G", "queueMax(root.q, vcore, missing: 1000)")
            s.finish("A")
            s.cycle()
            s.expect("allocated G/0 n1", "allocated G/1 n1", "allocated G/2 n1")
        }
    }

    @Test("A gang too big for the cluster waits, and starts when the cluster has grown")
    func tooBigForCluster() {
        scenario { s in
            s.nodes(1, "4, 8Gi memory")
            s.submit(gang: "G", (3, "2, 1Gi memory"))
            s.cycle()
            s.expectReason("G", "clusterTooSmall(vcore, missing: 2000)")
            s.nodes(1, "2, 1Gi memory")
            s.cycle()
            s.expect("allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n1")
        }
    }

    @Test(
        "A gang that empty nodes have too few places for blocks nobody behind it",
        arguments: [BackfillPolicy.greedy, .none, .easy])
    func tooBigForNodes(policy: BackfillPolicy) {
        scenario { s in
            s.queue("root.q", backfill: policy)
            s.nodes(3, "3")
            s.submit(gang: "cluster", to: "root.q", (10, "1"))
            s.submit(gang: "nodes", to: "root.q", (4, "2"))
            s.submit(gang: "A", to: "root.q", (2, "2"))
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n2")
            s.expectReason("cluster", "clusterTooSmall(vcore, missing: 1000)")
            s.expectReason("nodes", "nodesTooSmall(places: 3, needed: 4)")
        }
    }

    @Test(
        "Task groups that fit one by one but never together block nobody",
        arguments: [BackfillPolicy.greedy, .easy])
    func groupsNeverTogether(policy: BackfillPolicy) {
        scenario { s in
            s.queue("root.q", backfill: policy)
            s.nodes(2, "5")
            s.submit(gang: "never", to: "root.q", (2, "3"), (1, "4"))
            s.submit("A", to: "root.q")
            s.cycle()
            s.expect("allocated A/0 n1")
        }
    }

    @Test("Task groups that never fit together block nobody under none, and the reason says so")
    func groupsNeverTogetherUnderNone() {
        scenario { s in
            s.queue("root.q", backfill: .none)
            s.nodes(2, "5")
            s.submit(gang: "never", to: "root.q", (2, "3"), (1, "4"))
            s.submit("A", to: "root.q")
            s.cycle()
            s.expect("allocated A/0 n1")
            let gang = s.identifier(of: "never")
            #expect(s.scheduler.waitReason(of: gang) != .notTriedYet)
        }
    }

    @Test("A member whose allocation is refused waits alone, the others stay")
    func refusedMember() {
        scenario { s in
            s.nodes(3, "1")
            s.submit(gang: "G", (3, "1"))
            s.cycle()
            s.expect("allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n3")
            s.refuse("G/1")
            s.expect("released G/1 (refused)")
            s.cycle()
            s.expect("allocated G/1 n2")
        }
    }
}
