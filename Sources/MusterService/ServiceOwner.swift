import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import Logging
import MusterCore

/// Owns the adapter; lives on one thread.
final class ServiceOwner {
    /// What the service is about.
    private enum Phase {
        case working
        /// No calls are made any more, and those under way are awaited until this moment.
        case finishing(until: Tick)
        /// The lease is given back.
        case leaving
        case over
    }

    let client: APIClient
    let options: ServiceOptions
    let mailbox: Mailbox<ServiceMessage>
    let dispatcher: CallDispatcher
    let clock = ServiceClock()
    var log: ServiceLog
    var adapter: Adapter
    var kinds: [WatchedKind]
    var candidate: LeaseCandidate?
    var configuration = ConfigurationFollower()
    /// The place of the config maps among the kinds; `nil` if they are not looked at.
    let configMaps: Int?
    var troubles = TroubleLog()
    var audit: Audit
    /// What was listed anew and is to be compared after what was told meanwhile.
    var listedAnew: Adapter?
    /// Since when everything is to be told of that is there.
    let start: Tick
    /// What the adapter was told.
    var settings: AdapterSettings
    /// Whether the adapter was told which kinds of owners the server knows.
    var ownersAreTold = false
    private var phase = Phase.working
    /// When it is said what is still waited for.
    private var nextPatienceLine: Tick

    /// How long calls under way are awaited at the end.
    private static let farewell = Tick(seconds: 3)
    /// How long everything may take to be told of without a line about it.
    private static let patience = Tick(seconds: 10)

    init(
        client: APIClient, options: ServiceOptions, logger: Logger,
        mailbox: Mailbox<ServiceMessage>
    ) {
        self.client = client
        self.options = options
        log = ServiceLog(logger)
        self.mailbox = mailbox
        dispatcher = CallDispatcher(client: client, clock: clock, mailbox: mailbox)
        settings = AdapterSettings()
        settings.schedulerName = options.schedulerName
        var wanted = ReflectedKind.cluster + ReflectedKind.gangs
        switch options.queues {
        case .configMaps:
            adapter = Adapter(settings: settings, instance: options.instance)
            configMaps = wanted.count
            wanted.append(.configMaps(of: options.namespace))
        case .fixed(let queues, let catalog):
            adapter = Adapter(
                configuration: queues, settings: settings, catalog: catalog,
                instance: options.instance)
            configMaps = nil
        }
        kinds = wanted.enumerated().map { place, kind in
            WatchedKind(kind, at: place, client: client, mailbox: mailbox)
        }
        candidate = options.election.map { [clock] timing in
            LeaseCandidate(
                timing, options: options, client: client, clock: clock, mailbox: mailbox)
        }
        start = clock.now
        nextPatienceLine = start + Self.patience
        audit = Audit(every: SchedulerSettings().auditInterval, from: start)
    }

    /// Works until it is told to stop.
    func run() {
        log[.scheduler].info("scheduler \(options.schedulerName) starts as \(options.identity)")
        while true {
            let messages = mailbox.takeAll(waiting: pause)
            let now = clock.now
            for kind in kinds { kind.resumeIfPaused() }
            for message in messages { take(message, at: now) }
            switch phase {
            case .working: work(at: now)
            case .finishing, .leaving: finish(at: now)
            case .over: break
            }
            if case .over = phase { break }
        }
        log[.scheduler].info("scheduler \(options.schedulerName) has ended")
    }

    /// How long nothing is to be done unless somebody tells of something.
    private var pause: Tick {
        var next = candidate?.election.nextDeadline ?? .never
        switch phase {
        case .working:
            if !adapter.isSynced {
                next = nextPatienceLine
            } else if let timer = adapter.nextTimer {
                next = min(next, timer)
            }
            for place in askedKinds {
                if let time = kinds[place].reflector.nextRequest { next = min(next, time) }
            }
            next = min(next, nextAudit)
        case .finishing(let end): next = min(next, end)
        case .leaving, .over: break
        }
        guard next < .never else { return .never }
        // A timer that is always due must not take a whole processor.
        return max(next - clock.now, Tick(milliseconds: 1))
    }

