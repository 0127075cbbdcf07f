import KubernetesAdapter
import KubernetesModel
import MusterConfiguration
import MusterCore

@testable import MusterPlayground

/// That of the playground; the wire types have one of their own.
typealias JSONValue = MusterPlayground.JSONValue

/// A whole cluster in virtual time: the playground as its API server, controllers and nodes, and
/// the adapter with the core as its scheduler.
///
/// Nothing waits and nothing is left to chance: what is due is done, then the clock moves on to
/// what is due next.
struct VirtualCluster {
    private(set) var playground: Playground
    private(set) var now: Instant
    private(set) var replicas: [Replica]
    /// Whether the API server can be reached.
    var isServerUp = true
    /// What goes wrong by chance.
    var faults: Faults?
    /// What a call is answered with instead of being carried out; `nil` for nothing special.
    var intercept: (ClusterCall) -> CallAnswer? = { _ in nil }
    /// A text of the lists that arrives as another one; `nil` for none.
    var misprint: (text: String, instead: String)?
    /// Verb and path of every call that was carried out.
    private(set) var calls: [String] = []

    /// A scheduler with what it watches.
    struct Replica {
        var adapter: Adapter
        var watched: [Watched]
        /// Answers on their way, and when they arrive.
        var answers: [(at: Instant, purpose: ClusterCall.Purpose, answer: CallAnswer)] = []
        /// What it was started with.
        var queues: String
        var settings: AdapterSettings
    }

    /// A kind that is watched.
    struct Watched {
        var reflector: Reflector
        var stream: Watch?
        /// What it tells comes later than this.
        var lagsUntil = Instant(milliseconds: 0)
        /// What was listed and cannot be read.
        var spoiled: [SpoiledObject] = []
    }

    static let start = Instant(timestamp: "2026-01-01T00:00:00Z") ?? Instant(milliseconds: 0)

    /// A cluster of like nodes, with nothing in it.
    init(
        nodes: Int = 3, capacity: [String: String] = ["cpu": "16", "memory": "64Gi"],
        queues: String = "", settings: AdapterSettings = AdapterSettings(), window: Int = 10_000
    ) throws {
        now = Self.start
        var server = Playground.Settings()
        server.window = window
        playground = Playground(settings: server, at: now)
        playground.addNodes(count: nodes, capacity: capacity, at: now)
        replicas = []
        try addReplica(queues: queues, settings: settings)
        // What comes later is told of in the order in which it comes.
        try run(seconds: 1)
    }

    /// The scheduler, where there is one.
    var adapter: Adapter {
        get { replicas[0].adapter }
        _modify { yield &replicas[0].adapter }
    }

    /// Starts another scheduler; the first one leads.
    mutating func addReplica(
        queues: String? = nil, settings: AdapterSettings? = nil
    ) throws {
        let queues = queues ?? replicas.first?.queues ?? ""
        let settings = settings ?? replicas.first?.settings ?? AdapterSettings()
        let (adapter, watched) = try startAdapter(queues, settings, place: replicas.count)
        replicas.append(
            Replica(adapter: adapter, watched: watched, queues: queues, settings: settings))
        if replicas.count == 1 { replicas[0].adapter.lead() }
    }

    /// An adapter that knows of nothing, and what it is to watch.
    private func startAdapter(
        _ queues: String, _ settings: AdapterSettings, place: Int
    ) throws -> (Adapter, [Watched]) {
        var catalog = ResourceCatalog()
        let configuration = try Self.configuration(queues, &catalog)
        var settings = settings
        settings.ownerKinds = ["Job"]
        let adapter = Adapter(
            configuration: configuration, settings: settings, catalog: catalog,
            instance: "muster-\(place)")
        let kinds = ReflectedKind.cluster + ReflectedKind.gangs
        return (adapter, kinds.map { Watched(reflector: Reflector($0)) })
    }

