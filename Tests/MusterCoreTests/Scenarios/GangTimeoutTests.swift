import MusterCore
import TestKit
import Testing

/// Gangs that do not form in time, and held places that nobody takes.
@Suite("Gang timeout")
struct GangTimeoutTests {
    @Test("B101: a soft gang that has not formed goes on as plain asks")
    func softBeforeForming() {
        scenario { s in
            s.nodes(1, "1")
            s.submit(gang: "G", (2, "1"), timeout: 10)
            #expect(s.scheduler.nextTimer == Tick(seconds: 10))
            s.cycle(at: 9)
            s.expect()
            s.cycle(at: 10)
            s.expect("G Accepted -> Resuming", "G Resuming -> Accepted", "allocated G/0 n1")
            s.finish("G")
            s.cycle()
            s.expect("allocated G/1 n1")
        }
    }

    @Test("A dissolved gang takes later members of any task group as plain asks")
    func lateMembers() {
        scenario { s in
            s.nodes(1, "3")
            s.submit(gang: "G", (9, "1"), members: [1], timeout: 10)
            s.cycle(at: 10)
            s.passOver()
            s.ask("G", group: 0)
            s.ask("G", group: 7)
            s.cycle()
            s.expect("allocated G/1 n1", "allocated G/2 n1")
        }
    }

    @Test("B102: a hard gang that has not formed fails, and its asks are forgotten")
    func hardBeforeForming() {
        scenario { s in
            s.nodes(1, "1")
            s.submit(gang: "G", (2, "1"), style: .hard, timeout: 10)
            s.cycle(at: 10)
            s.expect("G Accepted -> Failing", "G Failing -> Failed")
            s.withdraw("G/1")
            s.expect("refused: unknownAsk(G/1)")
            s.nodes(1, "4")
            s.cycle()
            s.expect()
            s.expectReason("G", nil)
        }
    }

    @Test(
        "B112 unused placeholders: a gang in time gives back what nobody took; its members stay",
        arguments: [Gang.Style.soft, .hard])
    func afterForming(style: Gang.Style) {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (4, "1"), members: [1], style: style, timeout: 10)
            s.submit("A", asks: 3)
            s.cycle(at: 5)
            s.expect("allocated G/0 n1", "held G#0 x1 n2", "held G#0 x1 n1", "held G#0 x1 n2")
            s.cycle(at: 10)
            s.expect(
                "unheld G#0 x1 n1 (timeout)", "unheld G#0 x2 n2 (timeout)", "allocated A/0 n2",
                "allocated A/1 n1", "allocated A/2 n2")
            s.expectState("G", .running)
            s.finish("A/0")
            s.ask("G", group: 0)
            s.cycle()
            s.expect("allocated G/1 n2")
        }
    }

    @Test("A timeout that finds every place taken changes nothing")
    func nothingLeft() {
        scenario { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (2, "1"), style: .hard, timeout: 10)
            s.cycle(at: 5)
            s.expect("allocated G/0 n1", "allocated G/1 n1")
            s.cycle(at: 10)
            s.expect()
            s.expectState("G", .running)
        }
    }

    @Test("B103 timeout key: it runs from the submission, also if that was long ago (QUIRK-14)")
    func submittedLongAgo() {
        scenario { s in
            s.cycle(at: 100)
            s.submit(gang: "G", (2, "1"), timeout: 30, at: 50)
            s.nodes(1, "1")
            s.cycle(at: 100)
            s.expect("G Accepted -> Resuming", "G Resuming -> Accepted", "allocated G/0 n1")
        }
    }

    @Test("Without a timeout a gang waits, and holds, for ever")
    func noTimeout() {
        scenario { s in
            s.nodes(1, "2")
            s.submit(gang: "G", (2, "1"), members: [1])
            s.submit(gang: "H", (2, "1"), style: .hard)
            #expect(s.scheduler.nextTimer == nil)
            s.cycle(at: 1_000_000)
            s.expect("allocated G/0 n1", "held G#0 x1 n1")
        }
    }

    @Test("A gang whose timeout lies beyond the range of time has none")
    func hugeTimeout() {
        scenario { s in
            s.submit(gang: "G", (2, "1"), timeout: .max)
            #expect(s.scheduler.nextTimer == nil)
            s.cycle()
            s.expect()
        }
    }

    @Test("The timeout of a removed gang does not meet its successor")
    func removed() {
        scenario { s in
            s.submit(gang: "G", (2, "1"), timeout: 10)
            s.remove("G")
            s.passOver()
            s.submit(gang: "G", (2, "1"), timeout: 20)
            s.cycle(at: 10)
            s.expect()
            s.cycle(at: 20)
            s.expect("G Accepted -> Resuming", "G Resuming -> Accepted")
        }
    }
}
