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
    /// Its labels.
    public var labels: Labels
    /// What keeps asks off that do not tolerate it.
    public var taints: [Taint]
    /// How many volumes it can have attached, per driver; absent drivers are unlimited.
    public var volumeLimits: [VolumeLimit]

    /// Creates a node description.
    public init(
        id: NodeID, name: String, capacity: Resources, occupied: Resources = .none,
        isSchedulable: Bool = true, labels: Labels = .none, taints: [Taint] = [],
        volumeLimits: [VolumeLimit] = []
    ) {
        self.id = id
        self.name = name
        self.capacity = capacity
        self.occupied = occupied
        self.isSchedulable = isSchedulable
        self.labels = labels
        self.taints = taints
        self.volumeLimits = volumeLimits
    }
}
