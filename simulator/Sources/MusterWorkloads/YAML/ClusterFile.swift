public import MusterCore
import MusterConfiguration
import YAMLDocument

/// Reads a cluster in Muster's own format.
///
/// The format is described in `simulator/clusters/README.md`. A node has 110 places for pods, the
/// kubelet's default, unless its resources name `pods`.
///
/// - Parameters:
///   - bytes: The YAML text.
///   - file: The name for messages; its last part names a cluster that has no name.
///   - catalog: Learns resource names that it has not seen before.
/// - Returns: The cluster, or every problem with its place.
/// - Complexity: O(bytes + nodes).
public func readCluster(
    _ bytes: [UInt8], file: String, catalog: inout ResourceCatalog
) -> ClusterReading {
    var reader = ClusterFileReader(file: file, catalog: catalog)
    let cluster = reader.read(bytes)
    catalog = reader.catalog
    return ClusterReading(cluster: cluster, problems: reader.problems)
}

private struct ClusterFileReader {
    let file: String
    var catalog: ResourceCatalog
    var problems: [Problem] = []
    private var nodes: [Node] = []
    private var names = UniqueNames(of: "node")

    init(file: String, catalog: ResourceCatalog) {
        self.file = file
        self.catalog = catalog
    }

    mutating func read(_ bytes: [UInt8]) -> Cluster? {
        let document = fields(
            of: .cluster, in: bytes, file: file, known: ["name", "nodes"], problems: &problems)
        guard let document else { return nil }
        let name = document.string("name", problems: &problems)?.value ?? baseName(of: file)
        if let list = document.required("nodes", problems: &problems) {
            let items = list.list(of: "nodes", problems: &problems)
            for item in items { readNodes(item) }
            if items.isEmpty, problems.isEmpty {
                problems.append(Problem(at: list.location, "the cluster has no nodes"))
            }
        }
        return problems.isEmpty ? Cluster(name: name, nodes: nodes) : nil
    }

    private mutating func readNodes(_ node: YAMLNode) {
        let known = ["name", "count", "resources", "occupied"]
        let fields = node.fields(of: "a node", known: known, problems: &problems)
        guard let fields else { return }
        let name = fields.name(problems: &problems)
        let count = fields.integer("count", in: 1...1_000_000, problems: &problems)?.value ?? 1
        var named = ResourceBounds.none
        if fields.required("resources", problems: &problems) != nil {
            named = fields.resources("resources", catalog: &catalog, problems: &problems)
        }
        let capacity = Resources(named, pods: Cluster.defaultPodPlaces)
        let occupied = Resources(
            fields.resources("occupied", catalog: &catalog, problems: &problems))
        checkOccupied(occupied, capacity: capacity, fields)
        guard let name else { return }
        guard nodes.count + count <= Cluster.maximumNodes else {
            problems.append(
                Problem(
                    at: node.location, "the cluster has more than \(Cluster.maximumNodes) nodes"))
            return
        }
        for index in 0..<count {
            let fullName = nodeName(name.value, index: index, of: count)
            guard names.insert(fullName, at: name.location, problems: &problems) else { return }
            nodes.append(
                Node(
                    id: NodeID(nodes.count), name: fullName, capacity: capacity,
                    occupied: occupied))
        }
    }

    private mutating func checkOccupied(
        _ occupied: Resources, capacity: Resources, _ fields: YAMLFields
    ) {
        guard let place = fields["occupied"]?.location else { return }
        for (index, quantity) in occupied.quantities.enumerated() {
            let resource = ResourceID(index)
            guard quantity > capacity[resource] else { continue }
            problems.append(
                Problem(
                    at: place,
                    "more `\(catalog.name(of: resource))` is occupied than the node has",
                    expected: "at most what `resources` says"))
        }
    }
}
