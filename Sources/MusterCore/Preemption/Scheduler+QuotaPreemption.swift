/// Evictions from queues whose max was lowered below what they use.
extension Scheduler {
    /// Sets, moves and clears the deadlines of queues after the configuration was replaced.
    mutating func armQuotaPreemption() {
        guard quotaIsStale else { return }
        quotaIsStale = false
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
            hasQuotaDeadlines = true
        }
    }

    /// Evicts what is above the max of each queue whose time has come, parents first.
    mutating func enforceQuotas() {
        guard hasQuotaDeadlines else { return }
        hasQuotaDeadlines = false
        var open: [Int32] = [0]
        while let queue = open.popLast() {
            let deadline = queues.records[Int(queue)].quotaDeadline
            if deadline <= now {
                enforceQuota(of: queue)
            } else if deadline != .never {
                hasQuotaDeadlines = true
            }
            open += queues.records[Int(queue)].children.reversed()
        }
    }

    private func isOverMax(_ queue: Int) -> Bool {
        (0..<queues.width).contains { queues.committed(queue, $0) > queues.max[queue, $0] }
    }

    private mutating func enforceQuota(of queue: Int32) {
        queues.records[Int(queue)].quotaDeadline = .never
        let excess = (0..<queues.width).map { lane in
            let limit = queues.max[Int(queue), lane]
            return limit == .max ? 0 : max(0, queues.committed(Int(queue), lane) - limit)
        }
        guard excess.contains(where: { $0 > 0 }) else { return }
        for (leaf, share) in division(of: excess, below: queue) {
            evictSurplus(share, of: leaf, because: .quota(QueueID(rawValue: queue)))
        }
    }

    /// How an excess is divided among the leaf queues: in proportion to what each uses above its
    /// guarantee, rounded down.
    private func division(
        of excess: [Int64], below queue: Int32
    ) -> [(leaf: Int32, share: [Int64])] {
        let leaves = leaves(below: queue)
        let surplus = leaves.map { leaf in
            excess.indices.map { lane in
                max(
                    0,
                    queues.committed(Int(leaf), lane)
                        - max(0, queues.guaranteed[Int(leaf), lane]))
            }
        }
        return leaves.indices.map { position in
            let share = excess.indices.map { lane -> Int64 in
                let total = surplus.reduce(Int64(0)) { $0.addingSaturating($1[lane]) }
                let own = surplus[position][lane]
                guard total > excess[lane] else { return own }
                let product = own.multipliedFullWidth(by: excess[lane])
                return total.dividingFullWidth(product).quotient
            }
            return (leaves[position], share)
        }
    }

    /// All queues from one downwards that have applications of their own, in the order of the tree.
    private func leaves(below queue: Int32) -> [Int32] {
        var leaves: [Int32] = []
        var open = [queue]
        while let next = open.popLast() {
            if queues.records[Int(next)].children.isEmpty { leaves.append(next) }
            open += queues.records[Int(next)].children.reversed()
        }
        return leaves
    }

    /// Evicts units of a leaf queue that are no larger than what is left of its share.
    private mutating func evictSurplus(
        _ share: [Int64], of leaf: Int32, because reason: EvictionReason
    ) {
        guard share.contains(where: { $0 > 0 }) else { return }
        var left = share
        var chosen: [EvictionUnit] = []
        let leaves = queues.records.indices.map { $0 == Int(leaf) }
        for unit in evictionUnits(in: leaves) {
            let lanes = lanes(of: unit).filter { share[$0.lane] > 0 }
            let isPart =
                unit.isWholeGang
                ? chosen.contains { $0.application == unit.application }
                : chosen.contains { $0.isWholeGang && $0.application == unit.application }
            guard !lanes.isEmpty, !isPart, lanes.allSatisfy({ $0.amount <= left[$0.lane] })
            else { continue }
            for lane in lanes { left[lane.lane] -= lane.amount }
            chosen.append(unit)
        }
        _ = evict(chosen, because: reason)
    }
}
