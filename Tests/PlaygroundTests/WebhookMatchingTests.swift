import Testing

@testable import MusterPlayground

@Suite("Which webhooks are asked")
struct WebhookMatchingTests {
    private static let host = "hook.example"
    private static let path = "/apis/admissionregistration.k8s.io/v1"
    private static let pods = "/api/v1/namespaces/default/pods"

    /// A webhook for pods that are created, with other fields where they are given.
    private func webhook(_ name: String, _ changes: JSONValue = [:]) -> JSONValue {
        var webhook: JSONValue = [
            "name": .string("\(name).example.com"), "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
            "clientConfig": ["url": .string("https://\(Self.host)/\(name)")],
            "rules": [rule("", "pods")],
        ]
        for member in changes.object?.members ?? [] { webhook[member.key] = member.value }
        return webhook
    }

    private func rule(_ group: JSONValue, _ resource: JSONValue) -> JSONValue {
        [
            "operations": ["CREATE"], "apiGroups": [group], "apiVersions": ["v1"],
            "resources": [resource],
        ]
    }

    private func configure(
        _ stage: inout Stage, _ webhooks: [JSONValue], kind: String = "mutating"
    ) -> (status: Int, body: JSONValue) {
        stage.ask(
            "POST", "\(Self.path)/\(kind)webhookconfigurations",
            ["metadata": ["name": "w"], "webhooks": .array(webhooks)])
    }

    /// Creates an object; says which webhooks are asked, each of which sets the label of its name
    /// unless it is there.
    private func asked(
        _ stage: inout Stage, _ path: String = pods, _ body: JSONValue? = nil
    ) throws -> [String] {
        let pod: JSONValue = [
            "metadata": ["name": "a", "labels": ["app": "x"]],
            "spec": ["containers": [["name": "c", "image": "x"]]],
        ]
        let request = Request(method: "POST", target: path, body: (body ?? pod).encoded)
        var answer = stage.playground.handle(request, at: stage.now)
        var names: [String] = []
        while case .admission(let pending) = answer {
            let name = String(pending.call.url.split(separator: "/")[2].prefix { $0 != "?" })
            names.append(name)
            let reply = try reply(to: pending.call, name)
            answer = stage.playground.resume(pending, with: reply, at: stage.now)
        }
        guard case .response(let response) = answer else { return names }
        #expect(response.status == 201)
        return names
    }

    private func reply(to call: WebhookCall, _ name: String) throws -> WebhookReply {
        let request = try #require(JSONValue.parse(call.body)?["request"])
        var response: JSONValue = ["uid": request["uid"] ?? "", "allowed": true]
        if request.at("object", "metadata", "labels", name) == nil {
            let step = #"[{"op":"add","path":"/metadata/labels/\#(name)","value":"yes"}]"#
            response["patchType"] = "JSONPatch"
            response["patch"] = .string(Base64.encoded(Array(step.utf8)))
        }
        let review: JSONValue = ["apiVersion": "admission.k8s.io/v1", "response": response]
        return .answered(status: 200, body: review.encoded)
    }

    @Test("a webhook is asked again if it wants to and another changed the object after it")
    func reinvocation() throws {
        var never = Stage()
        _ = configure(&never, [webhook("a"), webhook("b")])
        #expect(try asked(&never) == ["a", "b"])
        var ifNeeded = Stage()
        let again: JSONValue = ["reinvocationPolicy": "IfNeeded"]
        _ = configure(&ifNeeded, [webhook("a", again), webhook("b", again)])
        #expect(try asked(&ifNeeded) == ["a", "b", "a"])
    }

    @Test("the labels that count are those that earlier webhooks have set")
    func selection() throws {
        var stage = Stage()
        let labelled: JSONValue = ["objectSelector": ["matchLabels": ["b": "yes"]]]
        _ = configure(&stage, [webhook("a", labelled), webhook("b"), webhook("c", labelled)])
        #expect(try asked(&stage) == ["b", "c"])
    }

    @Test("a webhook for namespaces with a label sees no others")
    func namespaces() throws {
        var stage = Stage()
        let own: JSONValue = ["namespaceSelector": ["matchLabels": ["watched": "yes"]]]
        _ = configure(&stage, [webhook("a", own)])
        #expect(try asked(&stage) == [])
        stage.ask(
            "PATCH", "/api/v1/namespaces/default", ["metadata": ["labels": ["watched": "yes"]]],
            type: "application/merge-patch+json")
        stage.ask("DELETE", "\(Self.pods)/a")
        #expect(try asked(&stage) == ["a"])
    }

