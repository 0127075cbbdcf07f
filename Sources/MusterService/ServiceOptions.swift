public import KubernetesAdapter
public import Logging
public import MusterCore

/// How a scheduler of a cluster is run.
public struct ServiceOptions: Sendable {
    /// Where the queues come from.
    public enum Queues: Sendable {
        /// From the config maps of the service's namespace, which are followed.
        case configMaps
        /// From a file that was read with these names of resources.
        case fixed(SchedulerConfiguration, ResourceCatalog)
    }

    /// The `spec.schedulerName` of the pods that are placed, and the name of the lease.
    public var schedulerName = "muster"
    /// Where the lease and the config maps are.
    public var namespace: String
    /// Where the queues come from.
    public var queues = Queues.configMaps
    /// The times of the election among replicas; `nil`: there is one replica, which always leads.
    public var election: ElectionTiming? = .standard
    /// The name among the replicas, such as that of the pod; for events and logs.
    public var instance: String
    /// The name in the lease, which no replica may ever have had before.
    public var identity: String
    /// Which lines are logged; `nil`: what `log.level` in the config maps says.
    public var logLevel: Logger.Level?

    /// One of several replicas, with queues from config maps.
    ///
    /// - Parameters:
    ///   - namespace: Where the lease and the config maps are.
    ///   - instance: The name among the replicas, such as that of the pod.
    ///   - nonce: Distinguishes this run from all others of the same name.
    public init(
        namespace: String, instance: String, nonce: UInt64 = .random(in: .min ... .max)
    ) {
        self.namespace = namespace
        self.instance = instance
        identity = "\(instance)_\(String(nonce, radix: 16))"
    }
}
