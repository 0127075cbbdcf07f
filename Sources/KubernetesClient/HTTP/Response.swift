import FoundationEssentials

/// What the server answered; of a stream that has begun, only the head.
public struct Response: Sendable {
    /// The status code, 100 to 599.
    public var status: Int
    /// The headers in the order in which they came.
    public var headers: [Field] = []
    /// The body, decompressed; empty in the head of a stream.
    public var body: [UInt8] = []

    /// Creates an answer.
    public init(status: Int, headers: [Field] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the status is one of 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The value of the first header of that name, upper and lower case being the same.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// How many seconds the server wants to be left alone, `nil` where it says nothing.
    ///
    /// The header `Retry-After`, else what stands in the body; a date is taken for nothing.
    public var retryAfterSeconds: Int? {
        if let text = header("Retry-After") { return Int(text).flatMap { $0 < 0 ? nil : $0 } }
        guard !isSuccess else { return nil }
        return APIStatus(body)?.retryAfterSeconds.flatMap { $0 < 0 ? nil : $0 }
    }
}

/// The `Status` object with which an API server explains a failure.
public struct APIStatus: Hashable, Sendable {
    /// The status code in the body.
    public var code: Int?
    /// The reason for programs, such as `AlreadyExists`.
    public var reason: String?
    /// The reason for people.
    public var message: String?
    /// How long to wait before the next attempt, in seconds.
    public var retryAfterSeconds: Int?
    /// The reasons of the single causes, such as `DisruptionBudget`, in their order.
    public var causes: [String] = []

    /// Reads a body; `nil` where it is no `Status` in JSON.
    ///
    /// - Complexity: O(bytes).
    public init?(_ body: [UInt8]) {
        guard let text = try? JSONDecoder().decode(StatusText.self, from: Data(body)),
            text.kind == "Status"
        else { return nil }
        code = text.code
        reason = text.reason
        message = text.message
        retryAfterSeconds = text.details?.retryAfterSeconds
        causes = text.details?.causes?.compactMap(\.reason) ?? []
    }

    private struct StatusText: Decodable {
        var kind: String?
        var code: Int?
        var reason: String?
        var message: String?
        var details: Details?
    }

    private struct Details: Decodable {
        var retryAfterSeconds: Int?
        var causes: [Cause]?
    }

    private struct Cause: Decodable {
        var reason: String?
    }
}
