import MusterCore
import TestKit
import Testing

/// Kubernetes documentation, "Inter-pod affinity and anti-affinity".
@Suite("Pod affinity and anti-affinity")
struct PodAffinityTests {
    private static let hostname = "kubernetes.io/hostname"

    /// Pods of one app, here, in the parts of this label.
    private func app(
        _ name: String, _ key: String = "kubernetes.io/hostname",
        in namespaces: [String] = ["default"]
    ) -> PodAffinityTerm {
        PodAffinityTerm(
            PodSelector(
                labels: [LabelRequirement("app", .isIn, [name])],
                in: NamespaceSelector(namespaces)),
            topologyKey: key)
    }

    @Test("B082 the documentation's example: three caches apart, three web servers beside them")
    func cachesAndServers() {
        scenario { s in
            for name in ["n1", "n2", "n3", "n4"] { s.node(name) }
            s.submit("store", asks: 4) {
                $0.labels = ["app": "store"]
                $0.podAntiAffinity = [app("store")]
                $0.nodes = [
                    NodeSelector(terms: [.init(names: [LabelRequirement("", .isNotIn, ["n4"])])])
                ]
            }
            s.submit("web", asks: 4) {
                $0.labels = ["app": "web-store"]
                $0.podAntiAffinity = [app("web-store")]
                $0.podAffinity = [app("store")]
            }
            s.cycle()
            s.passOver()
            #expect(s.nodesUsed(by: "store") == "n1 n2 n3")
            #expect(s.nodesUsed(by: "web") == "n1 n2 n3")
        }
    }

