import MusterCore
import TestKit
import Testing

/// Who found no node is tried again when something happened that may help, wherever it did; what
/// happens elsewhere goes before, so that it is not what helps.
@Suite("What ends waiting for a node")
struct WakingTests {
    private func app(_ name: String, _ key: String) -> PodAffinityTerm {
        PodAffinityTerm(
            PodSelector(
                labels: [LabelRequirement("app", .isIn, [name])],
                in: NamespaceSelector(["default"])), topologyKey: key)
    }

    /// Two nodes in zone a and one in zone b, where something runs that ends later.
    private func cluster(_ body: (inout Scenario) -> Void) {
        scenario { s in
            for (name, zone) in [("n1", "a"), ("n2", "a"), ("n3", "b")] {
                s.node(name, "2", labels: ["zone": zone])
            }
            s.submit("other") { $0.nodes = [NodeSelector(labels: ["zone": "b"])] }
            s.cycle()
            body(&s)
            s.passOver()
        }
    }

    /// Something that helps nobody who waits for zone a.
    private func changeElsewhere(_ s: inout Scenario) {
        s.finish("other")
        s.node("n3", "2", labels: ["zone": "b", "edition": "2"])
        s.cycle()
    }

    private func zoneA(_ wanted: inout PlacementConstraints) {
        wanted.nodes = [NodeSelector(labels: ["zone": "a"])]
    }

    @Test("Room on a node that is allowed")
    func room() {
        cluster { s in
            s.submit("A", asks: 4, under: zoneA)
            s.submit("B", under: zoneA)
            s.cycle()
            changeElsewhere(&s)
            #expect(s.placement(of: "B") == "-")
            s.finish("A/2")
            s.cycle()
            #expect(s.placement(of: "B") == "n1")
        }
    }

    @Test("A node that gets a label, joins, or is uncordoned")
    func nodes() {
        for change in ["label", "join", "cordon"] {
            cluster { s in
                s.cordon("n2", change == "cordon")
                s.submit("A", asks: change == "cordon" ? 2 : 4, under: zoneA)
                s.submit("B", under: zoneA)
                s.cycle()
                changeElsewhere(&s)
                #expect(s.placement(of: "B") == "-")
                if change == "label" { s.node("n3", "2", labels: ["zone": "a"]) }
                if change == "join" { s.node("n4", "2", labels: ["zone": "a"]) }
                s.cordon("n2", false)
                s.cycle()
                let expected = ["label": "n3", "join": "n4", "cordon": "n2"]
                #expect(s.placement(of: "B") == expected[change])
            }
        }
    }

    @Test("The last pod goes that kept it from a zone, from a node that is full again at once")
    func antiAffinity() {
        cluster { s in
            s.submit("A", each: "2") {
                zoneA(&$0)
                $0.labels = ["app": "a"]
            }
            s.cycle()
            s.submit("B") {
                zoneA(&$0)
                $0.podAntiAffinity = [app("a", "zone")]
            }
            s.cycle()
            changeElsewhere(&s)
            #expect(s.placement(of: "B") == "-")
            s.finish("A")
            s.occupy(0, on: "n1", "2")
            s.cycle()
            #expect(s.placement(of: "B") == "n2")
        }
    }

    @Test("A pod goes from the zone that is ahead, from a node that is full again at once")
    func spread() {
        cluster { s in
            s.submit("A", asks: 2) {
                zoneA(&$0)
                $0.labels = ["app": "a"]
            }
            s.cycle()
            s.submit("B") {
                zoneA(&$0)
                $0.spread = [
                    TopologySpread(
                        maxSkew: 1, topologyKey: "zone", labels: app("a", "zone").pods.labels,
                        honorsNodeAffinity: false)
                ]
            }
            s.cycle()
            #expect(s.placement(of: "B") == "-")
            s.finish("A/0")
            s.occupy(0, on: "n1", "2")
            s.cycle()
            #expect(s.placement(of: "B") == "n2")
        }
    }

    @Test("A volume that one pod may use comes free on another node")
    func volume() {
        cluster { s in
            let volume = AttachedVolume("v", isExclusive: true)
            s.submit("A") {
                $0.nodes = [NodeSelector(labels: ["zone": "b"])]
                $0.volumes = [volume]
            }
            s.cycle()
            s.submit("B") {
                zoneA(&$0)
                $0.volumes = [volume]
            }
            s.cycle()
            changeElsewhere(&s)
            #expect(s.placement(of: "B") == "-")
            s.finish("A")
            s.cycle()
            #expect(s.placement(of: "B") == "n1")
        }
    }

    @Test("A gang whose members are apart, when there are nodes for all of them")
    func gang() {
        cluster { s in
            s.submit(
                gang: "G",
                under: {
                    $0.labels = ["app": "g"]
                    $0.podAntiAffinity = [app("g", "kubernetes.io/hostname")]
                }, (4, "1"))
            s.cycle()
            changeElsewhere(&s)
            #expect(s.placement(of: "G") == "- - - -")
            s.node("n4", "1", labels: ["zone": "a"])
            s.cycle()
            #expect(s.nodesUsed(by: "G") == "n1 n2 n3 n4")
        }
    }

    @Test("With more than 100 taints on a node, one on another does not count")
    func manyTaints() {
        for count in [100, 101] {
            scenario { s in
                s.node("n1", taints: [Taint("0", "", .preferNoSchedule)])
                s.node("n2")
                s.node("n3", taints: (0..<count).map { Taint("\($0)", "", .preferNoSchedule) })
                s.submit("A")
                s.cycle()
                s.passOver()
                // 1 * 100 / 100 is 1 of 100 less, 1 * 100 / 101 is none: then names decide.
                #expect(s.placement(of: "A") == (count == 100 ? "n2" : "n1"))
            }
        }
    }
}
