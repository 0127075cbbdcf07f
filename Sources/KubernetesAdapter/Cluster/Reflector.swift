internal import KubernetesModel
public import MusterCore

/// Keeps up with the objects of one kind: lists them, watches them, and lists them again when the
/// server has forgotten where the watch was.
///
/// It does no I/O: it says what is to be asked, is told what came of it, and gives what the adapter
/// is to be told. An object is told of as gone once, also when that was found out by a list.
///
/// - Note: Source: `Reflector` of `k8s.io/client-go/tools/cache`; "Efficient detection of changes"
///   of the Kubernetes documentation.
public struct Reflector: Sendable {
    /// What is to be asked of the server.
    public struct Request: Hashable, Sendable {
        /// The path.
        public var path: String
        /// The parameters.
        public var query: [QueryItem]
        /// Whether the answer is a stream of lines.
        public var isWatch: Bool
    }

    /// A parameter of a request.
    public struct QueryItem: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value, not encoded.
        public var value: String
    }

    /// How a list or a watch came to its end.
    public enum End: Hashable, Sendable {
        /// The server ended the watch, as it does every few minutes.
        case finished
        /// The server refused it.
        case refused(code: Int, retryAfterSeconds: Int?)
        /// Something went wrong on the way.
        case failed
    }

    private enum Phase: Hashable {
        /// The next list begins at this moment.
        case idle(until: Tick)
        case listing
        /// The next watch begins at this moment.
        case resting(until: Tick)
        case watching(since: Tick)
    }

    private struct Known {
        var uid: String
        var list: Int64
    }

    /// The kind.
    public let kind: ReflectedKind
    /// Whether a list has come to its end: everything that is there has been told of.
    public private(set) var isSynced = false
    /// Objects that cannot be read, for the log; whoever reads them clears them.
    public var problems: [String] = []

    /// Whether the server does not know the kind.
    private var isAbsent = false
    private var phase = Phase.idle(until: .zero)
    private var known: [ObjectName: Known] = [:]
    /// Counts the lists.
    private var list: Int64 = 0
    private var continueToken = ""
    private var version = ""
    /// Failures one after the other.
    private var failures = 0
    /// Whether the watch has told of anything.
    private var hasHeard = false

    /// Objects in a page of a list: a page is read as a whole.
    private static let pageSize = 500
    private static let absenceRetry = Tick(seconds: 60)
    /// A watch that was silent for so long ends in a list.
    ///
    /// A server gives a sign in every watch once a minute. One that was put back to an older state
    /// says nothing, and no error, to who waits for a version that is still to come; client-go
    /// waits with it.
    private static let longestSilence = Tick(seconds: 120)

    /// A reflector that knows of nothing.
    public init(_ kind: ReflectedKind) {
        self.kind = kind
    }

    /// Whether the server tells of changes as they come, or has nothing of the kind.
    public var isCurrent: Bool {
        switch phase {
        case .watching: true
        case .idle: isAbsent
        case .listing, .resting: false
        }
    }

    /// When there is something to be asked; `nil` while an answer is awaited.
    public var nextRequest: Tick? {
        switch phase {
        case .idle(let time), .resting(let time): time
        case .listing, .watching: nil
        }
    }

    /// What is to be asked now, if it is time; its answer is to be told.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - chance: A random number, by which the watches of many clients end at different times.
    /// - Returns: The request; `nil` if it is not time, or an answer is awaited.
    public mutating func request(at now: Tick, chance: UInt64) -> Request? {
        let path = kind.resource.path(namespace: kind.namespace)
        switch phase {
        case .idle(let time) where time <= now:
            list += 1
            continueToken = ""
            phase = .listing
            return listRequest(path)
        case .resting(let time) where time <= now:
            phase = .watching(since: now)
            hasHeard = false
            return Request(
                path: path,
                query: [
                    QueryItem(name: "watch", value: "true"),
                    QueryItem(name: "allowWatchBookmarks", value: "true"),
                    QueryItem(name: "resourceVersion", value: version),
                    QueryItem(name: "timeoutSeconds", value: "\(300 + chance % 300)"),
                ], isWatch: true)
        case .idle, .resting, .listing, .watching: return nil
        }
    }

    private func listRequest(_ path: String) -> Request {
        var query = [QueryItem(name: "limit", value: "\(Self.pageSize)")]
        if !continueToken.isEmpty {
            query.append(QueryItem(name: "continue", value: continueToken))
        }
        return Request(path: path, query: query, isWatch: false)
    }

    // MARK: Lists

    /// Takes in a page of a list.
    ///
    /// - Returns: What the adapter is to be told, and the request for the next page, if there is
    ///   one.
    public mutating func take(
        _ page: ReflectedPage, at now: Tick
    ) -> (events: [ClusterEvent], next: Request?) {
        var events: [ClusterEvent] = []
        for object in page.objects { note(object, &events) }
        for object in page.spoiled { note(object) }
        continueToken = page.continueToken
        if !continueToken.isEmpty {
            return (events, listRequest(kind.resource.path(namespace: kind.namespace)))
        }
        let missing = known.filter { $0.value.list != list }
        for (name, object) in missing.sorted(by: { $0.key < $1.key }) {
            known[name] = nil
            events.append(kind.gone(name, object.uid))
        }
        version = page.version
        isSynced = true
        isAbsent = false
        failures = 0
        phase = .resting(until: now)
        return (events, nil)
    }

    private mutating func note(_ object: ReflectedObject, _ events: inout [ClusterEvent]) {
        if let old = known[object.name], old.uid != object.uid {
            // Another one of the same name: that the first has gone was not told.
            events.append(kind.gone(object.name, old.uid))
        }
        known[object.name] = Known(uid: object.uid, list: list)
        events.append(object.event)
    }

    private mutating func note(_ object: SpoiledObject) {
        let name = ObjectName(object.namespace, object.name)
        known[name]?.list = list
        problems.append(
            "\(kind.resource.plural) \(object.namespace)/\(object.name) is left as it was last:"
                + " \(object.problem)")
    }

    // MARK: Watches

    /// Takes in an event of the watch.
    ///
    /// - Returns: What the adapter is to be told.
    public mutating func take(_ event: ReflectedEvent, at now: Tick) -> [ClusterEvent] {
        var events: [ClusterEvent] = []
        hasHeard = true
        switch event {
        case .present(let object):
            note(object, &events)
            version = object.version
        case .gone(let name, let version):
            self.version = version
            if let object = known.removeValue(forKey: name) {
                events.append(kind.gone(name, object.uid))
            }
        case .spoiled(let object):
            note(object)
            version = object.resourceVersion
        case .bookmark(let version): self.version = version
        case .failed(let status):
            // What follows is the end of the stream.
            if Self.forgets(status.code) { version = "" }
        }
        return events
    }

    /// A list or watch has come to its end without the answer that was wanted, or a watch to its
    /// ordinary end.
    ///
    /// - Parameters:
    ///   - end: How.
    ///   - now: The moment.
    ///   - chance: A random number, by which many clients come back at different times.
    public mutating func end(_ end: End, at now: Tick, chance: UInt64) {
        var isWatch = false
        var hasLasted = false
        if case .watching(let since) = phase {
            isWatch = true
            hasLasted = since + Tick(seconds: 1) <= now
            if !hasHeard, since + Self.longestSilence <= now { version = "" }
        }
        var delay = Tick.zero
        switch end {
        case .refused(404, _) where kind.isOptional:
            // The server does not know the kind: there are none.
            isSynced = true
            isAbsent = true
            phase = .idle(until: now + Self.absenceRetry)
            return
        case .refused(let code, let seconds):
            if Self.forgets(Int32(clamping: code)) { version = "" }
            delay = max(pause(chance), Tick(seconds: Int64(seconds ?? 0)))
        case .finished where hasLasted: failures = 0
        case .finished, .failed: delay = pause(chance)
        }
        phase =
            isWatch && !version.isEmpty
            ? .resting(until: now + delay) : .idle(until: now + delay)
    }

    /// Whether the server says that it does not know the version where a watch is to go on: it has
    /// forgotten it, or, put back to an older state, has not reached it.
    private static func forgets(_ code: Int32) -> Bool { code == 410 || code == 504 }

    /// Half a second, doubled with each failure up to eight seconds, and up to as much again.
    private mutating func pause(_ chance: UInt64) -> Tick {
        let milliseconds = Int64(500) << min(failures, 4)
        failures += 1
        return Tick(milliseconds: milliseconds + Int64(chance % UInt64(milliseconds)))
    }
}
