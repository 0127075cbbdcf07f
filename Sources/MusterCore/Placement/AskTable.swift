/// What the core keeps of one ask: its set, its node, and its neighbours in two lists.
struct AskRecord: Sendable {
    /// The ask set it belongs to, or -1 for a free slot.
    var set: Int32 = -1
    /// The node it is allocated on, or -1 while it waits.
    var node: Int32 = -1
    /// Neighbours among the asks of its node, -1 at the ends.
    var nextOnNode: Int32 = -1
    var previousOnNode: Int32 = -1
    /// Neighbours among the waiting or among the allocated asks of its set, -1 at the ends.
    var nextInSet: Int32 = -1
    var previousInSet: Int32 = -1
    /// Order of arrival among the asks of its application.
    var arrival: Int32 = 0
    /// Whether it was evicted and is not gone yet.
    var isEvicting = false
    /// Whether the outside has agreed with its allocation.
    var isConfirmed = false
    /// Since when it waits, or since when it is allocated, ms.
    var since: Int64 = 0
}

/// A doubly linked list of asks, in order of arrival.
struct AskList: Sendable {
    var first: Int32 = -1
    var last: Int32 = -1
    var count: Int32 = 0
}

/// Alike asks of one application: the same class, priority, task group, node and traits.
struct AskSet: Sendable {
    var application: Int32 = -1
    var classIndex: Int32 = -1
    var priority: Int32 = 0
    /// Index of the task group in the application's gang, or -1.
    var taskGroup: Int32 = -1
    /// The only node its asks may run on, or -1 for any.
    var requiredNode: Int32 = -1
    var traits: AskTraits = []
    var waiting = AskList()
    /// Those that are being evicted too.
    var allocated = AskList()
    /// How many of the allocated ones the outside has agreed with.
    var confirmedCount: Int32 = 0

    /// Whether its asks hold the places of members of their task group.
    var isOfPlaceholders: Bool { taskGroup >= 0 && traits.contains(.placeholder) }
}

/// All asks and ask sets.
struct AskTable: Sendable {
    private(set) var asks: [AskRecord] = []
    var sets: [AskSet] = []
    private var freeSets: [Int32] = []

    func exists(_ ask: AskID) -> Bool {
        ask.rawValue >= 0 && ask.index < asks.count && asks[ask.index].set >= 0
    }

    subscript(ask: Int32) -> AskRecord { asks[Int(ask)] }

    mutating func makeSet(_ set: AskSet) -> Int32 {
        if let reused = freeSets.popLast() {
            sets[Int(reused)] = set
            return reused
        }
        sets.append(set)
        return Int32(sets.count - 1)
    }

    /// Frees a set.
    ///
    /// - Precondition: No ask belongs to it.
    mutating func removeSet(_ set: Int32) {
        sets[Int(set)] = AskSet()
        freeSets.append(set)
    }

    /// Adds waiting asks at the end of their set.
    ///
    /// - Parameters:
    ///   - range: The asks; none of them may be in use.
    ///   - set: Where they belong.
    ///   - arrivals: How many asks of the application came before.
    mutating func add(_ range: AskRange, to set: Int32, arrivals: inout Int32) {
        let end = range.first.index + Int(range.count)
        if asks.count < end {
            asks.append(contentsOf: repeatElement(AskRecord(), count: end - asks.count))
        }
        for ask in range.first.rawValue..<Int32(end) {
            asks[Int(ask)].set = set
            asks[Int(ask)].arrival = arrivals
            arrivals &+= 1
            append(ask, waiting: true, of: set)
        }
    }

    /// Notes that asks wait, or are allocated, since a moment.
    mutating func setSince(_ ask: Int32, _ time: Tick) {
        asks[Int(ask)].since = time.milliseconds
    }

    mutating func setEvicting(_ ask: Int32, _ isEvicting: Bool) {
        asks[Int(ask)].isEvicting = isEvicting
    }

    /// Notes that the outside agrees with an allocation.
    mutating func confirm(_ ask: Int32) {
        guard !asks[Int(ask)].isConfirmed else { return }
        asks[Int(ask)].isConfirmed = true
        sets[Int(asks[Int(ask)].set)].confirmedCount += 1
    }

    /// Moves a waiting ask to a node.
    mutating func allocate(
        _ ask: Int32, on node: Int32, at time: Tick, nodes: inout NodeTable
    ) {
        asks[Int(ask)].since = time.milliseconds
        let set = asks[Int(ask)].set
        unlink(ask, waiting: true, of: set)
        append(ask, waiting: false, of: set)
        let next = nodes.records[Int(node)].firstAsk
        asks[Int(ask)].node = node
        asks[Int(ask)].nextOnNode = next
        asks[Int(ask)].previousOnNode = -1
        if next >= 0 { asks[Int(next)].previousOnNode = ask }
        nodes.setFirstAsk(ask, on: node, countChange: 1)
    }

