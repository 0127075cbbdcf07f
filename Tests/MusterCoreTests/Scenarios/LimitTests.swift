import MusterCore
import TestKit
import Testing

/// What single users and groups may use of a queue and all below it.
@Suite("User and group limits")
struct LimitTests {
    @Test("B134: a user's limit holds for all that it uses below the queue, and for nobody else")
    func user() {
        scenario { s in
            s.queues("root.p", "root.p.x", "root.p.y")
            s.limit("root.p", users: ["ann"], max: "3")
            s.nodes(1, "8")
            s.submit("A", by: "ann", to: "root.p.x", asks: 2)
            s.submit("B", by: "ann", to: "root.p.y", asks: 2)
            s.submit("C", by: "bob", to: "root.p.y", asks: 2)
            s.cycle()
            // y has more waiting on the ties 0/8 and 1/8; then it is x's turn, but ann has 3.
            s.expect(
                "allocated B/0 n1", "allocated A/0 n1", "allocated B/1 n1", "allocated C/0 n1",
                "allocated C/1 n1")
            s.expectReason("A", "limitMax(root.p, user ann, vcore, missing: 1000)")
            s.finish("B/0")
            s.decides("allocated A/1 n1")
        }
    }

    @Test("B073: the reason says how much is missing; the user's limit comes before the queue's")
    func missing() {
        scenario { s in
            s.queue("root.q", max: "4, 8Gi memory")
            s.limit("root.q", users: ["ann"], max: "3, 4Gi memory")
            s.nodes(1, "9, 9Gi memory")
            s.submit("A", by: "ann", to: "root.q", each: "2, 3Gi memory")
            s.submit("B", by: "ann", to: "root.q", each: "1, 2Gi memory")
            s.submit("C", by: "ann", to: "root.q", each: "3, 1Gi memory")
            s.submit("D", by: "bob", to: "root.q", each: "3")
            s.decides("allocated A/0 n1")
            s.expectReason("B", "limitMax(root.q, user ann, memory, missing: 1073741824)")
            s.expectReason("C", "limitMax(root.q, user ann, vcore, missing: 2000)")
            s.expectReason("D", "queueMax(root.q, vcore, missing: 1000)")
        }
    }

