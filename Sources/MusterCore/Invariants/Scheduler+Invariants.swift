/// What must hold after every input, whatever came before.
extension Scheduler {
    /// Recomputes everything that is kept incrementally and compares.
    ///
    /// - Returns: One sentence per violation, in a fixed order; empty if all is well.
    /// - Complexity: O(everything).
    public func checkInvariants() -> [String] {
        nodeViolations() + applicationViolations() + queueViolations()
            + queueTreeViolations() + orderViolations() + evictionViolations() + limitViolations()
            + constraintViolations()
    }

    /// Nodes: what is free is the capacity less what is occupied, allocated and held; nothing is
    /// over capacity unless the node shrank.
    private func nodeViolations() -> [String] {
        var used = ResourceRows(width: nodes.width)
        guard nodes.count > 0 else { return [] }
        used.reach(nodes.count - 1)
        var counts = Array(repeating: Int32(0), count: nodes.count)
        for (ask, record) in asks.asks.enumerated() where record.node >= 0 {
            counts[Int(record.node)] += 1
            guard record.set >= 0 else { return ["ask \(ask) is allocated but has no set"] }
            add(1, of: asks.sets[Int(record.set)].classIndex, to: &used, Int(record.node))
        }
        for record in applications.records where record.exists {
            for group in record.groups {
                for place in group.held {
                    add(Int64(place.count), of: group.classIndex, to: &used, Int(place.node))
                }
            }
        }
        addClaims(to: &used)
        var violations: [String] = []
        for node in nodes.records.indices where nodes.records[node].exists {
            if nodes.records[node].askCount != counts[node] {
                let counted = nodes.records[node].askCount
                violations.append("node \(node) counts \(counted) asks, has \(counts[node])")
            }
            for lane in 0..<nodes.width {
                let expected =
                    nodes.capacity[node, lane] - nodes.occupied[node, lane] - used[node, lane]
                if nodes.free[node, lane] != expected {
                    violations.append(
                        "node \(node) has \(nodes.free[node, lane]) of resource \(lane) free,"
                            + " should have \(expected)")
                }
            }
        }
        return violations
    }

    /// Applications: counts and usage are those of their asks and held places; a gang that has
    /// not formed holds nothing.
    private func applicationViolations() -> [String] {
        var violations: [String] = []
        for (index, record) in applications.records.enumerated() where record.exists {
            var usage = ResourceRows(width: applications.usage.width)
            usage.reach(0)
            var (waiting, allocated, held) = (Int64(0), Int64(0), Int64(0))
            for set in record.sets.map({ asks.sets[Int($0)] }) {
                waiting += Int64(set.waiting.count)
                allocated += Int64(set.allocated.count)
                add(Int64(set.allocated.count), of: set.classIndex, to: &usage, 0)
            }
            for group in record.groups {
                for place in group.held {
                    held += Int64(place.count)
                    add(Int64(place.count), of: group.classIndex, to: &usage, 0)
                }
            }
            let counts = (record.waitingCount, record.allocatedCount, record.heldCount)
            if counts != (waiting, allocated, held) {
                violations.append(
                    "application \(index) counts \(counts), has \((waiting, allocated, held))")
            }
            for lane in 0..<usage.width where usage[0, lane] != applications.usage[index, lane] {
                violations.append(
                    "application \(index) uses \(usage[0, lane]) of resource \(lane), counts"
                        + " \(applications.usage[index, lane])")
            }
            if record.isUnformedGang, allocated + held > record.evictingCount {
                violations.append(
                    "application \(index) holds \(allocated + held) places before its gang formed")
            }
            if record.state.isTerminal, allocated + held + waiting > 0 {
                violations.append("application \(index) is \(record.state) and holds or waits")
            }
        }
        return violations
    }

    /// Queues: usage is the sum over children and applications, and within max unless the max was
    /// lowered since.
    private func queueViolations() -> [String] {
        var usage = ResourceRows(width: queues.width)
        usage.reach(queues.records.count - 1)
        var running = Array(repeating: UInt64(0), count: queues.records.count)
        for (index, record) in applications.records.enumerated()
        where record.exists && !record.state.isTerminal {
            var queue = record.queue
            while queue >= 0 {
                for lane in 0..<usage.width {
                    usage[Int(queue), lane] = usage[Int(queue), lane]
                        .addingSaturating(applications.usage[index, lane])
                }
                if record.isRunning { running[Int(queue)] += 1 }
                queue = queues.records[Int(queue)].parent
            }
        }
        var violations: [String] = []
        for queue in queues.records.indices {
            if running[queue] != queues.records[queue].runningApplications {
                violations.append(
                    "queue \(queue) runs \(running[queue]) applications, counts"
                        + " \(queues.records[queue].runningApplications)")
            }
            for lane in 0..<usage.width {
                if usage[queue, lane] != queues.usage[queue, lane] {
                    violations.append(
                        "queue \(queue) uses \(usage[queue, lane]) of resource \(lane), counts"
                            + " \(queues.usage[queue, lane])")
                }
                let mayExceed = queues.records[queue].mayExceedMax
                if usage[queue, lane] > queues.max[queue, lane], !mayExceed {
                    violations.append(
                        "queue \(queue) uses \(usage[queue, lane]) of resource \(lane), max"
                            + " \(queues.max[queue, lane])")
                }
            }
        }
        return violations
    }

    /// Orders: they hold what they should, in order; tracked places are what a scan finds.
    private func orderViolations() -> [String] {
        var violations: [String] = []
        let offered = nodes.records.indices.filter { nodes.records[$0].isSchedulable }.count
        if nodes.order.count != offered {
            violations.append("the node order has \(nodes.order.count) nodes, not \(offered)")
        }
        violations += nodes.order.violations().map { "node order: \($0)" }
        violations += running.violations().map { "running order: \($0)" }
        for queue in queues.records.indices {
            violations += queues.records[queue].waiting.violations()
                .map { "queue \(queue): \($0)" }
        }
        for tracked in classes.tracked {
            let expected = nodes.placesByScan(classes[tracked], in: nodes.free)
            if classes[tracked].places != expected {
                violations.append(
                    "class \(tracked) counts \(classes[tracked].places) places, has \(expected)")
            }
        }
        if !transaction.steps.isEmpty { violations.append("a transaction was left open") }
        return violations
    }

    private func add(
        _ count: Int64, of classIndex: Int32, to rows: inout ResourceRows, _ row: Int
    ) {
        for lane in classes[classIndex].lanes { rows[row, lane.lane] += lane.amount * count }
    }
}

extension OrderedBlocks {
    /// Whether elements are in strict order and counted.
    func violations() -> [String] {
        let all = blocks.flatMap(\.elements)
        var violations: [String] = []
        if all.count != count { violations.append("counts \(count), has \(all.count)") }
        for (left, right) in zip(all, all.dropFirst()) where !(left < right) {
            violations.append("\(left) does not come before \(right)")
        }
        return violations
    }
}
