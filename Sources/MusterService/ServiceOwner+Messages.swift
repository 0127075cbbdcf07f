import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import Logging
import MusterCore
import YAMLDocument

/// What others tell the owner.
extension ServiceOwner {
    func take(_ message: ServiceMessage, at now: Tick) {
        switch message {
        case .page(let page, let kind):
            noteAnswered(kind, at: now)
            let wasAbsent = kinds[kind].isAbsent
            tell(kinds[kind].take(page, at: now), at: now)
            if wasAbsent { ownersAreTold = false }
            logSpoiled(kind)
        case .opened(let kind): noteAnswered(kind, at: now)
        case .event(let event, let kind):
            tell(kinds[kind].reflector.take(event, at: now), at: now)
            logSpoiled(kind)
        case .ended(let end, let failure, let kind):
            if let failure { tell(of: failure, kind, at: now) }
            if case .refused(403, _) = end { noteForbidden(kind) }
            let wasAbsent = kinds[kind].isAbsent
            kinds[kind].take(end, at: now)
            if kinds[kind].isAbsent != wasAbsent { ownersAreTold = false }
        case .read(let event): adapter.handle(event, at: now)
        case .answered(let purpose, let answer):
            if case .unreachable(let text) = answer { log[.calls].debug("\(purpose): \(text)") }
            if case .refused(let status) = answer {
                log[.calls].debug("\(purpose): refused with \(status.code), \(status.message)")
            }
            adapter.handle(.answered(purpose, answer), at: now)
        case .leaseAnswered(let answer, let failure, let number):
            logLease(failure, at: now)
            candidate?.take(answer, number, at: now)
        case .auditDemanded: audit.demand(at: now)
        case .listedAnew(let fresh): listedAnew = fresh
        case .auditFailed(let text): noteAuditFailure(text, at: now)
        case .compared(let differences): take(differences, at: now)
        case .stop: beginToFinish(at: now)
        }
    }

    private func tell(_ events: [ClusterEvent], at now: Tick) {
        for event in events {
            switch event {
            case .configMap(let map): configuration.note(map)
            case .configMapGone(let name): configuration.noteGone(name)
            default: adapter.handle(event, at: now)
            }
        }
    }

    // MARK: Configuration

    /// Puts into force what the config maps say, if they say something else than before.
    func followConfiguration(at now: Tick) {
        var isNew = false
        // Some of the config maps say something else than all of them.
        if let configMaps, kinds[configMaps].reflector.isSynced,
            let outcome = configuration.look(catalog: &adapter.catalog)
        {
            report(outcome, at: now)
            isNew = outcome.changesAdapter
            if outcome.isFirst, let queues = configuration.inForce?.queues {
                adapter = Adapter(
                    configuration: queues, settings: settings, catalog: adapter.catalog,
                    instance: options.instance)
            }
        }
        if adapter.isSynced, isNew || !ownersAreTold { tellConfiguration(at: now) }
    }

    /// Tells the adapter what is in force.
    func tellConfiguration(at now: Tick) {
        ownersAreTold = true
        settings.ownerKinds = kinds.filter { $0.isOwner && !$0.isAbsent }
            .map { $0.reflector.kind.resource.kind }
        if let known = configuration.inForce?.settings {
            settings.generatesUniqueIDs = known.generatesUniqueApplicationIDs
            settings.ignoresGangs = !known.isGangSchedulingEnabled
            settings.volumeBindTimeout = known.volumeBindTimeout
            settings.placeholders = known.placeholders
        }
        adapter.handle(.configuration(queuesInForce, settings), at: now)
    }

    var queuesInForce: SchedulerConfiguration {
        switch options.queues {
        case .configMaps: configuration.inForce?.queues ?? SchedulerConfiguration()
        case .fixed(let queues, _): queues
        }
    }

    private func report(_ outcome: ConfigurationFollower.Outcome, at now: Tick) {
        let reading = outcome.reading
        if let settings = reading.configuration?.settings {
            if options.logLevel == nil { log.setLevels(settings.logLevels) }
            limitCalls(settings)
            audit.setInterval(settings.auditInterval, at: now)
        }
        if reading.isFrozen {
            log[.settings].warning(
                "a config map has changed; without hot refresh it waits for a restart")
        }
        for change in reading.changes { log[.settings].info("configuration: \(change)") }
        for change in reading.waitingForRestart {
            log[.settings].warning("configuration: \(change) after a restart")
        }
        if reading.changesQueues { log[.queues].info("configuration: new queues are in force") }
        guard outcome.hasNewProblems else { return }
        for problem in reading.problems {
            log[.settings].log(level: problem.severity == .error ? .error : .warning, "\(problem)")
        }
        // Of several replicas one is enough, but nobody leads before there is a configuration.
        if adapter.isLeading || configuration.inForce == nil { writeEvents(reading.problems) }
    }

