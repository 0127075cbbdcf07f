import MusterCore
import TestKit
import Testing

/// Kubernetes documentation, "Pod Topology Spread Constraints": four nodes in two zones.
@Suite("Topology spread")
struct TopologySpreadTests {
    private func spread(
        _ key: String, skew: Int32 = 1, isRequired: Bool = true,
        change: (inout TopologySpread) -> Void = { _ in }
    ) -> TopologySpread {
        var spread = TopologySpread(
            maxSkew: skew, topologyKey: key, isRequired: isRequired,
            labels: [LabelRequirement("foo", .isIn, ["bar"])])
        change(&spread)
        return spread
    }

    /// Two zones of two nodes, with pods `foo: bar` already on some nodes.
    private func zones(_ s: inout Scenario, pods: [String]) {
        for (name, zone) in [("n1", "A"), ("n2", "A"), ("n3", "B"), ("n4", "B")] {
            s.node(name, labels: ["zone": zone, "node": name])
        }
        for (position, node) in pods.enumerated() {
            s.submit("pod\(position)") {
                $0.labels = ["foo": "bar"]
                $0.nodes = [NodeSelector(labels: ["node": node])]
            }
        }
        s.cycle()
        s.passOver()
    }

    @Test("B083 one constraint: with two pods in A and one in B the next goes to B")
    func oneConstraint() {
        scenario { s in
            zones(&s, pods: ["n1", "n2", "n3"])
            s.submit("A", asks: 2) {
                $0.labels = ["foo": "bar"]
                $0.spread = [spread("zone")]
            }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == "n4 n1")
        }
    }

    @Test("Two constraints: zone B and a node with the fewest leave only n4")
    func twoConstraints() {
        scenario { s in
            zones(&s, pods: ["n1", "n2", "n3"])
            s.submit("A") {
                $0.labels = ["foo": "bar"]
                $0.spread = [spread("zone"), spread("node")]
            }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == "n4")
        }
    }

    @Test("Constraints that contradict each other: the pod waits")
    func conflict() {
        scenario { s in
            for (name, zone) in [("n1", "A"), ("n2", "A"), ("n3", "B")] {
                s.node(name, labels: ["zone": zone, "node": name])
            }
            for (position, node) in ["n1", "n1", "n2", "n3", "n3"].enumerated() {
                s.submit("pod\(position)") {
                    $0.labels = ["foo": "bar"]
                    $0.nodes = [NodeSelector(labels: ["node": node])]
                }
            }
            s.cycle()
            s.passOver()
            // By zone it has to be B (3 and 2), by node n2 (2, 1, 2).
            s.submit("A") {
                $0.labels = ["foo": "bar"]
                $0.spread = [spread("zone"), spread("node")]
            }
            s.cycle()
            #expect(s.placement(of: "A") == "-")
        }
    }

    @Test("With node affinity only the nodes that it allows are parts to spread over")
    func affinity() {
        for (honors, expected) in [(true, "n1"), (false, "-")] {
            scenario { s in
                zones(&s, pods: ["n1", "n2", "n3"])
                s.node("n5", labels: ["zone": "C", "node": "n5"])
                s.submit("A") {
                    $0.labels = ["foo": "bar"]
                    $0.nodes = [NodeSelector(labels: ["node": "n1"])]
                    $0.spread = [spread("zone") { $0.honorsNodeAffinity = honors }]
                }
                s.cycle()
                s.passOver()
                #expect(s.placement(of: "A") == expected)
            }
        }
    }

    @Test("A tainted node counts unless its taints are honoured")
    func taints() {
        for (honors, expected) in [(false, "-"), (true, "n1")] {
            scenario { s in
                s.node("n1", labels: ["zone": "A"])
                s.node("n2", labels: ["zone": "B"], taints: [Taint("spot", "", .noSchedule)])
                s.submit("first") { $0.labels = ["foo": "bar"] }
                s.cycle()
                s.submit("A") {
                    $0.labels = ["foo": "bar"]
                    $0.spread = [spread("zone") { $0.honorsTaints = honors }]
                }
                s.cycle()
                s.passOver()
                #expect(s.placement(of: "A") == expected)
            }
        }
    }

    @Test("With fewer parts than minDomains each may have no more than the skew")
    func minDomains() {
        scenario { s in
            zones(&s, pods: [])
            s.submit("A", asks: 4) {
                $0.labels = ["foo": "bar"]
                $0.spread = [spread("zone") { $0.minDomains = 3 }]
            }
            s.cycle()
            #expect(s.allocated("A") == 2)
            s.node("n5", labels: ["zone": "C"])
            s.cycle()
            s.passOver()
            #expect(s.allocated("A") == 4)
            #expect(s.nodesUsed(by: "A").contains("n5"))
        }
    }

    @Test("A node without the key is in no part and gets nothing")
    func withoutKey() {
        scenario { s in
            s.node("n1", "1", labels: ["zone": "A"])
            s.node("n2", "9")
            s.submit("A", asks: 2) {
                $0.labels = ["foo": "bar"]
                $0.spread = [spread("zone")]
            }
            s.cycle()
            s.passOver()
            #expect(s.placement(of: "A") == "n1 -")
        }
    }

    @Test("ScheduleAnyway: the part with fewer pods is better, but not the only one")
    func preferred() {
        scenario { s in
            s.node("n1", "3", labels: ["zone": "A"])
            s.node("n2", "9", labels: ["zone": "B"])
            s.node("n3", "1", labels: ["zone": "C"])
            s.submit("A", asks: 6) {
                $0.labels = ["foo": "bar"]
                $0.spread = [spread("zone", isRequired: false)]
            }
            s.cycle()
            s.passOver()
            #expect(s.nodesUsed(by: "A") == "n1 n1 n2 n2 n2 n3")
        }
    }

    @Test("A gang is spread as a whole, or waits as a whole")
    func gang() {
        scenario { s in
            zones(&s, pods: ["n1", "n1", "n1"])
            let constraint = spread("zone")
            s.submit(
                gang: "G",
                under: {
                    $0.labels = ["foo": "bar"]
                    $0.spread = [constraint]
                }, (5, "1"))
            s.cycle()
            s.passOver()
            // Three in A already: B gets three or four of the five.
            #expect(
                s.nodesUsed(by: "G") == "n1 n3 n3 n4 n4" || s.nodesUsed(by: "G") == "n2 n3 n3 n4 n4"
            )
        }
    }

    @Test("Skews as large as can be written are no more than large")
    func largestSkew() {
        for skew in [Int32.max, .min] {
            scenario { s in
                zones(&s, pods: [])
                s.submit("A", asks: 2) {
                    $0.labels = ["foo": "bar"]
                    $0.spread = ["zone", "node"].map {
                        spread($0, skew: skew, isRequired: false)
                    }
                }
                s.cycle()
                s.passOver()
                #expect(s.placement(of: "A") == "n1 n3")
            }
        }
    }
}
