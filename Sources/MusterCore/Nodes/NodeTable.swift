/// What the core keeps of one node besides its resource vectors.
struct NodeRecord: Sendable {
    var exists = false
    var isSchedulable = false
    /// Position in the order of names; equally used nodes are taken in this order.
    var rank: UInt32 = 0
    /// Where the node stands in the order; only meaningful while it is schedulable.
    var entry = NodeEntry(key: 0, node: -1, vcore: 0, memory: 0)
    /// Head of the list of allocated asks on this node, or -1.
    var firstAsk: Int32 = -1
    /// How many asks are allocated here.
    var askCount: Int32 = 0
}

/// All nodes: capacity, what is free, and the order in which they are offered.
struct NodeTable: Sendable {
    private(set) var records: [NodeRecord] = []
    private(set) var names: [String] = []
    /// Per node and resource, base units.
    private(set) var capacity: ResourceRows
    private(set) var occupied: ResourceRows
    /// The part of what is occupied that is known pod by pod.
    private var occupants: ResourceRows
    /// Capacity less what is occupied and allocated; below 0 after a node shrank.
    private(set) var free: ResourceRows
    /// Sum over all nodes.
    private(set) var totalCapacity: [Int64]
    /// Sum over schedulable nodes of what is free; a node that shrank below its use counts as 0.
    private(set) var totalFree: [Int64]
    private(set) var policy = NodeSortPolicy()
    /// The schedulable nodes in the order in which they are offered.
    private(set) var order = OrderedBlocks<NodeEntry>()
    /// All nodes in the order of their names, as of the last `refreshRanks`.
    private(set) var byName: [Int32] = []
    /// Counts the changes of nodes and configuration from outside.
    private(set) var version: UInt64 = 1
    /// Counts all changes, of what is free too.
    private(set) var changes: UInt64 = 1
    /// How many nodes take no new allocations.
    private(set) var cordonedCount = 0
    private var ranksAreStale = false
    /// Where something may fit that did not before.
    var loosened = LoosenedNodes()

    init(width: Int) {
        capacity = ResourceRows(width: width)
        occupied = ResourceRows(width: width)
        occupants = ResourceRows(width: width)
        free = ResourceRows(width: width)
        totalCapacity = Array(repeating: 0, count: width)
        totalFree = Array(repeating: 0, count: width)
    }

    var width: Int { free.width }
    var count: Int { records.count }

    func exists(_ node: NodeID) -> Bool {
        node.rawValue >= 0 && node.index < records.count && records[node.index].exists
    }

    /// Whether a node's quantities are sound and can be added to those of the others.
    func canAddUp(_ node: Node) -> Bool {
        let quantities = node.capacity.quantities + node.occupied.quantities
        guard quantities.allSatisfy({ (0...Scheduler.maximumCapacity).contains($0) })
        else { return false }
        return node.capacity.quantities.indices.allSatisfy { lane in
            let isKnown = exists(node.id) && lane < width
            let others =
                (lane < width ? totalCapacity[lane] : 0)
                - (isKnown ? capacity[node.id.index, lane] : 0)
            return others + node.capacity.quantities[lane] <= Scheduler.maximumCapacity
        }
    }

    // MARK: Changes from outside

    /// Adds a node or changes one that exists; what is allocated on it stays.
    mutating func set(_ node: Node, classes: inout AskClassTable) {
        let index = node.id.index
        reach(index)
        let isNew = !records[index].exists
        if !isNew { withdraw(index) }
        for lane in 0..<width {
            let resource = ResourceID(lane)
            let allocated =
                isNew ? 0 : capacity[index, lane] - occupied[index, lane] - free[index, lane]
            capacity[index, lane] = node.capacity[resource]
            occupied[index, lane] = node.occupied[resource].addingSaturating(occupants[index, lane])
            free[index, lane] = node.capacity[resource]
                .addingSaturating(-occupied[index, lane]).addingSaturating(-allocated)
        }
        records[index].exists = true
        records[index].isSchedulable = node.isSchedulable
        if isNew || names[index] != node.name { ranksAreStale = true }
        names[index] = node.name
        classes.setNode(
            index,
            to: NodeTraits(
                name: node.name, labels: node.labels, taints: node.taints,
                volumeLimits: node.volumeLimits))
        offer(index)
        loosened.add(Int32(index))
        version += 1
        changes += 1
        classes.untrackAll()
    }

    /// Forgets a node.
    ///
    /// - Precondition: Nothing is allocated on it.
    mutating func remove(_ node: NodeID, classes: inout AskClassTable) {
        precondition(records[node.index].askCount == 0, "node \(node) still runs asks")
        withdraw(node.index)
        records[node.index] = NodeRecord()
        classes.setNode(node.index, to: nil)
        capacity.clear(node.index)
        occupied.clear(node.index)
        occupants.clear(node.index)
        free.clear(node.index)
        version += 1
        changes += 1
        classes.untrackAll()
    }

