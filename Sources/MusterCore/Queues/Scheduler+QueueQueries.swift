/// What can be asked about single queues.
extension Scheduler {
    /// Whether a queue takes applications or drains, or `nil` if there is no such queue.
    public func queueState(_ queue: QueueID) -> QueueState? {
        guard queues.exists(queue) else { return nil }
        return queues.records[queue.index].isDraining ? .draining : .active
    }

    /// Whether a queue was created by a placement rule and is not named in the configuration.
    public func isDynamic(_ queue: QueueID) -> Bool {
        queues.exists(queue) && queues.records[queue.index].isDynamic
    }

    /// The settings in force in a queue, or `nil` if there is no such queue.
    public func queueSettings(_ queue: QueueID) -> QueueSettings? {
        queues.exists(queue) ? queues.records[queue.index].settings : nil
    }

    /// The queues directly below a queue, by name.
    public func children(of queue: QueueID) -> [QueueID] {
        guard queues.exists(queue) else { return [] }
        return queues.records[queue.index].children.map { QueueID(rawValue: $0) }
    }
}
