/// Asks that differ only in their identifiers.
public struct AskSubmission: Hashable, Sendable {
    /// The asks; none of them may be in use.
    public var asks: AskRange
    /// The application they belong to.
    public var application: ApplicationID
    /// What each needs, base units.
    public var request: Resources
    /// Higher goes first.
    public var priority: Int32
    /// The index of the task group in the application's gang that they belong to, if any.
    public var taskGroup: Int32?
    /// The only node they may run on, if there is one (as for a DaemonSet's pods).
    public var requiredNode: NodeID?
    /// What else decides what may be evicted for them, and for whom they may be.
    public var traits: AskTraits
    /// Where they may run besides where there is room.
    public var constraints: PlacementConstraints

    /// Creates asks.
    public init(
        asks: AskRange, application: ApplicationID, request: Resources, priority: Int32 = 0,
        taskGroup: Int32? = nil, requiredNode: NodeID? = nil, traits: AskTraits = [],
        constraints: PlacementConstraints = .none
    ) {
        self.asks = asks
        self.application = application
        self.request = request
        self.priority = priority
        self.taskGroup = taskGroup
        self.requiredNode = requiredNode
        self.traits = traits
        self.constraints = constraints
    }
}

/// What sets asks apart besides what they need.
public struct AskTraits: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Creates traits from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The rest of the application depends on it (its first pod, a Spark driver): evicted late.
    public static let originator = AskTraits(rawValue: 1)
    /// Asked not to be evicted: evicted last.
    public static let optedOut = AskTraits(rawValue: 2)
    /// Nothing may be evicted for it (`preemptionPolicy: Never`).
    public static let neverPreempts = AskTraits(rawValue: 4)
    /// Only holds the place of a member of its task group that is to come (a placeholder pod).
    public static let placeholder = AskTraits(rawValue: 8)
}
