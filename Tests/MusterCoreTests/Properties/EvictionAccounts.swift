import MusterCore

/// Sums over the tree, and what must not go round in circles.
extension EvictionLedger {
    // MARK: Amounts

    /// What a queue uses without what is being evicted, with what is promised.
    func committed(_ path: String, isEvictingCounted: Bool = false) -> Resources {
        var total = Resources()
        for ask in asks.values where ask.node != nil && isBelow(ask.app, path) {
            if isEvictingCounted || !ask.isEvicting { total = total + ask.request }
        }
        for (id, app) in apps where isBelow(id, path) {
            for (group, places) in app.held {
                guard let gang = app.gang else { continue }
                total =
                    total + gang.taskGroups[group].request * Int64(places.values.reduce(0, +))
            }
        }
        for (id, promise) in promises where promise.isOpen && isBelow(id, path) {
            total = total + promise.total
        }
        return total
    }

    func released(_ units: [Unit], below path: String) -> Resources {
        units.filter { isBelow($0.app, path) }.reduce(Resources()) { $0 + amount(of: $1) }
    }

    func amount(of unit: Unit) -> Resources {
        var total = unit.asks.reduce(Resources()) { $0 + (asks[$1]?.request ?? .none) }
        for (group, places) in unit.held {
            guard let gang = apps[unit.app]?.gang else { continue }
            total = total + gang.taskGroups[group].request * Int64(places.values.reduce(0, +))
        }
        return total
    }

    /// The highest priority in a unit.
    func priority(of unit: Unit) -> Int32 {
        let own = unit.asks.compactMap { asks[$0]?.priority }
        guard unit.isWholeGang else { return own.max() ?? .min }
        return (own + (apps[unit.app]?.gang?.taskGroups.map(\.priority) ?? [])).max() ?? .min
    }

    /// Since when a unit has run.
    func start(of unit: Unit) -> Tick {
        unit.asks.compactMap { asks[$0]?.since }.min() ?? apps[unit.app]?.formed ?? .never
    }

    // MARK: Paths

    func isBelow(_ id: ApplicationID, _ path: String) -> Bool {
        guard let own = apps[id]?.path else { return false }
        return own == path || own.hasPrefix(path + ".")
    }

    /// From a leaf queue upwards, the queues below another one (`root` itself excluded).
    func branch(_ leaf: String, below top: String) -> [String] {
        Ledger.paths(to: leaf).filter { $0.count > top.count }.reversed()
    }

    func meetingPoint(_ left: String, _ right: String) -> String {
        Ledger.paths(to: left).filter { Ledger.paths(to: right).contains($0) }.last!
    }

    // MARK: Limits and circles

    /// No queue gives up more in a minute than its budget.
    mutating func checkBudgets(_ units: [Unit]) {
        let new = units.map { (time: now, path: apps[$0.app]?.path ?? "root") }
        for path in queues.keys.sorted() {
            let budget = queues[path]!.settings.evictionsPerMinute
            guard budget > 0 else { continue }
            func isHere(_ eviction: (time: Tick, path: String)) -> Bool {
                (eviction.path == path || eviction.path.hasPrefix(path + "."))
                    && eviction.time + Tick(seconds: 60) > now
            }
            guard new.contains(where: isHere) else { continue }
            let count = (evictions + new).count(where: isHere)
            if count > budget { fail("\(path) gives up \(count) in a minute, may \(budget)") }
        }
    }

    /// What an application started after it was evicted for P is not evicted for P again.
    mutating func checkRepetition(_ units: [Unit], for app: App) {
        for unit in units {
            guard let victim = apps[unit.app] else { continue }
            let pair = Pair(preemptor: app.number, victim: victim.number)
            if let first = firstEvicted[pair], latestStart(of: unit) >= first {
                fail("\(unit.app) started after it was evicted, and is evicted again")
            }
            if !evictedFor[pair, default: []].isDisjoint(with: unit.asks) {
                fail("\(unit.asks) are evicted a second time by the same application")
            }
        }
        for unit in units {
            guard let victim = apps[unit.app] else { continue }
            let pair = Pair(preemptor: app.number, victim: victim.number)
            firstEvicted[pair] = firstEvicted[pair] ?? now
            evictedFor[pair, default: []].formUnion(unit.asks)
        }
    }

    private func latestStart(of unit: Unit) -> Tick {
        unit.asks.compactMap { asks[$0]?.since }.max() ?? apps[unit.app]?.formed ?? .zero
    }

    /// The sum of the share deficits falls with each eviction because of a guarantee.
    ///
    /// Of the queues that both branches have in common nothing is asked: what one part of them
    /// gives to another is not lost to them.
    mutating func checkDeficits(_ units: [Unit], _ claimed: Claimed, _ app: App) {
        let foreign = units.filter { apps[$0.app]?.path != app.path }
        guard let first = foreign.first else { return }
        let common = foreign.dropFirst().reduce(meetingPoint(app.path, apps[first.app]!.path)) {
            let other = meetingPoint(app.path, apps[$1.app]!.path)
            return $0.count < other.count ? $0 : other
        }
        let paths = queues.keys.sorted().filter { $0.hasPrefix(common + ".") }
        var change = ShareSum()
        for path in paths {
            for (resource, owed) in queues[path]!.settings.guaranteed.entries where owed > 0 {
                let used = committed(path)[resource]
                let gain = isBelowPath(app.path, path) ? claimed.total[resource] : 0
                let lost = released(units, below: path)[resource]
                // What is evicted is wanted as before; members of a gang need not exist yet.
                let wanted = min(owed, used + waiting(path)[resource] + gain)
                let before = max(0, wanted - used)
                let after = max(0, wanted - (used + gain - lost))
                change.add(after - before, over: owed)
            }
        }
        if change.numerator >= 0 { fail("share deficits change by \(change)") }
    }

    private func isBelowPath(_ own: String, _ path: String) -> Bool {
        own == path || own.hasPrefix(path + ".")
    }

    /// What waits below a queue and is promised nothing.
    private func waiting(_ path: String) -> Resources {
        asks.values.filter { $0.node == nil && isBelow($0.app, path) }
            .reduce(Resources()) { $0 + $1.request }
    }
}

/// An exact sum of small fractions.
struct ShareSum: CustomStringConvertible {
    private(set) var numerator: Int64 = 0
    private var denominator: Int64 = 1

    mutating func add(_ amount: Int64, over other: Int64) {
        numerator = numerator * other + amount * denominator
        denominator *= other
        var (left, right) = (abs(numerator), denominator)
        while right != 0 { (left, right) = (right, left % right) }
        numerator /= max(1, left)
        denominator /= max(1, left)
    }

    var description: String { "\(numerator)/\(denominator)" }
}
