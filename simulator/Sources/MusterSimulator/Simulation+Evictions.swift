internal import MusterCore
internal import MusterWorkloads

/// What is known of a member that was evicted before.
struct Restart: Hashable, Sendable {
    /// How much of its run time it need not do again.
    var kept = Tick.zero
    /// How often it was evicted, counted round: tells the events of its runs apart.
    var generation: UInt16 = 0
}

/// The checkpoints of a job that runs.
struct Checkpoints: Sendable {
    /// When the job started, or started again.
    var since: Tick
    var interval: Tick
    /// How often it stopped, counted round: tells the events of its runs apart.
    var generation: UInt16

    /// The last checkpoint not after a moment, or the start.
    func last(until time: Tick) -> Tick {
        let passed = (time - since).milliseconds
        return since + Tick(milliseconds: passed - passed % interval.milliseconds)
    }
}

/// Members are evicted, and start again.
extension Simulation {
    // MARK: Told to end

    /// Members are to end: they do after the grace period, unless they end by themselves before.
    mutating func evict(_ range: AskRange, because reason: EvictionReason) {
        for part in askIdentifiers.parts(of: range) {
            let group = Int(askIdentifiers.group(of: part.first))
            let record = recordEviction(of: group, count: part.count, because: reason)
            let queue = Int(evictions[record].queue)
            for ask in part.indices {
                evicting[Int32(ask)] = record
                changeEvictingUsage(of: queue, group, by: 1)
            }
            schedule(.evictionEnds, at: now + options.evictionGrace, group: group, asks: part)
        }
    }

    /// Adds members to what is told at this moment to the same job for the same reason.
    private mutating func recordEviction(
        of group: Int, count: Int32, because reason: EvictionReason
    ) -> Int {
        let job = groupRuns[group].job
        let reason = self.reason(reason)
        let known = evictions[evictionsNoted...].firstIndex {
            $0.job == job && $0.reason == reason
        }
        if let known {
            evictions[known].members += count
            return known
        }
        evictions.append(
            Eviction(
                job: job, queue: outcomes[Int(job)].queue, reason: reason, told: now,
                members: count))
        return evictions.count - 1
    }

    private func reason(_ reason: EvictionReason) -> Eviction.Reason {
        switch reason {
        case .preempted(let application): .preempted(by: jobOfApplication[application.index])
        case .requiredNode(let application, _):
            .requiredNode(by: jobOfApplication[application.index])
        case .quota(let queue): .quota(scheduler.queuePath(queue))
        }
    }

    /// Completes the records of this moment, once all its decisions are known.
    mutating func noteUsageAfterEvictions() {
        for record in evictionsNoted..<evictions.count {
            let index = Int(evictions[record].queue)
            guard let queue = leafQueues[index] else { continue }
            evictions[record].usageAfter =
                scheduler.usage(of: queue) + evictingUsage[index] * -1
        }
        evictionsNoted = evictions.count
    }

    private mutating func changeEvictingUsage(of queue: Int, _ group: Int, by count: Int64) {
        let missing = leafQueues.count - evictingUsage.count
        evictingUsage.append(contentsOf: repeatElement(.none, count: max(0, missing)))
        let request = workload.requests[Int(workload.taskGroups[group].request)]
        evictingUsage[queue] = evictingUsage[queue] + request * count
    }

    /// A member is not to be evicted any more: it has ended, the one way or the other.
    mutating func noteNotEvicting(_ ask: Int) {
        guard let record = evicting.removeValue(forKey: Int32(ask)) else { return }
        changeEvictingUsage(
            of: Int(evictions[record].queue), Int(askIdentifiers.group(of: AskID(ask))), by: -1)
    }

    // MARK: Ended

    /// The grace period is over: what was told to end and still runs ends.
    mutating func endEviction(_ event: SimulationEvent) {
        // An identifier may have gone to another member since, which may have been told as well.
        let parts = event.asks.parts(where: { ask in
            evicting[Int32(ask)].map { evictions[$0].told + options.evictionGrace == now } ?? false
        })
        guard let first = parts.first, let record = evicting[first.first.rawValue] else { return }
        let job = Int(evictions[record].job)
        for part in parts {
            for ask in part.indices { lose(ask, of: job, record: record) }
            scheduler.apply(.allocationsEvicted(part))
        }
        guard !isAnyRunning(job) else { return }
        outcomes[job].state = .waiting
        runningJobs -= 1
        waitingJobs += 1
        isFormed[job] = false
        partialGangs.remove(Int32(job))
        checkpoints[Int32(job)]?.generation &+= 1
        evictions[record].stopped = now
        stoppedBy[Int32(job)] = record
    }

