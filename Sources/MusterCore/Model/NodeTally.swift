/// What keeps asks off a node.
public enum NodeObstacle: Int32, Hashable, Sendable, CaseIterable {
    /// It has too little room.
    case room = 1
    /// It takes nothing new: it is cordoned or leaving.
    case cordon = 2
    /// Its name or labels are not those that node selector, node affinity or volumes want.
    case nodeAffinity = 3
    /// It has a taint that is not tolerated.
    case taint = 4
    /// A port of it is taken.
    case hostPort = 5
    /// A volume is used by another pod and may be used by one only.
    case volume = 6
    /// It can have no more volumes attached.
    case volumeLimit = 7
    /// The skew would be too large, or it is in none of the parts to spread over.
    case spread = 8
    /// Pods are around that have to be away, or want those asks away.
    case podAntiAffinity = 9
    /// Pods are not around that have to be.
    case podAffinity = 10
}

/// How many nodes are out of question, by the first thing that keeps asks off each.
public struct NodeTally: Hashable, Sendable {
    /// One obstacle and how many nodes have it.
    public struct Entry: Hashable, Sendable {
        /// What keeps asks off.
        public var obstacle: NodeObstacle
        /// How many nodes, at least 1.
        public var count: Int32
    }

    /// How many nodes there are.
    public var nodes: Int32 = 0
    /// What keeps asks off them, in the order of the cases.
    public private(set) var entries: [Entry] = []

    /// Creates a tally of no nodes.
    public init() {}

    mutating func add(_ obstacle: NodeObstacle) {
        let position = entries.firstIndex { $0.obstacle.rawValue >= obstacle.rawValue }
        if let position, entries[position].obstacle == obstacle {
            entries[position].count += 1
        } else {
            entries.insert(Entry(obstacle: obstacle, count: 1), at: position ?? entries.count)
        }
    }
}
