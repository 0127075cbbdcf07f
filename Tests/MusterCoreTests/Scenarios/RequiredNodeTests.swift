import MusterCore
import TestKit
import Testing

@Suite("Required nodes")
struct RequiredNodeTests {
    @Test("B130 DaemonSet pod: it goes to its node, and to no other")
    func itsNode() {
        scenario(.reasons) { s in
            s.nodes(2, "2")
            s.node("n2", "2", isSchedulable: false)
            s.submit(daemonSet: "D", on: "n1", "n2")
            s.decides(
                at: 0, "allocated D/0 n1", "D waits: requiredNodeUnsuitable(n2, cordon)")
            s.expectReason("D", "requiredNodeUnsuitable(n2, cordon)")
            s.removeNode("n2")
            s.expectReason("D", "requiredNode(n2, nil, missing: 0)")
            s.node("n2", "2")
            s.decides(at: 1, "allocated D/1 n2")
        }
    }

    @Test("B130 DaemonSet pod: what has no higher priority on its node goes at once, least first")
    func preempts() {
        scenario(.reasons) { s in
            s.nodes(2, "3")
            s.queue("root.a", guaranteed: "6", settings: { $0.preemptionPolicy = .disabled })
            s.queue("root.b", settings: { $0.preemptionPolicy = .fence })
            s.start("H", to: "root.a", on: "n1", "n2", at: 0, priority: 1)
            s.start("L", to: "root.a", on: "n1", "n2", "n1", "n2", at: 1)
            s.submit(daemonSet: "D", to: "root.b", on: "n2")
            s.decides(
                at: 2, "evicted L/3 (required node n2 of D)", "D waits: evicting(remaining: 1)")
            s.endEvictions(
                "L/3", at: 3, then: "allocated D/0 n2",
                "L waits: notEnoughFree(vcore, missing: 1000)")
        }
    }

    @Test("B130 DaemonSet pod: nothing goes if that would not be enough")
    func notEnough() {
        scenario(.reasons) { s in
            s.nodes(1, "3")
            s.submit("H", asks: 2, priority: 1)
            s.submit("L", asks: 1)
            s.decides(at: 0, "allocated H/0 n1", "allocated H/1 n1", "allocated L/0 n1")
            s.submit(daemonSet: "D", on: "n1", each: "2")
            s.decides(at: 1, "D waits: requiredNode(n1, vcore, missing: 2000)")
        }
    }

    @Test("B130 DaemonSet pod: the queue's max still counts")
    func queueMax() {
        scenario(.reasons) { s in
            s.nodes(1, "3")
            s.queue("root.a", max: "1")
            s.queue("root.b")
            s.start("B", to: "root.b", on: "n1", "n1", "n1", at: 0)
            s.submit(daemonSet: "D", to: "root.a", on: "n1", each: "2")
            s.decides(at: 1, "D waits: queueMax(root.a, vcore, missing: 1000)")
        }
    }

    @Test(
        "A gang on the node goes as a whole, but not for one that something smaller is enough for")
    func gang() {
        scenario { s in
            s.nodes(2, "2")
            s.submit(gang: "G", (3, "1"))
            s.submit("P", asks: 1)
            s.decides(
                at: 0, "allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n1",
                "allocated P/0 n2")
            s.submit(daemonSet: "D", on: "n2", "n1")
            s.decides(at: 5, "evicted P/0 (required node n2 of D)")
            s.decides(at: 5)
            s.endEvictions(
                "P/0", at: 6, then: "allocated D/0 n2", "evicted G/0-2 (required node n1 of D)")
            s.endEvictions("G/0-2", at: 7, then: "allocated D/1 n1", "allocated P/0 n1")
        }
    }

    @Test("B130 DaemonSet pod: nothing goes on a node that is cordoned")
    func cordoned() {
        scenario { s in
            s.nodes(1, "1")
            s.start("R", on: "n1", at: 0)
            s.cordon("n1")
            s.submit(daemonSet: "D", on: "n1")
            s.decides(at: 1)
        }
    }

