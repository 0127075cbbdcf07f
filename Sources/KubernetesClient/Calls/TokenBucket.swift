/// A rate with a burst, as the time at which the next call would be on schedule (the generic cell
/// rate algorithm of ITU-T I.371), so that nothing has to tick.
struct TokenBucket {
    private let interval: Int64
    private let tolerance: Int64
    private var onSchedule = Int64.min

    /// - Parameters:
    ///   - perSecond: The rate, at least 1, at most 1,000,000,000.
    ///   - burst: How many calls may come at once after a rest, at least 1.
    init(perSecond: Int, burst: Int) {
        interval = 1_000_000_000 / Int64(min(max(perSecond, 1), 1_000_000_000))
        let spare = Int64(max(burst, 1) - 1)
        tolerance = saturated(interval.multipliedReportingOverflow(by: spare))
    }

    /// Takes a token if there is one.
    mutating func take(at now: Int64) -> Bool {
        guard nextToken <= now else { return false }
        onSchedule = saturated(max(onSchedule, now).addingReportingOverflow(interval))
        return true
    }

    /// When there is a token, in nanoseconds of the caller's clock.
    var nextToken: Int64 {
        onSchedule < .min + tolerance ? .min : onSchedule - tolerance
    }
}

/// The result, or the largest number where there is none.
func saturated(_ result: (partialValue: Int64, overflow: Bool)) -> Int64 {
    result.overflow ? .max : result.partialValue
}
