public import MusterCore

/// The three times of an election, which all candidates should have alike.
///
/// Source: client-go's `tools/leaderelection`, whose defaults these are.
public struct ElectionTiming: Hashable, Sendable {
    /// How long a candidate waits for a sign of the leader before it takes its place, in whole
    /// seconds.
    public let leaseDuration: Tick
    /// How long a leader leads after the last renewal that succeeded.
    ///
    /// What is missing to the lease duration is how long its calls may still be under way, and how
    /// much slower its clock may run than that of another candidate.
    public let renewDeadline: Tick
    /// The time between two renewals, and the longest time between two looks of a candidate.
    public let retryPeriod: Tick

    /// 15, 10 and 2 seconds.
    public static let standard = ElectionTiming(
        whole: Tick(seconds: 15), Tick(seconds: 10), Tick(seconds: 2))

    /// Times of one's own; what is less than a second of the lease's duration is rounded up.
    ///
    /// - Throws: ``ElectionTimingError`` for times with which there could be two leaders, or none.
    public init(
        leaseDuration: Tick, renewDeadline: Tick, retryPeriod: Tick
    ) throws(ElectionTimingError) {
        guard retryPeriod > .zero else { throw .retryPeriodNotPositive(retryPeriod) }
        // As client-go demands, so that one attempt may fail.
        guard
            renewDeadline.milliseconds.multipliedSaturating(by: 5)
                > retryPeriod.milliseconds.multipliedSaturating(by: 6)
        else { throw .renewDeadlineTooShort(renewDeadline, retryPeriod: retryPeriod) }
        guard leaseDuration > renewDeadline else {
            throw .leaseDurationTooShort(leaseDuration, renewDeadline: renewDeadline)
        }
        let seconds = (leaseDuration - Tick(milliseconds: 1)).milliseconds / 1000 + 1
        guard seconds <= Int32.max else { throw .leaseDurationTooLong(leaseDuration) }
        self.init(whole: Tick(seconds: seconds), renewDeadline, retryPeriod)
    }

    private init(whole leaseDuration: Tick, _ renewDeadline: Tick, _ retryPeriod: Tick) {
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }

    /// How long one call may take: two of them fit into the renew deadline.
    public var callTimeout: Tick { Tick(milliseconds: renewDeadline.milliseconds / 2) }

    var leaseSeconds: Int32 { Int32(clamping: leaseDuration.milliseconds / 1000) }

    /// The time to the next look, by a random number, so that candidates that were started together
    /// do not ask together.
    ///
    /// - Parameter jitter: What is random about it.
    /// - Returns: One retry period for 0, down to half of one.
    func pause(jitter: UInt16) -> Tick {
        // No overflow: the retry period is shorter than the lease, whose seconds fit into Int32.
        let part = retryPeriod.milliseconds * Int64(jitter) / (2 * 65_536)
        return Tick(milliseconds: retryPeriod.milliseconds - part)
    }
}

/// What is wrong with the times of an election.
public enum ElectionTimingError: Error, Hashable, CustomStringConvertible {
    /// A candidate would ask all the time.
    case retryPeriodNotPositive(Tick)
    /// A single attempt that fails would cost the leadership.
    case renewDeadlineTooShort(Tick, retryPeriod: Tick)
    /// Another candidate could take over from a leader that still leads.
    case leaseDurationTooShort(Tick, renewDeadline: Tick)
    /// A Lease holds no more than 2,147,483,647 seconds.
    case leaseDurationTooLong(Tick)

    /// What was found, and what is expected.
    public var description: String {
        switch self {
        case .retryPeriodNotPositive(let period):
            "the retry period is \(period.milliseconds) ms, expected more than 0"
        case .renewDeadlineTooShort(let deadline, let period):
            "the renew deadline is \(deadline.milliseconds) ms, expected more than 1.2 times the"
                + " retry period of \(period.milliseconds) ms"
        case .leaseDurationTooShort(let duration, let deadline):
            "the lease duration is \(duration.milliseconds) ms, expected more than the renew"
                + " deadline of \(deadline.milliseconds) ms"
        case .leaseDurationTooLong(let duration):
            "the lease duration is \(duration.milliseconds) ms, expected at most 2147483647 s"
        }
    }
}
