/// The parts into which the values of one label divide the nodes.
struct Topology: Sendable {
    let key: String
    /// Per node its part, or -1 where the node has no such label.
    private(set) var partOf: [Int32] = []
    /// Parts by value; a part stays when its last node has gone.
    private var parts: [String: Int32] = [:]

    init(key: String) {
        self.key = key
    }

    func part(of node: Int32) -> Int32 {
        Int(node) < partOf.count ? partOf[Int(node)] : -1
    }

    /// Notes the labels of a node; `nil` if it has left.
    mutating func set(_ node: Int, _ labels: Labels?) {
        if node >= partOf.count {
            partOf.append(contentsOf: repeatElement(-1, count: node + 1 - partOf.count))
        }
        guard let value = labels?[key] else {
            partOf[node] = -1
            return
        }
        if let known = parts[value] {
            partOf[node] = known
        } else {
            let fresh = Int32(parts.count)
            parts[value] = fresh
            partOf[node] = fresh
        }
    }
}
