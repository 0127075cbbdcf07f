/// Applications come, go, and pass from state to state.
extension Scheduler {
    /// How long an application without asks and allocations waits for more before it is complete.
    static var completingTimeout: Tick { Tick(seconds: 30) }

    mutating func submit(_ application: Application) {
        guard (0..<Self.maximumApplications).contains(Int64(application.id.rawValue)) else {
            decide(.refused(.identifierOutOfRange(application.id.rawValue)))
            return
        }
        guard !applications.exists(application.id) else {
            decide(.refused(.applicationInUse(application.id)))
            return
        }
        let application = application.withUser
        if case .rules(let request) = application.queue { reach(request.quota) }
        let queue: Int32
        switch acceptance(of: application) {
        case .success(let place): queue = open(place)
        case .failure(let reason):
            applications.add(application, to: -1)
            decide(.rejected(application.id, reason))
            setState(.rejected, of: application.id.rawValue)
            return
        }
        if case .rules(let request) = application.queue {
            setQuota(request.quota, of: queue)
            decide(.placed(application.id, QueueID(rawValue: queue)))
        }
        applications.add(application, to: queue)
        enterQueue(of: application.id.rawValue)
        findLimits(of: application.id.rawValue)
        guard let gang = application.gang else { return }
        for group in gang.taskGroups { reach(group.request) }
        let index = application.id.index
        applications.records[index].gangStyle = gang.style
        applications.records[index].groups = gang.taskGroups.map {
            GroupRecord(
                minMember: $0.minMember, classIndex: classes.retain($0.request, $0.constraints),
                priority: $0.priority)
        }
        let mode = gang.placeholders ?? queues.records[Int(queue)].settings.placeholders
        applications.records[index].usesPlaceholders = mode == .pods
        applications.records[index].gangTimeout = gang.timeout ?? .never
        setGangTimeout(of: application.id.rawValue, from: application.submitted)
    }

    /// Gives a gang its time to form, from a moment on.
    mutating func setGangTimeout(of application: Int32, from start: Tick) {
        setGangDeadline(
            of: application, at: start + applications.records[Int(application)].gangTimeout)
    }

    private mutating func setGangDeadline(of application: Int32, at deadline: Tick) {
        let index = Int(application)
        applications.records[index].mustFormBy = deadline
        timers.set(
            .gangTimeout, at: deadline, for: application,
            sequence: applications.records[index].sequence)
    }

    /// Where an application goes, or why nowhere.
    private func acceptance(of application: Application) -> Result<QueuePlace, RejectionReason> {
        if let reason = malformation(of: application.gang) { return .failure(reason) }
        let found = findQueue(for: application)
        if case .success(let place) = found, let gang = application.gang,
            !application.isForced, let reason = gangOverMax(gang.total, at: place)
        {
            return .failure(reason)
        }
        return found
    }

    /// What is wrong with the task groups of a gang, if anything.
    private func malformation(of gang: Gang?) -> RejectionReason? {
        guard let gang else { return nil }
        for (index, group) in gang.taskGroups.enumerated() {
            guard (1...Self.maximumMembers).contains(group.minMember), !group.request.isZero,
                group.request.quantities.allSatisfy({ $0 >= 0 })
            else { return .invalidTaskGroup(Int32(index)) }
        }
        return gang.taskGroups.isEmpty ? .invalidTaskGroup(0) : nil
    }

    /// The configured max, from the leaf upwards, that the gang alone would exceed.
    ///
    /// A leaf queue that does not exist yet is spoken of as what exists above it.
    private func gangOverMax(_ total: Resources, at place: QueuePlace) -> RejectionReason? {
        for (resource, limit) in place.settings.max.entries where total[resource] > limit {
            return .gangExceedsQueueMax(
                QueueID(rawValue: place.deepest), resource, requested: total[resource], max: limit)
        }
        var queue = place.deepest
        while queue > 0 {
            for lane in 0..<queues.width {
                let requested = total[ResourceID(lane)]
                let limit = queues.max[Int(queue), lane]
                if requested > limit {
                    return .gangExceedsQueueMax(
                        QueueID(rawValue: queue), ResourceID(lane), requested: requested,
                        max: limit)
                }
            }
            queue = queues.records[Int(queue)].parent
        }
        return nil
    }

    mutating func removeApplication(_ application: ApplicationID) {
        guard applications.exists(application) else {
            decide(.refused(.unknownApplication(application)))
            return
        }
        let index = application.rawValue
        let isOver = applications.records[application.index].state.isTerminal
        let hadStarted =
            applications.records[application.index].started != .never
            || applications.records[application.index].state == .completing
        if !isOver { setState(hadStarted ? .completing : .failing, of: index) }
        dropClaim(of: index)
        dropAllAsks(of: index)
        dropHolds(of: index, because: .applicationEnded)
        if !isOver { setState(hadStarted ? .completed : .failed, of: index) }
        releaseGroups(of: index)
        releaseLimits(of: index)
        applications.records[application.index] = ApplicationRecord()
    }

    /// Forgets all asks of an application, waiting or allocated.
    mutating func dropAllAsks(of application: Int32) {
        for set in applications.records[Int(application)].sets {
            var account = Account(set: set)
            while asks.sets[Int(set)].allocated.first >= 0 {
                dropAsk(asks.sets[Int(set)].allocated.first, into: &account)
            }
            while asks.sets[Int(set)].waiting.first >= 0 {
                dropAsk(asks.sets[Int(set)].waiting.first, into: &account)
            }
            settle(account)
        }
    }

    mutating func releaseGroups(of application: Int32) {
        for group in applications.records[Int(application)].groups {
            classes.release(group.classIndex)
        }
        applications.records[Int(application)].groups = []
    }

