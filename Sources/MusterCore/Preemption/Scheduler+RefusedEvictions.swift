/// What the outside would not evict, and until when it is left alone.
struct EvictionBars: Sendable {
    private struct Bar: Sendable {
        var ask: Int32
        var until: Tick
        /// How often its eviction was refused since it got its place.
        var refusals: Int
    }
    /// Ascending by ask.
    private var bars: [Bar] = []

    /// How long an ask is left alone after the first refusal.
    ///
    /// A disruption budget is spent for as long as it takes to replace a pod that has gone: mostly
    /// less than a minute.
    static var firstPause: Tick { Tick(seconds: 60) }
    /// How many times that is doubled at most: 16 minutes, for what will never be allowed.
    private static var maximumDoublings: Int { 4 }

    /// Those that were refused, ascending.
    var asks: [Int32] { bars.map(\.ask) }

    /// Whether an ask is left alone now.
    func contains(_ ask: Int32, at now: Tick) -> Bool {
        guard !bars.isEmpty else { return false }
        let position = position(of: ask)
        return position < bars.count && bars[position].ask == ask && now < bars[position].until
    }

    /// Leaves an ask alone for a while, each time for longer.
    ///
    /// - Returns: Until when.
    mutating func add(_ ask: Int32, at now: Tick) -> Tick {
        let position = position(of: ask)
        if position == bars.count || bars[position].ask != ask {
            bars.insert(Bar(ask: ask, until: now, refusals: 0), at: position)
        }
        let doublings = min(bars[position].refusals, Self.maximumDoublings)
        let pause = Self.firstPause.milliseconds << doublings
        bars[position].refusals += 1
        bars[position].until = now + Tick(milliseconds: pause)
        return bars[position].until
    }

    /// Forgets an ask that has no place any more.
    mutating func remove(_ ask: Int32) {
        guard !bars.isEmpty else { return }
        let position = position(of: ask)
        if position < bars.count, bars[position].ask == ask { bars.remove(at: position) }
    }

    private func position(of ask: Int32) -> Int {
        bars.indices.partitionPoint { bars[$0].ask >= ask }
    }
}

/// Evictions that come to nothing: the outside refuses them, or nobody has begun with them.
extension Scheduler {
    /// What was to be evicted goes on.
    ///
    /// Claims that counted on it are dropped, so that whoever they are for looks for others; what
    /// else was to be evicted for them is spared.
    ///
    /// - Parameters:
    ///   - range: The asks.
    ///   - isRefusal: Whether they cannot be evicted, so that they are not chosen again at once.
    mutating func takeBackEvictions(_ range: AskRange, isRefusal: Bool) {
        guard areEvicting(range) else { return }
        let concerned = claims.open.filter { index in
            claims[index].victims.contains { range.contains($0) }
        }
        for ask in range.identifiers.lazy.map(\.rawValue) {
            keep(ask)
            guard isRefusal else { continue }
            timers.set(
                .evictionBar, at: evictionBars.add(ask, at: now), for: ask, sequence: 0)
        }
        for index in concerned { dropClaim(of: claims[index].application) }
        plan?.isStale = true
        quotaIsStale = true
    }

    /// What could not be evicted may be chosen again: whoever lacks it looks anew.
    mutating func endEvictionBar() {
        quotaIsStale = true
        noteFreed()
    }

    /// Books that an ask is not evicted after all.
    private mutating func keep(_ ask: Int32) {
        let set = asks.sets[Int(asks[ask].set)]
        let application = set.application
        let queue = applications.records[Int(application)].queue
        noteEvictionEnded(ask)
        queues.refreshShares(from: queue)
        let isGathering = applications.records[Int(application)].isGathering
        if applications.records[Int(application)].isUnformedGang
            || isGathering && !set.isOfPlaceholders
        {
            // It was to go as a whole, and cannot: it goes on, and what has gone of it comes back
            // member by member, as where a member has failed.
            applications.records[Int(application)].isFormed = true
            countIfRunning(application)
        }
        refreshWaitingEntry(of: application)
    }
}
