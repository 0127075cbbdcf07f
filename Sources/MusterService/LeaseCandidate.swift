import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import MusterCore

/// Takes part in the election, and makes its calls.
struct LeaseCandidate {
    private(set) var election: LeaderElection
    private let namespace: String
    private let leaseName: String
    private let client: APIClient
    private let mailbox: Mailbox<ServiceMessage>
    private let clock: ServiceClock
    private var open: RequestHandle?

    init(
        _ timing: ElectionTiming, options: ServiceOptions, client: APIClient, clock: ServiceClock,
        mailbox: Mailbox<ServiceMessage>
    ) {
        namespace = options.namespace
        leaseName = options.schedulerName
        election = LeaderElection(
            identity: options.identity, name: leaseName, namespace: namespace, timing: timing)
        self.client = client
        self.mailbox = mailbox
        self.clock = clock
    }

    /// Does what is due.
    mutating func timeReached(_ now: Tick) { send(election.timeReached(moment(now))) }

    /// Takes in what came of a call.
    mutating func take(_ answer: LeaderElection.Answer, _ number: UInt64, at now: Tick) {
        send(election.answered(number, answer, moment(now)))
    }

    /// Gives the lease back.
    mutating func leave(_ now: Tick) { send(election.leave(moment(now))) }

    private func moment(_ now: Tick) -> LeaderElection.Now {
        LeaderElection.Now(tick: now, wall: clock.wall, jitter: .random(in: .min ... .max))
    }

    private mutating func send(_ call: LeaderElection.Call?) {
        guard let call else { return }
        // One that was given up may still wait for its next try.
        open?.cancel()
        var request = request(call.action)
        request.isUrgent = true
        let timeout = election.timing.callTimeout.milliseconds
        request.timeout = .milliseconds(timeout)
        open = client.send(request) { [mailbox] result in
            let (answer, failure) = Self.answer(result, to: call.action)
            mailbox.add(.leaseAnswered(answer, because: failure, number: call.number))
        }
    }

    private func request(_ action: LeaderElection.Action) -> Request {
        let path = Lease.resource.path(namespace: namespace, name: leaseName)
        let type = [Field("Content-Type", "application/json")]
        return switch action {
        case .read: Request(.get, path)
        case .create(let lease):
            Request(
                .post, Lease.resource.path(namespace: namespace), headers: type, body: lease.json)
        case .update(let lease): Request(.put, path, headers: type, body: lease.json)
        }
    }

    private static func answer(
        _ result: Result<Response, ClientError>, to action: LeaderElection.Action
    ) -> (LeaderElection.Answer, ServiceMessage.Failure?) {
        switch result {
        case .failure(let error): return (.failure, ServiceMessage.Failure(error))
        case .success(let response) where response.isSuccess:
            var decoder = ObjectDecoder()
            do throws(DecodingProblem) {
                let lease: Lease = try decoder.decode(from: response.body.span)
                return (.lease(lease), nil)
            } catch {
                return (.failure, .unreadable("\(error)"))
            }
        case .success(let response):
            switch response.status {
            case 404:
                guard case .create = action else { return (.notFound, nil) }
                // What is missing is its namespace.
                return (.notFound, .refused(ServerStatus(response).message))
            case 409: return (.conflict, nil)
            default: return (.failure, .refused(ServerStatus(response).message))
            }
        }
    }
}
