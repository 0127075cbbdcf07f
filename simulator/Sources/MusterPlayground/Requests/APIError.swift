/// A refusal, as the API server words it: a `Status` object with a reason, details and causes.
struct APIError: Error, Equatable {
    /// One field that is wrong.
    struct Cause: Equatable, Sendable {
        var reason: String?
        var message: String
        var field: String?

        static func invalid(_ field: String, _ value: String, _ text: String) -> Cause {
            Cause(
                reason: "FieldValueInvalid", message: "Invalid value: \(value): \(text)",
                field: field)
        }
        static func required(_ field: String, _ text: String = "") -> Cause {
            Cause(
                reason: "FieldValueRequired",
                message: text.isEmpty ? "Required value" : "Required value: \(text)", field: field)
        }
        static func forbidden(_ field: String, _ text: String) -> Cause {
            Cause(reason: "FieldValueForbidden", message: "Forbidden: \(text)", field: field)
        }
        static func unsupported(_ field: String, _ value: String, _ known: [String]) -> Cause {
            let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
            return Cause(
                reason: "FieldValueNotSupported",
                message: "Unsupported value: \"\(value)\": supported values: \(list)", field: field)
        }
        static func duplicate(_ field: String, _ value: String) -> Cause {
            Cause(
                reason: "FieldValueDuplicate", message: "Duplicate value: \"\(value)\"",
                field: field)
        }
    }

    var code: Int
    var reason: String?
    var message: String
    /// nil: the Status has no details at all.
    var details: JSONValue?
    var retryAfterSeconds: Int64?
    /// The token for going on with a list.
    var continueToken: String?
    /// For the header `Warning`.
    var warnings: [String] = []

    var status: JSONValue {
        var metadata = JSONValue.object(JSONObject())
        if let continueToken { metadata["continue"] = .string(continueToken) }
        return .compact([
            ("kind", "Status"), ("apiVersion", "v1"), ("metadata", metadata),
            ("status", "Failure"), ("message", .string(message)),
            ("reason", reason.map { .string($0) }), ("details", details),
            ("code", .integer(Int64(code))),
        ])
    }

    var response: Response {
        var response = Response.json(code, status)
        if let retryAfterSeconds {
            response.headers.append(("Retry-After", String(retryAfterSeconds)))
        }
        response.warn(warnings)
        return response
    }

    private static func details(
        _ group: String, _ kind: String, _ name: String?, causes: [Cause] = []
    ) -> JSONValue {
        .compact([
            ("name", name.flatMap { $0.isEmpty ? nil : .string($0) }),
            ("group", group.isEmpty ? nil : .string(group)), ("kind", .string(kind)),
            ("causes", causes.isEmpty ? nil : Self.list(causes)),
        ])
    }

    static func list(_ causes: [Cause]) -> JSONValue {
        .array(
            causes.map { cause in
                .compact([
                    ("reason", cause.reason.map { .string($0) }),
                    ("message", .string(cause.message)), ("field", cause.field.map { .string($0) }),
                ])
            })
    }

    static func badRequest(_ message: String) -> APIError {
        APIError(code: 400, reason: "BadRequest", message: message)
    }

    static func notFound(_ definition: ResourceDefinition, _ name: String) -> APIError {
        APIError(
            code: 404, reason: "NotFound",
            message: "\(definition.qualifiedPlural) \"\(name)\" not found",
            details: details(definition.group, definition.plural, name))
    }

    static let noSuchResource = APIError(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource",
        details: .object(JSONObject()))

    static let methodNotAllowed = APIError(
        code: 405, reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource",
        details: .object(JSONObject()))

    static let unauthorized = APIError(
        code: 401, reason: "Unauthorized", message: "Unauthorized")

    static let notAcceptable = APIError(
        code: 406, reason: "NotAcceptable",
        message: "406: Not Acceptable\n\nAvailable representations: application/json, "
            + "application/yaml",
        details: .object(JSONObject()))

    static func unknownFormat(accepted: [String]) -> APIError {
        APIError(
            code: 415, reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types "
                + "include: \(accepted.joined(separator: ", "))")
    }

