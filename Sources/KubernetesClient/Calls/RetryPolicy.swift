/// How often and after which delay a call is repeated.
public struct RetryPolicy: Sendable {
    /// How many attempts a call has, the first included; at least 1.
    public var attempts = 6
    /// The longest delay before the second attempt; it doubles with each attempt.
    public var firstDelay: Duration = .milliseconds(200)
    /// The longest delay of all.
    public var largestDelay: Duration = .seconds(10)

    /// Six attempts, after up to 0.2, 0.4, 0.8, 1.6 and 3.2 seconds.
    public init() {}

    /// The delay before the next attempt: between half of the longest one and the whole, so that
    /// callers who failed together do not come back together.
    ///
    /// - Parameters:
    ///   - attempts: How many there were, at least 1.
    ///   - random: Any number; which part of the range is taken.
    /// - Returns: Nanoseconds.
    func delay(afterAttempts attempts: Int, random: UInt64) -> Int64 {
        var longest = max(firstDelay.wholeNanoseconds, 2)
        let cap = max(largestDelay.wholeNanoseconds, 2)
        for _ in 1..<min(max(attempts, 1), 63) where longest < cap {
            longest = saturated(longest.multipliedReportingOverflow(by: 2))
        }
        longest = min(longest, cap)
        return longest / 2 + Int64(random % UInt64(longest - longest / 2 + 1))
    }
}

extension Duration {
    /// The duration in nanoseconds; the largest number for more than 292 years.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !whole.overflow else { return seconds < 0 ? .min : .max }
        return saturated(whole.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000))
    }
}
