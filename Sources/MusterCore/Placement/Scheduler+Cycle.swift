/// One scheduling cycle.
extension Scheduler {
    /// Places all that can be placed now, in the order in which it is owed.
    ///
    /// 1. Bring ranks, shares and plans up to date with what happened since the last cycle.
    /// 2. Start those whose planned start (conservative backfill) has come.
    /// 3. Serve leaf queues, the most entitled first; after each placement ranks change, so the
    ///    walk begins again at the root.
    /// 4. Evict for those who are owed places; what comes free is held for them.
    /// 5. Tell each application that began to wait why.
    mutating func runCycle() {
        refreshCluster()
        stampNewcomers()
        armQuotaPreemption()
        enforceQuotas()
        var version: UInt64
        repeat {
            fulfilClaims()
            version = freedVersion
            reservations.removeAll(keepingCapacity: true)
            passedOverAt = -1
            startPlanned()
            queues.activateLeaves(version: version)
            while let leaf = queues.nextLeaf() {
                if serve(leaf), !queues.records[Int(leaf)].waiting.isEmpty {
                    queues.refreshRanks(from: leaf)
                } else {
                    queues.deactivate(leaf)
                }
            }
            preempt()
            // What was placed can be what others have to be near to.
            if classes.constraints.hasEnabled {
                classes.constraints.forgetFailures()
                noteFreed()
            }
            // Members that take held places may need less than was held. And who was passed over
            // lacks room as well if others have taken it.
        } while freedVersion != version || (passedOverAt >= 0 && passedOverAt != startCount)
        backOffHopeless()
        explainNewcomers()
    }

    /// Makes one placement in a leaf queue: one ask, or one gang.
    ///
    /// - Returns: Whether something was placed; if not, nothing more can be in this cycle.
    private mutating func serve(_ leaf: Int32) -> Bool {
        let index = Int(leaf)
        let policy = queues.records[index].settings.backfill
        // What is planned was started before the walk; nothing else may start.
        guard policy != .conservative else { return false }
        while let entry = nextCandidate(in: leaf) {
            queues.records[index].cursor = entry
            queues.records[index].cursorIsPast = false
            guard let obstacle = placeNext(of: entry.application) else {
                queues.rewind(leaf)
                return true
            }
            queues.records[index].cursorIsPast = true
            // A promise can go or move without anything being freed: look at all again then.
            if obstacle == .promise { queues.records[index].walkedVersion = 0 }
            if obstacle == .limit { noteLimitBar(of: entry.application) }
            switch policy {
            case .greedy, .conservative: break
            case .none:
                // Whoever runs already needs no slot and could give one back.
                guard canEverFit(entry.application), !isItsOwn(obstacle, of: entry.application)
                else { continue }
                queues.records[index].blocker = entry.application
                return false
            case .easy:
                if obstacle.endsWithRunningWork, reservation(for: leaf) == nil,
                    !isItsOwn(obstacle, of: entry.application)
                {
                    reserve(for: entry.application)
                }
            }
        }
        return false
    }

    /// The next application of a leaf queue that might have room, by rank.
    ///
    /// In a queue where nobody may be overtaken, or only under conditions, the head is returned
    /// even if it does not fit: it decides what follows.
    @inline(__always)
    private func nextCandidate(in leaf: Int32) -> WaitingEntry? {
        let index = Int(leaf)
        let headroom = queues.headroom(of: leaf)
        var vcoreNow = min(nodes.totalFree[0], headroom.vcore)
        var memoryNow = min(nodes.totalFree[1], headroom.memory)
        var horizon = Int64.max
        var vcoreLater = Int64.max
        switch queues.records[index].settings.backfill {
        case .greedy, .conservative:
            // Who backs off must be tried to be found out.
            if queues.records[index].settings.unschedulableAsksBackoff > 0 {
                (vcoreNow, memoryNow) = (.max, .max)
            }
        case .none: (vcoreNow, memoryNow) = (.max, .max)
        case .easy:
            if let reservation = reservation(for: leaf) {
                (horizon, vcoreLater) = overtakingLimits(reservation)
            } else {
                (vcoreNow, memoryNow) = (.max, .max)
            }
        }
        return queues.records[index].waiting.first(
            from: queues.records[index].cursor, isPast: queues.records[index].cursorIsPast,
            mayContain: {
                $0.vcore <= vcoreNow && $0.memory <= memoryNow
                    && ($0.estimate <= horizon || $0.vcore <= vcoreLater)
            },
            where: {
                $0.vcore <= vcoreNow && $0.memory <= memoryNow
                    && ($0.estimate <= horizon || $0.vcore <= vcoreLater)
                    && !isKnownToBeBarred($0.application)
            })
    }

