/// A call to an admission webhook that the driver has to make: a POST of `body` as JSON.
public struct WebhookCall: Sendable {
    /// The address; for a service, its name, namespace, `svc`, port and path.
    public var url: String
    /// Where the service of the address is: a host and a port to connect to instead; nil for where
    /// the address says.
    public var serviceAddress: String?
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
    let origin: Origin?
}

/// Thrown where a webhook has to be asked and has not been yet.
struct WebhookNeeded: Error {
    var call: WebhookCall
}

/// Why a webhook could not be asked, or its answer is none: the failure policy decides.
struct WebhookFailure: Error {
    var text: String
}

extension Playground {
    /// The object as the mutating webhooks that match leave it.
    ///
    /// Those whose policy says so are asked a second time if others changed the object after them.
    func askMutatingWebhooks(
        _ object: JSONValue?, old: JSONValue?, _ verb: String, _ operation: inout Operation
    ) throws -> JSONValue {
        var result = object ?? .null
        let all = webhooks("mutatingwebhookconfigurations", operation)
        guard !all.isEmpty else { return result }
        var asked: [Int] = []
        var again: [Int] = []
        for index in all.indices {
            guard let seen = definition(for: all[index], result, old, verb, operation) else {
                continue
            }
            let given = try mutated(result, by: all[index], as: seen, old, verb, &operation)
            if given != result {
                again += asked
                asked = []
            }
            if all[index].string("reinvocationPolicy") == "IfNeeded" { asked.append(index) }
            result = given
            if object != nil { setDefaults(&result, operation.definition) }
        }
        for index in again {
            guard let seen = definition(for: all[index], result, old, verb, operation) else {
                continue
            }
            result = try mutated(result, by: all[index], as: seen, old, verb, &operation)
            if object != nil { setDefaults(&result, operation.definition) }
        }
        return result
    }

    /// Asks the validating webhooks that match; the first denial is thrown.
    func askValidatingWebhooks(
        _ object: JSONValue?, old: JSONValue?, _ verb: String, _ operation: inout Operation
    ) throws {
        let object = object ?? .null
        for webhook in webhooks("validatingwebhookconfigurations", operation) {
            guard let seen = definition(for: webhook, object, old, verb, operation) else {
                continue
            }
            _ = try Self.tolerating(webhook) {
                let response = try ask(webhook, seen, object, old, verb, &operation)
                for field in ["patch", "patchType"] where response.string(field) ?? "" != "" {
                    throw Self.invalid("validating webhook may not return response.\(field)")
                }
                guard response["allowed"] == true else { throw Self.denial(webhook, response) }
            }
        }
    }

    private func mutated(
        _ object: JSONValue, by webhook: JSONValue, as seen: ResourceDefinition,
        _ old: JSONValue?, _ verb: String, _ operation: inout Operation
    ) throws -> JSONValue {
        let result = try Self.tolerating(webhook) { () -> JSONValue in
            let response = try ask(webhook, seen, object, old, verb, &operation)
            let text = response.string("patch") ?? ""
            let type = response.string("patchType")
            guard text.isEmpty == (type == nil) else {
                throw Self.invalid(
                    type == nil
                        ? "webhook returned response.patch but not response.patchType"
                        : "webhook returned response.patchType but not response.patch")
            }
            guard response["allowed"] == true else { throw Self.denial(webhook, response) }
            guard let type else { return object }
            guard type == "JSONPatch" else {
                throw WebhookFailure(text: "unsupported patch type \"\(type)\"")
            }
            guard let bytes = Base64.decoded(text), let document = JSONValue.parse(bytes),
                let patch = JSONPatch(document)
            else {
                throw WebhookFailure(text: "received undecodable patch in webhook response")
            }
            guard document != [] else { return object }
            guard !object.isNull else {
                throw APIError.internalError(
                    "admission webhook \"\(webhook.string("name") ?? "")\" attempted to modify the "
                        + "object, which is not supported for this operation")
            }
            do {
                return taken(try patch.applied(to: shown(object, as: seen)), from: seen, object)
            } catch let error as JSONPatch.Inapplicable {
                throw APIError.internalError(error.text)
            }
        }
        return result ?? object
    }

