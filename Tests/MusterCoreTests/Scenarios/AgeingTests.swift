import MusterCore
import TestKit
import Testing

/// Waiting raises the priority in a leaf queue (`muster.dev/ageing`).
@Suite("Ageing")
struct AgeingTests {
    private func ageingQueue(_ s: inout Scenario, step: Int64 = 10) {
        s.queue("root.q")
        s.set("root.q", \.ageing, Tick(seconds: step))
    }

    @Test(
        "Each full step of waiting counts as one priority",
        arguments: [(19, "new", "old"), (20, "old", "new")])
    func step(time: Int64, first: String, second: String) {
        scenario { s in
            ageingQueue(&s)
            s.submit("old", to: "root.q", priority: 0, at: 0)
            s.cycle(at: 0)
            s.cycle(at: time)
            s.submit("new", to: "root.q", priority: 2, at: time)
            s.nodes(1, "2")
            s.cycle(at: time)
            s.expect("allocated \(first)/0 n1", "allocated \(second)/0 n1")
        }
    }

    @Test(
        "The rank follows the time even if nothing else happens",
        arguments: [(9, "B"), (10, "A")])
    func timer(time: Int64, first: String) {
        scenario { s in
            ageingQueue(&s)
            s.submit("A", to: "root.q", priority: 0, at: 0)
            s.submit("B", to: "root.q", priority: 1, at: 1)
            s.cycle(at: 1)
            s.cycle(at: time)
            s.nodes(1, "1")
            s.cycle(at: time)
            s.expect("allocated \(first)/0 n1")
        }
    }

    @Test("The parent sees the raised priority", arguments: [(9, "B"), (10, "A")])
    func parent(time: Int64, first: String) {
        scenario { s in
            ageingQueue(&s)
            s.queue("root.b")
            s.submit("A", to: "root.q", priority: 0, at: 0)
            s.submit("B", to: "root.b", asks: 2, priority: 0, at: 0)
            s.cycle(at: 0)
            s.cycle(at: time)
            s.nodes(1, "1")
            s.cycle(at: time)
            // More waits in b, which decides where priorities are equal.
            s.expect("allocated \(first)/0 n1")
        }
    }

    @Test("Where priority is no first key, ageing counts where priority does")
    func withoutPrioritySorting() {
        scenario { s in
            s.queue("root.q", order: .fair, prioritySorting: false)
            s.set("root.q", \.ageing, Tick(seconds: 10))
            s.submit("young", to: "root.q", priority: 1, at: 21)
            s.submit("old", to: "root.q", priority: 0, at: 0)
            s.cycle(at: 21)
            s.nodes(1, "2")
            s.cycle(at: 21)
            s.expect("allocated old/0 n1", "allocated young/0 n1")
        }
    }

    @Test("Timers run while an application waits, and no longer")
    func timers() {
        scenario { s in
            ageingQueue(&s)
            s.submit("A", to: "root.q", at: 3)
            s.cycle(at: 5)
            #expect(s.scheduler.nextTimer == Tick(seconds: 13))
            s.cycle(at: 44)
            #expect(s.scheduler.nextTimer == Tick(seconds: 53))
            s.nodes(1, "1")
            s.cycle(at: 45)
            s.expect("allocated A/0 n1")
            s.cycle(at: 53)
            #expect(s.scheduler.nextTimer == nil)
            s.refuse("A/0")
            s.removeNode("n1")
            s.expect("released A/0 (refused)")
            s.cycle(at: 54)
            #expect(s.scheduler.nextTimer == Tick(seconds: 63))
        }
    }

    @Test("A reload changes the step, or ends ageing")
    func reload() {
        scenario { s in
            ageingQueue(&s)
            s.submit("A", to: "root.q", at: 0)
            s.cycle(at: 1)
            s.set("root.q", \.ageing, Tick(seconds: 4))
            s.cycle(at: 1)
            #expect(s.scheduler.nextTimer == Tick(seconds: 4))
            s.set("root.q", \.ageing, .zero)
            s.cycle(at: 20)
            #expect(s.scheduler.nextTimer == nil)
            s.submit("B", to: "root.q", priority: 1)
            s.nodes(1, "1")
            s.cycle(at: 20)
            s.expect("allocated B/0 n1")
        }
    }

    @Test("The highest priority there is stays the highest")
    func clamped() {
        scenario { s in
            ageingQueue(&s, step: 1)
            s.submit("A", to: "root.q", priority: .max, at: -9_000_000_000_000_000)
            s.submit("B", to: "root.q", priority: .min, at: -9_000_000_000_000_000)
            s.submit("C", to: "root.q", priority: .max, at: 0)
            s.nodes(1, "3")
            s.cycle(at: 1)
            // All three have the highest; the oldest go first.
            s.expect("allocated A/0 n1", "allocated B/0 n1", "allocated C/0 n1")
        }
    }
}
