/// Whether a node will do: the filters of kube-scheduler, but for room.
extension ConstraintTable {
    /// What of a node itself keeps a member of a class from it, besides room.
    ///
    /// - Precondition: The node is known.
    func staticObstacle(_ index: Int32, on node: Int32) -> NodeObstacle? {
        let terms = Int(classes[Int(index)].terms)
        if self.terms.entries[terms].allowed.contains(Int(node)) { return nil }
        return self.terms.entries[terms].selected.contains(Int(node)) ? .taint : .nodeAffinity
    }

    /// What where others are keeps from a node.
    func dynamicObstacle(_ index: Int32, on node: Int32) -> NodeObstacle? {
        classes[Int(index)].isDynamic ? neighbourhood(of: index).obstacle(on: node) : nil
    }

    /// What a class looks at besides nodes themselves, as things are.
    ///
    /// - Complexity: O(terms and spreads of the class, and of those whom its members keep away).
    func neighbourhood(of index: Int32) -> Neighbourhood {
        let own = classes[Int(index)]
        let required = own.spreads.filter { spreads[Int($0)].constraint.isRequired }
        let limits = required.map {
            spreads[Int($0)].limit(isCounted: own.spreadsIn.contains($0))
        }
        return Neighbourhood(
            ports: own.portCollisions.map { classes[Int($0)].placed },
            isVolumeTaken: own.volumeCollisions.contains { classes[Int($0)].placed.total > 0 },
            volumes: own.volumes, attached: volumes, nodes: own.volumes.isEmpty ? [] : nodes,
            spreads: zip(required.map { density(ofSpread: $0) }, limits).map { ($0, $1) },
            avoided: (own.repelling + own.away).map { density($0) },
            wanted: own.near.map { density($0) },
            mayBegin: own.isNearItself && !own.near.contains { counters[Int($0)].total > 0 })
    }

    /// What a counter has in each part.
    func density(_ counter: Int32) -> PodDensity {
        PodDensity(
            counts: counters[Int(counter)].counts,
            topologies[Int(counters[Int(counter)].topology)])
    }

    /// What a spread has in each part.
    func density(ofSpread spread: Int32) -> PodDensity {
        PodDensity(
            counts: spreads[Int(spread)].counts,
            topologies[Int(spreads[Int(spread)].topology)])
    }

    func part(of node: Int32, _ topology: Int32) -> Int32 {
        topologies[Int(topology)].part(of: node)
    }
}

/// How many pods of some kind are around each node.
struct PodDensity: Sendable {
    /// Per part; 0 beyond the end.
    let counts: [Int64]
    /// Per node; -1 is none.
    let partOf: [Int32]
    /// Those without nodes included.
    let partCount: Int

    init(counts: [Int64], _ topology: Topology) {
        self.counts = counts
        partOf = topology.partOf
        partCount = topology.partCount
    }

    @inline(__always)
    func part(of node: Int32) -> Int32 { Int(node) < partOf.count ? partOf[Int(node)] : -1 }

    /// How many there are in a part; 0 outside of all.
    @inline(__always)
    func count(in part: Int32) -> Int64 { part < 0 ? 0 : counts.value(at: Int(part)) }

    @inline(__always)
    func count(around node: Int32) -> Int64 { count(in: part(of: node)) }
}

/// What a class looks at besides nodes themselves, gathered so that a search over nodes is cheap.
struct Neighbourhood: Sendable {
    /// Where those are whose ports collide with its own.
    fileprivate let ports: [MembersByNode]
    /// Whether a volume is in use that only one pod may use.
    fileprivate let isVolumeTaken: Bool
    /// Its volumes that have to be attached, and what is.
    fileprivate let volumes: [Int32]
    fileprivate let attached: AttachedVolumeTable
    fileprivate let nodes: [NodeTraits?]
    /// Required spreads, with the most that a part may have for one more.
    fileprivate let spreads: [(density: PodDensity, limit: Int64)]
    /// Whom it avoids, and who avoids it.
    fileprivate let avoided: [PodDensity]
    /// Of each required affinity: whom it has to be near to.
    fileprivate let wanted: [PodDensity]
    /// Whether there are none of those yet and it is one of them: the first can go anywhere in the
    /// parts that there are.
    fileprivate let mayBegin: Bool

    /// What keeps one more member from a node; `nil` if nothing does.
    func obstacle(on node: Int32) -> NodeObstacle? {
        for others in ports where others[node] > 0 { return .hostPort }
        if isVolumeTaken { return .volume }
        if !volumes.isEmpty, let limits = nodes[Int(node)]?.volumeLimits,
            !attached.fit(volumes, on: node, limits)
        {
            return .volumeLimit
        }
        for (density, limit) in spreads {
            let part = density.part(of: node)
            if part < 0 || density.count(in: part) > limit { return .spread }
        }
        for density in avoided where density.count(around: node) > 0 { return .podAntiAffinity }
        return isNearEnough(node) ? nil : .podAffinity
    }

    private func isNearEnough(_ node: Int32) -> Bool {
        var isNear = true
        for density in wanted {
            let part = density.part(of: node)
            guard part >= 0 else { return false }
            if density.count(in: part) == 0 { isNear = false }
        }
        return isNear || mayBegin
    }
}
