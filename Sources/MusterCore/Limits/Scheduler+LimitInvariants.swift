/// What must hold of limits.
extension Scheduler {
    /// Limits: what is counted is the sum over the applications concerned, and within max unless
    /// the max was lowered since.
    func limitViolations() -> [String] {
        var violations: [String] = []
        var used = limits.buckets.map { $0.lanes.map { _ in Int64(0) } }
        var running = limits.buckets.map { _ in UInt64(0) }
        var concerned = limits.buckets.map { _ in 0 }
        for (index, record) in applications.records.enumerated() where record.exists {
            for bucket in record.limits.lazy.map(Int.init) {
                concerned[bucket] += 1
                if record.countsAsRunning { running[bucket] += 1 }
                for (position, lane) in limits.buckets[bucket].lanes.enumerated() {
                    used[bucket][position] += applications.usage[index, lane.lane]
                    guard record.claim >= 0 else { continue }
                    for claimed in claims[record.claim].lanes where claimed.lane == lane.lane {
                        used[bucket][position] += claimed.amount
                    }
                }
            }
        }
        for (index, bucket) in limits.buckets.enumerated() {
            let counted = (bucket.runningApplications, bucket.applications)
            if counted != (running[index], concerned[index]) {
                violations.append(
                    "limit \(index) counts \(counted) running and other applications, has"
                        + " \((running[index], concerned[index]))")
            }
            for (position, lane) in bucket.lanes.enumerated() {
                if lane.used != used[index][position] {
                    violations.append(
                        "limit \(index) counts \(lane.used) of resource \(lane.lane), has"
                            + " \(used[index][position])")
                }
                if lane.used > lane.max, bucket.applications > 0, !bucket.mayExceedMax {
                    violations.append(
                        "limit \(index) uses \(lane.used) of resource \(lane.lane), max"
                            + " \(lane.max)")
                }
            }
        }
        return violations
    }
}
