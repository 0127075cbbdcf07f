internal import HeapModule
internal import MusterConfiguration
internal import MusterCore
internal import MusterWorkloads

/// What happens to jobs, and what the scheduler's decisions mean for them.
extension Simulation {
    // MARK: Into the scheduler

    /// Lets an event happen.
    ///
    /// - Returns: Whether a job ended.
    mutating func happen(_ event: SimulationEvent) -> Bool {
        switch event.kind {
        case .membersAppear:
            addMembers(of: Int(event.group))
            return false
        case .groupEnds, .membersEnd:
            return end(event)
        case .checkpoint:
            checkpoint(event)
            return false
        case .evictionEnds:
            endEviction(event)
            return false
        }
    }

    private mutating func end(_ event: SimulationEvent) -> Bool {
        let group = Int(event.group)
        let index = Int(groupRuns[group].job)
        let job = workload.jobs[index]
        var ended = [event.asks]
        if outcomes[index].evictions > 0 || !evicting.isEmpty {
            // What was evicted since the event was made does not end by it.
            ended = event.asks.parts(where: { generation(of: $0) == event.generation })
            for ask in ended.lazy.flatMap(\.indices) { noteNotEvicting(ask) }
        }
        for part in ended { groupRuns[group].ended += part.count }
        let isOver = job.groups.allSatisfy {
            groupRuns[$0].ended == workload.taskGroups[$0].members
        }
        guard isOver else {
            for part in ended { scheduler.apply(.allocationsFinished(part)) }
            return false
        }
        outcomes[index].state = .finished
        outcomes[index].end = now
        runningJobs -= 1
        remove(index)
        return true
    }

    private mutating func remove(_ index: Int) {
        let job = workload.jobs[index]
        let application = groupRuns[Int(job.firstTaskGroup)].application
        scheduler.apply(.applicationRemoved(ApplicationID(rawValue: application)))
        for group in job.groups where groupRuns[group].asks.count > 0 {
            askIdentifiers.giveBack(groupRuns[group].asks)
            guard outcomes[index].evictions > 0 else { continue }
            for ask in groupRuns[group].asks.indices { restarts[Int32(ask)] = nil }
        }
        checkpoints[Int32(index)] = nil
        jobOfApplication[Int(application)] = -1
        freeApplications.append(application)
        partialGangs.remove(Int32(index))
        endedJobs += 1
    }

    // MARK: Out of the scheduler

    /// Does what the decisions of the last cycle say.
    mutating func carryOut() {
        var isPartial = false
        for decision in scheduler.decisions {
            switch decision {
            case .allocated(let range, _): place(range)
            case .held(let application, let group, let count, _):
                hold(application, group, count)
            case .stateChanged(let application, _, .failed): fail(application)
            case .rejected(let application, let reason):
                turnAway(application, because: scheduler.text(of: reason, catalog: catalog))
            case .waits(let application, let reason): noteReason(reason, of: application)
            case .evicted(let range, let reason): evict(range, because: reason)
            case .unheld, .released, .reserved, .stateChanged, .refused, .placed, .queueChanged,
                .replaced, .unneeded:
                break
            }
        }
        followQueues()
        noteUsageAfterEvictions()
        for group in touchedGroups {
            isPartial = !beginWhole(Int(group)) || isPartial
        }
        if isPartial { beginMembers() }
        for group in touchedGroups { groupRuns[Int(group)].startedInCycle = 0 }
        touchedGroups.removeAll(keepingCapacity: true)
        scheduler.clearDecisions()
        decisionsFollowed = 0
    }

    private mutating func noteReason(_ reason: WaitReason, of application: ApplicationID) {
        let index = Int(jobOfApplication[application.index])
        guard index >= 0, outcomes[index].start == .never, !firstReasons.contains(index)
        else { return }
        var other: Int32 = -1
        switch reason {
        case .behind(let ahead), .wouldDelay(let ahead, _): other = jobOfApplication[ahead.index]
        default: break
        }
        firstReasons.insert(FirstReason(reason: reason, otherJob: other), of: index)
    }

    private mutating func place(_ range: AskRange) {
        let group = Int(askIdentifiers.group(of: range.first))
        let index = Int(groupRuns[group].job)
        if groupRuns[group].startedInCycle == 0 { touchedGroups.append(Int32(group)) }
        groupRuns[group].startedInCycle += range.count
        outcomes[index].members += range.count - restarted(range)
        askIdentifiers.start(range, at: now)
        noteStart(index)
        noteGangPlaces(index, range.count)
    }

