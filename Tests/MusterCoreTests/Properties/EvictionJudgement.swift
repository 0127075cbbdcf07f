import MusterCore

/// What P may have claimed: the members it gets places for, all together.
struct Claimed {
    var groups: [(request: Resources, count: Int)]
    var priority: Int32

    var total: Resources {
        groups.reduce(Resources()) { $0 + $1.request * Int64($1.count) }
    }
    var count: Int { groups.reduce(0) { $0 + $1.count } }
}

/// Whether a set of victims was right: rules written down once more, from the manual.
extension EvictionLedger {
    // MARK: Every eviction

    /// What holds whatever the reason.
    mutating func check(_ units: [Unit], isFor preemptor: ApplicationID?, _ reason: EvictionReason?)
    {
        for unit in units {
            if unit.app == preemptor { fail("\(unit.app) evicts itself") }
            for id in unit.asks {
                guard let ask = asks[id], ask.node != nil else {
                    fail("\(id) is evicted and holds nothing")
                    continue
                }
                if ask.isEvicting { fail("\(id) is evicted twice") }
                if let bar = bars[id], now < bar.until { fail("\(id) was refused a moment ago") }
                if ask.requiredNode != nil { fail("\(id) is evicted and bound to a node") }
            }
        }
        for id in Set(units.map(\.app)).sorted() { checkGang(id, units.filter { $0.app == id }) }
    }

    /// A gang goes as a whole, or keeps the members that it needs.
    private mutating func checkGang(_ id: ApplicationID, _ units: [Unit]) {
        guard let app = apps[id], let gang = app.gang, app.isFormed, !units[0].isWholeGang
        else { return }
        let victims = Set(units.flatMap(\.asks))
        for (index, group) in gang.taskGroups.enumerated() {
            guard victims.contains(where: { asks[$0]?.group == index }) else { continue }
            let held = app.held[index]?.values.reduce(0, +) ?? 0
            let left = asks.count { ask, value in
                value.app == id && value.group == index && value.node != nil
                    && !value.isEvicting && !victims.contains(ask)
            }
            if left + held < Int(group.minMember) {
                fail(
                    "\(id) keeps \(left + held) members of group \(index), needs"
                        + " \(group.minMember)")
            }
        }
    }

    // MARK: Preemption

    mutating func judge(_ units: [Unit], for id: ApplicationID) {
        guard let app = apps[id] else { return fail("\(id) preempts and is not known") }
        if !configuration.isPreemptionEnabled { fail("\(id) preempts, preemption is off") }
        if let promise = promises[id], !promise.isVoid, promise.got < promise.count {
            fail("\(id) claims twice")
        }
        checkBudgets(units)
        checkRepetition(units, for: app)
        let all = claims(of: id)
        let reasons = all.map { isCertain ? objection(to: units, $0, app) : nil }
        let possible = all.indices.filter { reasons[$0] == nil }.map { all[$0] }
        guard let fewest = possible.min(by: { $0.count < $1.count }) else {
            let named = units.map { "\($0.app):\($0.asks.map(\.rawValue))" }
            return fail("\(id) may not evict \(named): \(reasons.compactMap(\.self))")
        }
        if possible.count == 1, isCertain { checkDeficits(units, fewest, app) }
        promises[id] = Promise(
            number: app.number, serial: evictionCount, victims: units.flatMap(\.asks),
            total: fewest.total, count: fewest.count, isVague: possible.count > 1)
    }

    /// All that an application may claim now.
    private func claims(of id: ApplicationID) -> [Claimed] {
        guard let app = apps[id], let queue = queues[app.path] else { return [] }
        let waiting = asks.values.filter { $0.app == id && $0.node == nil }
        let delay = queue.settings.preemptionDelay
        if let gang = app.gang, !app.isFormed {
            // Each member that it needs has waited long enough, if it exists.
            for (index, group) in gang.taskGroups.enumerated() {
                let since = waiting.filter { $0.group == index }.map(\.since).sorted()
                    .prefix(Int(group.minMember))
                if since.contains(where: { $0 + delay > now }) { return [] }
            }
            if waiting.contains(where: { $0.traits.contains(.neverPreempts) }) { return [] }
            return [
                Claimed(
                    groups: gang.taskGroups.map { ($0.request, Int($0.minMember)) },
                    priority: gang.taskGroups.map(\.priority).max()!)
            ]
        }
        var claims: [Claimed] = []
        let ready = waiting.filter {
            !$0.traits.contains(.neverPreempts) && $0.requiredNode == nil && $0.since + delay <= now
        }
        let ages = asks.filter { $0.value.app == id }.sorted { $0.key < $1.key }.map(\.value)
        for ask in ages where ready.contains(ask) && !claims.contains(where: { $0.isLike(ask) }) {
            let alike = ready.count { $0.request == ask.request && $0.priority == ask.priority }
            // Nobody says how many it will be: the fewest that explain the victims.
            for count in 1...alike {
                claims.append(Claimed(groups: [(ask.request, count)], priority: ask.priority))
            }
        }
        return claims
    }

