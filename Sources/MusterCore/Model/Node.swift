/// A node as the outside describes it.
public struct Node: Hashable, Sendable {
    /// The identifier.
    public var id: NodeID
    /// Its name; equally good nodes are taken in ascending order of their names.
    public var name: String
    /// What the node has to give, base units.
    public var capacity: Resources
    /// What pods that this scheduler does not place use of it, base units.
    public var occupied: Resources
    /// Whether new allocations may be placed here (not cordoned, not draining).
    public var isSchedulable: Bool

    /// Creates a node description.
    public init(
        id: NodeID, name: String, capacity: Resources, occupied: Resources = .none,
        isSchedulable: Bool = true
    ) {
        self.id = id
        self.name = name
        self.capacity = capacity
        self.occupied = occupied
        self.isSchedulable = isSchedulable
    }
}
