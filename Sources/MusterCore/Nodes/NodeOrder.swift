/// A schedulable node's place in the order in which nodes are offered.
struct NodeEntry: BlockElement {
    typealias Summary = NodeBlockSummary

    /// Score in the upper half, rank of the name in the lower: unique, smaller first.
    var key: UInt64
    var node: Int32
    /// Free vcore and memory, copied here so that most nodes are passed over without a look at
    /// their row.
    var vcore: Int64
    var memory: Int64

    @inline(__always)
    static func < (left: NodeEntry, right: NodeEntry) -> Bool { left.key < right.key }
    @inline(__always)
    static func == (left: NodeEntry, right: NodeEntry) -> Bool { left.key == right.key }
}

/// The most that any node of a block has free.
struct NodeBlockSummary: BlockSummary {
    var vcore = Int64.min
    var memory = Int64.min

    @inline(__always)
    mutating func cover(_ entry: NodeEntry) {
        vcore = max(vcore, entry.vcore)
        memory = max(memory, entry.memory)
    }
}

extension NodeTable {
    /// The whole of a node; scores are integers from 0 (empty) to this (full).
    static var fullScore: UInt64 { 1 << 30 }

    /// A node's score, smaller first: its usage for `fair`, what is left of it for `binpacking`.
    ///
    /// Usage is the weighted mean over the weighted resources that the node has of the share in
    /// use, occupied parts included, in units of 2^-30, rounded down (YuniKorn's definition in
    /// integers, so that two machines never disagree).
    func orderScore(_ index: Int) -> UInt64 {
        var sum: UInt64 = 0
        var weights: UInt64 = 0
        for weight in policy.weights where weight.resource.index < width {
            let whole = capacity[index, weight.resource.index]
            guard whole > 0, weight.thousandths > 0 else { continue }
            let used = min(max(0, whole - max(0, free[index, weight.resource.index])), whole)
            let product = UInt64(used).multipliedFullWidth(by: Self.fullScore)
            let fraction = UInt64(whole).dividingFullWidth(product).quotient
            let weighted = fraction.multipliedReportingOverflow(by: UInt64(weight.thousandths))
            let total = sum.addingReportingOverflow(
                weighted.overflow ? .max : weighted.partialValue)
            sum = total.overflow ? .max : total.partialValue
            weights += UInt64(weight.thousandths)
        }
        let usage = weights == 0 ? 0 : min(sum / weights, Self.fullScore)
        return policy.order == .fair ? usage : Self.fullScore - usage
    }

    /// How many members of each tracked class fit on a node, in the order of `tracked`.
    @inline(__always)
    func placesOfTracked(_ classes: AskClassTable, on node: Int) -> TrackedPlaces {
        var places = TrackedPlaces()
        for position in classes.tracked.indices {
            let tracked = Int(classes.tracked[position])
            places[position] = classes.classes[tracked].places(in: free, on: node)
        }
        return places
    }

    /// Brings the places of the tracked classes up to date after a node changed.
    @inline(__always)
    func updateTracked(
        _ classes: inout AskClassTable, before: TrackedPlaces, on node: Int
    ) {
        for position in classes.tracked.indices {
            let tracked = Int(classes.tracked[position])
            let after = classes.classes[tracked].places(in: free, on: node)
            classes.classes[tracked].places += after - before[position]
        }
    }
}

/// Places of up to 16 tracked classes on one node, without an allocation.
typealias TrackedPlaces = SIMD16<Int64>
