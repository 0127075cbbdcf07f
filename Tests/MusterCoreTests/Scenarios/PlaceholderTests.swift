import MusterCore
import TestKit
import Testing

/// Gangs whose places are held by placeholders that are asks of their own.
@Suite("Placeholders that are pods")
struct PlaceholderTests {
    /// A gang `G` of one task group whose placeholders `G/0` and so on wait.
    private func gather(
        _ s: inout Scenario, _ count: Int, each request: String = "1",
        style: Gang.Style = .soft, timeout: Int64? = nil
    ) {
        s.submit(
            gang: "G", (count, request), members: [0], style: style, timeout: timeout,
            placeholders: .pods)
        s.ask("G", count, each: request, group: 0, traits: .placeholder)
    }

    /// The same with all placeholders on nodes, and bound.
    private func form(
        _ s: inout Scenario, _ count: Int, each request: String = "1", timeout: Int64? = nil
    ) {
        gather(&s, count, each: request, timeout: timeout)
        s.cycle()
        s.passOver()
        s.confirm("G")
        s.expectState("G", .running)
    }

    @Test("Placeholders get places one by one, and keep those that they have")
    func partial() {
        scenario(.states) { s in
            s.nodes(1, "2")
            gather(&s, 3)
            s.decides("G New -> Accepted", "allocated G/0 n1", "allocated G/1 n1")
            s.confirm("G/0-1")
            s.expectState("G", .accepted)
            s.nodes(1, "1")
            s.decides("allocated G/2 n2")
            s.confirm("G/2")
            s.expect("G Accepted -> Running")
        }
    }

    @Test("A gang has formed when each group has its number, and not before all are bound")
    func groups() {
        scenario(.states) { s in
            s.nodes(1, "4")
            s.submit(gang: "G", (1, "1"), (2, "1"), members: [0, 0], placeholders: .pods)
            s.ask("G", 2, group: 0, traits: .placeholder)
            s.ask("G", 2, group: 1, traits: .placeholder)
            s.decides(
                "G New -> Accepted", "allocated G/0 n1", "allocated G/1 n1",
                "allocated G/2 n1", "allocated G/3 n1")
            s.confirm("G/0-2")
            s.confirm("G/2")
            s.expect()
            s.refuse("G/3")
            s.expect("released G/3 (refused)")
            s.decides("allocated G/3 n1")
            s.confirm("G/3")
            s.expect("G Accepted -> Running")
        }
    }

    @Test("B096: a member takes the place of a placeholder of its group")
    func replaced() {
        scenario { s in
            s.nodes(2, "2")
            form(&s, 3)
            s.ask("G", 2, group: 0)
            s.expect("replaced G/0 by G/3 n1", "replaced G/1 by G/4 n2")
            #expect(s.usage(of: "root") == "3000 vcore")
            s.withdraw("G/0")
            s.expect("refused: unknownAsk(G/0)")
        }
    }

    @Test("B098: what a smaller member does not need is free")
    func smaller() {
        scenario { s in
            s.nodes(1, "3")
            form(&s, 1, each: "3")
            s.submit("A", asks: 2)
            s.decides()
            s.ask("G", group: 0)
            s.expect("replaced G/0 by G/1 n1")
            s.decides("allocated A/0 n1", "allocated A/1 n1")
        }
    }

    @Test("B099: for a larger member the placeholders of its group are given up")
    func larger() {
        scenario { s in
            s.nodes(1, "3")
            form(&s, 2)
            s.ask("G", each: "2", group: 0)
            s.expect("unneeded G/0-1 (mismatch)")
            s.decides()
            s.withdraw("G/0")
            s.decides("allocated G/2 n1")
            #expect(s.free(on: "n1") == "")
            s.withdraw("G/1")
        }
    }

    @Test("B097: where no placeholder is on a node that suits, one is given up")
    func unsuitable() {
        scenario { s in
            s.node("n1", "1", labels: ["zone": "a"])
            s.node("n2", "1", labels: ["zone": "b"])
            form(&s, 1)
            s.submit("A")
            s.decides("allocated A/0 n2")
            var constraints = PlacementConstraints.none
            constraints.nodes = [NodeSelector(labels: ["zone": "b"])]
            s.ask("G", group: 0, under: constraints)
            s.expect("unneeded G/0 (mismatch)")
            s.withdraw("G/0")
            s.decides()
            s.finish("A")
            s.decides("allocated G/1 n2")
        }
    }

    @Test("B100: members beyond the minimum, and those of no group, are plain asks")
    func extra() {
        scenario { s in
            s.nodes(1, "4")
            form(&s, 1)
            s.ask("G", 2, group: 0)
            s.ask("G")
            s.expect("replaced G/0 by G/1 n1")
            s.decides("allocated G/2 n1", "allocated G/3 n1")
        }
    }

    @Test("A member takes the need from a placeholder that waits")
    func waitingPlaceholder() {
        scenario { s in
            s.nodes(1, "2")
            form(&s, 2)
            s.removeNode("n1")
            s.passOver()
            s.ask("G", group: 0)
            s.expect("unneeded G/0 (mismatch)")
            s.nodes(1, "2")
            s.decides("allocated G/1 n2", "allocated G/2 n2")
        }
    }

