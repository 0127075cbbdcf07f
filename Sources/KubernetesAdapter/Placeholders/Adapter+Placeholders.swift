internal import KubernetesModel
internal import MusterCore

/// Placeholder pods: made for gangs that ask for them, deleted for the members that come.
extension Adapter {
    /// How long to wait to be told of a placeholder before it is made again.
    private static var creationTimeout: Tick { Tick(seconds: 30) }
    /// The pause after a call that failed for now.
    private static var creationPause: Tick { Tick(seconds: 5) }

    /// Whether a pod waits until all placeholders of its gang have places.
    func isWithheld(_ place: Int32) -> Bool {
        let application = pods[place].application
        return application >= 0 && !pods[place].pod.isPlaceholder
            && applications[ApplicationID(rawValue: application)].isGathering
    }

    /// Begins to make placeholders for a gang, if it is one that is to have them.
    mutating func gatherIfNeeded(_ application: ApplicationID) {
        guard !applications[application].isGathering, scheduler.isGathering(application) else {
            return
        }
        applications[application].isGathering = true
        applications[application].lacksPlaceholders = true
        gathering.append(application)
        // Not at once: the time of a gang may be up already.
        noteStale(application)
    }

    /// A pod of a gang that gathers came or went.
    mutating func noteGatheringChange(of application: ApplicationID) {
        if applications[application].isGathering {
            applications[application].lacksPlaceholders = true
        }
    }

    /// Makes the placeholders that are missing, and lets members go on whose gangs have formed.
    ///
    /// - Complexity: O(gangs that gather), and for those that have changed O(their pods).
    mutating func settleGathering() {
        for application in gathering where applications[application].isGathering {
            if scheduler.isGathering(application) {
                if isLeading, applications[application].lacksPlaceholders {
                    makePlaceholders(of: application)
                }
            } else {
                endGathering(application)
            }
        }
        gathering.removeAll { !applications[$0].isGathering }
    }

    private mutating func endGathering(_ application: ApplicationID) {
        applications[application].isGathering = false
        applications[application].announced.removeAll()
        for place in members(of: application)
        where pods[place].role == .waiting && pods[place].told == nil {
            newAsks.append(place)
        }
    }

    /// Says of a member why it waits; nodes would not help it, they would its placeholder.
    mutating func withhold(_ place: Int32) {
        writeReport(
            PodReport(
                reason: "SchedulingSkipped",
                message: "the gang waits until all its placeholders are bound"),
            of: place)
    }

    // MARK: Making them

    private mutating func makePlaceholders(of application: ApplicationID) {
        applications[application].lacksPlaceholders = false
        let originator = applications[application].originator
        let members = members(of: application)
        guard originator >= 0,
            let speaker = members.first(where: { pods[$0].pod.hasTaskGroups }),
            let groups = try? taskGroups(of: pods[speaker].pod)
        else { return }
        for (name, placeholder) in applications[application].announced
        where placeholder.until <= now {
            applications[application].announced[name] = nil
            if placeholder.exists { applications[application].takenNames.insert(name) }
        }
        for group in groups {
            var missing = Int(group.minMember) - count(group.name, among: members)
            missing -= applications[application].announced.values.count { $0.group == group.name }
            let used = Set(members.map { pods[$0].metadata.name })
            var ordinal = 0
            while missing > 0 {
                let name = placeholderName(
                    of: pods[originator].metadata, applications[application].name, group.name,
                    ordinal)
                ordinal += 1
                guard !used.contains(name), applications[application].announced[name] == nil,
                    !applications[application].takenNames.contains(name)
                else { continue }
                missing -= 1
                makePlaceholder(name, of: application, group, like: speaker)
            }
        }
    }

    /// How many members of a group have places, or are placeholders that may get some.
    private func count(_ group: String, among members: [Int32]) -> Int {
        members.count { place in
            let pod = pods[place].pod
            guard pod.metadata.annotations[YuniKornName.taskGroupName] == group,
                pod.metadata.deletionTimestamp == nil, pods[place].deletion == nil
            else { return false }
            return pod.isPlaceholder || !pod.spec.nodeName.isEmpty
        }
    }

