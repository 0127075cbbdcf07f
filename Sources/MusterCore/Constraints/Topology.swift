/// The parts into which the values of one label divide the nodes.
struct Topology: Sendable {
    let key: String
    /// Per node its part, or -1 where the node has no such label.
    private(set) var partOf: [Int32] = []
    /// Parts by value; a part stays when its last node has gone.
    private var parts: [String: Int32] = [:]

    /// How many parts there are, those without nodes included.
    var partCount: Int { parts.count }

    init(key: String) {
        self.key = key
    }

    func part(of node: Int32) -> Int32 {
        Int(node) < partOf.count ? partOf[Int(node)] : -1
    }

    /// The part of a node with these labels (`nil`: of none), made if there is none.
    mutating func part(for labels: Labels?) -> Int32 {
        guard let value = labels?[key] else { return -1 }
        if let known = parts[value] { return known }
        let fresh = Int32(parts.count)
        parts[value] = fresh
        return fresh
    }

    /// Notes the part of a node.
    mutating func set(_ node: Int, to part: Int32) {
        if node >= partOf.count {
            partOf.append(contentsOf: repeatElement(-1, count: node + 1 - partOf.count))
        }
        partOf[node] = part
    }
}