    /// Starts a scheduler anew: it knows of nothing.
    mutating func restart(replica: Int = 0, queues: String? = nil) throws {
        let wasLeading = replicas[replica].adapter.isLeading
        if let queues { replicas[replica].queues = queues }
        let (adapter, watched) = try startAdapter(
            replicas[replica].queues, replicas[replica].settings, place: replica)
        replicas[replica].adapter = adapter
        replicas[replica].watched = watched
        replicas[replica].answers = []
        if wasLeading { replicas[replica].adapter.lead() }
    }

    static func configuration(
        _ text: String, _ catalog: inout ResourceCatalog
    ) throws -> SchedulerConfiguration {
        let reading = readQueueFile(
            Array(text.utf8), file: "queues.yaml", catalog: &catalog)
        guard let file = reading.queueFile else {
            throw Failure(text: reading.problems.map { "\($0)" }.joined(separator: "\n"))
        }
        return file.schedulerConfiguration()
    }

    struct Failure: Error, CustomStringConvertible {
        var text: String
        var description: String { text }
    }

    // MARK: Time

    /// Lets time pass until everything has happened that happens within so many seconds.
    mutating func run(seconds: Int64) throws {
        let end = now.adding(seconds: seconds)
        var rounds = 0
        while true {
            let hasMoved = try step()
            rounds = hasMoved ? rounds + 1 : 0
            if rounds > 10_000 { throw Failure(text: "it goes round in circles") }
            if hasMoved { continue }
            guard let next = nextMoment, next <= end else { break }
            now = max(next, now.adding(milliseconds: 1))
        }
        now = end
    }

    private var nextMoment: Instant? {
        var moments: [Instant] = []
        if let time = playground.nextTimer { moments.append(time) }
        for replica in replicas {
            if let time = replica.adapter.nextTimer {
                moments.append(Instant(milliseconds: time.milliseconds))
            }
            moments += replica.answers.map(\.at)
            for watched in replica.watched {
                if let time = watched.reflector.nextRequest {
                    moments.append(Instant(milliseconds: time.milliseconds))
                }
                if watched.lagsUntil > now {
                    moments.append(watched.lagsUntil)
                } else if let stream = watched.stream {
                    moments.append(stream.wakeUp)
                }
            }
        }
        return moments.min()
    }

    /// Does what is due now.
    ///
    /// - Returns: Whether anything was.
    private mutating func step() throws -> Bool {
        let revision = playground.revision
        _ = playground.advance(to: now)
        var hasMoved = playground.revision != revision
        for replica in replicas.indices {
            if try isServerUp ? reflect(replica) : lose(replica) { hasMoved = true }
            if answer(replica) { hasMoved = true }
            for call in replicas[replica].adapter.advance(to: tick) {
                hasMoved = true
                let answer = try perform(call, for: replica)
                replicas[replica].answers.append(
                    (now.adding(milliseconds: faults?.lag() ?? 0), call.purpose, answer))
            }
        }
        return hasMoved
    }

    private var tick: Tick { Tick(milliseconds: now.milliseconds) }

    // MARK: What the scheduler is told

    private mutating func reflect(_ replica: Int) throws -> Bool {
        var hasMoved = false
        for place in replicas[replica].watched.indices {
            var watched = replicas[replica].watched[place]
            var events: [ClusterEvent] = []
            if let request = watched.reflector.request(at: tick, chance: 0) {
                hasMoved = true
                try send(request, &watched, &events)
            }
            if try read(&watched, &events) { hasMoved = true }
            if watched.stream != nil, faults?.breaksWatch() == true {
                watched.stream = nil
                watched.reflector.end(.failed, at: tick, chance: 0)
            }
            replicas[replica].watched[place] = watched
            for event in events { replicas[replica].adapter.handle(event, at: tick) }
        }
        let isSynced = replicas[replica].watched.allSatisfy(\.reflector.isSynced)
        if isSynced, !replicas[replica].adapter.isSynced {
            hasMoved = true
            replicas[replica].adapter.handle(.synced, at: tick)
        }
        return hasMoved
    }

