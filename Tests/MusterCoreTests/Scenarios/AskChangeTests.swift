import MusterCore
import TestKit
import Testing

@Suite("Asks that ran before, and asks that change")
struct AskChangeTests {
    @Test("What ran before the scheduler did keeps its node and counts in its queue")
    func restored() {
        scenario(.states) { s in
            s.queue("root.q", max: "3")
            s.node("n1", "4")
            s.submit("A", to: "root.q", asks: 0)
            s.restore("A", 2, on: "n1", since: -5)
            s.expect("A New -> Accepted", "A Accepted -> Running")
            #expect(s.placement(of: "A") == "n1 n1")
            #expect(s.usage(of: "root.q") == "2000 vcore")
            s.ask("A", 2)
            s.decides(at: 0, "allocated A/2 n1")
            s.finish("A/0")
            s.decides(at: 1, "allocated A/3 n1")
        }
    }

    @Test("A gang of which a member ran has formed: what is missing is placed one by one")
    func restoredGang() {
        scenario { s in
            s.node("n1", "2")
            s.submit(gang: "G", (3, "1"), members: [0])
            s.restore("G", 1, on: "n1", group: 0)
            s.ask("G", 2, group: 0)
            s.decides(at: 0, "allocated G/1 n1")
            #expect(s.placement(of: "G") == "n1 n1 -")
        }
    }

    @Test("What ran before stays although queue and node have too little for it")
    func restoredTooMuch() {
        scenario { s in
            s.queue("root.q", max: "1")
            s.node("n1", "2")
            s.submit("A", to: "root.q", asks: 0)
            s.restore("A", 3, on: "n1")
            s.decides(at: 0)
            #expect(s.usage(of: "root.q") == "3000 vcore")
            s.ask("A", 1)
            s.decides(at: 1)
            s.finish("A/0-2")
            s.decides(at: 2, "allocated A/3 n1")
        }
    }

    @Test("A waiting ask that got smaller fits; one that runs stays, whatever it takes now")
    func resized() {
        scenario { s in
            s.queue("root.q", max: "4")
            s.node("n1", "4")
            s.submit("A", to: "root.q", asks: 2, each: "3")
            s.decides(at: 0, "allocated A/0 n1")
            s.change("A/1", each: "1")
            s.decides(at: 1, "allocated A/1 n1")
            s.change("A/0", each: "5")
            s.decides(at: 2)
            #expect(s.usage(of: "root.q") == "6000 vcore")
            s.change("A/0", each: "2")
            s.submit("B", to: "root.q")
            s.decides(at: 3, "allocated B/0 n1")
        }
    }

    @Test("New labels of what runs count from then on")
    func labels() {
        scenario { s in
            s.node("n1")
            s.submit("A") { $0.labels = ["app": "one"] }
            s.submit("B") { $0.podAffinity = [Self.near("two")] }
            s.decides(at: 0, "allocated A/0 n1")
            s.change("A/0") { $0.labels = ["app": "two"] }
            s.decides(at: 1, "allocated B/0 n1")
        }
    }

    @Test("What contradicts what is known is refused, and changes nothing")
    func refused() {
        scenario { s in
            s.nodes(1, "2")
            s.submit("A")
            s.submit("B", asks: 0)
            let (request, other) = (s.resources("2"), s.identifier(of: "B"))
            let alike = {
                AskSubmission(
                    asks: AskRange(first: AskID($0)), application: other, request: request)
            }
            s.apply(.asksRestored(alike(0), on: NodeID(0), since: .zero))
            s.apply(.asksRestored(alike(7), on: NodeID(9), since: .zero))
            for ask in [0, 7] { s.apply(.asksChanged(alike(ask))) }
            s.expect(
                "refused: askInUse(A/0)", "refused: unknownNode(9)", "refused: unknownAsk(A/0)",
                "refused: unknownAsk(7)")
            s.decides(at: 0, "allocated A/0 n1")
        }
    }

    private static func near(_ app: String) -> PodAffinityTerm {
        PodAffinityTerm(
            PodSelector(
                labels: [LabelRequirement("app", .isIn, [app])],
                in: NamespaceSelector(["default"])),
            topologyKey: "kubernetes.io/hostname")
    }
}
