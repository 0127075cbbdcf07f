/// What the scheduler decided.
///
/// The decision log is the list of these; its running hash is the fingerprint that two runs are
/// compared by.
public enum Decision: Hashable, Sendable {
    /// These asks get places on this node.
    case allocated(AskRange, NodeID)
    /// `count` places for members of a task group that do not exist yet are held on this node (a
    /// virtual placeholder).
    case held(ApplicationID, taskGroup: Int32, count: Int32, NodeID)
    /// Held places were given back, unused.
    case unheld(ApplicationID, taskGroup: Int32, count: Int32, NodeID, ReleaseReason)
    /// Allocations were taken back by the scheduler or lost with their node.
    case released(AskRange, ReleaseReason)
    /// The application will start at this moment at the latest, if what runs lasts no longer than
    /// estimated.
    case reserved(ApplicationID, Tick)
    /// The application went from one state to another.
    case stateChanged(ApplicationID, from: ApplicationState, to: ApplicationState)
    /// The application waits, for this reason.
    case waits(ApplicationID, WaitReason)
    /// The application or its asks cannot be accepted, now or later.
    case rejected(ApplicationID, RejectionReason)
    /// An input spoke of something that does not exist or contradicts what is known; it changed
    /// nothing.
    case refused(RefusedInput)
}

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
}

/// Why an application was turned away.
public enum RejectionReason: Hashable, Sendable {
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
}

/// An input that could not be applied.
public enum RefusedInput: Hashable, Sendable {
    /// No such node is known.
    case unknownNode(NodeID)
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
    /// The task group does not exist in the application.
    case unknownTaskGroup(ApplicationID, Int32)
    /// A node's capacity or occupied part is negative, or larger than can be added up.
    case invalidNode(NodeID)
    /// The identifier is negative or too large to index a table.
    case identifierOutOfRange(Int32)
}

/// The state of an application, in YuniKorn's words.
public enum ApplicationState: String, Hashable, Sendable, CaseIterable {
    /// Submitted; has asked for nothing yet. Goes to `accepted` or `rejected`.
    case new = "New"
    /// Has asks and no allocation. Goes to `running`, `completing`, `failing` or `resuming`.
    case accepted = "Accepted"
    /// Has a real allocation, or its whole gang has places.
    case running = "Running"
    /// Turned away. Terminal.
    case rejected = "Rejected"
    /// Has neither asks nor allocations; a new ask makes it run again.
    case completing = "Completing"
    /// Ended well. Terminal.
    case completed = "Completed"
    /// A hard gang's timeout passed; its places are being given back.
    case failing = "Failing"
    /// Ended badly. Terminal.
    case failed = "Failed"
    /// Finished long ago and forgotten. Terminal.
    case expired = "Expired"
    /// A soft gang's timeout passed; goes to `accepted` once its held places are given back.
    case resuming = "Resuming"
}

/// Why an application does not start; the fields say what is missing.
public enum WaitReason: Hashable, Sendable {
    /// It has asked for nothing yet.
    case noAsks
    /// The queue runs as many applications as it may.
    case queueApplications(QueueID, max: UInt64)
    /// The queue would exceed its max by `missing` base units.
    case queueMax(QueueID, ResourceID, missing: Int64)
    /// Even an empty cluster has too little of a resource.
    case clusterTooSmall(ResourceID, missing: Int64)
    /// Even empty nodes have places for only `places` of the `needed` members.
    case nodesTooSmall(places: Int64, needed: Int64)
    /// The cluster has too little of a resource free in total.
    case notEnoughFree(ResourceID, missing: Int64)
    /// The nodes have places for only `places` of the `needed` members right now.
    case notEnoughPlaces(places: Int64, needed: Int64)
    /// There is room, but an application ahead of it in its queue waits and may not be overtaken.
    case behind(ApplicationID)
    /// There is room, but starting now would delay an application that has a reservation.
    case wouldDelay(ApplicationID, reserved: Tick)
    /// It has a reservation and its time has not come.
    case reserved(Tick)
    /// It could start; the current cycle has not come to it.
    case notTriedYet
}
