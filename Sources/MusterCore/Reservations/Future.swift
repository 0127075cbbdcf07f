/// The nodes and queue limits as they will be at a later moment, for one reservation.
struct Future: Sendable {
    private var free: ResourceRows
    private var bounds: [Reservation.QueueBound]
    private let groups: [Scheduler.GroupNeed]
    private let lanes: [RequestLane]
    /// With one group: how many of its members fit.
    private var places: Int64

    /// Begins with the present.
    ///
    /// - Parameters:
    ///   - scheduler: The present.
    ///   - groups: What is to fit later.
    ///   - leaf: The leaf queue that it is for, or -1 if no queue's max matters.
    init(scheduler: Scheduler, groups: [Scheduler.GroupNeed], leaf: Int32 = -1) {
        free = scheduler.nodes.free
        self.groups = groups
        lanes = scheduler.totalLanes(of: groups)
        bounds = leaf < 0 ? [] : scheduler.bounds(above: leaf)
        places =
            groups.count == 1
            ? scheduler.nodes.placesByScan(scheduler.classes[groups[0].classIndex], in: free) : 0
    }

    /// Gives back all that an application holds.
    mutating func release(_ application: Int32, of scheduler: Scheduler) {
        let index = Int(application)
        for set in scheduler.applications.records[index].sets {
            let classIndex = scheduler.asks.sets[Int(set)].classIndex
            var ask = scheduler.asks.sets[Int(set)].allocated.first
            while ask >= 0 {
                give(-1, of: classIndex, on: scheduler.asks[ask].node, scheduler)
                ask = scheduler.asks[ask].nextInSet
            }
        }
        for group in scheduler.applications.records[index].groups {
            for place in group.held {
                give(-Int64(place.count), of: group.classIndex, on: place.node, scheduler)
            }
        }
        for position in bounds.indices
        where scheduler.isQueue(
            bounds[position].queue, above: scheduler.applications.records[index].queue)
        {
            for lane in bounds[position].spare.indices where bounds[position].spare[lane] != .max {
                bounds[position].spare[lane] += scheduler.applications.usage[index, lane]
            }
        }
    }

    /// What an application gives back on nodes that take something new, ascending by lane.
    mutating func released(_ application: Int32, of scheduler: Scheduler) -> [RequestLane] {
        let before = free
        release(application, of: scheduler)
        return (0..<free.width).compactMap { lane in
            let amount = free.sum(lane) - before.sum(lane)
            return amount > 0 ? RequestLane(lane: lane, amount: amount) : nil
        }
    }

    /// Takes (or gives back, if negative) members of a class on a node.
    mutating func give(
        _ count: Int64, of classIndex: Int32, on node: Int32, _ scheduler: Scheduler
    ) {
        guard scheduler.nodes.records[Int(node)].isSchedulable else { return }
        let base = free.base(Int(node))
        let wanted = groups.count == 1 ? groups[0].classIndex : -1
        if wanted >= 0 {
            places -= scheduler.classes[wanted].places(in: free, on: Int(node))
        }
        for lane in scheduler.classes[classIndex].lanes {
            free.values[base + lane.lane] -= lane.amount * count
        }
        if wanted >= 0 {
            places += scheduler.classes[wanted].places(in: free, on: Int(node))
        }
    }

    /// Whether everything that is wanted fits.
    func fits(_ scheduler: Scheduler) -> Bool {
        for bound in bounds
        where lanes.contains(where: { $0.amount > bound.spare[$0.lane] }) {
            return false
        }
        if groups.count == 1 { return places >= groups[0].count }
        return scheduler.firstFit(groups, in: free) != nil
    }

    /// Keeps what was worked out with the reservation.
    func store(in reservation: inout Reservation) {
        reservation.future = free
        reservation.spare = groups.count == 1 ? places - groups[0].count : 0
        reservation.bounds = bounds
        for position in reservation.bounds.indices {
            for lane in lanes where reservation.bounds[position].spare[lane.lane] != .max {
                reservation.bounds[position].spare[lane.lane] -= lane.amount
            }
        }
    }
}

extension Scheduler {
    /// What several task groups need together, ascending by lane.
    func totalLanes(of groups: [GroupNeed]) -> [RequestLane] {
        var total = Resources()
        for need in groups { total = total + classes[need.classIndex].request * need.count }
        return total.quantities.enumerated().filter { $0.element > 0 }
            .map { RequestLane(lane: $0.offset, amount: $0.element) }
    }

    /// What the queues with a max from a leaf upwards may still use now.
    func bounds(above leaf: Int32) -> [Reservation.QueueBound] {
        guard queues.records[Int(leaf)].isBounded else { return [] }
        var bounds: [Reservation.QueueBound] = []
        var queue = leaf
        while queue > 0 {
            let spare = (0..<queues.width).map { lane in
                let limit = queues.max[Int(queue), lane]
                return limit == .max ? limit : limit - queues.usage[Int(queue), lane]
            }
            if spare.contains(where: { $0 != .max }) {
                bounds.append(Reservation.QueueBound(queue: queue, spare: spare))
            }
            queue = queues.records[Int(queue)].parent
        }
        return bounds
    }

    /// Whether a queue is a leaf queue or one of its ancestors.
    func isQueue(_ queue: Int32, above leaf: Int32) -> Bool {
        var candidate = leaf
        while candidate >= 0 {
            if candidate == queue { return true }
            candidate = queues.records[Int(candidate)].parent
        }
        return false
    }
}
