/// What must hold of constraints.
extension Scheduler {
    /// Constraints: members are counted where they are, and counters have what counting anew
    /// gives.
    func constraintViolations() -> [String] {
        var fresh = ConstraintTable.counting(classes.constraints)
        for ask in asks.asks where ask.set >= 0 && ask.node >= 0 {
            note(1, of: asks.sets[Int(ask.set)].classIndex, on: ask.node, in: &fresh)
        }
        for record in applications.records where record.exists {
            for group in record.groups {
                for place in group.held {
                    note(Int64(place.count), of: group.classIndex, on: place.node, in: &fresh)
                }
            }
        }
        for place in occupants.places where place.node >= 0 {
            note(1, of: place.classIndex, on: place.node, in: &fresh)
        }
        fresh.relink()
        return classes.constraints.differences(from: fresh) + classes.constraints.linkViolations()
            + termViolations() + failureViolations() + shortageViolations()
    }

    /// What is wanted of nodes: who is allowed, and preferred, is what comparing anew gives.
    private func termViolations() -> [String] {
        var violations: [String] = []
        let table = classes.constraints
        for (index, own) in table.classes.enumerated() where own.users >= 0 {
            let fresh = NodeTerms(own.constraints, table.nodes)
            let known = table.terms[own.terms]
            for node in table.nodes.indices {
                let isSame =
                    known.allowed.contains(node) == fresh.allowed.contains(node)
                    && known.selected.contains(node) == fresh.selected.contains(node)
                    && known.preference.value(at: node) == fresh.preference.value(at: node)
                    && known.unwelcomeTaints.value(at: node)
                        == fresh.unwelcomeTaints.value(at: node)
                if !isSame { violations.append("constraints \(index): stale about node \(node)") }
            }
        }
        for (index, own) in classes.classes.enumerated() where own.users >= 0 {
            guard let allowed = own.allowed else { continue }
            for node in table.nodes.indices
            where allowed.contains(node) != table.isAllowed(node, by: own.constraints) {
                violations.append("class \(index): stale about node \(node)")
            }
        }
        return violations
    }

    /// Failures: who is known to fit nowhere does fit nowhere.
    private func failureViolations() -> [String] {
        guard transaction.steps.isEmpty else { return [] }
        var branch = self
        return classes.classes.indices.filter { index in
            let own = classes.classes[index]
            guard own.users >= 0, own.failedCount > 0, staysFailed(Int32(index)) else {
                return false
            }
            guard own.failedCount == 1 || own.failure.isCertain else {
                return nodes.placesByScan(own, in: nodes.free) >= own.failedCount
            }
            return branch.chooseNode(for: Int32(index)) != nil
        }.map { "class \($0) is said to fit on no node and does" }
    }

    private func note(
        _ count: Int64, of classIndex: Int32, on node: Int32, in table: inout ConstraintTable
    ) {
        let constraints = classes[classIndex].constraints
        guard constraints > 0 else { return }
        table[constraints].placed.add(count, on: node)
    }
}

extension ConstraintTable {
    /// The same classes and nodes with nothing placed anywhere.
    fileprivate static func counting(_ table: ConstraintTable) -> ConstraintTable {
        var fresh = table
        for index in fresh.classes.indices { fresh.classes[index].placed = MembersByNode() }
        return fresh
    }

    /// Classes and counters that are not linked although they match, or the other way round.
    fileprivate func linkViolations() -> [String] {
        var violations: [String] = []
        for index in classes.indices.dropFirst() where classes[index].users >= 0 {
            for (number, counter) in counters.enumerated() {
                let isLinked: Bool
                let matches: Bool
                switch counter.key.subject {
                case .matching(let selectors):
                    isLinked = classes[index].countsIn.contains { $0.counter == Int32(number) }
                    matches = selectors.allSatisfy { self.matches(Int32(index), $0) }
                case .repelling(let selector):
                    isLinked = classes[index].repelling.contains(Int32(number))
                    matches = self.matches(Int32(index), selector)
                case .attracted(let selector):
                    isLinked = classes[index].attraction.contains { $0.counter == Int32(number) }
                    matches = self.matches(Int32(index), selector)
                }
                if isLinked != matches { violations.append("\(index) and \(counter.key)") }
            }
            for (number, spread) in spreads.enumerated()
            where classes[index].spreadsIn.contains(Int32(number))
                != counts(Int32(index), in: spread)
            {
                violations.append("\(index) and the spread \(spread.constraint)")
            }
        }
        return violations
    }

    /// What is counted differently.
    fileprivate func differences(from other: ConstraintTable) -> [String] {
        var violations: [String] = []
        for index in classes.indices where classes[index].users >= 0 {
            let placed = (classes[index].placed.list, other.classes[index].placed.list)
            if !placed.0.elementsEqual(placed.1, by: ==) {
                violations.append("constraints \(index): members \(placed.0), are \(placed.1)")
            }
        }
        for counter in other.counters {
            guard let own = counters.first(where: { $0.key == counter.key }) else {
                violations.append("nobody counts \(counter.key)")
                continue
            }
            for (node, traits) in nodes.enumerated() where traits != nil {
                let counts = (
                    own.count(in: part(of: Int32(node), own.topology)),
                    counter.count(in: other.part(of: Int32(node), counter.topology))
                )
                if counts.0 != counts.1 {
                    violations.append("\(counter.key) on \(node): \(counts.0), is \(counts.1)")
                }
            }
        }
        for index in classes.indices where classes[index].users >= 0 {
            for (own, others) in zip(classes[index].spreads, other.classes[index].spreads) {
                let (left, right) = (spreads[Int(own)], other.spreads[Int(others)])
                if left.fewest != right.fewest || left.partCount != right.partCount {
                    violations.append(
                        "spread of \(index): fewest \(left.fewest) of \(left.partCount), is"
                            + " \(right.fewest) of \(right.partCount)")
                }
            }
        }
        return violations
    }
}