    private mutating func hold(_ application: ApplicationID, _ group: Int32, _ count: Int32) {
        let index = Int(jobOfApplication[application.index])
        noteStart(index)
        noteGangPlaces(index, count)
    }

    private mutating func noteGangPlaces(_ index: Int, _ count: Int32) {
        guard workload.jobs[index].isGang, !isFormed[index] else { return }
        isFormed[index] = partialGangs.placed(
            Int32(index), count: count, of: workload.gangSize(of: workload.jobs[index]))
    }

    /// The first places of a job: it runs, and members that come later are on their way.
    private mutating func noteStart(_ index: Int) {
        guard outcomes[index].state == .waiting else { return }
        outcomes[index].state = .running
        waitingJobs -= 1
        runningJobs += 1
        beginCheckpoints(of: index)
        guard outcomes[index].start == .never else {
            noteResumed(index)
            return
        }
        outcomes[index].start = now
        explainWait(of: index)
        for group in workload.jobs[index].groups {
            let delay = workload.taskGroups[group].appearsAfter
            guard delay > .zero else { continue }
            schedule(.membersAppear, at: now + delay, group: group)
        }
    }

    /// Puts into words why a job began to wait, if it is among those that waited longest: now,
    /// because the queue that the reason speaks of may be gone at the end.
    private mutating func explainWait(of index: Int) {
        let wait = now - workload.jobs[index].submitted
        let change = firstReasons.start(index, after: wait)
        if let dropped = change.dropped { outcomes[dropped].reason = "" }
        guard let first = change.kept else { return }
        let other = first.otherJob >= 0 ? workload.jobs[Int(first.otherJob)].name : "another"
        outcomes[index].reason = scheduler.text(of: first.reason, catalog: catalog) { _ in other }
    }

    /// Whether all members of a group started in this cycle, for the first time.
    private func isWhole(_ group: Int) -> Bool {
        groupRuns[group].startedInCycle == workload.taskGroups[group].members
            && outcomes[Int(groupRuns[group].job)].evictions == 0
    }

    /// If all members of a group started in this cycle, they end together.
    private mutating func beginWhole(_ group: Int) -> Bool {
        guard isWhole(group) else { return false }
        schedule(
            .groupEnds, at: now + workload.taskGroups[group].runTime, group: group,
            asks: groupRuns[group].asks)
        return true
    }

    /// Members of groups that started in part, or once more, end one by one.
    private mutating func beginMembers() {
        for decision in scheduler.decisions {
            guard case .allocated(let range, _) = decision else { continue }
            let group = Int(askIdentifiers.group(of: range.first))
            guard !isWhole(group) else { continue }
            let runTime = workload.taskGroups[group].runTime
            let parts = restarts.isEmpty ? [range] : range.parts(by: { restarts[Int32($0)] })
            for part in parts {
                let restart = restarts[part.first.rawValue]
                schedule(
                    .membersEnd, at: now + (runTime - (restart?.kept ?? .zero)), group: group,
                    asks: part, generation: restart?.generation ?? 0)
            }
        }
    }

    mutating func schedule(
        _ kind: SimulationEvent.Kind, at time: Tick, group: Int,
        asks: AskRange = AskRange(first: AskID(rawValue: 0), count: 0), generation: UInt16 = 0
    ) {
        // Whoever ends by itself at the moment at which its eviction would end it has ended.
        let rank: Int64 = kind == .evictionEnds ? 1 << 62 : 0
        events.insert(
            SimulationEvent(
                time: time, sequence: eventSequence + rank, kind: kind, generation: generation,
                group: Int32(group), asks: asks))
        eventSequence += 1
    }

    private mutating func fail(_ application: ApplicationID) {
        let index = jobOfApplication[application.index]
        guard index >= 0, outcomes[Int(index)].state == .waiting else { return }
        outcomes[Int(index)].state = .failed
        outcomes[Int(index)].reason = "its gang did not form before the timeout"
        waitingJobs -= 1
        remove(Int(index))
    }

    private mutating func turnAway(_ application: ApplicationID, because reason: String) {
        let index = Int(jobOfApplication[application.index])
        guard outcomes[index].state == .waiting else { return }
        waitingJobs -= 1
        outcomes[index].state = .rejected
        outcomes[index].reason = reason
        remove(index)
    }
}

extension Job {
    /// The indices of its task groups in the workload.
    var groups: Range<Int> {
        Int(firstTaskGroup)..<Int(firstTaskGroup + taskGroupCount)
    }
}

extension Workload {
    /// Without how many members a gang does not start.
    func gangSize(of job: Job) -> Int32 {
        job.groups.reduce(0) { $0 + taskGroups[$1].minMembers }
    }
}
