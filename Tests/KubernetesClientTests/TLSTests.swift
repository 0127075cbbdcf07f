import FoundationEssentials
import Glibc
import Testing

@testable import KubernetesClient

/// Against `openssl s_server`, with an authority of the test's own.
@Suite("Secure connections", .serialized)
struct TLSTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let key = [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        ]
        let path = folder.path
        try openssl(
            ["req", "-x509", "-keyout", "\(path)/ca.key", "-out", "\(path)/ca.pem"] + key
                + ["-subj", "/CN=authority"])
        for (name, address) in [("server", "DNS:api.example"), ("client", "DNS:nobody")] {
            try openssl(
                ["req", "-x509", "-CA", "\(path)/ca.pem", "-CAkey", "\(path)/ca.key"] + key
                    + ["-keyout", "\(path)/\(name).key", "-out", "\(path)/\(name).pem"]
                    + ["-subj", "/CN=\(name)", "-addext", "subjectAltName=\(address)"])
        }
    }

    private func openssl(_ arguments: [String]) throws {
        _ = try Subprocess(command: "openssl", arguments: arguments).run()
    }

    /// A server that asks for a client certificate of the authority and shows what it got, for so
    /// many connections.
    private func serve(connections: Int = 1) -> String {
        let (descriptor, port) = LoopbackServer.listen()
        close(descriptor)
        let path = folder.path
        let arguments = [
            "s_server", "-accept", "127.0.0.1:\(port)", "-naccept", "\(connections)", "-www",
            "-cert", "\(path)/server.pem", "-key", "\(path)/server.key",
            "-CAfile", "\(path)/ca.pem", "-Verify", "1", "-verify_return_error",
        ]
        ClientThread { _ = try? Subprocess(command: "openssl", arguments: arguments).run() }
            .detach()
        return "https://\(LoopbackServer.host):\(port)"
    }

    private func configuration(_ server: String) -> ClientConfiguration {
        var configuration = ClientConfiguration(server: server)
        configuration.tls.serverName = "api.example"
        configuration.tls.authority = .file("\(folder.path)/ca.pem")
        configuration.tls.certificate = .file("\(folder.path)/client.pem")
        configuration.tls.key = .file("\(folder.path)/client.key")
        // The server takes a moment to start.
        configuration.retry.attempts = 50
        configuration.retry.largestDelay = .milliseconds(100)
        return configuration
    }

    private func data(_ name: String) -> PEM { .data(Array(folder.read(name).utf8)) }

    @Test("The server's name and authority are checked, and it sees the client's certificate")
    func files() async throws {
        let client = try APIClient(configuration(serve()))
        let response = try await client.send(Request(.get, "/"))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self).contains("Subject: CN=client"))
    }

    @Test("Certificates and keys may come as data")
    func blobs() async throws {
        var configuration = configuration(serve())
        configuration.tls.authority = data("ca.pem")
        configuration.tls.certificate = data("client.pem")
        configuration.tls.key = data("client.key")
        let response = try await APIClient(configuration).send(Request(.get, "/"))
        #expect(String(decoding: response.body, as: UTF8.self).contains("Subject: CN=client"))
    }

    @Test("A plugin's certificate is shown to the server")
    func plugin() async throws {
        func quoted(_ name: String) -> String {
            folder.read(name).replacing("\n", with: "\\n")
        }
        try folder.write(
            "answer.json",
            "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
                + "\"status\":{\"clientCertificateData\":\"\(quoted("client.pem"))\","
                + "\"clientKeyData\":\"\(quoted("client.key"))\"}}")
        var configuration = configuration(serve())
        (configuration.tls.certificate, configuration.tls.key) = (nil, nil)
        var plugin = CredentialPlugin(version: .v1, command: "cat")
        plugin.arguments = ["\(folder.path)/answer.json"]
        configuration.credentials = .plugin(plugin)
        let response = try await APIClient(configuration).send(Request(.get, "/"))
        #expect(String(decoding: response.body, as: UTF8.self).contains("Subject: CN=client"))
    }

    @Test("Another name than the certificate's is refused")
    func wrongName() async throws {
        var configuration = configuration(serve())
        configuration.tls.serverName = nil
        let error = await #expect(throws: ClientError.self) {
            try await APIClient(configuration).send(Request(.get, "/"))
        }
        guard case .tls(let text)? = error else { throw error ?? .closed }
        #expect(text.contains("no alternative certificate subject name matches"))
    }

    @Test("Another authority than the server's is refused, unless anybody may be the server")
    func wrongAuthority() async throws {
        var configuration = configuration(serve(connections: 2))
        configuration.tls.authority = .file("\(folder.path)/client.pem")
        let error = await #expect(throws: ClientError.self) {
            try await APIClient(configuration).send(Request(.get, "/"))
        }
        guard case .tls? = error else { throw error ?? .closed }
        configuration.tls.authority = nil
        configuration.tls.isInsecure = true
        #expect(try await APIClient(configuration).send(Request(.get, "/")).status == 200)
    }

    @Test("A server that wants a certificate and gets none is an error of certificates")
    func noCertificate() async throws {
        var configuration = configuration(serve())
        (configuration.tls.certificate, configuration.tls.key) = (nil, nil)
        let error = await #expect(throws: ClientError.self) {
            try await APIClient(configuration).send(Request(.get, "/"))
        }
        guard case .tls? = error else { throw error ?? .closed }
    }
}
