/// What queues use of what they are entitled to, now and in the past.
extension QueueTree {
    /// Derives the share of a queue, and whether it is owed something, from its usage.
    ///
    /// A queue is below its guarantee if it has one and of none of the guaranteed resources uses
    /// all that is guaranteed.
    mutating func refreshShare(_ index: Int) {
        var share = Share.zero
        var isGuaranteed = false
        var isReached = false
        for lane in 0..<width {
            let used = committed(index, lane)
            let floor = guaranteed[index, lane]
            if floor > 0 { isGuaranteed = true }
            guard used > 0 else { continue }
            if floor >= 0, used >= floor { isReached = true }
            let candidate = Share(used: used, of: entitlement[index, lane])
            if share < candidate { share = candidate }
        }
        records[index].share = share
        records[index].isBelowGuarantee = isGuaranteed && !isReached
    }

    /// The share by which a queue is ranked among its siblings.
    ///
    /// Where the past counts, it is added to what is used now rather than taken instead of it:
    /// what is placed in one cycle is not past yet, and all of a burst would go to one queue.
    /// Of what a queue is entitled to nothing of, only its usage now counts.
    func siblingShare(_ index: Int) -> SiblingShare {
        let weight = Swift.max(1, records[index].settings.weightThousandths)
        let halfLife = halfLife(of: index)
        guard halfLife > .zero || rescalesUsage(amongSiblingsOf: index) else {
            return SiblingShare(records[index].share, weight: weight)
        }
        // A queue that has just come has no past, but the same unit as its siblings.
        let history = records[index].history ?? UsageHistory(since: now)
        let decay = halfLife > .zero ? history.decay(until: now, halfLife: halfLife) : nil
        var share = SiblingShare(.zero, weight: weight)
        for lane in 0..<width {
            var counted = countedUsage(of: index, lane)
            if let decay, entitlement[index, lane] > 0 {
                counted += history.average(lane, used: committed(index, lane), after: decay)
            }
            let candidate = siblingShare(index, of: counted, lane)
            if share < candidate { share = candidate }
        }
        return share
    }

    /// What share of a resource an amount is, in units of 2^-32 base units, in terms of siblings.
    func siblingShare(_ index: Int, of counted: UInt128, _ lane: Int) -> SiblingShare {
        let weight = Swift.max(1, records[index].settings.weightThousandths)
        let whole = entitlement[index, lane]
        guard whole > 0 else {
            let all: UInt128 = 1 << UsageHistory.fractionBits
            return SiblingShare(numerator: counted > 0 ? all : 0, denominator: 1, weight: weight)
        }
        return SiblingShare(numerator: counted, denominator: whole, weight: weight)
    }

    // MARK: History

    /// With which half-life the past of a queue counts among its siblings; zero if it does not.
    private func halfLife(of index: Int) -> Tick {
        let parent = records[index].parent
        return parent < 0 ? .zero : records[Int(parent)].settings.fairnessHalfLife
    }

    /// Begins to keep the past of a queue, or forgets it, as its parent's settings say.
    mutating func followHistory(_ index: Int) {
        let isWanted = halfLife(of: index) > .zero
        guard isWanted != (records[index].history != nil) else { return }
        records[index].history = isWanted ? UsageHistory(since: now) : nil
    }

    /// Makes what a queue used until now part of its past; nothing where no past is kept.
    @inline(__always)
    mutating func settleHistory(_ index: Int) {
        guard records[index].history != nil else { return }
        let halfLife = halfLife(of: index)
        guard halfLife > .zero else { return }
        let base = usage.base(index)
        let used = usage.values[base..<base + width]
        if isBetweenCycles {
            records[index].history!.hold(used, halfLife: halfLife)
            unsettled.append(Int32(index))
        } else {
            records[index].history!.advance(to: now, used: used, halfLife: halfLife)
        }
    }

    /// Time has come to a moment: what changed since the last one changed now.
    mutating func reach(_ now: Tick) {
        self.now = now
        isBetweenCycles = false
        for index in unsettled { records[Int(index)].history?.release(at: now) }
        unsettled.removeAll(keepingCapacity: true)
    }

    /// Settles every queue's past, before half-lives change.
    mutating func settleHistories() {
        for index in records.indices { settleHistory(index) }
    }

    /// Whether the past of a queue still makes a difference to its rank: of some resource the
    /// average is at least 1/1024 of what the queue is entitled to (of one unit if that is none).
    func historyMatters(_ queue: Int32) -> Bool {
        let index = Int(queue)
        let halfLife = halfLife(of: index)
        guard records[index].history != nil, halfLife > .zero else { return false }
        let decay = records[index].history!.decay(until: now, halfLife: halfLife)
        return (0..<width).contains { lane in
            let past = records[index].history!.average(
                lane, used: usage[index, lane], after: decay)
            let whole = UInt128(Swift.max(1, entitlement[index, lane]))
            return past << 10 >= whole << UsageHistory.fractionBits
        }
    }
}
