public import MusterCore

/// When what is known is compared with fresh lists, and what is made of it.
///
/// Lists are older or newer than what was watched, and each kind's than another's; in a cluster at
/// work something always differs for a moment. Comparing at equal versions would need all kinds to
/// stand still at once. So a comparison with differences is followed by a second one, with lists
/// of its own, and only what both say in the same words counts: whoever lags behind has caught up
/// by then, and what goes on happening says something else. A mistake whose figures change all the
/// time is found when they come to rest.
public struct Audit: Sendable {
    /// What came of it.
    public enum Finding: Hashable, Sendable {
        /// Nothing differs, or nothing that stays.
        case agrees
        /// What differs first, and how much differs in all.
        case differs(String, count: Int)
    }

    /// How long a difference has to stay: longer than a watch that works ever lags behind.
    static var confirmationTime: Tick { Tick(seconds: 30) }
    /// The most differences that are remembered from one comparison to the next.
    private static var maximumSuspects: Int { 10_000 }

    /// The time from one audit to the next; ``Tick/zero`` for never.
    private var interval: Tick
    /// When fresh lists are wanted next; ``Tick/never`` if they are not, or are being read.
    public private(set) var next = Tick.never
    /// Whether somebody wants to hear of it now.
    public private(set) var isDemanded = false
    private var isReading = false
    /// What the first comparison has found.
    private var suspects: Set<String> = []
    /// What was told to be left out.
    private var toldOmissions: Set<String> = []

    /// Audits at intervals from a moment on.
    public init(every interval: Tick, from now: Tick) {
        self.interval = interval
        rest(from: now)
    }

    /// Makes audits at other intervals.
    public mutating func setInterval(_ interval: Tick, at now: Tick) {
        guard self.interval != interval else { return }
        self.interval = interval
        if !isReading, !isDemanded, suspects.isEmpty { rest(from: now) }
    }

    /// Makes the next one at once; one that has begun will do.
    public mutating func demand(at now: Tick) {
        isDemanded = true
        if !isReading, suspects.isEmpty { next = now }
    }

    /// Fresh lists are read from now on.
    public mutating func begin() {
        isReading = true
        next = .never
    }

    /// Fresh lists could not be read, or what they are compared with began anew.
    public mutating func rest(from now: Tick) {
        isReading = false
        isDemanded = false
        suspects = []
        next = interval > .zero ? now + interval : .never
    }

    /// Takes in what the next comparison leaves out.
    ///
    /// - Parameter omissions: The name of each.
    /// - Returns: Those that the comparison before did not leave out: each is told once.
    public mutating func leavesOut(_ omissions: [String]) -> [String] {
        let news = omissions.filter { !toldOmissions.contains($0) }
        toldOmissions = Set(omissions)
        return news
    }

    /// Takes in what a comparison has found.
    ///
    /// - Returns: What is to be told; `nil` if another comparison has to confirm it.
    public mutating func compared(_ differences: [String], at now: Tick) -> Finding? {
        isReading = false
        if suspects.isEmpty, !differences.isEmpty {
            suspects = Set(differences.prefix(Self.maximumSuspects))
            next = now + Self.confirmationTime
            return nil
        }
        let confirmed = differences.filter { suspects.contains($0) }
        rest(from: now)
        return confirmed.first.map { .differs($0, count: confirmed.count) } ?? .agrees
    }
}
