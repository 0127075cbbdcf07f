internal import KubernetesModel
internal import MusterCore

/// Pods that belong together become applications.
extension Adapter {
    /// How long a pod waits to be told of its owner, and a gang for a first pod of a group.
    static var patience: Tick { Tick(seconds: 2) }

    /// Whether the owner of a pod has not been told of yet, which may say that it is one of a gang.
    mutating func waitsForOwner(_ place: Int32) -> Bool {
        guard !settings.ignoresGangs, let owner = pods[place].metadata.controller,
            settings.ownerKinds.contains(owner.kind),
            gangs.owner(
                OwnerName(kind: owner.kind, ObjectName(pods[place].metadata.namespace, owner.name)))
                == nil
        else { return false }
        let end = pods[place].seen + Self.patience
        guard now < end else { return false }
        setTimer(.look(pods.key(of: place)), after: end - now)
        waitingForOwners.append(pods.key(of: place))
        return true
    }

    /// Puts a pod at the end of the list of its application.
    mutating func joinApplication(_ place: Int32) {
        guard pods[place].application < 0 else { return }
        let pod = pods[place].pod
        var identity = PodIdentity(pod, generatesUniqueIDs: settings.generatesUniqueIDs)
        if !settings.ignoresGangs, !identity.namesApplication,
            let name = GangSource(pod, in: gangs)?.applicationID(in: gangs)
        {
            identity.applicationID = name
        }
        warn(place, identity.warnings, reason: "Scheduling", action: "Scheduling")
        let application = applications.intern(identity.applicationID)
        let last = applications[application].last
        pods[place].application = application.rawValue
        pods[place].previous = last
        if last >= 0 { pods[last].next = place } else { applications[application].first = place }
        applications[application].last = place
        if applications[application].originator < 0, !pod.isPlaceholder {
            applications[application].originator = place
        }
        if pod.isPlaceholder {
            applications[application].announced[pod.metadata.name] = nil
            if applications[application].originator < 0 { noteStale(application) }
        }
        noteGatheringChange(of: application)
    }

    /// Takes a pod out of the list of its application.
    mutating func leaveApplication(_ place: Int32) {
        guard pods[place].application >= 0 else { return }
        let application = ApplicationID(rawValue: pods[place].application)
        let (previous, next) = (pods[place].previous, pods[place].next)
        if previous >= 0 {
            pods[previous].next = next
        } else {
            applications[application].first = next
        }
        if next >= 0 {
            pods[next].previous = previous
        } else {
            applications[application].last = previous
        }
        pods[place].application = -1
        pods[place].previous = -1
        pods[place].next = -1
        if applications[application].originator == place { chooseOriginator(of: application) }
        noteGatheringChange(of: application)
        noteStale(application)
    }

    /// The pod of an application that came first after the one that has left.
    private mutating func chooseOriginator(of application: ApplicationID) {
        var place = applications[application].first
        while place >= 0, pods[place].pod.isPlaceholder { place = pods[place].next }
        applications[application].originator = place
        guard place >= 0, pods[place].told != nil, pods[place].role != .waiting else { return }
        tell(.asksChanged(submission(of: place)))
    }

    /// The pods of an application in order.
    func members(of application: ApplicationID) -> [Int32] {
        var places: [Int32] = []
        var place = applications[application].first
        while place >= 0 {
            places.append(place)
            place = pods[place].next
        }
        return places
    }

    // MARK: Asks

    /// Makes a pod an ask, as soon as its application is submitted.
    mutating func ask(_ place: Int32) {
        pods[place].role = .waiting
        let application = ApplicationID(rawValue: pods[place].application)
        if !applications[application].isSubmitted {
            noteStale(application)
        } else if pods[place].pod.isPlaceholder, !scheduler.isGathering(application) {
            // It was asked for, and is not needed any more.
            delete(place)
        } else if isWithheld(place) {
            withhold(place)
        } else {
            newAsks.append(place)
        }
    }

    /// Makes a pod an ask that runs, as soon as its application is submitted.
    mutating func restore(_ place: Int32, on node: NodeID) {
        pods[place].role = .bound(node)
        let application = ApplicationID(rawValue: pods[place].application)
        guard applications[application].isSubmitted else { return noteStale(application) }
        pods[place].told = description(of: place)
        tell(.asksRestored(submission(of: place), on: node, since: pods[place].pod.start ?? now))
        noteCheckpoint(place)
    }

