import TestKit

/// What goes wrong in a cluster by chance, and how often, in percent.
struct Faults {
    /// Decides what.
    var random: SplitMix64
    /// Calls, or answers to calls that were carried out, that get lost.
    var losses: Int
    /// Calls that are refused with a 500.
    var refusals: Int
    /// Evictions that a disruption budget refuses.
    var keeps: Int
    /// Answers and watches that are late.
    var lags: Int
    /// Watches that break.
    var breaks: Int

    /// What becomes of a call.
    enum Fate {
        case carriedOut, lostBefore, lostAfter
        /// With this status.
        case refused(Int32)
    }

    mutating func fate(isEviction: Bool) -> Fate {
        if isEviction, random.chance(keeps) { return .refused(random.chance(80) ? 429 : 403) }
        if random.chance(losses) { return random.chance(50) ? .lostBefore : .lostAfter }
        return random.chance(refusals) ? .refused(500) : .carriedOut
    }

    /// Milliseconds that something is late.
    mutating func lag() -> Int64 {
        random.chance(lags) ? Int64(random.number(1...3000)) : 0
    }

    mutating func breaksWatch() -> Bool { random.chance(breaks) }
}
