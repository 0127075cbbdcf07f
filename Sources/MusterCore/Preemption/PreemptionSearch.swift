/// What was given up per queue and resource, for the few queues that it was given up from.
private struct ReleasedRows: Sendable {
    /// Ascending.
    private var queues: [Int32] = []
    private var rows: [[Int64]] = []

    subscript(queue: Int32, lane: Int) -> Int64 {
        let position = position(of: queue)
        return position < queues.count && queues[position] == queue ? rows[position][lane] : 0
    }

    mutating func add(_ amount: Int64, _ queue: Int32, _ lane: Int, width: Int) {
        let position = position(of: queue)
        if position == queues.count || queues[position] != queue {
            queues.insert(queue, at: position)
            rows.insert(Array(repeating: 0, count: width), at: position)
        }
        rows[position][lane] = rows[position][lane].addingSaturating(amount)
    }

    /// The position of the first queue that is not before this one.
    private func position(of queue: Int32) -> Int {
        queues.indices.partitionPoint { queues[$0] >= queue }
    }
}

/// A search for evictions that make room for somebody, on a copy of the nodes.
///
/// Units are given up tentatively in the order of their rank until everything that is wanted fits,
/// on the nodes and in the queues. Then each is taken back in the reverse order, the dearest first,
/// unless it turns out to be needed. What is left frees a placement that was found, and nothing in
/// it can be spared. Nothing is evicted by the search itself.
struct PreemptionSearch {
    /// What is wanted.
    private var groups: [Scheduler.GroupNeed]
    /// All of it together, ascending by lane.
    private(set) var lanes: [RequestLane]
    /// The leaf queue that it is for, or -1 if queues do not matter.
    let leaf: Int32
    /// The only node that counts, or -1.
    let node: Int32
    /// Units given up so far, with what each gives back.
    private(set) var given: [(unit: EvictionUnit, places: [Transaction.Step])] = []
    /// Free capacity per node with everything given up.
    private(set) var free: ResourceRows
    /// What was given up per queue, only for the queues it was given up from.
    private var released = ReleasedRows()
    /// Per group: how many of its members would have room if there were no other group, wherever
    /// others are.
    private var fitting: [Int64] = []
    /// Who is where with everything given up, if that decides; else `nil`.
    private var around: ConstraintTable?
    /// Over the nodes that count: what is free in total.
    private var totalFree: [Int64]
    /// How many units must be given up before it is worth looking again.
    private var nextLook = 0

    init(
        _ scheduler: Scheduler, groups: [Scheduler.GroupNeed], leaf: Int32, node: Int32 = -1
    ) {
        self.groups = groups
        self.leaf = leaf
        self.node = node
        lanes = scheduler.totalLanes(of: groups)
        free = scheduler.nodes.free
        totalFree = scheduler.nodes.totalFree
        if scheduler.lookAround(groups) { around = scheduler.classes.constraints }
        fitting = groups.map {
            let askClass = scheduler.classes[$0.classIndex]
            if node >= 0 { return askClass.places(in: free, on: Int(node)) }
            return askClass.places >= 0
                ? askClass.places : scheduler.nodes.placesByScan(askClass, in: free)
        }
    }

    /// How much room there is, to see whether a unit makes any: for each group alone, in sum.
    var room: Int64 { fitting.reduce(0) { $0.addingSaturating($1) } }

    /// How much of a resource was given up below a queue.
    func released(_ queue: Int32, _ lane: Int) -> Int64 {
        released[queue, lane]
    }

    /// The units given up that a unit includes.
    func parts(of unit: EvictionUnit) -> [EvictionUnit] {
        unit.isWholeGang ? given.map(\.unit).filter { unit.includes($0) } : []
    }

    /// Gives up a unit; a whole gang takes the place of its members that were given up before.
    mutating func give(_ unit: EvictionUnit, _ scheduler: Scheduler) {
        guard !given.contains(where: { $0.unit.includes(unit) }) else { return }
        for (member, places) in given where unit.includes(member) {
            change(places, of: member, sign: -1, scheduler)
        }
        given.removeAll { unit.includes($0.unit) }
        let places = scheduler.places(of: unit)
        change(places, of: unit, sign: 1, scheduler)
        given.append((unit, places))
    }

    /// Takes back what was given last, until this many units are left.
    mutating func takeBack(downTo count: Int, _ scheduler: Scheduler) {
        while given.count > count {
            let (unit, places) = given.removeLast()
            change(places, of: unit, sign: -1, scheduler)
        }
    }

    /// Whether everything fits; if not, and fewer of the alike members will do, they are what is
    /// wanted from now on.
    mutating func fitsSomething(orFewer: Bool, _ scheduler: Scheduler) -> Bool {
        fits(scheduler) || orFewer && wantFewer(scheduler)
    }

    /// Wants no more of the alike members than fit with what was given up.
    ///
    /// - Returns: Whether any fit.
    private mutating func wantFewer(_ scheduler: Scheduler) -> Bool {
        var most = max(0, min(groups[0].count, fitting[0]))
        if let around {
            let steps = scheduler.placeOneByOne(groups, in: free, around, only: node)
            most = min(most, Int64(steps.count))
        }
        let tooMany = (1..<most + 1).partitionPoint {
            ask(for: $0, scheduler)
            return !fitsQueues(scheduler)
        }
        ask(for: tooMany - 1, scheduler)
        return tooMany > 1
    }

