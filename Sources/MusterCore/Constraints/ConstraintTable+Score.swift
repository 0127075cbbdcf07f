/// How good a node is for asks: the scores of kube-scheduler, but for those that go by room.
///
/// Each kind of preference is worked out per node, brought to 0...100 over the nodes that are
/// possible, and weighted as in the default profile of kube-scheduler: taints 3, node affinity 2,
/// pod affinity 2, spread 2. Room, by which kube-scheduler scores too, is left to the order of
/// nodes that the operator has chosen; it decides among nodes with equal scores.
extension ConstraintTable {
    /// Whether some nodes are better than others for a class.
    func hasPreferences(_ index: Int32) -> Bool {
        if unwelcomeNodes > 0 { return true }
        let own = Int(index)
        return !classes[own].constraints.preferredNodes.isEmpty || !classes[own].attraction.isEmpty
            || classes[own].constraints.spread.contains { !$0.isRequired }
    }

    /// The first of the best among nodes that are possible, in the order in which they are given.
    ///
    /// - Precondition: There is at least one.
    /// - Complexity: O(nodes · preferences).
    func best(of candidates: [Int32], by preferences: Preferences) -> Int32 {
        var preferences = preferences
        preferences.weighCrowds(among: candidates)
        var range = ScoreRange()
        let scores = candidates.map { node in
            let score = preferences.score(of: node)
            range.cover(score)
            return score
        }
        var best = (node: candidates[0], total: Int64.min)
        var last = scores[0]
        for (position, score) in scores.enumerated() {
            // Most are as good as the one before, which is then the better choice.
            if position > 0, score == last { continue }
            last = score
            let total = range.total(of: score)
            if total > best.total { best = (candidates[position], total) }
        }
        return best.node
    }

    /// What makes nodes better or worse for a class, as things are.
    ///
    /// - Complexity: O(preferences · parts).
    func preferences(of index: Int32) -> Preferences {
        let own = classes[Int(index)]
        let wanted = own.spreads.filter { !spreads[Int($0)].constraint.isRequired }
        return Preferences(
            affinity: terms[own.terms].preference,
            highestAffinity: terms[own.terms].highestPreference,
            unwelcomeTaints: unwelcomeNodes > 0 ? terms[own.terms].unwelcomeTaints : [],
            mayHaveIdeal: mostTaints <= 100,
            attraction: own.attraction.filter { $0.weight != 0 }.map { counter, weight in
                let density = density(counter)
                let ideal = weight > 0 ? density.highest : density.lowest(ofNodesWithout: true)
                return (density, weight, ideal)
            },
            crowds: wanted.map {
                let density = density(ofSpread: $0)
                return (density, 0, density.lowest(ofNodesWithout: false))
            },
            allowedSkew: wanted.reduce(0) {
                $0 + max(1, Int64(spreads[Int($1)].constraint.maxSkew)) - 1
            })
    }
}

extension PodDensity {
    /// No node has more around it.
    fileprivate var highest: Int64 { max(0, counts.max() ?? 0) }

    /// No node has fewer around it; `ofNodesWithout` says whether those count that are in no part.
    fileprivate func lowest(ofNodesWithout: Bool) -> Int64 {
        let fewest = counts.min() ?? 0
        let hasOthers = counts.count < partCount || ofNodesWithout && partOf.contains(-1)
        return hasOthers ? min(0, fewest) : fewest
    }
}

/// What is good or bad about a node before it is compared with the others.
struct RawScore: Hashable, Sendable {
    var affinity: Int64
    var unwelcomeTaints: Int64
    var attraction: Int64
    /// -1 where the node is in none of the parts to spread over, or nothing is to be spread.
    var crowd: Int64
}

/// What makes nodes better or worse for a class, gathered so that a search over nodes is cheap.
struct Preferences: Sendable {
    fileprivate let affinity: [Int64]
    fileprivate let highestAffinity: Int64
    fileprivate let unwelcomeTaints: [Int64]
    fileprivate let mayHaveIdeal: Bool
    fileprivate let attraction: [(density: PodDensity, weight: Int64, ideal: Int64)]
    fileprivate var crowds: [(density: PodDensity, factor: Int64, ideal: Int64)]
    fileprivate let allowedSkew: Int64

