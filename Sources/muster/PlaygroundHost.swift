import FoundationEssentials
import MusterPlayground
import MusterServer

/// Owns the playground while it is served: tells it the time, hands it one request after the
/// other, and wakes the watches that have news.
actor PlaygroundHost {
    private var playground: Playground
    /// Watches that wait for a change.
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// The earliest time at which one of them has something to do without a change.
    private var earliest = Instant(milliseconds: .max)
    private var announced: Int64 = 0
    private let webhooks = WebhookCaller()

    init(_ playground: Playground) { self.playground = playground }

    static var now: Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// Lets controllers and nodes act, every 10 ms at most, until the task is cancelled.
    func play() async {
        while !Task.isCancelled {
            let now = Self.now
            let isDue = playground.nextTimer.map { $0 <= now } ?? false
            if isDue || playground.revision != announced {
                for pending in playground.advance(to: now) {
                    Task { await self.finish(pending) }
                }
                announced = playground.revision
                wake()
            } else if earliest <= now {
                wake()
            }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func wake() {
        let all = waiting
        waiting = []
        earliest = Instant(milliseconds: .max)
        for continuation in all { continuation.resume() }
    }

    private func finish(_ pending: PendingAdmission) async {
        var answer = Answer.admission(pending)
        while case .admission(let waiting) = answer {
            let reply = await webhooks.reply(to: waiting.call)
            answer = playground.resume(waiting, with: reply, at: Self.now)
        }
    }

    func answer(_ received: ReceivedRequest) async -> ReplyToSend {
        let request = Request(
            method: received.method, target: received.target, headers: received.headers,
            body: received.body)
        var answer = playground.handle(request, at: Self.now)
        while case .admission(let pending) = answer {
            let reply = await webhooks.reply(to: pending.call)
            answer = playground.resume(pending, with: reply, at: Self.now)
        }
        switch answer {
        case .response(let response):
            if playground.revision != announced { wake() }
            return ReplyToSend(
                status: response.status, headers: response.headers, body: .bytes(response.body))
        case .watch(let watch):
            let stream = WatchStream(watch, of: self)
            return ReplyToSend(
                status: 200, headers: [("Content-Type", "application/json")],
                body: .stream { await stream.next() })
        case .admission:
            return ReplyToSend(status: 500, headers: [], body: .bytes([]))
        }
    }

    /// What a watch has to send next; waits until there is something, or the watch ends.
    fileprivate func news(for watch: Watch) async -> (watch: Watch, bytes: [UInt8], ends: Bool) {
        var watch = watch
        while true {
            let (bytes, ends) = playground.events(for: &watch, at: Self.now)
            if !bytes.isEmpty || ends { return (watch, bytes, ends) }
            earliest = min(earliest, watch.wakeUp)
            await withCheckedContinuation { waiting.append($0) }
        }
    }
}

/// One watch that is being sent.
private actor WatchStream {
    private var watch: Watch
    private let host: PlaygroundHost
    private var isOver = false

    init(_ watch: Watch, of host: PlaygroundHost) {
        self.watch = watch
        self.host = host
    }

    func next() async -> [UInt8]? {
        if isOver { return nil }
        let news = await host.news(for: watch)
        watch = news.watch
        isOver = news.ends
        return news.bytes
    }
}
