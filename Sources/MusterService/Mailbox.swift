import Glibc
import MusterCore

/// Where other threads put what the owner of the scheduler has to take in.
///
/// The owner takes all of it at once, so that a thousand events cost one cycle and not a thousand.
/// What comes after a while is taken at once; while much comes the owner takes it every few
/// milliseconds. What is inside is guarded by the lock; hence the unchecked conformance.
final class Mailbox<Message: Sendable>: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var messages: [Message] = []
    /// When messages were taken last, nanoseconds; only the owner looks at it.
    private var lastTaken = Int64.min / 2

    /// Nanoseconds between two takings: each costs a switch of threads and a cycle, and a thousand
    /// answers a second would have it done a thousand times.
    private static var spacing: Int64 { 3_000_000 }

    init() {
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The other clock can be put back by whoever sets the time of day.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrival, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(lock)
        arrival.deallocate()
        lock.deallocate()
    }

    /// How many messages have not been taken.
    var count: Int {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return messages.count
    }

    /// Adds a message and wakes the owner.
    func add(_ message: Message) {
        pthread_mutex_lock(lock)
        messages.append(message)
        // With more than one the owner has been woken already.
        if messages.count == 1 { pthread_cond_signal(arrival) }
        pthread_mutex_unlock(lock)
    }

    /// All messages in the order in which they came, as soon as there is one.
    ///
    /// - Parameter longest: How long to wait for the first message; ``Tick/never`` for as long as
    ///   it takes.
    /// - Returns: The messages; none if the time has passed.
    func takeAll(waiting longest: Tick) -> [Message] {
        let early = lastTaken + Self.spacing - Self.now
        if early > 0 {
            var rest = timespec(tv_sec: 0, tv_nsec: Int(early))
            nanosleep(&rest, nil)
        }
        pthread_mutex_lock(lock)
        defer {
            pthread_mutex_unlock(lock)
            lastTaken = Self.now
        }
        if messages.isEmpty, longest > .zero {
            // An hour more or less makes no difference to who waits for ever.
            var end = Self.time(after: min(longest.milliseconds, 3_600_000))
            while messages.isEmpty {
                if pthread_cond_timedwait(arrival, lock, &end) != 0 { break }
            }
        }
        defer { messages = [] }
        return messages
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func time(after milliseconds: Int64) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = Int64(time.tv_nsec) + milliseconds % 1000 * 1_000_000
        time.tv_sec += Int(milliseconds / 1000 + nanoseconds / 1_000_000_000)
        time.tv_nsec = Int(nanoseconds % 1_000_000_000)
        return time
    }
}