    /// What `body` gives; nil if the webhook has failed and may be ignored.
    private static func tolerating<Result>(
        _ webhook: JSONValue, _ body: () throws -> Result
    ) throws -> Result? {
        do {
            return try body()
        } catch let failure as WebhookFailure {
            if webhook.string("failurePolicy") == "Ignore" { return nil }
            throw APIError.internalError(
                "failed calling webhook \"\(webhook.string("name") ?? "")\": \(failure.text)")
        }
    }

    /// The `response` of the webhook, with which the request goes on or is thrown back until it is
    /// known.
    private func ask(
        _ webhook: JSONValue, _ seen: ResourceDefinition, _ object: JSONValue, _ old: JSONValue?,
        _ verb: String, _ operation: inout Operation
    ) throws -> JSONValue {
        let uid = operation.random.uuid()
        let call = try call(webhook) {
            review(uid, seen, object, old, verb, operation)
        }
        guard operation.usedReplies < operation.replies.count else {
            throw WebhookNeeded(call: call)
        }
        let reply = operation.replies[operation.usedReplies]
        operation.usedReplies += 1
        let response = try Self.response(in: reply, uid)
        operation.warnings += response.list("warnings").compactMap(\.string)
        return response
    }

    private static func response(in reply: WebhookReply, _ uid: String) throws -> JSONValue {
        let status: Int
        let body: [UInt8]
        switch reply {
        case .failed(let text): throw uncalled(text)
        case .answered(let code, let bytes): (status, body) = (code, bytes)
        }
        guard (200..<300).contains(status) else { throw uncalled(refusal(status, body)) }
        guard let document = JSONValue.parse(body), document.object != nil else {
            throw uncalled("couldn't get version/kind; json parse error")
        }
        let version = document.string("apiVersion") ?? ""
        guard version == "admission.k8s.io/v1" else {
            let short = version.split(separator: "/").last ?? ""
            throw uncalled(
                "converting (\(short).AdmissionReview) to (v1.AdmissionReview): unknown conversion")
        }
        guard let response = document["response"], response.object != nil else {
            throw invalid("webhook response was absent")
        }
        let own = response.string("uid") ?? ""
        guard own == uid else {
            throw invalid("expected response.uid=\"\(uid)\", got \"\(own)\"")
        }
        return response
    }

    /// What a client of the API makes of an answer that is no success.
    private static func refusal(_ status: Int, _ body: [UInt8]) -> String {
        let document = JSONValue.parse(body)
        if document?.string("kind") == "Status", let message = document?.string("message") {
            return message
        }
        let trimmed = body.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let isText = document == nil && !trimmed.isEmpty
        let text = isText ? String(decoding: trimmed.prefix(2048), as: UTF8.self) : "unknown"
        switch status {
        case 400: return "the server rejected our request for an unknown reason"
        case 401: return "the server has asked for the client to provide credentials"
        case 403, 415: return text
        case 404: return "the server could not find the requested resource"
        case 405: return "the server does not allow this method on the requested resource"
        case 429:
            return "the server has received too many requests and has asked us to try again later"
        case 503: return "the server is currently unable to handle the request"
        case 500...:
            return "an error on the server (\(JSONValue.string(text).text)) has prevented the "
                + "request from succeeding"
        default:
            return "the server responded with the status code \(status) but did not return more "
                + "information"
        }
    }

    private static func uncalled(_ text: String) -> WebhookFailure {
        WebhookFailure(text: "failed to call webhook: \(text)")
    }

    private static func invalid(_ text: String) -> WebhookFailure {
        WebhookFailure(text: "received invalid webhook response: \(text)")
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
}
