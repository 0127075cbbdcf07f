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
    /// - Complexity: O(members · nodes · terms).
    func placeOneByOne(
        _ groups: [GroupNeed], in rows: ResourceRows, _ around: ConstraintTable, only: Int32 = -1
    ) -> [Transaction.Step] {
        var free = rows
        var around = around
        var steps: [Transaction.Step] = []
        let order = only >= 0 ? [only] : nodes.byName
        for need in groups {
            let constraints = classes[need.classIndex].constraints
            for _ in 0..<need.count {
                let node = order.first { node in
                    nodes.records[Int(node)].isSchedulable
                        && classes[need.classIndex].places(in: free, on: Int(node)) > 0
                        && around.dynamicObstacle(constraints, on: node) == nil
                }
                guard let node else { break }
                for lane in classes[need.classIndex].lanes {
                    free[Int(node), lane.lane] -= lane.amount
                }
                around.note(1, of: constraints, on: node)
                steps.append(
                    Transaction.Step(
                        node: node, classIndex: need.classIndex, count: 1, group: need.group))
            }
        }
        return steps
    }

    /// What keeps one more member of a class off each node.
    ///
    /// - Complexity: O(nodes · terms).
    func tally(of classIndex: Int32) -> NodeTally {
        var tally = NodeTally()
        for node in nodes.byName {
            tally.nodes += 1
            if !nodes.records[Int(node)].isSchedulable {
                tally.add(.cordon)
            } else if let obstacle = classes.constraints.obstacle(
                classes[classIndex].constraints, on: node)
            {
                tally.add(obstacle)
            } else if !nodes.fits(classes[classIndex].lanes, on: Int(node)) {
                tally.add(.room)
            }
        }
        return tally
    }
}
