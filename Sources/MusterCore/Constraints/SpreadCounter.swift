/// How evenly the pods of one spread constraint lie over the parts of the cluster.
struct SpreadCounter: Sendable {
    let constraint: TopologySpread
    let topology: Int32
    /// The constraint class whose it is.
    let owner: Int32
    /// The nodes that count: of the policies, and with all topology keys that the owner names.
    private(set) var eligible = NodeSet()
    /// Per part, how many nodes of it count; a part without any is none.
    private var nodes: [Int32] = []
    /// Per part, how many pods are there, on nodes that count.
    private(set) var counts: [Int32] = []
    /// How many parts have 0 pods, 1 pod, 2 pods and so on.
    private var histogram: [Int32] = []
    /// How many parts there are.
    private(set) var partCount: Int32 = 0

    init(_ constraint: TopologySpread, topology: Int32, owner: Int32) {
        self.constraint = constraint
        self.topology = topology
        self.owner = owner
    }

    /// The fewest pods that any part has; 0 if there are fewer parts than wanted.
    ///
    /// - Complexity: O(that number).
    var fewest: Int32 {
        guard partCount >= constraint.minDomains else { return 0 }
        return Int32(histogram.firstIndex { $0 > 0 } ?? 0)
    }

    func count(in part: Int32) -> Int32 {
        part >= 0 && Int(part) < counts.count ? counts[Int(part)] : 0
    }

    /// Whether one more pod in a part keeps the skew; `isCounted` says whether it would count.
    func allows(_ part: Int32, isCounted: Bool) -> Bool {
        guard part >= 0 else { return false }
        let (skew, overflow) = (count(in: part) + (isCounted ? 1 : 0))
            .subtractingReportingOverflow(fewest)
        return !overflow && skew <= constraint.maxSkew
    }

    /// Adds pods (less if negative) on a node of a part; ignored where the node does not count.
    mutating func add(_ amount: Int32, on node: Int32, in part: Int32) {
        guard part >= 0, eligible.contains(Int(node)) else { return }
        let index = Int(part)
        leaveHistogram(index)
        counts[index] += amount
        enterHistogram(index)
    }

    /// A node begins or ceases to count.
    ///
    /// - Precondition: No pods on it are counted at this moment.
    mutating func setEligible(_ node: Int, _ isEligible: Bool, in part: Int32) {
        guard eligible.contains(node) != isEligible, part >= 0 else { return }
        eligible.set(node, isEligible)
        let index = Int(part)
        while nodes.count <= index {
            nodes.append(0)
            counts.append(0)
        }
        leaveHistogram(index)
        if nodes[index] == 0 { partCount += 1 }
        nodes[index] += isEligible ? 1 : -1
        if nodes[index] == 0 { partCount -= 1 }
        enterHistogram(index)
    }

    private mutating func leaveHistogram(_ part: Int) {
        if nodes[part] > 0 { histogram[Int(counts[part])] -= 1 }
    }

    private mutating func enterHistogram(_ part: Int) {
        guard nodes[part] > 0 else { return }
        let count = Int(counts[part])
        if count >= histogram.count {
            histogram.append(contentsOf: repeatElement(0, count: count + 1 - histogram.count))
        }
        histogram[count] += 1
    }
}
