internal import MusterCore

/// The leaf queues that jobs were in, in the order in which they were first seen.
///
/// Queues come and go while a simulation runs, and the core gives their identifiers out again; a
/// path keeps its index for good.
struct LeafQueues: Sendable {
    private(set) var paths: [String] = []
    /// Per index: the queue that has the path now, if there is one.
    private var queues: [QueueID?] = []
    /// Only looked up by key.
    private var indexOfPath: [String: Int32] = [:]
    /// Per identifier: the index, or -1.
    private var indexOfQueue: [Int32] = []

    var count: Int { paths.count }

    /// The index of a queue that exists.
    mutating func index(of queue: QueueID, path: @autoclosure () -> String) -> Int32 {
        let missing = queue.index + 1 - indexOfQueue.count
        if missing > 0 { indexOfQueue.append(contentsOf: repeatElement(-1, count: missing)) }
        if indexOfQueue[queue.index] >= 0 { return indexOfQueue[queue.index] }
        let path = path()
        let index = indexOfPath[path] ?? Int32(paths.count)
        if Int(index) == paths.count {
            paths.append(path)
            queues.append(nil)
            indexOfPath[path] = index
        }
        queues[Int(index)] = queue
        indexOfQueue[queue.index] = index
        return index
    }

    /// A queue is gone; its identifier may come back with another path.
    mutating func forget(_ queue: QueueID) {
        guard queue.index < indexOfQueue.count, indexOfQueue[queue.index] >= 0 else { return }
        queues[Int(indexOfQueue[queue.index])] = nil
        indexOfQueue[queue.index] = -1
    }

    /// The queue that has the path of an index now, or `nil` while there is none.
    subscript(index: Int) -> QueueID? { queues[index] }
}