    /// The server cannot be reached: streams break, requests come to nothing.
    private mutating func lose(_ replica: Int) -> Bool {
        var hasMoved = false
        for place in replicas[replica].watched.indices {
            let wasWatching = replicas[replica].watched[place].stream != nil
            replicas[replica].watched[place].stream = nil
            let request = replicas[replica].watched[place].reflector.request(at: tick, chance: 0)
            guard wasWatching || request != nil else { continue }
            hasMoved = true
            replicas[replica].watched[place].reflector.end(.failed, at: tick, chance: 0)
        }
        return hasMoved
    }

    private mutating func send(
        _ request: Reflector.Request, _ watched: inout Watched, _ events: inout [ClusterEvent]
    ) throws {
        var request: Reflector.Request? = request
        while let next = request {
            request = nil
            let target =
                next.path + "?"
                + next.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            switch playground.handle(Request(method: "GET", target: target), at: now) {
            case .watch(let stream): watched.stream = stream
            case .admission: throw Failure(text: "a webhook was asked about \(target)")
            case .response(let response):
                guard response.status == 200 else {
                    watched.reflector.end(
                        .refused(code: response.status, retryAfterSeconds: nil), at: tick,
                        chance: 0)
                    break
                }
                let page = try watched.reflector.kind.readPage(misprinted(response.body))
                watched.spoiled += page.spoiled
                let taken = watched.reflector.take(page, at: tick)
                events += taken.events
                request = taken.next
            }
        }
    }

    private func misprinted(_ page: [UInt8]) -> [UInt8] {
        guard let (text, instead) = misprint else { return page }
        return Array(String(decoding: page, as: UTF8.self).replacing(text, with: instead).utf8)
    }

    private mutating func read(_ watched: inout Watched, _ events: inout [ClusterEvent]) throws
        -> Bool
    {
        guard var stream = watched.stream, watched.lagsUntil <= now else { return false }
        let lag = faults?.lag() ?? 0
        if lag > 0 {
            watched.lagsUntil = now.adding(milliseconds: lag)
            return false
        }
        let news = playground.events(for: &stream, at: now)
        watched.stream = news.ends ? nil : stream
        var decoder = ObjectDecoder()
        for line in news.bytes.split(separator: UInt8(ascii: "\n")) {
            let event = try watched.reflector.kind.readLine(&decoder, Array(line).span)
            events += watched.reflector.take(event, at: tick)
        }
        if news.ends { watched.reflector.end(.finished, at: tick, chance: 0) }
        return !news.bytes.isEmpty || news.ends
    }

    // MARK: What the scheduler asks for

    private mutating func perform(
        _ call: ClusterCall, for replica: Int
    ) throws -> CallAnswer {
        if let answer = intercept(call) { return answer }
        guard isServerUp else { return .unreachable("connection refused") }
        let isEviction = call.path.hasSuffix("/eviction")
        let fate = faults?.fate(isEviction: isEviction) ?? .carriedOut
        if case .lostBefore = fate { return .unreachable("connection reset") }
        if case .refused(let code) = fate {
            var status = ServerStatus()
            status.code = code
            return .refused(status)
        }
        let (method, type) =
            switch call.verb {
            case .read: ("GET", "application/json")
            case .create: ("POST", "application/json")
            case .patch: ("PATCH", "application/strategic-merge-patch+json")
            case .mergePatch: ("PATCH", "application/merge-patch+json")
            case .delete: ("DELETE", "application/json")
            }
        calls.append("\(method) \(call.path)")
        let response = try ask(method, call.path, call.body, type: type)
        if case .lostAfter = fate { return .unreachable("timed out") }
        guard response.status >= 300 else {
            if let event = try call.purpose.event(from: response.body) {
                replicas[replica].adapter.handle(event, at: tick)
            }
            return .done
        }
        var decoder = ObjectDecoder()
        return .refused(try decoder.decode(from: response.body.span))
    }