    /// Whether what was in the way of an application keeps it back alone and is no reason for
    /// others to wait.
    mutating func isItsOwn(_ obstacle: Obstacle, of application: Int32) -> Bool {
        if obstacle.isItsOwn { return true }
        guard obstacle == .shortage, waitsForNeighboursAlone(application) else { return false }
        passedOverAt = startCount
        return true
    }

    /// Places an application's whole gang, or its next ask.
    ///
    /// - Returns: `nil` if something was placed, else what was in the way.
    mutating func placeNext(of application: Int32) -> Obstacle? {
        let index = Int(application)
        if !applications.records[index].countsAsRunning,
            queues.firstAtMaxApplications(applications.records[index].queue) != nil
        {
            return .maxApplications
        }
        if firstFullLimit(of: application) != nil { return .limit }
        guard applications.records[index].isUnformedGang else { return placeAsk(of: application) }
        guard let obstacle = placeGang(of: application) else { return nil }
        let members = applications.records[index].groups.reduce(0) { $0 + Int64($1.minMember) }
        guard obstacle == .shortage, isHopeless(members, in: applications.records[index].queue)
        else { return obstacle }
        hopeless.append(application)
        return .backoff
    }

    /// Places the first waiting ask of an application that fits, by priority and age.
    private mutating func placeAsk(of application: Int32) -> Obstacle? {
        var first: Obstacle?
        var tried: Int32?
        var failed: Int64 = 0
        while let set = nextSet(of: application, after: tried) {
            guard let obstacle = placeAsk(from: set, of: application) else { return nil }
            if obstacle == .shortage { failed += Int64(asks.sets[Int(set)].waiting.count) }
            first = first ?? obstacle
            tried = set
        }
        if isHopeless(failed, in: applications.records[Int(application)].queue) {
            hopeless.append(application)
            return .backoff
        }
        return first ?? .nothingWaits
    }

    /// The ask set to try next: of those with waiting asks the first by priority, then by the age
    /// of their oldest, that comes after `previous`.
    ///
    /// - Complexity: O(sets of the application); a sort would cost that for each placement, too.
    @inline(__always)
    func nextSet(of application: Int32, after previous: Int32? = nil) -> Int32? {
        let index = Int(application)
        let floor = previous.map { rank(ofSet: $0) }
        var best: (set: Int32, rank: AskSetRank)?
        for position in applications.records[index].sets.indices {
            let set = applications.records[index].sets[position]
            guard asks.sets[Int(set)].waiting.count > 0 else { continue }
            let rank = rank(ofSet: set)
            if let floor, !(floor < rank) { continue }
            if let best, !(rank < best.rank) { continue }
            best = (set, rank)
        }
        return best?.set
    }

    @inline(__always)
    private func rank(ofSet set: Int32) -> AskSetRank {
        let first = asks.sets[Int(set)].waiting.first
        return AskSetRank(
            priority: asks.sets[Int(set)].priority, arrival: asks.asks[Int(first)].arrival)
    }

