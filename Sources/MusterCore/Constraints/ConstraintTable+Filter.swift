/// Whether a node will do: the filters of kube-scheduler, but for room.
extension ConstraintTable {
    /// Whether one more member of a class may be placed on a node, as far as room does not matter.
    ///
    /// - Complexity: O(terms and spreads of the class, and of those whom its members keep away).
    func admits(_ index: Int32, on node: Int32) -> Bool {
        classes[Int(index)].allowed.contains(Int(node)) && dynamicObstacle(index, on: node) == nil
    }

    /// What keeps a member of a class from a node, besides room; `nil` if nothing does.
    func obstacle(_ index: Int32, on node: Int32) -> NodeObstacle? {
        guard let traits = nodes[Int(node)] else { return nil }
        let constraints = classes[Int(index)].constraints
        guard constraints.select(traits) else { return .nodeAffinity }
        guard constraints.tolerate(traits) else { return .taint }
        return dynamicObstacle(index, on: node)
    }

    /// What where others are keeps from a node.
    func dynamicObstacle(_ index: Int32, on node: Int32) -> NodeObstacle? {
        let own = Int(index)
        for other in classes[own].portCollisions where classes[Int(other)].placed[node] > 0 {
            return .hostPort
        }
        for other in classes[own].volumeCollisions where classes[Int(other)].placed.total > 0 {
            return .volume
        }
        if !classes[own].volumes.isEmpty, let limits = nodes[Int(node)]?.volumeLimits,
            !volumes.fit(classes[own].volumes, on: node, limits)
        {
            return .volumeLimit
        }
        guard isEvenlySpread(with: own, on: node) else { return .spread }
        for counter in classes[own].repelling where count(counter, around: node) > 0 {
            return .podAntiAffinity
        }
        for counter in classes[own].away where count(counter, around: node) > 0 {
            return .podAntiAffinity
        }
        return isNearEnough(own, on: node) ? nil : .podAffinity
    }

    private func isEvenlySpread(with own: Int, on node: Int32) -> Bool {
        classes[own].spreads.allSatisfy { spread in
            guard spreads[Int(spread)].constraint.isRequired else { return true }
            return spreads[Int(spread)].allows(
                part(of: node, spreads[Int(spread)].topology),
                isCounted: classes[own].spreadsIn.contains(spread))
        }
    }

    /// Whether the pods are around a node that a class has to be near to.
    ///
    /// The first of those that are to be near each other can go anywhere in the parts that there
    /// are.
    private func isNearEnough(_ own: Int, on node: Int32) -> Bool {
        guard !classes[own].near.isEmpty else { return true }
        var isAlone = true
        var isNear = true
        for counter in classes[own].near {
            guard part(of: node, counters[Int(counter)].topology) >= 0 else { return false }
            if counters[Int(counter)].total > 0 { isAlone = false }
            if count(counter, around: node) == 0 { isNear = false }
        }
        return isNear || isAlone && classes[own].isNearItself
    }

    func part(of node: Int32, _ topology: Int32) -> Int32 {
        topologies[Int(topology)].part(of: node)
    }

    /// What a counter has in the part of the cluster that a node is in.
    func count(_ counter: Int32, around node: Int32) -> Int64 {
        counters[Int(counter)].count(in: part(of: node, counters[Int(counter)].topology))
    }
}
