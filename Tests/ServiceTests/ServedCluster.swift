import Dispatch
import KubernetesAdapter
import KubernetesClient
import Logging
import MusterService
import Synchronization
import TestKit

@testable import MusterPlayground
@testable import MusterServer
@testable import muster

/// A playground that is served on the loopback address, with a way for each scheduler that can be
/// cut.
///
/// Tests wait for the requests of schedulers, not for time to pass.
final class ServedCluster: Sendable {
    private struct State {
        /// `GET /api/v1/pods` and the like, with the parameter that says what it is.
        var requests: [String] = []
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiting = 0
        var isLate = false
        /// They last as long as the cluster.
        var proxies: [ServerProxy] = []
    }

    private let host: PlaygroundHost
    private let state = Mutex(State())
    private let port: UInt16
    private let tasks: [Task<Void, any Error>]

    /// Serves a playground with so many nodes of 16 processors.
    init(nodes: Int = 1, window: Int = 10_000) async throws {
        var settings = Playground.Settings()
        settings.window = window
        var playground = Playground(settings: settings, at: PlaygroundHost.now)
        playground.addNodes(
            count: nodes, capacity: ["cpu": "16", "memory": "64Gi"], at: PlaygroundHost.now)
        let host = PlaygroundHost(playground)
        self.host = host
        var logger = Logger(label: "playground")
        logger.logLevel = .critical
        let listener = Listener(host: ServerProxy.host, port: 0, identity: nil, logger: logger)
        let relay = Relay()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        tasks = [
            Task(executorPreference: OwnThreads.shared) { await host.play() },
            Task(executorPreference: OwnThreads.shared) {
                try await listener.run(on: OwnThreads.shared) {
                    port.yield($0)
                } answer: { request in
                    let reply = await host.answer(request)
                    relay.note(request)
                    return reply
                }
            },
        ]
        var iterator = ports.makeAsyncIterator()
        self.port = UInt16(await iterator.next() ?? 0)
        relay.take { [weak self] in self?.note($0) }
        // The most generous time a test may take.
        DispatchQueue.global().asyncAfter(deadline: .now() + 120) { [weak self] in
            self?.state.withLock { $0.isLate = true }
            self?.wakeAll()
        }
    }

    deinit { for task in tasks { task.cancel() } }

    /// Passes requests on to somebody who is there only later.
    private final class Relay: Sendable {
        private let taker = Mutex<(@Sendable (ReceivedRequest) -> Void)?>(nil)

        func take(_ taker: @escaping @Sendable (ReceivedRequest) -> Void) {
            self.taker.withLock { $0 = taker }
        }

        func note(_ request: ReceivedRequest) { taker.withLock(\.self)?(request) }
    }

    // MARK: Schedulers

    /// A scheduler that has not been started, and its way to the server.
    func scheduler(
        _ name: String, election: ElectionTiming? = nil
    ) throws -> (service: SchedulerService, proxy: ServerProxy) {
        let proxy = try ServerProxy(toHost: ServerProxy.host, port: port)
        state.withLock { $0.proxies.append(proxy) }
        var options = ServiceOptions(namespace: "default", instance: name)
        options.election = election
        var logger = Logger(label: name) { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let server = ClientConfiguration(server: "http://\(ServerProxy.host):\(proxy.port)")
        return (try SchedulerService(server, options: options, logger: logger), proxy)
    }

    // MARK: Requests

    private func note(_ request: ReceivedRequest) {
        state.withLock { $0.requests.append("\(request.method) \(request.target)") }
        wakeAll()
    }

    private func wakeAll() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// How many requests of schedulers began with a text.
    func count(_ text: String) -> Int {
        state.withLock { state in state.requests.count { $0.hasPrefix(text) } }
    }

    /// Waits until something is so; it is looked at after each request of a scheduler.
    ///
    /// - Returns: Whether it became so, ever.
    func becomes(_ condition: () async -> Bool) async -> Bool {
        while true {
            let seen = state.withLock(\.requests.count)
            if await condition() { return true }
            if state.withLock(\.isLate) { return false }
            await withCheckedContinuation { continuation in
                let hasNews = state.withLock { state in
                    if state.requests.count != seen || state.isLate { return true }
                    state.lastWaiting += 1
                    state.waiting[state.lastWaiting] = continuation
                    return false
                }
                if hasNews { continuation.resume() }
            }
        }
    }

    /// Asks the server something, past all proxies.
    @discardableResult
    func ask(_ method: String, _ target: String, _ body: JSONValue? = nil) async -> JSONValue {
        let type =
            method == "PATCH" ? "application/merge-patch+json" : "application/json"
        let reply = await host.answer(
            ReceivedRequest(
                method: method, target: target, headers: ["content-type": type],
                body: body?.encoded ?? []))
        guard case .bytes(let bytes) = reply.body else { return .null }
        return JSONValue.parse(bytes) ?? .null
    }

    // MARK: Objects

    func makePod(_ name: String, cpu: String = "1", queue: String = "") async {
        var labels: JSONValue = ["applicationId": "a"]
        if !queue.isEmpty { labels["queue"] = .string(queue) }
        await ask(
            "POST", "/api/v1/namespaces/default/pods",
            [
                "metadata": ["name": .string(name), "labels": labels],
                "spec": [
                    "schedulerName": "muster",
                    "containers": [
                        [
                            "name": "main", "image": "registry.example/app:1",
                            "resources": ["requests": ["cpu": .string(cpu)]],
                        ]
                    ],
                ],
            ])
    }

    /// Whether pods have a node.
    func areBound(_ names: [String]) async -> Bool {
        for name in names {
            let pod = await ask("GET", "/api/v1/namespaces/default/pods/\(name)")
            if pod.string("spec", "nodeName") ?? "" == "" { return false }
        }
        return true
    }

    /// How often a pod was bound.
    func bindings(of name: String) -> Int {
        count("POST /api/v1/namespaces/default/pods/\(name)/binding")
    }

    /// Who has the lease, without what distinguishes its runs; "" for nobody.
    func holder() async -> String {
        let lease = await ask(
            "GET", "/apis/coordination.k8s.io/v1/namespaces/default/leases/muster")
        let name = lease.string("spec", "holderIdentity") ?? ""
        return String(name.prefix { $0 != "_" })
    }

    /// Puts a queue file into the config map.
    func configure(_ queues: String) async {
        let path = "/api/v1/namespaces/default/configmaps"
        let map: JSONValue = [
            "metadata": ["name": "muster-configs"], "data": ["queues.yaml": .string(queues)],
        ]
        if await ask("GET", "\(path)/muster-configs")["data"] == nil {
            await ask("POST", path, map)
        } else {
            await ask("PATCH", "\(path)/muster-configs", map)
        }
    }

    /// How many events tell of mistakes in config maps.
    func complaints() async -> Int {
        await ask("GET", "/apis/events.k8s.io/v1/namespaces/default/events").list("items")
            .count { $0.string("reason") == "InvalidConfiguration" }
    }
}
