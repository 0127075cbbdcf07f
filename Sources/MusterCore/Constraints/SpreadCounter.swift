/// How evenly the pods of one spread constraint lie over the parts of the cluster.
struct SpreadCounter: Sendable {
    let constraint: TopologySpread
    let topology: Int32
    /// The topologies in which a node needs a part in order to count.
    let together: [Int32]
    /// The constraint class whose it is.
    let owner: Int32
    /// The nodes that count: of the policies, and with all topology keys that the owner names.
    private(set) var eligible = NodeSet()
    /// Per part, how many nodes of it count; a part without any is none.
    private var nodes: [Int32] = []
    /// Per part, how many pods are there, on nodes that count.
    private(set) var counts: [Int64] = []
    /// How many parts there are.
    private(set) var partCount: Int32 = 0
    /// The fewest pods that any part has, and how many parts have no more.
    private var least: (count: Int64, parts: Int32) = (0, 0)
    /// Counts the changes after which it may allow a node that it did not.
    private(set) var loosenings: UInt64 = 0

    init(
        _ constraint: TopologySpread, topology: Int32, with together: [Int32], owner: Int32
    ) {
        self.constraint = constraint
        self.topology = topology
        self.together = together
        self.owner = owner
    }

    /// The fewest pods that any part has; 0 if there are fewer parts than wanted.
    var fewest: Int64 { partCount >= constraint.minDomains ? least.count : 0 }

    func count(in part: Int32) -> Int64 {
        part >= 0 && Int(part) < counts.count ? counts[Int(part)] : 0
    }

    /// The most pods that a part may have for one more to keep the skew; `isCounted` says whether
    /// that one would count.
    func limit(isCounted: Bool) -> Int64 {
        Int64(constraint.maxSkew) + fewest - (isCounted ? 1 : 0)
    }

    /// Adds pods (less if negative) on a node of a part; ignored where the node does not count.
    ///
    /// - Complexity: O(1), O(parts) when the last part with the fewest gets more.
    mutating func add(_ amount: Int64, on node: Int32, in part: Int32) {
        guard part >= 0, eligible.contains(Int(node)) else { return }
        let before = fewest
        leave(Int(part))
        counts[Int(part)] += amount
        enter(Int(part))
        if amount < 0 || fewest > before { loosenings += 1 }
    }

    /// A node begins or ceases to count.
    ///
    /// - Precondition: No pods on it are counted at this moment.
    mutating func setEligible(_ node: Int, _ isEligible: Bool, in part: Int32) {
        guard eligible.contains(node) != isEligible, part >= 0 else { return }
        eligible.set(node, isEligible)
        loosenings += 1
        let index = Int(part)
        while nodes.count <= index {
            nodes.append(0)
            counts.append(0)
        }
        leave(index)
        if nodes[index] == 0 { partCount += 1 }
        nodes[index] += isEligible ? 1 : -1
        if nodes[index] == 0 { partCount -= 1 }
        enter(index)
    }

    /// Before the count of a part changes.
    private mutating func leave(_ part: Int) {
        if nodes[part] > 0, counts[part] == least.count { least.parts -= 1 }
    }

    /// After the count of a part changed.
    private mutating func enter(_ part: Int) {
        if nodes[part] > 0 {
            if counts[part] < least.count { least = (counts[part], 0) }
            if counts[part] == least.count { least.parts += 1 }
        }
        guard least.parts == 0 else { return }
        let present = zip(nodes, counts).filter { $0.0 > 0 }.map(\.1)
        let fewest = present.min() ?? 0
        least = (fewest, Int32(present.count { $0 == fewest }))
    }
}