    @Test("B135: `*` limits each user that is not named, each on its own")
    func userWildcard() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "2")
            s.limit("root.q", users: ["*"], max: "1")
            s.nodes(1, "20")
            for (name, user) in [("A", "ann"), ("B", "bob"), ("C", "cay"), ("N", "")] {
                s.submit(name, by: user, to: "root.q", asks: 3)
            }
            s.decides(
                "allocated A/0 n1", "allocated A/1 n1", "allocated B/0 n1", "allocated C/0 n1",
                "allocated N/0 n1")
            s.expectReason("C", "limitMax(root.q, user cay, vcore, missing: 1000)")
        }
    }

    @Test("B135: a user named at one level and met by `*` at another is bound by both")
    func userWildcardAbove() {
        scenario { s in
            s.queues("root.p", "root.p.x", "root.p.y")
            s.limit("root.p", users: ["*"], max: "3")
            s.limit("root.p.x", users: ["ann"], max: "2")
            s.nodes(1, "20")
            s.submit("A", by: "ann", to: "root.p.x", asks: 3)
            s.decides("allocated A/0 n1", "allocated A/1 n1")
            s.expectReason("A", "limitMax(root.p.x, user ann, vcore, missing: 1000)")
            s.submit("B", by: "ann", to: "root.p.y", asks: 3)
            s.decides("allocated B/0 n1")
            s.expectReason("B", "limitMax(root.p, user ann, vcore, missing: 1000)")
        }
    }

    @Test("B136: a group's limit is shared by all its members")
    func group() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", groups: ["dev"], max: "3")
            s.nodes(1, "20")
            s.submit("A", by: "ann", of: ["dev"], to: "root.q", asks: 2)
            s.submit("B", by: "bob", of: ["all", "dev"], to: "root.q", asks: 2)
            s.submit("C", by: "cay", of: ["ops"], to: "root.q", asks: 4)
            s.cycle()
            s.passOver()
            #expect(["A", "B", "C"].map(s.allocated) == [2, 1, 4])
            s.expectReason("B", "limitMax(root.q, group dev, vcore, missing: 1000)")
            s.remove("A")
            s.decides("allocated B/1 n1")
        }
    }

    @Test("B137: `*` is one limit for everybody in no named group together")
    func groupWildcard() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", groups: ["dev"], max: "1")
            s.limit("root.q", groups: ["*"], max: "3")
            s.nodes(1, "20")
            s.submit("A", by: "ann", of: ["dev"], to: "root.q", asks: 2)
            s.submit("B", by: "bob", of: ["ops"], to: "root.q", asks: 2)
            s.submit("C", by: "cay", to: "root.q", asks: 2)
            s.cycle()
            s.passOver()
            #expect(["A", "B", "C"].map(s.allocated) == [1, 2, 1])
            s.expectReason("C", "limitMax(root.q, group *, vcore, missing: 1000)")
        }
    }

    @Test("B136: the first group, from the leaf upwards, that a queue names is the one that counts")
    func groupOfApplication() {
        scenario { s in
            s.queues("root.p", "root.p.x", "root.p.y")
            s.limit("root.p", groups: ["dev"], max: "1")
            s.limit("root.p", groups: ["ops"], max: "5")
            s.limit("root.p.x", groups: ["ops"], max: "4")
            s.nodes(1, "20")
            // x names only ops; p names both, and dev is ann's first group.
            s.submit("A", by: "ann", of: ["dev", "ops"], to: "root.p.x", asks: 9)
            s.submit("B", by: "ann", of: ["dev", "ops"], to: "root.p.y", asks: 9)
            s.submit("C", by: "ann", of: ["ops", "dev"], to: "root.p.y", asks: 9)
            s.cycle()
            s.passOver()
            // A's 4 and C's 1 are the 5 of ops in p; B's is dev's.
            #expect(s.allocated("A") + s.allocated("C") == 5)
            #expect(s.allocated("B") == 1)
            s.expectReason("B", "limitMax(root.p, group dev, vcore, missing: 1000)")
        }
    }

    @Test("User and group limits both hold")
    func userAndGroup() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "4")
            s.limit("root.q", groups: ["dev"], max: "1Gi memory")
            s.nodes(1, "20, 20Gi memory")
            s.submit("A", by: "ann", of: ["dev"], to: "root.q", asks: 5)
            s.submit("B", by: "ann", of: ["dev"], to: "root.q", each: "1Gi memory")
            s.submit("C", by: "bob", of: ["dev"], to: "root.q", each: "1, 1 memory")
            s.cycle()
            s.passOver()
            #expect(["A", "B", "C"].map(s.allocated) == [4, 1, 0])
            s.expectReason("A", "limitMax(root.q, user ann, vcore, missing: 1000)")
            s.expectReason("C", "limitMax(root.q, group dev, memory, missing: 1)")
        }
    }

    @Test("B138: a user's second application waits until the first one ends")
    func applications() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["*"], applications: 1)
            s.nodes(1, "8")
            s.submit("A", by: "ann", to: "root.q", asks: 2)
            s.submit("B", by: "ann", to: "root.q")
            s.submit("C", by: "bob", to: "root.q")
            s.decides("allocated A/0 n1", "allocated A/1 n1", "allocated C/0 n1")
            s.expectState("B", .accepted)
            s.expectReason("B", "limitApplications(root.q, user ann, max: 1)")
            s.ask("A")
            s.decides("allocated A/2 n1")
            s.finish("A")
            s.decides("allocated B/0 n1")
        }
    }

    @Test("B138: a group's applications are counted together, a gang from when it has formed")
    func applicationsOfGroup() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", groups: ["dev"], applications: 1)
            s.nodes(1, "4")
            s.submit(gang: "big", by: "ann", of: ["dev"], to: "root.q", 8)
            s.submit(gang: "G", by: "bob", of: ["dev"], to: "root.q", 2, members: 1)
            s.submit(gang: "H", by: "cay", of: ["dev"], to: "root.q", 2)
            s.decides("allocated G/0 n1", "held G#0 x1 n1")
            s.expectReason("H", "limitApplications(root.q, group dev, max: 1)")
            s.remove("G")
            s.expect("unheld G#0 x1 n1 (applicationEnded)")
            s.decides("allocated H/0 n1", "allocated H/1 n1")
        }
    }

    /// `A` of ann has nine asks and a limit of one core, then gets another limit.
    private func limitReplaced(_ s: inout Scenario, users: [String], max: String) {
        s.queue("root.q")
        s.limit("root.q", users: ["ann"], max: "1")
        s.nodes(1, "8")
        s.submit("A", by: "ann", to: "root.q", asks: 9)
        s.decides("allocated A/0 n1")
        s.removeLimits(of: "root.q")
        s.limit("root.q", users: users, max: max)
    }

    @Test("B139: a raised limit lets waiting work proceed, and so does one that is removed")
    func limitRaised() {
        scenario { s in
            limitReplaced(&s, users: ["ann"], max: "3")
            s.decides("allocated A/1 n1", "allocated A/2 n1")
            s.removeLimits(of: "root.q")
            s.cycle()
            s.passOver()
            #expect(s.allocated("A") == 8)
        }
    }

    @Test("B139: a lowered limit takes nothing away")
    func limitLowered() {
        scenario { s in
            limitReplaced(&s, users: ["ann"], max: "3")
            s.decides("allocated A/1 n1", "allocated A/2 n1")
            s.removeLimits(of: "root.q")
            s.limit("root.q", users: ["*"], max: "2")
            s.decides()
            s.expectReason("A", "limitMax(root.q, user ann, vcore, missing: 2000)")
            s.finish("A/0")
            s.decides()
            s.finish("A/1")
            s.decides("allocated A/3 n1")
        }
    }

    @Test("B139: applications that run count for a limit that is new")
    func reloadCountsRunning() {
        scenario { s in
            s.queue("root.q")
            s.nodes(1, "8")
            s.submit("A", by: "ann", of: ["dev"], to: "root.q", asks: 2)
            s.decides("allocated A/0 n1", "allocated A/1 n1")
            s.limit("root.q", groups: ["dev"], max: "3", applications: 1)
            s.submit("B", by: "bob", of: ["dev"], to: "root.q", asks: 2)
            s.ask("A", 2)
            s.decides("allocated A/2 n1")
            s.expectReason("B", "limitApplications(root.q, group dev, max: 1)")
        }
    }

    @Test("A limit of zero shuts out who needs the resource, an absent resource is not limited")
    func zero() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "4, 0 gpu")
            s.nodes(1, "8, 8Gi memory, 8 gpu")
            s.submit("G", by: "ann", to: "root.q", each: "1, 1 gpu")
            s.submit("A", by: "ann", to: "root.q", each: "1, 8Gi memory")
            s.decides("allocated A/0 n1")
            s.expectReason("G", "limitMax(root.q, user ann, gpu, missing: 1)")
        }
    }

    @Test("A gang is counted whole, with the places that are held for it")
    func gang() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "3")
            s.nodes(1, "9")
            s.submit(gang: "big", by: "ann", to: "root.q", 5)
            s.submit(gang: "G", by: "ann", to: "root.q", 2, members: 1)
            s.submit(gang: "H", by: "ann", to: "root.q", 2)
            s.decides("allocated G/0 n1", "held G#0 x1 n1")
            s.expectReason("big", "limitMax(root.q, user ann, vcore, missing: 4000)")
            s.expectReason("H", "limitMax(root.q, user ann, vcore, missing: 1000)")
            s.remove("G")
            s.expect("unheld G#0 x1 n1 (applicationEnded)")
            s.decides("allocated H/0 n1", "allocated H/1 n1")
            s.expectReason("big", "limitMax(root.q, user ann, vcore, missing: 4000)")
        }
    }

    /// Ann is at her limit with `A`, and cay with `C`, when `B` and `D` wait before bob's `E`.
    private func overLimits(_ s: inout Scenario, policy: BackfillPolicy) {
        s.queue("root.q", backfill: policy)
        s.limit("root.q", users: ["ann"], max: "2")
        s.limit("root.q", users: ["cay"], applications: 1)
        s.nodes(1, "6")
        s.submit("A", by: "ann", to: "root.q", asks: 1, each: "2", lasting: 10)
        s.submit("B", by: "ann", to: "root.q", asks: 1, each: "2", lasting: 10)
        s.submit("C", by: "cay", to: "root.q", asks: 1, each: "2", lasting: 10)
        s.submit("D", by: "cay", to: "root.q", asks: 1, lasting: 10)
        s.submit("E", by: "bob", to: "root.q", asks: 1, each: "2", lasting: 99)
        s.cycle(at: 1)
    }

    @Test(
        "Who is over its limit holds up nobody, whatever may overtake",
        arguments: BackfillPolicy.allCases)
    func overtaking(policy: BackfillPolicy) {
        scenario { s in
            overLimits(&s, policy: policy)
            // A plan gives D and E a start before it finds that B and D have to stand back.
            s.expect(
                (policy == .conservative ? ["reserved D at 11", "reserved E at 11"] : [])
                    + ["allocated A/0 n1", "allocated C/0 n1", "allocated E/0 n1"])
            s.expectReason("B", "limitMax(root.q, user ann, vcore, missing: 2000)")
            s.expectReason("D", "limitApplications(root.q, user cay, max: 1)")
            // Ends just when it said it would.
            s.finish("A")
            s.decides(at: 11, "allocated B/0 n1")
            s.finish("C")
            s.decides(at: 11, "allocated D/0 n1")
        }
    }

    @Test("Another application in the slot of a removed one has its own limits")
    func reusedIdentifier() {
        scenario { s in
            s.queue("root.q")
            s.limit("root.q", users: ["ann"], max: "1")
            s.nodes(1, "8")
            s.submit("A", by: "ann", to: "root.q", asks: 2)
            s.decides("allocated A/0 n1")
            s.remove("A")
            s.submit("A", by: "bob", to: "root.q", asks: 2)
            s.decides("allocated A/2 n1", "allocated A/3 n1")
            s.submit("B", by: "ann", to: "root.q", asks: 2)
            s.decides("allocated B/0 n1")
        }
    }
}
