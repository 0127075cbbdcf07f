/// A pod on a node that somebody else has placed: it takes room, ports and volumes, and others look
/// for it, or are kept away by it.
public struct Occupant: Hashable, Sendable {
    /// The identifier.
    public var id: OccupantID
    /// Where it is.
    public var node: NodeID
    /// What it uses, base units; besides `Node.occupied`.
    public var request: Resources
    /// What others see of it: namespace, labels, ports, volumes, anti-affinity.
    public var constraints: PlacementConstraints

    /// Creates an occupant.
    public init(
        id: OccupantID, node: NodeID, request: Resources, constraints: PlacementConstraints = .none
    ) {
        self.id = id
        self.node = node
        self.request = request
        self.constraints = constraints
    }
}
