import MusterCore
import TestKit
import Testing

@Suite("Claims: what was freed for somebody")
struct ClaimTests {
    @Test("What is freed is held for the one it was freed for")
    func held() {
        scenario { s in
            twoQueues(&s)
            s.submit("R", to: "root.rich", asks: 2, each: "2")
            s.cycle(at: 0)
            s.expect("allocated R/0 n1", "allocated R/1 n1")
            s.submit("O", to: "root.owed", asks: 1, each: "2")
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/1 (preempted by O)")
            s.submit("Thief", to: "root.rich", asks: 2, priority: 100)
            s.evictionEnds("R/1")
            s.cycle(at: 50)
            s.expect("released R/1 (evicted)", "allocated O/0 n1")
        }
    }

    @Test("A queue that is full is relieved by evictions inside it")
    func fullQueue() {
        scenario { s in
            s.nodes(1, "8")
            s.queue("root.p", max: "4")
            s.queue("root.p.owed", guaranteed: "2")
            s.queue("root.p.rich")
            s.queue("root.q")
            s.submit("R", to: "root.p.rich", asks: 4)
            s.submit("Q", to: "root.q", asks: 1)
            s.cycle(at: 0)
            s.expect(
                "allocated R/0 n1", "allocated Q/0 n1", "allocated R/1 n1", "allocated R/2 n1",
                "allocated R/3 n1")
            s.submit("O", to: "root.p.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/2-3 (preempted by O)")
            s.cycle(at: 41)
            s.evictionEnds("R/2-3")
            s.cycle(at: 42)
            s.expect("released R/2 (evicted)", "released R/3 (evicted)", "allocated O/0-1 n1")
        }
    }

    @Test("An application that was evicted once is not evicted again by the same one")
    func noRepeat() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.submit("O", to: "root.owed", asks: 1)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/3 (preempted by O)")
            s.finish("R/0-2")
            s.evictionEnds("R/3")
            s.cycle(at: 41)
            s.expect("released R/3 (evicted)", "allocated O/0 n1", "allocated R/3 n1")
            s.submit("Other", to: "root.rich", asks: 1, each: "2")
            s.cycle(at: 42)
            s.expect("allocated Other/0 n1")
            s.ask("O")
            s.cycle(at: 50)
            s.cycle(at: 80)
            s.expect("evicted Other/0 (preempted by O)")
            s.evictionEnds("Other/0")
            s.cycle(at: 81)
            s.expect("released Other/0 (evicted)", "allocated O/1 n1")
        }
    }

    @Test("Only what was evicted can be gone; an eviction may end as an ordinary end as well")
    func ends() {
        scenario { s in
            twoQueues(&s)
            fillRich(&s)
            s.evictionEnds("R/0")
            s.expect("refused: notEvicted(R/0)")
            s.submit("O", to: "root.owed", asks: 2)
            s.cycle(at: 10)
            s.cycle(at: 40)
            s.expect("evicted R/2-3 (preempted by O)")
            s.finish("R/2")
            s.withdraw("R/3")
            s.cycle(at: 41)
            s.expect("allocated O/0-1 n1")
        }
    }

    @Test("A claim goes with the application, with its node, and with its asks")
    func claimsGo() {
        for end in ["remove", "node", "cordon", "withdraw"] {
            scenario { s in
                s.nodes(2, "2")
                s.queue("root.owed", guaranteed: "2")
                s.queue("root.rich")
                s.submit("R", to: "root.rich", asks: 2, each: "2")
                s.cycle(at: 0)
                s.expect("allocated R/0 n1", "allocated R/1 n2")
                s.submit("O", to: "root.owed", asks: 1, each: "2")
                s.cycle(at: 10)
                s.cycle(at: 40)
                s.expect("evicted R/1 (preempted by O)")
                switch end {
                case "remove":
                    s.remove("O")
                    s.forget()
                case "node":
                    s.removeNode("n2")
                    s.expect("released R/1 (nodeLost)")
                case "cordon": s.cordon("n2")
                default: s.withdraw("O/0")
                }
                if end != "node" { s.evictionEnds("R/1") }
                s.cycle(at: 41)
                switch end {
                case "node": s.expect("evicted R/0 (preempted by O)")
                case "cordon": s.expect("released R/1 (evicted)", "evicted R/0 (preempted by O)")
                case "remove": s.expect("released R/1 (evicted)", "allocated R/1 n2")
                default:
                    s.expect(
                        "O Accepted -> Completing", "released R/1 (evicted)", "allocated R/1 n2")
                }
            }
        }
    }
}
