import KubernetesAdapter
import KubernetesModel
import MusterCore
import YAMLDocument

/// Follows the config maps of the scheduler: what they say becomes the configuration in force.
struct ConfigurationFollower {
    /// What came of looking at the config maps.
    struct Outcome {
        /// What is in force now, and what is wrong.
        var reading: ConfigurationReading
        /// Whether there was nothing in force before.
        var isFirst: Bool
        /// Whether the adapter has to be told.
        var changesAdapter: Bool
        /// Whether there is something to complain of that was not complained of before.
        var hasNewProblems: Bool
    }

    /// What is in force; `nil` until there is a queue file without errors.
    private(set) var inForce: AdapterConfiguration?
    private var maps: [String: ConfigMap] = [:]
    /// Whether something was told of since the last look.
    private var isStale = true
    private var problems: [Problem] = []

    /// Takes note of a config map of the namespace; of others than the scheduler's nothing comes.
    mutating func note(_ map: ConfigMap) {
        guard configMapNames.contains(map.metadata.name) else { return }
        maps[map.metadata.name] = map
        isStale = true
    }

    /// Takes note that a config map is gone.
    mutating func noteGone(_ name: String) {
        guard maps.removeValue(forKey: name) != nil else { return }
        isStale = true
    }

    /// The config map that a problem is in.
    func map(of problem: Problem) -> ConfigMap? {
        let name = problem.location.file.prefix { $0 != "/" }
        return maps[String(name)]
    }

    /// Looks at the config maps if something has changed.
    ///
    /// - Parameter catalog: The names of resources, to which those of a new queue file are added.
    /// - Returns: What came of it; `nil` if nothing has changed.
    mutating func look(catalog: inout ResourceCatalog) -> Outcome? {
        guard isStale else { return nil }
        isStale = false
        let present = configMapNames.compactMap { maps[$0] }
        let reading = readConfiguration(present, inForce: inForce, catalog: &catalog)
        let hasNewProblems = !reading.problems.isEmpty && reading.problems != problems
        problems = reading.problems
        let changesAdapter =
            reading.configuration != nil
            && (inForce == nil || reading.changesQueues || !reading.changes.isEmpty)
        let isFirst = inForce == nil && reading.configuration != nil
        inForce = reading.configuration
        return Outcome(
            reading: reading, isFirst: isFirst, changesAdapter: changesAdapter,
            hasNewProblems: hasNewProblems)
    }
}

extension Event {
    /// Warns of something about an object; what is left to be set is the action and the reason.
    ///
    /// - Parameters:
    ///   - text: What is wrong.
    ///   - resource: What kind of object it is about.
    ///   - subject: Which one.
    ///   - instance: Which replica says so.
    ///   - wall: The time of day.
    init(
        warning text: String, about resource: APIResource, _ subject: ObjectMeta, instance: String,
        at wall: Timestamp
    ) {
        self.init()
        metadata.namespace = subject.namespace
        let suffix = String(wall.microseconds, radix: 16)
        metadata.name = "\(subject.name).\(suffix)"
        eventTime = wall
        reportingController = "muster.dev/scheduler"
        reportingInstance = instance
        type = "Warning"
        note = text
        regarding.apiVersion = resource.apiVersion
        regarding.kind = resource.kind
        regarding.namespace = subject.namespace
        regarding.name = subject.name
        regarding.uid = subject.uid
        regarding.resourceVersion = subject.resourceVersion
    }
}
