import KubernetesAdapter
import Testing

@testable import MusterPlayground

/// Each pod that waits says in its condition what it waits for itself.
@Suite struct ReasonTests {
    @Test func podsOfOneApplicationHaveReasonsOfTheirOwn() throws {
        var cluster = try VirtualCluster(nodes: 2)
        try cluster.makePod("large", app: "a", cpu: "68")
        try cluster.makePod("lost", app: "a", spec: ["nodeSelector": ["disk": "tape"]])
        try cluster.makePod("fine", app: "a")
        try cluster.run(seconds: 2)
        #expect(try cluster.message(of: "large") == "the whole cluster has 36 vcore too little")
        #expect(
            try cluster.message(of: "lost")
                == "only 0 of 1 members have a node that suits; of 2 nodes 2 do not match its"
                + " node selector or affinity")
        #expect(try cluster.node(of: "fine") != "")
        #expect(try cluster.condition(of: "fine") == "True")
    }

    @Test func podsThatComeLaterAreToldTheirReasonWithinTenSeconds() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("large", app: "a", cpu: "20")
        try cluster.run(seconds: 2)
        try cluster.makePod("later", app: "a", cpu: "20")
        try cluster.makePod("lost", app: "a", spec: ["nodeSelector": ["disk": "tape"]])
        try cluster.run(seconds: 10)
        #expect(try cluster.message(of: "later") == "the whole cluster has 4 vcore too little")
        #expect(try cluster.message(of: "lost").hasPrefix("only 0 of 1 members"))
    }

    @Test func aReasonIsWrittenOnceAndAgainWhenItIsAnother() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("runs", app: "r", cpu: "10")
        try cluster.run(seconds: 2)
        for number in 0..<3 { try cluster.makePod("p\(number)", app: "a", cpu: "8") }
        try cluster.run(seconds: 120)
        let patches = { (cluster: VirtualCluster) in
            cluster.calls.count { $0.hasPrefix("PATCH") && $0.hasSuffix("/status") }
        }
        #expect(patches(cluster) == 3)
        try cluster.label("node-0", ["disk": "ssd"])
        cluster.addNodes(1, prefix: "small", cpu: "4")
        try cluster.run(seconds: 15)
        #expect(
            try cluster.message(of: "p2")
                == "only 0 of 1 members have a node that suits; of 2 nodes 2 have too little free")
        #expect(patches(cluster) == 6)
    }

    @Test func B130_podsOfADaemonSetAreToldWhatTheirNodesHaveAgainstThem() throws {
        var cluster = try VirtualCluster(nodes: 2)
        for name in ["first", "second"] {
            var template = VirtualCluster.podSpec(cpu: "1")
            template["containers"] = [
                [
                    "name": "main", "image": "registry.example/app:1",
                    "ports": [["containerPort": 80, "hostPort": 8080]],
                ]
            ]
            try cluster.demand(
                "POST", "/apis/apps/v1/namespaces/default/daemonsets",
                [
                    "metadata": ["name": .string(name)],
                    "spec": [
                        "selector": ["matchLabels": ["app": .string(name)]],
                        "template": [
                            "metadata": ["labels": ["app": .string(name)]], "spec": template,
                        ],
                    ],
                ])
            try cluster.run(seconds: 15)
        }
        let waiting = try cluster.placements().filter { $0.hasSuffix(": -") }.map { $0.dropLast(3) }
        #expect(waiting.map { $0.prefix(6) } == ["second", "second"])
        for name in waiting {
            #expect(
                try cluster.message(of: String(name))
                    == "the node that it must run on has a port taken that it needs")
            #expect(try cluster.condition(of: String(name)) == "False Unschedulable")
        }
    }

    @Test func nothingIsReportedOfAPodThatGetsItsPlaceInThisMoment() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("runs", app: "r", cpu: "16")
        try cluster.run(seconds: 2)
        // Reasons are looked at ten seconds after the start and every ten seconds from then on.
        try cluster.run(seconds: 7)
        try cluster.makePod("next", app: "a", cpu: "16")
        try cluster.deletePod("runs")
        try cluster.run(seconds: 20)
        #expect(try cluster.condition(of: "next") == "True")
        #expect(!cluster.calls.contains { $0.hasSuffix("/next/status") })
    }

    @Test func aReportThatComesLateDoesNotTouchAPodThatIsBoundByThen() throws {
        final class Held: @unchecked Sendable { var calls: [ClusterCall] = [] }
        let held = Held()
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("runs", app: "r", cpu: "16")
        try cluster.run(seconds: 2)
        cluster.intercept = { call in
            guard case .report = call.purpose else { return nil }
            held.calls.append(call)
            return .done
        }
        try cluster.makePod("next", app: "a", cpu: "16")
        try cluster.run(seconds: 2)
        try cluster.deletePod("runs")
        try cluster.run(seconds: 40)
        #expect(try cluster.condition(of: "next") == "True")
        #expect(held.calls.count == 1)
        for call in held.calls {
            let response = try cluster.ask(
                "PATCH", call.path, call.body, type: "application/strategic-merge-patch+json")
            #expect(response.status == 409)
        }
        #expect(try cluster.condition(of: "next") == "True")
    }
}