    @Test("Whoever has to be near to others waits for them, in whatever order they come")
    func waitsForOthers() {
        scenario { s in
            s.node("n1")
            s.node("n2")
            s.submit("web", asks: 2) { $0.podAffinity = [app("store")] }
            s.cycle()
            #expect(s.placement(of: "web") == "- -")
            s.submit("store") {
                $0.labels = ["app": "store"]
                $0.nodes = [NodeSelector(labels: ["kubernetes.io/hostname": "n2"])]
            }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "store") == "n2")
            #expect(s.placement(of: "web") == "n2 n2")
        }
    }

    @Test("The first of those that are to be near each other may go anywhere, the rest follow")
    func nearItself() {
        scenario { s in
            s.node("n1", "2", labels: ["zone": "a"])
            s.node("n2", "1", labels: ["zone": "b"])
            s.node("n3", "2", labels: ["zone": "b"])
            s.submit("A", asks: 4) {
                $0.labels = ["app": "A"]
                $0.podAffinity = [app("A", "zone")]
            }
            s.cycle()
            s.passOver()
            #expect(s.nodesUsed(by: "A") == "n1 n1")
            #expect(s.allocated("A") == 2)
        }
    }

    @Test("A pod is kept away by the anti-affinity of one that is there already")
    func symmetric() {
        scenario { s in
            s.node("n1", labels: ["zone": "a"])
            s.node("n2", labels: ["zone": "a"])
            s.node("n3", labels: ["zone": "b"])
            s.submit("quiet") {
                $0.labels = ["app": "quiet"]
                $0.podAntiAffinity = [app("noisy", "zone")]
            }
            s.cycle()
            s.submit("noisy", asks: 2) { $0.labels = ["app": "noisy"] }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "quiet") == "n1")
            #expect(s.placement(of: "noisy") == "n3 n3")
        }
    }

    @Test("Pods of other namespaces count where a term names them, or selects them by labels")
    func namespaces() {
        scenario { s in
            s.node("n1")
            s.node("n2")
            s.apply(.namespaceChanged("prod", ["team": "x"]))
            s.submit("P") {
                $0.namespace = "prod"
                $0.labels = ["app": "P"]
            }
            s.cycle()
            s.submit("here") { $0.podAffinity = [app("P")] }
            s.submit("named") { $0.podAffinity = [app("P", in: ["prod"])] }
            var byLabels = app("P", in: [])
            byLabels.pods.namespaces.labels = [LabelRequirement("team", .isIn, ["x"])]
            s.submit("labelled") { $0.podAffinity = [byLabels] }
            s.cycle()
            s.passOver()
            #expect(
                ["P", "here", "named", "labelled"].map(s.placement) == ["n1", "-", "n1", "n1"])
            s.apply(.namespaceChanged("prod", ["team": "y"]))
            s.submit("late") { $0.podAffinity = [byLabels] }
            s.cycle()
            #expect(s.placement(of: "late") == "-")
        }
    }

    @Test("Required affinities: pods have to match all of the terms to count for any")
    func allTerms() {
        scenario { s in
            s.node("n1", labels: ["zone": "a"])
            s.node("n2", labels: ["zone": "b"])
            s.submit("one") { $0.labels = ["app": "x"] }
            s.cycle()
            let tiers = PodAffinityTerm(
                PodSelector(
                    labels: [LabelRequirement("tier", .exists)],
                    in: NamespaceSelector(["default"])),
                topologyKey: "zone")
            s.submit("A") { $0.podAffinity = [app("x", "zone"), tiers] }
            s.cycle()
            #expect(s.placement(of: "A") == "-")
            s.submit("two") {
                $0.labels = ["app": "x", "tier": "t"]
                $0.nodes = [NodeSelector(labels: ["zone": "b"])]
            }
            s.cycle()
            s.passOver()
            #expect(["two", "A"].map(s.placement) == ["n2", "n2"])
        }
    }

    @Test("Preferred: near the many, away from the others, by weight and number")
    func preferred() {
        scenario { s in
            for name in ["n1", "n2", "n3"] { s.node(name) }
            for (name, node) in [("a", "n1"), ("b", "n2"), ("c", "n2"), ("d", "n3")] {
                s.submit(name) {
                    $0.labels = ["app": name == "d" ? "bad" : "good"]
                    $0.nodes = [NodeSelector(labels: ["kubernetes.io/hostname": node])]
                }
            }
            s.cycle()
            s.submit("near") { $0.preferredPods = [PreferredPods(weight: 10, app("good"))] }
            s.submit("away") {
                $0.preferredPods = [
                    PreferredPods(weight: -10, app("good")), PreferredPods(weight: -15, app("bad")),
                ]
            }
            s.cycle()
            s.passOver()
            // n1 has one good pod: -10; n2 two: -20; n3 a bad one: -15.
            #expect(["near", "away"].map(s.placement) == ["n2", "n1"])
        }
    }

    @Test("A gang whose members keep apart gets as many nodes as members, or nothing")
    func gangApart() {
        scenario { s in
            for name in ["n1", "n2", "n3"] { s.node(name) }
            for (name, count) in [("four", 4), ("three", 3)] {
                s.submit(
                    gang: name,
                    under: {
                        $0.labels = ["app": name]
                        $0.podAntiAffinity = [app(name)]
                    }, (count, "1"))
            }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "four") == "- - - -")
            #expect(s.nodesUsed(by: "three") == "n1 n2 n3")
        }
    }

    @Test("What has ended keeps nobody away any more")
    func ends() {
        scenario { s in
            s.node("n1")
            for name in ["A", "B"] {
                s.submit(name) {
                    $0.labels = ["app": "one"]
                    $0.podAntiAffinity = [app("one")]
                }
            }
            s.cycle()
            #expect(["A", "B"].map(s.placement) == ["n1", "-"])
            s.finish("A")
            s.cycle()
            s.passOver()
            #expect(["A", "B"].map(s.placement) == ["-", "n1"])
        }
    }

    @Test(
        "A gang of several groups, and an ask for one node, are tried again when others have come")
    func othersCome() {
        scenario { s in
            for name in ["n1", "n2"] { s.node(name, "4") }
            let near: (inout PlacementConstraints) -> Void = { $0.podAffinity = [app("store")] }
            s.submit(gang: "G", under: near, (1, "1"), (1, "500m"))
            s.submit("D", asks: 0)
            s.ask("D", on: "n2", under: Scenario.constraints(near))
            s.decides(at: 0)
            s.submit("store") {
                $0.labels = ["app": "store"]
                $0.nodes = [NodeSelector(labels: ["kubernetes.io/hostname": "n2"])]
            }
            s.cycle(at: 1)
            s.passOver()
            #expect(["store", "G", "D"].map(s.placement) == ["n2", "n2 n2", "n2"])
        }
    }

    @Test("Groups of a gang that have to be near each other are placed, whichever is larger")
    func groupsTogether() {
        for sizes in [("1", "3"), ("3", "1")] {
            scenario { s in
                for name in ["n1", "n2"] { s.node(name, "4") }
                s.submit("W") { $0.podAffinity = [app("driver")] }
                s.decides(at: 0)
                let driver = Scenario.constraints { $0.labels = ["app": "driver"] }
                let near = Scenario.constraints { $0.podAffinity = [app("driver")] }
                s.submit(gang: "G", [(1, sizes.0, driver), (1, sizes.1, near)])
                s.cycle(at: 1)
                s.passOver()
                #expect(s.placement(of: "G") == "n1 n1")
            }
        }
    }

    @Test("Who waits for others still does after what nobody uses was swept")
    func sweep() {
        scenario { s in
            s.node("n1")
            s.submit("web") { $0.podAffinity = [app("store")] }
            s.submit("many", asks: 0)
            s.cycle()
            for number in 0..<300 {
                s.ask("many", under: Scenario.constraints { $0.labels = ["app": "\(number)"] })
            }
            s.withdraw("many/0-299")
            s.submit("store") { $0.labels = ["app": "store"] }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "web") == "n1")
        }
    }
}
