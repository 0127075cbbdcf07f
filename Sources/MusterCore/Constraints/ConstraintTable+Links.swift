/// Who counts in whose counters.
extension ConstraintTable {
    /// Links a class that is new with the counters that it needs and all that it counts in.
    mutating func link(_ index: Int32) {
        let constraints = classes[Int(index)].constraints
        directory.classes.add(index, constraints.labels)
        // Counters that are there already first: a new one is linked with everybody.
        for counter in directory.counters.candidates(for: constraints.labels) {
            link(index, withKnown: counter)
        }
        for spread in directory.spreads.candidates(for: constraints.labels)
        where counts(index, in: spreads[Int(spread)]) {
            classes[Int(index)].spreadsIn.append(spread)
        }
        linkAffinity(index, constraints)
        let keys = constraints.spread.map { topology($0.topologyKey) }
        for (constraint, topology) in zip(constraints.spread, keys) {
            // A node without one of the keys is in none of the parts of any.
            let together = zip(constraints.spread, keys)
                .filter { $0.0.isRequired == constraint.isRequired }.map(\.1)
            addSpread(
                SpreadCounter(constraint, topology: topology, with: together, owner: index))
        }
        classes[Int(index)].volumes = volumes.identifiers(of: constraints.volumes)
        linkCollisions(index, constraints)
    }

    /// Links everybody anew, after classes went or namespaces changed.
    mutating func relink() {
        topologies = []
        counters = []
        spreads = []
        directory = Directory()
        relinkCount += 1
        let known = classes
        for index in classes.indices.dropFirst() {
            classes[index] = ConstraintClass(known[index].constraints)
            // Not one of those that a new counter is linked with, until its turn comes.
            classes[index].users = -1
            classes[index].terms = known[index].terms
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
                counters[Int(counter)].seekers.append(index)
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
        if let known = directory.counterByKey[key] { return known }
        let index = Int32(counters.count)
        counters.append(PodCounter(key: key, topology: topology(topologyKey)))
        directory.counterByKey[key] = index
        directory.counters.add(index, subject.conditions)
        for other in directory.classes.candidates(for: subject.conditions) {
            link(other, withKnown: index)
            for entry in classes[Int(other)].countsIn where entry.counter == index {
                for (node, count) in classes[Int(other)].placed.list {
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
        for (node, traits) in nodes.enumerated() {
            fresh.set(node, to: fresh.part(for: traits?.labels))
        }
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

    private mutating func addSpread(_ fresh: SpreadCounter) {
        let spread = Int32(spreads.count)
        spreads.append(fresh)
        classes[Int(fresh.owner)].spreads.append(spread)
        directory.spreads.add(spread, fresh.constraint.labels)
        for node in nodes.indices { countEligible(node, in: Int(spread)) }
        for other in directory.classes.candidates(for: fresh.constraint.labels)
        where counts(other, in: spreads[Int(spread)]) {
            classes[Int(other)].spreadsIn.append(spread)
            for (node, count) in classes[Int(other)].placed.list {
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

/// Who may match whom, so that a new class is not compared with everybody.
struct Directory: Sendable {
    var classes = LabelIndex()
    var counters = SelectorIndex()
    var counterByKey: [PodCounter.Key: Int32] = [:]
    var spreads = SelectorIndex()
}

extension PodCounter.Subject {
    /// Conditions that all pods that are counted satisfy; `nil` if none can be.
    fileprivate var conditions: [LabelRequirement]? {
        switch self {
        case .matching(let selectors):
            selectors.reduce([]) { all, next in
                guard let all, let labels = next.labels else { return nil }
                return all + labels
            }
        case .repelling(let selector), .attracted(let selector): selector.labels
        }
    }
}
