import Testing

@testable import MusterPlayground

@Suite("Admission webhooks")
struct WebhookTests {
    private static let pods = "/api/v1/namespaces/default/pods"

    private func stage(_ kind: String, policy: JSONValue = "Fail") -> Stage {
        var stage = Stage()
        stage.ask(
            "POST", "/api/v1/namespaces/default/services",
            [
                "metadata": ["name": "hook", "annotations": ["hollow/address": "hook.example:1"]],
                "spec": ["ports": [["port": 443]]],
            ])
        stage.ask(
            "POST", "/apis/admissionregistration.k8s.io/v1/\(kind)webhookconfigurations",
            [
                "metadata": ["name": "w"],
                "webhooks": [
                    [
                        "name": "test.example.com", "failurePolicy": policy, "sideEffects": "None",
                        "admissionReviewVersions": ["v1"], "timeoutSeconds": 1,
                        "clientConfig": [
                            "service": ["name": "hook", "namespace": "default", "path": "/x"]
                        ],
                        "rules": [
                            [
                                "operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["*"],
                                "resources": ["pods"],
                            ]
                        ],
                    ]
                ],
            ])
        return stage
    }

    /// Creates a pod and lets the webhook answer `reply`; the uid is filled in.
    private func create(
        _ stage: inout Stage, _ reply: (String) -> WebhookReply
    ) throws -> (status: Int, body: JSONValue) {
        let body: JSONValue = [
            "metadata": ["name": "a"], "spec": ["containers": [["name": "c", "image": "x"]]],
        ]
        var answer = stage.playground.handle(
            Request(method: "POST", target: Self.pods, body: body.encoded), at: stage.now)
        while case .admission(let pending) = answer {
            let review = try #require(JSONValue.parse(pending.call.body))
            let uid = review.string("request", "uid") ?? ""
            answer = stage.playground.resume(pending, with: reply(uid), at: stage.now)
        }
        guard case .response(let response) = answer else { return (0, .null) }
        return (response.status, JSONValue.parse(response.body) ?? .null)
    }

    private func answered(_ uid: String, _ response: JSONValue) -> WebhookReply {
        var response = response
        response["uid"] = .string(uid)
        let review: JSONValue = ["apiVersion": "admission.k8s.io/v1", "response": response]
        return .answered(status: 200, body: review.encoded)
    }

    @Test("a mutating webhook's patch is applied")
    func patch() throws {
        var stage = stage("mutating")
        let patch = Base64.encoded(
            Array(#"[{"op":"add","path":"/spec/schedulerName","value":"muster"}]"#.utf8))
        let (status, pod) = try create(&stage) { uid in
            answered(uid, ["allowed": true, "patchType": "JSONPatch", "patch": .string(patch)])
        }
        #expect(status == 201)
        #expect(pod.string("spec", "schedulerName") == "muster")
    }

    @Test("a denial keeps its code and text, and nothing is stored")
    func denial() throws {
        var stage = stage("validating")
        let (status, refusal) = try create(&stage) { uid in
            answered(
                uid,
                [
                    "allowed": false,
                    "status": ["code": 403, "message": "quota of queue q exceeded"],
                ])
        }
        #expect(status == 403)
        #expect(
            refusal.string("message") == "admission webhook \"test.example.com\" denied the "
                + "request: quota of queue q exceeded")
        #expect(stage.ask("GET", Self.pods).body.list("items").isEmpty)
    }

    @Test("a webhook that fails refuses the request, unless it may be ignored")
    func failure() throws {
        var strict = stage("validating")
        let (status, refusal) = try create(&strict) { _ in .failed("connection refused") }
        #expect(status == 500)
        #expect(
            refusal.string("message") == "Internal error occurred: failed calling webhook "
                + "\"test.example.com\": failed to call webhook: connection refused")
        var lax = stage("validating", policy: "Ignore")
        #expect(try create(&lax) { _ in .failed("connection refused") }.status == 201)
    }

    @Test("a patch that does not apply is an error even where failures are ignored")
    func badPatch() throws {
        var stage = stage("mutating", policy: "Ignore")
        let patch = Base64.encoded(Array(#"[{"op":"remove","path":"/spec/nosuch"}]"#.utf8))
        let (status, refusal) = try create(&stage) { uid in
            answered(uid, ["allowed": true, "patchType": "JSONPatch", "patch": .string(patch)])
        }
        #expect(status == 500)
        #expect(
            refusal.string("message") == "Internal error occurred: error in remove for path: "
                + "'/spec/nosuch': Unable to remove nonexistent key: nosuch: missing value")
    }

    @Test("the webhook is told who wants what")
    func review() throws {
        var stage = stage("validating")
        let body: JSONValue = [
            "metadata": ["generateName": "a-"],
            "spec": ["containers": [["name": "c", "image": "x"]]],
        ]
        let answer = stage.playground.handle(
            Request(
                method: "POST", target: "\(Self.pods)?dryRun=All",
                headers: ["impersonate-user": "alice"], body: body.encoded), at: stage.now)
        guard case .admission(let pending) = answer else { throw Stage.NoWatch() }
        let request = try #require(JSONValue.parse(pending.call.body)?["request"])
        #expect(pending.call.url.hasSuffix("//hook.default.svc:443/x?timeout=1s"))
        #expect(pending.call.serviceAddress == "hook.example:1")
        #expect(request.string("userInfo", "username") == "alice")
        #expect(request.string("operation") == "CREATE")
        #expect(request["dryRun"] == true)
        #expect(request["oldObject"] == .null)
        #expect(request.string("name")?.hasPrefix("a-") == true)
    }

    @Test("a patch without a type is a failure of the webhook, which may be ignored")
    func untypedPatch() throws {
        for (policy, status) in [("Fail", 500), ("Ignore", 201)] {
            var stage = stage("mutating", policy: .string(policy))
            let answer = try create(&stage) { uid in
                answered(uid, ["allowed": true, "patch": "W10="])
            }
            #expect(answer.status == status)
        }
    }

    @Test(
        "an answer that is no success is told as a client of the API tells it",
        arguments: [
            (404, "no page", "the server could not find the requested resource"),
            (
                500, "out of order\n",
                "an error on the server (\"out of order\") has prevented the request from "
                    + "succeeding"
            ),
            (
                302, "",
                "the server responded with the status code 302 but did not return more information"
            ),
        ])
    func status(code: Int, body: String, text: String) throws {
        var stage = stage("validating")
        let (_, refusal) = try create(&stage) { _ in
            .answered(status: code, body: Array(body.utf8))
        }
        #expect(
            refusal.string("message") == "Internal error occurred: failed calling webhook "
                + "\"test.example.com\": failed to call webhook: \(text)")
    }

    @Test("warnings are shown also where the request is denied")
    func warnings() throws {
        var stage = stage("validating")
        let body: JSONValue = [
            "metadata": ["name": "a"], "spec": ["containers": [["name": "c", "image": "x"]]],
        ]
        let request = Request(method: "POST", target: Self.pods, body: body.encoded)
        guard case .admission(let pending) = stage.playground.handle(request, at: stage.now),
            let uid = JSONValue.parse(pending.call.body)?.string("request", "uid")
        else { throw Stage.NoWatch() }
        let reply = answered(uid, ["allowed": false, "warnings": ["the queue is full"]])
        let answer = stage.playground.resume(pending, with: reply, at: stage.now)
        guard case .response(let response) = answer else { throw Stage.NoWatch() }
        #expect(response.status == 400)
        #expect(response.headers.last?.value == "299 - \"the queue is full\"")
    }
}
