import KubernetesClient
import KubernetesModel
import Synchronization

/// Follows the pods of a namespace, and notes when each was told of, first as waiting and then with
/// its node.
///
/// Both times are taken as the lines of one watch come, so that the way of the news from the server
/// counts for neither.
final class PodWatch: Sendable {
    /// When a pod was told of, in monotonic nanoseconds.
    struct Times {
        var added: Int64
        var bound: Int64?
    }

    /// What was told of so far.
    struct Tally {
        var present = 0
        var bound = 0
        var firstBound: Int64?
        var lastBound: Int64?
        /// When anything was told last.
        var lastNews = monotonicNanoseconds()
        var failure: String?
    }

    private struct State: ~Copyable {
        var decoder = ObjectDecoder()
        var times: [String: Times] = [:]
        var tally = Tally()
        var version = ""
        var isClosed = false
    }

    private let client: APIClient
    private let path: String
    private let onWaiting: @Sendable (Pod) -> Void
    private let state = Mutex(State())

    /// A watch that has not begun.
    ///
    /// - Parameters:
    ///   - client: Who watches.
    ///   - namespace: Whose pods are followed.
    ///   - onWaiting: Called with each pod that has no node when it is first told of.
    init(
        _ client: APIClient, namespace: String,
        onWaiting: @escaping @Sendable (Pod) -> Void = { _ in }
    ) {
        self.client = client
        self.onWaiting = onWaiting
        path = Pod.resource.path(namespace: namespace)
    }

    /// Takes note of all that is there, and begins to watch.
    ///
    /// Not by one watch from version 0: where such a one breaks off nobody knows what is missing,
    /// since what is there does not come in the order of its versions.
    func open() async throws {
        var decoder = ObjectDecoder()
        var request = Request(.get, path)
        request.isBulk = true
        var token = ""
        repeat {
            request.query = [Field("limit", "500")]
            if !token.isEmpty { request.query.append(Field("continue", token)) }
            let body = try check(await client.send(request)).body
            let page = try decoder.decodeList(of: Pod.self, from: body.span)
            for pod in page.items { take(pod) }
            token = page.continueToken
            state.withLock { $0.version = page.resourceVersion }
        } while !token.isEmpty
        watch()
    }

    private func watch() {
        var request = Request(.get, path)
        let version = state.withLock { $0.version }
        request.query = [
            Field("watch", "true"), Field("resourceVersion", version),
            Field("allowWatchBookmarks", "true"), Field("timeoutSeconds", "3600"),
        ]
        client.streamLines(
            request, onLine: { self.read($0) }, onEnd: { self.goOn(after: $0) })
    }

    private func take(_ pod: Pod) {
        let now = monotonicNanoseconds()
        if state.withLock({ note(pod, &$0, at: now) }) { onWaiting(pod) }
    }

    func close() { state.withLock { $0.isClosed = true } }

    var tally: Tally { state.withLock { $0.tally } }

    func times(of name: String) -> Times? { state.withLock { $0.times[name] } }

    private func goOn(after end: StreamEnd) {
        let isClosed = state.withLock { state in
            if case .refused(let response) = end {
                state.tally.failure = "the watch was refused with status \(response.status)"
            }
            if case .failed(let error) = end, !error.isTransient {
                state.tally.failure = error.description
            }
            return state.isClosed || state.tally.failure != nil
        }
        // The server ends watches whose reader lags, without a word.
        if !isClosed { watch() }
    }

    private func read(_ line: RawSpan) {
        let now = monotonicNanoseconds()
        let waiting = state.withLock { state -> Pod? in
            let event = try? line.withUnsafeBytes { bytes throws(DecodingProblem) in
                try state.decoder.decodeWatchEvent(
                    of: Pod.self, from: bytes.assumingMemoryBound(to: UInt8.self).span)
            }
            state.tally.lastNews = now
            switch event {
            case .changed(.deleted, let pod):
                if state.times.removeValue(forKey: pod.metadata.name) != nil {
                    state.tally.present -= 1
                }
                state.version = pod.metadata.resourceVersion
            case .changed(_, let pod):
                state.version = pod.metadata.resourceVersion
                return note(pod, &state, at: now) ? pod : nil
            case .bookmark(let version, _): state.version = version
            case .failed(let status): state.tally.failure = "the watch failed: \(status.message)"
            case .spoiled, nil: state.tally.failure = "a line of the watch cannot be read"
            }
            return nil
        }
        if let waiting { onWaiting(waiting) }
    }

    /// - Returns: Whether the pod is new and waits.
    private func note(_ pod: Pod, _ state: inout State, at now: Int64) -> Bool {
        let name = pod.metadata.name
        let isNew = state.times[name] == nil
        if isNew {
            state.times[name] = Times(added: now)
            state.tally.present += 1
        }
        guard !pod.spec.nodeName.isEmpty else { return isNew }
        if state.times[name]?.bound == nil {
            state.times[name]?.bound = now
            state.tally.bound += 1
            state.tally.firstBound = state.tally.firstBound ?? now
            state.tally.lastBound = now
        }
        return false
    }

    // MARK: Waiting

    /// Waits until enough was told of.
    ///
    /// - Throws: ``BenchError`` after a minute without news.
    func wait(
        _ what: String, until isEnough: (Tally) -> Bool, unless hasFailed: () -> String? = { nil }
    ) async throws {
        let start = monotonicNanoseconds()
        while true {
            let tally = tally
            if isEnough(tally) { return }
            if let failure = tally.failure ?? hasFailed() { throw BenchError(failure) }
            if monotonicNanoseconds() - max(tally.lastNews, start) > 60_000_000_000 {
                throw BenchError(
                    "nothing has happened for a minute while waiting for \(what): "
                        + "\(tally.present) pods, \(tally.bound) of them bound")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
