/// Placing members one after the other on copies, where who is where decides.
extension Scheduler {
    /// Whether any of some task groups looks at where others are.
    func lookAround(_ groups: [GroupNeed]) -> Bool {
        groups.contains { classes.constraints[classes[$0.classIndex].constraints].isDynamic }
    }

    /// Places as many members as find a node, each on the first in the order of names.
    ///
    /// - Parameters:
    ///   - groups: What to place, the hardest first.
    ///   - rows: Free capacity per node.
    ///   - around: Who is where.
    ///   - only: The only node that counts, or -1.
    /// - Returns: One step a member.
    /// - Complexity: O(members · nodes · terms · groups).
    func placeOneByOne(
        _ groups: [GroupNeed], in rows: ResourceRows, _ around: ConstraintTable, only: Int32 = -1
    ) -> [Transaction.Step] {
        var free = rows
        var around = around
        var steps: [Transaction.Step] = []
        var missing = groups
        var before = -1
        // Some may have to be near to others: they come when those have places.
        while steps.count > before {
            before = steps.count
            for position in missing.indices {
                while missing[position].count > 0,
                    let step = nextStep(for: missing[position], in: &free, &around, only: only)
                {
                    steps.append(step)
                    missing[position].count -= 1
                }
            }
        }
        return steps
    }

    /// Places one member on copies.
    private func nextStep(
        for need: GroupNeed, in free: inout ResourceRows, _ around: inout ConstraintTable,
        only: Int32
    ) -> Transaction.Step? {
        let constraints = classes[need.classIndex].constraints
        let order = only >= 0 ? [only] : nodes.byName
        let askClass = classes[need.classIndex]
        let neighbourhood = around.neighbourhood(of: constraints)
        let node = order.first { node in
            nodes.records[Int(node)].isSchedulable
                && askClass.places(in: free, on: Int(node)) > 0
                && neighbourhood.obstacle(on: node) == nil
        }
        guard let node else { return nil }
        for lane in classes[need.classIndex].lanes {
            free[Int(node), lane.lane] -= lane.amount
        }
        around.note(1, of: constraints, on: node)
        return Transaction.Step(
            node: node, classIndex: need.classIndex, count: 1, group: need.group)
    }

    /// What keeps one more member of a class off each node.
    ///
    /// - Complexity: O(nodes · terms).
    func tally(of classIndex: Int32) -> NodeTally {
        var tally = NodeTally()
        let constraints = classes[classIndex].constraints
        let neighbourhood = classes.constraints.neighbourhood(of: constraints)
        for node in nodes.byName {
            tally.nodes += 1
            if !nodes.records[Int(node)].isSchedulable {
                tally.add(.cordon)
            } else if let obstacle = classes.constraints.staticObstacle(constraints, on: node)
                ?? neighbourhood.obstacle(on: node)
            {
                tally.add(obstacle)
            } else if !nodes.fits(classes[classIndex].lanes, on: Int(node)) {
                tally.add(.room)
            }
        }
        return tally
    }
}
