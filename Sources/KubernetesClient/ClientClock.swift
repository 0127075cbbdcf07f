import Glibc

/// The client's clocks.
public struct ClientClock: Sendable {
    /// Nanoseconds from any beginning, never going back.
    public var now: @Sendable () -> Int64
    /// Seconds since 1970.
    public var wallSeconds: @Sendable () -> Int64

    /// Clocks of one's own.
    public init(
        now: @escaping @Sendable () -> Int64, wallSeconds: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.wallSeconds = wallSeconds
    }

    /// Those of the machine.
    public static let system = ClientClock(
        now: { read(CLOCK_MONOTONIC).nanoseconds },
        wallSeconds: { read(CLOCK_REALTIME).seconds })

    private static func read(_ clock: clockid_t) -> (seconds: Int64, nanoseconds: Int64) {
        var time = timespec()
        clock_gettime(clock, &time)
        let seconds = Int64(time.tv_sec)
        return (seconds, seconds &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}
