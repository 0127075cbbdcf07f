import Testing

@testable import MusterPlayground

@Suite("What controllers and kubelets tell")
struct ControllerEventTests {
    private func stage(_ most: Int = 1_000) -> Stage {
        var settings = Playground.Settings()
        settings.mostPodsWithEvents = most
        return Stage(settings: settings)
    }

    /// `reason: message` and who says so, of the events about an object, with the random ends of
    /// names left out.
    private func told(_ stage: inout Stage, _ kind: String, _ name: String) -> [String] {
        stage.ask("GET", "/api/v1/namespaces/default/events").body.list("items").filter {
            let about = $0.string("involvedObject", "name") ?? ""
            return $0.string("involvedObject", "kind") == kind && about.hasPrefix(name)
        }.map { event in
            let text = (event.string("message") ?? "")
                .replacing(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/, with: "-*")
                .replacing(/-[0-9a-f]{10}\b/, with: "-#")
            let source = event.string("source", "component") ?? ""
            let reason = event.string("reason") ?? ""
            return "\(source) \(event.string("type") ?? "") \(reason): \(text)"
        }
    }

    private func make(_ stage: inout Stage, _ path: String, _ spec: JSONValue) {
        stage.ask(
            "POST", "/apis/\(path)",
            ["metadata": ["name": "it"], "spec": spec])
        stage.pass(seconds: 3)
    }

    /// A pod that runs for ever.
    private let template: JSONValue = [
        "metadata": ["labels": ["app": "it"]],
        "spec": ["nodeName": "node-0", "containers": [["name": "c", "image": "example:1"]]],
    ]

    /// A pod that ends after a second.
    private func ending(_ exitCode: JSONValue = "0") -> JSONValue {
        var ending = template
        ending.set("spec", "restartPolicy", to: "Never")
        ending.set(
            "metadata", "annotations",
            to: ["hollow/run-seconds": "1", "hollow/exit-code": exitCode])
        return ending
    }

    private let jobs = "batch/v1/namespaces/default/jobs"

    @Test("a job tells of its pods and of its end; a kubelet, of containers")
    func job() {
        var stage = stage()
        make(&stage, jobs, ["template": ending()])
        #expect(
            told(&stage, "Job", "it") == [
                "job-controller Normal SuccessfulCreate: Created pod: it-*",
                "job-controller Normal Completed: Job completed",
            ])
        #expect(
            told(&stage, "Pod", "it-") == [
                "kubelet Normal Pulled: Container image \"example:1\" already present on machine "
                    + "and can be accessed by the pod",
                "kubelet Normal Created: Container created",
                "kubelet Normal Started: Container started",
            ])
    }

    @Test("a job that fails, or is suspended and goes on, says so")
    func otherJobs() {
        var failing = self.stage()
        let never = ending("1")
        make(&failing, jobs, ["backoffLimit": 0, "template": never])
        #expect(
            told(&failing, "Job", "it").last
                == "job-controller Warning BackoffLimitExceeded: Job has reached the specified "
                + "backoff limit")
        var stage = self.stage()
        make(&stage, jobs, ["suspend": true, "template": never])
        stage.ask(
            "PATCH", "/apis/\(jobs)/it", ["spec": ["suspend": false]],
            type: "application/merge-patch+json")
        stage.pass(seconds: 1)
        #expect(
            told(&stage, "Job", "it").prefix(3) == [
                "job-controller Normal Suspended: Job suspended",
                "job-controller Normal SuccessfulCreate: Created pod: it-*",
                "job-controller Normal Resumed: Job resumed",
            ])
    }

    @Test("a deployment tells how it scales, and its replica set of its pods")
    func deployment() {
        var stage = stage()
        let path = "apps/v1/namespaces/default/deployments"
        make(
            &stage, path,
            [
                "replicas": 2, "selector": ["matchLabels": ["app": "it"]], "template": template,
            ])
        stage.ask(
            "PATCH", "/apis/\(path)/it", ["spec": ["replicas": 1]],
            type: "application/merge-patch+json")
        stage.pass(seconds: 1)
        #expect(
            told(&stage, "Deployment", "it") == [
                "deployment-controller Normal ScalingReplicaSet: Scaled up replica set it-# from "
                    + "0 to 2",
                "deployment-controller Normal ScalingReplicaSet: Scaled down replica set it-# from "
                    + "2 to 1",
            ])
        #expect(
            told(&stage, "ReplicaSet", "it-") == [
                "replicaset-controller Normal SuccessfulCreate: Created pod: it-#-*",
                "replicaset-controller Normal SuccessfulCreate: Created pod: it-#-*",
                "replicaset-controller Normal SuccessfulDelete: Deleted pod: it-#-*",
            ])
        #expect(told(&stage, "Pod", "it-").last == "kubelet Normal Killing: Stopping container c")
    }

    @Test("a daemon set tells of each pod")
    func daemonSet() {
        var stage = stage()
        make(
            &stage, "apps/v1/namespaces/default/daemonsets",
            ["selector": ["matchLabels": ["app": "it"]], "template": template])
        #expect(
            told(&stage, "DaemonSet", "it")
                == Array(
                    repeating: "daemonset-controller Normal SuccessfulCreate: Created pod: it-*",
                    count: 3))
    }

    @Test("an owner whose pods are refused says why, and counts how often")
    func refusal() {
        var stage = stage()
        let webhook: JSONValue = [
            "name": "test.example.com", "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": ["service": ["name": "hook", "namespace": "default"]],
            "rules": [
                [
                    "operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"],
                    "resources": ["pods"],
                ]
            ],
        ]
        stage.ask(
            "POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            ["metadata": ["name": "w"], "webhooks": [webhook]])
        make(&stage, jobs, ["template": ending()])
        let events = stage.ask("GET", "/api/v1/namespaces/default/events").body.list("items")
        #expect(events.count == 1)
        #expect(events.first?.string("reason") == "FailedCreate")
        #expect(
            events.first?.string("message")?.hasPrefix(
                "Error creating: Internal error occurred: failed calling webhook") == true)
        // At once, and a second later.
        #expect(events.first?.integer("count") == 2)
    }

    @Test("of many alike events the tenth and all after it are one, and the 25th is the last")
    func alike() {
        var stage = stage()
        make(
            &stage, jobs,
            [
                "parallelism": 40, "completions": 40,
                "template": ending(),
            ])
        let events = stage.ask("GET", "/api/v1/namespaces/default/events").body
            .list("items").filter { $0.string("involvedObject", "kind") == "Job" }
        #expect(events.count == 10)
        #expect(
            events.last?.string("message")?.hasPrefix(
                "(combined from similar events): Created pod: it-") == true)
        #expect(events.last?.integer("count") == 16)
    }

    @Test("with more pods than the limit only what goes wrong is told, with none nothing")
    func limits() {
        let never = ending()
        var few = stage(2)
        make(&few, jobs, ["parallelism": 3, "completions": 3, "template": never])
        #expect(told(&few, "Job", "it").count == 2)
        var none = stage(0)
        make(&none, jobs, ["template": never])
        #expect(told(&none, "Job", "it").isEmpty)
    }

    @Test("an event goes an hour after it was last told")
    func expiry() {
        var stage = stage()
        make(&stage, jobs, ["template": ending()])
        stage.now = stage.now.adding(seconds: 3_590)
        stage.pass(seconds: 1)
        #expect(told(&stage, "Job", "it").count == 2)
        stage.pass(seconds: 15)
        #expect(told(&stage, "Job", "it").isEmpty)
    }
}