    private mutating func answer(_ replica: Int) -> Bool {
        let arrived = replicas[replica].answers.filter { $0.at <= now }
        replicas[replica].answers.removeAll { $0.at <= now }
        for (_, purpose, answer) in arrived {
            replicas[replica].adapter.handle(.answered(purpose, answer), at: tick)
        }
        return !arrived.isEmpty
    }

    /// What every scheduler knows otherwise than one that starts now.
    func audit() throws -> [String] {
        var other = self
        var differences: [String] = []
        for replica in replicas.indices {
            try other.restart(replica: replica)
            other.replicas[replica].adapter.resign()
            _ = try other.reflect(replica)
            for watched in other.replicas[replica].watched {
                for object in watched.spoiled {
                    other.replicas[replica].adapter.noteUnread(
                        object, of: watched.reflector.kind.resource)
                }
            }
            _ = other.replicas[replica].adapter.advance(to: tick)
            differences += other.replicas[replica].adapter.scheduler.checkInvariants()
            if let difference = replicas[replica].adapter.firstDifference(
                from: other.replicas[replica].adapter)
            {
                differences.append("replica \(replica): \(difference)")
            }
        }
        return differences
    }

    // MARK: What happens to it

    mutating func addNodes(_ count: Int, prefix: String, cpu: String = "16") {
        playground.addNodes(
            count: count, prefix: prefix, capacity: ["cpu": cpu, "memory": "64Gi"], at: now)
    }

    /// The API server is put back to how it was in another life; its connections break.
    mutating func restoreServer(from backup: VirtualCluster) throws {
        // Identities are never made twice.
        let random = playground.random
        playground = backup.playground
        playground.random = random
        isServerUp = false
        try run(seconds: 1)
        isServerUp = true
    }

    /// Whoever leads ends to do so, and the other takes over when it has been told of everything.
    mutating func changeLeader() throws {
        let leader = replicas.firstIndex { $0.adapter.isLeading } ?? 0
        replicas[leader].adapter.resign()
        let faults = faults
        self.faults = nil
        while !replicas[1 - leader].watched.allSatisfy(\.reflector.isCurrent) {
            try run(seconds: 5)
        }
        try run(seconds: 5)
        self.faults = faults
        replicas[1 - leader].adapter.lead()
    }

    mutating func changeLeader(from old: Int, to new: Int) {
        replicas[old].adapter.resign()
        replicas[new].adapter.lead()
    }

    mutating func reload(queues: String, settings: AdapterSettings = AdapterSettings()) throws {
        for replica in replicas.indices {
            let configuration = try Self.configuration(
                queues, &replicas[replica].adapter.catalog)
            replicas[replica].adapter.handle(.configuration(configuration, settings), at: tick)
        }
    }

    // MARK: What its users do and see

    /// Asks the API server something.
    mutating func ask(
        _ method: String, _ target: String, _ body: [UInt8] = [],
        type: String = "application/json"
    ) throws -> Response {
        let request = Request(
            method: method, target: target, headers: ["content-type": type], body: body)
        guard case .response(let response) = playground.handle(request, at: now) else {
            throw Failure(text: "\(method) \(target) has no answer")
        }
        return response
    }

    /// Asks for something that has to be done.
    mutating func demand(
        _ method: String, _ target: String, _ body: JSONValue? = nil,
        type: String = "application/json"
    ) throws {
        let response = try ask(method, target, body?.encoded ?? [], type: type)
        guard response.status < 300 else {
            throw Failure(
                text: "\(method) \(target): \(String(decoding: response.body, as: UTF8.self))")
        }
    }

    /// The object at a path.
    mutating func object(_ target: String) throws -> JSONValue {
        JSONValue.parse(try ask("GET", target).body) ?? .null
    }
}