    // MARK: States

    mutating func setState(_ state: ApplicationState, of application: Int32) {
        let index = Int(application)
        let old = applications.records[index].state
        guard old != state else { return }
        applications.records[index].state = state
        decide(.stateChanged(ApplicationID(rawValue: application), from: old, to: state))
        countIfRunning(application)
        if state.isTerminal, !old.isTerminal { leaveQueue(of: application) }
    }

    /// Counts an application as running in its queues, or not any more.
    ///
    /// A gang without its places does not count, though it may be called `running` (in YuniKorn's
    /// words a completing application that asks again is).
    mutating func countIfRunning(_ application: Int32) {
        let index = Int(application)
        let counts = applications.records[index].isRunning
        if counts != applications.records[index].countsAsRunning {
            applications.records[index].countsAsRunning = counts
            queues.changeRunningApplications(applications.records[index].queue, running: counts)
            countInLimits(application, running: counts)
            // One application fewer may let another one of the queue start.
            if !counts { noteFreed() }
        }
    }

    /// Moves an application that has nothing left to `completing`.
    mutating func completeIfIdle(_ application: Int32) {
        let index = Int(application)
        // Fields one by one: copying a record would retain all that it holds.
        let state = applications.records[index].state
        guard state == .running || state == .accepted,
            applications.records[index].waitingCount == 0,
            !applications.records[index].holdsAnything,
            // Its placeholders are still to be made.
            !applications.records[index].isGathering
        else { return }
        setState(.completing, of: application)
        applications.records[index].completes = now + Self.completingTimeout
        timers.set(
            .completing, at: now + Self.completingTimeout, for: application,
            sequence: applications.records[index].sequence)
    }

    // MARK: Timers

    mutating func fireTimers() {
        while let timer = timers.popDue(at: now) {
            guard timer.kind.isOfApplication else {
                fire(ofQueue: timer)
                continue
            }
            let index = Int(timer.subject)
            guard applications.records[index].exists,
                applications.records[index].sequence == timer.subjectSequence
            else { continue }
            switch timer.kind {
            case .gangTimeout: timeOutGang(timer.subject)
            case .completing:
                // It may have run again since the timer was set.
                if applications.records[index].state == .completing,
                    applications.records[index].completes <= now
                {
                    setState(.completed, of: timer.subject)
                }
            case .ageing: growOlder(timer.subject)
            case .backoff: endBackoff(of: timer.subject)
            case .plannedStart, .queueRemoval, .preemption, .quotaPreemption: break
            }
        }
    }

    private mutating func fire(ofQueue timer: Timer) {
        guard timer.kind == .queueRemoval,
            queues.records[Int(timer.subject)].generation == timer.subjectSequence
        else { return }
        removeIfEmpty(timer.subject)
    }

    /// The gang's time is up: held places go back; a gang that has not formed goes on without
    /// its task groups (soft) or fails (hard) when nothing on any node holds places for it.
    private mutating func timeOutGang(_ application: Int32) {
        let index = Int(application)
        guard !applications.records[index].groups.isEmpty,
            applications.records[index].mustFormBy <= now,
            !applications.records[index].state.isTerminal,
            applications.records[index].state != .completing
        else { return }
        let wasFormed = applications.records[index].isFormed
        dropHolds(of: application, because: .timeout)
        if wasFormed {
            releasePlaceholders(of: application, because: .timeout)
            completeIfIdle(application)
            return
        }
        let isFailing = applications.records[index].state == .failing
        guard applications.records[index].evictingCount == 0 || isFailing else {
            // What was evicted of it still runs: its places are not free before that has ended.
            setGangTimeout(of: application, from: now + Tick(seconds: 1))
            return
        }
        dropClaim(of: application)
        switch applications.records[index].gangStyle {
        case .soft: goOnWithoutGang(application)
        case .hard:
            setState(.failing, of: application)
            releasePlaceholders(of: application, because: .timeout)
            guard applications.records[index].evictingCount == 0 else {
                setGangDeadline(of: application, at: now + Tick(seconds: 1))
                return refreshWaitingEntry(of: application)
            }
            dropAllAsks(of: application)
            setState(.failed, of: application)
            refreshWaitingEntry(of: application)
        }
    }

    /// A gang that has not formed is a plain application from now on.
    private mutating func goOnWithoutGang(_ application: Int32) {
        setState(.resuming, of: application)
        releasePlaceholders(of: application, because: .timeout)
        releaseGroups(of: application)
        for set in applications.records[Int(application)].sets {
            asks.sets[Int(set)].taskGroup = -1
        }
        setState(.accepted, of: application)
        countIfRunning(application)
        noteFreed()
        refreshWaitingEntry(of: application)
    }

    /// The outside cannot make the placeholders of a gang.
    mutating func giveUpGang(of application: ApplicationID) {
        guard applications.exists(application), applications.records[application.index].isGathering
        else {
            decide(.refused(.unknownApplication(application)))
            return
        }
        dropClaim(of: application.rawValue)
        goOnWithoutGang(application.rawValue)
    }
}

extension Gang {
    /// What all members need together that must start together, saturating.
    var total: Resources {
        taskGroups.reduce(Resources()) { $0 + $1.request * Int64($1.minMember) }
    }
}

extension ApplicationState {
    /// Whether nothing comes after it but being forgotten.
    var isTerminal: Bool {
        switch self {
        case .completed, .failed, .rejected, .expired: true
        case .new, .accepted, .running, .completing, .failing, .resuming: false
        }
    }

    /// Whether asks of an application in this state are placed.
    var isSchedulable: Bool { self == .accepted || self == .running }
}
