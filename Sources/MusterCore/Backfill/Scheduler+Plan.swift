/// Conservative backfill: everyone who waits has a planned start that nobody may delay.
///
/// Each application gets the earliest hole when it comes. When something ends before its estimate,
/// all planned starts are looked at again, one after the other in the order of their queues, and
/// never move back. Source: Mu'alem and Feitelson, "Utilization, Predictability, Workloads, and
/// User Runtime Estimates in Scheduling the IBM SP2 with Backfilling", TPDS 2001.
extension Scheduler {
    /// Brings the plan up to date and starts those whose planned start has come.
    mutating func startPlanned() {
        guard plan != nil else { return }
        plan!.advance(to: now)
        giveBackEnded()
        recallHomeless()
        if let first = running.first, first.end < now.milliseconds { plan!.isUncertain = true }
        plan!.lacksPieces.removeAll { applications.records[Int($0)].entry == nil }
        reserveForLackingPieces()
        repeat {
            if plan!.isStale || mustReplan {
                replan()
            } else if plan!.needsCompression {
                compressPlan()
                plan!.arrivals = plan!.homeless + plan!.arrivals
                plan!.homeless.removeAll(keepingCapacity: true)
            }
            planArrivals()
            startDue()
            // More asks of what has just started, or a start that could not be kept.
        } while !plan!.arrivals.isEmpty || plan!.needsCompression || mustReplan
    }

    /// Has others keep pieces free for the first of those that lacked them when they were due.
    ///
    /// Whose pieces are free now starts when the plan says so: kept free for it, they could be
    /// what somebody needs whose planned start comes before.
    private mutating func reserveForLackingPieces() {
        guard let first = plan!.lacksPieces.first else { return }
        reserve(for: first)
        guard let last = reservations.last, last.application == first, last.start <= now
        else { return }
        reservations.removeLast()
        plan!.lacksPieces.removeFirst()
    }

    /// Has those looked at again who stood back: what has ended since may have made room in their
    /// queues or limits even if, ending on time, it has left the plan as it was.
    private mutating func recallHomeless() {
        guard plan!.homelessVersion != freedVersion else { return }
        plan!.homelessVersion = freedVersion
        plan!.arrivals = plan!.stoodBack + plan!.homeless + plan!.arrivals
        plan!.stoodBack.removeAll(keepingCapacity: true)
        plan!.homeless.removeAll(keepingCapacity: true)
    }

    /// Whether what the plan assumes has become doubtful since it was made.
    private var mustReplan: Bool {
        guard let plan, plan.isUncertain else { return false }
        return plan.madeAt < now || plan.madeVersion != freedVersion
    }

    /// Gives everyone who came since the last cycle a start.
    private mutating func planArrivals() {
        let arrivals = plan!.arrivals
        plan!.arrivals.removeAll(keepingCapacity: true)
        for application in arrivals
        where applications.records[Int(application)].entry != nil
            && applications.records[Int(application)].plannedStart == .never
            && !hopeless.contains(application)
        {
            planStart(of: application)
        }
    }

    private mutating func startDue() {
        var isPast: PlannedEntry?
        while let due = plan!.order.first(
            from: isPast, isPast: true, mayContain: { _ in true }, where: { _ in true }),
            due.start <= now.milliseconds
        {
            isPast = due
            let application = due.application
            if due.start < now.milliseconds { plan!.isUncertain = true }
            startingPlanned = application
            let obstacle = placeNext(of: application)
            startingPlanned = -1
            guard obstacle == nil else {
                if isItsOwn(obstacle!, of: application) {
                    standBack(due)
                    continue
                }
                // The sum is free but not in the right pieces, or a queue is full.
                if !obstacle!.endsWithRunningWork || !planBehindReservation(of: due) {
                    plan!.isUncertain = true
                }
                continue
            }
            if applications.records[Int(application)].entry != nil {
                // More asks of the same application wait; the next one is planned anew.
                unplan(application, givingBack: false)
                plan!.arrivals.append(application)
            }
        }
    }

    /// Gives the place of an application in the plan to others until what keeps it back alone may
    /// have changed, as when its queues may run one more: when that is, nobody can plan.
    private mutating func standBack(_ due: PlannedEntry) {
        let lanes = totalLanes(of: nextGroups(of: due.application))
        let estimate = applications.records[Int(due.application)].estimate
        let end = Tick(milliseconds: due.start) + estimate
        plan!.giveBack(lanes, from: due.start, to: end.milliseconds)
        unplan(due.application, givingBack: false)
        plan!.stoodBack.append(due.application)
    }

