import CLibCurl
import Glibc
import Synchronization

/// Moves the bytes of all exchanges, in one thread: takes commands, starts what may start, lets
/// libcurl work, ends what has ended.
final class ClientLoop {
    let inbox: Inbox
    private let clock: ClientClock
    private let credentials: CredentialStore
    private let options: TransferOptions
    private var queue: CallQueue
    private var exchanges: [Int: Exchange] = [:]
    private var underWay: [UnsafeMutableRawPointer: Exchange] = [:]
    private var idleHandles: [EasyHandle] = []
    /// No deadline is before this; a lower bound, so that not all are looked at each time.
    private var firstDeadline = Int64.max
    /// When a server that was connected did not answer in time: connections made before are not
    /// used again.
    private var suspectBefore: Int64?

    /// Whether nothing starts until somebody brings credentials.
    private var awaitsCredentials = false

    /// When the loop last had something to take in, by the real clock, nanoseconds.
    private var lastLook = Int64.min / 2

    private static let maxIdleHandles = 64

    init(
        inbox: Inbox, options: TransferOptions, queue: CallQueue, credentials: CredentialStore,
        clock: ClientClock
    ) {
        self.inbox = inbox
        self.options = options
        self.queue = queue
        self.credentials = credentials
        self.clock = clock
        muster_multi_setopt_long(inbox.multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    /// Runs until the inbox is closed; then every exchange has been told its end.
    func run() {
        while true {
            let (commands, isClosed) = inbox.takeAll()
            for command in commands { carryOut(command) }
            if isClosed { return endAll() }
            let now = clock.now()
            endOverdue(at: now)
            startWaiting(at: now)
            if !perform() { waitForWork() }
        }
    }

    private func carryOut(_ command: Inbox.Command) {
        switch command {
        case .start(let exchange):
            exchanges[exchange.id] = exchange
            queue.add(exchange.id, exchange.traits)
        case .cancel(let id): end(id, .failure(.cancelled))
        case .resume(let id):
            guard let exchange = exchanges[id], exchange.isHeld, let easy = exchange.easy else {
                return
            }
            exchange.isHeld = false
            exchange.extendIdleDeadline()
            noteDeadline(of: exchange)
            curl_easy_pause(easy.pointer, CURLPAUSE_CONT)
            // What was held is delivered at once; libcurl does not report how that ended.
            if let failure = exchange.ownFailure { end(id, .failure(failure)) }
        case .limit(let limits): queue.limit(limits)
        case .look: break
        }
    }

    // MARK: Starting

    private func startWaiting(at now: Int64) {
        awaitsCredentials = false
        guard queue.count > underWay.count else { return }
        switch credentials.current() {
        case .awaited: awaitsCredentials = true
        case .failed(let error):
            let waiting = exchanges.values.filter { $0.easy == nil }.map(\.id).sorted()
            for id in waiting { end(id, .failure(error)) }
        case .ready(let credential, let generation):
            while let id = queue.next(at: now) {
                guard let exchange = exchanges[id] else { continue }
                exchange.generation = generation
                start(exchange, credential: credential, now: now)
            }
        }
    }

    private func start(_ exchange: Exchange, credential: Credential, now: Int64) {
        exchange.beginAttempt()
        do throws(ClientError) {
            guard let easy = idleHandles.popLast() ?? EasyHandle() else {
                throw .invalidRequest("libcurl has no memory left")
            }
            let age = suspectBefore.map { max(Int((now - $0) / 1_000_000_000), 1) } ?? 0
            try options.apply(exchange, credential: credential, maxAgeSeconds: age, to: easy)
            let code = curl_multi_add_handle(inbox.multi, easy.pointer)
            guard code == CURLM_OK else {
                throw .invalidRequest(String(cString: curl_multi_strerror(code)))
            }
            exchange.easy = easy
            underWay[easy.pointer] = exchange
            noteDeadline(of: exchange)
        } catch {
            end(exchange.id, .failure(error))
        }
    }

    // MARK: Ending

    /// Lets libcurl work and ends what has ended.
    ///
    /// - Returns: Whether something ended, so that something else may start.
    private func perform() -> Bool {
        var running: Int32 = 0
        curl_multi_perform(inbox.multi, &running)
        var hasEnded = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(inbox.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let pointer = message.pointee.easy_handle
            else { continue }
            // The message is gone with its handle.
            let code = muster_message_result(message)
            guard let exchange = underWay[pointer] else { continue }
            hasEnded = true
            finishAttempt(of: exchange, code)
        }
        return hasEnded
    }

    private func finishAttempt(of exchange: Exchange, _ code: CURLcode) {
        let text = code == CURLE_OK ? "" : exchange.easy?.text(of: code) ?? ""
        release(exchange)
        if let failure = exchange.ownFailure {
            finish(exchange, .failure(failure))
        } else if code != CURLE_OK {
            finish(exchange, .failure(ClientError(code, text: text)))
        } else {
            finish(exchange, .success(exchange.response))
        }
    }

    /// Ends the exchange, or has its call repeated.
    private func finish(_ exchange: Exchange, _ result: Result<Response, ClientError>) {
        if exchange.isStreaming { return end(exchange.id, result) }
        if case .success(let response) = result, response.status == 401,
            credentials.canRefresh, !exchange.hasRefreshedCredential
        {
            exchange.hasRefreshedCredential = true
            credentials.refuse(generation: exchange.generation)
            return queue.takeBack(exchange.id)
        }
        let isOver = queue.finish(exchange.id, CallQueue.Ending(result), at: clock.now())
        if isOver { end(exchange.id, result) }
    }

    private func end(_ id: Int, _ result: Result<Response, ClientError>) {
        queue.remove(id)
        guard let exchange = exchanges.removeValue(forKey: id) else { return }
        release(exchange)
        exchange.end(result)
    }

    private func endAll() {
        for id in exchanges.keys.sorted() { end(id, .failure(.closed)) }
        idleHandles = []
        inbox.end()
    }

    /// Takes the exchange's handle back.
    private func release(_ exchange: Exchange) {
        guard let easy = exchange.easy else { return }
        exchange.easy = nil
        underWay[easy.pointer] = nil
        curl_multi_remove_handle(inbox.multi, easy.pointer)
        if idleHandles.count < Self.maxIdleHandles { idleHandles.append(easy) }
    }

    // MARK: Time

    private func noteDeadline(of exchange: Exchange) {
        firstDeadline = min(firstDeadline, exchange.deadline)
    }

    /// Streams move their deadlines, in both directions, as their bytes come; they are few.
    private func findStreamDeadlines() {
        guard options.connections == .own else { return }
        firstDeadline = underWay.values.map(\.deadline).min() ?? .max
    }

    private func endOverdue(at now: Int64) {
        findStreamDeadlines()
        guard now >= firstDeadline else { return }
        let overdue = underWay.values.filter { $0.deadline <= now }.sorted { $0.id < $1.id }
        for exchange in overdue {
            guard !exchange.isStreaming || !exchange.isPaused.load(ordering: .acquiring) else {
                exchange.extendIdleDeadline()
                continue
            }
            let error: ClientError = exchange.isStreaming ? .idle : .timedOut
            suspectBefore = now
            release(exchange)
            finish(exchange, .failure(error))
        }
        firstDeadline = underWay.values.map(\.deadline).min() ?? .max
    }

    /// Nanoseconds between two looks: the more calls are under way the longer each of them takes,
    /// and the less it matters when it is taken in.
    private var spacing: Int64 {
        options.connections == .own ? 1_000_000 : Int64(min(underWay.count, 16)) * 250_000
    }

    private func waitForWork() {
        findStreamDeadlines()
        let now = clock.now()
        // Whoever brings the credentials wakes the loop.
        let nextStart = awaitsCredentials ? nil : queue.nextTime(at: now)
        let next = min(firstDeadline, nextStart ?? .max)
        let milliseconds = next <= now ? 1 : min((next - now) / 1_000_000 + 1, 60_000)
        // Each look goes through all exchanges, and with hundreds under way a part of one is there
        // every few microseconds: they are taken in together. What comes after a pause never waits.
        let early = lastLook + spacing - ClientClock.system.now()
        if early > 0 {
            var rest = timespec(tv_sec: 0, tv_nsec: Int(early))
            nanosleep(&rest, nil)
        }
        curl_multi_poll(inbox.multi, nil, 0, Int32(milliseconds), nil)
        lastLook = ClientClock.system.now()
    }
}

extension Exchange {
    /// What the queue has to know.
    var traits: CallQueue.Traits {
        CallQueue.Traits(
            flow: request.flow, isIdempotent: request.verb.isIdempotent && !isStream,
            isUrgent: request.isUrgent || isStream)
    }
}

extension CallQueue.Ending {
    init(_ result: Result<Response, ClientError>) {
        switch result {
        case .success(let response) where response.isSuccess:
            self = .answered(status: response.status, retryAfterSeconds: nil)
        case .success(let response):
            let isRefused =
                response.status == 429
                && APIStatus(response.body)?.causes.contains("DisruptionBudget") == true
            self = .answered(
                status: response.status, retryAfterSeconds: response.retryAfterSeconds,
                isRefusedForGood: isRefused)
        case .failure(let error): self = .failed(error)
        }
    }
}
