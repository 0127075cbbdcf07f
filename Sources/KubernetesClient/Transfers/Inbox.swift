import CLibCurl
import Synchronization

/// What other threads want of a loop, in their order.
final class Inbox: Sendable {
    enum Command: Sendable {
        case start(Exchange)
        case cancel(Int)
        case resume(Int)
        case limit(CallLimits)
        /// Nothing but another look at the clock and the credentials.
        case look
    }

    private struct State {
        var commands: [Command] = []
        var isClosed = false
        var hasEnded = false
    }

    private let state = Mutex(State())
    /// Whose work the loop waits for; woken under the lock, so that nobody wakes it after its end.
    nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    /// - Throws: ``ClientError/invalidRequest(_:)`` if libcurl has no memory.
    init() throws(ClientError) {
        _ = globalInitialisation
        guard let multi = curl_multi_init() else {
            throw .invalidRequest("libcurl cannot be started")
        }
        self.multi = multi
    }

    deinit { end() }

    /// Adds a command; `false` once the inbox is closed.
    func add(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            if state.commands.count == 1 { curl_multi_wakeup(multi) }
            return true
        }
    }

    /// Takes no more commands; what came before is still taken out by ``takeAll()``.
    func close() {
        state.withLock { state in
            state.isClosed = true
            if !state.hasEnded { curl_multi_wakeup(multi) }
        }
    }

    /// Closes the inbox and all connections; nothing may be under way any more.
    func end() {
        state.withLock { state in
            state.isClosed = true
            if !state.hasEnded { curl_multi_cleanup(multi) }
            state.hasEnded = true
        }
    }

    /// All commands since the last time.
    func takeAll() -> (commands: [Command], isClosed: Bool) {
        state.withLock { state in
            defer { state.commands = [] }
            return (state.commands, state.isClosed)
        }
    }
}

// libcurl wants to be told once, before any thread uses it.
private let globalInitialisation = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
