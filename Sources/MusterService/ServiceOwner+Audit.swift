import KubernetesAdapter
import KubernetesClient
import KubernetesModel
import Logging
import MusterCore

/// What is known is compared with fresh lists now and then, and when somebody asks for it.
///
/// The lists are read, told to an adapter of their own and compared beside the thread that decides,
/// which only hands out a copy of what it knows. See ``Audit`` for why it is done twice.
extension ServiceOwner {
    /// How long an audit that is due waits for a moment in which there is nothing to do.
    private static let patience = Tick(seconds: 60)

    /// When an audit may begin; those at intervals are made by the leader alone.
    var nextAudit: Tick {
        guard audit.isDemanded || adapter.isLeading, adapter.isSynced, audit.next < .never
        else { return .never }
        // Looked at again while others keep it waiting.
        return audit.next <= clock.now ? clock.now + Tick(seconds: 1) : audit.next
    }

    func auditIfDue(at now: Tick) {
        compareWithLists()
        guard adapter.isSynced, audit.next <= now, audit.isDemanded || adapter.isLeading
        else { return }
        let isIdle = dispatcher.openCount == 0 && mailbox.count == 0
        guard isIdle || audit.isDemanded || audit.next + Self.patience <= now else { return }
        audit.begin()
        let known = kinds.indices.filter { $0 != configMaps && !kinds[$0].isAbsent }
            .map { kinds[$0].reflector.kind }
        let fresh = Adapter(
            configuration: queuesInForce, settings: settings, catalog: adapter.catalog,
            instance: options.instance)
        Task.detached(priority: .utility) { [client, clock, mailbox] in
            do throws(AuditFailure) {
                mailbox.add(
                    .listedAnew(try await fresh.told(of: known, by: client, clock: clock)))
            } catch {
                mailbox.add(.auditFailed(error.text))
            }
        }
    }

    /// Compares once all that came before is settled.
    private func compareWithLists() {
        guard let fresh = listedAnew else { return }
        listedAnew = nil
        for name in audit.leavesOut(fresh.unreadNames) {
            log[.audit].warning("audit: \(name) cannot be read and is left out")
        }
        Task.detached(priority: .utility) { [adapter, mailbox] in
            mailbox.add(
                .compared(adapter.scheduler.checkInvariants() + adapter.differences(from: fresh)))
        }
    }

    func noteAuditFailure(_ text: String, at now: Tick) {
        if audit.isDemanded || troubles.begins("audit", at: now) {
            log[.audit].warning("no audit: \(text)")
        }
        audit.rest(from: now)
    }

    func take(_ differences: [String], at now: Tick) {
        _ = troubles.ends("audit", at: now)
        let isDemanded = audit.isDemanded
        guard let finding = audit.compared(differences, at: now) else {
            log[.audit].debug("audit: \(differences.count) differences to be confirmed")
            return
        }
        adapter.note(finding)
        switch finding {
        case .agrees:
            log[.audit].log(
                level: isDemanded ? .info : .debug,
                "audit: what is known is what the API server has")
        case .differs(let text, let count):
            let more = count > 1 ? "; \(count - 1) more differences" : ""
            log[.audit].error("audit: \(text)\(more)")
            tell(ofDifference: text + more)
        }
    }

    private func tell(ofDifference text: String) {
        var lease = ObjectMeta()
        lease.namespace = options.namespace
        lease.name = options.schedulerName
        var event = Event(
            warning: text, about: Lease.resource, lease, instance: options.instance,
            at: clock.wall)
        event.action = "Auditing"
        event.reason = "AuditFailed"
        write(event)
    }
}

/// Why there is nothing to compare with.
private struct AuditFailure: Error {
    var text: String
}

extension Adapter {
    /// This adapter after it was told of everything that there is of some kinds.
    fileprivate consuming func told(
        of kinds: [ReflectedKind], by client: APIClient, clock: ServiceClock
    ) async throws(AuditFailure) -> Adapter {
        var adapter = self
        for kind in kinds {
            let (events, spoiled) = try await kind.list(by: client)
            for event in events { adapter.handle(event, at: clock.now) }
            for object in spoiled { adapter.noteUnread(object, of: kind.resource) }
        }
        adapter.handle(.synced, at: clock.now)
        _ = adapter.advance(to: clock.now)
        // What waits a little for others to be told of has waited long enough.
        _ = adapter.advance(to: clock.now + Tick(seconds: 5))
        return adapter
    }
}

extension ReflectedKind {
    /// What there is, and what cannot be read of it.
    fileprivate func list(
        by client: APIClient
    ) async throws(AuditFailure) -> (events: [ClusterEvent], spoiled: [SpoiledObject]) {
        var reflector = Reflector(self)
        var events: [ClusterEvent] = []
        var spoiled: [SpoiledObject] = []
        var next = reflector.request(at: .zero, chance: 0)
        while let wanted = next {
            do {
                let response = try await client.send(WatchedKind.request(wanted))
                guard response.isSuccess else {
                    throw AuditFailure(text: ServerStatus(response).message)
                }
                let page = try readPage(response.body)
                let taken = reflector.take(page, at: .zero)
                events += taken.events
                spoiled += page.spoiled
                next = taken.next
            } catch {
                throw AuditFailure(text: "\(resource.plural) cannot be listed: \(error)")
            }
        }
        // Nobody can say what would have to be left out.
        if let nameless = spoiled.first(where: \.name.isEmpty) {
            throw AuditFailure(text: "\(resource.plural) cannot be read: \(nameless.problem)")
        }
        return (events, spoiled)
    }
}
