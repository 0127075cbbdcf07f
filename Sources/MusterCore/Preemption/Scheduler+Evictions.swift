/// Whom an application had evicted, and when first.
struct EvictedApplications: Sendable {
    private struct Entry: Sendable {
        var application: Int32
        var sequence: Int64
        var time: Tick
    }
    /// Ascending by sequence.
    private var entries: [Entry] = []

    /// How many there are.
    var count: Int { entries.count }

    /// When the application with this sequence was first evicted; `nil` if it was not.
    subscript(sequence: Int64) -> Tick? {
        let position = position(of: sequence)
        guard position < entries.count, entries[position].sequence == sequence else { return nil }
        return entries[position].time
    }

    /// Notes an eviction, if it is the first.
    mutating func note(_ application: Int32, sequence: Int64, at time: Tick) {
        guard self[sequence] == nil else { return }
        entries.insert(
            Entry(application: application, sequence: sequence, time: time),
            at: position(of: sequence))
    }

    /// Forgets those that have ended: they start nothing again.
    mutating func forgetEnded(_ applications: [ApplicationRecord]) {
        entries.removeAll {
            let record = applications[Int($0.application)]
            return record.sequence != $0.sequence || !record.exists || record.state.isTerminal
        }
    }

    /// The position of the first entry that does not come before a sequence.
    private func position(of sequence: Int64) -> Int {
        entries.indices.partitionPoint { entries[$0].sequence >= sequence }
    }
}

/// Evictions are decided here and end when the outside says so.
extension Scheduler {
    /// Evicts everything in some units.
    ///
    /// - Returns: The asks.
    mutating func evict(_ units: [EvictionUnit], because reason: EvictionReason) -> [Int32] {
        guard !units.isEmpty else { return [] }
        var victims: [Int32] = []
        for unit in units {
            let queue = applications.records[Int(unit.application)].queue
            let evicted = members(of: unit)
            for ask in evicted {
                let set = asks.sets[Int(asks[ask].set)]
                asks.setEvicting(ask, true)
                queues.chargeEvicting(classes[set.classIndex].lanes, times: 1, to: queue)
            }
            applications.records[Int(unit.application)].evictingCount += Int64(evicted.count)
            noteEviction(from: queue)
            queues.refreshShares(from: queue)
            victims += evicted
        }
        for range in ranges(of: victims) { decide(.evicted(range, reason)) }
        for unit in units where unit.isWholeGang { dissolve(unit.application) }
        plan?.isStale = true
        return victims
    }

    /// A gang that is evicted as a whole has to form again.
    private mutating func dissolve(_ application: Int32) {
        // Members that have nothing to join any more need no places of their own.
        dropClaim(of: application)
        applications.records[Int(application)].isFormed = false
        dropHolds(of: application, because: .evicted)
        countIfRunning(application)
        setGangTimeout(of: application, from: now)
        refreshWaitingEntry(of: application)
    }

    /// Alike asks of one application joined to ranges of consecutive identifiers, ascending.
    func ranges(of victims: [Int32]) -> [AskRange] {
        var ranges: [AskRange] = []
        for ask in victims.sorted() {
            if let last = ranges.last, last.first.rawValue + last.count == ask,
                asks[last.first.rawValue].set == asks[ask].set
            {
                ranges[ranges.count - 1].count += 1
            } else {
                ranges.append(AskRange(first: AskID(rawValue: ask)))
            }
        }
        return ranges
    }

    /// Books that an evicted ask is about to be gone, however it ended.
    mutating func noteEvictionEnded(_ ask: Int32) {
        let set = asks.sets[Int(asks[ask].set)]
        asks.setEvicting(ask, false)
        claims.forget(victim: ask)
        applications.records[Int(set.application)].evictingCount -= 1
        queues.chargeEvicting(
            classes[set.classIndex].lanes, times: -1,
            to: applications.records[Int(set.application)].queue)
    }

    /// Whether all asks of a range are being evicted; answers the input if not.
    mutating func areEvicting(_ range: AskRange) -> Bool {
        guard accepts(range, mustBeAllocated: true) else { return false }
        for ask in range.identifiers where !asks[ask.rawValue].isEvicting {
            decide(.refused(.notEvicted(ask)))
            return false
        }
        return true
    }

    /// What was to be evicted is gone; the asks wait again.
    mutating func endEvictions(_ range: AskRange) {
        guard areEvicting(range) else { return }
        for ask in range.identifiers { makeWaitAgain(ask.rawValue, because: .evicted) }
    }

    /// What the application did until a moment would not be lost by an eviction.
    mutating func noteCheckpoint(of application: ApplicationID, at time: Tick) {
        guard applications.exists(application) else {
            decide(.refused(.unknownApplication(application)))
            return
        }
        applications.records[application.index].checkpoint = max(
            time, applications.records[application.index].checkpoint)
    }

    /// Asks that came since the last cycle wait (or run) since now: inputs carry no time.
    mutating func stampNewcomers() {
        for range in newcomers {
            for ask in range.identifiers where asks.exists(ask) {
                asks.setSince(ask.rawValue, now)
            }
        }
        newcomers.removeAll(keepingCapacity: true)
    }

    // MARK: Budgets

    /// Whether a unit's queue and all above it may have one more eviction now, besides those of a
    /// search that the unit does not include.
    func mayEvict(_ unit: EvictionUnit, besides search: PreemptionSearch) -> Bool {
        var queue = applications.records[Int(unit.application)].queue
        while queue >= 0 {
            let budget = queues.records[Int(queue)].settings.evictionsPerMinute
            if budget > 0 {
                let recent = queues.records[Int(queue)].recentEvictions.count {
                    $0 + Tick(seconds: 60) > now
                }
                let more = search.given.count {
                    !unit.includes($0.unit)
                        && isQueue(
                            queue, above: applications.records[Int($0.unit.application)].queue)
                }
                if UInt64(recent + more) >= budget { return false }
            }
            queue = queues.records[Int(queue)].parent
        }
        return true
    }

    /// Counts an eviction in a queue and all above it, those without a budget too: a reload may
    /// set one.
    private mutating func noteEviction(from leaf: Int32) {
        var queue = leaf
        while queue >= 0 {
            let recent = queues.records[Int(queue)].recentEvictions
            let old = recent.prefix { $0 + Tick(seconds: 60) <= now }.count
            queues.records[Int(queue)].recentEvictions.removeFirst(old)
            queues.records[Int(queue)].recentEvictions.append(now)
            queue = queues.records[Int(queue)].parent
        }
    }
}
