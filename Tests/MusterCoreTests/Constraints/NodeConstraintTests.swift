import MusterCore
import TestKit
import Testing

/// Kubernetes documentation, "Assigning Pods to Nodes" and "Taints and Tolerations".
@Suite("Node selectors, node affinity, taints")
struct NodeConstraintTests {
    @Test(
        "Operators",
        arguments: [
            (LabelRequirement("zone", .isIn, ["a", "b"]), "n1 n2"),
            (LabelRequirement("zone", .isNotIn, ["a"]), "n2 n3"),
            (LabelRequirement("zone", .exists), "n1 n2"),
            (LabelRequirement("zone", .doesNotExist), "n3"),
            (LabelRequirement("cores", .isGreater, ["4"]), "n2"),
            (LabelRequirement("cores", .isGreater, ["3"]), "n1 n2"),
            (LabelRequirement("cores", .isLess, ["8"]), "n1"),
            (LabelRequirement("cores", .isLess, ["many"]), ""),
        ])
    func operators(condition: LabelRequirement, expected: String) {
        scenario { s in
            s.node("n1", "1", labels: ["zone": "a", "cores": "4"])
            s.node("n2", "1", labels: ["zone": "b", "cores": "8"])
            s.node("n3", "1", labels: ["cores": "several"])
            s.submit("A", asks: 3) {
                $0.nodes = [NodeSelector(terms: [.init(labels: [condition])])]
            }
            s.cycle()
            s.passOver()
            #expect(s.nodesUsed(by: "A") == expected)
        }
    }

    @Test("B077 B078 terms are alternatives, selectors and conditions are not")
    func alternatives() {
        scenario { s in
            s.node("n1", "1", labels: ["zone": "a", "disk": "ssd"])
            s.node("n2", "1", labels: ["zone": "b", "disk": "ssd"])
            s.node("n3", "1", labels: ["zone": "a", "disk": "hdd"])
            s.node("n4", "1", labels: ["zone": "c", "disk": "ssd"])
            s.submit("A", asks: 4) {
                $0.nodes = [
                    NodeSelector(labels: ["disk": "ssd"]),
                    NodeSelector(terms: [
                        .init(labels: [LabelRequirement("zone", .isIn, ["a"])]),
                        .init(names: [LabelRequirement("metadata.name", .isIn, ["n4"])]),
                    ]),
                ]
            }
            s.cycle()
            s.passOver()
            #expect(s.nodesUsed(by: "A") == "n1 n4")
        }
    }

    @Test("A selector without terms, and a term without conditions, select nothing")
    func emptySelectors() {
        for selector in [NodeSelector(terms: []), NodeSelector(terms: [.init()])] {
            scenario { s in
                s.node("n1")
                s.submit("A") { $0.nodes = [selector] }
                s.cycle()
                #expect(s.placement(of: "A") == "-")
            }
        }
    }

    @Test("B079 a node's taints all have to be tolerated, by key, value and effect")
    func taints() {
        scenario { s in
            s.node(
                "n1",
                taints: [
                    Taint("key1", "value1", .noSchedule), Taint("key1", "value1", .noExecute),
                    Taint("key2", "value2", .noSchedule),
                ])
            let first = [
                Toleration(key: "key1", value: "value1", effect: .noSchedule),
                Toleration(key: "key1", value: "value1", effect: .noExecute),
            ]
            s.submit("two") { $0.tolerations = first }
            s.submit("all") { $0.tolerations = first + [Toleration(key: "key2")] }
            s.submit("other") { $0.tolerations = first + [Toleration(key: "key2", value: "x")] }
            s.submit("any") { $0.tolerations = [Toleration()] }
            s.submit("plain")
            s.cycle()
            s.passOver()
            let placed = ["two", "all", "other", "any", "plain"].map(s.placement)
            #expect(placed == ["-", "n1", "-", "n1", "-"])
        }
    }

    /// The examples of KEP-5471.
    @Test(
        "B079 a toleration may compare integers, the taint's with its own",
        arguments: [
            ("1000", .above(800), "n1"), ("500", .above(800), "-"), ("800", .above(800), "-"),
            ("2", .below(5), "n1"), ("15", .below(5), "-"), ("-7", .below(-5), "n1"),
            ("02", .below(5), "-"), ("", .below(5), "-"), ("high", .above(0), "-"),
        ] as [(String, Toleration.Match, String)])
    func comparedTaints(value: String, match: Toleration.Match, node: String) {
        scenario { s in
            s.node("n1", taints: [Taint("sla", value, .noSchedule)])
            s.submit("A") { $0.tolerations = [Toleration(key: "sla", match)] }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == node)
        }
    }

    @Test("Labels and taints that change count from then on, and evict nobody")
    func changes() {
        scenario { s in
            s.node("n1", labels: ["zone": "a"])
            s.submit("A", asks: 1) { $0.nodes = [NodeSelector(labels: ["zone": "a"])] }
            s.cycle()
            s.node("n1", labels: ["zone": "b"], taints: [Taint("spot", "", .noSchedule)])
            s.submit("B") { $0.nodes = [NodeSelector(labels: ["zone": "a"])] }
            s.submit("C")
            s.cycle()
            #expect(["A", "B", "C"].map(s.placement) == ["n1", "-", "-"])
            s.node("n1", labels: ["zone": "a"])
            s.cycle()
            s.passOver()
            #expect(["A", "B", "C"].map(s.placement) == ["n1", "n1", "n1"])
        }
    }

    @Test("A gang is placed on nodes that its constraints allow, or not at all")
    func gang() {
        scenario { s in
            for (name, zone) in [("n1", "a"), ("n2", "b"), ("n3", "a")] {
                s.node(name, "2", labels: ["zone": zone])
            }
            s.submit(
                gang: "G", under: { $0.nodes = [NodeSelector(labels: ["zone": "a"])] }, (4, "1"))
            s.submit(
                gang: "H", under: { $0.nodes = [NodeSelector(labels: ["zone": "b"])] }, (3, "1"))
            s.cycle()
            s.passOver()
            #expect(s.nodesUsed(by: "G") == "n1 n1 n3 n3")
            #expect(s.placement(of: "H") == "- - -")
        }
    }

    @Test("B080 a preferred node is taken if there is one with room; a stronger one first")
    func preferences() {
        scenario { s in
            for (name, disk) in [("n1", "hdd"), ("n2", "ssd"), ("n3", "nvme")] {
                s.node(name, "1", labels: ["disk": disk])
            }
            s.submit("A", asks: 3) {
                $0.preferredNodes = [
                    PreferredNodes(
                        weight: 1, .init(labels: [LabelRequirement("disk", .isIn, ["ssd"])])),
                    PreferredNodes(
                        weight: 50, .init(labels: [LabelRequirement("disk", .isIn, ["nvme"])])),
                ]
            }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == "n3 n2 n1")
        }
    }

    @Test("PreferNoSchedule: such a node comes last, for asks without constraints, too")
    func unwelcome() {
        scenario { s in
            s.node("n1", "1", taints: [Taint("spot", "", .preferNoSchedule)])
            s.node("n2", "2")
            s.submit("A", asks: 3)
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == "n2 n2 n1")
        }
    }
}