    /// A pod as an ask; `told` has to be set.
    func submission(of place: Int32) -> AskSubmission {
        let record = pods[place]
        let application = ApplicationID(rawValue: record.application)
        let entry = applications[application]
        let member = MemberPod(
            record.pod, request: record.request, constraints: record.constraints)
        var traits = askTraits(
            of: record.pod, priorityClasses[record.pod.spec.priorityClassName],
            isOriginator: entry.originator == place)
        // The server would say no: others go first.
        if record.told?.isProtected == true { traits.insert(.optedOut) }
        if record.pod.isPlaceholder { traits.insert(.placeholder) }
        return AskSubmission(
            asks: AskRange(first: AskID(rawValue: place)), application: application,
            request: record.told?.request ?? record.request, priority: record.pod.spec.priority,
            taskGroup: entry.gang?.taskGroup(of: member, in: gangs),
            requiredNode: record.requiredNode,
            traits: traits,
            constraints: record.told?.constraints ?? record.constraints)
    }

    /// Tells the core of the asks that came, alike neighbours as one.
    mutating func submitAsks() {
        var pending: AskSubmission?
        for place in newAsks {
            guard pods[place].role == .waiting, pods[place].told == nil else { continue }
            pods[place].told = description(of: place)
            noteCheckpoint(place)
            let next = submission(of: place)
            if pending?.append(next) == true { continue }
            if let pending { tell(.asksAdded(pending)) }
            pending = next
        }
        if let pending { tell(.asksAdded(pending)) }
        newAsks.removeAll(keepingCapacity: true)
    }

    private mutating func noteCheckpoint(_ place: Int32) {
        guard let time = lastCheckpoint(of: pods[place].pod) else { return }
        let application = ApplicationID(rawValue: pods[place].application)
        guard applications[application].checkpoint.map({ $0 < time }) ?? true else { return }
        applications[application].checkpoint = time
        tell(.applicationCheckpointed(application, time))
    }

    // MARK: Submission

    mutating func settleApplications() {
        let stale = staleApplications
        staleApplications.removeAll(keepingCapacity: true)
        for application in stale {
            applications[application].isStale = false
            settle(application)
        }
    }

    private mutating func settle(_ application: ApplicationID) {
        let first = applications[application].first
        if applications[application].isSubmitted {
            if first < 0 { settleEmptied(application) }
        } else if first < 0 {
            return forget(application)
        } else {
            submit(application)
        }
        settleAbandoned(application)
    }

    /// An application whose pods are all gone: the core lets those that ran complete; what is left
    /// of others, such as places held for members that never came, goes with them.
    private mutating func settleEmptied(_ application: ApplicationID) {
        switch scheduler.state(of: application) {
        case .completing: break
        case .new, nil: removeApplication(application)
        default:
            guard let since = applications[application].waitsSince else {
                applications[application].waitsSince = now
                setTimer(.settle(applications[application].name), after: Self.patience)
                break
            }
            if since + Self.patience <= now { removeApplication(application) }
        }
    }

    private mutating func submit(_ application: ApplicationID) {
        let places = members(of: application)
        let known = places.filter { pods[$0].role != .absent }
        guard let first = known.first else { return }
        let isRunning = known.contains { pods[$0].role != .waiting }
        guard let finding = gangFinding(of: application, known, isRunning: isRunning) else {
            return
        }
        let pod = pods[first].pod
        let identity = PodIdentity(pod, generatesUniqueIDs: settings.generatesUniqueIDs)
        let namespace = namespaces[pod.metadata.namespace]
        var placement = placementRequest(of: pod, identity, in: namespace)
        placement.isForced = placement.isForced || isRunning
        if let namespace { placement.quota = quota(of: namespace) }
        applications[application].gang = projected(finding, of: application)
        applications[application].isSubmitted = true
        applications[application].waitsSince = nil
        let created = pod.metadata.creationTimestamp?.milliseconds ?? now.milliseconds
        tell(
            .applicationSubmitted(
                Application(
                    id: application, queue: .rules(placement), user: identity.user,
                    groups: identity.groups, submitted: Tick(milliseconds: created),
                    gang: applications[application].gang?.gang)))
        // Told at once: the core takes no asks of an application that it has turned away.
        if scheduler.state(of: application) == .rejected { return carryOut() }
        for place in known {
            pods[place].obstacle = nil
            if case .bound(let node) = pods[place].role { restore(place, on: node) }
        }
        gatherIfNeeded(application)
        for place in known where pods[place].role == .waiting { ask(place) }
    }

    /// The gang with its constraints as the core is to see them.
    private mutating func projected(
        _ gang: NamedGang?, of application: ApplicationID
    ) -> NamedGang? {
        guard var gang else { return nil }
        for group in gang.gang.taskGroups where group.constraints.hasPodSelectors {
            applications[application].counted.append(group.constraints)
            noteRelevant(labelKeys.add(group.constraints))
        }
        gang.project(labelKeys)
        return gang
    }

