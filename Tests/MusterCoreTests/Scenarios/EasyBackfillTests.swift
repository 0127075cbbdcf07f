import MusterCore
import TestKit
import Testing

/// EASY backfill: the head has a reservation, the others may start if they do not delay it.
@Suite("EASY backfill")
struct EasyBackfillTests {
    /// Ten nodes of one processor, six of them busy until 10, and a head that needs eight.
    private func headOfEight(_ s: inout Scenario, estimate: Int64? = 10) {
        s.queue("root.q", backfill: .easy)
        s.nodes(10, "1")
        s.submit(gang: "A", to: "root.q", (6, "1"), lasting: estimate)
        s.cycle(at: 0)
        s.passOver()
        s.submit(gang: "B", to: "root.q", (8, "1"), lasting: 5)
    }

    @Test("What ends by the reserved time, or is spare then, may start; the rest may not")
    func overtaking() {
        scenario { s in
            headOfEight(&s)
            s.submit(gang: "C", to: "root.q", (3, "1"), lasting: 11)
            s.submit(gang: "D", to: "root.q", (1, "1"), lasting: 10)
            s.submit(gang: "E", to: "root.q", (2, "1"), lasting: 1000)
            s.submit(gang: "F", to: "root.q", (1, "1"), lasting: 11)
            s.submit(gang: "G", to: "root.q", (1, "1"), lasting: 9)
            s.cycle(at: 0)
            // Two are spare at 10: E takes them, so F may not, though it fits now.
            s.expect(
                "reserved B at 10", "allocated D/0 n6", "allocated E/0 n7", "allocated E/1 n8",
                "allocated G/0 n9")
            s.expectReason("C", "notEnoughFree(vcore, missing: 3000)")
            s.expectReason("F", "notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("Who would delay the head is told so, with the promised time")
    func wouldDelay() {
        scenario(.reasons) { s in
            headOfEight(&s)
            s.submit(gang: "C", to: "root.q", (3, "1"), lasting: 11)
            s.cycle(at: 0)
            s.expect(
                "reserved B at 10", "B waits: notEnoughFree(vcore, missing: 4000)",
                "C waits: wouldDelay(B, reserved: 10)")
        }
    }

    @Test("The head starts when it was promised; then the next is head")
    func promiseKept() {
        scenario { s in
            headOfEight(&s)
            s.submit(gang: "C", to: "root.q", (9, "1"), lasting: 5)
            s.cycle(at: 1)
            s.expect("reserved B at 10")
            s.finish("A")
            s.cycle(at: 10)
            s.passOver()
            #expect(s.allocated("B") == 8)
            s.cycle(at: 11)
            s.expect()
            s.finish("B")
            s.cycle(at: 15)
            s.passOver()
            #expect(s.allocated("C") == 9)
        }
    }

    @Test("When something ends early the head starts early")
    func early() {
        scenario { s in
            headOfEight(&s)
            s.cycle(at: 1)
            s.finish("A")
            s.cycle(at: 4)
            s.passOver()
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("Work that overruns its estimate is expected to end at any moment")
    func overrun() {
        scenario { s in
            headOfEight(&s)
            s.cycle(at: 9)
            s.expect("reserved B at 10")
            s.cycle(at: 10)
            s.expect()
            s.submit(gang: "C", to: "root.q", (3, "1"), lasting: 1)
            s.submit(gang: "D", to: "root.q", (2, "1"), lasting: 1000)
            s.cycle(at: 12)
            // C would end at 13; D takes what is spare.
            s.expect("reserved B at 12", "allocated D/0 n6", "allocated D/1 n7")
            s.finish("A")
            s.cycle(at: 15)
            s.passOver()
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("Nobody counts on the end of work whose run time nobody knows")
    func unknownRunTime() {
        scenario { s in
            headOfEight(&s, estimate: nil)
            s.submit(gang: "C", to: "root.q", (3, "1"), lasting: 1)
            s.submit(gang: "D", to: "root.q", (2, "1"))
            s.submit("E", to: "root.q", lasting: 1)
            s.cycle(at: 1)
            s.expect("reserved B at never", "allocated D/0 n6", "allocated D/1 n7")
            s.expectReason("E", "wouldDelay(B, reserved: never)")
            s.finish("A")
            s.cycle(at: 50)
            s.passOver()
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("A stream of work of unknown run time does not starve the head")
    func unknownRunTimesDoNotStarve() {
        scenario { s in
            headOfEight(&s, estimate: nil)
            for second in Int64(1)..<30 {
                if second > 4 { s.finish("\(second - 4)") }
                if second == 10 { s.finish("A") }
                s.submit("\(second)", to: "root.q")
                s.cycle(at: second)
                s.passOver()
            }
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("Who does not say how long it runs overtakes only into what is spare")
    func overtakerWithoutEstimate() {
        scenario { s in
            headOfEight(&s)
            s.submit("C", to: "root.q", asks: 3)
            s.cycle(at: 0)
            s.expect("reserved B at 10", "allocated C/0 n6", "allocated C/1 n7")
        }
    }

    @Test("Some run times unknown: the head counts on the others")
    func someUnknown() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(10, "1")
            s.submit(gang: "U", to: "root.q", (2, "1"))
            s.submit(gang: "A", to: "root.q", (6, "1"), lasting: 10)
            s.submit(gang: "B", to: "root.q", (8, "1"), lasting: 10)
            s.submit("C", to: "root.q", lasting: 11)
            s.submit("D", to: "root.q", lasting: 10)
            s.cycle()
            s.expect(
                "allocated U/0 n1", "allocated U/1 n10", "allocated A/0 n2", "allocated A/1 n3",
                "allocated A/2 n4", "allocated A/3 n5", "allocated A/4 n6", "allocated A/5 n7",
                "reserved B at 10", "allocated D/0 n8")
        }
    }

    @Test("A head that its queue's max holds back is promised the end of the queue's own work")
    func queueMax() {
        scenario { s in
            s.queue("root.q", max: "4", backfill: .easy)
            s.queue("root.other", backfill: .easy)
            s.nodes(8, "1")
            s.submit(gang: "A", to: "root.q", (3, "1"), lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            s.submit(gang: "B", to: "root.q", (4, "1"), lasting: 10)
            s.submit("C", to: "root.q", lasting: 11)
            s.submit("D", to: "root.q", lasting: 10)
            s.cycle(at: 0)
            s.expect("reserved B at 10", "allocated D/0 n4")
            s.submit(gang: "E", to: "root.other", (4, "1"), lasting: 1000)
            s.cycle(at: 1)
            // At 10 all but E's four are free: enough for B.
            s.expect(
                "allocated E/0 n5", "allocated E/1 n6", "allocated E/2 n7", "allocated E/3 n8")
        }
    }

    @Test("A promise that needs the max of a parent binds the siblings that share it")
    func maxOfParent() {
        scenario { s in
            s.queue("root.p", max: "4")
            s.queue("root.p.x", priorityOffset: 1, backfill: .easy)
            s.queue("root.p.y")
            s.nodes(8, "1")
            s.submit("A", to: "root.p.y", asks: 2, lasting: 10)
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated A/1 n2")
            s.submit(gang: "B", to: "root.p.x", (3, "1"), lasting: 10)
            s.submit("C", to: "root.p.y", asks: 2, lasting: 11)
            s.submit("D", to: "root.p.y", lasting: 10)
            s.cycle(at: 0)
            // At 10 one of the parent's four is spare: C's first has it.
            s.expect("reserved B at 10", "allocated C/0 n3", "allocated D/0 n4")
            s.finish("A")
            s.finish("D")
            s.cycle(at: 10)
            s.expect("allocated B/0 n1", "allocated B/1 n2", "allocated B/2 n4")
            s.expectReason("C", "queueMax(root.p, vcore, missing: 1000)")
        }
    }

    @Test("A promise in a queue binds the queues that are served after it")
    func bindsOtherQueues() {
        scenario { s in
            s.queue("root.q", priorityOffset: 1, backfill: .easy)
            s.queue("root.other")
            s.nodes(4, "1")
            s.submit("A", to: "root.q", asks: 2, lasting: 10)
            s.submit(gang: "B", to: "root.q", (3, "1"), at: 1, lasting: 10)
            s.submit("C", to: "root.other", lasting: 11)
            s.submit("D", to: "root.other", lasting: 1000)
            s.submit("E", to: "root.other", lasting: 10)
            s.cycle()
            s.expect(
                "allocated A/0 n1", "allocated A/1 n2", "reserved B at 10", "allocated C/0 n3",
                "allocated E/0 n4")
            s.expectReason("D", "notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("Who a withdrawn promise held back in another queue starts in the next cycle")
    func withdrawnPromise() {
        scenario { s in
            s.queue("root.q", priorityOffset: 1, backfill: .easy)
            s.queue("root.other")
            s.nodes(4, "1")
            s.submit("A", to: "root.q", asks: 2, lasting: 10)
            s.submit(gang: "B", to: "root.q", (4, "1"), at: 1, lasting: 10)
            s.submit("C", to: "root.other", lasting: 1000)
            s.cycle()
            s.expect("allocated A/0 n1", "allocated A/1 n2", "reserved B at 10")
            s.remove("B")
            s.passOver()
            s.cycle(at: 1)
            s.expect("allocated C/0 n3")
        }
    }

    @Test("A higher priority becomes head and is not bound by the promise to the old one")
    func higherPriority() {
        scenario { s in
            headOfEight(&s)
            s.cycle(at: 0)
            s.expect("reserved B at 10")
            s.submit(gang: "P", to: "root.q", (4, "1"), priority: 1, lasting: 20)
            s.cycle(at: 1)
            s.expect(
                "allocated P/0 n6", "allocated P/1 n7", "allocated P/2 n8", "allocated P/3 n9",
                "reserved B at 21")
        }
    }

    @Test("Members of different shapes: the head needs whole nodes, a stream does not starve it")
    func mixedShapes() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(3, "4")
            for second in 0..<Int64(13) {
                if second >= 10 { s.finish("\(second - 10)") }
                if second == 5 {
                    s.submit(gang: "H", to: "root.q", (2, "4"), lasting: 100)
                }
                s.submit("\(second)", to: "root.q", lasting: 10)
                s.cycle(at: second)
                if second == 5 { s.expect("reserved H at 13") }
                s.passOver()
            }
            // n1 ran the jobs of seconds 0 and 3, n3 that of second 2.
            s.finish("3")
            s.cycle(at: 13)
            // Then 8 is head, and room for it comes when the job of second 4 ends.
            s.expect(
                "allocated H/0 n1", "allocated H/1 n3", "allocated 5/0 n2", "allocated 6/0 n2",
                "allocated 7/0 n2", "reserved 8 at 14")
        }
    }

    @Test("A head of several task groups is promised the time when all fit together")
    func severalTaskGroups() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(2, "4")
            s.submit("R", to: "root.q", each: "2", lasting: 10)
            s.cycle(at: 0)
            s.expect("allocated R/0 n1")
            s.submit(gang: "H", to: "root.q", (1, "4"), (2, "2"), lasting: 10)
            s.submit("J", to: "root.q", lasting: 10)
            s.submit("K", to: "root.q", lasting: 9)
            s.cycle(at: 1)
            s.expect("reserved H at 10", "allocated K/0 n2")
            s.expectReason("J", "wouldDelay(H, reserved: 10)")
            s.finish("R")
            s.finish("K")
            s.cycle(at: 10)
            s.expect(
                "allocated H/0 n1", "allocated H/1 n2", "allocated H/2 n2", "reserved J at 20")
        }
    }

    @Test("A head that only max applications holds back is promised nothing")
    func maxApplications() {
        scenario { s in
            s.queue("root.q", maxApplications: 1, backfill: .easy)
            s.nodes(4, "1")
            s.submit("A", to: "root.q", lasting: 10)
            s.submit("B", to: "root.q", lasting: 10)
            s.cycle()
            s.expect("allocated A/0 n1")
            s.ask("A")
            s.cycle(at: 1)
            s.expect("allocated A/1 n2")
        }
    }

    @Test("What ends on a cordoned node is no room for the head")
    func cordonedNode() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(4, "1")
            s.submit(gang: "A", to: "root.q", (2, "1"), lasting: 10)
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated A/1 n2")
            s.cordon("n1")
            s.submit(gang: "B", to: "root.q", (3, "1"), lasting: 10)
            s.submit(gang: "C", to: "root.q", (1, "1"), lasting: 100)
            s.cycle(at: 1)
            // At 10 n2, n3 and n4 are free: nothing is spare.
            s.expect("reserved B at 10")
            s.finish("A")
            s.cycle(at: 10)
            s.expect(
                "allocated B/0 n2", "allocated B/1 n3", "allocated B/2 n4", "reserved C at 20")
        }
    }

    // MARK: Limits

    /// A node of ten processors, six of them busy with bob's work until 10, and ann's head that
    /// needs eight.
    private func headOfAnn(_ s: inout Scenario) {
        s.nodes(1, "10")
        s.submit("A", by: "bob", to: "root.q", each: "6", lasting: 10)
        s.cycle(at: 0)
        s.passOver()
        s.submit("B", by: "ann", to: "root.q", each: "8", lasting: 5)
    }

    @Test(
        "Whoever overtakes leaves the head what both may use by the same limit",
        arguments: [
            ("8", ["reserved B at 10", "allocated D/0 n1"]),
            ("9", ["reserved B at 10", "allocated C/0 n1", "allocated D/0 n1"]),
        ])
    func sharedLimit(max: String, expected: [String]) {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.limit("root.q", users: ["ann"], max: max)
            headOfAnn(&s)
            s.submit("C", by: "ann", to: "root.q", lasting: 5)
            s.submit("D", by: "bob", to: "root.q", lasting: 10)
            s.cycle(at: 0)
            s.expect(expected)
        }
    }

    @Test("Gangs too leave the head what its user may use, also where room is spare")
    func sharedLimitOfGang() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.limit("root.q", users: ["ann"], max: "8")
            s.nodes(10, "1")
            s.submit("A", by: "bob", to: "root.q", asks: 6, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            s.submit(gang: "B", by: "ann", to: "root.q", 8)
            s.submit(gang: "C", by: "ann", to: "root.q", 1)
            s.submit(gang: "D", by: "cay", to: "root.q", 1)
            s.cycle(at: 1)
            s.expect("reserved B at 10", "allocated D/0 n6")
        }
    }

    @Test("The head keeps its promise when work of its own user would end in time")
    func promiseKeptBesideOwnWork() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.limit("root.q", users: ["ann"], max: "8")
            headOfAnn(&s)
            s.submit("C", by: "ann", to: "root.q", lasting: 5)
            s.submit("F", by: "bob", to: "root.q", each: "3", lasting: 1000)
            s.cycle(at: 1)
            s.expect("reserved B at 10")
            s.expectReason("C", "wouldDelay(B, reserved: 10)")
            s.cycle(at: 2)
            s.finish("A")
            s.cycle(at: 10)
            s.expect("allocated B/0 n1", "reserved F at 15")
        }
    }

    @Test("The limit of a group binds all its users; another group's does not")
    func sharedLimitOfGroup() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.limit("root.q", groups: ["dev", "ops"], max: "8")
            s.nodes(1, "10")
            s.submit("A", by: "bob", of: ["ops"], to: "root.q", each: "6", lasting: 10)
            s.submit("B", by: "ann", of: ["dev"], to: "root.q", each: "8", lasting: 5)
            s.submit("C", by: "cay", of: ["dev"], to: "root.q", lasting: 5)
            s.submit("D", by: "bob", of: ["ops"], to: "root.q", lasting: 5)
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "reserved B at 10", "allocated D/0 n1")
        }
    }

