/// How good a node is for asks: the scores of kube-scheduler, but for those that go by room.
///
/// Each kind of preference is worked out per node, brought to 0...100 over the nodes that are
/// possible, and weighted as in the default profile of kube-scheduler: taints 3, node affinity 2,
/// pod affinity 2, spread 2. Room, by which kube-scheduler scores too, is left to the order of
/// nodes that the operator has chosen; it decides among nodes with equal scores.
extension ConstraintTable {
    /// What is good or bad about a node before it is compared with the others.
    struct RawScore: Sendable {
        var node: Int32
        var affinity: Int64 = 0
        var unwelcomeTaints: Int64 = 0
        var attraction: Int64 = 0
        /// -1 where the node is in none of the parts to spread over.
        var crowd: Int64 = 0
    }

    /// Whether some nodes are better than others for a class.
    func hasPreferences(_ index: Int32) -> Bool {
        let own = classes[Int(index)]
        return unwelcomeNodes > 0 || !own.constraints.preferredNodes.isEmpty
            || !own.attraction.isEmpty
            || own.constraints.spread.contains { !$0.isRequired }
    }

    /// The first of the best among nodes that are possible, in the order in which they are given.
    ///
    /// - Precondition: There is at least one.
    /// - Complexity: O(nodes · preferences).
    func best(of candidates: [Int32], for index: Int32) -> Int32 {
        let factors = crowdFactors(index, candidates)
        let raw = candidates.map { rawScore(of: $0, for: index, factors) }
        let affinity = raw.map(\.affinity).max()!
        let taints = raw.map(\.unwelcomeTaints).max()!
        let attraction = (low: raw.map(\.attraction).min()!, high: raw.map(\.attraction).max()!)
        let crowds = raw.map(\.crowd).filter { $0 >= 0 }
        let crowd = (low: crowds.min() ?? 0, high: crowds.max() ?? 0)
        var best = (node: candidates[0], score: Int64.min)
        for score in raw {
            var total: Int64 = 0
            if affinity > 0 { total += 2 * (score.affinity * 100 / affinity) }
            if taints > 0 { total += 3 * (100 - score.unwelcomeTaints * 100 / taints) }
            if attraction.high > attraction.low {
                total +=
                    2
                    * ((score.attraction - attraction.low) * 100
                        / (attraction.high - attraction.low))
            }
            if score.crowd >= 0, !factors.isEmpty {
                total +=
                    2
                    * (crowd.high == 0
                        ? 100 : 100 * (crowd.high + crowd.low - score.crowd) / crowd.high)
            }
            if total > best.score { best = (score.node, total) }
        }
        return best.node
    }

    private func rawScore(of node: Int32, for index: Int32, _ factors: [Int64]) -> RawScore {
        var score = RawScore(node: node)
        guard let traits = nodes[Int(node)] else { return score }
        let own = Int(index)
        score.affinity = classes[own].constraints.preference(for: traits)
        if unwelcomeNodes > 0 {
            score.unwelcomeTaints = classes[own].constraints.unwelcomeTaints(of: traits)
        }
        for (counter, weight) in classes[own].attraction {
            score.attraction += count(counter, around: node) * weight
        }
        score.crowd = crowd(around: node, own, factors)
        return score
    }

    // MARK: Spread

    /// How crowded the parts of a node are, rounded to a whole number; -1 where a key is missing.
    ///
    /// Per constraint the pods in the part times the logarithm of the number of parts plus 2, plus
    /// the skew allowed above 1: more parts make each of them count more.
    private func crowd(around node: Int32, _ own: Int, _ factors: [Int64]) -> Int64 {
        var sum: Int64 = 0
        var allowed: Int64 = 0
        var position = 0
        for spread in classes[own].spreads where !spreads[Int(spread)].constraint.isRequired {
            let part = part(of: node, spreads[Int(spread)].topology)
            guard part >= 0 else { return -1 }
            let count = spreads[Int(spread)].count(in: part)
            sum = sum.addingSaturating(count.multipliedSaturating(by: factors[position]))
            allowed += max(1, Int64(spreads[Int(spread)].constraint.maxSkew)) - 1
            position += 1
        }
        return sum.addingSaturating(1 << 31) >> 32 + allowed
    }

    /// Per preferred spread the logarithm of the number of its parts among some nodes plus 2, in
    /// units of 2^-32.
    private func crowdFactors(_ index: Int32, _ candidates: [Int32]) -> [Int64] {
        let wanted = classes[Int(index)].spreads.filter {
            !spreads[Int($0)].constraint.isRequired
        }
        guard !wanted.isEmpty else { return [] }
        let complete = candidates.filter { node in
            wanted.allSatisfy { part(of: node, spreads[Int($0)].topology) >= 0 }
        }
        return wanted.map { spread in
            let parts = complete.map { part(of: $0, spreads[Int(spread)].topology) }.sorted()
            let count = zip(parts, parts.dropFirst()).count { $0 != $1 } + (parts.isEmpty ? 0 : 1)
            return naturalLogarithm(of: UInt64(count) + 2)
        }
    }
}

/// The natural logarithm of a whole number from 1 on, in units of 2^-32, rounded down.
///
/// The binary logarithm digit by digit, by squaring, times the natural logarithm of 2.
func naturalLogarithm(of number: UInt64) -> Int64 {
    let whole = 63 - number.leadingZeroBitCount
    // 1 up to 2, in units of 2^-63.
    var mantissa = number << UInt64(63 - whole)
    var binary = UInt64(whole)
    for _ in 0..<40 {
        let square = mantissa.multipliedFullWidth(by: mantissa).high
        let isLarge = square >> 63 == 1
        mantissa = isLarge ? square : square << 1
        binary = binary << 1 | (isLarge ? 1 : 0)
    }
    // ln 2 in units of 2^-64.
    let product = binary.multipliedFullWidth(by: 12_786_308_645_202_655_659)
    return Int64(product.high >> 8)
}