    @Test("B101: after the timeout a soft gang goes on, with the places when they are free")
    func soft() {
        scenario { s in
            s.nodes(1, "2")
            gather(&s, 3, timeout: 10)
            s.decides("allocated G/0 n1", "allocated G/1 n1")
            s.cycle(at: 10)
            s.expect(
                "G Accepted -> Resuming", "unneeded G/0-2 (timeout)", "G Resuming -> Accepted")
            s.ask("G", 3)
            s.decides()
            s.withdraw("G/0-1")
            s.decides("allocated G/3 n1", "allocated G/4 n1")
        }
    }

    @Test("B102: a hard gang fails when nothing holds places for it any more")
    func hard() {
        scenario { s in
            s.nodes(1, "2")
            gather(&s, 3, style: .hard, timeout: 10)
            s.decides("allocated G/0 n1", "allocated G/1 n1")
            s.cycle(at: 10)
            s.expect("G Accepted -> Failing", "unneeded G/0-2 (timeout)")
            s.submit("A")
            s.decides(at: 11)
            s.withdraw("G/0-1")
            s.decides(at: 12, "G Failing -> Failed", "allocated A/0 n1")
        }
    }

    @Test("B112: a gang in time gives up the placeholders that nobody has replaced")
    func leftovers() {
        scenario { s in
            s.nodes(1, "3")
            form(&s, 3, timeout: 10)
            s.ask("G", group: 0)
            s.expect("replaced G/0 by G/3 n1")
            s.cycle(at: 10)
            s.expect("unneeded G/1-2 (timeout)")
            #expect(s.free(on: "n1") == "")
            s.withdraw("G/1-2")
            #expect(s.free(on: "n1") == "2000 vcore")
            s.expectState("G", .running)
        }
    }

    @Test("B111: a gang whose placeholders cannot be made goes on without its groups")
    func givenUp() {
        scenario { s in
            s.nodes(1, "2")
            gather(&s, 1)
            s.decides("allocated G/0 n1")
            s.apply(.gangGivenUp(s.identifier(of: "G")))
            s.expect(
                "G Accepted -> Resuming", "unneeded G/0 (timeout)", "G Resuming -> Accepted")
            s.ask("G", 2)
            s.decides("allocated G/1 n1")
            s.apply(.gangGivenUp(s.identifier(of: "G")))
            s.expect("refused: unknownApplication(G)")
        }
    }

    @Test("Whoever starts anew takes placeholders for a gang when all are there")
    func restoredPlaceholders() {
        scenario(.states) { s in
            s.nodes(1, "4")
            s.submit(gang: "G", (2, "1"), members: [0], placeholders: .pods)
            s.restore("G", on: "n1", group: 0, traits: .placeholder)
            s.expect("G New -> Accepted")
            #expect(s.scheduler.isGathering(s.identifier(of: "G")))
            s.restore("G", on: "n1", group: 0, traits: .placeholder)
            s.expect("G Accepted -> Running")
        }
    }

    @Test("Whoever starts anew knows by a member that the gang had formed")
    func restoredMember() {
        scenario(.states) { s in
            s.nodes(1, "4")
            s.submit(gang: "G", (3, "1"), members: [0], placeholders: .pods)
            s.restore("G", on: "n1", group: 0)
            s.expect("G New -> Accepted", "G Accepted -> Running")
            s.restore("G", on: "n1", group: 0, traits: .placeholder)
            s.ask("G", group: 0)
            s.expect("replaced G/1 by G/2 n1")
        }
    }

    @Test("Placeholders that are there count, whatever the gang says now")
    func restoredWithoutMode() {
        scenario { s in
            s.nodes(1, "4")
            s.submit(gang: "G", (2, "1"), members: [0])
            s.restore("G", 2, on: "n1", group: 0, traits: .placeholder)
            s.ask("G", group: 0)
            s.expect("replaced G/0 by G/2 n1")
        }
    }

    @Test("The queue says how places are held where the gang does not")
    func queueSays() {
        scenario { s in
            s.queue("root.a", settings: { $0.placeholders = .pods })
            s.queue("root.b")
            s.submit(gang: "A", to: "root.a", (2, "1"), members: [0])
            s.submit(gang: "B", to: "root.b", (2, "1"), members: [0])
            s.submit(gang: "C", to: "root.a", (2, "1"), members: [0], placeholders: .virtual)
            #expect(s.scheduler.isGathering(s.identifier(of: "A")))
            #expect(!s.scheduler.isGathering(s.identifier(of: "B")))
            #expect(!s.scheduler.isGathering(s.identifier(of: "C")))
        }
    }

    @Test("A gang that gathers counts among the running ones of its queue with its first place")
    func countsAsRunning() {
        scenario { s in
            s.nodes(1, "2")
            s.queue("root.q", maxApplications: 1)
            s.submit(gang: "G", to: "root.q", (2, "2"), members: [0], placeholders: .pods)
            s.submit("A", to: "root.q")
            s.decides("allocated A/0 n1")
            s.ask("G", each: "2", group: 0, traits: .placeholder)
            s.decides()
            s.finish("A")
            s.remove("A")
            s.submit("B", to: "root.q")
            s.decides("allocated G/0 n1")
            s.nodes(1, "2")
            s.decides()
            s.withdraw("G/0")
            s.decides("allocated B/0 n1")
        }
    }
}
