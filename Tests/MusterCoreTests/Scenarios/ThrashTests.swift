import MusterCore
import TestKit
import Testing

/// Evictions do not go round in circles.
@Suite("No thrash")
struct ThrashTests {
    @Test("A gang of held places that was evicted once is not evicted again by the same one")
    func heldPlaces() {
        scenario { s in
            twoQueues(&s, "2")
            s.submit(gang: "G", to: "root.rich", (2, "1"), members: [0])
            // A member that needs more than its group says waits beside the places held.
            s.ask("G", each: "9", traits: .neverPreempts)
            s.decides(at: 0, "held G#0 x1 n1", "held G#0 x1 n1")
            s.submit("O", to: "root.owed", each: "2", waitingFrom: 10)
            // Nobody has to leave, so there is nothing to wait for.
            s.decides(at: 40, "unheld G#0 x2 n1 (evicted)", "allocated O/0 n1")
            s.finish("O/0")
            s.decides(at: 42, "held G#0 x1 n1", "held G#0 x1 n1")
            s.ask("O", each: "2")
            s.expect("O Completing -> Running")
            s.cycle(at: 50)
            s.decides(at: 100)
        }
    }

    @Test("Two queues that are owed the same nodes exchange nothing for ever")
    func twoOwed() {
        scenario { s in
            s.nodes(1, "3")
            s.queue("root.a", guaranteed: "2")
            s.queue("root.b", guaranteed: "2")
            s.start("A", to: "root.a", on: "n1", "n1", "n1", at: 0)
            s.submit("B", to: "root.b", asks: 3, waitingFrom: 10)
            s.decides(at: 40, "evicted A/2 (preempted by B)")
            s.endEvictions("A/2", at: 41, then: "allocated B/0 n1")
            // Three cores for four that are owed: whoever has two keeps them.
            for time in 5..<60 { s.cycle(at: Int64(time) * 16) }
            s.expect()
        }
    }

    @Test("A victim that comes back under another name is taken for another one, and no more")
    func controllerThatRepeats() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 5, waitingFrom: 10)
            s.decides(at: 40, "evicted R/2-3 (preempted by O)")
            // A ReplicaSet makes a new pod for each that goes.
            s.withdraw("R/2-3")
            s.ask("R", 2)
            s.decides(at: 41, "allocated O/0-1 n1")
            for time in 5..<40 { s.cycle(at: Int64(time) * 16) }
            s.expect()
        }
    }

    @Test("Inside a queue three priorities settle after two evictions")
    func priorities() {
        scenario { s in
            s.nodes(1, "1")
            s.queue("root.a", settings: { $0.preemptsWithinQueue = true })
            s.submit("Low", to: "root.a")
            s.cycle(at: 0)
            s.submit("Middle", to: "root.a", priority: 1, waitingFrom: 10)
            s.decides(at: 40, "allocated Low/0 n1", "evicted Low/0 (preempted by Middle)")
            s.endEvictions("Low/0", at: 41, then: "allocated Middle/0 n1")
            s.submit("High", to: "root.a", priority: 2)
            s.cycle(at: 50)
            s.decides(at: 80, "evicted Middle/0 (preempted by High)")
            s.endEvictions("Middle/0", at: 81, then: "allocated High/0 n1")
            for time in 6..<40 { s.cycle(at: Int64(time) * 16) }
            s.expect()
        }
    }
}
