import Synchronization

/// Talks with one API server.
///
/// Two threads move the bytes: one for calls, over few shared connections, one for streams and
/// bulk calls, each over a connection of its own. What is passed in is called by these threads and
/// must not block them. Every request that was accepted is told its end exactly once, at the latest
/// when the client is closed.
public final class APIClient: Sendable {
    private struct Lane: Sendable {
        let inbox: Inbox
        let thread: ClientThread
    }

    /// As it was created with.
    public let configuration: ClientConfiguration
    private let calls: Lane
    private let streams: Lane
    private let clock: ClientClock
    private let lastID = Atomic(0)
    private let isClosed = Atomic(false)

    /// Makes a client; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - configuration: Where the server is and who asks.
    ///   - clock: For timeouts, rates, delays and the ends of credentials.
    ///   - seed: For the part of the delays that is left to chance.
    /// - Throws: ``ClientError/invalidRequest(_:)`` for an address that is none,
    ///   ``ClientError/credentials(_:)`` for a token that cannot be sent.
    public init(
        _ configuration: ClientConfiguration, clock: ClientClock = .system,
        seed: UInt64 = .random(in: .min ... .max)
    ) throws(ClientError) {
        self.configuration = configuration
        self.clock = clock
        let inboxes = (try Inbox(), try Inbox())
        let address = try ServerAddress(
            configuration.server, serverName: configuration.tls.serverName)
        let store = try CredentialStore(configuration.credentials, clock: clock) {
            _ = inboxes.0.add(.look)
            _ = inboxes.1.add(.look)
        }
        func lane(
            _ inbox: Inbox, _ connections: TransferOptions.Connections, _ limits: CallLimits
        ) -> Lane {
            let thread = ClientThread {
                let options = TransferOptions(
                    configuration: configuration, address: address, connections: connections)
                let queue = CallQueue(limits: limits, retry: configuration.retry, seed: seed)
                ClientLoop(
                    inbox: inbox, options: options, queue: queue, credentials: store, clock: clock
                ).run()
            }
            return Lane(inbox: inbox, thread: thread)
        }
        var bulk = CallLimits()
        bulk.inFlight = 8
        calls = lane(inboxes.0, .shared, configuration.limits)
        streams = lane(inboxes.1, .own, bulk)
    }

    deinit { close() }

    /// Sends a request and calls back with the answer, whatever its status, or with what kept it
    /// from coming.
    ///
    /// - Returns: A handle to take the request back; it need not be kept.
    @discardableResult
    public func send(
        _ request: Request,
        completion: @escaping @Sendable (Result<Response, ClientError>) -> Void
    ) -> RequestHandle {
        start(request, .call(completion), in: request.isBulk ? streams : calls)
    }

    /// Sends a request and hands over the answer as it comes.
    ///
    /// A stream is never repeated once its head was handed over, and has no rate.
    ///
    /// - Parameters:
    ///   - request: A watch, or what else is long.
    ///   - onHead: Called once with status and headers, if the status is one of 200 to 299.
    ///   - onBytes: Called with each part of the body, which is not valid afterwards.
    ///   - onEnd: Called once, last.
    /// - Returns: A handle to pause the stream and to take it back; it need not be kept.
    @discardableResult
    public func stream(
        _ request: Request,
        onHead: @escaping @Sendable (Response) -> Void = { _ in },
        onBytes: @escaping @Sendable (RawSpan) -> Void,
        onEnd: @escaping @Sendable (StreamEnd) -> Void
    ) -> RequestHandle {
        let receiver = StreamReceiver(
            head: onHead,
            bytes: { bytes in
                onBytes(bytes)
                return nil
            },
            end: onEnd)
        return start(request, .stream(receiver), in: streams)
    }

    /// Sends a request and hands over the lines of the answer as they come, without their ends;
    /// empty ones are left out.
    ///
    /// - Parameters:
    ///   - request: A watch.
    ///   - onHead: Called once with status and headers, if the status is one of 200 to 299.
    ///   - onLine: Called with each line, which is not valid afterwards.
    ///   - onEnd: Called once, last. A stream that ends within a line is broken.
    /// - Returns: A handle to pause the stream and to take it back; it need not be kept.
    @discardableResult
    public func streamLines(
        _ request: Request,
        onHead: @escaping @Sendable (Response) -> Void = { _ in },
        onLine: @escaping @Sendable (RawSpan) -> Void,
        onEnd: @escaping @Sendable (StreamEnd) -> Void
    ) -> RequestHandle {
        let splitter = Mutex(LineSplitter(maxLineBytes: configuration.maxLineBytes))
        let receiver = StreamReceiver(
            head: onHead,
            bytes: { bytes in
                splitter.withLock { $0.split(bytes, onLine) ? nil : .tooLarge(limit: $0.limit) }
            },
            end: { end in
                if case .finished = end, splitter.withLock({ $0.isWithinLine }) {
                    onEnd(.failed(.broken("the stream ended in the middle of a line")))
                } else {
                    onEnd(end)
                }
            })
        return start(request, .stream(receiver), in: streams)
    }

    /// Changes how many calls go at a time and how fast; what is under way goes on.
    public func limit(_ limits: CallLimits) { _ = calls.inbox.add(.limit(limits)) }

    /// Ends everything.
    ///
    /// What is under way or waiting is told ``ClientError/closed``, before this returns unless it
    /// is called from within a callback. Closing again does nothing.
    public func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for lane in [calls, streams] { lane.inbox.close() }
        // A thread cannot wait for itself, nor for the other one while that may wait for it.
        let isWithinCallback = calls.thread.isCurrent || streams.thread.isCurrent
        for lane in [calls, streams] {
            if isWithinCallback { lane.thread.detach() } else { lane.thread.join() }
        }
    }

    /// Has both threads look at the clock; for clocks that do not go by themselves.
    func clockHasMoved() {
        for lane in [calls, streams] { _ = lane.inbox.add(.look) }
    }

    private func start(
        _ request: Request, _ receiver: Exchange.Receiver, in lane: Lane
    ) -> RequestHandle {
        let id = lastID.add(1, ordering: .relaxed).newValue
        let exchange = Exchange(
            id: id, request: request, receiver: receiver, clock: clock,
            maxBodyBytes: configuration.maxBodyBytes)
        if !lane.inbox.add(.start(exchange)) { exchange.end(.failure(.closed)) }
        return RequestHandle(exchange: exchange, inbox: lane.inbox)
    }
}

/// A request that was sent.
public struct RequestHandle: Sendable {
    let exchange: Exchange
    let inbox: Inbox

    /// Takes the request back: it ends with ``ClientError/cancelled`` unless it has ended before.
    ///
    /// The server may have carried it out.
    public func cancel() { _ = inbox.add(.cancel(exchange.id)) }

    /// Stops a stream soon, after the bytes that have been read already.
    ///
    /// The server is held up when the connection's buffers are full. Nothing happens to a call.
    public func pause() { exchange.isPaused.store(true, ordering: .releasing) }

    /// Lets a stream that was paused go on.
    public func resume() {
        exchange.isPaused.store(false, ordering: .releasing)
        _ = inbox.add(.resume(exchange.id))
    }
}
