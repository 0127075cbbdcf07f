import KubernetesAdapter

/// What other threads tell the owner of the scheduler.
enum ServiceMessage: Sendable {
    /// A page of a list, of the kind at this place.
    case page(ReflectedPage, kind: Int)
    /// A watch has begun.
    case opened(kind: Int)
    /// An event of a watch.
    case event(ReflectedEvent, kind: Int)
    /// A list or watch has ended.
    case ended(Reflector.End, because: Failure?, kind: Int)
    /// What a call has read.
    case read(ClusterEvent)
    /// A call was answered.
    case answered(ClusterCall.Purpose, CallAnswer)
    /// A call about the lease was answered.
    case leaseAnswered(LeaderElection.Answer, because: Failure?, number: UInt64)
    /// Somebody wants an audit now.
    case auditDemanded
    /// Everything was listed anew, and told to an adapter of its own.
    case listedAnew(Adapter)
    /// It could not be listed.
    case auditFailed(String)
    /// What differs from fresh lists.
    case compared([String])
    /// The service is to end.
    case stop

    /// Why something was not done, for people.
    enum Failure: Hashable, Sendable {
        /// The server could not be asked, or did not answer.
        case unreachable(String)
        /// The server said no.
        case refused(String)
        /// What the server said was not understood.
        case unreadable(String)
        /// A connection ended, as connections do.
        case interrupted(String)
    }
}
