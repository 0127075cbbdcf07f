internal import MusterCore
internal import MusterWorkloads

/// Jobs are submitted, and find their queues.
extension Simulation {
    mutating func submit(_ index: Int) {
        let job = workload.jobs[index]
        let members = job.groups.map { workload.taskGroups[$0].members }
        guard askIdentifiers.hasRoom(for: members) else {
            let most = AskIdentifiers.maximum
            reject(index, because: "more than \(most) members would exist at once")
            return
        }
        let application = takeApplicationSlot(for: Int32(index))
        let properties = workload.properties[Int(job.properties)]
        scheduler.apply(
            .applicationSubmitted(
                Application(
                    id: application, queue: queueChoice(of: job, properties),
                    user: workload.users[Int(job.user)], groups: properties.userGroups,
                    submitted: job.submitted, runTimeEstimate: job.runTimeEstimate,
                    gang: gang(of: job))))
        noteQueue(of: application, job: index)
        waitingJobs += 1
        for group in job.groups {
            groupRuns[group].job = Int32(index)
            groupRuns[group].application = application.rawValue
            if workload.taskGroups[group].appearsAfter == .zero { addMembers(of: group) }
        }
    }

    private func queueChoice(of job: Job, _ properties: JobProperties) -> QueueChoice {
        if let onlyQueue { return .leaf(onlyQueue) }
        return .rules(
            PlacementRequest(queueName: queueNames[Int(job.queue)], tags: properties.tags))
    }

    private mutating func noteQueue(of application: ApplicationID, job: Int) {
        followQueues()
        guard let queue = onlyQueue ?? scheduler.queue(of: application) else { return }
        outcomes[job].queue = leafQueues.index(of: queue, path: scheduler.queuePath(queue))
    }

    /// Takes in which queues have gone, as far as the decisions have not been read for that yet.
    mutating func followQueues() {
        // Without rules none does.
        guard onlyQueue == nil else { return }
        for decision in scheduler.decisions[decisionsFollowed...] {
            guard case .queueChanged(let queue, .removed) = decision else { continue }
            leafQueues.forget(queue)
        }
        decisionsFollowed = scheduler.decisions.count
    }

    private func gang(of job: Job) -> Gang? {
        guard job.isGang else { return nil }
        return Gang(
            taskGroups: job.groups.map {
                TaskGroup(
                    minMember: workload.taskGroups[$0].minMembers,
                    request: workload.requests[Int(workload.taskGroups[$0].request)],
                    priority: job.priority)
            })
    }

    mutating func addMembers(of group: Int) {
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
                    taskGroup: job.isGang ? Int32(group) - job.firstTaskGroup : nil,
                    traits: traits(of: workload.taskGroups[group], in: job))))
    }

    private func traits(of group: JobTaskGroup, in job: Job) -> AskTraits {
        var traits: AskTraits = group.isOriginator ? .originator : []
        guard job.properties != 0 else { return traits }
        let properties = workload.properties[Int(job.properties)]
        if properties.optsOut { traits.insert(.optedOut) }
        if properties.neverPreempts { traits.insert(.neverPreempts) }
        return traits
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

    /// What a job asks for by each name that the workload knows for queues.
    ///
    /// A name that stands at the end of one leaf queue's path only means that queue: logs do not
    /// know paths. Where no rule is given and there is one leaf queue, every name means that.
    static func queueNames(
        of workload: Workload, among paths: [String], _ configuration: SchedulerConfiguration
    ) -> [String?] {
        let only = configuration.placementRules.isEmpty && paths.count == 1 ? paths[0] : nil
        return workload.queues.map { name in
            guard !name.isEmpty else { return only }
            if paths.contains(name) { return name }
            let suffixed = paths.filter { $0.hasSuffix("." + name) }
            return suffixed.count == 1 ? suffixed[0] : only ?? name
        }
    }

    /// The queue that every job goes to, where there is no choice and nobody is turned away.
    static func onlyQueue(
        of configuration: SchedulerConfiguration, _ leaves: [QueueID]
    ) -> QueueID? {
        let isOpen = configuration.root.submitACL.allowsEveryone
        guard configuration.placementRules.isEmpty, isOpen, leaves.count == 1 else { return nil }
        return leaves[0]
    }
}