    private func writeEvents(_ problems: [Problem]) {
        var texts: [(map: ConfigMap, lines: [String])] = []
        for problem in problems {
            guard let map = configuration.map(of: problem) else { continue }
            if texts.last?.map.metadata.name != map.metadata.name { texts.append((map, [])) }
            texts[texts.count - 1].lines.append(problem.description)
        }
        for (map, lines) in texts {
            var event = Event(
                warning: lines.joined(separator: "\n"), about: ConfigMap.resource, map.metadata,
                instance: options.instance, at: clock.wall)
            event.action = "Reloading"
            event.reason = "InvalidConfiguration"
            write(event)
        }
    }

    func write(_ event: Event) {
        var request = Request(
            .post, Event.resource.path(namespace: event.metadata.namespace),
            headers: [Field("Content-Type", "application/json")], body: event.json)
        request.flow = "events"
        client.send(request) { _ in }
    }

    /// Limits the rate of calls where somebody has asked for it.
    ///
    /// Otherwise the client holds back by the number of calls in flight. YuniKorn's default of 1000
    /// stands for what is left out of the two.
    private func limitCalls(_ settings: SchedulerSettings) {
        var limits = client.configuration.limits
        if settings.callsPerSecond != nil || settings.callBurst != nil {
            limits.perSecond = Int(settings.callsPerSecond ?? 1000)
            limits.burst = Int(settings.callBurst ?? 1000)
        }
        client.limit(limits)
    }

    // MARK: Troubles

    private func noteAnswered(_ kind: Int, at now: Tick) {
        if let time = troubles.ends("server", at: now) {
            log[.server].info("the API server answers again after \(time.milliseconds / 1000) s")
        }
        if troubles.ends(kinds[kind].name, at: now) != nil {
            log[.server].info("\(kinds[kind].name) can be read again")
        }
    }

    /// Says once that a kind that need not be there may not be seen, and how that is allowed.
    private func noteForbidden(_ kind: Int) {
        guard kinds[kind].reflector.kind.isOptional, !kinds[kind].isForbidden else { return }
        kinds[kind].isForbidden = true
        let resource = kinds[kind].reflector.kind.resource
        log[.server].warning(
            """
            \(kinds[kind].name) of \(resource.group) may not be read and count as if there were \
            none; a rule of a ClusterRole that allows it: {apiGroups: ["\(resource.group)"], \
            resources: ["\(resource.plural)"], verbs: ["get", "list", "watch"]}
            """)
    }

    private func tell(of failure: ServiceMessage.Failure, _ kind: Int, at now: Tick) {
        let name = kinds[kind].name
        switch failure {
        case .unreachable(let text):
            guard troubles.begins("server", at: now) else { return }
            log[.server].warning("\(text); trying again")
        case .refused(let text):
            guard !kinds[kind].reflector.kind.isOptional, troubles.begins(name, at: now) else {
                log[.server].debug("\(name) cannot be read: \(text)")
                return
            }
            log[.server].warning("\(name) cannot be read: \(text); trying again")
        case .unreadable(let text):
            guard troubles.begins(name, at: now) else { return }
            log[.server].error("\(name) cannot be read: \(text); trying again")
        case .interrupted(let text): log[.server].debug("\(name): \(text)")
        }
    }

    private func logLease(_ failure: ServiceMessage.Failure?, at now: Tick) {
        switch failure {
        case nil:
            if troubles.ends("lease", at: now) != nil {
                log[.server].info("the lease can be read and written again")
            }
        case .interrupted(let text): log[.server].debug("lease: \(text)")
        case .unreachable(let text), .refused(let text), .unreadable(let text):
            guard troubles.begins("lease", at: now) else { return }
            let name = "\(options.namespace)/\(options.schedulerName)"
            log[.server].warning(
                "the lease \(name) cannot be read or written: \(text); trying again")
        }
    }

    private func logSpoiled(_ kind: Int) {
        guard !kinds[kind].reflector.problems.isEmpty else { return }
        for problem in kinds[kind].reflector.problems { log[.objects].warning("\(problem)") }
        kinds[kind].reflector.problems = []
    }
}
