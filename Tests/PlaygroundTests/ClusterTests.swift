import Testing

@testable import MusterPlayground

@Suite("Nodes, jobs and what depends on them")
struct ClusterTests {
    private static let jobs = "/apis/batch/v1/namespaces/default/jobs"

    private func makeJob(_ stage: inout Stage, _ spec: JSONValue, exitCode: JSONValue = "0") {
        var all: JSONValue = [
            "template": [
                "metadata": [
                    "annotations": ["hollow/run-seconds": "1", "hollow/exit-code": exitCode]
                ],
                "spec": [
                    "restartPolicy": "Never", "nodeName": "node-0",
                    "containers": [["name": "c", "image": "x"]],
                ],
            ]
        ]
        for member in spec.object?.members ?? [] { all[member.key] = member.value }
        stage.ask("POST", Self.jobs, ["metadata": ["name": "j"], "spec": all])
    }

    private func pods(_ stage: inout Stage) -> [JSONValue] {
        stage.ask("GET", "/api/v1/namespaces/default/pods").body.list("items")
    }

    @Test("a bound pod runs after 200 ms and ends after its time")
    func podLife() {
        var stage = Stage()
        stage.makePod("a", spec: ["restartPolicy": "Never"])
        #expect(stage.bind("a", to: "node-0") == 201)
        stage.pass(seconds: 1)
        #expect(stage.pod("a").string("status", "phase") == "Running")
        stage.pass(seconds: 10)
        #expect(stage.pod("a").string("status", "phase") == "Succeeded")
    }

    @Test(
        "a deleted pod goes when its containers have stopped, at the end of its grace at the latest"
    )
    func gracefulDeletion() {
        var stage = Stage()
        let path = "/api/v1/namespaces/default/pods/a"
        stage.makePod("a")
        stage.ask(
            "PATCH", path, ["metadata": ["annotations": ["hollow/stop-seconds": "5"]]],
            type: "application/merge-patch+json")
        _ = stage.bind("a", to: "node-0")
        stage.pass(seconds: 1)
        stage.ask("DELETE", path)
        stage.pass(seconds: 4)
        #expect(stage.pod("a").at("metadata", "deletionTimestamp") != nil)
        stage.pass(seconds: 2)
        #expect(stage.ask("GET", path).status == 404)
    }

    @Test("an indexed job runs each index once and completes")
    func indexedJob() {
        var stage = Stage()
        makeJob(&stage, ["completions": 3, "parallelism": 2, "completionMode": "Indexed"])
        stage.pass(seconds: 5)
        let status = stage.ask("GET", "\(Self.jobs)/j").body["status"]
        #expect(status?.string("completedIndexes") == "0-2")
        #expect(status?.integer("succeeded") == 3)
        #expect(status?.list("conditions").last?.string("type") == "Complete")
    }

    @Test("a job fails when more pods failed than its back-off limit")
    func failedJob() {
        var stage = Stage()
        makeJob(&stage, ["backoffLimit": 1], exitCode: "3")
        stage.pass(seconds: 8)
        let status = stage.ask("GET", "\(Self.jobs)/j").body["status"]
        #expect(status?.integer("failed") == 2)
        #expect(status?.list("conditions").last?.string("reason") == "BackoffLimitExceeded")
    }

    @Test("deleting a job deletes its pods; orphaned ones stay")
    func garbage() {
        for (policy, left) in [("Background", 0), ("Foreground", 0), ("Orphan", 1)] {
            var stage = Stage()
            makeJob(&stage, ["parallelism": 1])
            stage.pass(seconds: 1)
            stage.ask("DELETE", "\(Self.jobs)/j?propagationPolicy=\(policy)")
            stage.pass(seconds: 1)
            #expect(pods(&stage).count == left)
            #expect(stage.ask("GET", "\(Self.jobs)/j").status == 404)
        }
    }

