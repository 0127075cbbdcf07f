/// A fact delivered to the scheduler.
///
/// The journal of a scheduler is the list of its inputs.
public enum Input: Sendable {
    /// The operator's queue tree and node order, replacing the one in force in one step.
    case configurationReplaced(SchedulerConfiguration)
    /// What is said about a queue that a placement rule made is another now; nothing happens to
    /// other queues.
    case quotaChanged(QueueID, QueueQuota)
    /// A node joined, or one that is known changed its capacity, occupied part or cordon.
    case nodeChanged(Node)
    /// A node left; what ran on it is gone and waits again.
    case nodeRemoved(NodeID)
    /// A namespace has these labels now; `nil`: it is gone.
    case namespaceChanged(String, Labels?)
    /// A pod that this scheduler does not place is on a node, or has changed.
    case occupantChanged(Occupant)
    /// Such a pod has gone.
    case occupantRemoved(OccupantID)
    /// Somebody wants to run an application.
    case applicationSubmitted(Application)
    /// Placeholders of a gang cannot be made: it goes on without its task groups.
    case gangGivenUp(ApplicationID)
    /// The application is over: what it holds is free, what it waits for is forgotten.
    case applicationRemoved(ApplicationID)
    /// Alike asks of one application.
    case asksAdded(AskSubmission)
    /// Alike asks of one application that run on a node already, since this moment: the scheduler
    /// was restarted. No quota, limit or room is asked for.
    case asksRestored(AskSubmission, on: NodeID, since: Tick)
    /// Asks that are known, waiting or allocated, are like this now (resized, other labels).
    case asksChanged(AskSubmission)
    /// Asks withdrawn, waiting or allocated.
    case asksRemoved(AskRange)
    /// The outside agrees with allocations (a binding succeeded).
    case allocationsConfirmed(AskRange)
    /// The outside refused allocations (a binding failed): the asks wait again.
    case allocationsRefused(AskRange)
    /// What ran under these allocations has ended by itself.
    case allocationsFinished(AskRange)
    /// What was to be evicted is gone; the asks wait again. (Where the outside forgets them
    /// together with what ran, `asksRemoved` says so instead.)
    case allocationsEvicted(AskRange)
    /// What the application did until this moment would not be lost if it were evicted.
    case applicationCheckpointed(ApplicationID, Tick)
    /// Time has come to this moment: timers that are due fire, then one scheduling cycle runs.
    /// A moment before the last one counts as the last one.
    case timeReached(Tick)
    /// As `timeReached`, without a cycle: somebody else decides, and this scheduler only follows.
    case timePassed(Tick)
}

/// `count` consecutive asks from `first` on.
public struct AskRange: Hashable, Sendable {
    /// The first ask.
    public var first: AskID
    /// How many, at least 0.
    public var count: Int32

    /// Creates the range `first..<first + count`.
    @inlinable
    public init(first: AskID, count: Int32 = 1) {
        self.first = first
        self.count = count
    }
}
