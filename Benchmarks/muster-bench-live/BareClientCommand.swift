import ArgumentParser
import DequeModule
import Glibc
import KubernetesClient
import KubernetesModel
import Synchronization

struct BareClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-client",
        abstract: "Bind every pod of a namespace to the next node, as fast as the server does it.",
        shouldDisplay: false)

    @Option var kubeconfig: String
    @Option var namespace: String
    @Option var nodePrefix: String

    func run() async throws {
        let client = try openClient(kubeconfig)
        let nodes = try await nodeNames(client)
        guard !nodes.isEmpty else { throw BenchError("there are no nodes") }
        let binder = BareBinder(client: client, nodes: nodes)
        let watch = PodWatch(client, namespace: namespace) { binder.bind($0) }
        try await watch.open()
        while watch.tally.failure == nil { try await Task.sleep(for: .milliseconds(100)) }
        throw BenchError(watch.tally.failure ?? "")
    }

    private func nodeNames(_ client: APIClient) async throws -> [String] {
        let body = try check(await client.send(Request(.get, "/api/v1/nodes"))).body
        var decoder = ObjectDecoder()
        return try decoder.decodeList(of: Node.self, from: body.span).items
            .map(\.metadata.name).filter { $0.hasPrefix(nodePrefix) }
    }
}

/// Makes the calls that a scheduler makes for each pod, one binding and one event, with as many of
/// them under way as Muster has (`CallDispatcher`), and decides nothing.
private final class BareBinder: Sendable {
    private struct Placed {
        var pod: Pod
        var node: String
    }

    private struct Lane {
        let limit: Int
        var waiting: Deque<Placed> = []
        var open = 0

        mutating func next() -> Placed? {
            guard open < limit, let placed = waiting.popFirst() else { return nil }
            open += 1
            return placed
        }
    }

    private struct State {
        var bindings = Lane(limit: 128)
        var events = Lane(limit: 16)
        var lastNode = 0
        var lastEvent = 0
    }

    private let client: APIClient
    private let nodes: [String]
    private let state = Mutex(State())

    init(client: APIClient, nodes: [String]) {
        self.client = client
        self.nodes = nodes
    }

    func bind(_ pod: Pod) {
        state.withLock { state in
            state.lastNode += 1
            let node = nodes[state.lastNode % nodes.count]
            state.bindings.waiting.append(Placed(pod: pod, node: node))
        }
        sendWaiting()
    }

    private func sendWaiting() {
        while let placed = state.withLock({ $0.bindings.next() }) {
            client.send(binding(placed)) { result in
                let isBound = (try? result.get().isSuccess) == true
                if !isBound { Self.complain(result) }
                self.state.withLock { state in
                    state.bindings.open -= 1
                    // As a scheduler would, it tries again.
                    if isBound {
                        state.events.waiting.append(placed)
                    } else {
                        state.bindings.waiting.append(placed)
                    }
                }
                self.sendWaiting()
            }
        }
        while let placed = state.withLock({ $0.events.next() }) {
            client.send(event(placed)) { _ in
                self.state.withLock { $0.events.open -= 1 }
                self.sendWaiting()
            }
        }
    }

    private static func complain(_ result: Result<Response, ClientError>) {
        let text =
            switch result {
            case .success(let response):
                "\(response.status) \(APIStatus(response.body)?.message ?? "")"
            case .failure(let error): error.description
            }
        let line = Array("a pod is not bound: \(text)\n".utf8)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    private func binding(_ placed: Placed) -> Request {
        let metadata = placed.pod.metadata
        let binding = Binding(
            podName: metadata.name, podUID: metadata.uid, nodeName: placed.node)
        let path = Pod.resource.path(
            namespace: metadata.namespace, name: metadata.name, subresource: "binding")
        var request = Request(.post, path, body: binding.json)
        request.flow = "bindings"
        return request
    }

    private func event(_ placed: Placed) -> Request {
        let metadata = placed.pod.metadata
        let number = state.withLock { state in
            state.lastEvent += 1
            return state.lastEvent
        }
        let now = Timestamp(microseconds: wallMicroseconds())
        var event = Event()
        event.metadata.namespace = metadata.namespace
        event.metadata.name = "\(metadata.name).\(String(now.milliseconds, radix: 16))\(number)"
        event.eventTime = now
        event.reportingController = "muster.dev/scheduler"
        event.reportingInstance = "bare"
        event.action = "Binding"
        event.reason = "Scheduled"
        event.type = "Normal"
        event.note =
            "Successfully assigned \(metadata.namespace)/\(metadata.name) to \(placed.node)"
        event.regarding.apiVersion = "v1"
        event.regarding.kind = "Pod"
        event.regarding.namespace = metadata.namespace
        event.regarding.name = metadata.name
        event.regarding.uid = metadata.uid
        var request = Request(
            .post, Event.resource.path(namespace: metadata.namespace), body: event.json)
        request.flow = "events"
        return request
    }
}