    private mutating func makePlaceholder(
        _ name: String, of application: ApplicationID, _ group: KubernetesModel.TaskGroup,
        like speaker: Int32
    ) {
        applications[application].announced[name] = AnnouncedPlaceholder(
            group: group.name, until: now + Self.creationTimeout)
        setTimer(.gather(applications[application].name), after: Self.creationTimeout)
        let originator = pods[applications[application].originator].pod
        var placeholder = PlaceholderPod(
            of: originator, group, in: pods[speaker].pod, settings.placeholders)
        placeholder.metadata.name = name
        placeholder.schedulerName = settings.schedulerName
        let key = YuniKornName.applicationID
        if originator.metadata.labels[key] == applications[application].name {
            placeholder.metadata.labels[key] = applications[application].name
        } else {
            // Not every name can be a label.
            placeholder.metadata.annotations[key] = applications[application].name
        }
        call(
            .create, Pod.resource.path(namespace: originator.metadata.namespace),
            placeholder.json,
            for: .placeholder(name, application: applications[application].name))
    }

    mutating func takePlaceholder(_ answer: CallAnswer, _ name: String, of application: String) {
        guard let application = applications.identifier(of: application),
            applications[application].announced[name] != nil
        else { return }
        switch answer {
        case .done: break
        case .refused(let status) where status.code == 409:
            // A pod of that name is there: one that is about to be told of, or one that has ended.
            applications[application].announced[name]?.exists = true
            applications[application].announced[name]?.until = now + Self.creationPause
            setTimer(.gather(applications[application].name), after: Self.creationPause)
        case .refused(let status) where !status.isForNow:
            giveUpGang(application, because: status.message)
        case .refused, .unreachable:
            applications[application].announced[name]?.until = now + Self.creationPause
            setTimer(.gather(applications[application].name), after: Self.creationPause)
        }
    }

    private mutating func giveUpGang(_ application: ApplicationID, because text: String) {
        guard scheduler.isGathering(application) else { return }
        tellOriginator(
            of: application, "a placeholder cannot be created: \(eventExcerpt(text))",
            reason: "GangScheduling", action: "PlaceholderCreateFailed", type: "Warning")
        tell(.gangGivenUp(application))
    }

    // MARK: Ending them

    /// Placeholders that the core needs no more.
    mutating func noteUnneeded(_ place: Int32) {
        if case .waiting = pods[place].role {
            // The core has forgotten it.
            pods[place].told = nil
            withdraw(place)
        }
        delete(place)
    }

    /// A member got the place of a placeholder: it is bound when that is gone.
    mutating func replace(_ placeholder: Int32, by place: Int32, on node: NodeID) {
        // The core has forgotten it.
        pods[placeholder].told = nil
        withdraw(placeholder)
        pods[placeholder].successor = pods.key(of: place)
        delete(placeholder)
        beginBinding(place, on: node, after: pods.key(of: placeholder))
    }

    /// A placeholder is gone: whoever gets its place is bound.
    mutating func makeWay(_ placeholder: Int32) {
        guard let successor = pods[placeholder].successor else { return }
        pods[placeholder].successor = nil
        guard let place = pods.place(of: successor),
            pods[place].binding?.predecessor == pods.key(of: placeholder)
        else { return }
        pods[place].binding?.predecessor = nil
        startBinding(place)
    }

    /// Placeholders without a pod that they could hold places for are deleted.
    mutating func settleAbandoned(_ application: ApplicationID) {
        guard applications[application].first >= 0, applications[application].originator < 0
        else {
            applications[application].abandonedSince = nil
            return
        }
        guard let since = applications[application].abandonedSince else {
            applications[application].abandonedSince = now
            return setTimer(.settle(applications[application].name), after: Self.patience)
        }
        guard since + Self.patience <= now else { return }
        for place in members(of: application) { delete(place) }
    }

    /// Deletes a placeholder; it keeps what it has until it is gone.
    mutating func delete(_ place: Int32) {
        guard pods[place].deletion == nil else { return }
        pods[place].deletion = 0
        noteStale(place)
        sendDeletion(place)
    }

