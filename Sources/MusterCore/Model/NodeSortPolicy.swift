/// The order in which nodes are offered to an ask.
public struct NodeSortPolicy: Hashable, Sendable {
    /// Which end of the usage order comes first.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// The least used node first: spreads.
        case fair
        /// The most used node first: packs.
        case binpacking
    }

    /// Which end of the usage order comes first.
    public var order: Order
    /// `(resource, weight in thousandths)`, ascending by resource; a resource that is not named
    /// or weighs 0 does not count.
    public var weights: [Weight]

    /// How much one resource counts in a node's usage.
    public struct Weight: Hashable, Sendable {
        /// The resource.
        public var resource: ResourceID
        /// Relative weight in thousandths, `0...1_000_000_000`.
        public var thousandths: Int64
        /// Creates a weight in thousandths.
        public init(resource: ResourceID, thousandths: Int64) {
            self.resource = resource
            self.thousandths = thousandths
        }
    }

    /// Creates a policy; YuniKorn's default is `fair` with `vcore` and `memory` counting alike.
    public init(
        order: Order = .fair,
        weights: [Weight] = [
            Weight(resource: ResourceCatalog.vcore, thousandths: 1000),
            Weight(resource: ResourceCatalog.memory, thousandths: 1000),
        ]
    ) {
        self.order = order
        self.weights = weights
    }
}
