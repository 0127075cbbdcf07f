import Testing

@testable import KubernetesClient

@Suite("Calls over a connection")
struct CallTests {
    private func client(
        _ server: LoopbackServer, clock: ClientClock = .system,
        _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) throws -> APIClient {
        var configuration = ClientConfiguration(server: server.address)
        configuration.retry.firstDelay = .milliseconds(1)
        change(&configuration)
        return try APIClient(configuration, clock: clock, seed: 1)
    }

    @Test(
        "Recorded answers come as they were sent",
        arguments: [
            ("binding-success", 201, nil, nil), ("binding-twice", 409, "Conflict", nil),
            ("lease-conflict", 409, "Conflict", nil), ("watch-forbidden", 403, "Forbidden", nil),
            ("list-future-version", 504, "Timeout", 1),
        ] as [(String, Int, String?, Int?)])
    func recordings(name: String, status: Int, reason: String?, retryAfter: Int?) async throws {
        let recording = try Recording(name)
        let server = LoopbackServer { _ in [recording.whole] }
        let client = try client(server)
        let response = try await client.send(Request(.post, "/x", body: Array("{}".utf8)))
        #expect(response.status == status)
        #expect(response.header("content-type") == "application/json")
        #expect(response.body == Array(recording.body.utf8))
        #expect(APIStatus(response.body)?.reason == reason)
        #expect(response.retryAfterSeconds == retryAfter)
        server.stop()
    }

