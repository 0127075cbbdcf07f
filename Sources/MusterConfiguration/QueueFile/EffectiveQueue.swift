public import MusterCore

/// A queue with everything that it inherits: what `muster queues show` shows and the core gets.
public struct EffectiveQueue: Hashable, Sendable {
    /// The full path, such as `root.analytics`, in lower case.
    public var path: String
    /// The last element of the path.
    public var name: String
    /// Whether it holds applications; otherwise it holds queues.
    public var isLeaf: Bool
    /// What it is entitled to, as configured.
    public var guaranteed: ResourceBounds
    /// The smallest max of the queue and all above it, for each resource.
    public var max: ResourceBounds
    /// How many applications may run at once; 0 for any number.
    public var maxApplications: UInt64
    /// Own and inherited properties, ascending by name.
    public var properties: [QueueProperty]
    /// The queues below, in file order.
    public var children: [EffectiveQueue]

    /// The order of applications.
    public var applicationSortPolicy: ApplicationSortPolicy {
        ApplicationSortPolicy(rawValue: value(of: .applicationSortPolicy)) ?? .fifo
    }

    /// Whether priority comes before the order of applications or queues.
    public var prioritySorting: Bool { value(of: .applicationSortPriority) == "enabled" }

    /// How the priority of what waits inside is shown to the parent.
    public var priorityPolicy: PriorityPolicy {
        PriorityPolicy(rawValue: value(of: .priorityPolicy)) ?? .default
    }

    /// Added to the priority shown to the parent, or shown instead of it.
    public var priorityOffset: Int32 { Int32(value(of: .priorityOffset)) ?? 0 }

    /// What may overtake a waiting ask.
    public var backfill: BackfillPolicy {
        BackfillPolicy(rawValue: value(of: .backfill)) ?? .greedy
    }

    private func value(of known: KnownProperty) -> String {
        let property = properties.first { $0.name == known.rawValue }
        return property.flatMap { known.canonical($0.value) } ?? known.defaultValue
    }
}

extension Partition {
    /// The queue tree with everything inherited.
    ///
    /// A root without queues gets a leaf `default`, so that there always is a queue to submit to.
    ///
    /// - Complexity: O(queues · (properties + resources)).
    public func effectiveRoot() -> EffectiveQueue {
        var root = effectiveQueue(root, path: root.name, max: .none, properties: [])
        if root.children.isEmpty {
            let leaf = QueueDefinition(name: "default", location: location)
            root.children = [
                effectiveQueue(
                    leaf, path: "\(root.name).default", max: root.max, properties: root.properties)
            ]
            root.isLeaf = false
        }
        return root
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
            guaranteed: queue.guaranteed.bounds, max: effectiveMax,
            maxApplications: queue.maxApplications?.value ?? 0, properties: properties,
            children: queue.children.map {
                effectiveQueue(
                    $0, path: "\(path).\($0.name)", max: effectiveMax, properties: properties)
            })
    }
}

extension QueueFile {
    /// What the core is to do: the queue tree and node order of the partition `default`.
    ///
    /// Everything is inherited and merged already; what the core cannot do yet is left out, see
    /// `QueueFileReading.notYetEffective`.
    public func schedulerConfiguration() -> SchedulerConfiguration {
        guard let partition = defaultPartition else { return SchedulerConfiguration() }
        return SchedulerConfiguration(
            root: partition.effectiveRoot().configuration,
            nodeSortPolicy: partition.nodeSortPolicy)
    }
}

extension EffectiveQueue {
    fileprivate var configuration: QueueConfiguration {
        QueueConfiguration(
            name: name, isParent: !isLeaf, guaranteed: guaranteed, max: max,
            maxApplications: maxApplications, applicationSortPolicy: applicationSortPolicy,
            prioritySorting: prioritySorting, priorityPolicy: priorityPolicy,
            priorityOffset: priorityOffset, backfill: backfill,
            children: children.map(\.configuration))
    }
}
