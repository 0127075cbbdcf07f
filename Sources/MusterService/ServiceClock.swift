import Glibc
import KubernetesModel
import MusterCore

/// The time by which the scheduler lives.
///
/// It is the time of day at the start and goes on with a clock that nobody can set, also while the
/// machine sleeps: a leader that slept must know how long.
struct ServiceClock: Sendable {
    private let offset: Int64

    /// A clock that is right now.
    init() {
        offset = Self.milliseconds(CLOCK_REALTIME) - Self.milliseconds(CLOCK_BOOTTIME)
    }

    /// Milliseconds since 1970; never goes back.
    var now: Tick { Tick(milliseconds: Self.milliseconds(CLOCK_BOOTTIME) + offset) }

    /// The time of day, which people may have changed.
    var wall: Timestamp { Timestamp(milliseconds: Self.milliseconds(CLOCK_REALTIME)) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
