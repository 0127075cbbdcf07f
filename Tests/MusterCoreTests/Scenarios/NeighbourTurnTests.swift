import MusterCore
import TestKit
import Testing

/// Who waits for neighbours alone holds up nobody; whom room would help keeps its turn.
@Suite("Turns of those who wait for neighbours")
struct NeighbourTurnTests {
    typealias Wish = @Sendable (inout PlacementConstraints) -> Void

    /// Two nodes with room, each with a pod of somebody else.
    private func crowd(_ s: inout Scenario, _ backfill: BackfillPolicy, _ capacity: String = "3") {
        s.queue("root.q", backfill: backfill)
        for (number, name) in ["n1", "n2"].enumerated() {
            s.node(name, capacity, volumeLimits: [VolumeLimit("ebs", 0)])
            s.occupy(number, on: name) {
                $0.labels = ["app": "db"]
                $0.hostPorts = [HostPort(80)]
                $0.volumes = [AttachedVolume("v", isExclusive: true)]
            }
        }
    }

    private static func host(_ app: String) -> PodAffinityTerm {
        let pods = PodSelector(
            labels: [LabelRequirement("app", .isIn, [app])], in: NamespaceSelector(["default"]))
        return PodAffinityTerm(pods, topologyKey: "kubernetes.io/hostname")
    }

    private static let wishes: [Wish] = [
        { $0.hostPorts = [HostPort(80)] },
        { $0.volumes = [AttachedVolume("v", isExclusive: true)] },
        { $0.volumes = [AttachedVolume("w", driver: "ebs")] },
        { $0.podAffinity = [host("web")] },
        { $0.podAntiAffinity = [host("db")] },
        { $0.spread = [TopologySpread(maxSkew: 1, topologyKey: "rack", labels: [])] },
    ]

    @Test(
        "No room is missing, another pod's being there or not is: others go at once",
        arguments: wishes.indices, [BackfillPolicy.none, .easy, .conservative])
    func othersGo(wish: Int, backfill: BackfillPolicy) {
        scenario { s in
            crowd(&s, backfill)
            s.submit("H", to: "root.q", under: Self.wishes[wish])
            s.submit("B", to: "root.q", asks: 4)
            s.cycle()
            s.expect(
                "allocated B/0 n1", "allocated B/1 n2", "allocated B/2 n1", "allocated B/3 n2")
        }
    }

