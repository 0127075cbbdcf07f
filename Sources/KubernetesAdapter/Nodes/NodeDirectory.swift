internal import KubernetesModel
internal import MusterCore

/// A node, and what the core knows of it.
struct NodeEntry: Sendable {
    var name: String
    /// `nil` while it is not there, though a pod may run on it only.
    var node: KubernetesModel.Node?
    /// The drivers of volumes on it.
    var drivers: CSINode?
    /// What the core was told.
    var told: MusterCore.Node?
    var isStale = false
    /// How many asks may run on it only.
    var requirers = 0
    /// Bindings to it that failed one after the other.
    var failures = 0
    /// It gets no pods before this moment.
    var avoidedUntil: Tick?

    init(name: String) { self.name = name }
}

/// The nodes of the cluster by name, with dense identifiers.
struct NodeDirectory: Sendable {
    private var entries: [NodeEntry] = []
    private var identifiers: [String: NodeID] = [:]
    private var free: [NodeID] = []

    subscript(node: NodeID) -> NodeEntry {
        get { entries[node.index] }
        _modify { yield &entries[node.index] }
    }

    /// All entries, some of which nobody uses.
    var all: [NodeEntry] { entries }

    /// The identifier of a node that the core knows.
    func identifier(ofTold name: String) -> NodeID? {
        identifiers[name].flatMap { entries[$0.index].told == nil ? nil : $0 }
    }

    /// The identifier of a name, whether there is such a node or not.
    mutating func intern(_ name: String) -> NodeID {
        if let known = identifiers[name] { return known }
        let node: NodeID
        if let last = free.popLast() {
            node = last
            entries[node.index] = NodeEntry(name: name)
        } else {
            node = NodeID(entries.count)
            entries.append(NodeEntry(name: name))
        }
        identifiers[name] = node
        return node
    }

    /// Gives an identifier back if nobody speaks of the node any more.
    mutating func forgetIfUnused(_ node: NodeID) {
        let entry = entries[node.index]
        guard entry.node == nil, entry.told == nil, entry.drivers == nil, entry.requirers == 0,
            identifiers[entry.name] == node
        else { return }
        identifiers[entry.name] = nil
        entries[node.index] = NodeEntry(name: "")
        free.append(node)
    }
}
