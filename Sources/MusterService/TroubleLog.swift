import MusterCore

/// Decides which troubles are worth a line: each when it begins, then now and then, and its end.
struct TroubleLog {
    private struct Trouble {
        var since: Tick
        var told: Tick
    }

    private var troubles: [String: Trouble] = [:]

    /// The time between two lines about one trouble.
    static let interval = Tick(seconds: 30)

    /// Whether there is a line to be written about something that goes wrong.
    mutating func begins(_ subject: String, at now: Tick) -> Bool {
        if let trouble = troubles[subject], now < trouble.told + Self.interval { return false }
        troubles[subject, default: Trouble(since: now, told: now)].told = now
        return true
    }

    /// For how long something went wrong that is right now; `nil` if nothing was wrong.
    mutating func ends(_ subject: String, at now: Tick) -> Tick? {
        guard let trouble = troubles.removeValue(forKey: subject) else { return nil }
        return now - trouble.since
    }
}
