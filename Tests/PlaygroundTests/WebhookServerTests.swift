import Logging
import TestKit
import Testing

@testable import MusterPlayground
@testable import MusterServer
@testable import muster

/// The playground as it is served, beside a webhook that is a server with a certificate.
@Suite("Webhooks over HTTPS")
struct WebhookServerTests {
    /// As the certificates of the webhooks have it.
    private static let name = "localhost"
    private let host = PlaygroundHost(
        Playground(settings: Playground.Settings(), at: PlaygroundHost.now))

    /// Answers each review with the same members; without any it never answers.
    private final class Webhook: Sendable {
        let certificates: Certificates
        let port: Int
        /// What it is asked.
        let reviews: AsyncStream<JSONValue>
        private let task: Task<Void, any Error>
        private let silence: AsyncStream<Void>.Continuation

        init(_ response: JSONValue?) async throws {
            certificates = try Certificates(for: "DNS:hook.default.svc,DNS:localhost")
            let listener = Listener(
                host: ServerProxy.host, port: 0,
                identity: .init(
                    certificateFile: certificates.path("server.pem"),
                    keyFile: certificates.path("server.key")),
                logger: Logger(label: "webhook") { _ in SwiftLogNoOpLogHandler() })
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let (reviews, review) = AsyncStream.makeStream(of: JSONValue.self)
            let (silent, silence) = AsyncStream.makeStream(of: Void.self)
            (self.reviews, self.silence) = (reviews, silence)
            task = Task(executorPreference: OwnThreads.shared) {
                try await listener.run(on: OwnThreads.shared) {
                    port.yield($0)
                } answer: { request in
                    let asked = JSONValue.parse(request.body) ?? .null
                    review.yield(asked)
                    if response == nil { for await _ in silent {} }
                    return Self.reply(response ?? .null, to: asked)
                }
            }
            var iterator = ports.makeAsyncIterator()
            self.port = await iterator.next() ?? 0
        }

        deinit {
            silence.finish()
            task.cancel()
        }

        private static func reply(_ response: JSONValue, to review: JSONValue) -> ReplyToSend {
            var response = response
            response["uid"] = review.at("request", "uid")
            let document: JSONValue = [
                "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
                "response": response,
            ]
            return ReplyToSend(
                status: 200, headers: [("Content-Type", "application/json")],
                body: .bytes(document.encoded))
        }
    }

    private func ask(_ target: String, _ body: JSONValue) async -> (status: Int, body: JSONValue) {
        let reply = await host.answer(
            ReceivedRequest(
                method: "POST", target: target, headers: ["content-type": "application/json"],
                body: body.encoded))
        guard case .bytes(let bytes) = reply.body else { return (reply.status, .null) }
        return (reply.status, JSONValue.parse(bytes) ?? .null)
    }

    private func configure(
        _ kind: String, _ client: JSONValue, policy: JSONValue = "Fail", seconds: JSONValue = 10
    ) async {
        let webhook: JSONValue = [
            "name": "test.example.com", "failurePolicy": policy, "sideEffects": "None",
            "admissionReviewVersions": ["v1"], "timeoutSeconds": seconds, "clientConfig": client,
            "rules": [
                [
                    "operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"],
                    "resources": ["pods"],
                ]
            ],
        ]
        let (status, _) = await ask(
            "/apis/admissionregistration.k8s.io/v1/\(kind)webhookconfigurations",
            ["metadata": ["name": "w"], "webhooks": [webhook]])
        #expect(status == 201)
    }

    private func createPod() async -> (status: Int, body: JSONValue) {
        await ask(
            "/api/v1/namespaces/default/pods",
            ["metadata": ["name": "a"], "spec": ["containers": [["name": "c", "image": "x"]]]])
    }

    private func refusal(_ url: String, _ text: String) -> String {
        "Internal error occurred: failed calling webhook \"test.example.com\": failed to call "
            + "webhook: Post \"\(url)\": \(text)"
    }

    @Test("a mutating webhook behind a service is asked where the service's annotation says")
    func service() async throws {
        let patch = Base64.encoded(
            Array(#"[{"op":"add","path":"/spec/schedulerName","value":"muster"}]"#.utf8))
        let webhook = try await Webhook([
            "allowed": true, "patchType": "JSONPatch", "patch": .string(patch),
        ])
        let address = JSONValue.string("\(ServerProxy.host):\(webhook.port)")
        _ = await ask(
            "/api/v1/namespaces/default/services",
            [
                "metadata": ["name": "hook", "annotations": ["hollow/address": address]],
                "spec": ["ports": [["port": 443]]],
            ])
        await configure(
            "mutating",
            [
                "caBundle": .string(try webhook.certificates.bundle("ca.pem")),
                "service": ["name": "hook", "namespace": "default", "path": "/mutate"],
            ])
        let (status, pod) = await createPod()
        #expect(status == 201)
        #expect(pod.string("spec", "schedulerName") == "muster")
        var reviews = webhook.reviews.makeAsyncIterator()
        #expect(await reviews.next()?.string("request", "object", "metadata", "name") == "a")
    }

    @Test("a validating webhook at an address denies a request")
    func denial() async throws {
        let webhook = try await Webhook([
            "allowed": false, "status": ["code": 403, "message": "the queue is full"],
        ])
        await configure(
            "validating",
            [
                "caBundle": .string(try webhook.certificates.bundle("ca.pem")),
                "url": .string("https://\(Self.name):\(webhook.port)/validate"),
            ])
        let (status, refusal) = await createPod()
        #expect(status == 403)
        #expect(
            refusal.string("message") == "admission webhook \"test.example.com\" denied the "
                + "request: the queue is full")
    }

    @Test("a webhook whose certificate another authority signed is not believed")
    func authority() async throws {
        let webhook = try await Webhook(["allowed": true])
        let other = try Certificates(for: "DNS:localhost")
        let url = "https://\(Self.name):\(webhook.port)/"
        await configure(
            "validating",
            ["caBundle": .string(try other.bundle("ca.pem")), "url": .string(url)])
        let (status, refused) = await createPod()
        #expect(status == 500)
        let begin = refusal("\(url)?timeout=10s", "SSL certificate problem")
        #expect(refused.string("message")?.hasPrefix(begin) == true)
    }

    @Test("a webhook that takes too long has failed")
    func timeout() async throws {
        let webhook = try await Webhook(nil)
        let url = "https://\(Self.name):\(webhook.port)/slow"
        await configure(
            "validating",
            [
                "caBundle": .string(try webhook.certificates.bundle("ca.pem")),
                "url": .string(url),
            ], seconds: 1)
        let (status, refused) = await createPod()
        #expect(status == 500)
        #expect(
            refused.string("message") == refusal("\(url)?timeout=1s", "context deadline exceeded"))
    }

    @Test("where nobody listens the failure policy decides")
    func nobody() async throws {
        let port = try await Webhook(nil).port
        await configure(
            "validating", ["url": .string("https://\(Self.name):\(port)/")], policy: "Ignore")
        #expect(await createPod().status == 201)
    }
}