    /// Moves a start that was planned by the sum of what is free to the moment at which the right
    /// pieces are free as well, and has others keep them free until then.
    ///
    /// - Returns: Whether there is such a moment.
    private mutating func planBehindReservation(of due: PlannedEntry) -> Bool {
        let application = due.application
        if !reservations.contains(where: { $0.application == application }) {
            reserve(for: application)
        }
        let start = reservations.first { $0.application == application }?.start ?? .never
        guard start != .never, start > now else { return false }
        let lanes = totalLanes(of: nextGroups(of: application))
        let end = Tick(milliseconds: due.start) + applications.records[Int(application)].estimate
        plan!.add(lanes, sign: 1, from: due.start, to: end.milliseconds)
        setPlannedStart(start.milliseconds, of: application, lanes: lanes)
        if !plan!.lacksPieces.contains(application) { plan!.lacksPieces.append(application) }
        return true
    }

    /// Plans everything anew: what has a start in the order of the starts, then the rest in the
    /// order of the queues.
    ///
    /// Whoever comes first in that order uses no more than before at the start of those behind, so
    /// unless capacity was lost nobody's start moves back.
    private mutating func replan() {
        // A reservation for a start that could not be kept ends with the plan that had the start.
        let lacksPieces = plan!.lacksPieces
        reservations.removeAll { !lacksPieces.contains($0.application) }
        plan!.restart(now: now, free: nodes.totalFree)
        plan!.madeAt = now
        plan!.madeVersion = freedVersion
        // At once where work has outlived its estimate would be too early: it still runs.
        running.forEach { entry in
            if entry.end != .max {
                plan!.add(
                    usageLanes(of: entry.application), sign: 1,
                    from: max(entry.end, now.milliseconds.addingSaturating(1)), to: .max)
            }
            return true
        }
        plan!.order = OrderedBlocks()
        plan!.arrivals.removeAll(keepingCapacity: true)
        plan!.homeless.removeAll(keepingCapacity: true)
        plan!.stoodBack.removeAll(keepingCapacity: true)
        let waiting = waitingInConservativeQueues().map(\.application)
        let starts = waiting.map { applications.records[Int($0)].plannedStart }
        let ranked = waiting.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }
        for position in ranked { planStart(of: waiting[position]) }
    }

    /// Moves planned starts forward into what was given back.
    ///
    /// What has its earliest start already can only move into a range that was given back since,
    /// so nobody looks further than that.
    private mutating func compressPlan() {
        plan!.beginCompression()
        var most = plan!.mostFreed()
        for entry in waitingInConservativeQueues() {
            let index = Int(entry.application)
            let start = applications.records[index].plannedStart.milliseconds
            guard start != .max, start > now.milliseconds else { continue }
            let end = (Tick(milliseconds: start) + applications.records[index].estimate)
                .milliseconds
            let freed = plan!.freed
            let overlapsFreed = start < freed.end && end > freed.start
            guard overlapsFreed || (entry.vcore <= most[0] && entry.memory <= most[1])
            else { continue }
            let lanes = totalLanes(of: nextGroups(of: entry.application))
            let duration = applications.records[index].estimate.milliseconds
            let earlier = plan!.earliestStart(
                of: lanes, lasting: duration,
                from: max(now.milliseconds, freed.start.subtractingSaturating(duration) + 1),
                before: min(start, freed.end), own: start..<max(start, end))
            guard let earlier else { continue }
            plan!.add(lanes, sign: 1, from: start, to: end)
            plan!.noteMove(from: start, to: end)
            setPlannedStart(earlier, of: entry.application, lanes: lanes)
            most = plan!.mostFreed()
        }
        plan!.endCompression()
    }

    /// Everything that waits in conservative queues, by rank.
    private func waitingInConservativeQueues() -> [WaitingEntry] {
        let leaves = queues.waitingLeaves.filter {
            queues.records[Int($0)].settings.backfill == .conservative
        }
        let entries = leaves.flatMap { queues.records[Int($0)].waiting.blocks.flatMap(\.elements) }
        return leaves.count == 1 ? entries : entries.sorted()
    }

    /// Gives an application the earliest hole.
    private mutating func planStart(of application: Int32) {
        let index = Int(application)
        guard canEverFit(application) else {
            applications.records[index].plannedStart = .never
            return
        }
        let queue = applications.records[index].queue
        let lanes = totalLanes(of: nextGroups(of: application))
        let mayNotStart =
            !applications.records[index].countsAsRunning
            && queues.firstAtMaxApplications(queue) != nil
        if mayNotStart || firstFullLimit(of: application) != nil
            || firstExceededLimit(lanes, of: application) != nil
        {
            applications.records[index].plannedStart = .never
            plan!.homeless.append(application)
            return
        }
        let start = plan!.earliestStart(
            of: lanes, lasting: applications.records[index].estimate.milliseconds,
            from: now.milliseconds, before: .max)
        guard let start else {
            applications.records[index].plannedStart = .never
            plan!.homeless.append(application)
            return
        }
        setPlannedStart(start, of: application, lanes: lanes)
    }

    private mutating func setPlannedStart(
        _ start: Int64, of application: Int32, lanes: [RequestLane]
    ) {
        let index = Int(application)
        let sequence = applications.records[index].sequence
        let old = applications.records[index].plannedStart
        let new = PlannedEntry(start: start, sequence: sequence, application: application)
        let oldEntry = PlannedEntry(
            start: old.milliseconds, sequence: sequence, application: application)
        if old != .never, plan!.order.contains(oldEntry) { plan!.order.remove(oldEntry) }
        plan!.order.insert(new)
        let end = Tick(milliseconds: start) + applications.records[index].estimate
        plan!.add(lanes, sign: -1, from: start, to: end.milliseconds)
        guard old != Tick(milliseconds: start) else { return }
        applications.records[index].plannedStart = Tick(milliseconds: start)
        guard start > now.milliseconds else { return }
        timers.set(
            .plannedStart, at: Tick(milliseconds: start), for: application, sequence: sequence)
        sayReserved(application, Tick(milliseconds: start))
    }

    // MARK: What happens outside the plan

    /// An application began to wait, or needs something else than before.
    mutating func notePlanArrival(_ application: Int32) {
        let leaf = Int(applications.records[Int(application)].queue)
        guard plan != nil, queues.records[leaf].settings.backfill == .conservative else { return }
        if startingPlanned == application { return }
        if applications.records[Int(application)].plannedStart != .never {
            plan!.isStale = true
        } else {
            plan!.arrivals.append(application)
        }
    }

    /// An application does not wait any more, because it started or was withdrawn.
    mutating func withdrawFromPlan(_ application: Int32) {
        guard plan != nil else { return }
        unplan(application, givingBack: startingPlanned != application)
    }

    private mutating func unplan(_ application: Int32, givingBack: Bool) {
        let index = Int(application)
        let start = applications.records[index].plannedStart
        guard start != .never else { return }
        applications.records[index].plannedStart = .never
        let entry = PlannedEntry(
            start: start.milliseconds, sequence: applications.records[index].sequence,
            application: application)
        if plan!.order.contains(entry) { plan!.order.remove(entry) }
        if givingBack { plan!.isStale = true }
    }

    /// An application gives something back, before the books are changed.
    mutating func releaseFromPlan(_ application: Int32) {
        guard plan != nil, !plan!.isStale else { return }
        let index = Int(application)
        let end = applications.records[index].estimatedEnd
        let isWhole =
            applications.records[index].startedAtOnce
            && applications.records[index].allocatedCount == 0
            && applications.records[index].heldCount == 0
        // Which of it ran on nodes that take nothing new cannot be told any more.
        guard isWhole, nodes.cordonedCount == 0 else {
            plan!.isStale = true
            return
        }
        // What the time is now the next cycle knows; the last one was earlier.
        plan!.ended.append(
            CapacityPlan.Ended(lanes: usageLanes(of: application), end: end.milliseconds))
    }

    /// Gives back what ended before its estimate since the last cycle.
    private mutating func giveBackEnded() {
        for ended in plan!.ended {
            if ended.end > now.milliseconds {
                plan!.giveBack(ended.lanes, from: now.milliseconds, to: ended.end)
            } else if ended.end < now.milliseconds {
                plan!.isStale = true
            }
        }
        plan!.ended.removeAll(keepingCapacity: true)
    }

    /// Whether the open transaction of an application leaves every planned start as it is.
    func fitsPlan(_ application: Int32) -> Bool {
        guard let plan, startingPlanned != application, !plan.order.isEmpty else { return true }
        // While the plan waits to be made anew it cannot tell; the next cycle can.
        guard !plan.isStale else { return false }
        let duration = applications.records[Int(application)].estimate.milliseconds
        return plan.earliestStart(
            of: transactionLanes, lasting: duration, from: now.milliseconds,
            before: now.milliseconds.addingSaturating(1)) != nil
    }

    /// Takes the open transaction of an application from the plan.
    mutating func takeFromPlan(_ application: Int32) {
        guard plan != nil, startingPlanned != application, !plan!.isStale else { return }
        let end = now + applications.records[Int(application)].estimate
        plan!.add(transactionLanes, sign: -1, from: now.milliseconds, to: end.milliseconds)
    }

    /// What the open transaction takes in total.
    private var transactionLanes: [RequestLane] {
        totalLanes(of: transactionNeeds)
    }

    /// All that an application gives back when it ends, on nodes that take something new.
    private func usageLanes(of application: Int32) -> [RequestLane] {
        guard nodes.cordonedCount == 0 else {
            var future = Future(scheduler: self, groups: [])
            return future.released(application, of: self)
        }
        return (0..<applications.usage.width).compactMap {
            let amount = applications.usage[Int(application), $0]
            return amount > 0 ? RequestLane(lane: $0, amount: amount) : nil
        }
    }
}

extension Int64 {
    /// The difference, held at the ends of the range.
    func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
