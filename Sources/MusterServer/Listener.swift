import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// A request as the listener received it.
public struct ReceivedRequest: Sendable {
    /// In capitals.
    public var method: String
    /// The path with its query, as it stands in the request line.
    public var target: String
    /// By name in lower case.
    public var headers: [String: String]
    /// The whole body.
    public var body: [UInt8]
}

/// What the listener has to send.
public struct ReplyToSend: Sendable {
    /// What follows the headers.
    public enum Body: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// Whatever the closure gives, each as a chunk of its own, until it gives nil. It is asked
        /// again only when the reader has taken what came before.
        case stream(@Sendable () async -> [UInt8]?)
    }

    /// The status code.
    public var status: Int
    /// In their order.
    public var headers: [(name: String, value: String)]
    /// What follows the headers.
    public var body: Body

    /// Creates a reply.
    public init(status: Int, headers: [(name: String, value: String)], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Serves HTTP/1.1, plain or with TLS.
public struct Listener: Sendable {
    /// PEM files for TLS.
    public struct Identity: Sendable {
        /// The certificate and those that lead to its authority.
        public var certificateFile: String
        /// Its private key.
        public var keyFile: String

        /// Creates an identity from the names of two files.
        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    private let host: String
    private let port: Int
    private let identity: Identity?
    private let maximumBody: Int
    private let logger: Logger

    /// Creates a listener that does not listen yet.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: 0 for one that is free.
    ///   - identity: nil for plain HTTP.
    ///   - maximumBody: larger requests are refused with 413; bytes.
    ///   - logger: for what goes wrong with connections.
    public init(
        host: String, port: Int, identity: Identity?, maximumBody: Int = 8 << 20, logger: Logger
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.maximumBody = maximumBody
        self.logger = logger
    }

    /// Serves until the task is cancelled; requests under way then have a second to end.
    ///
    /// - Parameters:
    ///   - executor: where tasks run; nil for the threads that all share.
    ///   - ready: called once with the port that is listened on.
    ///   - answer: called for each request, from many tasks at once.
    /// - Throws: if the address cannot be bound or the certificate not be read.
    public func run(
        on executor: (any TaskExecutor)? = nil,
        ready: @escaping @Sendable (Int) -> Void,
        answer: @escaping @Sendable (ReceivedRequest) async -> ReplyToSend
    ) async throws {
        let limit = maximumBody
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            var headers: [String: String] = [:]
            for field in request.headers { headers[field.name.canonicalName] = field.value }
            if let authority = request.head.authority { headers["host"] = authority }
            let buffer = try await request.body.collect(upTo: limit)
            let reply = await answer(
                ReceivedRequest(
                    method: request.method.rawValue, target: request.uri.string, headers: headers,
                    body: Array(buffer.readableBytesView)))
            return Self.response(reply, isHead: request.method == .head)
        }
        let application = Application(
            responder: responder, server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) },
            logger: logger)
        // A server that is cancelled drops connections that it has accepted and not looked at,
        // which NIO takes for a mistake and traps: first nobody is accepted any more.
        var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        let task = Task(executorPreference: executor) { try await group.run() }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            Task(executorPreference: executor) { await group.triggerGracefulShutdown() }
        }
    }

    private func server() throws -> HTTPServerBuilder {
        guard let identity else { return .http1() }
        let chain = try NIOSSLCertificate.fromPEMFile(identity.certificateFile)
        let key = try NIOSSLPrivateKey(file: identity.keyFile, format: .pem)
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        return try .tls(tlsConfiguration: configuration)
    }

    private static func response(_ reply: ReplyToSend, isHead: Bool) -> Response {
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        let status = HTTPResponse.Status(code: reply.status)
        switch reply.body {
        case .bytes(let bytes):
            let body =
                isHead || reply.status == 304
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            return Response(status: status, headers: fields, body: body)
        case .stream(let next):
            return Response(
                status: status, headers: fields,
                body: ResponseBody { writer in
                    while let chunk = await next() {
                        try await writer.write(ByteBuffer(bytes: chunk))
                    }
                    try await writer.finish(nil)
                })
        }
    }
}
