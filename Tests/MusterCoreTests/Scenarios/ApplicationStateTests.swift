import MusterCore
import TestKit
import Testing

/// The moves of an application; each scenario also fails on a move that YuniKorn does not know.
@Suite("Application states")
struct ApplicationStateTests {
    @Test("B114 completing: an ordinary life; completed 30 s after the last allocation ended")
    func ordinaryLife() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A", asks: 0)
            s.expectState("A", .new)
            s.ask("A")
            s.expect("A New -> Accepted")
            s.cycle(at: 5)
            s.expect("allocated A/0 n1", "A Accepted -> Running")
            s.finish("A")
            s.expect("A Running -> Completing")
            #expect(s.scheduler.nextTimer == Tick(seconds: 35))
            s.cycle(at: 34)
            s.expect()
            s.cycle(at: 35)
            s.expect("A Completing -> Completed")
            #expect(s.scheduler.nextTimer == nil)
            s.remove("A")
            s.expectState("A", nil)
        }
    }

    @Test("B115 resume from completing: a new ask makes the application run again")
    func completingRunsAgain() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle()
            s.finish("A")
            s.expect(
                "A New -> Accepted", "allocated A/0 n1", "A Accepted -> Running",
                "A Running -> Completing")
            s.ask("A")
            s.expect("A Completing -> Running")
            s.cycle(at: 40)
            s.expect("allocated A/1 n1")
        }
    }

    @Test("The 30 s are counted from the last time that an application became idle")
    func completingTwice() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle(at: 0)
            s.finish("A")
            s.cycle(at: 10)
            s.ask("A")
            s.cycle(at: 20)
            s.passOver()
            s.finish("A")
            s.expect("A Running -> Completing")
            s.cycle(at: 30)
            s.expect()
            s.cycle(at: 50)
            s.expect("A Completing -> Completed")
        }
    }

    @Test("An application whose asks are all withdrawn completes")
    func withdrawn() {
        scenario(.states) { s in
            s.submit("A", asks: 2)
            s.withdraw("A/0-1")
            s.expect("A New -> Accepted", "A Accepted -> Completing")
            s.cycle(at: 30)
            s.expect("A Completing -> Completed")
        }
    }

    @Test("An application that waits for more while some of it runs stays running")
    func partlyWaiting() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A", asks: 2)
            s.cycle()
            s.expect("A New -> Accepted", "allocated A/0 n1", "A Accepted -> Running")
            s.finish("A/0")
            s.expect()
            s.cycle()
            s.expect("allocated A/1 n1")
        }
    }

    @Test("A rejected application stays known, and its name in use, until it is removed")
    func rejected() {
        scenario(.states) { s in
            s.submit("A", to: "root.nowhere")
            s.expect(
                "A rejected: noSuchLeafQueue(99)", "A New -> Rejected",
                "refused: unknownApplication(A)")
            s.expectState("A", .rejected)
            s.submit("A", asks: 0)
            s.expect("refused: applicationInUse(A)")
            s.remove("A")
            s.submit("A", asks: 0)
            s.expectState("A", .new)
        }
    }

    @Test("Removing an application ends it: well if it ever ran, else badly")
    func removal() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.submit("B")
            s.submit("C", asks: 0)
            s.cycle()
            s.passOver()
            s.remove("C")
            s.expect("C New -> Failing", "C Failing -> Failed")
            s.remove("B")
            s.expect("B Accepted -> Failing", "B Failing -> Failed")
            s.remove("A")
            s.expect("A Running -> Completing", "A Completing -> Completed")
            #expect(s.free(on: "n1") == "1000 vcore")
        }
    }

    @Test("Removing a completing application completes it")
    func removalWhileCompleting() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle()
            s.finish("A")
            s.passOver()
            s.remove("A")
            s.expect("A Completing -> Completed")
            s.cycle(at: 30)
            s.expect()
        }
    }

    @Test("Removing a completing application that never ran completes it")
    func removalWhileCompletingUnstarted() {
        scenario(.states) { s in
            s.submit("A")
            s.withdraw("A")
            s.passOver()
            s.remove("A")
            s.expect("A Completing -> Completed")
        }
    }

    @Test("An identifier that is used again is a new application, whatever timers are left")
    func reuse() {
        scenario(.states) { s in
            s.nodes(1, "1")
            s.submit("A")
            s.cycle()
            s.finish("A")
            s.remove("A")
            s.submit("A", asks: 0)
            s.passOver()
            s.cycle(at: 30)
            s.expect()
            s.expectState("A", .new)
        }
    }

    @Test("A soft gang's timeout resumes it as a plain application", arguments: [true, false])
    func softTimeout(hasAsks: Bool) {
        scenario(.states) { s in
            s.submit(gang: "G", (2, "1"), members: [hasAsks ? 2 : 0], timeout: 10)
            s.passOver()
            s.cycle(at: 10)
            s.expect(
                "G \(hasAsks ? "Accepted" : "New") -> Resuming", "G Resuming -> Accepted")
        }
    }

    @Test("A hard gang's timeout fails it", arguments: [true, false])
    func hardTimeout(hasAsks: Bool) {
        scenario(.states) { s in
            s.submit(gang: "G", (2, "1"), members: [hasAsks ? 2 : 0], style: .hard, timeout: 10)
            s.passOver()
            s.cycle(at: 10)
            s.expect("G \(hasAsks ? "Accepted" : "New") -> Failing", "G Failing -> Failed")
            s.ask("G", group: 0)
            s.expect("refused: unknownApplication(G)")
            s.remove("G")
            s.expect()
        }
    }

    @Test(
        "The timeout of a gang whose asks were all withdrawn means nothing any more",
        arguments: [Gang.Style.soft, .hard])
    func timeoutWhileCompleting(style: Gang.Style) {
        scenario(.states) { s in
            s.submit(gang: "G", (2, "1"), style: style, timeout: 10)
            s.withdraw("G")
            s.passOver()
            s.cycle(at: 10)
            s.expect()
            s.cycle(at: 30)
            s.expect("G Completing -> Completed")
        }
    }

    @Test("A gang that has no places does not run, also after its first asks were withdrawn")
    func unformedGangDoesNotRun() {
        scenario { s in
            s.queue("root.q", maxApplications: 1)
            s.submit(gang: "G", to: "root.q", (2, "1"))
            s.withdraw("G")
            s.ask("G", group: 0)
            s.passOver()
            s.nodes(1, "1")
            s.submit("A", to: "root.q")
            s.cycle()
            s.expect("allocated A/0 n1")
        }
    }

    @Test("A formed gang runs although no member exists yet, and completes after its timeout")
    func heldOnly() {
        scenario(.states) { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (1, "1"), (1, "1"), members: [1, 0], timeout: 10)
            s.cycle(at: 1)
            s.passOver()
            s.withdraw("G/0")
            s.expect()
            s.expectState("G", .running)
            s.cycle(at: 10)
            s.expect("unheld G#1 x1 n1 (timeout)", "G Running -> Completing")
            s.cycle(at: 40)
            s.expect("G Completing -> Completed")
        }
    }
}
