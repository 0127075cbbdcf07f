/// Who asks.
public struct User: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// The groups it belongs to.
    public var groups: [String]
    /// Its uid, where it has one.
    public var uid: String?

    /// Creates one.
    public init(name: String, groups: [String] = ["system:authenticated"], uid: String? = nil) {
        self.name = name
        self.groups = groups
        self.uid = uid
    }

    /// May do everything; who comes without credentials is taken for this one.
    public static let administrator = User(
        name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])
}

/// One HTTP request.
public struct Request: Sendable {
    /// In capitals.
    public var method: String
    /// Decoded, without the query: `/api/v1/pods`.
    public var path: String
    /// Decoded parameters in their order.
    public var query: [(name: String, value: String)]
    /// By name in lower case; of a repeated header the last one.
    public var headers: [String: String]
    /// The bytes of the body.
    public var body: [UInt8]
    /// The body where the sender is inside the engine and has it as a value.
    var document: JSONValue?
    /// Who asks, where the sender is inside the engine.
    var user: User?

    /// A request for `target`, a path with an optional query as it stands in the request line.
    public init(
        method: String, target: String, headers: [String: String] = [:], body: [UInt8] = []
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.percentDecoded(String(parts.first ?? ""), plusIsSpace: false)
        query =
            parts.count < 2
            ? []
            : parts[1].split(separator: "&").map { pair in
                let sides = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (
                    Self.percentDecoded(String(sides[0]), plusIsSpace: true),
                    sides.count > 1 ? Self.percentDecoded(String(sides[1]), plusIsSpace: true) : ""
                )
            }
        self.headers = headers
        self.body = body
    }

    /// What a controller inside the engine asks for.
    init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        contentType: String = "application/json", document: JSONValue?, user: User
    ) {
        self.method = method
        self.path = path
        self.query = query
        headers = ["content-type": contentType, "accept": "application/json"]
        body = []
        self.document = document
        self.user = user
    }

    func parameter(_ name: String) -> String? { query.last { $0.name == name }?.value }

    /// Whether a parameter is set; present without a value counts.
    func flag(_ name: String) -> Bool {
        guard let value = parameter(name) else { return false }
        return value != "false" && value != "0"
    }

    private static func percentDecoded(_ text: String, plusIsSpace: Bool) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
        else { return text }
        var bytes: [UInt8] = []
        let units = Array(text.utf8)
        var index = 0
        while index < units.count {
            if units[index] == UInt8(ascii: "%"), index + 2 < units.count,
                let code = UInt8(
                    String(decoding: units[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                index += 3
                continue
            }
            let isSpace = plusIsSpace && units[index] == UInt8(ascii: "+")
            bytes.append(isSpace ? UInt8(ascii: " ") : units[index])
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// One HTTP answer that is complete.
public struct Response: Sendable {
    /// The status code.
    public var status: Int
    /// In their order; without `Content-Length` and `Date`, which the listener adds.
    public var headers: [(name: String, value: String)]
    /// The bytes of the body.
    public var body: [UInt8]

    init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Adds texts that clients show to people.
    mutating func warn(_ texts: [String]) {
        for text in texts {
            headers.append(("Warning", "299 - \(JSONValue.string(text).text)"))
        }
    }

    static func json(_ status: Int, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [("Content-Type", "application/json")],
            body: bytes + [UInt8(ascii: "\n")])
    }

    static func json(_ status: Int, _ value: JSONValue) -> Response {
        json(status, value.encoded)
    }

    static func plain(_ status: Int, _ text: String) -> Response {
        Response(
            status: status,
            headers: [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            body: Array(text.utf8))
    }
}

/// What a request leads to.
public enum Answer: Sendable {
    /// All there is to send.
    case response(Response)
    /// A stream: ask `events(for:at:)` after every change and when `Watch.wakeUp` has come.
    case watch(Watch)
    /// A webhook has to be asked first; then call `resume(_:with:at:)`.
    case admission(PendingAdmission)
}
