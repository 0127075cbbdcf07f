/// A promise that an application can start at a moment, and what may still be used past it.
///
/// EASY backfill: the head of a queue gets the earliest moment at which it fits if everything that
/// runs lasts as long as estimated; later work may start if it is over by then, or needs no more
/// than will be to spare then. Source: Lifka, "The ANL/IBM SP Scheduling System", JSSPP 1995.
struct Reservation: Sendable {
    var application: Int32
    var leaf: Int32
    /// When it can start; `never` if that depends on work whose end nobody knows.
    var start: Tick
    /// The task groups to be placed then (for a plain application, one member).
    var groups: [Scheduler.GroupNeed]
    /// With one group: how many more of its members than needed will fit at `start`.
    var spare: Int64
    /// Free capacity per node at `start`, worked out only when members differ in shape.
    var future: ResourceRows?
    /// What queues with a max above the application will have left at `start`.
    var bounds: [QueueBound]

    /// What one queue may still use at the start of a reservation, after it has begun.
    struct QueueBound: Sendable {
        var queue: Int32
        /// Per resource; `Int64.max` where there is no max.
        var spare: [Int64]
    }
}

extension Scheduler {
    /// The reservation of a leaf queue's head in this cycle, if it has one.
    func reservation(for leaf: Int32) -> Reservation? {
        reservations.first { $0.leaf == leaf }
    }

    /// Reserves the earliest start for an application that does not fit now.
    ///
    /// Nothing is reserved for what would not fit even if everything that runs had ended.
    mutating func reserve(for application: Int32) {
        let leaf = applications.records[Int(application)].queue
        applications.records[Int(application)].reservedSince =
            min(applications.records[Int(application)].reservedSince, startCount)
        var reservation = Reservation(
            application: application, leaf: leaf, start: .never,
            groups: nextGroups(of: application), spare: 0, future: nil, bounds: [])
        guard let first = reservation.groups.first else { return }
        let isBounded = queues.records[Int(leaf)].isBounded
        // What ends on a node that takes nothing new gives no place.
        if isBounded || reservation.groups.count > 1 || nodes.cordonedCount > 0
            || !findStartByCounting(&reservation, first)
        {
            guard findStartByReleasing(&reservation) else { return }
        }
        reservations.append(reservation)
        sayReserved(application, reservation.start)
    }

    /// Tells when an application starts at the latest, if that is new.
    mutating func sayReserved(_ application: Int32, _ start: Tick) {
        let index = Int(application)
        guard applications.records[index].saidReservation != start else { return }
        applications.records[index].saidReservation = start
        decide(.reserved(ApplicationID(rawValue: application), start))
    }

    /// What the next step of an application needs: its task groups, or one waiting ask.
    func nextGroups(of application: Int32) -> [GroupNeed] {
        let index = Int(application)
        if applications.records[index].isUnformedGang { return placementOrder(of: application) }
        guard let set = nextSet(of: application) else { return [] }
        return [GroupNeed(group: -1, classIndex: asks.sets[Int(set)].classIndex, count: 1)]
    }

    /// Finds the start where all that runs until then is of the same class as what is wanted:
    /// then each member that ends gives exactly one place, whatever its node.
    ///
    /// - Returns: Whether it could be found this way.
    /// - Complexity: O(blocks of running applications).
    private mutating func findStartByCounting(
        _ reservation: inout Reservation, _ need: GroupNeed
    ) -> Bool {
        var places = nodes.places(of: need.classIndex, classes: &classes)
        var start: Int64?
        scan: for block in running.blocks {
            let mayPassOver =
                start == nil && block.summary.classIndex == need.classIndex
                && places + block.summary.members < need.count
            if mayPassOver {
                places += block.summary.members
                continue
            }
            for entry in block.elements {
                let end = max(entry.end, now.milliseconds)
                if let start, end > start { break scan }
                if end == .max { return false }
                guard entry.classIndex == need.classIndex else { return false }
                places += entry.members
                if start == nil, places >= need.count { start = end }
            }
        }
        guard let start else { return false }
        reservation.start = Tick(milliseconds: start)
        reservation.spare = places - need.count
        return true
    }

    /// Finds the start by giving back running applications one after the other on a copy of the
    /// nodes, in the order of their ends, until everything that is wanted fits.
    ///
    /// - Returns: Whether it ever fits.
    /// - Complexity: O(nodes + running members until then).
    private mutating func findStartByReleasing(_ reservation: inout Reservation) -> Bool {
        var future = Future(
            scheduler: self, groups: reservation.groups, leaf: reservation.leaf)
        var end = now.milliseconds
        var fits = false
        running.forEach { entry in
            let entryEnd = max(entry.end, now.milliseconds)
            if entryEnd > end {
                fits = future.fits(self)
                if fits || entryEnd == .max { return false }
                end = entryEnd
            }
            future.release(entry.application, of: self)
            return true
        }
        if fits || future.fits(self) {
            reservation.start = Tick(milliseconds: end)
        } else {
            reservation.start = .never
            future = futureAtStart(of: reservation)
            guard future.fits(self) else { return false }
        }
        future.store(in: &reservation)
        return true
    }

    /// The nodes as they will be at the start of a reservation, with everything given back that
    /// is over by then.
    ///
    /// A start that nobody knows is when all has ended that ran before the reservation was made.
    /// What has overtaken it since and may stay for ever counts as staying, or the next could
    /// overtake it as well, and so on.
    private func futureAtStart(of reservation: Reservation) -> Future {
        let since = applications.records[Int(reservation.application)].reservedSince
        var future = Future(
            scheduler: self, groups: reservation.groups, leaf: reservation.leaf)
        running.forEach { entry in
            guard max(entry.end, now.milliseconds) <= reservation.start.milliseconds
            else { return false }
            let overtook = applications.records[Int(entry.application)].startNumber > since
            if entry.end != .max || !overtook { future.release(entry.application, of: self) }
            return true
        }
        return future
    }

    /// Works out the free capacity per node at the start of a reservation that was found by
    /// counting; what is placed already, tentatively too, is part of it.
    func materialised(_ reservation: Reservation) -> Reservation {
        var reservation = reservation
        futureAtStart(of: reservation).store(in: &reservation)
        return reservation
    }
}
