import FoundationEssentials
import Testing

@testable import KubernetesClient

@Suite("Credentials")
struct CredentialTests {
    private func plugin(
        _ script: String, in folder: TemporaryFolder, version: CredentialPlugin.Version = .v1
    ) throws -> CredentialPlugin {
        // Not run by itself: a file that was just written is busy while another test forks.
        var plugin = CredentialPlugin(version: version, command: "sh")
        plugin.arguments = [try folder.write("plugin", script)]
        return plugin
    }

    private func status(_ fields: String, version: String = "v1") -> String {
        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/\(version)\","
            + "\"status\":{\(fields)}}"
    }

    private func client(
        _ server: LoopbackServer, _ credentials: Credentials, clock: ClientClock = .system
    ) throws -> APIClient {
        var configuration = ClientConfiguration(server: server.address)
        configuration.credentials = credentials
        return try APIClient(configuration, clock: clock)
    }

    private func failure(of plugin: CredentialPlugin) -> String {
        guard case .failure(let error) = plugin.run() else { return "no failure" }
        return error.description
    }

    @Test("A token file that was replaced is read again after ten seconds, and kept if it is gone")
    func tokenFile() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", "one\n")
        let clock = ManualClock()
        let server = LoopbackServer { _ in [.answer(200)] }
        let client = try client(server, .tokenFile(path, otherwise: nil), clock: clock.clock)
        _ = try await client.send(Request(.get, "/"))
        try folder.write("token", "two")
        clock.advance(seconds: 9, client)
        _ = try await client.send(Request(.get, "/"))
        clock.advance(seconds: 1, client)
        _ = try await client.send(Request(.get, "/"))
        try FileManager.default.removeItem(atPath: path)
        clock.advance(seconds: 10, client)
        _ = try await client.send(Request(.get, "/"))
        let tokens = server.received.map { $0.header("Authorization") }
        #expect(tokens == ["Bearer one", "Bearer one", "Bearer two", "Bearer two"])
        server.stop()
    }

    @Test("A token that the server refuses is read again at once")
    func tokenFileRefused() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", "old")
        let server = LoopbackServer { request in
            _ = try? folder.write("token", "new")
            return [.answer(request.header("Authorization") == "Bearer new" ? 200 : 401)]
        }
        let client = try client(server, .tokenFile(path, otherwise: nil))
        #expect(try await client.send(Request(.post, "/")).status == 200)
        #expect(server.received.count == 2)
        server.stop()
    }

    @Test("Without a token file nothing is sent")
    func noTokenFile() async throws {
        let server = LoopbackServer { _ in [.answer(200)] }
        let client = try client(server, .tokenFile("/nowhere/token", otherwise: nil))
        let error = await #expect(throws: ClientError.self) {
            try await client.send(Request(.get, "/"))
        }
        #expect(
            error?.description == "no credentials: the token file `/nowhere/token` cannot be read, "
                + "expected a token in it")
        #expect(server.received.isEmpty)
        server.stop()
    }

    @Test("A refused token makes the plugin run again, once, for all who wait")
    func pluginRefresh() async throws {
        let folder = try TemporaryFolder()
        let script = """
            echo run >> \(folder.path)/runs
            runs=$(wc -l < \(folder.path)/runs)
            echo '\(status("\"token\":\"t'$runs'\""))'
            """
        let plugin = try plugin(script, in: folder)
        let server = LoopbackServer { request in
            [.answer(request.header("Authorization") == "Bearer t2" ? 200 : 401)]
        }
        let client = try client(server, .plugin(plugin))
        async let first = client.send(Request(.post, "/"))
        async let second = client.send(Request(.post, "/"))
        #expect(try await [first.status, second.status] == [200, 200])
        #expect(folder.read("runs") == "run\nrun\n")
        server.stop()
    }

    @Test("A credential that is refused again is not asked for a third time")
    func refusedAgain() async throws {
        let folder = try TemporaryFolder()
        let script = "echo run >> \(folder.path)/runs; echo '\(status("\"token\":\"t\""))'"
        let plugin = try plugin(script, in: folder)
        let server = LoopbackServer { _ in [.answer(401)] }
        let response = try await client(server, .plugin(plugin)).send(Request(.get, "/"))
        #expect(response.status == 401)
        #expect(folder.read("runs") == "run\nrun\n")
        server.stop()
    }

    @Test("A credential is used until it ends")
    func expiry() async throws {
        let folder = try TemporaryFolder()
        // The manual clock begins 1,000 s after 1970, at 00:16:40.
        let fields = "\"token\":\"t\",\"expirationTimestamp\":\"1970-01-01T00:16:50Z\""
        let script = "echo run >> \(folder.path)/runs; echo '\(status(fields))'"
        let plugin = try plugin(script, in: folder)
        let clock = ManualClock()
        let server = LoopbackServer { _ in [.answer(200)] }
        let client = try client(server, .plugin(plugin), clock: clock.clock)
        _ = try await client.send(Request(.get, "/"))
        clock.advance(seconds: 9, client)
        _ = try await client.send(Request(.get, "/"))
        #expect(folder.read("runs") == "run\n")
        clock.advance(seconds: 1, client)
        // What the plugin brings has ended already, and is used all the same.
        _ = try await client.send(Request(.get, "/"))
        #expect(folder.read("runs") == "run\nrun\n")
        server.stop()
    }

    @Test("The plugin is told what it asked for, its arguments and its variables")
    func pluginInput() throws {
        let folder = try TemporaryFolder()
        let script = """
            echo "$1|$2|$A|$KUBERNETES_EXEC_INFO" > \(folder.path)/told
            echo '\(status("\"token\":\"t\"", version: "v1beta1"))'
            """
        var plugin = try plugin(script, in: folder, version: .v1beta1)
        plugin.arguments += ["x y", "z"]
        plugin.environment = [Field("A", "b")]
        plugin.clusterJSON = "{\"server\":\"s\"}"
        #expect(try plugin.run().get() == Credential(authorization: "Bearer t"))
        #expect(
            folder.read("told") == "x y|z|b|{\"kind\":\"ExecCredential\",\"apiVersion\":"
                + "\"client.authentication.k8s.io/v1beta1\",\"spec\":{\"interactive\":false,"
                + "\"cluster\":{\"server\":\"s\"}}}\n")
    }

    @Test("A plugin may bring a client certificate with its key")
    func pluginCertificate() throws {
        let folder = try TemporaryFolder()
        let fields = "\"clientCertificateData\":\"C\",\"clientKeyData\":\"K\""
        let credential = try plugin("echo '\(status(fields))'", in: folder).run().get()
        #expect(credential == Credential(certificate: [0x43], key: [0x4B]))
    }

    @Test(
        "What is wrong with a plugin is said in full",
        arguments: [
            ("echo oops >&2; exit 3", "failed with exit code 3 and said: oops"),
            ("exit 1", "failed with exit code 1 and said nothing"),
            ("kill -9 $$", "was ended by signal 9"),
            ("echo hello", "printed something else than an ExecCredential in JSON"),
            ("yes | head -c 2000000", "printed more than a mebibyte"),
            (
                "echo '{\"kind\":\"Config\",\"apiVersion\":\"v1\"}'",
                "printed `Config` of `v1`, expected `ExecCredential` of "
                    + "`client.authentication.k8s.io/v1`"
            ),
        ])
    func brokenPlugins(script: String, text: String) throws {
        let folder = try TemporaryFolder()
        let plugin = try plugin(script, in: folder)
        #expect(
            failure(of: plugin)
                == "no credentials: the credential plugin `sh` \(text)")
    }

    @Test(
        "So is what is wrong with what it printed",
        arguments: [
            ("", "neither `status.token` nor `status.clientCertificateData`"),
            (
                "\"clientKeyData\":\"k\"",
                "only one of `clientCertificateData` and `clientKeyData`, expected both"
            ),
            (
                "\"token\":\"t\",\"expirationTimestamp\":\"soon\"",
                "`expirationTimestamp` `soon`, expected a time such as `2026-01-31T12:00:00Z`"
            ),
        ])
    func brokenOutput(fields: String, text: String) throws {
        let folder = try TemporaryFolder()
        let plugin = try plugin("echo '\(status(fields))'", in: folder)
        #expect(
            failure(of: plugin)
                == "no credentials: the credential plugin `sh` printed \(text)")
    }

    @Test("A plugin that does not end is stopped, with all that it started")
    func endlessPlugin() throws {
        let folder = try TemporaryFolder()
        var plugin = try plugin("tail -f /dev/null & tail -f /dev/null", in: folder)
        plugin.timeout = .milliseconds(50)
        #expect(
            failure(of: plugin)
                == "no credentials: the credential plugin `sh` was stopped after 0 s")
    }

    @Test("A plugin that is not there brings its installation hint")
    func absentPlugin() {
        var plugin = CredentialPlugin(version: .v1, command: "/nowhere/plugin")
        plugin.installHint = "get it from the shop"
        guard case .failure(let error) = plugin.run() else { return #expect(Bool(false)) }
        #expect(
            error.description == "no credentials: the credential plugin `/nowhere/plugin` cannot "
                + "be run: No such file or directory; get it from the shop")
    }
}
