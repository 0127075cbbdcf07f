/// One resource of a request.
struct RequestLane: Hashable, Sendable {
    var lane: Int
    var amount: Int64
}

/// What asks have in common that decides where they fit.
///
/// Alike asks are one thing: the core filters nodes for the class, and when nothing was freed since
/// a class did not fit, none of its asks is tried again.
struct AskClass: Sendable {
    /// What one member needs, only the resources it needs, ascending by lane.
    var lanes: [RequestLane]
    var request: Resources
    /// What decides besides room: its class in the table of constraints, 0 for nothing.
    var constraints: Int32 = 0
    /// The nodes that the constraints allow whatever else is there; `nil` for all.
    var allowed: NodeSet?
    /// How many ask sets and task groups use the class; at 0 the slot may be swept.
    var users: Int32 = 0
    /// How many members fit on the schedulable nodes right now; -1 while nobody asks for it.
    var places: Int64 = -1
    /// When `places` was last asked for, to forget the one that was not for longest.
    var lastUse: UInt64 = 0
    /// How many fit if nothing ran, for the nodes of `emptyVersion`.
    var placesWhenEmpty: Int64 = 0
    var emptyVersion: UInt64 = 0
    /// `failedCount` members (0 if there is nothing to say) did not fit when the capacity was of
    /// this version.
    var failedVersion: UInt64 = 0
    var failedCount: Int64 = 0
    var failure = Failure()

    /// When a class failed, in the terms of what may end it.
    struct Failure: Sendable {
        /// How far the list of loosened nodes was.
        var loosened = 0
        /// What had moved of that which it looks at.
        var stir = ConstraintTable.Stir()
        /// Whether not even one member fitted.
        var isCertain = false
        /// A node that lacked nothing but room for one member, -1 if none did; `nil` if nobody has
        /// asked.
        var nearMiss: Int32?
    }

    /// How many members have room on a node, given rows of free capacity; 0 where none is allowed.
    ///
    /// Where others are can allow fewer.
    @inline(__always)
    func places(in rows: ResourceRows, on node: Int) -> Int64 {
        if let allowed, !allowed.contains(node) { return 0 }
        let base = rows.base(node)
        var places = Self.unlimitedPlaces
        for lane in lanes {
            let available = rows.values[base &+ lane.lane]
            if available < lane.amount { return 0 }
            places = min(places, available / lane.amount)
        }
        return places
    }

    /// Members that need nothing fit in any number; this many is enough and adds up safely.
    static let unlimitedPlaces: Int64 = 1 << 31
}

/// All ask classes in use, interned by what they request and by their constraints.
struct AskClassTable: Sendable {
    private struct Key: Hashable {
        var request: Resources
        var constraints: Int32
    }

    var classes: [AskClass] = []
    /// Per class what it was found to lack, for those who ask.
    ///
    /// Beside the classes, because searches copy those.
    var shortages: [KnownShortage] = []
    /// What decides besides room.
    var constraints = ConstraintTable()
    private var free: [Int32] = []
    private var identifiers: [Key: Int32] = [:]
    /// The classes whose `places` are kept up to date, in no particular order.
    private(set) var tracked: [Int32] = []
    private var useCount: UInt64 = 0
    private var unused = 0
    /// How many classes are in use.
    private(set) var usedCount = 0
    private static let maximumTracked = 16
    /// Classes nobody uses are kept for the next job of the same shape, up to this many.
    private static let maximumUnused = 256

    subscript(index: Int32) -> AskClass {
        _read { yield classes[Int(index)] }
        _modify { yield &classes[Int(index)] }
    }

    /// The class for a request under some constraints, one user more.
    mutating func retain(
        _ request: Resources, _ wanted: PlacementConstraints = .none
    ) -> Int32 {
        let key = Key(request: request, constraints: constraints.retain(wanted))
        if let known = identifiers[key] {
            constraints.release(key.constraints)
            if classes[Int(known)].users == 0 {
                unused -= 1
                usedCount += 1
            }
            classes[Int(known)].users += 1
            return known
        }
        let lanes = request.quantities.enumerated().filter { $0.element > 0 }
            .map { RequestLane(lane: $0.offset, amount: $0.element) }
        var fresh = AskClass(lanes: lanes, request: request)
        fresh.users = 1
        fresh.constraints = key.constraints
        fresh.allowed = allowed(by: key.constraints)
        let index: Int32
        if let reused = free.popLast() {
            index = reused
            classes[Int(index)] = fresh
            shortages[Int(index)] = KnownShortage()
        } else {
            index = Int32(classes.count)
            classes.append(fresh)
            shortages.append(KnownShortage())
        }
        identifiers[key] = index
        usedCount += 1
        return index
    }

    /// One user less.
    mutating func release(_ index: Int32) {
        classes[Int(index)].users -= 1
        guard classes[Int(index)].users == 0 else { return }
        unused += 1
        usedCount -= 1
        if unused > Self.maximumUnused { sweep() }
    }

    /// Frees the slots of all classes that nobody uses.
    private mutating func sweep() {
        for index in classes.indices where classes[index].users == 0 {
            let key = Key(
                request: classes[index].request, constraints: classes[index].constraints)
            identifiers[key] = nil
            constraints.release(key.constraints)
            classes[index].users = -1
            free.append(Int32(index))
        }
        constraints.sweep()
        tracked.removeAll { classes[Int($0)].users < 0 }
        unused = 0
    }

    /// Notes a node's name, labels and taints (`nil`: it has left) in every class.
    mutating func setNode(_ node: Int, to traits: NodeTraits?) {
        let wereTainted = constraints.taintedNodes > 0
        let isChanged = constraints.setNode(node, to: traits)
        if wereTainted != (constraints.taintedNodes > 0) {
            for index in classes.indices where classes[index].users >= 0 {
                classes[index].allowed = allowed(by: classes[index].constraints)
            }
            return
        }
        guard isChanged else { return }
        for index in classes.indices where classes[index].allowed != nil {
            let isAllowed = constraints.isAllowed(node, by: classes[index].constraints)
            classes[index].allowed!.set(node, isAllowed)
        }
    }

    /// The nodes that constraints allow whatever else is there; `nil` for all.
    private func allowed(by index: Int32) -> NodeSet? {
        index > 0 || constraints.taintedNodes > 0 ? constraints.allowed(by: index) : nil
    }

    /// Notes that somebody asked for the places of a tracked class.
    mutating func touch(_ index: Int32) {
        useCount += 1
        classes[Int(index)].lastUse = useCount
    }

    /// Starts to keep the places of a class up to date, forgetting the class whose places nobody
    /// has asked for longest if there are too many.
    mutating func track(_ index: Int32, places: Int64) {
        if tracked.count == Self.maximumTracked {
            let oldest = tracked.indices.min {
                classes[Int(tracked[$0])].lastUse < classes[Int(tracked[$1])].lastUse
            }!
            classes[Int(tracked[oldest])].places = -1
            tracked.remove(at: oldest)
        }
        tracked.append(index)
        classes[Int(index)].places = places
        touch(index)
    }

    /// Forgets all places, after a change that touched every node.
    mutating func untrackAll() {
        for index in tracked { classes[Int(index)].places = -1 }
        tracked = []
    }
}
