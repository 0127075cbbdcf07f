/// Applications find their leaf queue.
extension Scheduler {
    /// The leaf queue for an application, or why there is none.
    mutating func findQueue(for application: Application) -> Result<QueueID, RejectionReason> {
        switch application.queue {
        case .leaf(let queue):
            guard queues.isLeaf(queue) else { return .failure(.noSuchLeafQueue(queue)) }
            guard !queues.records[queue.index].isDraining else {
                return .failure(.queueDraining(queue))
            }
            return .success(queue)
        case .rules(let request):
            let path = (request.queueName ?? "root.default").split(separator: ".")
            guard let queue = queueID(path: path.map(String.init)), queues.isLeaf(queue) else {
                return .failure(.noPlacementRuleMatched)
            }
            decide(.placed(application.id, queue))
            return .success(queue)
        }
    }
}