    @Test(
        "When the neighbour has gone, it has its turn before those who came later",
        arguments: [BackfillPolicy.none, .easy, .conservative])
    func itsTurn(backfill: BackfillPolicy) {
        scenario { s in
            crowd(&s, backfill, "1")
            s.submit("H", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.cycle()
            s.expect()
            s.vacate(1)
            s.submit("B", to: "root.q")
            s.cycle()
            s.expect("allocated H/0 n2", "allocated B/0 n1")
        }
    }

    @Test("A head held back by room still blocks, whatever it wants of its neighbours")
    func headWithoutRoom() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .none)
            s.nodes(2, "2")
            s.start("R", to: "root.q", on: "n1", "n2", at: 0)
            s.submit("H", each: "2", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.submit("B", to: "root.q")
            s.decides(
                at: 1,
                "H waits: unsuitableNodes(places: 0, needed: 1, 2 nodes, room: 2)",
                "B waits: behind(H)")
        }
    }

    @Test("A head held back by room still gets a reservation")
    func reservationForRoom() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(1, "2")
            s.submit("R", to: "root.q", lasting: 10)
            s.decides(at: 0, "allocated R/0 n1")
            s.submit("H", each: "2", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.submit("B", to: "root.q", lasting: 11)
            s.decides(
                at: 0, "reserved H at 10",
                "H waits: notEnoughFree(vcore, missing: 1000)",
                "B waits: wouldDelay(H, reserved: 10)")
        }
    }

    @Test("Who may be on a full node, and may not be where there is room, lacks both: it blocks")
    func roomElsewhere() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .none)
            s.node("n1", "1")
            s.start("R", to: "root.q", on: "n1", at: 0)
            s.node("n2", "2")
            s.occupy(0, on: "n2") { $0.hostPorts = [HostPort(80)] }
            s.submit("H", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.submit("B", to: "root.q")
            s.decides(
                at: 1,
                "H waits: unsuitableNodes(places: 0, needed: 1, 2 nodes, room: 1, hostPort: 1)",
                "B waits: behind(H)")
            s.finish("R")
            s.decides(at: 2, "allocated H/0 n1", "allocated B/0 n2")
        }
    }

    @Test("Where nobody has room, neighbours are not all that is missing: it blocks")
    func roomNowhere() {
        scenario(.reasons) { s in
            crowd(&s, .none, "1")
            s.start("R", to: "root.q", on: "n1", "n2", at: 0)
            s.submit("H", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.submit("B", each: "0", to: "root.q") { _ in }
            s.decides(
                at: 1, "H waits: notEnoughFree(vcore, missing: 1000)", "B waits: behind(H)")
        }
    }

    @Test("A node that would be too small even if it were empty gives nobody hope of room")
    func tooSmall() {
        scenario { s in
            s.queue("root.q", backfill: .none)
            s.node("n1", "1")
            s.node("n2", "3")
            s.occupy(0, on: "n2") { $0.hostPorts = [HostPort(80)] }
            s.submit("H", each: "2", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.submit("B", to: "root.q")
            s.cycle()
            s.expect("allocated B/0 n1")
        }
    }

    @Test("When those behind have taken the room, room is missing as well: no more pass it")
    func roomTaken() {
        scenario(.reasons) { s in
            crowd(&s, .easy, "2")
            s.submit("H", to: "root.q", under: Self.wishes[0])
            s.submit("B", to: "root.q", lasting: 5)
            s.submit("C", to: "root.q", lasting: 8)
            s.ask("C", 2)
            s.decides(
                at: 0, "allocated B/0 n1", "allocated C/0 n2", "allocated C/1 n1",
                "allocated C/2 n2", "reserved H at 5",
                "H waits: notEnoughFree(vcore, missing: 1000)")
            s.finish("B")
            s.submit("D", to: "root.q", lasting: 9)
            s.decides(at: 5, "allocated D/0 n1", "reserved H at 8")
        }
    }

    @Test("A zone that is full keeps the turn of those who have to be spread into it")
    func spread() {
        let labels = [LabelRequirement("app", .isIn, ["web"])]
        scenario { s in
            s.queue("root.q", backfill: .none)
            s.node("n1", labels: ["zone": "a"])
            s.node("n2", "2", labels: ["zone": "b"])
            s.start("R", to: "root.q", on: "n1", "n2", "n1", at: 0)
            s.submit("web", asks: 4, to: "root.q") {
                $0.labels = ["app": "web"]
                $0.spread = [TopologySpread(maxSkew: 1, topologyKey: "zone", labels: labels)]
            }
            s.submit("B", to: "root.q")
            s.cycle(at: 1)
            s.passOver()
            #expect(s.allocated("web") == 3)
            s.expectReason("B", "behind(web)")
        }
    }

    @Test(
        "A gang for which there is room and not enough neighbourhood holds up nobody",
        arguments: [BackfillPolicy.none, .easy, .conservative])
    func gang(backfill: BackfillPolicy) {
        scenario { s in
            s.queue("root.default", backfill: backfill)
            for name in ["n1", "n2", "n3"] { s.node(name, "1") }
            s.occupy(0, on: "n1") { $0.hostPorts = [HostPort(80)] }
            s.submit(gang: "G", under: { $0.hostPorts = [HostPort(80)] }, (3, "1"))
            s.submit("B")
            s.cycle()
            s.expect("allocated B/0 n1")
        }
    }

    @Test("A gang whose members may be where there is no room keeps its turn")
    func gangWithoutRoom() {
        scenario(.reasons) { s in
            s.queue("root.default", backfill: .none)
            for name in ["n1", "n2"] { s.node(name, "2") }
            s.start("R", on: "n1", at: 0)
            s.submit(gang: "G", under: { $0.hostPorts = [HostPort(80)] }, (2, "2"))
            s.submit("B")
            s.decides(
                at: 1, "G waits: notEnoughFree(vcore, missing: 1000)", "B waits: behind(G)")
        }
    }

    @Test("What a neighbour leaves behind is noticed: from then on room is what is missing")
    func becomesRoom() {
        scenario(.reasons) { s in
            s.queue("root.q", backfill: .none)
            s.node("n1", "1")
            s.node("n2", "1")
            for number in 0..<2 {
                s.occupy(number, on: "n\(number + 1)") { $0.hostPorts = [HostPort(80)] }
            }
            s.submit("H", to: "root.q") { $0.hostPorts = [HostPort(80)] }
            s.submit("R", to: "root.q")
            s.decides(
                at: 0, "allocated R/0 n1",
                "H waits: unsuitableNodes(places: 0, needed: 1, 2 nodes, hostPort: 2)")
            s.vacate(0)
            s.submit("B", to: "root.q")
            s.decides(at: 1, "B waits: behind(H)")
            s.finish("R")
            s.decides(at: 2, "allocated H/0 n1", "allocated B/0 n2")
        }
    }
}
