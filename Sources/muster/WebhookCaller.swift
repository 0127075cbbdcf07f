import FoundationEssentials
import KubernetesClient
import MusterPlayground

/// Calls admission webhooks, each over connections of its own that stay open.
actor WebhookCaller {
    /// What connections are made to, and what is believed about it.
    private struct Server: Hashable {
        var address: String
        var name: String?
        var authority: String
    }

    private static let mostClients = 32
    private static let mostAtATime = 64
    private var clientsOfServers: [Server: APIClient] = [:]
    private var underWay = 0
    private var turns: [CheckedContinuation<Void, Never>] = []

    /// Asks once: a webhook that fails is not asked again, as in a real cluster.
    func reply(to call: WebhookCall) async -> WebhookReply {
        if underWay == Self.mostAtATime {
            await withCheckedContinuation { turns.append($0) }
        } else {
            underWay += 1
        }
        defer { if turns.isEmpty { underWay -= 1 } else { turns.removeFirst().resume() } }
        do {
            let (server, path) = try Self.parts(of: call)
            var request = KubernetesClient.Request(
                .post, path, query: [Field("timeout", "\(call.timeoutSeconds)s")], body: call.body)
            request.timeout = .seconds(call.timeoutSeconds)
            // Also where the webhook has asked to be left alone.
            request.isUrgent = true
            let response = try await client(of: server).send(request)
            return .answered(status: response.status, body: response.body)
        } catch {
            return .failed("Post \"\(call.url)\": \(Self.text(error))")
        }
    }

    /// Whom to connect to, and the path there.
    private static func parts(of call: WebhookCall) throws(ClientError) -> (Server, String) {
        let scheme = "https://"
        guard call.url.hasPrefix(scheme) else { throw .invalidRequest("it is not https") }
        let rest = call.url.dropFirst(scheme.count).prefix { $0 != "?" && $0 != "#" }
        let authority = String(rest.prefix { $0 != "/" })
        let path = String(rest.dropFirst(authority.count))
        var server = Server(address: scheme + authority, authority: call.caBundle)
        if let address = call.serviceAddress {
            server.address = scheme + address
            server.name = String(authority.prefix { $0 != ":" })
        }
        return (server, path.isEmpty ? "/" : path)
    }

    private func client(of server: Server) throws(ClientError) -> APIClient {
        if let known = clientsOfServers[server] { return known }
        var configuration = ClientConfiguration(server: server.address)
        configuration.tls.serverName = server.name
        if !server.authority.isEmpty {
            guard let pem = Data(base64Encoded: server.authority) else {
                throw .invalidRequest("its caBundle is no base64")
            }
            configuration.tls.authority = .data(Array(pem))
        }
        // A webhook is on this machine or near it.
        configuration.proxy = .url("")
        configuration.userAgent = "kube-apiserver-admission"
        configuration.retry.attempts = 1
        configuration.connectTimeout = .seconds(30)
        configuration.maxBodyBytes = 16 << 20
        let client = try APIClient(configuration)
        // Certificates that change leave clients behind that nobody asks for again.
        if clientsOfServers.count >= Self.mostClients { clientsOfServers = [:] }
        clientsOfServers[server] = client
        return client
    }

    /// As kube-apiserver words it, as far as the reason is known here.
    private static func text(_ error: ClientError) -> String {
        switch error {
        case .timedOut: "context deadline exceeded"
        case .cannotConnect(let reason), .tls(let reason), .broken(let reason),
            .invalidRequest(let reason):
            reason
        case .idle, .tooLarge, .credentials, .cancelled, .closed: error.description
        }
    }
}
