internal import HeapModule
internal import MusterCore
internal import MusterWorkloads

/// What happens to jobs, and what the scheduler's decisions mean for them.
extension Simulation {
    // MARK: Into the scheduler

    mutating func submit(_ index: Int) {
        let job = workload.jobs[index]
        let queue = queueOfName[Int(job.queue)]
        outcomes[index].queue = queue
        guard queue >= 0 else {
            let name = workload.queues[Int(job.queue)]
            reject(index, because: "there is no leaf queue `\(name)` and no root.default")
            return
        }
        let members = job.groups.map { workload.taskGroups[$0].members }
        guard askIdentifiers.hasRoom(for: members) else {
            let most = AskIdentifiers.maximum
            reject(index, because: "more than \(most) members would exist at once")
            return
        }
        let application = takeApplicationSlot(for: Int32(index))
        scheduler.apply(
            .applicationSubmitted(
                Application(
                    id: application, queue: leafQueues[Int(queue)],
                    user: workload.users[Int(job.user)], submitted: job.submitted,
                    runTimeEstimate: job.runTimeEstimate, gang: gang(of: job))))
        waitingJobs += 1
        for group in job.groups {
            groupRuns[group].job = Int32(index)
            groupRuns[group].application = application.rawValue
            if workload.taskGroups[group].appearsAfter == .zero { addMembers(of: group) }
        }
    }

    private func gang(of job: Job) -> Gang? {
        guard job.isGang else { return nil }
        return Gang(
            taskGroups: job.groups.map {
                TaskGroup(
                    minMember: workload.taskGroups[$0].members,
                    request: workload.requests[Int(workload.taskGroups[$0].request)],
                    priority: job.priority)
            })
    }

    private mutating func addMembers(of group: Int) {
        let job = workload.jobs[Int(groupRuns[group].job)]
        let members = workload.taskGroups[group].members
        let range = askIdentifiers.take(members, for: Int32(group))
        groupRuns[group].asks = range
        scheduler.apply(
            .asksAdded(
                AskSubmission(
                    asks: range, application: ApplicationID(rawValue: groupRuns[group].application),
                    request: workload.requests[Int(workload.taskGroups[group].request)],
                    priority: job.priority,
                    taskGroup: job.isGang ? Int32(group) - job.firstTaskGroup : nil)))
    }

    /// Lets an event happen.
    ///
    /// - Returns: Whether a job ended.
    mutating func happen(_ event: SimulationEvent) -> Bool {
        let group = Int(event.group)
        switch event.kind {
        case .membersAppear:
            addMembers(of: group)
            return false
        case .groupEnds, .membersEnd:
            groupRuns[group].ended += event.asks.count
            let index = Int(groupRuns[group].job)
            let job = workload.jobs[index]
            let isOver = job.groups.allSatisfy {
                groupRuns[$0].ended == workload.taskGroups[$0].members
            }
            guard isOver else {
                scheduler.apply(.allocationsFinished(event.asks))
                return false
            }
            outcomes[index].state = .finished
            outcomes[index].end = now
            runningJobs -= 1
            remove(index)
            return true
        }
    }

    private mutating func remove(_ index: Int) {
        let job = workload.jobs[index]
        let application = groupRuns[Int(job.firstTaskGroup)].application
        scheduler.apply(.applicationRemoved(ApplicationID(rawValue: application)))
        for group in job.groups where groupRuns[group].asks.count > 0 {
            askIdentifiers.giveBack(groupRuns[group].asks)
        }
        jobOfApplication[Int(application)] = -1
        freeApplications.append(application)
        partialGangs.remove(Int32(index))
        endedJobs += 1
    }

    private mutating func reject(_ index: Int, because reason: String) {
        outcomes[index].state = .rejected
        outcomes[index].reason = reason
        endedJobs += 1
    }

