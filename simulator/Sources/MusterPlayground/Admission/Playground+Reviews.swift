/// Questions about rights and tokens. The playground knows users by their tokens and lets each of
/// them do everything.
extension Playground {
    private static let kinds: [String: String] = [
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": "SelfSubjectAccessReview",
        "/apis/authorization.k8s.io/v1/subjectaccessreviews": "SubjectAccessReview",
        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews": "SelfSubjectRulesReview",
        "/apis/authentication.k8s.io/v1/tokenreviews": "TokenReview",
        "/apis/authentication.k8s.io/v1/selfsubjectreviews": "SelfSubjectReview",
    ]

    func review(_ request: Request, by user: User) throws -> Response? {
        guard let kind = Self.kinds[request.path] else { return nil }
        guard request.method == "POST" else { throw APIError.methodNotAllowed }
        let parsed = ProtobufReader.object(request.body) ?? JSONValue.parse(request.body)
        guard var review = parsed, review.object != nil else {
            throw APIError.badRequest(
                "the object provided is unrecognized (must be of type \(kind))")
        }
        review["kind"] = .string(kind)
        review["metadata"] = .object(JSONObject())
        switch kind {
        case "SelfSubjectReview":
            review.set("metadata", "creationTimestamp", to: .string(now.timestamp))
            review["spec"] = nil
            review["status"] = ["userInfo": Self.description(user)]
        case "TokenReview":
            if let known = settings.tokens[review.string("spec", "token") ?? ""] {
                review["status"] = [
                    "authenticated": true, "user": Self.description(known),
                    "audiences": ["playground"],
                ]
            } else {
                review["status"] = [
                    "user": .object(JSONObject()), "error": "invalid bearer token",
                ]
            }
        case "SelfSubjectRulesReview":
            review["status"] = [
                "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
                "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
                "incomplete": false,
            ]
        default:
            review["status"] = [
                "allowed": true, "reason": "a playground lets everybody do everything",
            ]
        }
        return .json(201, review)
    }

    private static func description(_ user: User) -> JSONValue {
        .compact([
            ("username", .string(user.name)), ("uid", user.uid.map { .string($0) }),
            ("groups", .strings(user.groups)),
        ])
    }
}
