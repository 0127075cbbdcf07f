public import MusterCore

/// Adds up how long gangs hold places without having all of them.
///
/// The scheduler keeps this at 0 by construction; the meter would see it if it did not.
public struct PartialGangMeter: Sendable {
    /// Milliseconds times gangs, so far.
    public private(set) var milliseconds: Int64 = 0
    /// Gangs that have some but not all of their places, in the order in which they got the first.
    private var incomplete: [Holding] = []
    private var now = Tick.zero

    private struct Holding: Sendable {
        var job: Int32
        var places: Int32
    }

    /// Creates a meter at time zero.
    public init() {}

    /// Time passes with everything as it is.
    public mutating func advance(to time: Tick) {
        let elapsed = (time - now).milliseconds
        milliseconds = milliseconds.addingSaturating(
            elapsed.multipliedSaturating(by: Int64(incomplete.count)))
        now = time
    }

    /// A gang got places.
    ///
    /// - Parameters:
    ///   - job: Any number that tells gangs apart.
    ///   - count: How many more places it has, at least 1.
    ///   - needed: How many it needs to be complete.
    /// - Returns: Whether it is complete; what it gets and gives back from then on does not count.
    @discardableResult
    public mutating func placed(_ job: Int32, count: Int32, of needed: Int32) -> Bool {
        // A gang is complete in the same cycle, so the one that was touched last is the one.
        let position = incomplete.lastIndex { $0.job == job }
        let places = (position.map { incomplete[$0].places } ?? 0) + count
        if let position {
            incomplete[position].places = places
            if places >= needed { incomplete.remove(at: position) }
        } else if places < needed {
            incomplete.append(Holding(job: job, places: places))
        }
        return places >= needed
    }

    /// A gang holds nothing any more.
    public mutating func remove(_ job: Int32) {
        incomplete.removeAll { $0.job == job }
    }
}
