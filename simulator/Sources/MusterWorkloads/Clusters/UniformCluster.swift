import MusterConfiguration
public import MusterCore

extension Cluster {
    /// The places for pods of a node that does not say, as the kubelet has it.
    public static let defaultPodPlaces: Int64 = 110
    /// The most nodes a cluster may have.
    public static let maximumNodes = 1_000_000

    /// The cluster with 110 places for pods on every node, if no node says how many it has and
    /// the members of the workload need them; else the cluster as it is.
    ///
    /// A cluster of `--nodes` says only what was asked for, such as one core a node. That is all
    /// that a log's jobs request, while those of a workload file also request places for pods.
    ///
    /// - Complexity: O(nodes + distinct requests).
    public func fitted(to workload: Workload) -> Cluster {
        let needsPods = workload.requests.contains { $0[ResourceCatalog.pods] > 0 }
        let saysPods = nodes.contains { $0.capacity[ResourceCatalog.pods] > 0 }
        guard needsPods, !saysPods else { return self }
        var fitted = self
        for index in fitted.nodes.indices {
            fitted.nodes[index].capacity[ResourceCatalog.pods] = Self.defaultPodPlaces
        }
        return fitted
    }
}

/// What is the matter with an argument that describes nodes.
public struct NodeArgumentError: Error, Hashable, CustomStringConvertible {
    /// What was found, what is expected and what to do, for people.
    public var description: String
}

/// Makes a cluster of equal nodes named `node-1` and so on, zero-padded.
///
/// - Parameters:
///   - nodes: How many, `1...1_000_000`.
///   - resources: What each has, base units.
/// - Returns: The cluster; its nodes have nothing occupied.
/// - Throws: ``NodeArgumentError`` if the number is out of its range.
/// - Complexity: O(nodes).
public func uniformCluster(
    nodes: Int, resources: Resources
) throws(NodeArgumentError) -> Cluster {
    guard (1...Cluster.maximumNodes).contains(nodes) else {
        throw NodeArgumentError(
            description: "the number of nodes is \(nodes), expected 1 to \(Cluster.maximumNodes)")
    }
    let all = (0..<nodes).map { index in
        Node(
            id: NodeID(index), name: nodeName("node", index: index, of: nodes),
            capacity: resources)
    }
    return Cluster(name: "\(nodes) nodes", nodes: all)
}

/// Reads what a node has from text such as `vcore=1,memory=4Gi`; quantities are written as in
/// queue files.
///
/// - Parameters:
///   - text: The argument; at least one resource.
///   - catalog: Learns resource names that it has not seen before.
/// - Returns: The resource vector, base units.
/// - Throws: ``NodeArgumentError`` for the first part that is wrong.
public func nodeResources(
    _ text: String, catalog: inout ResourceCatalog
) throws(NodeArgumentError) -> Resources {
    var resources = Resources()
    var seen: Set<ResourceID> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2 else {
            throw NodeArgumentError(
                description: "found `\(part)`, expected `resource=quantity`, such as `vcore=1`")
        }
        let name = String(sides[0])
        if let hint = resourceNameHint(name) {
            throw NodeArgumentError(description: "wrong resource name `\(name)`; \(hint)")
        }
        let resource = catalog.intern(name)
        guard seen.insert(resource).inserted else {
            throw NodeArgumentError(description: "`\(name)` is given twice")
        }
        do throws(QuantityError) {
            resources[resource] = try parseQuantity(String(sides[1]), of: name)
        } catch {
            let hint = error.hint.map { "; \($0)" } ?? ""
            throw NodeArgumentError(
                description: "wrong quantity of `\(name)`, found `\(sides[1])`, "
                    + "expected \(error.expected)\(hint)")
        }
    }
    return resources
}

/// The name of one of `count` alike nodes; zero-padded, so that names order as indices do.
func nodeName(_ name: String, index: Int, of count: Int) -> String {
    guard count > 1 else { return name }
    let digits = String(index + 1)
    let width = String(count).utf8.count
    return "\(name)-" + String(repeating: "0", count: width - digits.utf8.count) + digits
}