    @Test("B130 DaemonSet pod: the limit of its user still counts")
    func limit() {
        scenario { s in
            s.queues("root.a", "root.b")
            s.limit("root.a", users: ["ann"], max: "1")
            s.nodes(1, "2")
            s.start("R", to: "root.b", on: "n1", "n1", at: 0)
            s.submit("D", by: "ann", to: "root.a", asks: 0)
            s.ask("D", each: "2", on: "n1")
            s.decides(at: 1)
            s.expectReason("D", "limitMax(root.a, user ann, vcore, missing: 1000)")
        }
    }

    @Test("B130 DaemonSet pod: what turns out not to be needed is spared")
    func spared() {
        scenario { s in
            s.nodes(1, "3")
            s.start("Long", on: "n1", at: 0, each: "2")
            s.start("Young", on: "n1", at: 5)
            s.submit(daemonSet: "D", on: "n1", each: "2")
            s.decides(at: 6, "evicted Long/0 (required node n1 of D)")
            s.endEvictions("Long/0", at: 7, then: "allocated D/0 n1")
        }
    }

    @Test("B130 DaemonSet pod: an application evicts nothing of its own")
    func own() {
        scenario { s in
            s.nodes(1, "1")
            s.start("D", on: "n1", at: 0)
            s.ask("D", on: "n1")
            s.decides(at: 1)
        }
    }

    @Test("B123 an ask that may not preempt waits for its node like others")
    func neverPreempts() {
        scenario(.reasons) { s in
            s.nodes(1, "1")
            s.submit("L")
            s.cycle(at: 0)
            s.expect("allocated L/0 n1")
            s.submit("D", asks: 0)
            s.ask("D", priority: 5, on: "n1", traits: .neverPreempts)
            s.cycle(at: 60)
            s.expect("D waits: requiredNode(n1, vcore, missing: 1000)")
        }
    }

    private static let wishes: [@Sendable (inout PlacementConstraints) -> Void] = [
        { $0.nodes = [NodeSelector(labels: ["disk": "ssd"])] },
        { $0.hostPorts = [HostPort(80)] },
        {
            $0.hostPorts = [HostPort(80)]
            $0.tolerations = [Toleration()]
        },
        {
            $0.volumes = [AttachedVolume("v", driver: "ebs")]
            $0.tolerations = [Toleration()]
        },
    ]

    @Test(
        "B130 DaemonSet pod: what keeps it off its node besides room is told, neighbours too",
        arguments: zip(wishes.indices, ["nodeAffinity", "taint", "hostPort", "volumeLimit"]))
    func unsuitable(wish: Int, obstacle: String) {
        scenario { s in
            s.node(
                "n1", "2", taints: [Taint("spot", "", .noSchedule)],
                volumeLimits: [VolumeLimit("ebs", 0)])
            s.node("n2", "9")
            s.occupy(0, on: "n1") { $0.hostPorts = [HostPort(80)] }
            s.submit("D", asks: 0)
            s.ask("D", each: "3", on: "n1", under: Scenario.constraints(Self.wishes[wish]))
            s.cycle()
            s.expectReason(ofAsk: "D/0", "requiredNodeUnsuitable(n1, \(obstacle))")
        }
    }

    @Test("B130 DaemonSet pod: neighbours that it has to be near to, or apart from, are told")
    func neighbours() {
        let app = PodSelector(
            labels: [LabelRequirement("app", .isIn, ["db"])], in: NamespaceSelector(["default"]))
        let host = PodAffinityTerm(app, topologyKey: "kubernetes.io/hostname")
        scenario(.reasons) { s in
            s.node("n1")
            s.submit("D", asks: 0)
            s.ask("D", on: "n1", under: Scenario.constraints { $0.podAffinity = [host] })
            s.decides(at: 0, "D waits: requiredNodeUnsuitable(n1, podAffinity)")
            s.occupy(0, on: "n1") { $0.labels = ["app": "db"] }
            s.ask("D", on: "n1", under: Scenario.constraints { $0.podAntiAffinity = [host] })
            s.decides(at: 1, "allocated D/0 n1")
            s.expectReason("D", "requiredNodeUnsuitable(n1, podAntiAffinity)")
        }
    }
}
