/// What an API server asks before it stores an object: the request of an `AdmissionReview` of
/// `admission.k8s.io/v1`.
public struct AdmissionRequest: Hashable, Sendable {
    /// The identity of the call, which the answer repeats; never empty.
    public private(set) var uid = ""
    /// What the object is.
    public private(set) var kind = ObjectKind()
    /// Such as `status`; empty for the object itself.
    public private(set) var subresource = ""
    /// The name of the object; empty where the server makes it later.
    public private(set) var name = ""
    /// Empty for what belongs to no namespace.
    public private(set) var namespace = ""
    /// What is to be done.
    public private(set) var operation = Operation.unrecognized
    /// Who asks for it; in place of a service account its long name.
    public private(set) var requester = UserInformation()
    /// Whether nothing is to be stored.
    public private(set) var isDryRun = false
    /// The object as it is to be; nothing when it is deleted.
    public private(set) var object = ReviewedObject()
    /// The object as it is; nothing when it is created.
    public private(set) var oldObject = ReviewedObject()

    /// What is to be done with the object.
    public enum Operation: String, Hashable, Sendable {
        /// It is new.
        case create = "CREATE"
        /// It changes.
        case update = "UPDATE"
        /// It goes.
        case delete = "DELETE"
        /// Somebody connects to it.
        case connect = "CONNECT"
        /// A word of a newer server.
        case unrecognized = ""
    }
}

/// What an object is: group, version, kind.
public struct ObjectKind: Hashable, Sendable, CustomStringConvertible {
    /// Empty for the core group.
    public var group = ""
    /// Such as `v1`.
    public var version = ""
    /// Such as `Job`.
    public var kind = ""

    /// No kind.
    public init() {}

    /// `Job.batch`, or `Pod` in the core group.
    public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// What is read of an object under review.
public struct ReviewedObject: Hashable, Sendable {
    /// The blocks of labels and annotations that were asked for, in the order of the text.
    public private(set) var blocks: [PodBlock] = []
    /// A config map; nil for every other kind.
    public private(set) var configMap: ConfigMap?
    /// Why something that was asked for could not be read.
    public private(set) var problem: DecodingProblem?

    init() {}

    fileprivate init(_ json: JSONValue, _ kind: ObjectKind, _ paths: [[String]]) {
        do throws(DecodingProblem) {
            if kind.description == "ConfigMap" { configMap = try json.get() as ConfigMap }
            for path in paths { try PodBlock.read(json, path[...], at: [], into: &blocks) }
        } catch {
            problem = error
        }
    }
}

extension ObjectDecoder {
    /// The request of a review, as the API server sends it to a webhook.
    ///
    /// - Parameters:
    ///   - text: An `AdmissionReview`.
    ///   - paths: Where objects of a kind have blocks that are wanted, as in ``PodBlock/path``;
    ///     `*` is every element or member.
    /// - Returns: What is asked.
    /// - Throws: ``DecodingProblem`` when the text is no review of `admission.k8s.io/v1` that can
    ///   be answered. A problem in an object is told in ``ReviewedObject/problem``.
    /// - Complexity: O(n) in the length of the text for each path with a `*`.
    package mutating func decodeReview(
        from text: Span<UInt8>, paths: (ObjectKind) -> [[String]]
    ) throws(DecodingProblem) -> AdmissionRequest {
        try parser.parse(text) { json throws(DecodingProblem) in
            try AdmissionRequest(review: json, paths)
        }
    }
}

extension AdmissionRequest {
    fileprivate init(
        review json: JSONValue, _ paths: (ObjectKind) -> [[String]]
    ) throws(DecodingProblem) {
        let version: String = try json.member("apiVersion") ?? ""
        let kind: String = try json.member("kind") ?? ""
        guard version == "admission.k8s.io/v1", kind == "AdmissionReview" else {
            throw DecodingProblem(
                found: "\(quoted(kind)) of \(quoted(version))",
                expected: "an AdmissionReview of admission.k8s.io/v1")
        }
        var request: JSONValue?
        try json.forEachMember { name, value throws(DecodingProblem) in
            if "request" ~= name { request = value }
        }
        guard let request else {
            throw DecodingProblem(found: "a review without request", expected: "a request")
        }
        do throws(DecodingProblem) {
            try read(request, paths)
        } catch {
            throw error.within("request")
        }
    }

    private mutating func read(
        _ json: JSONValue, _ paths: (ObjectKind) -> [[String]]
    ) throws(DecodingProblem) {
        var objects: (new: JSONValue?, old: JSONValue?)
        try json.forEachMember { name, value throws(DecodingProblem) in
            switch name {
            case "uid": uid = try value.get()
            case "kind": kind = try value.get()
            case "subResource": subresource = try value.get()
            case "name": self.name = try value.get()
            case "namespace": namespace = try value.get()
            case "operation": operation = try value.get()
            case "userInfo":
                requester.user = try value.member("username") ?? ""
                requester.groups = try value.member("groups") ?? []
            case "dryRun": isDryRun = try value.get()
            case "object": objects.new = value
            case "oldObject": objects.old = value
            default: break
            }
        }
        guard !uid.isEmpty else {
            throw DecodingProblem(found: "a request without uid", expected: "a uid")
        }
        let paths = paths(kind)
        if let new = objects.new { object = ReviewedObject(new, kind, paths) }
        if let old = objects.old { oldObject = ReviewedObject(old, kind, paths) }
    }
}

extension AdmissionRequest.Operation: JSONWord {}

extension ObjectKind: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "group": group = try value.get()
        case "version": version = try value.get()
        case "kind": kind = try value.get()
        default: break
        }
    }
}
