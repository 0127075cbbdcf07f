import KubernetesAdapter
import Testing

@testable import MusterPlayground

/// What pods say about where they may run is respected, from the server's text to the binding.
@Suite struct ConstraintTests {
    @Test func B077_nodeSelector() throws {
        var cluster = try VirtualCluster(nodes: 3)
        try cluster.label("node-2", ["disk": "ssd"])
        try cluster.makePod("web", app: "a", spec: ["nodeSelector": ["disk": "ssd"]])
        try cluster.makePod("none", app: "b", spec: ["nodeSelector": ["disk": "tape"]])
        try cluster.run(seconds: 15)
        #expect(try cluster.placements() == ["none: -", "web: node-2"])
        #expect(try cluster.condition(of: "none") == "False Unschedulable")
        #expect(
            try cluster.message(of: "none")
                == "only 0 of 1 members have a node that suits; of 3 nodes 3 do not match its"
                + " node selector or affinity")
    }

    @Test func B082_podAntiAffinityAlsoAgainstPodsOfOthers() throws {
        var cluster = try VirtualCluster(nodes: 2)
        let apart: JSONValue = [
            "podAntiAffinity": [
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    [
                        "topologyKey": "kubernetes.io/hostname",
                        "labelSelector": ["matchLabels": ["app": "db"]],
                    ]
                ]
            ]
        ]
        try cluster.makePod(
            "other", labels: ["app": "db"], spec: ["schedulerName": "default-scheduler"])
        try cluster.demand(
            "POST", "/api/v1/namespaces/default/pods/other/binding",
            ["metadata": ["name": "other"], "target": ["kind": "Node", "name": "node-0"]])
        try cluster.run(seconds: 2)
        for number in 0..<2 {
            try cluster.makePod(
                "db\(number)", app: "a\(number)", labels: ["app": "db"], spec: ["affinity": apart])
        }
        try cluster.run(seconds: 5)
        let placements = try cluster.placements()
        #expect(placements.filter { $0.hasSuffix("node-1") }.count == 1)
        #expect(placements.filter { $0.hasSuffix("-") }.count == 1)
    }

    @Test func B083_topologySpread() throws {
        var cluster = try VirtualCluster(nodes: 4)
        for (node, zone) in ["a", "a", "a", "b"].enumerated() {
            try cluster.label("node-\(node)", ["zone": .string(zone)])
        }
        let spread: JSONValue = [
            [
                "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": ["matchLabels": ["app": "web"]],
            ]
        ]
        for number in 0..<6 {
            try cluster.makePod(
                "web\(number)", app: "w", labels: ["app": "web"],
                spec: ["topologySpreadConstraints": spread])
        }
        try cluster.run(seconds: 5)
        #expect(try cluster.placements().filter { $0.hasSuffix("node-3") }.count == 3)
        #expect(try cluster.placedCount() == 6)
    }

    @Test func B081_hostPort() throws {
        var cluster = try VirtualCluster(nodes: 1)
        var spec = VirtualCluster.podSpec(cpu: "1")
        spec["containers"] = [
            [
                "name": "main", "image": "registry.example/app:1",
                "ports": [["containerPort": 80, "hostPort": 8080]],
            ]
        ]
        try cluster.makePod("a", app: "a", spec: spec)
        try cluster.makePod("b", app: "b", spec: spec)
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == ["a: node-0", "b: -"])
    }

    @Test func B152_gatesAreWaitedFor() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("web", app: "a", spec: ["schedulingGates": [["name": "budget"]]])
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "web") == "")
        #expect(
            try cluster.events(about: "web") == ["Scheduling: waiting for scheduling gates: budget"]
        )
        try cluster.demand(
            "PATCH", "/api/v1/namespaces/default/pods/web", ["spec": ["schedulingGates": .null]],
            type: "application/merge-patch+json")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "web") == "node-0")
    }

    @Test func B153_missingClaimIsToldAndWaitedFor() throws {
        var cluster = try VirtualCluster(nodes: 1)
        let volumes: JSONValue = [
            ["name": "data", "persistentVolumeClaim": ["claimName": "data"]]
        ]
        try cluster.makePod("web", app: "a", spec: ["volumes": volumes])
        try cluster.run(seconds: 5)
        #expect(
            try cluster.events(about: "web") == [
                "FailedScheduling: persistentvolumeclaim \"data\" not found"
            ])
        #expect(try cluster.condition(of: "web") == "False Unschedulable")
        try cluster.demand(
            "POST", "/apis/storage.k8s.io/v1/storageclasses",
            [
                "metadata": ["name": "fast"], "provisioner": "disks.example",
                "volumeBindingMode": "WaitForFirstConsumer",
            ])
        try cluster.demand(
            "POST", "/api/v1/namespaces/default/persistentvolumeclaims",
            [
                "metadata": ["name": "data"],
                "spec": [
                    "accessModes": ["ReadWriteOnce"], "storageClassName": "fast",
                    "resources": ["requests": ["storage": "1Gi"]],
                ],
            ])
        try cluster.run(seconds: 30)
        #expect(try cluster.node(of: "web") == "node-0")
        #expect(
            try cluster.object("/api/v1/namespaces/default/persistentvolumeclaims/data")
                .string("status", "phase") == "Bound")
        #expect(cluster.adapter.problems == [])
    }

    @Test func B155_resizeCountsAtOnce() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("web", app: "a", cpu: "4")
        try cluster.run(seconds: 2)
        try cluster.demand(
            "PATCH", "/api/v1/namespaces/default/pods/web/resize",
            [
                "spec": [
                    "containers": [["name": "main", "resources": ["requests": ["cpu": "12"]]]]
                ]
            ], type: "application/strategic-merge-patch+json")
        try cluster.makePod("next", app: "b", cpu: "8")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "next") == "")
    }

    @Test func B130_podOfADaemonSetGetsItsNode() throws {
        var cluster = try VirtualCluster(nodes: 2)
        for number in 0..<4 { try cluster.makePod("p\(number)", app: "a", cpu: "8") }
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 4)
        var template = VirtualCluster.podSpec(cpu: "1")
        template["priorityClassName"] = "system-node-critical"
        try cluster.demand(
            "POST", "/apis/apps/v1/namespaces/default/daemonsets",
            [
                "metadata": ["name": "agent"],
                "spec": [
                    "selector": ["matchLabels": ["app": "agent"]],
                    "template": ["metadata": ["labels": ["app": "agent"]], "spec": template],
                ],
            ])
        try cluster.run(seconds: 90)
        let agents = try cluster.placements().filter { $0.hasPrefix("agent") }
        #expect(Set(agents.map { $0.suffix(6) }) == ["node-0", "node-1"])
    }
}
