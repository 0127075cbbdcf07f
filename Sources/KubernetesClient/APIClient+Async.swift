import Synchronization

extension APIClient {
    /// Sends a request and waits for the answer, whatever its status.
    ///
    /// - Throws: What kept the answer from coming; ``ClientError/cancelled`` if the task was.
    public func send(_ request: Request) async throws(ClientError) -> Response {
        let pending = PendingCall()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let handle = send(request) { continuation.resume(returning: $0) }
                pending.begin(handle)
            }
        } onCancel: {
            pending.cancel()
        }
        return try result.get()
    }
}

/// A call that a task waits for, which may be cancelled before it has begun.
private final class PendingCall: Sendable {
    private struct State {
        var handle: RequestHandle?
        var isCancelled = false
    }

    private let state = Mutex(State())

    func begin(_ handle: RequestHandle) {
        let isCancelled = state.withLock { state in
            state.handle = handle
            return state.isCancelled
        }
        if isCancelled { handle.cancel() }
    }

    func cancel() {
        let handle = state.withLock { state in
            state.isCancelled = true
            return state.handle
        }
        handle?.cancel()
    }
}
