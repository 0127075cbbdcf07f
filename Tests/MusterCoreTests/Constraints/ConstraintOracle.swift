import MusterCore

/// Books of who is where, and the filters of kube-scheduler written down once more, as plainly as
/// possible: for each question everything that is placed is looked at.
struct ConstraintOracle {
    struct Pod {
        var node: Int
        var constraints: PlacementConstraints
        var request: Int64
    }

    var nodes: [Int: Node] = [:]
    var namespaces: [String: Labels] = [:]
    /// By ask.
    var pods: [Int: Pod] = [:]
    /// By identifier.
    var occupants: [Int: Pod] = [:]
    /// What asks look like, placed or not.
    var asks: [Int: (constraints: PlacementConstraints, request: Int64)] = [:]

    private var all: [Pod] { Array(pods.values) + Array(occupants.values) }

    /// Takes in a decision; says what is wrong with it.
    mutating func take(_ decision: Decision) -> String? {
        switch decision {
        case .allocated(let range, let node):
            for ask in range.first.index..<range.first.index + Int(range.count) {
                guard let (constraints, request) = asks[ask] else { return "unknown ask \(ask)" }
                if let reason = obstacle(constraints, request, on: node.index) {
                    return "ask \(ask) on \(node.index): \(reason)"
                }
                pods[ask] = Pod(node: node.index, constraints: constraints, request: request)
            }
        case .released(let range, _):
            for ask in range.first.index..<range.first.index + Int(range.count) {
                pods[ask] = nil
            }
        default: break
        }
        return nil
    }

    /// What keeps a pod off a node, or `nil`.
    func obstacle(
        _ constraints: PlacementConstraints, _ request: Int64, on index: Int
    ) -> String? {
        guard let node = nodes[index], node.isSchedulable else { return "no such node" }
        let used = all.filter { $0.node == index }.reduce(0) { $0 + $1.request }
        if used + request > node.capacity[ResourceCatalog.vcore] { return "room" }
        if !constraints.nodes.allSatisfy({ $0.selects(node.name, node.labels) }) {
            return "node affinity"
        }
        for taint in node.taints where taint.effect != .preferNoSchedule {
            if !constraints.tolerations.contains(where: { $0.tolerates(taint) }) { return "taint" }
        }
        let here = all.filter { $0.node == index }
        for port in constraints.hostPorts
        where here.contains(where: { $0.constraints.hostPorts.contains { port.collides(with: $0) } }
        ) {
            return "host port"
        }
        return affinityObstacle(constraints, node) ?? spreadObstacle(constraints, node)
    }

    private func matches(_ selector: PodSelector, _ pod: PlacementConstraints) -> Bool {
        guard let labels = selector.labels, pod.labels.satisfy(labels) else { return false }
        return selector.namespaces.selects(pod.namespace, namespaces[pod.namespace] ?? .none)
    }

    /// The pods in the part of the cluster that a node is in.
    private func around(_ node: Node, _ key: String) -> [PlacementConstraints] {
        guard let value = node.labels[key] else { return [] }
        return all.filter { nodes[$0.node]?.labels[key] == value }.map(\.constraints)
    }

    private func affinityObstacle(_ own: PlacementConstraints, _ node: Node) -> String? {
        for term in own.podAntiAffinity
        where around(node, term.topologyKey).contains(where: { matches(term.pods, $0) }) {
            return "anti-affinity"
        }
        for pod in all {
            for term in pod.constraints.podAntiAffinity where matches(term.pods, own) {
                if let value = nodes[pod.node]?.labels[term.topologyKey],
                    node.labels[term.topologyKey] == value
                {
                    return "somebody's anti-affinity"
                }
            }
        }
        guard !own.podAffinity.isEmpty else { return nil }
        let isWanted = { (pod: PlacementConstraints) in
            own.podAffinity.allSatisfy { matches($0.pods, pod) }
        }
        guard own.podAffinity.allSatisfy({ node.labels[$0.topologyKey] != nil })
        else { return "no topology key" }
        let isNear = own.podAffinity.allSatisfy {
            around(node, $0.topologyKey).contains(where: isWanted)
        }
        if isNear { return nil }
        // Pods on nodes without any of the keys do not count.
        let isAlone = !own.podAffinity.contains { term in
            all.contains {
                nodes[$0.node]?.labels[term.topologyKey] != nil && isWanted($0.constraints)
            }
        }
        return isAlone && isWanted(own) ? nil : "affinity"
    }

    private func spreadObstacle(_ own: PlacementConstraints, _ node: Node) -> String? {
        let required = own.spread.filter(\.isRequired)
        for spread in required {
            guard let value = node.labels[spread.topologyKey] else { return "no key to spread by" }
            let selector = PodSelector(
                labels: spread.labels, in: NamespaceSelector([own.namespace]))
            var counts: [String: Int] = [:]
            for other in nodes.values
            where required.allSatisfy({ other.labels[$0.topologyKey] != nil }) {
                let selects = own.nodes.allSatisfy { $0.selects(other.name, other.labels) }
                guard selects || !spread.honorsNodeAffinity else { continue }
                let tolerates = other.taints.allSatisfy { taint in
                    taint.effect == .preferNoSchedule
                        || own.tolerations.contains { $0.tolerates(taint) }
                }
                guard tolerates || !spread.honorsTaints else { continue }
                counts[other.labels[spread.topologyKey]!, default: 0] += all.count {
                    $0.node == other.id.index && matches(selector, $0.constraints)
                }
            }
            let fewest = counts.count < Int(spread.minDomains) ? 0 : counts.values.min() ?? 0
            let skew = (counts[value] ?? 0) + (matches(selector, own) ? 1 : 0) - fewest
            if skew > Int(spread.maxSkew) { return "spread" }
        }
        return nil
    }
}
