/// Claims are made, fed with what becomes free, and turned into allocations.
extension Scheduler {
    /// Claims places for an application's gang, or for asks of one set.
    ///
    /// - Parameters:
    ///   - steps: The places; they need not be free yet.
    ///   - application: Who claims them; has no other claim.
    ///   - set: The ask set, or -1 for the task groups of a gang.
    ///   - victims: The asks that are evicted for it.
    mutating func claim(
        _ steps: [Transaction.Step], for application: Int32, set: Int32, victims: [Int32]
    ) {
        let index = Int(application)
        let lanes = totalLanes(
            of: steps.map {
                GroupNeed(group: $0.group, classIndex: $0.classIndex, count: $0.count)
            })
        let parts = steps.map { step in
            Claim.Part(
                step: step,
                missing: classes[step.classIndex].lanes.map {
                    RequestLane(
                        lane: $0.lane, amount: $0.amount.multipliedSaturating(by: step.count))
                })
        }
        applications.records[index].claim = claims.add(
            Claim(
                application: application, set: set, parts: parts, lanes: lanes, victims: victims))
        queues.chargeClaimed(lanes, times: 1, to: applications.records[index].queue)
        chargeLimits(lanes, times: 1, of: application)
        // At once: the next search must not count on what is free and promised to this one.
        feed(applications.records[index].claim)
        countIfRunning(application)
        refreshWaitingEntry(of: application)
    }

    /// Gives claims what has become free and starts whoever has all: first those whose evictions
    /// have ended, the oldest first, so that nobody waits for the evictions of another.
    mutating func fulfilClaims() {
        guard !claims.open.isEmpty else { return }
        var early: [Int32] = []
        for index in claims.open {
            guard isTenable(index) else {
                dropClaim(of: claims[index].application)
                continue
            }
            guard remainingEvictions(of: index) == 0 else {
                early.append(index)
                continue
            }
            feed(index)
            if claims[index].isFed { fulfil(index) }
        }
        for index in early { feed(index) }
        for index in claims.open where isStuck(index) {
            dropClaim(of: claims[index].application)
        }
    }

    /// Whether what a claim misses will not come: its evictions have ended, and nobody else's on
    /// the same nodes are left (a node shrank, or was taken from by force).
    private func isStuck(_ index: Int32) -> Bool {
        guard !claims[index].isFed, remainingEvictions(of: index) == 0 else { return false }
        let short = claims[index].parts.filter { !$0.missing.isEmpty }.map(\.step.node)
        return !claims.open.contains { other in
            remainingEvictions(of: other) > 0
                && claims[other].parts.contains { short.contains($0.step.node) }
        }
    }

    /// Whether a claim can still be fulfilled: its nodes are there, its asks still wait, its
    /// queues may still have it.
    private func isTenable(_ index: Int32) -> Bool {
        let claim = claims[index]
        let record = applications.records[Int(claim.application)]
        guard record.exists, record.state.isSchedulable else { return false }
        guard claim.parts.allSatisfy({ nodes.records[Int($0.step.node)].isSchedulable })
        else { return false }
        guard claim.set >= 0 else { return record.isUnformedGang }
        return Int64(asks.sets[Int(claim.set)].waiting.count) >= claim.count
    }

    private mutating func feed(_ index: Int32) {
        for part in claims[index].parts.indices {
            guard !claims[index].parts[part].missing.isEmpty else { continue }
            let node = claims[index].parts[part].step.node
            let taken = claims[index].parts[part].missing.compactMap { lane -> RequestLane? in
                let amount = min(lane.amount, max(0, nodes.free[Int(node), lane.lane]))
                return amount > 0 ? RequestLane(lane: lane.lane, amount: amount) : nil
            }
            guard !taken.isEmpty else { continue }
            nodes.take(taken, times: 1, on: node, classes: &classes)
            for lane in taken { claims[index].parts[part].reduce(lane) }
            plan?.isStale = true
        }
    }

    /// Whether a queue has more than its max with a claim, if `used` is what it has then.
    private func exceedsMax(_ claim: Claim, _ used: (Int, RequestLane) -> Int64) -> Bool {
        var queue = applications.records[Int(claim.application)].queue
        while queue > 0 {
            for lane in claim.lanes
            where used(Int(queue), lane) > queues.max[Int(queue), lane.lane] { return true }
            queue = queues.records[Int(queue)].parent
        }
        return false
    }

