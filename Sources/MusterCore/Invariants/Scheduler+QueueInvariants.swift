/// What must hold of the shape of the queue tree.
extension Scheduler {
    /// Every queue is linked to its parent, which lists it by name; kinds and states fit; what is
    /// counted on every level is what is there; places of removed queues are empty.
    func queueTreeViolations() -> [String] {
        let order = queues.parentsFirst()
        var isReached = Array(repeating: false, count: queues.records.count)
        for queue in order { isReached[Int(queue)] = true }
        var applicationsBelow = Array(repeating: Int64(0), count: queues.records.count)
        var violations: [String] = []
        for (index, application) in applications.records.enumerated()
        where application.exists && !application.state.isTerminal {
            var queue = existingQueue(of: Int32(index))
            if queue < 0 { violations.append("application \(index) is in no queue") }
            while queue >= 0 {
                applicationsBelow[Int(queue)] += 1
                queue = queues.records[Int(queue)].parent
            }
        }
        if order.count + queues.vacancies.count != queues.records.count {
            violations.append("the tree has \(order.count) of \(queues.records.count) queues")
        }
        for index in queues.records.indices {
            guard queues.records[index].exists, isReached[index] else {
                violations += vacancyViolations(index, isReached: isReached[index])
                continue
            }
            if queues.records[index].applications != applicationsBelow[index] {
                violations.append(
                    "queue \(index) has \(applicationsBelow[index]) applications, counts"
                        + " \(queues.records[index].applications)")
            }
            violations += linkViolations(Int32(index)) + kindViolations(index)
        }
        return violations + priorityViolations()
    }

    private func vacancyViolations(_ index: Int, isReached: Bool) -> [String] {
        if isReached { return ["queue \(index) was removed and is in the tree"] }
        if queues.records[index].exists { return ["queue \(index) is not in the tree"] }
        let hasWaiting = !queues.records[index].waiting.isEmpty
        return hasWaiting || (0..<queues.width).contains { queues.usage[index, $0] != 0 }
            ? ["queue \(index) was removed and holds or waits"] : []
    }

    private func linkViolations(_ queue: Int32) -> [String] {
        var violations: [String] = []
        let children = queues.records[Int(queue)].children
        for child in children where queues.records[Int(child)].parent != queue {
            violations.append("queue \(child) is below \(queue) and does not know")
        }
        let names = children.map { queues.records[Int($0)].name }
        for (left, right) in zip(names, names.dropFirst()) where !(left < right) {
            violations.append("queue \(left) does not come before \(right)")
        }
        return violations
    }

    private func kindViolations(_ index: Int) -> [String] {
        guard index > 0 else {
            let isSound =
                !queues.records[0].isLeaf && !queues.records[0].isDraining
                && !queues.records[0].isDynamic && queues.records[0].parent < 0
            return isSound ? [] : ["the root is no active parent"]
        }
        var violations: [String] = []
        let parent = Int(queues.records[index].parent)
        if !queues.records[index].isDraining,
            queues.records[parent].isDraining || queues.records[parent].isLeaf
        {
            violations.append("queue \(index) is active below \(parent)")
        }
        let mayGo = queues.mayGo(Int32(index))
        if mayGo, queues.records[index].applications == 0, queues.records[index].removal == .never {
            violations.append("queue \(index) is empty and will not go")
        }
        let hasMax = (0..<queues.width).contains { queues.max[index, $0] != .max }
        if queues.records[index].isBounded != (hasMax || queues.records[parent].isBounded) {
            violations.append("queue \(index) does not know whether it is bounded")
        }
        if !queues.records[index].waiting.isEmpty, queues.records[index].waitingPosition < 0 {
            violations.append("queue \(index) has applications that nobody will serve")
        }
        return violations
    }

    /// Every queue shows the highest priority inside, worked out anew from the leaves upwards.
    private func priorityViolations() -> [String] {
        var fresh = queues
        fresh.refreshAllPriorities()
        return queues.records.indices
            .filter { fresh.records[$0].priorityInside != queues.records[$0].priorityInside }
            .map { "queue \($0) does not show its highest priority" }
    }
}
