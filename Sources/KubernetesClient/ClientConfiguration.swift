/// Where the API server is, who asks, and how much is asked at a time.
public struct ClientConfiguration: Sendable {
    /// The server's address, such as `https://<host>:<port>`; a path is put before all others.
    public var server: String
    /// How the server proves who it is, and the client, where it has a certificate.
    public var tls = TLSConfiguration()
    /// The way to the server.
    public var proxy = Proxy.environment
    /// Who asks.
    public var credentials = Credentials.none
    /// Who the client asks for instead, where it may.
    public var impersonation: Impersonation?
    /// The namespace of whoever names none.
    public var namespace = "default"
    /// What the server's log shows for the client.
    public var userAgent = "muster"
    /// How much is asked at a time.
    public var limits = CallLimits()
    /// How calls are repeated.
    public var retry = RetryPolicy()
    /// How long it may take to connect.
    public var connectTimeout: Duration = .seconds(10)
    /// The largest answer that is taken, decompressed; a list of 50,000 pods has some 250 MB.
    public var maxBodyBytes = 1 << 30
    /// The longest line of a stream.
    public var maxLineBytes = 64 << 20

    /// A client without credentials.
    public init(server: String) {
        self.server = server
    }
}

/// A certificate or key in PEM.
public enum PEM: Hashable, Sendable {
    /// In a file, which is read for each new connection.
    case file(String)
    /// The text itself.
    case data([UInt8])
}

/// What is believed about the server, and the client's certificate.
public struct TLSConfiguration: Hashable, Sendable {
    /// Who signed the server's certificate; `nil` for the authorities of the system.
    public var authority: PEM?
    /// The client's certificate.
    public var certificate: PEM?
    /// The key of the client's certificate.
    public var key: PEM?
    /// The name in the server's certificate where it is not that of its address.
    public var serverName: String?
    /// Whether anybody may be the server.
    public var isInsecure = false

    /// The authorities of the system and no client certificate.
    public init() {}
}

/// The way to the server.
public enum Proxy: Hashable, Sendable {
    /// What the variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
    case environment
    /// Through this one: `http`, `https`, `socks5` or `socks5h`.
    case url(String)
}

/// Who the client asks for (`Impersonate-*` headers).
public struct Impersonation: Hashable, Sendable {
    /// The user.
    public var user: String
    /// The user's UID.
    public var uid: String?
    /// The groups.
    public var groups: [String] = []
    /// More about the user, several values for a key being several fields.
    public var extra: [Field] = []

    /// A user without groups.
    public init(user: String) {
        self.user = user
    }

    /// The headers that say so.
    var headers: [Field] {
        var headers = [Field("Impersonate-User", user)]
        if let uid { headers.append(Field("Impersonate-Uid", uid)) }
        headers += groups.map { Field("Impersonate-Group", $0) }
        headers += extra.map {
            Field("Impersonate-Extra-" + percentEncoded($0.name.lowercased()), $0.value)
        }
        return headers
    }
}