    @Test("Verb, path, query, headers, body and impersonation arrive as they are meant")
    func request() async throws {
        let server = LoopbackServer { _ in [.answer(200)] }
        let client = try client(server) {
            $0.server += "/prefix/"
            $0.credentials = .token("secret")
            $0.impersonation = Impersonation(user: "jane")
            $0.impersonation?.groups = ["g", "h"]
            $0.impersonation?.extra = [Field("Scopes/x", "y")]
        }
        var request = Request(.patch, "/api/v1/pods/a%2Fb", body: Array("[]".utf8))
        request.query = [Field("fieldSelector", "a=b,c!=d ü"), Field("watch", "")]
        request.headers = [Field("Content-Type", "application/merge-patch+json")]
        _ = try await client.send(request)
        let received = try #require(server.received.first)
        #expect(received.verb == "PATCH")
        #expect(
            received.target
                == "/prefix/api/v1/pods/a%2Fb?fieldSelector=a%3Db%2Cc%21%3Dd%20%C3%BC&watch=")
        #expect(received.body == "[]")
        #expect(received.header("Authorization") == "Bearer secret")
        #expect(received.header("Content-Type") == "application/merge-patch+json")
        #expect(received.header("Accept") == "application/json")
        #expect(received.header("Expect") == nil)
        #expect(received.header("Impersonate-User") == "jane")
        let groups = received.headers.filter { $0.name == "Impersonate-Group" }
        #expect(groups.map(\.value) == ["g", "h"])
        #expect(received.header("Impersonate-Extra-scopes%2Fx") == "y")
        server.stop()
    }

    @Test(
        "What could break out of its place is not sent",
        arguments: [
            Request(.get, "/a b"), Request(.get, "a"), Request(.get, "/a?b"), Request(.get, ""),
            Request(.get, "/a\r\nX: y"), Request(.get, "/", headers: [Field("X", "a\r\nY: b")]),
            Request(.get, "/", headers: [Field("X y", "a")]),
            Request(.get, "/", headers: [Field("", "a")]),
        ])
    func invalid(request: Request) async throws {
        let server = LoopbackServer { _ in [.answer(200)] }
        let client = try client(server)
        let error = await #expect(throws: ClientError.self) { try await client.send(request) }
        guard case .invalidRequest? = error else { throw error ?? .closed }
        #expect(server.received.isEmpty)
        server.stop()
    }

    @Test("A compressed answer is decompressed, and too much of one refused")
    func gzip() async throws {
        // `printf hello | gzip -n`
        let hello: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0, 0x86,
            0xA6, 0x10, 0x36, 5, 0, 0, 0,
        ]
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n"
        let server = LoopbackServer { _ in [.send(head), .send(hello)] }
        let roomy = try client(server) { $0.maxBodyBytes = 5 }
        #expect(try await roomy.send(Request(.get, "/")).body == Array("hello".utf8))
        #expect(server.received[0].header("Accept-Encoding") == "gzip")
        let narrow = try client(server) { $0.maxBodyBytes = 4 }
        await #expect(throws: ClientError.tooLarge(limit: 4)) {
            try await narrow.send(Request(.get, "/"))
        }
        server.stop()
    }

    @Test("A POST whose connection breaks before its answer is sent once, a GET again")
    func brokenConnection() async throws {
        let server = LoopbackServer { request in
            // The first request keeps the connection; on it the others are cut off.
            request.target == "/first" || request.number == 4 ? [.answer(200)] : [.close]
        }
        let client = try client(server)
        _ = try await client.send(Request(.get, "/first"))
        let error = await #expect(throws: ClientError.self) {
            try await client.send(Request(.post, "/post", body: Array("{}".utf8)))
        }
        guard case .broken? = error else { throw error ?? .closed }
        #expect(try await client.send(Request(.get, "/get")).status == 200)
        #expect(server.received.map(\.target) == ["/first", "/post", "/get", "/get"])
        server.stop()
    }

    @Test("A call whose server is silent ends when its time is over")
    func timeout() async throws {
        let clock = ManualClock()
        let arrived = Promise<Void>()
        let never = Promise<Void>()
        let server = LoopbackServer { _ in
            arrived.fulfil()
            return [.wait(never)]
        }
        let client = try client(server, clock: clock.clock)
        let result = Promise<Result<Response, ClientError>>()
        client.send(Request(.post, "/")) { result.fulfil($0) }
        await arrived.value
        clock.advance(seconds: 29, client)
        #expect(result.count == 0)
        clock.advance(seconds: 1, client)
        let ending = await result.value
        #expect(throws: ClientError.timedOut) { try ending.get() }
        never.fulfil()
        server.stop()
    }

    @Test("A POST that the server asked to come back later does, and other flows go on meanwhile")
    func retryAfter() async throws {
        let clock = ManualClock()
        let server = LoopbackServer { request in
            request.target == "/bind" && request.number == 1
                ? [.answer(429, headers: ["Retry-After: 1"])] : [.answer(201)]
        }
        let client = try client(server, clock: clock.clock)
        let result = Promise<Result<Response, ClientError>>()
        var bind = Request(.post, "/bind")
        bind.flow = "bindings"
        client.send(bind) { result.fulfil($0) }
        while result.count == 0 {
            #expect(try await client.send(Request(.get, "/other")).status == 201)
            clock.advance(seconds: 1, client)
        }
        #expect(try await result.value.get().status == 201)
        #expect(server.received.filter { $0.target == "/bind" }.count == 2)
        server.stop()
    }

    @Test("Where a proxy is configured, it is asked for the server")
    func proxy() async throws {
        let proxy = LoopbackServer { _ in [.answer(200)] }
        var configuration = ClientConfiguration(server: "http:" + "//api.example:1")
        configuration.proxy = .url(proxy.address)
        let client = try APIClient(configuration)
        #expect(try await client.send(Request(.get, "/x")).status == 200)
        #expect(proxy.received.map(\.target) == ["http:" + "//api.example:1/x"])
        proxy.stop()
    }

    @Test("A refused eviction is told at once")
    func eviction() async throws {
        let recording = try Recording("eviction-refused")
        let server = LoopbackServer { _ in [recording.whole] }
        let response = try await client(server).send(Request(.post, "/evict"))
        #expect(response.status == 429)
        #expect(APIStatus(response.body)?.causes == ["DisruptionBudget"])
        #expect(server.received.count == 1)
        server.stop()
    }

    @Test("Nobody listens: the error says where and what to look at")
    func cannotConnect() async throws {
        let server = LoopbackServer { _ in [.close] }
        server.stop()
        // The port is free again once the server has seen that.
        let client = try client(server)
        let error = await #expect(throws: ClientError.self) {
            try await client.send(Request(.post, "/"))
        }
        guard case .cannotConnect(let text)? = error else { throw error ?? .closed }
        #expect(text.contains("127.0.0.1"))
        #expect(error?.description.hasSuffix("and that the server runs") == true)
    }
}
