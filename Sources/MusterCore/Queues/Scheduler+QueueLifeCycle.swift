/// Queues come and go while applications do.
extension Scheduler {
    /// How long a queue that may go stays empty before it does, as in YuniKorn at the most.
    static var queueRemovalDelay: Tick { Tick(seconds: 10) }

    /// Creates the queues that are missing on the way to a leaf queue.
    mutating func open(_ place: QueuePlace) -> Int32 {
        var queue = place.deepest
        guard let leaf = place.missing.last else { return queue }
        for name in place.missing.dropLast() {
            queue = add(name, to: queue, isLeaf: false, settings: QueueSettings())
        }
        return add(leaf, to: queue, isLeaf: true, settings: place.settings)
    }

    private mutating func add(
        _ name: String, to parent: Int32, isLeaf: Bool, settings: QueueSettings
    ) -> Int32 {
        let queue = queues.addDynamicChild(
            to: parent, named: name, isLeaf: isLeaf, settings: settings,
            cluster: nodes.totalCapacity)
        decide(.queueChanged(QueueID(rawValue: queue), .active))
        return queue
    }

    /// Makes the bounds of a queue what a quota says, if a placement rule made the queue.
    mutating func setQuota(_ quota: QueueQuota, of queue: Int32) {
        guard queues.exists(QueueID(rawValue: queue)), queues.records[Int(queue)].isDynamic else {
            return
        }
        let settings = quota.applied(to: queues.records[Int(queue)].settings)
        guard settings != queues.records[Int(queue)].settings else { return }
        reach(quota)
        queues.setBounds(of: queue, settings: settings)
        entitlementsAreStale = true
        quotaIsStale = true
        noteFreed()
        refreshWaitingEntries()
    }

    /// Makes every table wide enough for a quota.
    mutating func reach(_ quota: QueueQuota) {
        let bounds = [quota.max, quota.guaranteed].compactMap { $0?.entries.last }
        reach(width: (bounds.map(\.resource.index).max() ?? -1) + 1)
    }

    /// An application has come to its queue.
    mutating func enterQueue(of application: Int32) {
        let queue = applications.records[Int(application)].queue
        applications.records[Int(application)].queueGeneration =
            queues.records[Int(queue)].generation
        queues.changeApplications(queue, by: 1)
    }

    /// An application has ended: those of its queues that are empty now and may go, will.
    mutating func leaveQueue(of application: Int32) {
        var queue = applications.records[Int(application)].queue
        guard queue >= 0 else { return }
        queues.changeApplications(queue, by: -1)
        while queue > 0, queues.records[Int(queue)].applications == 0 {
            if queues.mayGo(queue) { scheduleRemoval(of: queue) }
            queue = queues.records[Int(queue)].parent
        }
    }

    /// Tells that queues began or ceased to drain.
    mutating func note(_ changes: [(queue: Int32, state: QueueState)]) {
        for (queue, state) in changes {
            decide(.queueChanged(QueueID(rawValue: queue), state))
            if state == .draining, queues.records[Int(queue)].applications == 0 {
                scheduleRemoval(of: queue)
            }
        }
    }

    private mutating func scheduleRemoval(of queue: Int32, after delay: Tick = .zero) {
        let time = now + max(delay, Self.queueRemovalDelay)
        queues.records[Int(queue)].removal = time
        timers.set(
            .queueRemoval, at: time, for: queue,
            sequence: queues.records[Int(queue)].generation)
    }

    /// Removes a queue if it is still empty, and each ancestor that has only waited for that.
    mutating func removeIfEmpty(_ queue: Int32) {
        var queue = queue
        while queues.isRemovable(queue, at: now) {
            let parent = queues.records[Int(queue)].parent
            guard !queues.historyMatters(queue) else {
                // It fades with the half-life: no need to look sooner.
                scheduleRemoval(
                    of: queue, after: queues.records[Int(parent)].settings.fairnessHalfLife)
                return
            }
            queues.remove(queue)
            decide(.queueChanged(QueueID(rawValue: queue), .removed))
            queue = parent
        }
    }

    /// The leaf queue of an application, as long as that exists, or -1.
    func existingQueue(of application: Int32) -> Int32 {
        let index = Int(application)
        let queue = applications.records[index].queue
        guard queue >= 0,
            queues.records[Int(queue)].generation == applications.records[index].queueGeneration,
            queues.records[Int(queue)].exists
        else { return -1 }
        return queue
    }
}
