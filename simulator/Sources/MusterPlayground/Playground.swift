/// An in-memory Kubernetes API with hollow nodes: the engine of `muster playground`.
///
/// A value: it reads no clock, opens no socket and draws chance from a seed, so that the same
/// requests at the same times get the same answers. Whoever drives it passes requests and the
/// time, sends the answers, asks running watches for news after every change, and calls
/// `advance(to:)` so that the controllers and the hollow nodes do their part.
public struct Playground: Sendable {
    /// What differs between two playgrounds.
    public struct Settings: Sendable {
        /// Seed of names, uids and pod addresses.
        public var seed: UInt64 = 1
        /// How many changes are kept for watches and for lists of an earlier version.
        public var window = 10_000
        /// How long a bound pod of a Job runs, unless its annotations say otherwise; seconds.
        public var runSeconds: Int64 = 10
        /// How long a bound pod takes until it runs; milliseconds.
        public var startMilliseconds: Int64 = 200
        /// Users by their bearer token.
        public var tokens: [String: User] = [:]
        /// Whether nodes that carry the label `hollow` are played: leases, pods.
        public var playsNodes = true
        /// Whether jobs, replica sets and deployments make pods.
        public var playsControllers = true
        /// Up to how many pods controllers and kubelets tell what they do, in events that go after
        /// an hour; with more pods they tell only what goes wrong, with 0 nothing.
        public var mostPodsWithEvents = 0
        /// PEM of the authority that signed the server's certificate, for `kube-root-ca.crt`.
        public var certificateAuthority = ""

        /// Creates the usual ones.
        public init() {}
    }

    let settings: Settings
    var catalogue = ResourceCatalogue()
    var store: ObjectStore
    var random: Randomness
    /// The latest time that was heard of.
    var now: Instant
    var controllers = Controllers()

    /// A cluster without nodes, with the namespaces, service accounts and priority classes that
    /// every cluster has.
    public init(settings: Settings = Settings(), at time: Instant) {
        self.settings = settings
        store = ObjectStore(window: settings.window)
        store.grow(to: catalogue.storageCount)
        random = Randomness(seed: settings.seed)
        now = time
        bootstrap()
    }

    /// The version of the latest write: a watch has news only if it changed.
    public var revision: Int64 { store.revision }

    /// Answers one request.
    ///
    /// Requests change the state in the order in which they come.
    public mutating func handle(_ request: Request, at time: Instant) -> Answer {
        now = max(now, time)
        return perform(request, replies: [], seed: random.next())
    }

    /// Goes on with a request that waited for a webhook.
    public mutating func resume(
        _ pending: PendingAdmission, with reply: WebhookReply, at time: Instant
    ) -> Answer {
        now = max(now, time)
        let answer = perform(
            pending.request, replies: pending.replies + [reply], seed: pending.seed,
            origin: pending.origin)
        if case .admission = answer { return answer }
        if let origin = pending.origin {
            controllers.finished(origin.uid, answer, at: now)
            tellCreation(answer, for: origin)
        }
        return answer
    }

    mutating func perform(
        _ request: Request, replies: [WebhookReply], seed: UInt64, origin: Origin? = nil
    ) -> Answer {
        let pretty =
            request.flag("pretty")
            || request.headers["user-agent"]?.hasPrefix("curl") == true
        do {
            let answer = try route(request, replies: replies, seed: seed)
            guard pretty, case .response(var response) = answer,
                response.headers.contains(where: { $0.value == "application/json" })
            else { return answer }
            response.body = JSONValue.indented(response.body)
            return .response(response)
        } catch let needed as WebhookNeeded {
            return .admission(
                PendingAdmission(
                    call: needed.call, request: request, replies: replies, seed: seed,
                    origin: origin))
        } catch let error as APIError {
            var response = error.response
            if pretty { response.body = JSONValue.indented(response.body) }
            return .response(response)
        } catch {
            return .response(APIError.unforeseen("\(error)").response)
        }
    }

    private mutating func route(
        _ request: Request, replies: [WebhookReply], seed: UInt64
    ) throws -> Answer {
        let user = try authenticate(request)
        if let answer = try answerAboutServer(request) { return .response(answer) }
        if let answer = try review(request, by: user) { return .response(answer) }
        guard let path = try ResourcePath(request.path, in: catalogue) else {
            return .response(.plain(404, "404 page not found\n"))
        }
        guard request.body.count <= 3 * 1024 * 1024 else {
            throw APIError(
                code: 413, reason: "RequestEntityTooLarge",
                message: "Request entity too large: limit is 3145728")
        }
        var operation = Operation(
            request: request, path: path, user: user,
            representation: try Representation(accept: request.headers["accept"]),
            replies: replies, random: Randomness(seed: seed))
        if request.method == "GET" || request.method == "HEAD" { return try read(operation) }
        do {
            guard operation.isDryRun else { return .response(try write(&operation)) }
            var branch = self
            return .response(try branch.write(&operation))
        } catch var error as APIError {
            error.warnings = operation.warnings
            throw error
        }
    }

    private func authenticate(_ request: Request) throws -> User {
        if let user = request.user { return user }
        var user = User.administrator
        if let header = request.headers["authorization"] {
            let parts = header.split(separator: " ")
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let known = settings.tokens[String(parts[1])]
            else { throw APIError.unauthorized }
            user = known
        }
        if let other = request.headers["impersonate-user"] { user = User(name: other) }
        return user
    }

    private mutating func write(_ operation: inout Operation) throws -> Response {
        switch (operation.request.method, operation.path.name, operation.path.subresource) {
        case ("POST", nil, nil): return try create(&operation)
        case ("POST", .some(let name), .binding): return try bind(name, &operation)
        case ("POST", .some(let name), .eviction): return try evict(name, &operation)
        case ("PUT", .some(let name), _): return try replace(name, &operation)
        case ("PATCH", .some(let name), _): return try patch(name, &operation)
        case ("DELETE", .some(let name), nil): return try delete(name, &operation)
        case ("DELETE", nil, nil): return try deleteCollection(&operation)
        default: throw APIError.methodNotAllowed
        }
    }
}
