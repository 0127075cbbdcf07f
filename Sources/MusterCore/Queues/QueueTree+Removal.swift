/// When queues may go.
extension QueueTree {
    /// Whether a queue goes once it is empty: it drains, or a placement rule created it.
    func mayGo(_ queue: Int32) -> Bool {
        let index = Int(queue)
        return records[index].exists && queue != 0
            && (records[index].isDraining || records[index].isDynamic)
    }

    /// Whether a queue may go at this moment, but for its past.
    func isRemovable(_ queue: Int32, at now: Tick) -> Bool {
        let index = Int(queue)
        return mayGo(queue) && records[index].applications == 0
            && records[index].children.isEmpty && records[index].removal <= now
    }

    /// Counts an application that came, or ended, in a leaf queue and its ancestors; O(depth).
    mutating func changeApplications(_ leaf: Int32, by count: Int64) {
        var queue = leaf
        while queue >= 0 {
            records[Int(queue)].applications += count
            queue = records[Int(queue)].parent
        }
    }

    /// Whether applications that have not ended are in the queue itself; O(children).
    func hasOwnApplications(_ queue: Int32) -> Bool {
        let below = records[Int(queue)].children.reduce(0) {
            $0 + records[Int($1)].applications
        }
        return records[Int(queue)].applications > below
    }
}