    private mutating func takeApplicationSlot(for job: Int32) -> ApplicationID {
        if let reused = freeApplications.popLast() {
            jobOfApplication[Int(reused)] = job
            return ApplicationID(rawValue: reused)
        }
        jobOfApplication.append(job)
        return ApplicationID(jobOfApplication.count - 1)
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
            case .unheld, .released, .reserved, .stateChanged, .refused, .evicted, .placed,
                .queueChanged:
                break
            }
        }
        for group in touchedGroups {
            isPartial = !beginWhole(Int(group)) || isPartial
        }
        if isPartial { beginMembers() }
        for group in touchedGroups { groupRuns[Int(group)].startedInCycle = 0 }
        touchedGroups.removeAll(keepingCapacity: true)
        scheduler.clearDecisions()
    }

    private mutating func noteReason(_ reason: WaitReason, of application: ApplicationID) {
        let index = Int(jobOfApplication[application.index])
        guard index >= 0, firstReasons[index] == nil else { return }
        var other: Int32 = -1
        switch reason {
        case .behind(let ahead), .wouldDelay(let ahead, _): other = jobOfApplication[ahead.index]
        default: break
        }
        firstReasons[index] = FirstReason(reason: reason, otherJob: other)
    }

    private mutating func place(_ range: AskRange) {
        let group = Int(askIdentifiers.group(of: range.first))
        let index = Int(groupRuns[group].job)
        if groupRuns[group].startedInCycle == 0 { touchedGroups.append(Int32(group)) }
        groupRuns[group].startedInCycle += range.count
        outcomes[index].members += range.count
        noteStart(index)
        let job = workload.jobs[index]
        if job.isGang, workload.taskGroups[group].appearsAfter == .zero {
            partialGangs.placed(Int32(index), count: range.count, of: workload.members(of: job))
        }
    }

    private mutating func hold(_ application: ApplicationID, _ group: Int32, _ count: Int32) {
        let index = Int(jobOfApplication[application.index])
        noteStart(index)
        partialGangs.placed(
            Int32(index), count: count, of: workload.members(of: workload.jobs[index]))
    }

    /// The first places of a job: it runs, and members that come later are on their way.
    private mutating func noteStart(_ index: Int) {
        guard outcomes[index].start == .never else { return }
        outcomes[index].start = now
        outcomes[index].state = .running
        waitingJobs -= 1
        runningJobs += 1
        for group in workload.jobs[index].groups {
            let delay = workload.taskGroups[group].appearsAfter
            guard delay > .zero else { continue }
            schedule(
                .membersAppear, at: now + delay, group: group,
                asks: AskRange(first: AskID(rawValue: 0), count: 0))
        }
    }

    /// If all members of a group started in this cycle, they end together.
    private mutating func beginWhole(_ group: Int) -> Bool {
        guard groupRuns[group].startedInCycle == workload.taskGroups[group].members
        else { return false }
        schedule(
            .groupEnds, at: now + workload.taskGroups[group].runTime, group: group,
            asks: groupRuns[group].asks)
        return true
    }

    /// Members of groups that started in part end one by one.
    private mutating func beginMembers() {
        for decision in scheduler.decisions {
            guard case .allocated(let range, _) = decision else { continue }
            let group = Int(askIdentifiers.group(of: range.first))
            guard groupRuns[group].startedInCycle < workload.taskGroups[group].members
            else { continue }
            schedule(
                .membersEnd, at: now + workload.taskGroups[group].runTime, group: group,
                asks: range)
        }
    }

    private mutating func schedule(
        _ kind: SimulationEvent.Kind, at time: Tick, group: Int, asks: AskRange
    ) {
        events.insert(
            SimulationEvent(
                time: time, sequence: eventSequence, kind: kind, group: Int32(group), asks: asks))
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
    /// How many members a job has in all.
    func members(of job: Job) -> Int32 {
        job.groups.reduce(0) { $0 + taskGroups[$1].members }
    }
}

/// Why a job waited when it began to.
struct FirstReason: Sendable {
    var reason: WaitReason
    /// The job that the reason speaks of, or -1.
    var otherJob: Int32
}

/// Gives out ask identifiers, consecutive for the members of a group, and takes them back.
struct AskIdentifiers: Sendable {
    /// Per ask: the task group it belongs to.
    private var groups: [Int32] = []
    /// Per count: the first identifiers of free ranges of this length.
    ///
    /// Only looked up by key.
    private var free: [Int32: [Int32]] = [:]

    /// As many asks as the core can tell apart.
    static let maximum = 100_000_000

    /// Whether this many more members could exist at once.
    func hasRoom(for counts: [Int32]) -> Bool {
        counts.reduce(groups.count) { $0 + Int($1) } <= Self.maximum
    }

    mutating func take(_ count: Int32, for group: Int32) -> AskRange {
        let first: Int32
        if let reused = free[count]?.popLast() {
            first = reused
        } else {
            first = Int32(groups.count)
            groups.append(contentsOf: repeatElement(-1, count: Int(count)))
        }
        for ask in first..<first + count { groups[Int(ask)] = group }
        return AskRange(first: AskID(rawValue: first), count: count)
    }

    mutating func giveBack(_ range: AskRange) {
        free[range.count, default: []].append(range.first.rawValue)
    }

    func group(of ask: AskID) -> Int32 {
        groups[ask.index]
    }
}
