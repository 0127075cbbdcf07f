import Foundation
import Synchronization

@testable import MusterPlayground

/// What `kubectl get --watch` tells of the pods and events of a cluster, kept up to date, so that
/// stories wait for what they expect without asking again and again.
final class ClusterView: Sendable {
    /// A kind that is watched.
    enum Kind: String, CaseIterable {
        case pods
        case events = "events.events.k8s.io"
    }

    private struct Waiter {
        var namespace: String
        var condition: @Sendable (Sight) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var sights: [String: Sight] = [:]
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
        var watches: [Kind: ChildProcess] = [:]
        var isOver = false
        var onPod: (@Sendable (SeenPod) -> Void)?
        /// Where each pod was seen first, by its UID.
        var nodes: [String: String] = [:]
        /// Pods that were seen on two nodes.
        var moved: [String] = []
    }

    private let state = Mutex(State())
    private let kubectl: Kubectl

    /// A view of nothing.
    init(_ kubectl: Kubectl) { self.kubectl = kubectl }

    /// Begins to watch; `onPod` is called with every pod that has come or changed, from one thread.
    func start(onPod: @escaping @Sendable (SeenPod) -> Void) throws {
        state.withLock { $0.onPod = onPod }
        for kind in Kind.allCases { try watch(kind) }
    }

    func stop() {
        let watches = state.withLock { state in
            state.isOver = true
            defer { state.watches = [:] }
            return state.watches
        }
        for watch in watches.values { watch.end(by: SIGKILL) }
    }

    /// Pods that were on one node and then on another, which cannot be.
    var moved: [String] { state.withLock(\.moved) }

    // MARK: Waiting

    /// What is known of a namespace.
    func sight(of namespace: String) -> Sight {
        state.withLock { $0.sights[namespace] ?? Sight() }
    }

    /// Waits until what is known of a namespace is as it should be.
    ///
    /// - Returns: Whether it became so within the time.
    func wait(
        for namespace: String, seconds: Int, _ condition: @escaping @Sendable (Sight) -> Bool
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter = state.withLock { state -> Int? in
                if condition(state.sights[namespace] ?? Sight()) { return nil }
                state.lastWaiter += 1
                state.waiters[state.lastWaiter] = Waiter(
                    namespace: namespace, condition: condition, continuation: continuation)
                return state.lastWaiter
            }
            guard let waiter else { return continuation.resume(returning: true) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) {
                let late = self.state.withLock { $0.waiters.removeValue(forKey: waiter) }
                late?.continuation.resume(returning: false)
            }
        }
    }

    // MARK: Watching

    private func watch(_ kind: Kind) throws {
        let reader = DocumentReader { [weak self] document in self?.take(document, kind) }
        let arguments = [
            "get", kind.rawValue, "--all-namespaces", "--watch", "--output-watch-events",
            "--output", "json",
        ]
        guard let program = Kubectl.program else { return }
        let child = try ChildProcess(
            program, arguments, environment: kubectl.environment
        ) { [weak self] data in
            reader.take(data)
            if data.isEmpty { self?.restart(kind) }
        }
        state.withLock { $0.watches[kind] = child }
    }

    /// The server ends watches now and then; what there is, is told of anew.
    private func restart(_ kind: Kind) {
        let isOver = state.withLock { state in
            for namespace in state.sights.keys {
                switch kind {
                case .pods: state.sights[namespace]?.pods = [:]
                case .events: state.sights[namespace]?.events = [:]
                }
            }
            return state.isOver
        }
        if !isOver { try? watch(kind) }
    }

    private func take(_ document: JSONValue, _ kind: Kind) {
        guard let object = document["object"],
            let namespace = object.string("metadata", "namespace"),
            let name = object.string("metadata", "name")
        else { return }
        let isGone = document.string("type") == "DELETED"
        let (ready, onPod) = state.withLock { state in
            switch kind {
            case .pods:
                state.sights[namespace, default: Sight()].pods[name] =
                    isGone ? nil : SeenPod(value: object)
                note(SeenPod(value: object), &state)
            case .events:
                state.sights[namespace, default: Sight()].events[name] = isGone ? nil : object
            }
            let sight = state.sights[namespace] ?? Sight()
            let ready = state.waiters.filter {
                $0.value.namespace == namespace && $0.value.condition(sight)
            }
            for key in ready.keys { state.waiters[key] = nil }
            return (ready.values, state.onPod)
        }
        for waiter in ready { waiter.continuation.resume(returning: true) }
        if kind == .pods, !isGone { onPod?(SeenPod(value: object)) }
    }

    private func note(_ pod: SeenPod, _ state: inout State) {
        guard !pod.node.isEmpty else { return }
        if let first = state.nodes[pod.uid], first != pod.node {
            state.moved.append("\(pod.namespace)/\(pod.name): \(first), then \(pod.node)")
        }
        state.nodes[pod.uid] = pod.node
    }
}

/// Cuts what `kubectl` prints into documents, of which each is a line.
private final class DocumentReader: Sendable {
    private let rest = Mutex(Data())
    private let onDocument: @Sendable (JSONValue) -> Void

    init(onDocument: @escaping @Sendable (JSONValue) -> Void) { self.onDocument = onDocument }

    func take(_ data: Data) {
        let lines = rest.withLock { rest in
            rest.append(data)
            var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = Data(lines.removeLast())
            return lines
        }
        for line in lines {
            if let value = JSONValue.parse(Array(line)) { onDocument(value) }
        }
    }
}
