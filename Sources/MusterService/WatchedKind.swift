import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import MusterCore

/// A kind of object that the owner keeps up with.
struct WatchedKind {
    /// What is to be asked, and what the answers mean.
    var reflector: Reflector
    /// Whether the server does not know the kind, or does not let it be seen though it need not.
    var isAbsent = false
    /// Whether it was said that it may not be seen.
    var isForbidden = false

    /// Whether pods of such an owner wait for being told of it.
    let isOwner: Bool

    private let place: Int
    private let client: APIClient
    private let mailbox: Mailbox<ServiceMessage>
    private var stream: WatchStream?

    /// How long a page may take; the server may have to read all of them for it.
    private static let listTimeout = Duration.seconds(60)
    /// The server gives a sign in every watch once a minute.
    private static let silence = Duration.seconds(150)

    init(
        _ kind: ReflectedKind, at place: Int, client: APIClient,
        mailbox: Mailbox<ServiceMessage>
    ) {
        reflector = Reflector(kind)
        isOwner = kind.isOwner
        self.place = place
        self.client = client
        self.mailbox = mailbox
    }

    /// The name of the kind, as in paths.
    var name: String { reflector.kind.resource.plural }

    /// Asks what is to be asked now.
    mutating func askIfDue(at now: Tick) {
        // Asked of every kind whenever something happens: chance costs a system call.
        guard let time = reflector.nextRequest, time <= now else { return }
        if let request = reflector.request(at: now, chance: .random(in: .min ... .max)) {
            send(request)
        }
    }

    /// Lets the watch go on that was held up.
    func resumeIfPaused() { stream?.resumeIfPaused() }

    /// Takes in a page of a list and asks for the next one.
    ///
    /// - Returns: What the adapter is to be told.
    mutating func take(_ page: ReflectedPage, at now: Tick) -> [ClusterEvent] {
        isAbsent = false
        isForbidden = false
        let (events, next) = reflector.take(page, at: now)
        if let next { send(next) }
        return events
    }

    /// Takes in the end of a list or watch.
    mutating func take(_ end: Reflector.End, at now: Tick) {
        stream = nil
        var end = end
        // Who may see the kinds that are there has seldom been given the right to see others, too.
        if case .refused(403, let seconds) = end, reflector.kind.isOptional {
            end = .refused(code: 404, retryAfterSeconds: seconds)
        }
        if case .refused(404, _) = end, reflector.kind.isOptional { isAbsent = true }
        reflector.end(end, at: now, chance: .random(in: .min ... .max))
    }

    /// The request as it is sent.
    static func request(_ wanted: Reflector.Request) -> Request {
        var request = Request(
            .get, wanted.path, query: wanted.query.map { Field($0.name, $0.value) })
        if wanted.isWatch {
            request.idleTimeout = Self.silence
        } else {
            request.isBulk = true
            request.timeout = Self.listTimeout
        }
        return request
    }

    private mutating func send(_ wanted: Reflector.Request) {
        let request = Self.request(wanted)
        if wanted.isWatch {
            let stream = WatchStream(of: reflector.kind, at: place, mailbox: mailbox)
            self.stream = stream
            stream.open(request, on: client)
            return
        }
        client.send(request) { [kind = reflector.kind, place, mailbox] result in
            mailbox.add(Self.message(result, of: kind, at: place))
        }
    }

    /// Read here, on the client's thread, so that the owner does not have to.
    private static func message(
        _ result: Result<Response, ClientError>, of kind: ReflectedKind, at place: Int
    ) -> ServiceMessage {
        switch result {
        case .failure(let error): return .failed(error, isOpen: false, kind: place)
        case .success(let response):
            guard response.isSuccess else { return .refused(response, kind: place) }
            do throws(DecodingProblem) {
                return .page(try kind.readPage(response.body), kind: place)
            } catch {
                return .ended(.failed, because: .unreadable("\(error)"), kind: place)
            }
        }
    }
}

extension ReflectedKind {
    fileprivate var isOwner: Bool {
        let groups = [
            PodGroup.resource, PodGroup.schedulerPluginsResource, PodGroup.volcanoResource,
            Workload.resource,
        ]
        return !groups.contains(resource)
            && ReflectedKind.gangs.contains { $0.resource == resource }
    }
}
