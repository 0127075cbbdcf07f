import MusterCore
import TestKit
import Testing

@Suite("Pods that others have placed")
struct OccupantTests {
    private func store(_ constraints: inout PlacementConstraints) {
        constraints.labels = ["app": "store"]
    }

    private var nearStore: PodAffinityTerm {
        PodAffinityTerm(
            PodSelector(
                labels: [LabelRequirement("app", .isIn, ["store"])],
                in: NamespaceSelector(["default"])),
            topologyKey: "kubernetes.io/hostname")
    }

    @Test("They take room besides what a node says is occupied, until they go")
    func room() {
        scenario { s in
            s.node("n1", "4", occupied: "1")
            s.occupy(0, on: "n1", "2")
            #expect(s.free(on: "n1") == "1000 vcore")
            s.submit("A", asks: 3)
            s.decides(at: 0, "allocated A/0 n1")
            s.occupy(0, on: "n1", "1")
            s.decides(at: 1, "allocated A/1 n1")
            s.vacate(0)
            s.decides(at: 2, "allocated A/2 n1")
        }
    }

    @Test("Others have to be near to them, or away from them, like to any pod")
    func neighbours() {
        scenario { s in
            s.node("n1")
            s.node("n2")
            s.submit("near") { $0.podAffinity = [nearStore] }
            s.submit("away", asks: 2) {
                $0.podAntiAffinity = [nearStore]
                $0.hostPorts = [HostPort(80)]
            }
            s.decides(at: 0, "allocated away/0 n1", "allocated away/1 n2")
            s.withdraw("away/0-1")
            s.occupy(0, on: "n2", under: store)
            s.submit("late") { $0.podAntiAffinity = [nearStore] }
            s.decides(at: 1, "allocated near/0 n2", "allocated late/0 n1")
        }
    }

    @Test("One that moves counts where it is now; those of a node that left are forgotten")
    func moves() {
        scenario { s in
            s.node("n1", "2")
            s.node("n2", "2")
            s.occupy(0, on: "n1", "2", under: store)
            s.occupy(0, on: "n2", "1", under: store)
            #expect([s.free(on: "n1"), s.free(on: "n2")] == ["2000 vcore", "1000 vcore"])
            s.removeNode("n2")
            s.vacate(0)
            s.expect("refused: unknownOccupant(0)")
            s.node("n2", "2")
            s.submit("A") { $0.podAffinity = [nearStore] }
            s.cycle()
            #expect(s.placement(of: "A") == "-")
            #expect(s.free(on: "n2") == "2000 vcore")
        }
    }

    @Test("One that contradicts what is known is refused")
    func refused() {
        scenario { s in
            s.node("n1", "2")
            s.vacate(7)
            s.apply(.occupantRemoved(OccupantID(-1)))
            s.apply(
                .occupantChanged(
                    Occupant(id: OccupantID(-1), node: NodeID(0), request: s.resources("1"))))
            s.apply(
                .occupantChanged(
                    Occupant(id: OccupantID(0), node: NodeID(5), request: s.resources("1"))))
            s.expect(
                "refused: unknownOccupant(7)", "refused: unknownOccupant(-1)",
                "refused: identifierOutOfRange(-1)", "refused: unknownNode(5)")
            #expect(s.free(on: "n1") == "2000 vcore")
        }
    }
}