    /// Whether an application is a gang, and of what.
    ///
    /// - Returns: `nil` while that cannot be said; `.some(nil)` if it is none.
    private mutating func gangFinding(
        of application: ApplicationID, _ places: [Int32], isRunning: Bool
    ) -> NamedGang?? {
        let first = places[0]
        guard !settings.ignoresGangs, let source = GangSource(pods[first].pod, in: gangs),
            // Placeholders alone hold places for nobody.
            applications[application].originator >= 0
        else { return .some(nil) }
        let since = applications[application].waitsSince ?? now
        let isComplete = isRunning || since + Self.patience <= now
        let members = places.map {
            MemberPod(
                pods[$0].pod, request: pods[$0].request, constraints: pods[$0].constraints)
        }
        let finding = GangFinding(
            source, members: members, in: gangs, catalog: &catalog, isComplete: isComplete)
        switch finding {
        case .plain: return .some(nil)
        case .gang(var gang):
            gang.gang.placeholders = placeholderMode(of: pods[first].pod, source)
            return gang
        case .invalid(let text):
            warn(first, [text], reason: "GangScheduling", action: "TaskGroupsError")
            return .some(nil)
        case .waiting(let wait):
            // What runs already has had its gang.
            if isRunning { return .some(nil) }
            applications[application].waitsSince = since
            if !waitingForGangs.contains(application) { waitingForGangs.append(application) }
            if isComplete {
                for place in places { setObstacle("the gang \(wait)", of: place) }
            } else {
                // What is missing may never come: then it is done without, where that can be.
                setTimer(
                    .settle(applications[application].name), after: since + Self.patience - now)
            }
            return nil
        }
    }

    /// How the places of a gang are held; `nil` if its queue is to say it.
    ///
    /// Only of annotated task groups it is known what placeholders have to be like. Whoever comes
    /// from YuniKorn finds its pods.
    private func placeholderMode(of pod: Pod, _ source: GangSource) -> PlaceholderMode? {
        guard case .taskGroups = source else { return .virtual }
        return PlaceholderMode(pod) ?? (settings.schedulerName == "yunikorn" ? .pods : nil)
    }

    // MARK: The end

    /// Forgets an application in the core, and here unless pods of it are left.
    mutating func removeApplication(_ application: ApplicationID) {
        for place in members(of: application) {
            // The core forgets the asks together with the application.
            pods[place].told = nil
            withdraw(place)
            leaveApplication(place)
            // What runs of it all the same is an application again.
            if !pods[place].pod.spec.nodeName.isEmpty { noteStale(place) }
        }
        // What is decided about it from here on is nothing to act on.
        applications[application].isSubmitted = false
        tell(.applicationRemoved(application))
        // Decisions name applications by an identifier that is about to be free.
        carryOut()
        for constraints in applications[application].counted { _ = labelKeys.remove(constraints) }
        forget(application)
    }

    private mutating func forget(_ application: ApplicationID) {
        staleApplications.removeAll { $0 == application }
        waitingForGangs.removeAll { $0 == application }
        gathering.removeAll { $0 == application }
        applications.remove(application)
    }

    // MARK: What gangs rest on

    mutating func note(_ event: GangEvent) {
        switch event {
        case .podGroup(let group, let form): gangs.update(group, form: form)
        case .podGroupGone(let name, let form): gangs.removePodGroup(name, form: form)
        case .workload(let workload): gangs.update(workload)
        case .workloadGone(let name): gangs.removeWorkload(name)
        case .owner(let owner, let kind): gangs.update(owner, kind: kind)
        case .ownerGone(let name): gangs.removeOwner(name)
        case .sparkProperties(let text, let driver):
            gangs.setSparkProperties(text, ofDriver: driver)
        }
        for application in waitingForGangs { noteStale(application) }
        waitingForGangs.removeAll(keepingCapacity: true)
        for key in waitingForOwners {
            if let place = pods.place(of: key) { noteStale(place) }
        }
        waitingForOwners.removeAll(keepingCapacity: true)
    }
}

extension AskSubmission {
    /// Joins asks that follow these and are like them.
    ///
    /// - Returns: Whether they do and are.
    fileprivate mutating func append(_ next: AskSubmission) -> Bool {
        guard next.asks.first.rawValue == asks.first.rawValue + asks.count else { return false }
        var alike = next
        alike.asks = asks
        guard alike == self else { return false }
        asks.count += next.asks.count
        return true
    }
}

extension Pod {
    /// When it was started, or bound, or made.
    fileprivate var start: Tick? {
        let time =
            status.startTime ?? status.condition("PodScheduled")?.lastTransitionTime
            ?? metadata.creationTimestamp
        return time.map { Tick(milliseconds: $0.milliseconds) }
    }
}
