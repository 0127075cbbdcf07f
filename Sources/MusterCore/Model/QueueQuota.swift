/// What the namespace of an application says about the queue that a placement rule makes for it.
///
/// It goes before the child template, and never to a queue of the configuration.
public struct QueueQuota: Hashable, Sendable {
    /// What the queue may use, base units; `nil` leaves it as it is.
    public var max: ResourceBounds?
    /// What the queue is owed, base units; `nil` leaves it as it is.
    public var guaranteed: ResourceBounds?
    /// How many applications may run in it; `nil` leaves it as it is.
    public var maxApplications: UInt64?

    /// A quota that leaves everything as it is.
    public init() {}

    /// The settings with what the quota says.
    func applied(to settings: QueueSettings) -> QueueSettings {
        var settings = settings
        if let max { settings.max = max }
        if let guaranteed { settings.guaranteed = guaranteed }
        if let maxApplications { settings.maxApplications = maxApplications }
        return settings
    }
}
