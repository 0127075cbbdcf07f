import MusterCore
import TestKit
import Testing

/// Evictions do not go round in circles.
@Suite("No thrash")
struct ThrashTests {
    @Test("A gang of held places that was evicted once is not evicted again by the same one")
    func heldPlaces() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich")
            s.submit(gang: "G", to: "root.rich", (2, "1"), members: [0])
            // A member that needs more than its group says waits beside the places held.
            s.ask("G", each: "9", traits: .neverPreempts)
            s.cycle(at: 0)
            s.expect("held G#0 x1 n1", "held G#0 x1 n1")
            s.submit("O", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.cycle(at: 40)
            // Nobody has to leave, so there is nothing to wait for.
            s.expect("unheld G#0 x2 n1 (evicted)", "allocated O/0 n1")
            s.finish("O/0")
            s.cycle(at: 42)
            s.expect("held G#0 x1 n1", "held G#0 x1 n1")
            s.ask("O", each: "2")
            s.expect("O Completing -> Running")
            s.cycle(at: 50)
            s.cycle(at: 100)
            s.expect()
        }
    }

    @Test("Two queues that are owed the same nodes exchange nothing for ever")
    func twoOwed() {
        scenario { s in
            s.nodes(1, "3")
            s.queue("root.a", guaranteed: "2")
            s.queue("root.b", guaranteed: "2")
            s.submit("A", to: "root.a", asks: 3)
            s.cycle(at: 0)
            s.expect("allocated A/0 n1", "allocated A/1 n1", "allocated A/2 n1")
            s.submit("B", to: "root.b", asks: 3)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted A/2 (preempted by B)")
            s.evictionEnds("A/2")
            s.cycle(at: 41)
            s.expect("released A/2 (evicted)", "allocated B/0 n1")
            // Three cores for four that are owed: whoever has two keeps them.
            for time in 5..<60 { s.cycle(at: Int64(time) * 16) }
            s.expect()
        }
    }

    @Test("A victim that comes back under another name is taken for another one, and no more")
    func controllerThatRepeats() {
        scenario { s in
            s.nodes(1, "4")
            s.queue("root.owed", guaranteed: "2")
            s.queue("root.rich")
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 5)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/2-3 (preempted by O)")
            // A ReplicaSet makes a new pod for each that goes.
            s.withdraw("R/2-3")
            s.ask("R", 2)
            s.cycle(at: 41)
            s.expect("allocated O/0-1 n1")
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
            s.submit("Middle", to: "root.a", priority: 1)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("allocated Low/0 n1", "evicted Low/0 (preempted by Middle)")
            s.evictionEnds("Low/0")
            s.cycle(at: 41)
            s.expect("released Low/0 (evicted)", "allocated Middle/0 n1")
            s.submit("High", to: "root.a", priority: 2)
            s.cycle(at: 50)
            s.cycle(at: 80)
            s.expect("evicted Middle/0 (preempted by High)")
            s.evictionEnds("Middle/0")
            s.cycle(at: 81)
            s.expect("released Middle/0 (evicted)", "allocated High/0 n1")
            for time in 6..<40 { s.cycle(at: Int64(time) * 16) }
            s.expect()
        }
    }
}
