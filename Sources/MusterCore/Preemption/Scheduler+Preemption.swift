/// The last attempts of an application to preempt.
struct PreemptionAttempt: Sendable {
    /// When it last failed.
    var time = Tick(milliseconds: .min)
    /// The state of the cluster, and how many asks it had made, when it failed for asks that are
    /// bound to a node: nothing changed, nothing to try again.
    var boundVersion: UInt64 = 0
    var boundArrivals: Int32 = -1
}

/// Preemption: who is owed places takes them back from those who borrowed them.
///
/// An ask or a gang that its queue's guarantee covers may evict what other queues use beyond their
/// guarantees; where a leaf queue says so, the higher priority may evict the lower one inside. The
/// placement is found first, as a whole; only what it needs is evicted, and what becomes free is
/// held for it. Sources: YuniKorn's rules (guarantees, fences, offsets, delays); verified victim
/// sets as in the KAI scheduler; fill-back of spared victims as in Kueue.
extension Scheduler {
    /// How long after a failed attempt an application tries again at the earliest.
    static var preemptionInterval: Tick { Tick(seconds: 15) }
    /// How long a leaf queue lets others try after so many have failed.
    static var pause: Tick { Tick(seconds: 1) }
    /// How many applications of a leaf queue may fail to preempt in one cycle.
    static let maximumFailures = 10
    /// How many waiting applications of a leaf queue are looked at in one cycle.
    static let maximumLooks = 1000

    /// Lets those who are owed places preempt, the queue furthest below its guarantee first.
    mutating func preempt() {
        var pool: [EvictionUnit]?
        preemptForBoundAsks()
        guard configuration.isPreemptionEnabled else { return }
        for leaf in preemptingLeaves() {
            preempt(in: leaf, pool: &pool)
        }
    }

    /// Leaf queues in which somebody may preempt now, by their share of their guarantee.
    private func preemptingLeaves() -> [Int32] {
        var leaves: [(share: Share, leaf: Int32)] = []
        for leaf in queues.waitingLeaves
        where queues.records[Int(leaf)].nextPreemption <= now {
            guard queues.records[Int(leaf)].settings.preemptsWithinQueue || hasGuarantee(leaf)
            else { continue }
            leaves.append((queues.shareOfGuarantee(leaf), leaf))
        }
        return leaves.sorted {
            $0.share != $1.share ? $0.share < $1.share : $0.leaf < $1.leaf
        }.map(\.leaf)
    }

    /// Whether a leaf queue or a queue above it, up to a fence, has a guarantee.
    private func hasGuarantee(_ leaf: Int32) -> Bool {
        var queue = leaf
        while queue > 0 {
            if !queues.records[Int(queue)].settings.guaranteed.isEmpty { return true }
            if queues.records[Int(queue)].settings.preemptionPolicy == .fence { return false }
            queue = queues.records[Int(queue)].parent
        }
        return false
    }

    private mutating func preempt(in leaf: Int32, pool: inout [EvictionUnit]?) {
        var failures = 0
        var looks = 0
        var next = Tick.never
        var waiting: [Int32] = []
        queues.records[Int(leaf)].waiting.forEach {
            waiting.append($0.application)
            looks += 1
            return looks < Self.maximumLooks
        }
        if looks == Self.maximumLooks { next = now + Self.preemptionInterval }
        var due: [Int32] = []
        for application in waiting {
            let earliest = earliestPreemption(of: application)
            if earliest <= now { due.append(application) } else { next = min(next, earliest) }
        }
        if due.count > Self.maximumFailures { due = leastRecentlyTried(due) }
        for application in due where failures < Self.maximumFailures {
            if preempt(for: application, pool: &pool) { continue }
            failures += 1
            applications.records[Int(application)].lastPreemption.time = now
            next = min(next, now + Self.preemptionInterval)
        }
        if failures == Self.maximumFailures { next = min(next, now + Self.pause) }
        queues.records[Int(leaf)].nextPreemption = next
        if next != .never { timers.set(.preemption, at: next, for: leaf, sequence: 0) }
    }

    /// Whoever was not tried for the longest time first, so that nobody is kept from trying by
    /// those who always fail.
    private func leastRecentlyTried(_ due: [Int32]) -> [Int32] {
        let times = due.map { applications.records[Int($0)].lastPreemption.time }
        return due.indices.sorted {
            times[$0] != times[$1] ? times[$0] < times[$1] : $0 < $1
        }.map { due[$0] }
    }

