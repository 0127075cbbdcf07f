import YAMLDocument

/// What is asked of the API server.
///
/// Nothing is sent that could break out of its place: a path, query or header that HTTP does not
/// allow ends in ``ClientError/invalidRequest(_:)``.
public struct Request: Sendable {
    /// What is done to the object.
    public enum Verb: String, Sendable, CaseIterable {
        /// Reads.
        case get = "GET"
        /// Creates, binds, evicts.
        case post = "POST"
        /// Replaces.
        case put = "PUT"
        /// Changes some fields.
        case patch = "PATCH"
        /// Deletes.
        case delete = "DELETE"

        /// Whether doing it twice is the same as doing it once, so that it may be repeated after
        /// nobody knows whether it was done (RFC 9110, 9.2.2).
        public var isIdempotent: Bool {
            switch self {
            case .get, .put, .delete: true
            case .post, .patch: false
            }
        }
    }

    /// The verb.
    public var verb: Verb
    /// The path from the root of the API, percent-encoded, such as `/api/v1/pods`.
    public var path: String
    /// The parameters, as they are meant: the client encodes them.
    public var query: [Field] = []
    /// Headers beside those that the client sends by itself (credentials, `User-Agent`, `Accept`
    /// with JSON where none is given).
    public var headers: [Field] = []
    /// What is sent, `nil` for nothing.
    public var body: [UInt8]?
    /// How long one attempt may take, from its start to the last byte of its answer.
    ///
    /// For a stream: from its start to the head of the answer.
    public var timeout: Duration = .seconds(30)
    /// For streams: how long there may be silence while the reader is not pausing.
    public var idleTimeout: Duration = .seconds(600)
    /// What the call is one of, such as `bindings`.
    ///
    /// Where the server asks for time, all calls of the flow wait, and others do not.
    public var flow = ""
    /// Whether the call goes before all others and is not held back by a rate: a lease.
    public var isUrgent = false
    /// Whether the call is large, such as a list, and gets a connection of its own, so that nothing
    /// small stands behind it.
    public var isBulk = false

    /// Creates a request.
    public init(
        _ verb: Verb, _ path: String, query: [Field] = [], headers: [Field] = [],
        body: [UInt8]? = nil
    ) {
        self.verb = verb
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// A header or a parameter of a query.
public struct Field: Hashable, Sendable {
    /// The name; in headers upper and lower case are the same.
    public var name: String
    /// The value.
    public var value: String

    /// Creates a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension Request {
    /// What follows the server's address: the path, and the query with everything encoded that is
    /// not a letter, a digit or one of `-._~`.
    ///
    /// - Throws: ``ClientError/invalidRequest(_:)``.
    func target() throws(ClientError) -> String {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy(isPathByte) else {
            throw .invalidRequest(
                "the path `\(printable(path))` is not percent-encoded text that starts with `/`")
        }
        guard !query.isEmpty else { return path }
        let pairs = query.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }
        return path + "?" + pairs.joined(separator: "&")
    }

    private func isPathByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#")
    }
}

/// The text with every byte but letters, digits and `-._~` as `%XX` (RFC 3986, 2.3).
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            encoded.append(byte)
        default:
            encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}

extension Field {
    /// `name: value` as a header.
    ///
    /// - Throws: ``ClientError/invalidRequest(_:)`` where a name or value could begin another
    ///   header.
    func headerLine() throws(ClientError) -> String {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte),
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw .invalidRequest("the header `\(printable(name))` has bytes that HTTP forbids")
        }
        // libcurl leaves out a header without a value unless it ends so.
        return value.isEmpty ? "\(name);" : "\(name): \(value)"
    }

    /// Whether a header's name may have the byte (RFC 9110, 5.6.2).
    private func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "#"),
            UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"),
            UInt8(ascii: "|"):
            true
        default: false
        }
    }
}