    mutating func sendDeletion(_ place: Int32) {
        var options = DeleteOptions()
        options.uid = pods[place].metadata.uid
        options.gracePeriodSeconds = 0
        call(.delete, pods[place].path(), options.json, for: .delete(pods.key(of: place)))
    }

    mutating func takeDeletion(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), let tries = pods[place].deletion else { return }
        switch answer {
        case .done: return
        case .refused(let status) where status.code == 404 || status.code == 409:
            // Gone, or another one: that will be told of.
            return
        case .refused, .unreachable:
            if tries == 0, case .refused(let status) = answer, !status.isForNow {
                problems.append(
                    "placeholder \(pods[place].metadata.namespace)/\(pods[place].metadata.name)"
                        + " cannot be deleted: \(status.message)")
            }
            pods[place].deletion = tries + 1
            setTimer(.delete(key), after: Tick(seconds: min(30, Int64(1) << min(tries, 5))))
        }
    }
}

extension ServerStatus {
    /// Whether the same call may be answered otherwise in a while.
    fileprivate var isForNow: Bool { code == 429 || code >= 500 }
}

/// A placeholder that the server was asked for and that has not been told of.
struct AnnouncedPlaceholder: Hashable, Sendable {
    /// The task group.
    var group: String
    /// When it is asked for again.
    var until: Tick
    /// Whether the server has said that there is a pod of its name.
    var exists = false
}

extension PlaceholderPod {
    /// A placeholder of a task group, without a name and scheduler.
    ///
    /// - Parameters:
    ///   - originator: The pod that owns it.
    ///   - group: The task group.
    ///   - speaker: The pod whose annotations tell of the gang, for whoever starts anew.
    ///   - settings: What it runs, and as whom.
    fileprivate init(
        of originator: Pod, _ group: KubernetesModel.TaskGroup, in speaker: Pod,
        _ settings: PlaceholderSettings
    ) {
        self.init()
        metadata.namespace = originator.metadata.namespace
        metadata.labels = group.labels
        metadata.annotations = group.annotations
        metadata.annotations[YuniKornName.placeholder] = "true"
        metadata.annotations[YuniKornName.taskGroupName] = group.name
        for key in [YuniKornName.taskGroups, YuniKornName.policyParameters] {
            metadata.annotations[key] = speaker.metadata.annotations[key]
        }
        for key in [MusterName.placeholders, YuniKornName.userInfo, YuniKornName.queue] {
            metadata.annotations[key] = originator.metadata.annotations[key]
        }
        for key in [YuniKornName.queue, YuniKornName.oldQueue] {
            if let queue = originator.metadata.labels[key] { metadata.labels[key] = queue }
        }
        var owner = OwnerReference()
        owner.apiVersion = Pod.resource.apiVersion
        owner.kind = Pod.resource.kind
        owner.name = originator.metadata.name
        owner.uid = originator.metadata.uid
        owner.blocksOwnerDeletion = true
        metadata.ownerReferences = [owner]
        image = settings.image
        taskGroup = group
        priorityClassName = originator.spec.priorityClassName
        imagePullSecrets = originator.spec.imagePullSecrets
        runAsUser = settings.runAsUser
        runAsGroup = settings.runAsGroup
        fsGroup = settings.fsGroup
    }
}

/// The name of a placeholder in YuniKorn's form, `tg-APPLICATION-GROUP-NONCE`.
///
/// The same for the same place in the gang: asking twice makes one pod.
private func placeholderName(
    of originator: ObjectMeta, _ application: String, _ group: String, _ ordinal: Int
) -> String {
    var hash = Fingerprint()
    for text in [originator.uid, application, group] {
        for byte in text.utf8 { hash.absorb(Int64(byte)) }
        hash.absorb(-1)
    }
    hash.absorb(Int64(ordinal))
    var rest = hash.value
    var nonce = ""
    for _ in 0..<10 {
        nonce.append(String(rest % 36, radix: 36))
        rest /= 36
    }
    return "tg-\(application.prefix(28))-\(group.prefix(20))-\(nonce)"
}
