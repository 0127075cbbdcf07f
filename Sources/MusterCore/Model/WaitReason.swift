/// Why an application does not start; the fields say what is missing.
public enum WaitReason: Hashable, Sendable {
    /// It has asked for nothing yet.
    case noAsks
    /// The queue runs as many applications as it may.
    case queueApplications(QueueID, max: UInt64)
    /// The queue would exceed its max by `missing` base units.
    case queueMax(QueueID, ResourceID, missing: Int64)
    /// A limit of the queue would be exceeded by `missing` base units.
    case limitMax(QueueID, LimitSubject, ResourceID, missing: Int64)
    /// A limit of the queue allows no more applications to run.
    case limitApplications(QueueID, LimitSubject, max: UInt64)
    /// Too many of its asks did not fit; it is tried again at this moment.
    case backoff(until: Tick)
    /// The only node it may run on lacks `missing` base units, or is not there (`nil`).
    case requiredNode(NodeID, ResourceID?, missing: Int64)
    /// The only node it may run on is there, and something other than room keeps it off.
    case requiredNodeUnsuitable(NodeID, NodeObstacle)
    /// Its place was found; so many evictions have to end first.
    case evicting(remaining: Int64)
    /// Even an empty cluster has too little of a resource.
    case clusterTooSmall(ResourceID, missing: Int64)
    /// Even empty nodes have places for only `places` of the `needed` members (of this task group
    /// of its gang, if it is one group that lacks them).
    case nodesTooSmall(taskGroup: Int32?, places: Int64, needed: Int64)
    /// The cluster has too little of a resource free in total.
    case notEnoughFree(ResourceID, missing: Int64)
    /// The nodes have places for only `places` of the `needed` members right now (of this task
    /// group of its gang, if it is one group that lacks them).
    case notEnoughPlaces(taskGroup: Int32?, places: Int64, needed: Int64)
    /// Only `places` of the `needed` members (of this task group of its gang, if it is one group
    /// that lacks them) have a node that suits; the tally says what keeps off the others.
    case unsuitableNodes(taskGroup: Int32?, places: Int64, needed: Int64, NodeTally)
    /// There is room, but an application ahead of it in its queue waits and may not be overtaken.
    case behind(ApplicationID)
    /// There is room, but starting now would delay an application that has a reservation.
    case wouldDelay(ApplicationID, reserved: Tick)
    /// It has a reservation and its time has not come.
    case reserved(Tick)
    /// It could start; the current cycle has not come to it.
    case notTriedYet
}

/// Whom a limit is for.
public enum LimitSubject: Hashable, Sendable {
    /// This user.
    case user(String)
    /// The members of this group together; `*` is everybody in no named group.
    case group(String)
}
