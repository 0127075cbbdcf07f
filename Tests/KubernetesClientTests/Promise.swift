import Dispatch
import Synchronization

@testable import KubernetesClient

/// A value that comes later; the first one counts.
final class Promise<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var count = 0
        var waiting: [@Sendable (Value) -> Void] = []
    }

    private let state = Mutex(State())

    /// How often the promise was kept.
    var count: Int { state.withLock(\.count) }

    func fulfil(_ value: Value) {
        let waiting = state.withLock { state in
            state.count += 1
            guard state.value == nil else { return [@Sendable (Value) -> Void]() }
            state.value = value
            defer { state.waiting = [] }
            return state.waiting
        }
        for resume in waiting { resume(value) }
    }

    /// The value, as soon as it is there.
    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                whenThere { continuation.resume(returning: $0) }
            }
        }
    }

    /// Waits for the value, for threads.
    func waitInThread() {
        let semaphore = DispatchSemaphore(value: 0)
        whenThere { _ in semaphore.signal() }
        semaphore.wait()
    }

    private func whenThere(_ body: @escaping @Sendable (Value) -> Void) {
        let value = state.withLock { state in
            if state.value == nil { state.waiting.append(body) }
            return state.value
        }
        if let value { body(value) }
    }
}

extension Promise<Void> {
    func fulfil() { fulfil(()) }
}

/// A clock that a test moves.
final class ManualClock: Sendable {
    private let seconds = Mutex<Int64>(1000)

    var clock: ClientClock {
        ClientClock(
            now: { self.seconds.withLock { $0 * 1_000_000_000 } },
            wallSeconds: { self.seconds.withLock { $0 } })
    }

    func advance(seconds added: Int64, _ client: APIClient) {
        seconds.withLock { $0 += added }
        client.clockHasMoved()
    }
}

/// What a stream's reader was told.
final class StreamLog: Sendable {
    private let state = Mutex<[String]>([])
    let firstLine = Promise<Void>()
    let end = Promise<StreamEnd>()

    var lines: [String] { state.withLock(\.self) }

    func open(_ request: Request, on client: APIClient) -> RequestHandle {
        client.streamLines(
            request,
            onLine: { line in
                let text = line.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                self.state.withLock { $0.append(text) }
                self.firstLine.fulfil()
            },
            onEnd: { self.end.fulfil($0) })
    }
}