    /// Sets the order of the nodes; what is remembered about what could fit is forgotten.
    mutating func setPolicy(_ policy: NodeSortPolicy) {
        version += 1
        guard policy != self.policy else { return }
        self.policy = policy
        rebuildOrder()
    }

    mutating func widen(to width: Int) {
        guard width > self.width else { return }
        let added = repeatElement(Int64(0), count: width - self.width)
        capacity.widen(to: width)
        occupied.widen(to: width)
        occupants.widen(to: width)
        free.widen(to: width)
        totalCapacity.append(contentsOf: added)
        totalFree.append(contentsOf: added)
    }

    /// Brings the order of names up to date after nodes joined.
    ///
    /// - Complexity: O(n log n) if any did.
    mutating func refreshRanks() {
        guard ranksAreStale else { return }
        ranksAreStale = false
        changes += 1
        byName = records.indices.filter { records[$0].exists }
            .sorted { (names[$0], $0) < (names[$1], $1) }.map(Int32.init)
        for (rank, index) in byName.enumerated() { records[Int(index)].rank = UInt32(rank) }
        rebuildOrder()
    }

    // MARK: Placement

    /// Takes (`count` > 0) or gives back (`count` < 0) room for members of a class.
    ///
    /// - Precondition: The node exists, and what is taken fits or was taken before.
    mutating func take(
        _ count: Int64, of classIndex: Int32, on node: Int32, classes: inout AskClassTable
    ) {
        take(classes[classIndex].lanes, times: count, on: node, classes: &classes)
        let constraints = classes[classIndex].constraints
        guard constraints > 0 else { return }
        classes.constraints.note(count, of: constraints, on: node)
        // A volume that somebody else has attached need not be attached once more.
        if count > 0, !classes.constraints[constraints].volumes.isEmpty { loosened.add(node) }
    }

    /// A pod that others have placed comes (`count` is 1) or goes (-1).
    mutating func occupy(
        _ count: Int64, of classIndex: Int32, on node: Int32, classes: inout AskClassTable
    ) {
        take(count, of: classIndex, on: node, classes: &classes)
        for lane in classes[classIndex].lanes {
            occupants[Int(node), lane.lane] += lane.amount * count
            occupied[Int(node), lane.lane] += lane.amount * count
        }
        version += 1
        changes += 1
    }

    /// Whether what pods occupy of a node can still be added up with one more.
    func canOccupy(_ node: NodeID, _ request: Resources) -> Bool {
        (0..<width).allSatisfy {
            occupants[node.index, $0] + request[ResourceID($0)] <= Scheduler.maximumCapacity
        }
    }

    /// Takes or gives back an amount `count` times.
    @inline(__always)
    mutating func take(
        _ lanes: [RequestLane], times count: Int64, on node: Int32, classes: inout AskClassTable
    ) {
        changes &+= 1
        let index = Int(node)
        let base = free.base(index)
        let isOffered = records[index].isSchedulable
        let before = isOffered ? placesOfTracked(classes, on: index) : TrackedPlaces()
        for lane in lanes {
            let before = free.values[base &+ lane.lane]
            let after = before - lane.amount &* count
            free.values[base &+ lane.lane] = after
            if isOffered { totalFree[lane.lane] += max(0, after) - max(0, before) }
        }
        if count < 0 { loosened.add(node) }
        guard isOffered else { return }
        updateTracked(&classes, before: before, on: index)
        reposition(index)
    }

    /// The first node in the order with room for one member of the class.
    func first(fitting askClass: AskClass) -> Int32? {
        first(fitting: askClass) { _ in true }
    }

    /// The first node in the order with room for one member of the class that is wanted; `isWanted`
    /// is asked for each one with room, in the order, until it says yes.
    ///
    /// - Complexity: O(blocks + nodes in blocks where a node may have room).
    @inline(__always)
    func first(fitting askClass: AskClass, where isWanted: (Int32) -> Bool) -> Int32? {
        // A node may be short of what is not asked for.
        var vcore = Int64.min
        var memory = Int64.min
        var isPlain = true
        for lane in askClass.lanes {
            switch lane.lane {
            case 0: vcore = lane.amount
            case 1: memory = lane.amount
            default: isPlain = false
            }
        }
        let lanes = askClass.lanes
        let allowed = askClass.allowed
        return order.first(
            mayContain: { $0.vcore >= vcore && $0.memory >= memory },
            where: { entry in
                guard entry.vcore >= vcore && entry.memory >= memory else { return false }
                if let allowed, !allowed.contains(Int(entry.node)) { return false }
                return (isPlain || fits(lanes, on: Int(entry.node))) && isWanted(entry.node)
            })?.node
    }

    /// Whether one member with these needs fits on a node.
    func fits(_ lanes: [RequestLane], on node: Int) -> Bool {
        let base = free.base(node)
        return lanes.allSatisfy { free.values[base &+ $0.lane] >= $0.amount }
    }