    /// Turns a complete claim into allocations, unless its queues have become too full for it.
    private mutating func fulfil(_ index: Int32) {
        let claim = claims[index]
        let application = claim.application
        // What others have claimed takes the place of what is evicted for them.
        let isFull = exceedsMax(claim) { queues.usage[$0, $1.lane].addingSaturating($1.amount) }
        let staysFull = exceedsMax(claim) { queues.committed($0, $1.lane) }
        if isFull, !staysFull { return }
        dropClaim(of: application)
        let queue = applications.records[Int(application)].queue
        let mayRun =
            applications.records[Int(application)].countsAsRunning
            || queues.firstAtMaxApplications(queue) == nil
                && firstFullLimit(of: application) == nil
        guard mayRun, !isFull, firstExceededLimit(claim.lanes, of: application) == nil
        else { return }
        guard takeClaimed(claim) else { return }
        guard claim.set >= 0 else {
            commitGang(of: application)
            return
        }
        noteStart(of: application)
        for part in claim.parts {
            allocateFirst(part.step.count, of: claim.set, on: part.step.node)
            charge(part.step.classIndex, times: part.step.count, to: application)
        }
        transaction.close()
        refreshRunningEntry(of: application)
        setState(.running, of: application)
        refreshWaitingEntry(of: application)
    }

    /// Takes the claimed places in the open transaction, unless others have come since who are in
    /// the way; room was kept, neighbours were not.
    private mutating func takeClaimed(_ claim: Claim) -> Bool {
        for part in claim.parts {
            guard choosesByMore(than: part.step.classIndex) else {
                takeTentatively(part.step)
                continue
            }
            var member = part.step
            member.count = 1
            for _ in 0..<part.step.count {
                guard isAdmitted(member.classIndex, on: member.node) else {
                    rollBack()
                    return false
                }
                takeTentatively(member)
            }
        }
        return true
    }

    /// Gives back what an application has claimed, if anything; it waits as before.
    ///
    /// What was to go for it and has not gone yet need not go any more.
    mutating func dropClaim(of application: Int32) {
        let index = applications.records[Int(application)].claim
        guard index >= 0 else { return }
        let remaining = claims[index].victims
        for part in claims[index].parts {
            let taken = part.taken(of: classes[part.step.classIndex].lanes)
            nodes.take(taken, times: -1, on: part.step.node, classes: &classes)
        }
        queues.chargeClaimed(
            claims[index].lanes, times: -1, to: applications.records[Int(application)].queue)
        chargeLimits(claims[index].lanes, times: -1, of: application)
        claims.remove(index)
        applications.records[Int(application)].claim = -1
        countIfRunning(application)
        plan?.isStale = true
        noteFreed()
        refreshWaitingEntry(of: application)
        for range in ranges(of: remaining) { decide(.spared(range)) }
    }

    /// Drops every claim on a node that leaves.
    mutating func dropClaims(on node: Int32) {
        for index in claims.open
        where claims[index].parts.contains(where: { $0.step.node == node }) {
            dropClaim(of: claims[index].application)
        }
    }

    /// How many of those evicted for a claim are not gone yet.
    func remainingEvictions(of claim: Int32) -> Int64 {
        Int64(claims[claim].victims.count)
    }
}

extension Claim.Part {
    /// Notes that a node gave some of what was missing.
    fileprivate mutating func reduce(_ given: RequestLane) {
        let position = missing.firstIndex { $0.lane == given.lane }!
        missing[position].amount -= given.amount
        if missing[position].amount == 0 { missing.remove(at: position) }
    }

    /// What the node has given already, if one member needs `member`.
    func taken(of member: [RequestLane]) -> [RequestLane] {
        member.compactMap { lane in
            let missing = missing.first { $0.lane == lane.lane }?.amount ?? 0
            let amount = lane.amount.multipliedSaturating(by: step.count) - missing
            return amount > 0 ? RequestLane(lane: lane.lane, amount: amount) : nil
        }
    }
}
