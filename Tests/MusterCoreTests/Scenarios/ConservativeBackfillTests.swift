import MusterCore
import TestKit
import Testing

/// Conservative backfill: everyone who waits has a planned start that nobody may delay.
@Suite("Conservative backfill")
struct ConservativeBackfillTests {
    private func tenNodes(_ s: inout Scenario) {
        s.queue("root.q", backfill: .conservative)
        s.nodes(10, "1")
    }

    private func job(
        _ s: inout Scenario, _ name: String, _ cores: Int, lasting: Int64?, priority: Int32 = 0
    ) {
        s.submit(gang: name, to: "root.q", (cores, "1"), priority: priority, lasting: lasting)
    }

    @Test("Everyone gets the earliest start that delays nobody, in order of arrival")
    func plannedStarts() {
        scenario(.reasons) { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            job(&s, "B", 8, lasting: 5)
            job(&s, "C", 9, lasting: 10)
            job(&s, "D", 3, lasting: 20)
            job(&s, "E", 2, lasting: 15)
            s.cycle(at: 0)
            // E fits beside A and B, until 15.
            s.expect(
                "reserved B at 10", "reserved C at 15", "reserved D at 25", "allocated E/0 n6",
                "allocated E/1 n7", "B waits: notEnoughFree(vcore, missing: 6000)",
                "C waits: notEnoughFree(vcore, missing: 7000)",
                "D waits: notEnoughFree(vcore, missing: 1000)")
            #expect(s.scheduler.nextTimer == Tick(seconds: 10))
        }
    }

