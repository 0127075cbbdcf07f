/// Hierarchical dominant resource fairness: what counts of the usage of a parent.
///
/// The children of a queue may need different resources. If the sum of what they use counted, a
/// child that has much of one resource would keep its siblings from getting any of another. So
/// each child counts only as far as the one whose turn it is has got: what it uses is scaled down
/// to that one's share. Children for which nothing waits count with all that they use, or others
/// would pay for what nobody of their siblings can get instead.
///
/// Source: Bhattacharya, Culler, Friedman, Ghodsi, Shenker, Stoica: "Hierarchical Scheduling for
/// Diverse Datacenter Workloads", SoCC 2013. There the child with the smallest share sets the
/// scale; here it is the next in line, which is the same unless guarantees or priorities decide:
/// a child that is never served must not make its parent look poor.
extension QueueTree {
    /// Whether the usage of a queue's siblings is rescaled, and its own if it has children.
    func rescalesUsage(amongSiblingsOf index: Int) -> Bool {
        let parent = records[index].parent
        return parent >= 0 && records[Int(parent)].settings.rescalesUsage
    }

    /// What counts of what a queue uses of a resource, in units of 2^-32 base units.
    func countedUsage(of index: Int, _ lane: Int) -> UInt128 {
        records[index].rescaled.isEmpty
            ? UInt128(Swift.max(0, committed(index, lane))) << UsageHistory.fractionBits
            : records[index].rescaled[lane]
    }

    /// Works out what counts of the usage of a parent that is active in this cycle.
    ///
    /// - Complexity: O(children · resources).
    mutating func rescaleUsage(of index: Int) {
        guard let next = records[index].active.first else { return }
        let scale = fixedShare(Int(next.queue))
        var sum = Array(repeating: UInt128(0), count: width)
        for child in records[index].children.lazy.map(Int.init) {
            let share = records[child].priorityInside == nil ? 0 : fixedShare(child)
            for lane in 0..<width {
                let counted = countedUsage(of: child, lane)
                sum[lane] += share > scale ? counted.scaled(by: scale, over: share) : counted
            }
        }
        records[index].rescaled = sum
    }

    /// The largest share of what counts of a queue's usage, without its past, in units of 2^-64.
    private func fixedShare(_ index: Int) -> UInt128 {
        var largest = SiblingShare(.zero, weight: 1)
        for lane in 0..<width {
            let share = siblingShare(index, of: countedUsage(of: index, lane), lane)
            if largest < share { largest = share }
        }
        return largest.fixedPoint
    }
}

extension UInt128 {
    /// This times a fraction below 1, rounded to the nearest.
    fileprivate func scaled(by numerator: UInt128, over denominator: UInt128) -> UInt128 {
        let (quotient, rest) = denominator.dividingFullWidth(multipliedFullWidth(by: numerator))
        return rest >= denominator - rest ? quotient + 1 : quotient
    }
}
