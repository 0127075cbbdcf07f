/// Why something that was held or allocated was given back.
public enum ReleaseReason: String, Hashable, Sendable, CaseIterable {
    /// Its node left.
    case nodeLost
    /// The gang's timeout passed.
    case timeout
    /// The member that came needs more than the place held for it has.
    case mismatch
    /// The application ended or was removed.
    case applicationEnded
    /// The outside refused it.
    case refused
    /// It was evicted.
    case evicted
}

/// Why an allocation has to end.
public enum EvictionReason: Hashable, Sendable {
    /// Its place is owed to this application, which is below its guarantee or has the higher
    /// priority in the same queue.
    case preempted(by: ApplicationID)
    /// This application can run on this node only.
    case requiredNode(by: ApplicationID, NodeID)
    /// The max of this queue was lowered.
    case quota(QueueID)
}

/// The state of a queue, in YuniKorn's words.
public enum QueueState: String, Hashable, Sendable, CaseIterable {
    /// Takes applications.
    case active = "Active"
    /// Not configured any more: takes no new applications, serves those it has, goes when empty.
    case draining = "Draining"
    /// Gone; its identifier may be given to another queue.
    case removed = "Removed"
}

/// Why an application was turned away.
public enum RejectionReason: Error, Hashable, Sendable {
    /// The queue does not exist or is no leaf.
    case noSuchLeafQueue(QueueID)
    /// The queue takes no new applications because it was removed from the configuration.
    case queueDraining(QueueID)
    /// The members that must start together need more than a queue's configured max.
    case gangExceedsQueueMax(QueueID, ResourceID, requested: Int64, max: Int64)
    /// A task group is malformed: no members or more than ten million, nothing requested, or a
    /// negative quantity.
    case invalidTaskGroup(Int32)
    /// A request has a negative quantity.
    case invalidRequest
    /// No placement rule found a queue that the user may use, and there is no `root.default`.
    case noPlacementRuleMatched
    /// A placement rule (by position, from 0) named a queue that cannot be one.
    case placementRuleFailed(rule: Int32, PlacementFailure)
}

/// What is wrong with the queue that a placement rule named.
public enum PlacementFailure: Error, Hashable, Sendable {
    /// The name has characters that queue names may not have, or too many.
    case invalidName(String)
    /// The queue that the parent rule found is a leaf.
    case parentIsLeaf(QueueID)
    /// The name of the recovery queue, which is reserved.
    case reservedName(String)
}

/// An input that could not be applied.
public enum RefusedInput: Hashable, Sendable {
    /// No such node is known.
    case unknownNode(NodeID)
    /// No such pod of others is known.
    case unknownOccupant(OccupantID)
    /// No such application is known.
    case unknownApplication(ApplicationID)
    /// The application identifier is in use.
    case applicationInUse(ApplicationID)
    /// No such ask is known.
    case unknownAsk(AskID)
    /// The ask identifier is in use.
    case askInUse(AskID)
    /// The ask has no allocation.
    case notAllocated(AskID)
    /// Nobody has evicted the ask.
    case notEvicted(AskID)
    /// The task group does not exist in the application.
    case unknownTaskGroup(ApplicationID, Int32)
    /// A node's capacity or occupied part is negative, or larger than can be added up.
    case invalidNode(NodeID)
    /// The identifier is negative or too large to index a table.
    case identifierOutOfRange(Int32)
}