    @Test("Who has room now but a promise later is told its time")
    func reservedReason() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: 10)
            job(&s, "B", 8, lasting: 5)
            job(&s, "C", 3, lasting: 20)
            s.cycle(at: 0)
            s.passOver()
            s.expectReason("B", "notEnoughFree(vcore, missing: 4000)")
            s.expectReason("C", "reserved(15)")
        }
    }

    @Test("What ends early moves all that wait forward, in order, nobody back")
    func compression() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: 20)
            job(&s, "B", 8, lasting: 10)
            job(&s, "C", 4, lasting: 30)
            s.cycle(at: 0)
            s.passOver()
            job(&s, "D", 2, lasting: 30)
            s.cycle(at: 1)
            // D fits beside A now and beside B from 20 to 30.
            s.expect("allocated D/0 n6", "allocated D/1 n7")
            s.finish("A")
            s.cycle(at: 5)
            s.passOver()
            #expect(s.allocated("B") == 8)
            s.expectReason("C", "notEnoughFree(vcore, missing: 4000)")
            s.finish("B")
            s.cycle(at: 15)
            s.passOver()
            #expect(s.allocated("C") == 4)
        }
    }

    @Test("Work that overruns its estimate moves the promises that relied on it")
    func overrun() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: 10)
            job(&s, "B", 8, lasting: 5)
            s.cycle(at: 0)
            s.passOver()
            s.cycle(at: 10)
            s.passOver()
            #expect(s.allocated("B") == 0)
            s.finish("A")
            s.cycle(at: 12)
            s.passOver()
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("A promised start does not move back when nodes join")
    func nodesJoin() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: 20)
            job(&s, "B", 4, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            job(&s, "C", 10, lasting: 10)
            job(&s, "D", 4, lasting: 10)
            s.cycle(at: 1)
            s.expect("reserved C at 20", "reserved D at 10")
            s.nodes(6, "1")
            s.cycle(at: 5)
            // D could start at 10 as promised, and C at 20.
            s.finish("B")
            s.passOver()
            s.cycle(at: 10)
            #expect(s.allocated("D") == 4)
            s.passOver()
        }
    }

    @Test("A promised start does not move back for a higher priority that came later")
    func priorityAndReplan() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 10, lasting: 10)
            job(&s, "L", 8, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            job(&s, "H", 8, lasting: 10, priority: 9)
            job(&s, "W", 1, lasting: 10)
            s.cycle(at: 1)
            s.expect("reserved H at 20", "reserved W at 10")
            s.remove("W")
            s.passOver()
            s.cycle(at: 2)
            s.expect()
        }
    }

    @Test("Somebody who withdraws lets others move forward, and nobody back")
    func withdrawal() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: 10)
            job(&s, "B", 8, lasting: 5)
            job(&s, "C", 9, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            s.remove("B")
            s.expect("B Accepted -> Failing", "B Failing -> Failed")
            s.cycle(at: 1)
            s.expect("reserved C at 10")
        }
    }

    @Test("Who waits for work of unknown run time starts when that has ended")
    func unknownRunTime() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 6, lasting: nil)
            job(&s, "B", 8, lasting: 5)
            s.cycle(at: 0)
            s.passOver()
            s.finish("A")
            s.cycle(at: 50)
            s.passOver()
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("All asks of an application that fit start in one cycle")
    func manyAsks() {
        scenario { s in
            tenNodes(&s)
            s.submit("A", to: "root.q", asks: 3, lasting: 10)
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated A/1 n10", "allocated A/2 n2")
        }
    }

    @Test("A new resource name changes no plan")
    func newResource() {
        scenario { s in
            tenNodes(&s)
            job(&s, "A", 10, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            s.node("n11", "1 disk, 1 gpu, 1 fpga")
            s.finish("A")
            job(&s, "B", 8, lasting: 5)
            s.cycle(at: 10)
            s.passOver()
            #expect(s.allocated("B") == 8)
        }
    }

    @Test("What never fits takes nothing from anybody", arguments: [true, false])
    func neverFits(isQueueMax: Bool) {
        scenario { s in
            s.queue("root.a", max: isQueueMax ? "2" : "", backfill: .conservative)
            s.queue("root.b", backfill: .conservative)
            s.nodes(2, "2")
            s.submit("never", to: "root.a", each: "3")
            s.submit(gang: "B", to: "root.b", (2, "1"), lasting: 10)
            s.cycle(at: 0)
            s.expect("allocated B/0 n1", "allocated B/1 n2")
        }
    }

    @Test("A greedy queue beside a plan takes what delays nobody")
    func besideGreedy() {
        scenario { s in
            tenNodes(&s)
            s.queue("root.greedy")
            job(&s, "A", 6, lasting: 10)
            s.cycle(at: 0)
            s.passOver()
            job(&s, "B", 8, lasting: 5)
            s.submit(gang: "C", to: "root.greedy", (3, "1"), lasting: 11)
            s.submit(gang: "D", to: "root.greedy", (3, "1"), lasting: 10)
            s.cycle(at: 0)
            s.expect(
                "reserved B at 10", "allocated D/0 n6", "allocated D/1 n7", "allocated D/2 n8")
        }
    }

    @Test("An application whose planned start is void can be removed")
    func removalAfterNodeLoss() async {
        await #expect(processExitsWith: .success) {
            scenario { s in
                s.queue("root.q", backfill: .conservative)
                s.nodes(2, "4")
                s.submit(gang: "A", to: "root.q", (8, "1"), lasting: 10)
                s.submit(gang: "B", to: "root.q", (8, "1"), lasting: 10)
                s.cycle(at: 0)
                s.removeNode("n2")
                s.cycle(at: 1)
                s.remove("B")
                s.passOver()
                s.cycle(at: 2)
                s.passOver()
            }
        }
    }

    @Test("An application with a planned start can be removed after a reload")
    func removalAfterReload() async {
        await #expect(processExitsWith: .success) {
            scenario { s in
                s.queue("root.q", backfill: .conservative)
                s.nodes(1, "4")
                s.submit(gang: "A", to: "root.q", (4, "1"), lasting: 10)
                s.submit(gang: "B", to: "root.q", (4, "1"), lasting: 10)
                s.cycle(at: 0)
                s.queue("root.q", backfill: .conservative)
                s.remove("B")
                s.passOver()
            }
        }
    }

    @Test("Limits are no part of the plan: over one when its time has come, it waits on")
    func limitWhenDue() {
        scenario { s in
            s.queue("root.q", backfill: .conservative)
            s.limit("root.q", users: ["ann"], max: "8")
            s.nodes(1, "10")
            s.submit("A", by: "bob", to: "root.q", each: "6", lasting: 10)
            s.submit("B", by: "ann", to: "root.q", each: "8", lasting: 5)
            s.submit("C", by: "ann", to: "root.q", lasting: 20)
            s.cycle(at: 0)
            s.expect("reserved B at 10", "allocated A/0 n1", "allocated C/0 n1")
            s.finish("A")
            s.cycle(at: 10)
            s.expectReason("B", "limitMax(root.q, user ann, vcore, missing: 1000)")
            s.finish("C")
            s.cycle(at: 20)
            s.expect("allocated B/0 n1")
        }
    }

    @Test("An ask for one node that is full waits for it, and is planned again when that changes")
    func boundToNode() {
        scenario { s in
            s.queue("root.q", backfill: .conservative)
            s.nodes(2, "1")
            s.submit("A", to: "root.q", lasting: 10)
            s.decides(at: 0, "allocated A/0 n1")
            s.submit("D", to: "root.q", asks: 0, lasting: 10)
            s.ask("D", on: "n1", traits: .neverPreempts)
            s.decides(at: 1)
            s.submit("B", to: "root.q", lasting: 10)
            s.decides(at: 2, "allocated B/0 n2")
            s.finish("A")
            s.decides(at: 10, "allocated D/0 n1")
        }
    }
}
