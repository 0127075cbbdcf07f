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
    private(set) var pods: [Int: Pod] = [:]
    /// By identifier.
    var occupants: [Int: Pod] = [:]
    /// What asks look like, placed or not.
    var asks: [Int: Ask] = [:]
    /// What members of gangs look like that do not exist yet, by application.
    var groups: [Int: [(constraints: PlacementConstraints, request: Int64)]] = [:]
    /// The places held for those: per application, by group.
    var holds: [Int: [(group: Int, pod: Pod)]] = [:]

    /// Those of them that went since the last input.
    private var taken: [(application: Int, hold: (group: Int, pod: Pod))] = []

    struct Ask {
        var application: Int
        var group: Int?
        var constraints: PlacementConstraints
        var request: Int64
    }

    private var all: [Pod] {
        Array(pods.values) + Array(occupants.values) + holds.values.flatMap { $0.map(\.pod) }
    }

    /// Takes in a decision; says what is wrong with it.
    mutating func take(_ decision: Decision) -> String? {
        switch decision {
        case .allocated(let range, let node):
            for ask in range.indices {
                guard let known = asks[ask] else { return "unknown ask \(ask)" }
                takeHold(known.application, known.group, on: node.index)
                if let reason = obstacle(known.constraints, known.request, on: node.index) {
                    return "ask \(ask) on \(node.index): \(reason)"
                }
                put(ask, on: node.index)
            }
        case .held(let application, let group, let count, let node):
            let (constraints, request) = groups[application.index]![Int(group)]
            for _ in 0..<count {
                if let reason = obstacle(constraints, request, on: node.index) { return reason }
                let pod = Pod(node: node.index, constraints: constraints, request: request)
                holds[application.index, default: []].append((Int(group), pod))
            }
        case .unheld(let application, let group, let count, let node, _):
            for _ in 0..<count { takeHold(application.index, Int(group), on: node.index) }
        case .released(let range, _):
            for ask in range.indices { pods[ask] = nil }
        default: break
        }
        return nil
    }

    /// A place is held no more, if one was.
    private mutating func takeHold(_ application: Int, _ group: Int?, on node: Int) {
        let position = holds[application]?.firstIndex { $0.group == group && $0.pod.node == node }
        guard let position else { return }
        taken.append((application, holds[application]!.remove(at: position)))
    }

    /// Compares the books with what the nodes have free, after all decisions of one input.
    ///
    /// Whether a member took a place that was held on its node, or came beside it like a plain
    /// ask (it had found that place unsuitable before), only the room tells.
    mutating func settle(free: (Int) -> Int64) -> String? {
        for (application, hold) in taken {
            let node = hold.pod.node
            guard let capacity = nodes[node]?.capacity[ResourceCatalog.vcore],
                used(on: node) + hold.pod.request <= capacity - free(node)
            else { continue }
            holds[application, default: []].append(hold)
        }
        taken = []
        for (node, known) in nodes {
            let used = known.capacity[ResourceCatalog.vcore] - free(node)
            if used != self.used(on: node) { return "\(used) used on \(node)" }
        }
        return nil
    }

    private func used(on node: Int) -> Int64 {
        all.filter { $0.node == node }.reduce(0) { $0 + $1.request }
    }

    /// An ask is on a node.
    mutating func put(_ ask: Int, on node: Int) {
        pods[ask] = Pod(
            node: node, constraints: asks[ask]!.constraints, request: asks[ask]!.request)
    }

    mutating func forget(_ ask: Int) {
        asks[ask] = nil
        pods[ask] = nil
    }

    /// What keeps a pod off a node, or `nil`.
    func obstacle(
        _ constraints: PlacementConstraints, _ request: Int64, on index: Int
    ) -> String? {
        guard let node = nodes[index], node.isSchedulable else { return "no such node" }
        if used(on: index) + request > node.capacity[ResourceCatalog.vcore] { return "room" }
        return ownObstacle(constraints, node) ?? neighbourObstacle(constraints, node)
    }

    /// What a node itself has against a pod, besides room.
    private func ownObstacle(_ constraints: PlacementConstraints, _ node: Node) -> String? {
        if !constraints.nodes.allSatisfy({ $0.selects(node.name, node.labels) }) {
            return "node affinity"
        }
        for taint in node.taints where taint.effect != .preferNoSchedule {
            if !constraints.tolerations.contains(where: { $0.tolerates(taint) }) { return "taint" }
        }
        return nil
    }

    /// What other pods have against it.
    private func neighbourObstacle(_ constraints: PlacementConstraints, _ node: Node) -> String? {
        let here = all.filter { $0.node == node.id.index }
        for port in constraints.hostPorts
        where here.contains(where: { $0.constraints.hostPorts.contains { port.collides(with: $0) } }
        ) {
            return "host port"
        }
        return volumeObstacle(constraints, node)
            ?? affinityObstacle(constraints, node) ?? spreadObstacle(constraints, node)
    }

    /// Whether an ask that has no place may keep others waiting: it could run on the cluster if
    /// nothing else did, and it lacks room somewhere where nothing else is in its way, or
    /// everywhere.
    func keepsTurn(_ ask: Ask) -> Bool {
        let possible = nodes.values.filter {
            $0.isSchedulable && ownObstacle(ask.constraints, $0) == nil
                && occupied($0) + ask.request <= $0.capacity[ResourceCatalog.vcore]
        }
        guard !possible.isEmpty else { return false }
        let haveRoom = possible.filter {
            used(on: $0.id.index) + ask.request <= $0.capacity[ResourceCatalog.vcore]
        }
        return haveRoom.isEmpty
            || possible.contains { neighbourObstacle(ask.constraints, $0) == nil }
    }

    private func occupied(_ node: Node) -> Int64 {
        occupants.values.filter { $0.node == node.id.index }.reduce(0) { $0 + $1.request }
    }

    private func volumeObstacle(_ own: PlacementConstraints, _ node: Node) -> String? {
        for volume in own.volumes where volume.isExclusive {
            let isTaken = all.contains {
                $0.constraints.volumes.contains { $0.isExclusive && $0.name == volume.name }
            }
            if isTaken { return "volume" }
        }
        let attached = Set(all.filter { $0.node == node.id.index }.flatMap(\.constraints.volumes))
        for limit in node.volumeLimits {
            let new = own.volumes.filter { $0.driver == limit.driver && !attached.contains($0) }
            let used = attached.count { $0.driver == limit.driver }
            if !new.isEmpty, used + new.count > limit.count { return "volume limit" }
        }
        return nil
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

extension AskRange {
    /// The identifiers as numbers.
    var indices: Range<Int> { first.index..<first.index + Int(count) }
}
