import KubernetesAdapter
import KubernetesClient
import Logging
import MusterCore
import MusterService
import TestKit
import Testing

/// A scheduler at work in this process, against a playground that is served.
@Suite("The service", .ownThreads) struct ServiceTests {
    @Test("a pod is bound and runs")
    func podIsBound() async throws {
        let cluster = try await ServedCluster()
        let (service, _) = try cluster.scheduler("one")
        service.start()
        await cluster.makePod("web")
        #expect(await cluster.becomes { await cluster.areBound(["web"]) })
        #expect(cluster.bindings(of: "web") == 1)
        service.stop()
    }

    @Test("watches that broke go on where they were, without lists")
    func brokenWatches() async throws {
        let cluster = try await ServedCluster()
        let (service, proxy) = try cluster.scheduler("one")
        service.start()
        await cluster.makePod("first")
        #expect(await cluster.becomes { await cluster.areBound(["first"]) })
        proxy.cut()
        try proxy.mend()
        await cluster.makePod("second")
        #expect(await cluster.becomes { await cluster.areBound(["second"]) })
        #expect(cluster.count("GET /api/v1/pods?watch=") >= 2)
        #expect(cluster.count("GET /api/v1/pods?limit=") == 1)
        service.stop()
    }

    @Test("a server that is away for a while is found again, and what it forgot is listed anew")
    func serverIsAway() async throws {
        let cluster = try await ServedCluster(window: 20)
        let (service, proxy) = try cluster.scheduler("one")
        service.start()
        await cluster.makePod("first", cpu: "16")
        #expect(await cluster.becomes { await cluster.areBound(["first"]) })
        proxy.cut()
        // What happens meanwhile is more than the server remembers.
        await cluster.ask(
            "DELETE", "/api/v1/namespaces/default/pods/first?gracePeriodSeconds=0")
        for number in 0..<30 { await cluster.makePod("p\(number)", cpu: "100m") }
        await cluster.makePod("large", cpu: "13")
        try proxy.mend()
        #expect(await cluster.becomes { await cluster.areBound(["p0", "p29", "large"]) })
        #expect(cluster.count("GET /api/v1/pods?limit=") >= 2)
        service.stop()
    }

    @Test("a server that takes connections and drops them is told of", .timeLimit(.minutes(2)))
    func serverDropsConnections() async throws {
        // Nobody listens behind it.
        let proxy = try ServerProxy(toHost: ServerProxy.host, port: 1)
        let (lines, writer) = AsyncStream.makeStream(of: String.self)
        let logger = Logger(label: "one") { _ in LineHandler(writer: writer) }
        let service = try SchedulerService(
            ClientConfiguration(server: "http://\(ServerProxy.host):\(proxy.port)"),
            options: ServiceOptions(namespace: "default", instance: "one"), logger: logger)
        service.start()
        let line = await lines.first { $0.contains("trying again") }
        #expect(line?.hasPrefix("the connection broke: ") == true)
        service.stop()
    }

    // MARK: Two of them

    private static func election() throws -> ElectionTiming {
        try ElectionTiming(
            leaseDuration: Tick(seconds: 2), renewDeadline: Tick(milliseconds: 1500),
            retryPeriod: Tick(milliseconds: 200))
    }

    @Test("who stops gives the lease back, and the other one takes over at once")
    func stopGivesTheLeaseBack() async throws {
        let cluster = try await ServedCluster()
        let (first, _) = try cluster.scheduler("first", election: .standard)
        first.start()
        #expect(await cluster.becomes { await cluster.holder() == "first" })
        let (second, _) = try cluster.scheduler("second", election: .standard)
        second.start()
        await cluster.makePod("early")
        #expect(await cluster.becomes { await cluster.areBound(["early"]) })
        first.stop()
        #expect(await cluster.holder() != "first")
        #expect(await cluster.becomes { await cluster.holder() == "second" })
        await cluster.makePod("late")
        #expect(await cluster.becomes { await cluster.areBound(["late"]) })
        #expect(cluster.bindings(of: "early") == 1)
        #expect(cluster.bindings(of: "late") == 1)
        second.stop()
        #expect(await cluster.holder() == "")
    }

    @Test("a leader that is cut off is replaced, and does not lead when it is back")
    func leaderIsCutOff() async throws {
        let cluster = try await ServedCluster()
        let (first, proxy) = try cluster.scheduler("first", election: try Self.election())
        first.start()
        #expect(await cluster.becomes { await cluster.holder() == "first" })
        let (second, _) = try cluster.scheduler("second", election: try Self.election())
        second.start()
        await cluster.makePod("early")
        #expect(await cluster.becomes { await cluster.areBound(["early"]) })
        proxy.cut()
        await cluster.makePod("meanwhile")
        #expect(await cluster.becomes { await cluster.areBound(["meanwhile"]) })
        #expect(await cluster.holder() == "second")
        try proxy.mend()
        let names = (0..<10).map { "p\($0)" }
        for name in names { await cluster.makePod(name) }
        #expect(await cluster.becomes { await cluster.areBound(names) })
        #expect(names.map { cluster.bindings(of: $0) } == Array(repeating: 1, count: 10))
        #expect(cluster.bindings(of: "meanwhile") == 1)
        second.stop()
        first.stop()
    }

    // MARK: Config maps

    private static func queues(_ most: String) -> String {
        """
        partitions:
          - name: default
            placementrules:
              - name: provided
            queues:
              - name: root
                submitacl: "*"
                queues:
                  - name: narrow
                    resources: {\(most)}

        """
    }

    @Test("what config maps say is in force at once; with a mistake what was in force stays")
    func configurationIsFollowed() async throws {
        let cluster = try await ServedCluster()
        await cluster.configure(Self.queues("max: {vcore: 1}"))
        let (service, _) = try cluster.scheduler("one")
        service.start()
        await cluster.makePod("a", queue: "root.narrow")
        #expect(await cluster.becomes { await cluster.areBound(["a"]) })
        await cluster.makePod("b", queue: "root.narrow")
        await cluster.configure(Self.queues("most: {vcore: 2}"))
        #expect(await cluster.becomes { await cluster.complaints() == 1 })
        #expect(await !cluster.areBound(["b"]))
        await cluster.configure(Self.queues("max: {vcore: 2}"))
        #expect(await cluster.becomes { await cluster.areBound(["b"]) })
        service.stop()
    }

    @Test("nothing is scheduled until there is a queue file without mistakes")
    func mistakeAtTheStart() async throws {
        let cluster = try await ServedCluster()
        await cluster.configure(Self.queues("most: {vcore: 1}"))
        await cluster.makePod("a", queue: "root.narrow")
        let (service, _) = try cluster.scheduler("one")
        service.start()
        #expect(await cluster.becomes { await cluster.complaints() == 1 })
        #expect(cluster.count("GET /api/v1/pods?") == 0)
        await cluster.configure(Self.queues("max: {vcore: 1}"))
        #expect(await cluster.becomes { await cluster.areBound(["a"]) })
        service.stop()
    }
}

/// Passes on what is logged.
private struct LineHandler: LogHandler {
    var writer: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: Logging.LogEvent) { writer.yield(event.message.description) }
}
