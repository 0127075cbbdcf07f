/// What single users and groups may use of a queue and all below it.
extension Scheduler {
    /// Finds the limits that concern an application that is new.
    mutating func findLimits(of application: Int32) {
        guard queues.hasLimits else { return }
        applications.records[Int(application)].limits = retainLimits(of: application)
    }

    /// Forgets the limits of an application that is gone.
    mutating func releaseLimits(of application: Int32) {
        for bucket in applications.records[Int(application)].limits { limits.release(bucket) }
        applications.records[Int(application)].limits = []
    }

    /// Finds everybody's limits again, after the configuration changed.
    ///
    /// The group that counts for an application is chosen anew, too: YuniKorn keeps the one it
    /// had, by which a group that has a limit since the reload would not bind what runs already.
    mutating func replaceLimits() {
        queues.noteLimits()
        guard queues.hasLimits || !limits.buckets.isEmpty else { return }
        limits = LimitTable()
        for index in applications.records.indices
        where applications.records[index].exists {
            applications.records[index].limits = []
            applications.limitBars[index] = LimitBar()
            guard existingQueue(of: Int32(index)) >= 0 else { continue }
            let buckets = retainLimits(of: Int32(index))
            applications.records[index].limits = buckets
            guard !buckets.isEmpty else { continue }
            let usage = applications.usage.resources(index)
            let isRunning = applications.records[index].countsAsRunning
            for bucket in buckets { limits.take(over: usage, isRunning: isRunning, into: bucket) }
            let claim = applications.records[index].claim
            if claim >= 0 { chargeLimits(claims[claim].lanes, times: 1, of: Int32(index)) }
        }
        limits.noteCuts()
    }

    /// The buckets that concern an application: its user's from the leaf to the root, then its
    /// group's.
    ///
    /// - Complexity: O(limits on the path · groups).
    private mutating func retainLimits(of application: Int32) -> [Int32] {
        let index = Int(application)
        let user = applications.records[index].user
        let group = limitedGroup(of: application)
        var buckets: [Int32] = []
        for subject in [.user(user)] + (group.map { [.group($0)] } ?? []) as [LimitSubject] {
            var queue = applications.records[index].queue
            while queue >= 0 {
                if let limit = queues.limit(for: subject, in: queue), !limit.isOpen {
                    buckets.append(limits.retain(subject, in: queue, limit))
                }
                queue = queues.records[Int(queue)].parent
            }
        }
        return buckets
    }

    /// The group whose limits count for an application: on the way from the leaf to the root the
    /// first of its groups that a queue has a limit for, else `*` if the queue has one for it.
    private func limitedGroup(of application: Int32) -> String? {
        let groups = applications.records[Int(application)].groupNames
        var queue = applications.records[Int(application)].queue
        while queue >= 0 {
            for name in groups + ["*"]
            where queues.limit(for: .group(name), in: queue) != nil { return name }
            queue = queues.records[Int(queue)].parent
        }
        return nil
    }

    // MARK: Booking

    mutating func chargeLimits(_ lanes: [RequestLane], times count: Int64, of application: Int32) {
        for bucket in applications.records[Int(application)].limits {
            limits.charge(lanes, times: count, to: bucket)
        }
    }

    mutating func countInLimits(_ application: Int32, running: Bool) {
        for bucket in applications.records[Int(application)].limits {
            limits.changeRunningApplications(bucket, running: running)
        }
    }

    /// The first limit by which an application that does not run yet may not start, or `nil`.
    @inline(__always)
    func firstFullLimit(of application: Int32) -> WaitReason? {
        let index = Int(application)
        guard !applications.records[index].limits.isEmpty,
            !applications.records[index].countsAsRunning
        else { return nil }
        return limits.firstAtMaxApplications(applications.records[index].limits)
    }

    /// Remembers which bucket bars an application that a limit kept back, so that it is passed
    /// over until something is given back to that bucket.
    ///
    /// With thousands of one user's jobs waiting at the user's limit, each end of somebody else's
    /// would have them all tried again. Only a bucket that bars each ask set that waits is one to
    /// wait for.
    mutating func noteLimitBar(of application: Int32) {
        let index = Int(application)
        let isNew = !applications.records[index].countsAsRunning
        let steps =
            applications.records[index].isUnformedGang
            ? [gangLanes(of: application)]
            : applications.records[index].sets.filter { asks.sets[Int($0)].waiting.count > 0 }
                .map { classes[asks.sets[Int($0)].classIndex].lanes }
        let bucket = applications.records[index].limits.first { bucket in
            isNew && !limits.hasRoom(forApplications: 1, in: bucket)
                || steps.allSatisfy { !limits.hasRoom(for: $0, in: bucket) }
        }
        guard let bucket else { return }
        applications.limitBars[index] = LimitBar(
            bucket: bucket, version: limits.buckets[Int(bucket)].freedVersion)
    }

    /// Whether an application is known to be kept back by a limit.
    @inline(__always)
    func isKnownToBeBarred(_ application: Int32) -> Bool {
        queues.hasLimits && limits.stillHolds(applications.limitBars[Int(application)])
    }

    /// The first limit of an application that a request would exceed, or `nil`.
    @inline(__always)
    func firstExceededLimit(_ lanes: [RequestLane], of application: Int32) -> WaitReason? {
        let concerned = applications.records[Int(application)].limits
        return concerned.isEmpty ? nil : limits.firstOverMax(lanes, in: concerned)
    }
}

extension QueueTree {
    mutating func noteLimits() {
        hasLimits = records.contains { !$0.limits.isEmpty }
    }

    /// What a queue limits a user or group to: a limit that names it; for users else the one for
    /// `*`, which is for each of them alone.
    func limit(for subject: LimitSubject, in queue: Int32) -> QueueLimit? {
        let limits = records[Int(queue)].limits
        switch subject {
        case .user(let name):
            return limits.first { $0.users.contains(name) }
                ?? limits.first { $0.users.contains("*") }
        case .group(let name): return limits.first { $0.groups.contains(name) }
        }
    }
}

extension QueueLimit {
    /// Whether it limits nothing.
    fileprivate var isOpen: Bool { maxResources.isEmpty && maxApplications == 0 }
}
