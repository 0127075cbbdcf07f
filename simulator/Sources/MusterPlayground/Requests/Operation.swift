/// A request to the resources of the API while it is carried out.
struct Operation: Sendable {
    let request: Request
    var path: ResourcePath
    let user: User
    let representation: Representation
    /// What webhooks have answered so far, in the order in which they are asked.
    let replies: [WebhookReply]
    /// How many of the replies have been used.
    var usedReplies = 0
    /// For the header `Warning`.
    var warnings: [String] = []
    /// Names and uids of this request: the same again when it goes on after a webhook.
    var random: Randomness

    init(
        request: Request, path: ResourcePath, user: User, representation: Representation,
        replies: [WebhookReply], random: Randomness
    ) {
        self.request = request
        self.path = path
        self.user = user
        self.representation = representation
        self.replies = replies
        self.random = random
    }

    var definition: ResourceDefinition { path.definition }

    var isDryRun: Bool { request.query.contains { $0.name == "dryRun" && $0.value == "All" } }

    /// Who is said to have changed fields.
    var manager: String {
        if let given = request.parameter("fieldManager"), !given.isEmpty { return given }
        let agent = request.headers["user-agent"] ?? "unknown"
        return String(agent.prefix { $0 != "/" && $0 != " " })
    }

    var contentType: String {
        let header = request.headers["content-type"] ?? "application/json"
        return String(header.prefix { $0 != ";" }).filter { $0 != " " }.lowercased()
    }

    /// The object in the body, of the kind that the path wants.
    func object() throws -> JSONValue {
        let document = try self.document()
        guard case .object = document else {
            throw APIError.badRequest(
                "the object provided is unrecognized (must be of type \(definition.kind)): "
                    + "couldn't get version/kind; json parse error: not an object")
        }
        return document
    }

    private static let accepted = [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
    ]

    /// The body as a document; an empty one is an error.
    func document() throws -> JSONValue {
        if let document = request.document { return document }
        switch contentType {
        case "application/vnd.kubernetes.protobuf":
            guard let object = ProtobufReader.object(request.body) else {
                throw APIError.unknownFormat(accepted: Self.accepted)
            }
            return object
        case "application/json", "application/apply-patch+yaml", "application/merge-patch+json",
            "application/json-patch+json", "application/strategic-merge-patch+json", "":
            if let parsed = JSONValue.parse(request.body) { return parsed }
            if contentType == "application/apply-patch+yaml" { return try yaml() }
        case "application/yaml": return try yaml()
        default:
            throw APIError.unknownFormat(accepted: Self.accepted)
        }
        let text = request.body.isEmpty ? "<empty>" : String(decoding: request.body, as: UTF8.self)
        throw APIError.badRequest(
            "the object provided is unrecognized (must be of type \(definition.kind)): couldn't "
                + "get version/kind; json parse error: unexpected end of JSON input (\(text))")
    }

    private func yaml() throws -> JSONValue {
        guard let document = JSONValue.parse(yaml: request.body) else {
            throw APIError.badRequest("error decoding YAML")
        }
        return document
    }

    /// Options of a deletion, from the body and, taking precedence, the query.
    func deleteOptions() throws -> JSONValue {
        var options = JSONValue.object(JSONObject())
        if request.document != nil || !request.body.isEmpty { options = try document() }
        if let grace = request.parameter("gracePeriodSeconds").flatMap(Int64.init) {
            options["gracePeriodSeconds"] = .integer(grace)
        }
        if let policy = request.parameter("propagationPolicy") {
            options["propagationPolicy"] = .string(policy)
        }
        return options
    }
}