    /// Takes an allocated ask off its node and makes it wait again, in its order of arrival.
    mutating func deallocate(_ ask: Int32, nodes: inout NodeTable) {
        unlinkFromNode(ask, nodes: &nodes)
        let set = asks[Int(ask)].set
        unlink(ask, waiting: false, of: set)
        asks[Int(ask)].isConfirmed = false
        insertWaiting(ask, of: set)
    }

    /// Moves an ask to another set, waiting or allocated.
    mutating func move(_ ask: Int32, to set: Int32) {
        let isWaiting = asks[Int(ask)].node < 0
        unlink(ask, waiting: isWaiting, of: asks[Int(ask)].set)
        asks[Int(ask)].set = set
        if isWaiting {
            insertWaiting(ask, of: set)
        } else {
            append(ask, waiting: false, of: set)
        }
    }

    /// Forgets an ask, waiting or allocated.
    mutating func remove(_ ask: Int32, nodes: inout NodeTable) {
        let set = asks[Int(ask)].set
        if asks[Int(ask)].node >= 0 {
            unlinkFromNode(ask, nodes: &nodes)
            unlink(ask, waiting: false, of: set)
        } else {
            unlink(ask, waiting: true, of: set)
        }
        asks[Int(ask)] = AskRecord()
    }

    // MARK: Lists

    private mutating func unlinkFromNode(_ ask: Int32, nodes: inout NodeTable) {
        let record = asks[Int(ask)]
        if record.nextOnNode >= 0 {
            asks[Int(record.nextOnNode)].previousOnNode = record.previousOnNode
        }
        if record.previousOnNode >= 0 {
            asks[Int(record.previousOnNode)].nextOnNode = record.nextOnNode
            nodes.changeAskCount(on: record.node, by: -1)
        } else {
            nodes.setFirstAsk(record.nextOnNode, on: record.node, countChange: -1)
        }
        asks[Int(ask)].node = -1
        asks[Int(ask)].nextOnNode = -1
        asks[Int(ask)].previousOnNode = -1
    }

    private mutating func append(_ ask: Int32, waiting: Bool, of set: Int32) {
        let index = Int(set)
        let last = waiting ? sets[index].waiting.last : sets[index].allocated.last
        asks[Int(ask)].previousInSet = last
        asks[Int(ask)].nextInSet = -1
        if last >= 0 { asks[Int(last)].nextInSet = ask }
        if waiting {
            sets[index].waiting.append(ask)
        } else {
            sets[index].allocated.append(ask)
            if asks[Int(ask)].isConfirmed { sets[index].confirmedCount += 1 }
        }
    }

    private mutating func unlink(_ ask: Int32, waiting: Bool, of set: Int32) {
        let record = asks[Int(ask)]
        if record.nextInSet >= 0 {
            asks[Int(record.nextInSet)].previousInSet = record.previousInSet
        }
        if record.previousInSet >= 0 {
            asks[Int(record.previousInSet)].nextInSet = record.nextInSet
        }
        if waiting {
            sets[Int(set)].waiting.unlink(ask, record)
        } else {
            sets[Int(set)].allocated.unlink(ask, record)
            if record.isConfirmed { sets[Int(set)].confirmedCount -= 1 }
        }
    }

    /// Puts an ask among the waiting ones of its set, which are in order of arrival.
    private mutating func insertWaiting(_ ask: Int32, of set: Int32) {
        var next = sets[Int(set)].waiting.first
        while next >= 0, asks[Int(next)].arrival < asks[Int(ask)].arrival {
            next = asks[Int(next)].nextInSet
        }
        guard next >= 0 else { return append(ask, waiting: true, of: set) }
        let previous = asks[Int(next)].previousInSet
        asks[Int(ask)].nextInSet = next
        asks[Int(ask)].previousInSet = previous
        asks[Int(next)].previousInSet = ask
        if previous >= 0 {
            asks[Int(previous)].nextInSet = ask
        } else {
            sets[Int(set)].waiting.first = ask
        }
        sets[Int(set)].waiting.count += 1
    }
}

extension AskList {
    fileprivate mutating func append(_ ask: Int32) {
        if last < 0 { first = ask }
        last = ask
        count += 1
    }

    fileprivate mutating func unlink(_ ask: Int32, _ record: AskRecord) {
        if first == ask { first = record.nextInSet }
        if last == ask { last = record.previousInSet }
        count -= 1
    }
}