    static let unsupportedPatch = APIError(
        code: 415, reason: "UnsupportedMediaType", message: "415: Unsupported Media Type",
        details: .object(JSONObject()))

    static let inapplicablePatch = APIError(
        code: 422, reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
        details: .object(JSONObject()))

    static func alreadyExists(_ definition: ResourceDefinition, _ name: String) -> APIError {
        APIError(
            code: 409, reason: "AlreadyExists",
            message: "\(definition.qualifiedPlural) \"\(name)\" already exists",
            details: details(definition.group, definition.plural, name))
    }

    static func conflict(
        _ definition: ResourceDefinition, _ name: String, subresource: String? = nil,
        _ text: String =
            "the object has been modified; please apply your changes to the latest version and "
            + "try again"
    ) -> APIError {
        let suffix = subresource.map { "/\($0)" } ?? ""
        return APIError(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(definition.qualifiedPlural)\(suffix) "
                + "\"\(name)\": \(text)",
            details: details(definition.group, definition.plural + suffix, name))
    }

    /// A precondition of a deletion, worded with the kind where others have the resource.
    static func failedPrecondition(
        _ definition: ResourceDefinition, _ name: String, _ text: String
    ) -> APIError {
        APIError(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(definition.qualifiedKind) \"\(name)\": "
                + text,
            details: details(definition.group, definition.kind, name))
    }

    static func forbidden(
        _ definition: ResourceDefinition, _ name: String, _ text: String, causes: [Cause] = []
    ) -> APIError {
        APIError(
            code: 403, reason: "Forbidden",
            message: "\(definition.qualifiedPlural) \"\(name)\" is forbidden: \(text)",
            details: details(definition.group, definition.plural, name, causes: causes))
    }

    static func invalid(
        _ definition: ResourceDefinition, _ name: String, _ causes: [Cause]
    ) -> APIError {
        // Events of both groups are validated as those of the core group.
        let group = definition.isEvent ? "" : definition.group
        let kind = group.isEmpty ? definition.kind : "\(definition.kind).\(group)"
        return invalid(kind: kind, group: group, plainKind: definition.kind, name, causes)
    }

    /// A PUT without a version where one is needed; worded with the resource, not the kind.
    static func versionRequired(_ definition: ResourceDefinition, _ name: String) -> APIError {
        invalid(
            kind: definition.qualifiedPlural, group: definition.group,
            plainKind: definition.plural, name,
            [.invalid("metadata.resourceVersion", "0", "must be specified for an update")])
    }

    static func invalidOptions(_ kind: String, _ causes: [Cause]) -> APIError {
        invalid(
            kind: "\(kind).meta.k8s.io", group: "meta.k8s.io", plainKind: kind, "", causes)
    }

    private static func invalid(
        kind: String, group: String, plainKind: String, _ name: String, _ causes: [Cause]
    ) -> APIError {
        let texts = causes.map { "\($0.field ?? ""): \($0.message)" }
        let text = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        return APIError(
            code: 422, reason: "Invalid", message: "\(kind) \"\(name)\" is invalid: \(text)",
            details: details(group, plainKind, name, causes: causes))
    }

    static func expired(_ message: String, continueToken: String? = nil) -> APIError {
        APIError(
            code: 410, reason: "Expired", message: message, continueToken: continueToken)
    }

    static func futureVersion(_ asked: Int64, current: Int64) -> APIError {
        APIError(
            code: 504, reason: "Timeout",
            message: "Timeout: Too large resource version: \(asked), current: \(current)",
            details: [
                "causes": list([
                    Cause(
                        reason: "ResourceVersionTooLarge", message: "Too large resource version")
                ]),
                "retryAfterSeconds": 1,
            ], retryAfterSeconds: 1)
    }

    static func tooManyRequests(_ message: String, causes: [Cause]) -> APIError {
        APIError(
            code: 429, reason: "TooManyRequests", message: message,
            details: ["causes": list(causes)])
    }

    /// An error without a reason, as the server answers what it did not foresee.
    static func unforeseen(_ message: String) -> APIError {
        APIError(code: 500, message: message)
    }

    static func internalError(_ message: String) -> APIError {
        APIError(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            details: ["causes": list([Cause(message: message)])])
    }
}