    @Test("The head's place among the applications of its user is left to it")
    func sharedLimitOfApplications() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.limit("root.q", users: ["ann"], applications: 1)
            headOfAnn(&s)
            s.submit("C", by: "ann", to: "root.q", lasting: 5)
            s.submit("D", by: "bob", to: "root.q", lasting: 10)
            s.cycle(at: 0)
            s.expect("reserved B at 10", "allocated D/0 n1")
        }
    }

    @Test("The head's place among the applications of its queues is left to it, by siblings too")
    func sharedMaxApplications() {
        scenario { s in
            s.queue("root.p", maxApplications: 2)
            s.queue("root.p.x", priorityOffset: 1, backfill: .easy)
            s.queue("root.p.y")
            s.queue("root.z")
            s.nodes(1, "10")
            s.submit("A", to: "root.p.x", each: "6", lasting: 10)
            s.submit("B", to: "root.p.x", each: "8", lasting: 5)
            s.submit("C", to: "root.p.x", lasting: 5)
            s.submit("D", to: "root.p.y", lasting: 5)
            s.submit("E", to: "root.z", lasting: 5)
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "reserved B at 10", "allocated E/0 n1")
            // It runs already and needs no other place; B has to wait for its end.
            s.ask("A")
            s.cycle(at: 1)
            s.expect("allocated A/1 n1", "reserved B at 11")
        }
    }
}
