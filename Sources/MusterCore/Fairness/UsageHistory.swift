/// The decayed average of what a queue used, kept for queues whose parent has a half-life.
///
/// The average A follows the usage u so that half of the difference is gone after each half-life:
/// A(t + d) = u + (A(t) - u) · 2^(-d / half-life). Usage is constant between two changes, so this
/// is the exact integral, not a sample. It begins at zero.
struct UsageHistory: Sendable {
    /// Averages are in units of 2^-32 of the base unit.
    static let fractionBits: UInt128 = 32

    /// The averages per resource at `since`; resources past the end have none.
    private(set) var averages: [UInt128] = []
    /// Up to when usage is part of the averages.
    private(set) var since: Tick
    /// What was used since then, and with which half-life it counts, once the usage has changed at
    /// a moment that is not known yet.
    private(set) var held: (used: [Int64], halfLife: Tick)?

    init(since: Tick) {
        self.since = since
    }

    /// The average of one resource at a later moment, if the usage has been `used` since then.
    func average(_ lane: Int, used: Int64, after decay: Decay) -> UInt128 {
        let usage = UInt128(max(0, used)) << Self.fractionBits
        let average = lane < averages.count ? averages[lane] : 0
        return average >= usage
            ? usage + decay.remainder(of: average - usage)
            : usage - decay.remainder(of: usage - average)
    }

    /// Brings the averages to a moment at which the usage, `used` per resource since the last
    /// change, is about to change again.
    mutating func advance(to now: Tick, used: ArraySlice<Int64>, halfLife: Tick) {
        guard now > since else { return }
        let decay = decay(until: now, halfLife: halfLife)
        averages = used.enumerated().map { average($0, used: $1, after: decay) }
        since = now
    }

    /// Keeps what was used until now, per resource, until it is known when that was.
    mutating func hold(_ used: ArraySlice<Int64>, halfLife: Tick) {
        if held == nil { held = (Array(used), halfLife) }
    }

    /// Brings the averages to the moment at which the usage changed.
    mutating func release(at now: Tick) {
        guard let held else { return }
        advance(to: now, used: held.used[...], halfLife: held.halfLife)
        self.held = nil
    }

    func decay(until now: Tick, halfLife: Tick) -> Decay {
        Decay(elapsed: max(.zero, now - since), halfLife: halfLife)
    }
}
