import MusterCore

/// What could run if nothing else did, tried out without the core.
extension CheckedScheduler {
    /// Lets everything that runs end, again and again, until nothing starts any more.
    ///
    /// What waits then must be something that can never run.
    ///
    /// - Returns: What is wrong.
    mutating func drain() -> [String] {
        var now = scheduler.now
        var problems: [String] = []
        for _ in 0..<60 where problems.isEmpty {
            let decided = scheduler.decisionCount
            for id in ledger.asks.filter({ $0.value.node != nil }).keys.sorted() {
                problems += apply(.allocationsFinished(AskRange(first: id)))
            }
            for (id, app) in ledger.apps.sorted(by: { $0.key < $1.key })
            where app.isFormed && (app.holdsPlaces || !ledger.waits(id)) {
                problems += apply(.applicationRemoved(id))
            }
            now = now + Tick(milliseconds: 100_000)
            problems += apply(.timeReached(now))
            if scheduler.decisionCount == decided { break }
        }
        guard problems.isEmpty else { return problems }
        return ledger.apps.keys.sorted().compactMap { id in
            // Finding places for members of several shapes is a search that may miss some.
            let groups = ledger.apps[id]?.gang?.taskGroups ?? []
            guard ledger.waits(id), groups.count < 2, !canNeverRun(id) else { return nil }
            let reason = scheduler.waitReason(of: id)
            // An application that can never have all its asks placed keeps its slot meanwhile.
            if case .queueApplications = reason { return nil }
            if case .limitApplications = reason { return nil }
            return "\(id) could run on the idle cluster and waits: \(String(describing: reason))"
        }
    }

    /// Whether the next step of a waiting application (its whole gang, or every one of its waiting
    /// asks) has no place even on an idle cluster, or is more than a queue's max.
    func canNeverRun(_ id: ApplicationID) -> Bool {
        guard let app = ledger.apps[id] else { return true }
        let path = app.path
        guard let gang = app.gang, !app.isFormed else {
            let waiting = ledger.asks.values.filter { $0.application == id && $0.node == nil }
            // Under `greedy` every ask is tried; elsewhere the first one stands for the rest.
            let isGreedy = ledger.queues[path]?.backfill ?? .greedy == .greedy
            return isGreedy
                ? waiting.allSatisfy { !fits([$0.request], app, path) }
                : waiting.contains { !fits([$0.request], app, path) }
        }
        let members = gang.taskGroups.flatMap { group in
            (0..<group.minMember).map { _ in group.request }
        }
        return !fits(members, app, path)
    }

    private func fits(_ members: [Resources], _ app: Ledger.App, _ path: String) -> Bool {
        let total = members.reduce(Resources()) { $0 + $1 }
        for limit in ledger.limits(of: app, in: path)
        where limit.maxResources.entries.contains(where: { total[$0.resource] > $0.quantity }) {
            return false
        }
        for queue in Ledger.paths(to: path).dropFirst() {
            guard let max = ledger.queues[queue]?.max else { continue }
            if max.entries.contains(where: { total[$0.resource] > $0.quantity }) { return false }
        }
        let nodes = ledger.nodes.values.filter(\.isSchedulable)
        return packs(members[...], nodes.map { $0.capacity + $0.occupied * -1 })
    }

    /// Whether members can be spread over nodes, by trying everything.
    private func packs(_ members: ArraySlice<Resources>, _ free: [Resources]) -> Bool {
        guard let first = members.first else { return true }
        for node in free.indices where first.isCovered(by: free[node]) {
            if free[..<node].contains(free[node]) { continue }
            var rest = free
            rest[node] = rest[node] + first * -1
            if packs(members.dropFirst(), rest) { return true }
        }
        return false
    }
}

extension Resources {
    /// Whether there is enough of everything that is needed; what is not needed may be negative.
    func isCovered(by free: Resources) -> Bool {
        quantities.indices.allSatisfy {
            quantities[$0] == 0 || quantities[$0] <= free[ResourceID($0)]
        }
    }
}