    private mutating func ask(for count: Int64, _ scheduler: Scheduler) {
        groups[0].count = count
        lanes = scheduler.totalLanes(of: groups)
    }

    /// Takes back every unit that is not needed, the last given first.
    mutating func spare(_ scheduler: Scheduler) {
        for index in given.indices.reversed() {
            let (unit, places) = given[index]
            change(places, of: unit, sign: -1, scheduler)
            if fits(scheduler) {
                given.remove(at: index)
            } else {
                change(places, of: unit, sign: 1, scheduler)
            }
        }
    }

    /// Books that a unit is given up (`sign` is 1) or taken back (-1).
    private mutating func change(
        _ places: [Transaction.Step], of unit: EvictionUnit, sign: Int64, _ scheduler: Scheduler
    ) {
        for place in places {
            change(place, sign: sign, scheduler)
            around?.note(
                -place.count * sign, of: scheduler.classes[place.classIndex].constraints,
                on: place.node)
        }
        guard leaf >= 0 else { return }
        var queue = scheduler.applications.records[Int(unit.application)].queue
        while queue >= 0 {
            for place in places {
                for lane in scheduler.classes[place.classIndex].lanes {
                    let amount = lane.amount.multipliedSaturating(by: place.count * sign)
                    released.add(amount, queue, lane.lane, width: free.width)
                }
            }
            queue = scheduler.queues.records[Int(queue)].parent
        }
    }

    private mutating func change(
        _ place: Transaction.Step, sign: Int64, _ scheduler: Scheduler
    ) {
        guard counts(place.node, scheduler) else { return }
        let base = free.base(Int(place.node))
        for index in groups.indices {
            let wanted = scheduler.classes[groups[index].classIndex]
            fitting[index] -= wanted.places(in: free, on: Int(place.node))
        }
        for lane in scheduler.classes[place.classIndex].lanes {
            let amount = lane.amount.multipliedSaturating(by: place.count * sign)
            let before = free.values[base + lane.lane]
            free.values[base + lane.lane] += amount
            totalFree[lane.lane] += max(0, before + amount) - max(0, before)
        }
        for index in groups.indices {
            let wanted = scheduler.classes[groups[index].classIndex]
            fitting[index] += wanted.places(in: free, on: Int(place.node))
        }
    }

    private func counts(_ node: Int32, _ scheduler: Scheduler) -> Bool {
        self.node >= 0
            ? self.node == node : scheduler.nodes.records[Int(node)].isSchedulable
    }

    /// Whether everything fits by now.
    ///
    /// Looking for the places of several groups is dear: it is put off until a quarter more was
    /// given up than at the last look.
    mutating func fitsByNow(_ scheduler: Scheduler) -> Bool {
        guard given.count >= nextLook else { return false }
        if fits(scheduler) { return true }
        if groups.count > 1 || around != nil { nextLook = given.count * 5 / 4 + 1 }
        return false
    }

    /// Whether everything that is wanted fits, on the nodes and in the queues.
    func fits(_ scheduler: Scheduler) -> Bool {
        fitsQueues(scheduler) && fitsNodes(scheduler)
    }

    /// Whether no queue's max is in the way.
    private func fitsQueues(_ scheduler: Scheduler) -> Bool {
        guard leaf >= 0, scheduler.queues.records[Int(leaf)].isBounded else { return true }
        var queue = leaf
        while queue > 0 {
            for lane in lanes {
                let limit = scheduler.queues.max[Int(queue), lane.lane]
                guard limit != .max else { continue }
                let used = scheduler.queues.committed(Int(queue), lane.lane)
                    .subtractingSaturating(released(queue, lane.lane))
                if used.addingSaturating(lane.amount) > limit { return false }
            }
            queue = scheduler.queues.records[Int(queue)].parent
        }
        return true
    }

    private func fitsNodes(_ scheduler: Scheduler) -> Bool {
        guard groups.indices.allSatisfy({ fitting[$0] >= groups[$0].count }) else { return false }
        if let around {
            let steps = scheduler.placeOneByOne(groups, in: free, around, only: node)
            return Int64(steps.count) == groups.reduce(0) { $0 + $1.count }
        }
        guard groups.count > 1 else { return true }
        guard lanes.allSatisfy({ totalFree[$0.lane] >= $0.amount }) else { return false }
        return scheduler.firstFit(groups, in: free) != nil
    }

    /// The placement that fits.
    ///
    /// - Precondition: `fits`.
    func placement(_ scheduler: Scheduler) -> [Transaction.Step] {
        if let around { return scheduler.placeOneByOne(groups, in: free, around, only: node) }
        if node >= 0 {
            return groups.map {
                Transaction.Step(
                    node: node, classIndex: $0.classIndex, count: $0.count, group: $0.group)
            }
        }
        return scheduler.firstFit(groups, in: free) ?? []
    }
}
