import MusterCore
import TestKit
import Testing

/// What waits is tried again when, and only when, something it depends on has changed.
@Suite("Trying again")
struct RetryTests {
    @Test("A new ask of an application that waits for something else is tried")
    func newAskOfWaitingApplication() {
        scenario { s in
            s.nodes(1, "4, 8 memory")
            s.submit("A", each: "8")
            s.cycle()
            s.expect()
            s.ask("A", each: "2")
            s.cycle()
            s.expect("allocated A/1 n1")
        }
    }

    @Test(
        "A new ask is tried although it needs no less of processors and memory",
        arguments: [
            ("1, 1 gpu", "1"), ("1, 9 memory", "1, 1 memory"),
        ])
    func newAskWithoutTheScarceResource(waiting: String, next: String) {
        scenario { s in
            s.nodes(1, "4, 8 memory")
            s.submit("A", each: "9, 1 memory")
            s.ask("A", each: waiting)
            s.cycle()
            s.expect()
            s.ask("A", each: next)
            s.cycle()
            s.expect("allocated A/2 n1")
        }
    }

    @Test("An application of another queue that comes later is tried although others failed")
    func otherApplications() {
        scenario { s in
            s.queue("root.a")
            s.queue("root.b")
            s.nodes(1, "4")
            s.submit("A", to: "root.a", each: "8")
            s.submit("B", to: "root.b", each: "6")
            s.cycle()
            s.submit("C", to: "root.a", each: "4", at: 0)
            s.cycle()
            s.expect("allocated C/0 n1")
        }
    }

    @Test("The end of anything frees what waits, whatever it waits for")
    func somethingEnds() {
        scenario { s in
            s.nodes(1, "4, 1 gpu")
            s.submit("A", each: "1, 1 gpu")
            s.submit("B", each: "1, 1 gpu")
            s.submit("C", each: "4")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.finish("A")
            s.cycle()
            s.expect("allocated B/0 n1")
            s.finish("B")
            s.cycle()
            s.expect("allocated C/0 n1")
        }
    }

    @Test("Who does not delay a planned start that lacks whole pieces starts")
    func brokenPlan() {
        scenario { s in
            s.queue("root.c", backfill: .conservative)
            s.queue("root.g")
            s.nodes(2, "2")
            s.submit("X", to: "root.g", asks: 2, lasting: 100)
            s.cycle()
            s.expect("allocated X/0 n1", "allocated X/1 n2")
            s.submit("P", to: "root.c", each: "2", lasting: 10)
            s.cycle()
            s.expect("reserved P at 100")
            s.submit("G", to: "root.g", lasting: 10)
            s.cycle(at: 1)
            s.expect("allocated G/0 n1")
        }
    }

    @Test("What no node can hold sets no timer to preempt by; it preempts once one could")
    func tooLargeToPreempt() {
        for isGang in [false, true] {
            scenario { s in
                twoQueues(&s, guaranteed: "6")
                fillRich(&s)
                if isGang { s.submit(gang: "O", to: "root.owed", (1, "5")) }
                if !isGang { s.submit("O", to: "root.owed", each: "5") }
                for time in [10, 100] { s.cycle(at: Int64(time)) }
                #expect(s.scheduler.nextTimer == nil)
                s.node("n1", "6")
                s.cycle(at: 101)
                s.expect("evicted R/1-3 (preempted by O)")
                s.withdraw("R/1-3")
                s.cycle(at: 102)
                s.expect("allocated O/0 n1")
            }
        }
    }

    @Test("An ask that no node can hold keeps the others of its application from nothing")
    func tooLargeBesideOthers() {
        scenario { s in
            twoQueues(&s, guaranteed: "6")
            fillRich(&s)
            s.submit("O", to: "root.owed", each: "5", priority: 1)
            s.ask("O")
            s.cycle(at: 10)
            #expect(s.scheduler.nextTimer == Tick(seconds: 40))
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.withdraw("R/3")
            s.cycle(at: 41)
            s.expect("allocated O/1 n1")
            #expect(s.scheduler.nextTimer == nil)
        }
    }
}