    /// When an application may try to preempt at the earliest; `never` if there is no point.
    private mutating func earliestPreemption(of application: Int32) -> Tick {
        let index = Int(application)
        guard let since = waitsSince(application) else { return .never }
        let queue = Int(applications.records[index].queue)
        return max(
            since + queues.records[queue].settings.preemptionDelay,
            applications.records[index].lastPreemption.time + Self.preemptionInterval)
    }

    /// Since when the next step of an application waits; `nil` if nothing may be evicted for it.
    private mutating func waitsSince(_ application: Int32) -> Tick? {
        let index = Int(application)
        if applications.records[index].isUnformedGang, !canEverFit(application) { return nil }
        var earliest: Int64?
        for set in applications.records[index].sets {
            let first = asks.sets[Int(set)].waiting.first
            guard first >= 0 else { continue }
            if applications.records[index].isUnformedGang {
                if asks.sets[Int(set)].traits.contains(.neverPreempts) { return nil }
                // The youngest member decides: all of them are needed.
                earliest = max(earliest ?? .min, latestMember(in: set, of: application))
            } else if mayPreempt(set) {
                earliest = min(earliest ?? .max, asks.asks[Int(first)].since)
            }
        }
        return earliest.map { Tick(milliseconds: $0) }
    }

    /// Whether evictions could help an ask of a plain set, and are allowed to.
    private mutating func mayPreempt(_ set: Int32) -> Bool {
        let record = asks.sets[Int(set)]
        guard !record.traits.contains(.neverPreempts), record.requiredNode < 0
        else { return false }
        nodes.notePlacesWhenEmpty(of: record.classIndex, classes: &classes)
        let queue = applications.records[Int(record.application)].queue
        return classes[record.classIndex].placesWhenEmpty > 0
            && !queues.isOverConfiguredMax(classes[record.classIndex].lanes, in: queue)
    }

    /// Since when the youngest of the members waits that a gang takes from a set, ms.
    private func latestMember(in set: Int32, of application: Int32) -> Int64 {
        let group = asks.sets[Int(set)].taskGroup
        guard group >= 0 else { return .min }
        var latest = Int64.min
        var ask = asks.sets[Int(set)].waiting.first
        var missing = applications.records[Int(application)].groups[Int(group)].minMember
        while ask >= 0, missing > 0 {
            latest = max(latest, asks.asks[Int(ask)].since)
            ask = asks.asks[Int(ask)].nextInSet
            missing -= 1
        }
        return latest
    }

    /// How many of the waiting asks of a set have waited as long as their queue wants them to.
    private func countReady(in set: Int32, _ delay: Tick) -> Int64 {
        var count: Int64 = 0
        var ask = asks.sets[Int(set)].waiting.first
        while ask >= 0 {
            if Tick(milliseconds: asks.asks[Int(ask)].since) + delay <= now { count += 1 }
            ask = asks.asks[Int(ask)].nextInSet
        }
        return count
    }

    /// Tries to make room for an application's gang, or for asks of its first set that may preempt.
    ///
    /// - Returns: Whether anything was evicted.
    private mutating func preempt(
        for application: Int32, pool: inout [EvictionUnit]?
    ) -> Bool {
        let queue = applications.records[Int(application)].queue
        guard
            applications.records[Int(application)].countsAsRunning
                || queues.firstAtMaxApplications(queue) == nil
                    && firstFullLimit(of: application) == nil
        else { return false }
        if applications.records[Int(application)].isUnformedGang {
            let priority = applications.records[Int(application)].groups.map(\.priority).max()!
            return preempt(
                for: placementOrder(of: application), set: -1, priority: priority,
                of: application, from: &pool)
        }
        var tried: Int32?
        while let set = nextSet(of: application, after: tried) {
            tried = set
            guard mayPreempt(set) else { continue }
            let count = countReady(
                in: set, queues.records[Int(queue)].settings.preemptionDelay)
            guard count > 0 else { continue }
            let record = asks.sets[Int(set)]
            let need = GroupNeed(group: -1, classIndex: record.classIndex, count: count)
            if preempt(
                for: [need], set: set, priority: record.priority, of: application, from: &pool)
            {
                return true
            }
        }
        return false
    }

    /// Leaf queues whose applications may be evicted for others at all.
    private func evictableLeaves() -> [Bool] {
        queues.records.indices.map {
            queues.records[$0].settings.preemptionPolicy != .disabled
        }
    }

