/// Where the client's credentials come from.
public enum Credentials: Sendable {
    /// None, or only the client certificate of the TLS configuration.
    case none
    /// A token that does not change.
    case token(String)
    /// A file with a token that is replaced now and then; the other token is used while the file
    /// cannot be read.
    case tokenFile(String, otherwise: String?)
    /// A name and a password.
    case basic(user: String, password: String)
    /// A program that is run for them.
    case plugin(CredentialPlugin)
}

/// What goes with a request.
struct Credential: Hashable, Sendable {
    /// The value of the header `Authorization`.
    var authorization: String?
    /// The client's certificate and key.
    var certificate: [UInt8]?
    var key: [UInt8]?
    /// When it ends, in seconds since 1970.
    var expiry: Int64?

    /// Neither header nor certificate.
    static let none = Credential()

    /// A bearer token.
    ///
    /// - Throws: ``ClientError/credentials(_:)`` for what cannot be part of a header.
    static func bearer(_ token: some StringProtocol, from source: String) throws(ClientError)
        -> Credential
    {
        guard !token.isEmpty else { throw .credentials("\(source) is empty, expected a token") }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .credentials("\(source) has blanks or control characters, expected a token")
        }
        return Credential(authorization: "Bearer " + token)
    }
}
