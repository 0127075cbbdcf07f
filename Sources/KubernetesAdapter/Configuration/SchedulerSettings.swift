public import MusterCore

/// What config maps say besides the queue file: the settings that have an effect.
///
/// docs/configuration.md has the keys and what each one does.
public struct SchedulerSettings: Hashable, Sendable {
    /// The name of the cluster in answers of the REST API.
    public var clusterID = "mycluster"
    /// Which queue file is in force: the one under the key `<group>.yaml`.
    public var policyGroup = "queues"
    /// How long the volumes of a pod may take until it is given up on this node.
    public var volumeBindTimeout = Tick(seconds: 600)
    /// Whether gangs are formed; otherwise every pod is scheduled by itself.
    public var isGangSchedulingEnabled = true
    /// Whether changes of config maps are followed; once it is off, only a restart reads them.
    public var isHotRefreshEnabled = true
    /// Whether each pod that names no application is one of its own.
    public var generatesUniqueApplicationIDs = false
    /// The node label by which the summary of an application divides what it used.
    public var instanceTypeLabel = "node.kubernetes.io/instance-type"
    /// How many calls per second go to the API server, 1 or more; nil for any number.
    public var callsPerSecond: Int64?
    /// How many calls may go at once after a rest, 1 or more; nil for any number, or 1000 where
    /// there is a rate.
    public var callBurst: Int64?
    /// How often the scheduler checks itself; 0 for never.
    public var healthCheckInterval = Tick(seconds: 30)
    /// How often what is known is compared with fresh lists; 0 for never.
    public var auditInterval = Tick(seconds: 600)
    /// What placeholder pods run, and as whom.
    public var placeholders = PlaceholderSettings()
    /// The history of events and its readers.
    public var events = EventSettings()
    /// How much is logged.
    public var logLevels = LogLevels()

    /// The defaults, which are YuniKorn's.
    public init() {}
}

/// What placeholder pods run, and as whom.
public struct PlaceholderSettings: Hashable, Sendable {
    /// An image that does nothing.
    public var image = "registry.k8s.io/pause:3.7"
    /// The user, at least 1; nil for that of the image.
    public var runAsUser: Int64?
    /// The group, at least 0; nil for that of the image.
    public var runAsGroup: Int64?
    /// The group that owns mounted files, at least 0; nil for none.
    public var fsGroup: Int64?

    /// YuniKorn's defaults.
    public init() {}
}

/// The history of events and its readers, as the REST API shows it.
public struct EventSettings: Hashable, Sendable {
    /// Whether there is a history.
    public var isTrackingEnabled = true
    /// How many events are kept, 1 or more.
    public var ringBufferCapacity: Int64 = 100_000
    /// How many readers may follow the events at once.
    public var maxStreams: Int64 = 100
    /// How many of them may come from one address.
    public var maxStreamsPerHost: Int64 = 15
    /// How many events one answer holds at most, 1 or more.
    public var responseSize: Int64 = 10_000

    /// YuniKorn's defaults.
    public init() {}
}
