public import KubernetesClient
public import Logging
import Synchronization

/// A scheduler at work in a cluster: the adapter with its core, and all that is around it.
///
/// One thread owns the adapter. Everybody else, the threads of the client above all, puts what has
/// happened into a box; the owner takes all of it, has the adapter decide once, and hands out the
/// calls. Nothing waits for the owner, and the owner waits for nothing but the box and its timers.
public final class SchedulerService: Sendable {
    private let client: APIClient
    private let options: ServiceOptions
    private let logger: Logger
    private let mailbox = Mailbox<ServiceMessage>()
    private let thread = Mutex<ClientThread?>(nil)

    /// A service that does nothing yet.
    ///
    /// - Parameters:
    ///   - server: Where the API server is and who asks.
    ///   - options: What is to be done.
    ///   - logger: Where it is told of.
    /// - Throws: ``ClientError`` for a server that cannot be asked, whatever happens.
    public init(
        _ server: ClientConfiguration, options: ServiceOptions, logger: Logger
    ) throws(ClientError) {
        client = try APIClient(server)
        self.options = options
        self.logger = logger
    }

    deinit { stop() }

    /// Begins to work.
    ///
    /// What goes wrong from now on is logged and tried again, for ever.
    public func start() {
        let (client, options, logger, mailbox) = (client, options, logger, mailbox)
        thread.withLock { thread in
            guard thread == nil else { return }
            thread = ClientThread {
                ServiceOwner(client: client, options: options, logger: logger, mailbox: mailbox)
                    .run()
            }
        }
    }

    /// Compares what is known with fresh lists, soon, and logs what came of it.
    public func audit() { mailbox.add(.auditDemanded) }

    /// Ends the work: calls under way are awaited for a little, the lease is given back, and the
    /// connections are closed.
    ///
    /// Returns when that is done, after a few seconds at most.
    public func stop() {
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let running {
            mailbox.add(.stop)
            running.join()
        }
        client.close()
    }
}