    private func objection(to units: [Unit], _ claimed: Claimed, _ app: App) -> String? {
        for unit in units {
            if let reason = objection(to: unit, among: units, claimed, app) { return reason }
        }
        if !fits(claimed, app, without: units) { return "\(claimed.count) do not fit then" }
        guard isExact else { return nil }
        for index in units.indices {
            var fewer = units
            fewer.remove(at: index)
            if fits(claimed, app, without: fewer) {
                return "\(units[index].app) \(units[index].asks) could be spared"
            }
        }
        return nil
    }

    /// Whether it is known what is promised to whom.
    private var isCertain: Bool {
        !promises.values.contains { $0.isVoid || ($0.isVague && $0.got < $0.count) }
    }

    /// Whether nothing is promised to anybody, so that what is free is free.
    private var isExact: Bool { promises.values.allSatisfy { $0.got > 0 } }

    private func objection(
        to unit: Unit, among units: [Unit], _ claimed: Claimed, _ app: App
    ) -> String? {
        guard let victim = apps[unit.app], let leaf = queues[victim.path] else { return "unknown" }
        let used = amount(of: unit)
        if !claimed.total.quantities.indices.contains(where: {
            claimed.total[ResourceID($0)] > 0 && used[ResourceID($0)] > 0
        }) {
            return "\(unit.app) has nothing of use"
        }
        if leaf.settings.minRunTime > .zero, start(of: unit) + leaf.settings.minRunTime > now {
            return "\(unit.app) has not run long enough"
        }
        if victim.path == app.path {
            guard leaf.settings.preemptsWithinQueue else { return "in the same queue" }
            return priority(of: unit) < claimed.priority ? nil : "as important"
        }
        if leaf.settings.preemptionPolicy == .disabled { return "\(victim.path) is disabled" }
        let meeting = meetingPoint(app.path, victim.path)
        return objection(below: meeting, to: claimed, app)
            ?? objection(below: meeting, to: unit, among: units)
            ?? (reaches(unit, claimed.priority, from: app.path, over: meeting)
                ? nil : "\(unit.app) is more important")
    }

    /// The claiming branch: within its guarantees, of which there is one, and not fenced in.
    private func objection(below meeting: String, to claimed: Claimed, _ app: App) -> String? {
        var hasGuarantee = false
        for path in branch(app.path, below: meeting) {
            let settings = queues[path]!.settings
            if settings.preemptionPolicy == .fence { return "\(path) is a fence" }
            let total = committed(path) + claimed.total
            for lane in claimed.total.quantities.indices
            where claimed.total.quantities[lane] > 0 {
                let resource = ResourceID(lane)
                if let most = settings.max[resource], total[resource] > most {
                    return "\(path) is full"
                }
                guard let owed = settings.guaranteed[resource] else { continue }
                hasGuarantee = true
                if total[resource] > owed { return "\(path) is owed only \(owed)" }
            }
        }
        return hasGuarantee ? nil : "nobody owes \(app.path) anything"
    }

    /// The victim's branch: at its guarantees or above, in what the victim uses.
    private func objection(below meeting: String, to unit: Unit, among units: [Unit]) -> String? {
        let used = amount(of: unit)
        for path in branch(apps[unit.app]!.path, below: meeting) {
            let left = committed(path) + released(units, below: path) * -1
            for lane in used.quantities.indices where used.quantities[lane] > 0 {
                guard let owed = queues[path]!.settings.guaranteed[ResourceID(lane)] else {
                    continue
                }
                if left[ResourceID(lane)] < owed { return "\(path) falls below its guarantee" }
            }
        }
        return nil
    }