    @Test("an object under another group is the same, unless the rule is to be taken exactly")
    func equivalence() throws {
        let event: JSONValue = [
            "metadata": ["name": "e", "labels": ["app": "x"]], "reason": "Test", "action": "Test",
            "regarding": ["kind": "Pod", "name": "a", "namespace": "default"], "type": "Normal",
            "eventTime": "2026-01-01T00:00:00.000000Z", "reportingController": "example.com/test",
            "reportingInstance": "test",
        ]
        let path = "/apis/events.k8s.io/v1/namespaces/default/events"
        for (policy, names) in [("Equivalent", ["a"]), ("Exact", [])] {
            var stage = Stage()
            let rules: JSONValue = [
                "matchPolicy": .string(policy), "rules": [rule("", "events")],
            ]
            _ = configure(&stage, [webhook("a", rules)])
            #expect(try asked(&stage, path, event) == names)
            let label = stage.ask("GET", "\(path)/e").body.string("metadata", "labels", "a")
            #expect(label == (names.isEmpty ? nil : "yes"))
        }
    }

    @Test("a service that is not there, or nobody knows where, is a failure")
    func services() throws {
        let call: JSONValue = [
            "clientConfig": ["service": ["name": "hook", "namespace": "default", "port": 8443]]
        ]
        let name = "hook.default.svc"
        let beginning =
            "Internal error occurred: failed calling webhook \"a.example.com\": failed to call "
            + "webhook: Post \"https://\(name):8443/?timeout=10s\": "
        var stage = Stage()
        _ = configure(&stage, [webhook("a", call)], kind: "validating")
        let pod: JSONValue = [
            "metadata": ["name": "a"], "spec": ["containers": [["name": "c", "image": "x"]]],
        ]
        func refusal() -> String? { stage.ask("POST", Self.pods, pod).body.string("message") }
        #expect(refusal() == beginning + "service \"hook\" not found")
        let services = "/api/v1/namespaces/default/services"
        stage.ask(
            "POST", services, ["metadata": ["name": "hook"], "spec": ["ports": [["port": 443]]]])
        #expect(refusal() == beginning + "no service port 8443 found for service \"hook\"")
        stage.ask(
            "PATCH", "\(services)/hook", ["spec": ["ports": [["port": 8443]]]],
            type: "application/merge-patch+json")
        #expect(
            refusal() == beginning + "no endpoints available for service \"hook\"; in a playground "
                + "its annotation hollow/address says where it listens, as in 127.0.0.1:9443")
    }

    @Test(
        "a configuration that cannot work is refused",
        arguments: [
            (
                ["matchConditions": [["name": "c", "expression": "true"]]],
                "matchConditions: Forbidden: this playground evaluates no CEL; select by rules, "
                    + "namespaceSelector and objectSelector"
            ),
            (
                ["timeoutSeconds": 31],
                "timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 "
                    + "seconds"
            ),
            (
                ["name": "short.name"],
                "name: Invalid value: \"short.name\": should be a domain with at least three "
                    + "segments separated by dots"
            ),
            (
                ["clientConfig": ["url": .string("http:" + "//hook.example/")]],
                "clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL "
                    + "scheme; desired format: https:" + "//host[/path]"
            ),
            (
                ["clientConfig": [:]],
                "clientConfig: Required value: exactly one of url or service is required"
            ),
            (
                ["reinvocationPolicy": "Often"],
                "reinvocationPolicy: Unsupported value: \"Often\": supported values: \"IfNeeded\", "
                    + "\"Never\""
            ),
            (
                ["admissionReviewVersions": ["v1beta1"]],
                "admissionReviewVersions: Invalid value: [\"v1beta1\"]: this playground asks in v1 "
                    + "only"
            ),
        ] as [(JSONValue, String)])
    func validation(changes: JSONValue, text: String) {
        var stage = Stage()
        let (status, refusal) = configure(&stage, [webhook("a", changes)])
        #expect(status == 422)
        #expect(
            refusal.string("message")
                == "MutatingWebhookConfiguration.admissionregistration.k8s.io \"w\" is invalid: "
                + "webhooks[0].\(text)")
    }
}
