/// A call to an admission webhook that the driver has to make: a POST of `body` as JSON.
public struct WebhookCall: Sendable {
    /// The address; for a service, its name, namespace, `svc`, port and path.
    public var url: String
    /// PEM in base64 by which the webhook's certificate is checked; empty for the system's roots.
    public var caBundle: String
    /// How long the webhook may take, in seconds.
    public var timeoutSeconds: Int64
    /// An AdmissionReview.
    public var body: [UInt8]
}

/// What became of a call.
public enum WebhookReply: Sendable {
    /// The webhook answered.
    case answered(status: Int, body: [UInt8])
    /// It could not be reached, or was too slow; the text says why.
    case failed(String)
}

/// A request that waits for a webhook.
///
/// Nothing has changed yet: when the reply is known the request is carried out anew, with the same
/// names and uids.
public struct PendingAdmission: Sendable {
    /// Whom to ask.
    public let call: WebhookCall
    let request: Request
    let replies: [WebhookReply]
    let seed: UInt64
    /// The owner for which a controller asks.
    let origin: String?
}

/// Thrown where a webhook has to be asked and has not been yet.
struct WebhookNeeded: Error {
    var call: WebhookCall
}

extension Playground {
    /// The object as the mutating webhooks that match leave it.
    func askMutatingWebhooks(
        _ object: JSONValue?, old: JSONValue?, _ verb: String, _ operation: inout Operation
    ) throws -> JSONValue {
        let storage = catalogue.core(
            "mutatingwebhookconfigurations", group: "admissionregistration.k8s.io"
        ).storage
        var result = object ?? .null
        guard store.count(storage: storage) > 0 else { return result }
        for webhook in webhooks(storage, result, old, verb, operation) {
            let response = try ask(webhook, result, old, verb, &operation)
            guard let response, let patch = response.string("patch") else { continue }
            guard response.string("patchType") == "JSONPatch" else {
                throw Self.invalid(
                    webhook,
                    "received invalid webhook response: webhook returned response.patch but not "
                        + "response.patchType")
            }
            guard let bytes = Base64.decoded(patch), let document = JSONValue.parse(bytes),
                let steps = JSONPatch(document)
            else { throw APIError.internalError("invalid JSON patch") }
            do {
                result = try steps.applied(to: result)
            } catch let error as JSONPatch.Inapplicable {
                throw APIError.internalError(error.text)
            }
        }
        return result
    }

    /// Asks the validating webhooks that match; the first denial is thrown.
    func askValidatingWebhooks(
        _ object: JSONValue?, old: JSONValue?, _ verb: String, _ operation: inout Operation
    ) throws {
        let storage = catalogue.core(
            "validatingwebhookconfigurations", group: "admissionregistration.k8s.io"
        ).storage
        guard store.count(storage: storage) > 0 else { return }
        for webhook in webhooks(storage, object ?? .null, old, verb, operation) {
            _ = try ask(webhook, object ?? .null, old, verb, &operation)
        }
    }

    /// Those that want to see this request, in the order of their configurations.
    private func webhooks(
        _ storage: Int, _ object: JSONValue, _ old: JSONValue?, _ verb: String,
        _ operation: Operation
    ) -> [JSONValue] {
        let definition = operation.definition
        if definition.group == "admissionregistration.k8s.io" { return [] }
        let namespaces = catalogue.core("namespaces").storage
        var space: JSONValue?
        if let name = operation.path.namespace {
            space = store[ObjectKey(storage: namespaces, namespace: "", name: name)]?.value
        } else if definition.kind == "Namespace" {
            space = object.isNull ? old : object
        }
        return store.list(storage: storage, namespace: nil).flatMap { configuration in
            configuration.value.list("webhooks").filter { webhook in
                let rules = webhook.list("rules")
                guard rules.contains(where: { Self.matches($0, verb, operation) }) else {
                    return false
                }
                if let space,
                    LabelSelector(object: webhook["namespaceSelector"])?
                        .matches(space.at("metadata", "labels")) == false
                {
                    return false
                }
                guard let selector = LabelSelector(object: webhook["objectSelector"]) else {
                    return true
                }
                return selector.matches(object.at("metadata", "labels"))
                    || (old.map { selector.matches($0.at("metadata", "labels")) } ?? false)
            }
        }
    }

    private static func matches(
        _ rule: JSONValue, _ verb: String, _ operation: Operation
    ) -> Bool {
        func lists(_ field: String, _ value: String) -> Bool {
            rule.list(field).contains { $0 == "*" || $0.string == value }
        }
        let definition = operation.definition
        let plural = definition.plural
        let isResource: Bool
        if let subresource = operation.path.subresource?.rawValue {
            isResource = rule.list("resources").contains {
                ["*/*", "\(plural)/*", "*/\(subresource)", "\(plural)/\(subresource)"]
                    .contains($0.string ?? "")
            }
        } else {
            isResource = rule.list("resources").contains {
                ["*", "*/*", plural].contains($0.string ?? "")
            }
        }
        let scope = rule.string("scope") ?? "*"
        let isScope = scope == "*" || (scope == "Namespaced") == definition.isNamespaced
        return isResource && isScope && lists("operations", verb)
            && lists("apiGroups", definition.group) && lists("apiVersions", definition.version)
    }