    /// Whether no node is as good as this one, but for those that are as good in each respect.
    ///
    /// The best in one respect gets 100 and everything else less, whichever nodes are possible: the
    /// first of such nodes that is possible is the choice. Only where a node has more than 100
    /// taints, rounding can make others equal.
    func isIdeal(_ node: Int32) -> Bool {
        guard mayHaveIdeal, unwelcomeTaints.value(at: Int(node)) == 0,
            highestAffinity <= 0 || affinity.value(at: Int(node)) == highestAffinity
        else { return false }
        for (density, _, ideal) in attraction where density.count(around: node) != ideal {
            return false
        }
        for (density, _, ideal) in crowds {
            let part = density.part(of: node)
            if part < 0 || density.count(in: part) != ideal { return false }
        }
        return true
    }

    /// Works out for each preferred spread the logarithm of the number of its parts among some
    /// nodes plus 2, in units of 2^-32.
    fileprivate mutating func weighCrowds(among candidates: [Int32]) {
        let complete = candidates.filter { node in
            crowds.allSatisfy { $0.density.part(of: node) >= 0 }
        }
        for index in crowds.indices {
            var isSeen = Array(repeating: false, count: crowds[index].density.partCount)
            var count: UInt64 = 0
            for node in complete {
                let part = Int(crowds[index].density.part(of: node))
                if !isSeen[part] { count += 1 }
                isSeen[part] = true
            }
            crowds[index].factor = naturalLogarithm(of: count + 2)
        }
    }

    @inline(__always)
    func score(of node: Int32) -> RawScore {
        var pull: Int64 = 0
        for (density, weight, _) in attraction { pull += density.count(around: node) * weight }
        return RawScore(
            affinity: affinity.value(at: Int(node)),
            unwelcomeTaints: unwelcomeTaints.value(at: Int(node)), attraction: pull,
            crowd: crowd(around: node))
    }

    /// How crowded the parts of a node are, rounded to a whole number; -1 where a key is missing.
    ///
    /// Per constraint the pods in the part times the logarithm of the number of parts plus 2, plus
    /// the skew allowed above 1: more parts make each of them count more.
    @inline(__always)
    private func crowd(around node: Int32) -> Int64 {
        guard !crowds.isEmpty else { return -1 }
        var sum: Int64 = 0
        for (density, factor, _) in crowds {
            let part = density.part(of: node)
            guard part >= 0 else { return -1 }
            sum = sum.addingSaturating(density.count(in: part).multipliedSaturating(by: factor))
        }
        return sum.addingSaturating(1 << 31) >> 32 + allowedSkew
    }
}

/// The extremes among the nodes that are possible, which scores are brought to 0...100 by.
private struct ScoreRange {
    var affinity: Int64 = 0
    var unwelcomeTaints: Int64 = 0
    var attraction = (low: Int64.max, high: Int64.min)
    var crowd = (low: Int64.max, high: Int64.min)

    mutating func cover(_ score: RawScore) {
        affinity = max(affinity, score.affinity)
        unwelcomeTaints = max(unwelcomeTaints, score.unwelcomeTaints)
        attraction = (
            min(attraction.low, score.attraction), max(attraction.high, score.attraction)
        )
        guard score.crowd >= 0 else { return }
        crowd = (min(crowd.low, score.crowd), max(crowd.high, score.crowd))
    }

    func total(of score: RawScore) -> Int64 {
        var total: Int64 = 0
        if affinity > 0 { total += 2 * (score.affinity * 100 / affinity) }
        if unwelcomeTaints > 0 {
            total += 3 * (100 - score.unwelcomeTaints * 100 / unwelcomeTaints)
        }
        let spread = attraction.high - attraction.low
        if spread > 0 { total += 2 * ((score.attraction - attraction.low) * 100 / spread) }
        if score.crowd >= 0 {
            total +=
                2
                * (crowd.high == 0
                    ? 100 : 100 * (crowd.high + crowd.low - score.crowd) / crowd.high)
        }
        return total
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
