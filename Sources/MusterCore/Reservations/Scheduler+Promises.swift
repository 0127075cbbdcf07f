/// Whether a placement keeps the promises given to others.
extension Scheduler {
    /// What may overtake a reservation, as far as it can be told from sums: an application that
    /// lasts at most `horizon` ms, or one that needs at most `vcore`.
    func overtakingLimits(_ reservation: Reservation) -> (horizon: Int64, vcore: Int64) {
        let horizon =
            reservation.start == .never
            ? -1 : reservation.start.milliseconds - now.milliseconds
        // Only where every ask is alike do sums say enough.
        guard reservation.future == nil, classes.usedCount == 1,
            let need = reservation.groups.first
        else { return (horizon, .max) }
        let request = classes[need.classIndex].request[ResourceCatalog.vcore]
        guard request > 0 else { return (horizon, .max) }
        return (horizon, request.multipliedSaturating(by: reservation.spare + 1) - 1)
    }

    /// Whether a single-group placement certainly breaks a promise, told before it is tried.
    func breaksPromiseForCertain(_ application: Int32, _ need: GroupNeed) -> Bool {
        guard !reservations.isEmpty else { return false }
        guard leavesRoomInLimits(application, taking: [need]) else { return true }
        let end = now + applications.records[Int(application)].estimate
        return reservations.contains { reservation in
            reservation.application != application
                && !isOver(end, by: reservation.start) && reservation.groups.count == 1
                && reservation.groups[0].classIndex == need.classIndex
                && need.count > reservation.spare
        }
    }

    /// Whether the open transaction of an application keeps all promises; if it does, they are
    /// adjusted to it.
    mutating func keepsPromises(_ application: Int32) -> Bool {
        // A call out of a mutating function copies the whole scheduler: mostly it is not needed.
        guard plan == nil || fitsPlan(application) else { return false }
        guard !reservations.isEmpty else {
            takeFromPlan(application)
            return true
        }
        guard leavesRoomInLimits(application, taking: transactionNeeds) else { return false }
        let end = now + applications.records[Int(application)].estimate
        var adjusted = reservations
        // Whoever starts needs its own reservation no more.
        adjusted.removeAll { $0.application == application }
        for position in adjusted.indices where !isOver(end, by: adjusted[position].start) {
            guard adjust(&adjusted[position], to: application) else { return false }
        }
        reservations = adjusted
        takeFromPlan(application)
        return true
    }

    /// Whether an application that starts leaves each that is promised a start what both share of
    /// limits, and of the places for running applications.
    ///
    /// It must do so from now on, even if it is over by the promised start: who is over a limit
    /// keeps nobody back, so in the meantime others could take the capacity. And as it does, what
    /// the limits allow now they allow at the promised start too: until then usage only falls.
    private func leavesRoomInLimits(
        _ application: Int32, taking needs: @autoclosure () -> [GroupNeed]
    ) -> Bool {
        let isNew = !applications.records[Int(application)].countsAsRunning
        for reservation in reservations where reservation.application != application {
            let head = Int(reservation.application)
            let areBothNew = isNew && !applications.records[head].countsAsRunning
            if areBothNew, !mayBothRun(application, reservation.application) { return false }
            let shared = applications.records[head].limits.filter {
                applications.records[Int(application)].limits.contains($0)
            }
            guard !shared.isEmpty else { continue }
            let own = totalLanes(of: reservation.groups)
            let both = own + totalLanes(of: needs())
            let isLeft = shared.allSatisfy { bucket in
                // Its own limit keeps the head back already.
                !limits.hasRoom(for: own, in: bucket)
                    || limits.hasRoom(for: both, in: bucket)
                        && (!areBothNew || limits.hasRoom(forApplications: 2, in: bucket))
            }
            guard isLeft else { return false }
        }
        return true
    }

    /// Whether the queues above both of two applications may run two more.
    private func mayBothRun(_ application: Int32, _ other: Int32) -> Bool {
        var queue = applications.records[Int(other)].queue
        while queue >= 0 {
            let most = queues.records[Int(queue)].settings.maxApplications
            if most > 0, queues.records[Int(queue)].runningApplications + 2 > most,
                isQueue(queue, above: applications.records[Int(application)].queue)
            {
                return false
            }
            queue = queues.records[Int(queue)].parent
        }
        return true
    }

    /// What the open transaction takes.
    var transactionNeeds: [GroupNeed] {
        transaction.steps.map {
            GroupNeed(group: $0.group, classIndex: $0.classIndex, count: $0.count)
        }
    }

    /// Whether work that ends at `end` is over when a reservation starts.
    ///
    /// What nobody knows the end of never is, and before a start that nobody knows nothing is.
    private func isOver(_ end: Tick, by start: Tick) -> Bool {
        start != .never && end <= start
    }

    /// Takes the open transaction's steps from what a reservation has to spare.
    ///
    /// - Returns: Whether the reservation still holds.
    private mutating func adjust(_ reservation: inout Reservation, to application: Int32) -> Bool {
        guard adjustBounds(&reservation, to: application) else { return false }
        let need = reservation.groups[0]
        let isAlike =
            reservation.groups.count == 1
            && transaction.steps.allSatisfy { $0.classIndex == need.classIndex }
        if isAlike, reservation.future == nil {
            reservation.spare -= transaction.steps.reduce(0) { $0 + $1.count }
            return reservation.spare >= 0
        }
        guard var free = reservation.future else {
            // The steps are on the nodes already, so the future has them.
            reservation = materialised(reservation)
            return reservation.groups.count > 1
                ? stillFits(reservation) : reservation.spare >= 0
        }
        for step in transaction.steps {
            let base = free.base(Int(step.node))
            let before = classes[need.classIndex].places(in: free, on: Int(step.node))
            for lane in classes[step.classIndex].lanes {
                free.values[base + lane.lane] -= lane.amount * step.count
            }
            let after = classes[need.classIndex].places(in: free, on: Int(step.node))
            reservation.spare -= before - after
        }
        reservation.future = free
        return reservation.groups.count > 1 ? stillFits(reservation) : reservation.spare >= 0
    }

    private func stillFits(_ reservation: Reservation) -> Bool {
        guard let free = reservation.future else { return true }
        return firstFit(reservation.groups, in: free) != nil
    }

    private func adjustBounds(_ reservation: inout Reservation, to application: Int32) -> Bool {
        guard !reservation.bounds.isEmpty else { return true }
        let leaf = applications.records[Int(application)].queue
        for position in reservation.bounds.indices
        where isQueue(reservation.bounds[position].queue, above: leaf) {
            for step in transaction.steps {
                for lane in classes[step.classIndex].lanes
                where reservation.bounds[position].spare[lane.lane] != .max {
                    reservation.bounds[position].spare[lane.lane] -= lane.amount * step.count
                    if reservation.bounds[position].spare[lane.lane] < 0 { return false }
                }
            }
        }
        return true
    }
}