    private func reaches(
        _ unit: Unit, _ priority: Int32, from path: String, over meeting: String
    ) -> Bool {
        var reach = Int64(priority)
        for path in branch(path, below: meeting) {
            let settings = queues[path]!.settings
            reach =
                Int64(settings.priorityOffset)
                + (settings.priorityPolicy == .fence ? 0 : reach)
        }
        for path in branch(apps[unit.app]!.path, below: meeting).reversed() {
            let settings = queues[path]!.settings
            if settings.priorityPolicy == .fence { return Int64(settings.priorityOffset) <= reach }
            reach -= Int64(settings.priorityOffset)
        }
        return Int64(self.priority(of: unit)) <= reach
    }

    // MARK: Required nodes

    mutating func judge(_ units: [Unit], for id: ApplicationID, on node: NodeID) {
        guard let app = apps[id] else { return fail("\(id) preempts and is not known") }
        let bound = asks.filter {
            $0.value.app == id && $0.value.node == nil && $0.value.requiredNode == node
        }.sorted { $0.key < $1.key }.map(\.value)
        var reasons: [String] = []
        for ask in bound {
            let claimed = Claimed(groups: [(ask.request, 1)], priority: ask.priority)
            if units.contains(where: { priority(of: $0) > ask.priority }) {
                reasons.append("a victim is more important")
            } else if !fits(claimed, app, without: units, on: node) {
                reasons.append("it does not fit then")
            } else if isExact,
                units.indices.contains(where: { index in
                    var fewer = units
                    fewer.remove(at: index)
                    return fits(claimed, app, without: fewer, on: node)
                })
            {
                reasons.append("a victim could be spared")
            } else {
                promises[id] = Promise(
                    number: app.number, serial: evictionCount, victims: units.flatMap(\.asks),
                    total: claimed.total,
                    count: 1, isVague: bound.count > 1)
                return
            }
        }
        fail("\(id) may not evict \(units) from \(node): \(reasons)")
    }

    // MARK: Fitting

    private func fits(
        _ claimed: Claimed, _ app: App, without units: [Unit], on node: NodeID? = nil
    ) -> Bool {
        for path in branch(app.path, below: "root") {
            let relieved = node == nil ? released(units, below: path) : Resources()
            let total =
                committed(path, isEvictingCounted: node != nil) + relieved * -1
                + claimed.total
            for (resource, most) in queues[path]?.settings.max.entries ?? [] {
                if claimed.total[resource] > 0, total[resource] > most { return false }
            }
        }
        var free: [NodeID: Resources] = [:]
        for id in nodes.keys where nodes[id]!.isSchedulable && (node == nil || node == id) {
            free[id] = self.free(on: id, without: units)
        }
        let orders =
            claimed.groups.count == 1
            ? [claimed.groups] : [claimed.groups, claimed.groups.reversed()]
        return orders.contains { firstFit($0, free) }
    }

    private func firstFit(
        _ groups: [(request: Resources, count: Int)], _ free: [NodeID: Resources]
    ) -> Bool {
        var free = free
        let order = free.keys.sorted { nodes[$0]!.name < nodes[$1]!.name }
        for group in groups {
            var missing = group.count
            for id in order {
                while missing > 0, group.request.isCovered(by: free[id]!) {
                    free[id] = free[id]! + group.request * -1
                    missing -= 1
                }
            }
            if missing > 0 { return false }
        }
        return true
    }

    private func free(on id: NodeID, without units: [Unit]) -> Resources {
        let node = nodes[id]!
        let victims = Set(units.flatMap(\.asks))
        var free = node.capacity + node.occupied * -1
        for (ask, value) in asks where value.node == id && !victims.contains(ask) {
            free = free + value.request * -1
        }
        let dissolved = Set(units.filter(\.isWholeGang).map(\.app))
        for (app, value) in apps where !dissolved.contains(app) {
            for (group, places) in value.held {
                guard let gang = value.gang, let count = places[id] else { continue }
                free = free + gang.taskGroups[group].request * -Int64(count)
            }
        }
        return free
    }
}

extension Claimed {
    fileprivate func isLike(_ ask: EvictionLedger.Ask) -> Bool {
        groups[0].request == ask.request && priority == ask.priority
    }
}
