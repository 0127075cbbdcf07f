/// What lines of the log are about, by YuniKorn's name for the subsystem that comes nearest.
public enum LogSubsystem: String, Hashable, Sendable, CaseIterable {
    /// Queue files that come into force.
    case queues = "core.config"
    /// What each placement asks of the API server.
    case allocation = "core.scheduler.allocation"
    /// Audits.
    case audit = "core.scheduler.health"
    /// What each eviction asks of the API server.
    case preemption = "core.scheduler.preemption"
    /// Lists, watches and the lease: whether the API server can be reached.
    case server = "kubernetes"
    /// Calls besides those of placements and evictions, and what was answered to all of them.
    case calls = "shim.client"
    /// Config maps: settings that change, and mistakes.
    case settings = "shim.config"
    /// Objects that cannot be read, and what is wrong with others.
    case objects = "shim.context"
    /// The scheduler as a whole: that it starts, leads and ends.
    case scheduler = "shim.scheduler"

    /// Whether lines are logged under a name: it is a subsystem's, or above one, or for all.
    static func hasLines(_ name: String) -> Bool {
        name.isEmpty
            || allCases.contains { $0.rawValue == name || $0.rawValue.hasPrefix(name + ".") }
    }
}