    private mutating func placeAsk(from set: Int32, of application: Int32) -> Obstacle? {
        let classIndex = asks.sets[Int(set)].classIndex
        let queue = applications.records[Int(application)].queue
        if firstExceededLimit(classes[classIndex].lanes, of: application) != nil { return .limit }
        if queues.firstOverMax(classes[classIndex].lanes, times: 1, in: queue) != nil {
            return .queueMax
        }
        guard let node = findNode(for: set) else {
            return asks.sets[Int(set)].requiredNode >= 0 ? .boundToNode : .shortage
        }
        takeTentatively(
            Transaction.Step(node: node, classIndex: classIndex, count: 1, group: -1))
        guard keepsPromises(application) else {
            rollBack()
            return .promise
        }
        transaction.close()
        let ask = asks.sets[Int(set)].waiting.first
        asks.allocate(ask, on: node, at: now, nodes: &nodes)
        decide(.allocated(AskRange(first: AskID(rawValue: ask)), NodeID(rawValue: node)))
        changeWaiting(of: set, by: -1)
        noteStart(of: application)
        applications.records[Int(application)].waitingCount -= 1
        applications.records[Int(application)].allocatedCount += 1
        charge(classIndex, times: 1, to: application)
        refreshRunningEntry(of: application)
        if applications.records[Int(application)].isGathering {
            countIfRunning(application)
        } else {
            setState(.running, of: application)
        }
        refreshWaitingEntry(of: application)
        return nil
    }

    /// The first node with room for an ask of a set.
    private mutating func findNode(for set: Int32) -> Int32? {
        let classIndex = asks.sets[Int(set)].classIndex
        let required = asks.sets[Int(set)].requiredNode
        if required >= 0 {
            let canTake =
                nodes.exists(NodeID(rawValue: required))
                && nodes.records[Int(required)].isSchedulable
                && nodes.fits(classes[classIndex].lanes, on: Int(required))
                && isAdmitted(classIndex, on: required)
            if !canTake { noteStranded(classIndex) }
            return canTake ? required : nil
        }
        if hasFailed(1, of: classIndex) { return nil }
        if let node = chooseNode(for: classIndex) { return node }
        noteFailed(1, of: classIndex)
        return nil
    }

    /// Notes when an application got its latest places, and when it ends by its estimate.
    ///
    /// - Precondition: The places are not counted yet.
    mutating func noteStart(of application: Int32) {
        let index = Int(application)
        if !hopeless.isEmpty { hopeless.removeAll { $0 == application } }
        let isFirst = !applications.records[index].holdsAnything
        let isSameMoment = applications.records[index].started == now
        applications.records[index].startedAtOnce =
            isFirst || (applications.records[index].startedAtOnce && isSameMoment)
        applications.records[index].started = now
        startCount += 1
        applications.records[index].startNumber = startCount
        applications.records[index].saidReason = nil
        applications.records[index].estimatedEnd = now + applications.records[index].estimate
    }
}

/// The rank of an ask set among those of its application; smaller goes first, ages are unique.
struct AskSetRank: Comparable {
    var priority: Int32
    var arrival: Int32

    static func < (left: AskSetRank, right: AskSetRank) -> Bool {
        left.priority != right.priority
            ? left.priority > right.priority : left.arrival < right.arrival
    }
}

/// What kept an application from being placed, as far as the walk cares; `WaitReason` has the
/// figures and is worked out only when somebody asks.
enum Obstacle: Sendable {
    case maxApplications
    /// A limit of its user or group.
    case limit
    case queueMax
    /// No node has room, or none will do because of its neighbours.
    case shortage
    /// The only node that it may run on has no room, or is not there.
    case boundToNode
    /// There was room, but a promise to somebody else would break.
    case promise
    /// It has just backed off and does not wait any more.
    case backoff
    case nothingWaits

    /// Whether the end of running work takes it away at a moment that can be computed.
    var endsWithRunningWork: Bool { self == .queueMax || self == .shortage }
    /// Whether it keeps back the application alone, whatever its neighbours are.
    var isItsOwn: Bool {
        switch self {
        case .maxApplications, .limit, .backoff, .boundToNode: true
        case .queueMax, .shortage, .promise, .nothingWaits: false
        }
    }
}