    /// Books what a member did in vain, and what it has to do again.
    private mutating func lose(_ ask: Int, of job: Int, record: Int) {
        noteNotEvicting(ask)
        guard let start = askIdentifiers.start(of: ask) else { return }
        let saved = max(start, checkpoints[Int32(job)]?.last(until: now) ?? start)
        let lost = (now - saved).milliseconds
        askIdentifiers.stop(ask)
        var restart = restarts[Int32(ask)] ?? Restart()
        restart.kept = restart.kept + (saved - start)
        restart.generation &+= 1
        restarts[Int32(ask)] = restart
        outcomes[job].evictions += 1
        evictions[record].evicted += 1
        evictions[record].lostMilliseconds =
            evictions[record].lostMilliseconds.addingSaturating(lost)
        let group = Int(askIdentifiers.group(of: AskID(ask)))
        let request = workload.requests[Int(workload.taskGroups[group].request)]
        addLoss(of: Int32(job), milliseconds: lost, request: request)
    }

    private mutating func addLoss(of job: Int32, milliseconds: Int64, request: Resources) {
        let index = lossOfJob[job] ?? losses.count
        if index == losses.count {
            lossOfJob[job] = index
            losses.append(
                JobLoss(
                    job: job, memberMilliseconds: 0,
                    resourceMilliseconds: Array(repeating: 0, count: catalog.names.count)))
        }
        losses[index].memberMilliseconds =
            losses[index].memberMilliseconds.addingSaturating(milliseconds)
        for (resource, quantity) in request.quantities.enumerated() where quantity > 0 {
            losses[index].resourceMilliseconds[resource] +=
                UInt128(quantity) * UInt128(milliseconds)
        }
    }

    /// Whether a job has members that run; O(members).
    private func isAnyRunning(_ job: Int) -> Bool {
        workload.jobs[job].groups.contains { group in
            groupRuns[group].asks.indices.contains { ask in
                guard let start = askIdentifiers.start(of: ask) else { return false }
                let kept = restarts[Int32(ask)]?.kept ?? .zero
                return start + (workload.taskGroups[group].runTime - kept) > now
            }
        }
    }

    // MARK: Started again

    /// A job that was stopped runs again.
    mutating func noteResumed(_ job: Int) {
        guard let record = stoppedBy.removeValue(forKey: Int32(job)) else { return }
        evictions[record].resumed = now
    }

    /// How many members of a range have had a place before.
    func restarted(_ range: AskRange) -> Int32 {
        guard !restarts.isEmpty else { return 0 }
        return range.indices.reduce(0) { $0 + (restarts[Int32($1)] == nil ? 0 : 1) }
    }

    /// How often a member was evicted, counted round.
    func generation(of ask: Int) -> UInt16 {
        restarts[Int32(ask)]?.generation ?? 0
    }

    // MARK: Checkpoints

    /// A job starts, or starts again: its checkpoints count from now.
    mutating func beginCheckpoints(of job: Int) {
        let properties = Int(workload.jobs[job].properties)
        guard properties != 0, let interval = workload.properties[properties].checkpointInterval
        else { return }
        let generation = checkpoints[Int32(job)]?.generation ?? 0
        checkpoints[Int32(job)] = Checkpoints(
            since: now, interval: interval, generation: generation)
        scheduleCheckpoint(of: job, interval, generation)
    }

    /// A job saves what it has done, and will again.
    mutating func checkpoint(_ event: SimulationEvent) {
        let run = groupRuns[Int(event.group)]
        guard let known = checkpoints[run.job], known.generation == event.generation else { return }
        scheduler.apply(
            .applicationCheckpointed(ApplicationID(rawValue: run.application), now))
        scheduleCheckpoint(of: Int(run.job), known.interval, known.generation)
    }

    private mutating func scheduleCheckpoint(
        of job: Int, _ interval: Tick, _ generation: UInt16
    ) {
        schedule(
            .checkpoint, at: now + interval, group: Int(workload.jobs[job].firstTaskGroup),
            generation: generation)
    }
}
