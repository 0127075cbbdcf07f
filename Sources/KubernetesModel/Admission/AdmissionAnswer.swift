/// What a webhook answers to an ``AdmissionRequest``.
public struct AdmissionAnswer: Hashable, Sendable {
    /// Why the request is denied; nil when it is allowed.
    public var denial: Denial?
    /// How the object is changed, in this order; nothing is changed where the request is denied.
    public var patch: [PatchOperation] = []
    /// What is told to whoever asks, a line each.
    public var warnings: [String] = []

    /// Why a request is denied.
    public struct Denial: Hashable, Sendable {
        /// The status of HTTP, 400 to 499.
        public var code: Int
        /// A word for programs.
        public var reason: String
        /// For people; says what to do.
        public var message: String

        /// A denial that the server passes on.
        public init(code: Int, reason: String, message: String) {
            self.code = code
            self.reason = reason
            self.message = message
        }
    }

    /// Allowed as it is.
    public init() {}

    /// The body of the answer: an `AdmissionReview` of `admission.k8s.io/v1`.
    ///
    /// - Parameter uid: That of the request.
    /// - Returns: JSON.
    public func json(uid: String) -> [UInt8] {
        JSONWriter.object { body in
            body.string("kind", "AdmissionReview")
            body.string("apiVersion", "admission.k8s.io/v1")
            body.object("response") { response in
                response.string("uid", uid)
                response.bool("allowed", denial == nil)
                if let denial {
                    response.object("status") { status in
                        status.integer("code", denial.code)
                        status.string("reason", denial.reason)
                        status.string("message", denial.message)
                    }
                } else if !patch.isEmpty {
                    response.string("patchType", "JSONPatch")
                    response.string("patch", base64(Array(patchText.utf8)))
                }
                if !warnings.isEmpty {
                    response.array("warnings", warnings) { $0.writeString($1) }
                }
            }
        }
    }

    /// The patch as JSON; `[]` where nothing changes.
    public var patchText: String {
        let operations = patch.map { String(decoding: $0.json, as: UTF8.self) }
        return "[\(operations.joined(separator: ","))]"
    }
}

/// One step of a JSON patch (RFC 6902) that adds a member to an object; one of that name is
/// replaced.
public struct PatchOperation: Hashable, Sendable {
    /// From the object on; the last name is that of the member.
    public var path: [String]
    /// What the member becomes.
    public var value: Value

    /// What a member becomes.
    public enum Value: Hashable, Sendable {
        /// A string.
        case text(String)
        /// An object with strings.
        case texts(NameMap<String>)
    }

    /// A member that is added or replaced.
    public init(add path: [String], _ value: Value) {
        self.path = path
        self.value = value
    }

    /// RFC 6901: `~` and `/` in names are escaped.
    private var pointer: String {
        path.map { name in
            "/"
                + name.split(separator: "~", omittingEmptySubsequences: false)
                .joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        }.joined()
    }

    fileprivate var json: [UInt8] {
        JSONWriter.object { operation in
            operation.string("op", "add")
            operation.string("path", pointer)
            switch value {
            case .text(let text): operation.string("value", text)
            case .texts(let texts): operation.map("value", texts)
            }
        }
    }
}

extension UserInformation {
    /// The value of the annotation.
    public var json: String {
        let bytes = JSONWriter.object { body in
            body.string("user", user)
            body.array("groups", groups) { $0.writeString($1) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// RFC 4648, with padding.
private func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let joined = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 {
            let digit = digits[joined >> (18 - 6 * place) & 63]
            text.append(place <= group.count ? digit : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}
