/// Places that are being made free for one application.
///
/// Whatever of them is free is taken at once and what the evicted give back is taken when they are
/// gone, so that nobody else gets what was freed for this one.
struct Claim: Sendable {
    /// Room for members of one class on one node.
    struct Part: Sendable {
        var step: Transaction.Step
        /// What the node could not give yet, ascending by lane; empty once all is there.
        var missing: [RequestLane]
    }

    /// The application, or -1 for a free slot.
    var application: Int32 = -1
    /// The ask set whose asks will go there, or -1 for the task groups of a gang.
    var set: Int32 = -1
    var parts: [Part] = []
    /// What all parts need together, ascending by lane.
    var lanes: [RequestLane] = []
    /// The asks that are evicted for it and have not gone yet.
    var victims: [Int32] = []

    /// How many members will get a place.
    var count: Int64 { parts.reduce(0) { $0 + $1.step.count } }
    /// Whether the nodes have given everything.
    var isFed: Bool { parts.allSatisfy { $0.missing.isEmpty } }
}

/// All claims, oldest first.
struct ClaimTable: Sendable {
    private(set) var claims: [Claim] = []
    private var free: [Int32] = []
    /// Open claims in the order in which they were made.
    private(set) var open: [Int32] = []

    subscript(index: Int32) -> Claim {
        _read { yield claims[Int(index)] }
        _modify { yield &claims[Int(index)] }
    }

    mutating func add(_ claim: Claim) -> Int32 {
        let index: Int32
        if let reused = free.popLast() {
            index = reused
            claims[Int(index)] = claim
        } else {
            index = Int32(claims.count)
            claims.append(claim)
        }
        open.append(index)
        return index
    }

    /// An ask is not evicted any more: its identifier may be another's soon, whom somebody else
    /// evicts.
    mutating func forget(victim: Int32) {
        for index in open { claims[Int(index)].victims.removeAll { $0 == victim } }
    }

    mutating func remove(_ index: Int32) {
        claims[Int(index)] = Claim()
        open.removeAll { $0 == index }
        free.append(index)
    }
}
