import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import Synchronization

/// A watch under way: reads the lines on the client's thread, and holds the server up while the
/// owner has more to take in than is good.
final class WatchStream: Sendable {
    private struct State: ~Copyable {
        var decoder = ObjectDecoder()
        var handle: RequestHandle?
        /// What is wrong with a line that is no event: nothing after it counts.
        var failure: String?
        /// Whether the server has answered.
        var isOpen = false
    }

    private let place: Int
    private let kind: ReflectedKind
    private let mailbox: Mailbox<ServiceMessage>
    private let state = Mutex(State())
    private let isPaused = Atomic(false)

    /// With so many messages in the box nothing more is read.
    private static let fullBox = 4096

    /// A watch of a kind, that has not begun.
    ///
    /// - Parameters:
    ///   - kind: What is watched.
    ///   - place: The kind's place among all.
    ///   - mailbox: Where the events go.
    init(of kind: ReflectedKind, at place: Int, mailbox: Mailbox<ServiceMessage>) {
        self.kind = kind
        self.place = place
        self.mailbox = mailbox
    }

    /// Begins the watch.
    func open(_ request: Request, on client: APIClient) {
        let handle = client.streamLines(
            request,
            onHead: { _ in self.begin() },
            onLine: { self.read($0) },
            onEnd: { self.end($0) })
        let isBroken = state.withLock { state in
            state.handle = handle
            return state.failure != nil
        }
        if isBroken { handle.cancel() }
    }

    private func begin() {
        state.withLock { $0.isOpen = true }
        mailbox.add(.opened(kind: place))
    }

    /// Goes on reading after a pause.
    func resumeIfPaused() {
        guard isPaused.exchange(false, ordering: .acquiringAndReleasing) else { return }
        state.withLock { $0.handle?.resume() }
    }

    private func read(_ line: RawSpan) {
        let event = state.withLock { state -> ReflectedEvent? in
            guard state.failure == nil else { return nil }
            do throws(DecodingProblem) {
                return try line.withUnsafeBytes { bytes throws(DecodingProblem) in
                    try kind.readLine(
                        &state.decoder, bytes.assumingMemoryBound(to: UInt8.self).span)
                }
            } catch {
                state.failure = "\(error)"
                state.handle?.cancel()
                return nil
            }
        }
        guard let event else { return }
        // Before the message: whoever takes that one sees that reading has stopped.
        if mailbox.count >= Self.fullBox { pause() }
        mailbox.add(.event(event, kind: place))
    }

    private func pause() {
        state.withLock { $0.handle?.pause() }
        isPaused.store(true, ordering: .releasing)
    }

    private func end(_ end: StreamEnd) {
        let (failure, isOpen) = state.withLock { ($0.failure, $0.isOpen) }
        if let failure {
            // Lists leave out what cannot be read, and go on with the rest.
            return mailbox.add(
                .ended(
                    .refused(code: 410, retryAfterSeconds: nil), because: .unreadable(failure),
                    kind: place))
        }
        switch end {
        case .finished: mailbox.add(.ended(.finished, because: nil, kind: place))
        case .refused(let response): mailbox.add(.refused(response, kind: place))
        case .failed(let error): mailbox.add(.failed(error, isOpen: isOpen, kind: place))
        }
    }
}

extension ServiceMessage {
    /// A list or watch was answered with something else.
    static func refused(_ response: Response, kind: Int) -> ServiceMessage {
        .ended(
            .refused(code: response.status, retryAfterSeconds: response.retryAfterSeconds),
            because: .refused(ServerStatus(response).message), kind: kind)
    }

    /// A list or watch was not answered, or, if it `isOpen`, not to its end.
    static func failed(_ error: ClientError, isOpen: Bool, kind: Int) -> ServiceMessage {
        // Something takes connections and drops them: that does not end by itself.
        if case .broken = error, !isOpen {
            return .ended(.failed, because: .unreachable(error.description), kind: kind)
        }
        return .ended(.failed, because: Failure(error), kind: kind)
    }
}

extension ServiceMessage.Failure {
    /// Why there was no answer.
    init(_ error: ClientError) {
        switch error {
        case .broken, .idle, .cancelled, .closed: self = .interrupted(error.description)
        case .cannotConnect, .tls, .timedOut, .credentials: self = .unreachable(error.description)
        case .tooLarge, .invalidRequest: self = .unreadable(error.description)
        }
    }
}
