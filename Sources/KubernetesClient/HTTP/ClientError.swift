import YAMLDocument

/// Why there is no answer.
///
/// An answer that says no is a ``Response``, not an error.
public enum ClientError: Error, Hashable, Sendable {
    /// The name of the server or proxy is unknown, or nobody listens there.
    case cannotConnect(String)
    /// No agreement on certificates or ciphers.
    case tls(String)
    /// The attempt took longer than it may.
    case timedOut
    /// A stream was silent for longer than it may.
    case idle
    /// The connection ended in the middle. A call that changes something may have been carried out.
    case broken(String)
    /// The answer or a line of it is larger than allowed; the limit in bytes.
    case tooLarge(limit: Int)
    /// There are no credentials to send.
    case credentials(String)
    /// The request cannot be sent as it is.
    case invalidRequest(String)
    /// The caller took the request back.
    case cancelled
    /// The client was closed.
    case closed
}

extension ClientError: CustomStringConvertible {
    /// One line: what happened and what to do.
    public var description: String {
        let text =
            switch self {
            case .cannotConnect(let reason):
                "cannot connect to the API server: \(reason); check the server's address, the "
                    + "proxy, and that the server runs"
            case .tls(let reason):
                "no secure connection to the API server: \(reason); check the certificate "
                    + "authority, the client certificate and the server's name in the "
                    + "configuration"
            case .timedOut:
                "the API server did not answer in time; try again, or allow the request more time"
            case .idle: "the stream was silent for too long; watch again from the last version"
            case .broken(let reason):
                "the connection broke: \(reason); look whether the call was carried out before "
                    + "repeating it"
            case .tooLarge(let limit):
                "the answer is larger than \(limit) bytes; ask for less at once, such as "
                    + "`limit=500`"
            case .credentials(let reason): "no credentials: \(reason)"
            case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
            case .cancelled: "the request was taken back"
            case .closed: "the client is closed; make another one"
            }
        return printable(text)
    }

    /// Whether another attempt could have another result.
    ///
    /// It says nothing about whether the call
    /// was carried out.
    public var isTransient: Bool {
        switch self {
        case .cannotConnect, .timedOut, .idle, .broken: true
        case .tls, .tooLarge, .credentials, .invalidRequest, .cancelled, .closed: false
        }
    }
}