    // MARK: At work

    private func work(at now: Tick) {
        followConfiguration(at: now)
        for place in askedKinds { kinds[place].askIfDue(at: now) }
        noteWhetherSynced(at: now)
        // Whoever does not know what is there cannot lead.
        if adapter.isSynced { stand(at: now) }
        let calls = adapter.advance(to: now)
        // Deciding may have taken a while.
        if !calls.isEmpty {
            let allowed = lead(at: clock.now) ? calls : calls.filter { $0.verb == .read }
            for call in allowed { log[call.subsystem].debug("\(call.verb) \(call.path)") }
            dispatcher.submit(allowed)
        }
        for problem in adapter.problems { log[.objects].warning("\(problem)") }
        adapter.problems = []
        auditIfDue(at: now)
    }

    /// The places of the kinds that are looked at: first the config maps alone, since the core
    /// begins with the queues.
    private var askedKinds: Range<Int> {
        guard let configMaps, configuration.inForce == nil else { return kinds.indices }
        return configMaps..<configMaps + 1
    }

    private func noteWhetherSynced(at now: Tick) {
        guard !adapter.isSynced else { return }
        var missing = askedKinds.filter { !kinds[$0].reflector.isSynced }.map { kinds[$0].name }
        if missing.isEmpty, configMaps != nil, configuration.inForce == nil {
            missing = ["a queue file without errors"]
        }
        if missing.isEmpty {
            tellConfiguration(at: now)
            adapter.handle(.synced, at: now)
            let duration = now - start
            log[.scheduler].info("all that is there is known after \(duration.milliseconds) ms")
        } else if now >= nextPatienceLine {
            nextPatienceLine = now + TroubleLog.interval
            let names = missing.joined(separator: ", ")
            log[.scheduler].warning("nothing is scheduled yet: waiting for \(names)")
        }
    }

    /// Takes part in the election.
    private func stand(at now: Tick) {
        candidate?.timeReached(now)
        _ = lead(at: now)
    }

    /// Leads or stops to, as the election has it.
    ///
    /// - Returns: Whether this replica leads.
    private func lead(at now: Tick) -> Bool {
        var leads = candidate?.election.leads(at: now) ?? true
        // A new leader has to know what the one before has done.
        if !adapter.isLeading, !kinds.allSatisfy(\.reflector.isCurrent) { leads = false }
        if leads { dispatcher.allow(until: candidate?.election.leadsUntil ?? .never) }
        guard leads != adapter.isLeading else { return leads }
        if leads {
            adapter.lead()
            log[.scheduler].info("leading")
            audit.rest(from: now)
        } else {
            adapter.resign()
            dispatcher.cancelAll()
            log[.scheduler].warning("no longer leading: the lease was not renewed in time")
        }
        return leads
    }

    // MARK: At the end

    /// Ends the work.
    func beginToFinish(at now: Tick) {
        guard case .working = phase else { return }
        phase = .finishing(until: now + Self.farewell)
        adapter.resign()
        dispatcher.forgetWaiting()
    }

    private func finish(at now: Tick) {
        // Who has not stood for election has nothing to give back.
        if adapter.isSynced { candidate?.timeReached(now) }
        if case .finishing(let end) = phase {
            guard now >= end || dispatcher.openCount == 0 else { return }
            dispatcher.cancelAll()
            // Only now, as the next one may lead from then on.
            candidate?.leave(now)
            phase = .leaving
        }
        if candidate?.election.nextDeadline == nil { phase = .over }
    }
}

extension ReflectedKind {
    /// The config maps of a namespace.
    fileprivate static func configMaps(of namespace: String) -> ReflectedKind {
        ReflectedKind(ConfigMap.resource, namespace: namespace) {
            .configMap($0)
        } gone: { name, _ in
            .configMapGone(name.name)
        }
    }
}
