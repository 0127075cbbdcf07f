/// Evictions from queues whose max was lowered below what they use.
extension Scheduler {
    /// Sets, moves and clears the deadlines of queues after the configuration was replaced.
    mutating func armQuotaPreemption() {
        guard quotaIsStale else { return }
        quotaIsStale = false
        nextQuotaDeadline = .never
        for queue in queues.records.indices.dropFirst() {
            let delay = queues.records[queue].settings.quotaPreemptionDelay
            guard configuration.isQuotaPreemptionEnabled, delay > .zero, isOverMax(queue) else {
                queues.records[queue].quotaDeadline = .never
                continue
            }
            let old = queues.records[queue].quotaDeadline
            queues.records[queue].quotaDeadline =
                old == .never ? now + delay : old + (delay - queues.records[queue].quotaDelay)
            queues.records[queue].quotaDelay = delay
            timers.set(
                .quotaPreemption, at: queues.records[queue].quotaDeadline, for: Int32(queue),
                sequence: 0)
            nextQuotaDeadline = min(nextQuotaDeadline, queues.records[queue].quotaDeadline)
        }
    }

    /// Evicts what is above the max of each queue whose time has come, parents first.
    mutating func enforceQuotas() {
        guard nextQuotaDeadline <= now else { return }
        nextQuotaDeadline = .never
        for queue in queues.parentsFirst() {
            if queues.records[Int(queue)].quotaDeadline <= now { enforceQuota(of: queue) }
            nextQuotaDeadline = min(nextQuotaDeadline, queues.records[Int(queue)].quotaDeadline)
        }
    }

    private func isOverMax(_ queue: Int) -> Bool {
        (0..<queues.width).contains { queues.committed(queue, $0) > queues.max[queue, $0] }
    }

    private mutating func enforceQuota(of queue: Int32) {
        queues.records[Int(queue)].quotaDeadline = .never
        let excess = (0..<queues.width).map { lane in
            let limit = queues.max[Int(queue), lane]
            return max(0, queues.committed(Int(queue), lane).subtractingSaturating(limit))
        }
        guard excess.contains(where: { $0 > 0 }) else { return }
        let leaves = leaves(below: queue)
        var isConcerned = Array(repeating: false, count: queues.records.count)
        for leaf in leaves { isConcerned[Int(leaf)] = true }
        var units: [[EvictionUnit]] = Array(repeating: [], count: queues.records.count)
        for unit in evictionUnits(in: isConcerned) {
            units[Int(applications.records[Int(unit.application)].queue)].append(unit)
        }
        for (leaf, share) in zip(leaves, division(of: excess, among: leaves)) {
            _ = evict(
                surplus(within: share, of: units[Int(leaf)]),
                because: .quota(QueueID(rawValue: queue)))
        }
    }

    /// How an excess is divided among queues with applications: in proportion to what those use
    /// above the queue's guarantee, rounded down.
    private func division(of excess: [Int64], among leaves: [Int32]) -> [[Int64]] {
        let surplus = leaves.map { leaf in
            excess.indices.map { lane in
                let guaranteed = max(0, queues.guaranteed[Int(leaf), lane])
                // A queue that was a leaf can have others below it.
                let below = queues.records[Int(leaf)].children.reduce(Int64(0)) {
                    $0.addingSaturating(queues.committed(Int($1), lane))
                }
                return max(
                    0,
                    queues.committed(Int(leaf), lane).subtractingSaturating(below)
                        .subtractingSaturating(guaranteed))
            }
        }
        let total = excess.indices.map { lane in
            surplus.reduce(Int64(0)) { $0.addingSaturating($1[lane]) }
        }
        return surplus.map { own in
            excess.indices.map { lane in
                guard total[lane] > excess[lane] else { return own[lane] }
                let product = own[lane].multipliedFullWidth(by: excess[lane])
                return total[lane].dividingFullWidth(product).quotient
            }
        }
    }

    /// All queues from one downwards that have applications of their own, in the order of the tree.
    private func leaves(below queue: Int32) -> [Int32] {
        var leaves: [Int32] = []
        var open = [queue]
        while let next = open.popLast() {
            let hasOwn =
                queues.records[Int(next)].children.isEmpty || queues.hasOwnApplications(next)
            if hasOwn { leaves.append(next) }
            open += queues.records[Int(next)].children.reversed()
        }
        return leaves
    }

    /// The first of some units that together are no larger than a share.
    private func surplus(within share: [Int64], of units: [EvictionUnit]) -> [EvictionUnit] {
        var left = share
        var chosen: [EvictionUnit] = []
        for unit in units where !chosen.contains(where: { $0.includes(unit) }) {
            let lanes = lanes(of: unit, without: chosen.filter { unit.includes($0) })
                .filter { share[$0.lane] > 0 }
            guard !lanes.isEmpty, lanes.allSatisfy({ $0.amount <= left[$0.lane] })
            else { continue }
            for lane in lanes { left[lane.lane] -= lane.amount }
            chosen.removeAll { unit.includes($0) }
            chosen.append(unit)
        }
        return chosen
    }
}
