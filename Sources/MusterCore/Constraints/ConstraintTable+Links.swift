/// Who counts in whose counters.
extension ConstraintTable {
    /// Links a class that is new with the counters that it needs and all that it counts in.
    mutating func link(_ index: Int32) {
        let constraints = classes[Int(index)].constraints
        // Counters that are there already first: a new one is linked with everybody.
        for counter in counters.indices { link(index, withKnown: Int32(counter)) }
        for spread in spreads.indices where counts(index, in: spreads[spread]) {
            classes[Int(index)].spreadsIn.append(Int32(spread))
        }
        linkAffinity(index, constraints)
        for constraint in constraints.spread { addSpread(constraint, of: index) }
        classes[Int(index)].volumes = volumes.identifiers(of: constraints.volumes)
        linkCollisions(index, constraints)
    }

    /// Links everybody anew, after classes went or namespaces changed.
    mutating func relink() {
        topologies = []
        counters = []
        spreads = []
        let known = classes
        for index in classes.indices.dropFirst() {
            classes[index] = ConstraintClass(known[index].constraints)
            // Not one of those that a new counter is linked with, until its turn comes.
            classes[index].users = -1
            classes[index].allowed = known[index].allowed
            classes[index].hasFailed = known[index].hasFailed
        }
        volumes.removeAll()
        for index in classes.indices.dropFirst() where known[index].users >= 0 {
            classes[index].users = known[index].users
            link(Int32(index))
            for (node, count) in known[index].placed.list {
                note(count, of: Int32(index), on: node)
            }
        }
    }

    // MARK: Counters

    private mutating func linkAffinity(_ index: Int32, _ constraints: PlacementConstraints) {
        if !constraints.podAffinity.isEmpty {
            let all = constraints.podAffinity.map(\.pods)
            classes[Int(index)].isNearItself = all.allSatisfy { matches(index, $0) }
            for term in constraints.podAffinity {
                let counter = counter(.matching(all), term.topologyKey)
                classes[Int(index)].near.append(counter)
                let mark = self.counter(.attracted(term.pods), term.topologyKey)
                own(mark, 1, index)
            }
        }
        for term in constraints.podAntiAffinity {
            let avoided = counter(.matching([term.pods]), term.topologyKey)
            classes[Int(index)].away.append(avoided)
            let mark = counter(.repelling(term.pods), term.topologyKey)
            own(mark, 1, index)
        }
        for preferred in constraints.preferredPods {
            let term = preferred.term
            let weight = Int64(preferred.weight)
            let counter = counter(.matching([term.pods]), term.topologyKey)
            classes[Int(index)].attraction.append((counter, weight))
            let mark = self.counter(.attracted(term.pods), term.topologyKey)
            own(mark, weight, index)
        }
    }

    /// The members of a class have what a counter counts, each so much of it.
    private mutating func own(_ counter: Int32, _ amount: Int64, _ index: Int32) {
        classes[Int(index)].countsIn.append((counter, amount))
    }

    /// The counter of this kind, made and filled if there is none.
    private mutating func counter(_ subject: PodCounter.Subject, _ topologyKey: String) -> Int32 {
        let key = PodCounter.Key(subject: subject, topologyKey: topologyKey)
        if let known = counters.firstIndex(where: { $0.key == key }) { return Int32(known) }
        let index = Int32(counters.count)
        counters.append(PodCounter(key: key, topology: topology(topologyKey)))
        for other in classes.indices.dropFirst() where classes[other].users >= 0 {
            link(Int32(other), withKnown: index)
            for entry in classes[other].countsIn where entry.counter == index {
                for (node, count) in classes[other].placed.list {
                    let part = topologies[Int(counters[Int(index)].topology)].part(of: node)
                    counters[Int(index)].add(count * entry.amount, in: part)
                }
            }
        }
        return index
    }

    /// Has a class count in a counter, or look at it, if its members match.
    private mutating func link(_ index: Int32, withKnown counter: Int32) {
        switch counters[Int(counter)].key.subject {
        case .matching(let selectors):
            if selectors.allSatisfy({ matches(index, $0) }) { own(counter, 1, index) }
        case .repelling(let selector):
            if matches(index, selector) { classes[Int(index)].repelling.append(counter) }
        case .attracted(let selector):
            if matches(index, selector) { classes[Int(index)].attraction.append((counter, 1)) }
        }
    }

    private mutating func topology(_ key: String) -> Int32 {
        if let known = topologies.firstIndex(where: { $0.key == key }) { return Int32(known) }
        var fresh = Topology(key: key)
        for (node, traits) in nodes.enumerated() { fresh.set(node, traits?.labels) }
        topologies.append(fresh)
        return Int32(topologies.count - 1)
    }

    /// Whether the members of a class are among the pods of a selector.
    func matches(_ index: Int32, _ selector: PodSelector) -> Bool {
        let constraints = classes[Int(index)].constraints
        guard let labels = selector.labels, constraints.labels.satisfy(labels) else { return false }
        return selector.namespaces.selects(
            constraints.namespace, namespaceLabels(constraints.namespace))
    }

    // MARK: Spread

    private mutating func addSpread(_ constraint: TopologySpread, of index: Int32) {
        let spread = Int32(spreads.count)
        spreads.append(
            SpreadCounter(
                constraint, topology: topology(constraint.topologyKey), owner: index))
        classes[Int(index)].spreads.append(spread)
        for node in nodes.indices { countEligible(node, in: Int(spread)) }
        for other in classes.indices.dropFirst()
        where classes[other].users >= 0 && counts(Int32(other), in: spreads[Int(spread)]) {
            classes[other].spreadsIn.append(spread)
            for (node, count) in classes[other].placed.list {
                let part = topologies[Int(spreads[Int(spread)].topology)].part(of: node)
                spreads[Int(spread)].add(count, on: node, in: part)
            }
        }
    }

    /// Whether the members of a class are among the pods that a spread counts.
    func counts(_ index: Int32, in spread: SpreadCounter) -> Bool {
        let namespace = classes[Int(spread.owner)].constraints.namespace
        return matches(
            index, PodSelector(labels: spread.constraint.labels, in: NamespaceSelector([namespace]))
        )
    }

    // MARK: Ports and volumes

    private mutating func linkCollisions(_ index: Int32, _ constraints: PlacementConstraints) {
        let exclusive = constraints.volumes.filter(\.isExclusive).map(\.name)
        guard !constraints.hostPorts.isEmpty || !exclusive.isEmpty else { return }
        for other in classes.indices.dropFirst() where classes[other].users >= 0 {
            let others = classes[other].constraints
            let collide = constraints.hostPorts.contains { port in
                others.hostPorts.contains { port.collides(with: $0) }
            }
            if collide {
                classes[Int(index)].portCollisions.append(Int32(other))
                if other != index { classes[other].portCollisions.append(index) }
            }
            if others.volumes.contains(where: { $0.isExclusive && exclusive.contains($0.name) }) {
                classes[Int(index)].volumeCollisions.append(Int32(other))
                if other != index { classes[other].volumeCollisions.append(index) }
            }
        }
    }
}
