internal import FoundationEssentials

/// The generator of all random tests; our own, so that a seed means the same with every toolchain.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
package struct SplitMix64 {
    private var state: UInt64

    /// A generator that gives the same numbers for the same seed.
    package init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0..<bound`.
    package mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// A number in a range.
    package mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True in this many of a hundred cases.
    package mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    /// One of these; there must be one.
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// The numbers `0..<count` in any order.
    package mutating func permutation(_ count: Int) -> [Int] {
        var numbers = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) {
            numbers.swapAt(index, below(index + 1))
        }
        return numbers
    }
}

/// Which seeds the random tests run with.
///
/// `MUSTER_SEED=n` runs one seed, to repeat a failure; `MUSTER_RUNS=n` runs the seeds `0..<n`
/// instead of the few that are enough for every day.
package enum Seeds {
    /// The seeds `0..<count`, unless the environment says otherwise.
    package static func first(_ count: Int) -> [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["MUSTER_SEED"].flatMap(UInt64.init) { return [seed] }
        let runs = environment["MUSTER_RUNS"].flatMap(UInt64.init) ?? UInt64(count)
        return Array(0..<runs)
    }
}
