public import KubernetesModel

/// A request to the API server.
///
/// Its answer comes back as ``ClusterEvent/answered(_:_:)`` with the same purpose.
public struct ClusterCall: Hashable, Sendable {
    /// What is done to the object.
    public enum Verb: Hashable, Sendable {
        /// Creates, binds or evicts: `POST`.
        case create
        /// Changes some fields: `PATCH`, a strategic merge patch.
        case patch
        /// Changes some fields: `PATCH`, a merge patch.
        case mergePatch
        /// Deletes.
        case delete
    }

    /// What the answer is for; a pod is named by its place in the table and by its UID, because the
    /// place may have another pod when the answer comes.
    public enum Purpose: Hashable, Sendable {
        /// Puts a pod on its node.
        case bind(PodKey)
        /// Readies a volume of a pod that is to be bound.
        case volume(PodKey)
        /// Marks a pod as one that is about to be evicted.
        case mark(PodKey)
        /// Evicts a pod.
        case evict(PodKey)
        /// Says why a pod waits.
        case report(PodKey)
        /// Makes a placeholder of this name for an application.
        case placeholder(String, application: String)
        /// Deletes a placeholder.
        case delete(PodKey)
        /// Ends a pod that will never be placed.
        case fail(PodKey)
        /// Tells people of something.
        case event
    }

    /// The verb.
    public var verb: Verb
    /// The path from the root of the API.
    public var path: String
    /// What is sent.
    public var body: [UInt8]
    /// What the answer is for.
    public var purpose: Purpose
}

/// A pod in the adapter's table.
public struct PodKey: Hashable, Sendable {
    /// Its place, which is also the identifier of its ask.
    public var place: Int32
    /// Its identity.
    public var uid: String
}

/// What became of a call.
public enum CallAnswer: Hashable, Sendable {
    /// The server did it.
    case done
    /// The server refused it.
    case refused(ServerStatus)
    /// Nobody knows whether the server did it: it could not be asked, or did not answer.
    case unreachable(String)
}
