/// Evictions and claims: what is counted along is what there is.
extension Scheduler {
    /// Adds what claims have taken on the nodes already.
    func addClaims(to used: inout ResourceRows) {
        for index in claims.open {
            for part in claims[index].parts {
                for lane in part.taken(of: classes[part.step.classIndex].lanes) {
                    used[Int(part.step.node), lane.lane] += lane.amount
                }
            }
        }
    }

    /// What is being evicted and what is claimed, recomputed.
    func evictionViolations() -> [String] {
        var evicting = ResourceRows(width: queues.width)
        var claimed = ResourceRows(width: queues.width)
        evicting.reach(queues.records.count - 1)
        claimed.reach(queues.records.count - 1)
        var counts = Array(repeating: Int64(0), count: applications.records.count)
        var violations: [String] = []
        for (ask, record) in asks.asks.enumerated() where record.isEvicting {
            guard record.set >= 0, record.node >= 0 else {
                violations.append("ask \(ask) is being evicted from no node")
                continue
            }
            let set = asks.sets[Int(record.set)]
            counts[Int(set.application)] += 1
            add(classes[set.classIndex].lanes, to: &evicting, above: set.application)
        }
        for (index, record) in applications.records.enumerated() where record.exists {
            if record.evictingCount != counts[index] {
                violations.append(
                    "application \(index) counts \(record.evictingCount) evictions, has"
                        + " \(counts[index])")
            }
            if record.claim >= 0, claims[record.claim].application != Int32(index) {
                violations.append("application \(index) has the claim of another")
            }
            if record.claim >= 0 {
                for ask in claims[record.claim].victims where !asks.asks[Int(ask)].isEvicting {
                    violations.append("application \(index) waits for \(ask), which stays")
                }
            }
        }
        for ask in evictionBars.asks where asks.asks[Int(ask)].node < 0 {
            violations.append("ask \(ask) has no place and cannot be evicted from it")
        }
        for index in claims.open {
            let application = claims[index].application
            if applications.records[Int(application)].claim != index {
                violations.append("claim \(index) is not that of application \(application)")
            }
            add(claims[index].lanes, to: &claimed, above: application)
        }
        for queue in queues.records.indices {
            if queues.records[queue].quotaDeadline < nextQuotaDeadline {
                violations.append("the deadline of queue \(queue) would be missed")
            }
            for lane in 0..<queues.width {
                if evicting[queue, lane] != queues.evicting[queue, lane] {
                    violations.append("queue \(queue) is wrong about what is being evicted")
                }
                if claimed[queue, lane] != queues.claimed[queue, lane] {
                    violations.append("queue \(queue) is wrong about what is claimed")
                }
            }
        }
        return violations
    }

    private func add(
        _ lanes: [RequestLane], to rows: inout ResourceRows, above application: Int32
    ) {
        var queue = applications.records[Int(application)].queue
        while queue >= 0 {
            for lane in lanes {
                rows[Int(queue), lane.lane] = rows[Int(queue), lane.lane]
                    .addingSaturating(lane.amount)
            }
            queue = queues.records[Int(queue)].parent
        }
    }
}
