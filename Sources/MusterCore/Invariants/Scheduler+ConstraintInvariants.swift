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
        return classes.constraints.differences(from: fresh)
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
