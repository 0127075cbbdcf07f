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
    /// The ask that comes second gets the place of a placeholder on this node; the placeholder is
    /// forgotten.
    case replaced(AskID, by: AskID, NodeID)
    /// Placeholders that are not needed any more: those that have places keep them until the
    /// outside says that they are gone, the others are forgotten.
    case unneeded(AskRange, ReleaseReason)
    /// These allocations have to end, for this reason; they keep their places until the outside
    /// says that they are gone.
    case evicted(AskRange, EvictionReason)
    /// Allocations were taken back by the scheduler or lost with their node.
    case released(AskRange, ReleaseReason)
    /// The application will start at this moment at the latest, if what runs lasts no longer than
    /// estimated.
    case reserved(ApplicationID, Tick)
    /// The application went from one state to another.
    case stateChanged(ApplicationID, from: ApplicationState, to: ApplicationState)
    /// The placement rules chose this leaf queue for the application.
    case placed(ApplicationID, QueueID)
    /// A queue came, or its state changed.
    case queueChanged(QueueID, QueueState)
    /// The application waits, for this reason.
    case waits(ApplicationID, WaitReason)
    /// The application or its asks cannot be accepted, now or later.
    case rejected(ApplicationID, RejectionReason)
    /// An input spoke of something that does not exist or contradicts what is known; it changed
    /// nothing.
    case refused(RefusedInput)
}
