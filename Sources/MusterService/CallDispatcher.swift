import DequeModule
import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import MusterCore
import Synchronization

/// Hands the adapter's calls to the client: pods on their way to or from a node first, and what is
/// told to people in small portions beside them.
///
/// It is the last one to ask whether this replica still leads, so that a process that was halted in
/// the middle of many bindings does not go on with them. Every call is answered once.
final class CallDispatcher: Sendable {
    private struct Lane {
        let limit: Int
        var waiting: Deque<ClusterCall> = []
        var open = 0

        /// The call that may be made now.
        mutating func next() -> ClusterCall? {
            guard open < limit, let call = waiting.popFirst() else { return nil }
            open += 1
            return call
        }
    }

    private struct State {
        /// Twice what the client has in flight: it never waits for the next one.
        var prompt = Lane(limit: 128)
        /// A few, so that bindings do not stand behind thousands of events.
        var patient = Lane(limit: 16)
        var lastID = 0
        /// Calls that were handed over, with what takes them back.
        var open: [Int: RequestHandle?] = [:]
        /// Calls up to this one were taken back.
        var lastCancelled = 0
    }

    private struct Started {
        var id: Int
        var call: ClusterCall
        var isPrompt: Bool
    }

    private let client: APIClient
    private let clock: ServiceClock
    private let mailbox: Mailbox<ServiceMessage>
    private let state = Mutex(State())
    /// Milliseconds: until when this replica leads.
    private let leadsUntil = Atomic(Int64.min)

    init(client: APIClient, clock: ServiceClock, mailbox: Mailbox<ServiceMessage>) {
        self.client = client
        self.clock = clock
        self.mailbox = mailbox
    }

    /// How many calls wait for their answers.
    var openCount: Int { state.withLock(\.open.count) }

    /// Lets calls go until a moment.
    func allow(until end: Tick) { leadsUntil.store(end.milliseconds, ordering: .releasing) }

    /// Makes the calls, in order as far as they are alike.
    func submit(_ calls: [ClusterCall]) {
        guard !calls.isEmpty else { return }
        state.withLock { state in
            for call in calls {
                if call.purpose.isPrompt {
                    state.prompt.waiting.append(call)
                } else {
                    state.patient.waiting.append(call)
                }
            }
        }
        sendWaiting()
    }

    /// Forgets the calls that have not been made.
    ///
    /// Nobody is told of them: the adapter that has resigned has forgotten them, too.
    func forgetWaiting() {
        state.withLock { state in
            state.prompt.waiting = []
            state.patient.waiting = []
        }
    }

    /// Forgets the calls that have not been made, and takes back those that have.
    func cancelAll() {
        forgetWaiting()
        let handles = state.withLock { state in
            state.lastCancelled = state.lastID
            return state.open.values.compactMap(\.self)
        }
        for handle in handles { handle.cancel() }
    }

    // MARK: One after the other

    private func sendWaiting() {
        while let started = next() {
            guard clock.now.milliseconds < leadsUntil.load(ordering: .acquiring) else {
                end(started, .unreachable("another replica may lead by now"))
                continue
            }
            let handle = client.send(Self.request(started.call)) { result in
                self.end(started, Self.answer(result))
                self.sendWaiting()
            }
            register(handle, started.id)
        }
    }

    private func next() -> Started? {
        state.withLock { state in
            var call = state.prompt.next()
            let isPrompt = call != nil
            if call == nil { call = state.patient.next() }
            guard let call else { return nil }
            state.lastID += 1
            state.open[state.lastID] = .some(nil)
            return Started(id: state.lastID, call: call, isPrompt: isPrompt)
        }
    }

    private func register(_ handle: RequestHandle, _ id: Int) {
        let isCancelled = state.withLock { state in
            // The answer may have come already.
            guard state.open[id] != nil else { return false }
            state.open[id] = handle
            return id <= state.lastCancelled
        }
        if isCancelled { handle.cancel() }
    }

    private func end(_ started: Started, _ answer: CallAnswer) {
        state.withLock { state in
            state.open[started.id] = nil
            if started.isPrompt { state.prompt.open -= 1 } else { state.patient.open -= 1 }
        }
        mailbox.add(.answered(started.call.purpose, answer))
    }

    // MARK: Requests and answers

    private static func request(_ call: ClusterCall) -> Request {
        let (verb, type): (Request.Verb, String) =
            switch call.verb {
            case .create: (.post, "application/json")
            case .patch: (.patch, "application/strategic-merge-patch+json")
            case .mergePatch: (.patch, "application/merge-patch+json")
            case .delete: (.delete, "application/json")
            }
        var request = Request(
            verb, call.path, headers: [Field("Content-Type", type)],
            body: call.body.isEmpty ? nil : call.body)
        request.flow = call.purpose.flow
        return request
    }

    private static func answer(_ result: Result<Response, ClientError>) -> CallAnswer {
        switch result {
        case .success(let response) where response.isSuccess: .done
        case .success(let response): .refused(ServerStatus(response))
        case .failure(let error): .unreachable(error.description)
        }
    }
}

extension ClusterCall.Purpose {
    /// Whether a pod waits for it.
    fileprivate var isPrompt: Bool {
        switch self {
        case .bind, .volume, .mark, .evict, .placeholder, .delete: true
        case .report, .fail, .event: false
        }
    }

    /// What the server may ask to wait for, without the others having to.
    fileprivate var flow: String {
        switch self {
        case .bind: "bindings"
        case .volume: "volumes"
        case .mark, .evict, .delete: "evictions"
        case .placeholder: "placeholders"
        case .report, .fail: "status"
        case .event: "events"
        }
    }
}

extension ServerStatus {
    /// What the server said no with.
    init(_ response: Response) {
        var decoder = ObjectDecoder()
        self = (try? decoder.decode(from: response.body.span)) ?? ServerStatus()
        // A proxy's answer says nothing that could be read.
        if code == 0 { code = Int32(clamping: response.status) }
        if message.isEmpty { message = "the server answered with status \(response.status)" }
        if retryAfterSeconds == 0 {
            retryAfterSeconds = Int32(clamping: response.retryAfterSeconds ?? 0)
        }
    }
}
