import FoundationEssentials
import Synchronization

/// The credential in force, and how the next one is got.
///
/// Shared by the client's threads. A token file is read by whoever asks, at most every ten
/// seconds; a plugin runs in a thread of its own while the requests wait.
final class CredentialStore: Sendable {
    /// What there is at the moment.
    enum Availability {
        /// `generation` rises with each new credential.
        case ready(Credential, generation: Int)
        /// A plugin is running; `onChange` is called when it has ended.
        case awaited
        case failed(ClientError)
    }

    private struct State {
        var current: Credential?
        var generation = 0
        /// When the source was last asked, in nanoseconds of the client's clock.
        var askedAt: Int64?
        var isRunning = false
        var failure: ClientError?
    }

    /// How long a token file is not read again, and a plugin that failed not run again.
    private static let rereadNanoseconds: Int64 = 10_000_000_000
    private static let retryNanoseconds: Int64 = 1_000_000_000

    private let source: Credentials
    private let clock: ClientClock
    private let onChange: @Sendable () -> Void
    private let state: Mutex<State>

    /// - Throws: ``ClientError/credentials(_:)`` for a token that cannot be sent.
    init(
        _ source: Credentials, clock: ClientClock, onChange: @escaping @Sendable () -> Void
    ) throws(ClientError) {
        self.source = source
        self.clock = clock
        self.onChange = onChange
        var fixed: Credential?
        switch source {
        case .none: fixed = Credential.none
        case .token(let token): fixed = try .bearer(token, from: "the token")
        case .basic(let user, let password):
            let pair = Data("\(user):\(password)".utf8).base64EncodedString()
            fixed = Credential(authorization: "Basic " + pair)
        case .tokenFile, .plugin: break
        }
        state = Mutex(State(current: fixed))
    }

    /// Whether another credential than the present one may be had.
    var canRefresh: Bool {
        switch source {
        case .none, .token, .basic: false
        case .tokenFile, .plugin: true
        }
    }

    /// The credential to send now.
    func current() -> Availability {
        switch source {
        case .none, .token, .basic: break
        case .tokenFile(let path, let otherwise): rereadIfDue(path, otherwise: otherwise)
        case .plugin(let plugin): runIfDue(plugin)
        }
        return state.withLock { state in
            if let failure = state.failure { return .failed(failure) }
            guard let current = state.current else { return .awaited }
            return .ready(current, generation: state.generation)
        }
    }

    /// The server refused the credential of that generation: it is got anew, unless that has
    /// happened.
    func refuse(generation: Int) {
        state.withLock { state in
            guard state.generation == generation, canRefresh else { return }
            state.askedAt = nil
            if case .plugin = source { state.current = nil }
        }
    }

    private func rereadIfDue(_ path: String, otherwise: String?) {
        let now = clock.now()
        state.withLock { state in
            if let askedAt = state.askedAt, now - askedAt < Self.rereadNanoseconds,
                state.failure == nil
            {
                return
            }
            state.askedAt = now
            do throws(ClientError) {
                let credential = try readToken(path, otherwise: otherwise)
                state.failure = nil
                guard credential != state.current else { return }
                state.current = credential
                state.generation += 1
            } catch {
                // A token that worked is better than none while its file is being replaced.
                if state.current == nil { state.failure = error }
            }
        }
    }

    private func readToken(_ path: String, otherwise: String?) throws(ClientError) -> Credential {
        if let data = FileManager.default.contents(atPath: path) {
            let text = String(decoding: data, as: UTF8.self)
            return try .bearer(text.trimmedBlanks, from: "the token file `\(path)`")
        }
        guard let otherwise else {
            throw .credentials("the token file `\(path)` cannot be read, expected a token in it")
        }
        return try .bearer(otherwise, from: "the token")
    }

    private func runIfDue(_ plugin: CredentialPlugin) {
        let now = clock.now()
        let wallSeconds = clock.wallSeconds()
        let isDue = state.withLock { state in
            let isExpired = state.current?.expiry.map { $0 <= wallSeconds } ?? false
            if (state.current != nil && !isExpired) || state.isRunning { return false }
            // Neither a plugin that fails nor one that brings old credentials runs all the time.
            if state.failure != nil || isExpired, let askedAt = state.askedAt,
                now - askedAt < Self.retryNanoseconds
            {
                return false
            }
            state.current = nil
            state.failure = nil
            state.isRunning = true
            return true
        }
        guard isDue else { return }
        let thread = ClientThread {
            let result = plugin.run()
            self.state.withLock { state in
                state.isRunning = false
                state.askedAt = self.clock.now()
                state.generation += 1
                switch result {
                case .success(let credential): state.current = credential
                case .failure(let error): state.failure = error
                }
            }
            self.onChange()
        }
        thread.detach()
    }
}

extension StringProtocol {
    /// Without the blanks and ends of lines around it.
    var trimmedBlanks: SubSequence {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return start }
        return start[...end]
    }
}
