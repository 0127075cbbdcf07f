/// What the server says about a request: its `Status`.
public struct ServerStatus: Hashable, Sendable {
    /// Whether the request did what was asked.
    public var isSuccess = false
    /// The HTTP status, such as 409; 0 when it is not told.
    public var code: Int32 = 0
    /// A word for the cause, such as `Conflict`; may be empty.
    public var reason = ""
    /// A sentence for people.
    public var message = ""
    /// The object that it is about; may be empty.
    public var name = ""
    /// The kind of object, such as `pods`; may be empty.
    public var kind = ""
    /// The identity of the object; may be empty.
    public var uid = ""
    /// Single causes.
    public var causes: [Cause] = []
    /// Seconds to wait before another try; 0 when it is not told.
    public var retryAfterSeconds: Int32 = 0
    /// Where an expired list can be gone on with; empty for nowhere.
    public var continueToken = ""

    /// One cause of a failure.
    public struct Cause: Hashable, Sendable {
        /// A word, such as `DisruptionBudget`.
        public var reason = ""
        /// A sentence for people.
        public var message = ""
        /// The path of the field; may be empty.
        public var field = ""

        /// No cause.
        public init() {}
    }

    /// Nothing said.
    public init() {}
}

extension ServerStatus: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": continueToken = try value.member("continue") ?? ""
        case "status": isSuccess = try value.get() == "Success"
        case "code": code = try value.get()
        case "reason": reason = try value.get()
        case "message": message = try value.get()
        case "details":
            try value.forEachMember { name, value throws(DecodingProblem) in
                try readDetail(name, value)
            }
        default: break
        }
    }

    private mutating func readDetail(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "kind": kind = try value.get()
        case "uid": uid = try value.get()
        case "causes": causes = try value.get()
        case "retryAfterSeconds": retryAfterSeconds = try value.get()
        default: break
        }
    }
}

extension ServerStatus.Cause: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "reason": reason = try value.get()
        case "message": message = try value.get()
        case "field": field = try value.get()
        default: break
        }
    }
}
