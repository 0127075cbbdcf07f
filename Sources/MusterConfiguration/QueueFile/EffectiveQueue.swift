public import MusterCore
import YAMLDocument

/// A queue with everything that it inherits: what `muster queues show` shows and the core gets.
///
/// Settings can be spoken of as if they were its own: `queue.max`.
@dynamicMemberLookup
public struct EffectiveQueue: Hashable, Sendable {
    /// The full path, such as `root.analytics`, in lower case.
    public var path: String
    /// The last element of the path.
    public var name: String
    /// Whether it holds applications; otherwise it holds queues.
    public var isLeaf: Bool
    /// The values in force; `max` is the smallest max of the queue and all above it, for each
    /// resource.
    public var settings: QueueSettings
    /// Own and inherited properties as text, ascending by name; those without meaning too.
    public var properties: [QueueProperty]
    /// Who may submit here and below, besides those who may above.
    public var submitACL: AccessControlList
    /// Who administers the queue; includes the right to submit.
    public var adminACL: AccessControlList
    /// What single users and groups may use here and below.
    public var limits: [QueueLimit]
    /// What queues get that are created below by a placement rule; `nil` means defaults.
    public var childTemplate: QueueSettings?
    /// The queues below, in file order.
    public var children: [EffectiveQueue]

    /// One of the settings.
    public subscript<Value>(dynamicMember setting: KeyPath<QueueSettings, Value>) -> Value {
        settings[keyPath: setting]
    }
}

extension Partition {
    /// The queue tree with everything inherited.
    ///
    /// A root with neither queues nor placement rules, where nothing could ever be placed, gets a
    /// leaf `default`.
    ///
    /// - Complexity: O(queues · (properties + resources)).
    public func effectiveRoot() -> EffectiveQueue {
        var root = root
        if root.children.isEmpty, placementRules.isEmpty {
            root.children = [QueueDefinition(name: "default", location: location)]
        }
        return effectiveQueue(root, path: root.name, max: .none, properties: [])
    }

    private func effectiveQueue(
        _ queue: QueueDefinition, path: String, max: ResourceBounds, properties: [QueueProperty]
    ) -> EffectiveQueue {
        var effectiveMax = max
        for (resource, quantity) in queue.max.bounds.entries {
            effectiveMax[resource] = Swift.min(quantity, max[resource] ?? .max)
        }
        let properties = inheritedProperties(from: properties, own: queue.properties)
        return EffectiveQueue(
            path: path, name: queue.name, isLeaf: queue.isLeaf,
            settings: properties.settings(
                guaranteed: queue.guaranteed.bounds, max: effectiveMax,
                maxApplications: queue.maxApplications?.value ?? 0),
            properties: properties, submitACL: queue.submitACL, adminACL: queue.adminACL,
            limits: queue.limits.map(\.queueLimit), childTemplate: queue.childTemplate?.settings,
            children: queue.children.map {
                effectiveQueue(
                    $0, path: "\(path).\($0.name)", max: effectiveMax, properties: properties)
            })
    }
}

extension ChildTemplate {
    /// The values that a queue created by a placement rule starts with.
    var settings: QueueSettings {
        properties.settings(
            guaranteed: guaranteed.bounds, max: max.bounds, maxApplications: maxApplications)
    }
}

extension QueueFile {
    /// What the core is to do: the partition `default` with everything inherited and merged.
    ///
    /// What nobody can do yet is left out, see `QueueFileReading.notYetEffective`.
    public func schedulerConfiguration() -> SchedulerConfiguration {
        guard let partition = defaultPartition else { return SchedulerConfiguration() }
        var configuration = SchedulerConfiguration(
            root: partition.effectiveRoot().configuration,
            placementRules: partition.placementRules.map(\.rule),
            nodeSortPolicy: partition.nodeSortPolicy)
        configuration.isPreemptionEnabled = partition.preemption.isEnabled
        configuration.isQuotaPreemptionEnabled = partition.preemption.isQuotaPreemptionEnabled
        return configuration
    }
}

extension EffectiveQueue {
    fileprivate var configuration: QueueConfiguration {
        var queue = QueueConfiguration(
            name: name, isParent: !isLeaf, settings: settings,
            children: children.map(\.configuration))
        queue.submitACL = submitACL
        queue.adminACL = adminACL
        queue.limits = limits
        queue.childTemplate = childTemplate
        return queue
    }
}