    @Test("a deployment keeps its replicas and rolls over to a new template")
    func deployment() {
        var stage = Stage()
        let path = "/apis/apps/v1/namespaces/default/deployments"
        let template: JSONValue = [
            "metadata": ["labels": ["app": "web"]],
            "spec": ["nodeName": "node-0", "containers": [["name": "c", "image": "x:1"]]],
        ]
        stage.ask(
            "POST", path,
            [
                "metadata": ["name": "web"],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
                    "template": template,
                ],
            ])
        stage.pass(seconds: 2)
        #expect(stage.ask("GET", "\(path)/web").body.integer("status", "availableReplicas") == 2)
        stage.ask(
            "PATCH", "\(path)/web",
            ["spec": ["template": ["spec": ["containers": [["name": "c", "image": "x:2"]]]]]],
            type: "application/strategic-merge-patch+json")
        stage.pass(seconds: 3)
        let images = pods(&stage).map { $0.list("spec", "containers")[0].string("image") }
        #expect(images == ["x:2", "x:2"])
    }

    @Test("a namespace goes with all that is in it")
    func namespaceDeletion() {
        var stage = Stage()
        stage.ask("POST", "/api/v1/namespaces", ["metadata": ["name": "n"]])
        stage.makePod("a", namespace: "n")
        _ = stage.bind("a", namespace: "n", to: "node-0")
        stage.pass(seconds: 1)
        stage.ask("DELETE", "/api/v1/namespaces/n")
        stage.pass(seconds: 1)
        #expect(stage.ask("GET", "/api/v1/namespaces/n").status == 404)
        #expect(stage.ask("GET", "/api/v1/pods").body.list("items").isEmpty)
    }

    @Test("evictions stop where the disruption budget says so")
    func evictions() {
        var stage = Stage()
        stage.ask(
            "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            [
                "metadata": ["name": "b"],
                "spec": ["minAvailable": 1, "selector": ["matchLabels": ["app": "list"]]],
            ])
        for name in ["a", "b"] {
            stage.makePod(name)
            _ = stage.bind(name, to: "node-0")
        }
        stage.pass(seconds: 1)
        let statuses = ["a", "b"].map { name in
            stage.ask("POST", "/api/v1/namespaces/default/pods/\(name)/eviction", [:]).status
        }
        #expect(statuses == [201, 429])
    }

    @Test("a silent node becomes unknown and is tainted, and nothing happens to its pods")
    func silentNode() {
        var stage = Stage()
        stage.ask(
            "PATCH", "/api/v1/nodes/node-0", ["metadata": ["annotations": ["hollow/down": "1"]]],
            type: "application/merge-patch+json")
        stage.makePod("a")
        _ = stage.bind("a", to: "node-0")
        stage.pass(seconds: 1)
        let taints = stage.ask("GET", "/api/v1/nodes/node-0").body.list("spec", "taints")
        #expect(taints.map { $0.string("effect") } == ["NoSchedule", "NoExecute"])
        #expect(stage.pod("a").string("status", "phase") == "Pending")
    }

    @Test("the same requests at the same times give the same objects")
    func determinism() {
        func run() -> [UInt8] {
            var stage = Stage()
            makeJob(&stage, ["completions": 4, "parallelism": 3])
            stage.pass(seconds: 3)
            return stage.ask("GET", "/api/v1/pods").body.encoded
        }
        #expect(run() == run())
    }

    @Test("a daemon set makes a pod for each node that its node selector matches")
    func daemonSet() {
        var stage = Stage()
        stage.ask(
            "PATCH", "/api/v1/nodes/node-1", ["metadata": ["labels": ["disk": "ssd"]]],
            type: "application/merge-patch+json")
        let spec: JSONValue = [
            "nodeSelector": ["disk": "ssd"], "containers": [["name": "c", "image": "x"]],
        ]
        stage.ask(
            "POST", "/apis/apps/v1/namespaces/default/daemonsets",
            [
                "metadata": ["name": "agent"],
                "spec": [
                    "selector": ["matchLabels": ["app": "agent"]],
                    "template": ["metadata": ["labels": ["app": "agent"]], "spec": spec],
                ],
            ])
        stage.pass(seconds: 1)
        #expect(pods(&stage).count == 1)
    }

    private let volume: JSONValue = [
        "metadata": ["name": "disk"],
        "spec": [
            "capacity": ["storage": "1Gi"], "accessModes": ["ReadWriteOnce"],
            "storageClassName": "local", "hostPath": ["path": "/data"],
        ],
    ]
    private let claim: JSONValue = [
        "metadata": ["name": "data"],
        "spec": [
            "accessModes": ["ReadWriteOnce"], "storageClassName": "local",
            "resources": ["requests": ["storage": "1Gi"]],
        ],
    ]

    @Test("a volume that nobody has is available")
    func freeVolume() {
        var stage = Stage()
        stage.ask("POST", "/api/v1/persistentvolumes", volume)
        stage.pass(seconds: 1)
        let phase = stage.ask("GET", "/api/v1/persistentvolumes/disk").body
            .string("status", "phase")
        #expect(phase == "Available")
    }

    @Test("a claim that waits for its first consumer gets the volume reserved for it")
    func reservedVolume() {
        var stage = Stage()
        let claims = "/api/v1/namespaces/default/persistentvolumeclaims"
        stage.ask(
            "POST", "/apis/storage.k8s.io/v1/storageclasses",
            [
                "metadata": ["name": "local"], "provisioner": "kubernetes.io/no-provisioner",
                "volumeBindingMode": "WaitForFirstConsumer",
            ])
        stage.ask("POST", claims, claim)
        stage.ask("POST", "/api/v1/persistentvolumes", volume)
        stage.pass(seconds: 1)
        #expect(
            stage.ask("GET", "\(claims)/data").body.string("status", "phase") == "Pending")
        stage.ask(
            "PATCH", "/api/v1/persistentvolumes/disk",
            ["spec": ["claimRef": ["namespace": "default", "name": "data"]]],
            type: "application/merge-patch+json")
        stage.pass(seconds: 1)
        #expect(
            stage.ask("GET", "\(claims)/data").body.string("status", "phase") == "Bound")
    }

    @Test("a claim that waits gets a volume that comes later")
    func claimThatWaits() {
        var stage = Stage()
        let claims = "/api/v1/namespaces/default/persistentvolumeclaims"
        stage.ask("POST", claims, claim)
        stage.pass(seconds: 1)
        stage.ask("POST", "/api/v1/persistentvolumes", volume)
        stage.pass(seconds: 1)
        #expect(
            stage.ask("GET", "\(claims)/data").body.string("status", "phase") == "Bound")
    }
}