    /// The `response` of the webhook; nil if it failed and may be ignored.
    private func ask(
        _ webhook: JSONValue, _ object: JSONValue, _ old: JSONValue?, _ verb: String,
        _ operation: inout Operation
    ) throws -> JSONValue? {
        let uid = operation.random.uuid()
        guard operation.usedReplies < operation.replies.count else {
            throw WebhookNeeded(
                call: call(webhook, review(uid, object, old, verb, operation)))
        }
        let reply = operation.replies[operation.usedReplies]
        operation.usedReplies += 1
        let response: JSONValue
        do {
            response = try Self.response(in: reply, uid, webhook)
        } catch let error as APIError {
            if webhook.string("failurePolicy") == "Ignore" { return nil }
            throw error
        }
        operation.warnings += response.list("warnings").compactMap(\.string)
        guard response["allowed"] == true else { throw Self.denial(webhook, response) }
        return response
    }

    private static func response(
        in reply: WebhookReply, _ uid: String, _ webhook: JSONValue
    ) throws -> JSONValue {
        guard case .answered(let status, let body) = reply else {
            if case .failed(let text) = reply {
                throw invalid(webhook, "failed to call webhook: \(text)")
            }
            throw invalid(webhook, "failed to call webhook")
        }
        guard (200..<300).contains(status) else {
            throw invalid(
                webhook,
                "failed to call webhook: an error on the server (\"unknown\") has prevented the "
                    + "request from succeeding")
        }
        guard let document = JSONValue.parse(body), document.object != nil else {
            throw invalid(
                webhook, "failed to call webhook: couldn't get version/kind; json parse error")
        }
        let version = document.string("apiVersion") ?? ""
        guard version == "admission.k8s.io/v1" else {
            let short = version.split(separator: "/").last ?? ""
            throw invalid(
                webhook,
                "failed to call webhook: converting (\(short).AdmissionReview) to "
                    + "(v1.AdmissionReview): unknown conversion")
        }
        guard let response = document["response"], response.object != nil else {
            throw invalid(
                webhook, "received invalid webhook response: webhook response was absent")
        }
        let own = response.string("uid") ?? ""
        guard own == uid else {
            throw invalid(
                webhook,
                "received invalid webhook response: expected response.uid=\"\(uid)\", got "
                    + "\"\(own)\"")
        }
        return response
    }

    private static func invalid(_ webhook: JSONValue, _ text: String) -> APIError {
        .internalError("failed calling webhook \"\(webhook.string("name") ?? "")\": \(text)")
    }

    private static func denial(_ webhook: JSONValue, _ response: JSONValue) -> APIError {
        let name = webhook.string("name") ?? ""
        let status = response["status"]
        let code = status?.integer("code").flatMap { Int(exactly: $0) } ?? 400
        let text: String
        if let message = status?.string("message"), !message.isEmpty {
            text = "admission webhook \"\(name)\" denied the request: \(message)"
        } else if let reason = status?.string("reason"), !reason.isEmpty {
            text = "admission webhook \"\(name)\" denied the request: \(reason)"
        } else {
            text = "admission webhook \"\(name)\" denied the request without explanation"
        }
        return APIError(
            code: (400..<600).contains(code) ? code : 400, reason: status?.string("reason"),
            message: text, details: status?["details"])
    }

    private func call(_ webhook: JSONValue, _ review: JSONValue) -> WebhookCall {
        let client = webhook["clientConfig"] ?? .null
        var url = client.string("url") ?? ""
        if let service = client["service"] {
            let path = service.string("path") ?? "/"
            url =
                "https://\(service.string("name") ?? "").\(service.string("namespace") ?? "").svc"
                + ":\(service.integer("port") ?? 443)" + (path.hasPrefix("/") ? path : "/\(path)")
        }
        let timeout = webhook.integer("timeoutSeconds") ?? 10
        url += (url.contains("?") ? "&" : "?") + "timeout=\(timeout)s"
        return WebhookCall(
            url: url, caBundle: client.string("caBundle") ?? "", timeoutSeconds: timeout,
            body: review.encoded)
    }

    private func review(
        _ uid: String, _ object: JSONValue, _ old: JSONValue?, _ verb: String,
        _ operation: Operation
    ) -> JSONValue {
        let definition = operation.definition
        let path = operation.path
        var kind: JSONValue = [
            "group": .string(definition.group), "version": .string(definition.version),
            "kind": .string(definition.kind),
        ]
        if path.subresource == .binding { kind["kind"] = "Binding" }
        if path.subresource == .eviction {
            kind = ["group": "policy", "version": "v1", "kind": "Eviction"]
        }
        let resource: JSONValue = [
            "group": .string(definition.group), "version": .string(definition.version),
            "resource": .string(definition.plural),
        ]
        let subresource = path.subresource.map { JSONValue.string($0.rawValue) }
        let name = path.name ?? object.string("metadata", "name")
        let options = verb == "CREATE" ? "Create" : verb == "UPDATE" ? "Update" : "Delete"
        let request = JSONValue.compact([
            ("uid", .string(uid)), ("kind", kind), ("resource", resource),
            ("subResource", subresource), ("requestKind", kind), ("requestResource", resource),
            ("requestSubResource", subresource), ("name", name.map { .string($0) }),
            ("namespace", path.namespace.map { .string($0) }), ("operation", .string(verb)),
            (
                "userInfo",
                .compact([
                    ("username", .string(operation.user.name)),
                    ("uid", operation.user.uid.map { .string($0) }),
                    ("groups", .strings(operation.user.groups)),
                ])
            ), ("object", object), ("oldObject", old ?? .null),
            ("dryRun", .bool(operation.isDryRun)),
            (
                "options",
                ["kind": .string("\(options)Options"), "apiVersion": "meta.k8s.io/v1"]
            ),
        ])
        return [
            "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request,
        ]
    }
}