    /// Whether one member with these needs would fit if nothing that this scheduler placed ran.
    func fitsWhenEmpty(_ lanes: [RequestLane], on node: Int) -> Bool {
        lanes.allSatisfy { capacity[node, $0.lane] - occupied[node, $0.lane] >= $0.amount }
    }

    /// How many members of the class fit on all schedulable nodes together right now.
    ///
    /// - Complexity: O(nodes) the first time, O(1) while the class stays tracked.
    func places(of classIndex: Int32, classes: inout AskClassTable) -> Int64 {
        if classes[classIndex].places >= 0 {
            classes.touch(classIndex)
        } else {
            classes.track(classIndex, places: placesByScan(classes[classIndex], in: free))
        }
        return classes[classIndex].places
    }

    /// How many members fit on all schedulable nodes, given rows of free capacity.
    ///
    /// - Complexity: O(nodes).
    func placesByScan(_ askClass: AskClass, in rows: ResourceRows) -> Int64 {
        var sum: Int64 = 0
        for index in records.indices where records[index].isSchedulable {
            sum = sum.addingSaturating(askClass.places(in: rows, on: index))
        }
        return sum
    }

    /// How many members of the class would fit if nothing that this scheduler placed ran.
    ///
    /// - Complexity: O(nodes) unless `notePlacesWhenEmpty` was called since the nodes changed.
    func placesWhenEmpty(of askClass: AskClass) -> Int64 {
        if askClass.emptyVersion == version { return askClass.placesWhenEmpty }
        return placesByScan(askClass, in: emptyRows)
    }

    /// What each node would have free if nothing that this scheduler placed ran.
    var emptyRows: ResourceRows {
        var empty = capacity
        for position in empty.values.indices {
            empty.values[position] -= occupied.values[position]
        }
        return empty
    }

    /// Remembers with the class how many of its members would fit on empty nodes.
    func notePlacesWhenEmpty(of classIndex: Int32, classes: inout AskClassTable) {
        guard classes[classIndex].emptyVersion != version else { return }
        classes[classIndex].placesWhenEmpty = placesWhenEmpty(of: classes[classIndex])
        classes[classIndex].emptyVersion = version
    }

    /// Whether a node's name comes before another's.
    func isNamed(_ node: Int32, before other: Int32) -> Bool {
        records[Int(node)].rank < records[Int(other)].rank
    }

    // MARK: Lists of asks, kept by `AskTable`

    mutating func setFirstAsk(_ ask: Int32, on node: Int32, countChange: Int32) {
        records[Int(node)].firstAsk = ask
        records[Int(node)].askCount += countChange
    }

    mutating func changeAskCount(on node: Int32, by change: Int32) {
        records[Int(node)].askCount += change
    }

    // MARK: Order

    private mutating func reach(_ index: Int) {
        while records.count <= index {
            records.append(NodeRecord())
            names.append("")
        }
        capacity.reach(index)
        occupied.reach(index)
        occupants.reach(index)
        free.reach(index)
    }

    /// Takes a node out of the sums and the order.
    private mutating func withdraw(_ index: Int) {
        for lane in 0..<width {
            totalCapacity[lane] -= capacity[index, lane]
        }
        guard records[index].isSchedulable else {
            cordonedCount -= 1
            return
        }
        for lane in 0..<width {
            totalFree[lane] -= max(0, free[index, lane])
        }
        order.remove(records[index].entry)
    }

    /// Puts a node into the sums and, if it is schedulable, into the order.
    private mutating func offer(_ index: Int) {
        for lane in 0..<width {
            totalCapacity[lane] += capacity[index, lane]
        }
        guard records[index].isSchedulable else {
            cordonedCount += 1
            return
        }
        for lane in 0..<width {
            totalFree[lane] += max(0, free[index, lane])
        }
        // A rank of its own until `refreshRanks`, so that no two entries are ever equal.
        if ranksAreStale { records[index].rank = UInt32(index) | 1 << 31 }
        records[index].entry = makeEntry(index)
        order.insert(records[index].entry)
    }

    private mutating func reposition(_ index: Int) {
        let entry = makeEntry(index)
        order.replace(records[index].entry, with: entry)
        records[index].entry = entry
    }

    private mutating func rebuildOrder() {
        var entries: [NodeEntry] = []
        for index in records.indices where records[index].isSchedulable {
            records[index].entry = makeEntry(index)
            entries.append(records[index].entry)
        }
        order = OrderedBlocks(sorted: entries.sorted())
    }

    private func makeEntry(_ index: Int) -> NodeEntry {
        let base = free.base(index)
        return NodeEntry(
            key: UInt64(orderScore(index)) << 32 | UInt64(records[index].rank),
            node: Int32(index), vcore: free.values[base], memory: free.values[base &+ 1])
    }
}