    /// Makes room for the task groups of a gang (`set` is -1), or for as many members of a plain
    /// ask set as can be.
    private mutating func preempt(
        for wanted: [GroupNeed], set: Int32, priority: Int32, of application: Int32,
        from pool: inout [EvictionUnit]?
    ) -> Bool {
        var rights = PreemptionRights(self, application, priority: priority)
        let leaf = applications.records[Int(application)].queue
        let isPlain = set >= 0
        var counts = [wanted[0].count]
        if isPlain {
            counts = rights.counts(
                of: classes[wanted[0].classIndex].lanes,
                atMost: mostWithinLimits(wanted[0], of: application), self)
        } else if firstExceededLimit(totalLanes(of: wanted), of: application) != nil {
            return false
        }
        for count in counts where count > 0 {
            var groups = wanted
            if isPlain { groups[0].count = count }
            rights.settle(for: totalLanes(of: groups), self)
            guard rights.mayEvictAnything(self) else { continue }
            // It costs as much as there is running: only for whoever has the right to any of it.
            let units = pool ?? evictionUnits(in: evictableLeaves())
            pool = units
            var search = PreemptionSearch(self, groups: groups, leaf: leaf)
            giveUp(units, to: &search, by: rights)
            if !search.fitsSomething(orFewer: isPlain, self) {
                search = PreemptionSearch(self, groups: groups, leaf: leaf)
                giveUpNodeByNode(units, to: &search, by: rights)
                guard search.fitsSomething(orFewer: isPlain, self) else { continue }
            }
            search.spare(self)
            // Fewer members than were looked for make up for less.
            guard !search.given.isEmpty,
                rights.isInside(search, self) || rights.lowersDeficits(search, self)
            else { continue }
            carryOut(search, for: application, set: set)
            return true
        }
        return false
    }

    /// How many of some alike members the limits of their user and group allow.
    private func mostWithinLimits(_ need: GroupNeed, of application: Int32) -> Int64 {
        let tooMany = (1..<need.count + 1).partitionPoint { count in
            var tried = need
            tried.count = count
            return firstExceededLimit(totalLanes(of: [tried]), of: application) != nil
        }
        return tooMany - 1
    }

    /// Gives up units in the order of their rank until everything fits.
    private func giveUp(
        _ pool: [EvictionUnit], to search: inout PreemptionSearch, by rights: PreemptionRights
    ) {
        for unit in pool {
            if search.fitsByNow(self) { return }
            guard isStillThere(unit), rights.allow(unit, search, self) else { continue }
            search.give(unit, self)
        }
    }

    /// Gives up units node by node, and takes back what makes no room on its node: what may be
    /// given up (above a guarantee, within a budget) goes where it is of use.
    private func giveUpNodeByNode(
        _ pool: [EvictionUnit], to search: inout PreemptionSearch, by rights: PreemptionRights
    ) {
        var unitsOn: [[Int]] = Array(repeating: [], count: nodes.count)
        var order: [Int32] = []
        for (position, unit) in pool.enumerated() where isStillThere(unit) {
            var previous: Int32 = -1
            for node in places(of: unit).map(\.node).sorted() where node != previous {
                previous = node
                if unitsOn[Int(node)].isEmpty { order.append(node) }
                unitsOn[Int(node)].append(position)
            }
        }
        for node in order {
            var kept = search.given.count
            for position in unitsOn[Int(node)] {
                if search.fitsByNow(self) { return }
                guard rights.allow(pool[position], search, self) else { continue }
                let before = search.room
                search.give(pool[position], self)
                if search.room > before { kept = search.given.count }
            }
            search.takeBack(downTo: kept, self)
        }
    }

    private mutating func carryOut(
        _ search: PreemptionSearch, for application: Int32, set: Int32
    ) {
        let steps = search.placement(self)
        let units = search.given.map(\.unit)
        let victims = evict(
            units, because: .preempted(by: ApplicationID(rawValue: application)))
        noteEvicted(units, for: application)
        claim(steps, for: application, set: set, victims: victims)
        sayEvicting(application)
    }

    /// Whether a unit of the cycle's pool was not evicted meanwhile.
    private func isStillThere(_ unit: EvictionUnit) -> Bool {
        unit.isWholeGang
            ? applications.records[Int(unit.application)].isFormed
            : !asks.asks[Int(unit.ask)].isEvicting
    }

    private mutating func noteEvicted(_ units: [EvictionUnit], for application: Int32) {
        var evicted = applications.records[Int(application)].evicted
        evicted.forgetEnded(applications.records)
        for unit in units {
            let sequence = applications.records[Int(unit.application)].sequence
            evicted.note(unit.application, sequence: sequence, at: now)
        }
        applications.records[Int(application)].evicted = evicted
    }

    /// Tells the outside that an application now waits for evictions.
    mutating func sayEvicting(_ application: Int32) {
        let claim = applications.records[Int(application)].claim
        let reason = WaitReason.evicting(remaining: remainingEvictions(of: claim))
        applications.records[Int(application)].saidReason = reason
        decide(.waits(ApplicationID(rawValue: application), reason))
    }
}
