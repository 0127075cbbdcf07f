internal import KubernetesModel
internal import MusterConfiguration
internal import MusterCore

/// What was written about a waiting pod: one of it is written once.
struct PodReport: Hashable, Sendable {
    /// The reason of the condition.
    var reason: String
    /// The sentence.
    var message: String
}

/// Why something waits, as it was told.
struct ToldReason: Sendable {
    var reason: WaitReason
    var time: Tick
    /// How long figures of a reason may be old that is the same otherwise.
    private static let memory = Tick(seconds: 300)

    /// Whether another reason says nothing that is news.
    func covers(_ other: WaitReason, at now: Tick) -> Bool {
        reason == other || (reason.isLike(other) && now < time + Self.memory)
    }
}

/// Waiting pods say why they wait, in their condition `PodScheduled` and in events.
extension Adapter {
    /// How often reasons are looked at.
    static var reportInterval: Tick { Tick(seconds: 10) }

    // MARK: What stands in the way outside of the core

    /// Tells of something without which a pod cannot be placed, once.
    mutating func setObstacle(_ text: String, of place: Int32) {
        guard pods[place].obstacle != text else { return }
        pods[place].obstacle = text
        writeReport(PodReport(reason: "Unschedulable", message: text), of: place)
        warn(place, [text], reason: "FailedScheduling", action: "Scheduling")
    }

    /// Tells of gates, once.
    mutating func noteGates(_ place: Int32) {
        let pod = pods[place].pod
        guard pod.spec.schedulerName == settings.schedulerName, pod.spec.nodeName.isEmpty,
            pod.metadata.deletionTimestamp == nil, !pod.status.phase.isTerminal,
            !pod.spec.schedulingGates.isEmpty
        else { return }
        let text = PodObstacle.gates(pod.spec.schedulingGates.map(\.name)).description
        guard pods[place].obstacle != text else { return }
        pods[place].obstacle = text
        report(text, about: place, reason: "Scheduling", action: "Scheduling", type: "Normal")
    }

    /// Tells of warnings about a pod, each once.
    mutating func warn(_ place: Int32, _ texts: [String], reason: String, action: String) {
        for text in texts where !pods[place].warned.contains(text) {
            pods[place].warned.append(text)
            report(text, about: place, reason: reason, action: action, type: "Warning")
        }
    }

    // MARK: Why the core does not place them

    /// Tells why an application waits: its pods, each for itself, and in an event the first one.
    mutating func note(_ reason: WaitReason, of application: ApplicationID) {
        guard isLeading, applications[application].isSubmitted else { return }
        tellPods(of: application)
        tellReason(reason, of: application)
    }

    /// Tells the reasons of all that wait.
    mutating func reportReasons() {
        areReportsDue = false
        guard isLeading else { return }
        setTimer(.report, after: Self.reportInterval)
        for application in applications.submitted {
            tellPods(of: application)
            guard let reason = scheduler.waitReason(of: application), reason != .noAsks else {
                applications[application].reason = nil
                continue
            }
            if reason != .notTriedYet { tellReason(reason, of: application) }
        }
    }

    private mutating func tellReason(_ reason: WaitReason, of application: ApplicationID) {
        guard applications[application].reason?.covers(reason, at: now) != true else { return }
        applications[application].reason = ToldReason(reason: reason, time: now)
        tellOriginator(
            of: application, makeReport(of: reason).message, reason: "PodUnschedulable",
            action: "PodUnschedulable", type: "Normal")
    }

    /// Tells the pods of an application that wait why they do.
    ///
    /// Alike pods have one reason, which is found out and put in words once.
    private mutating func tellPods(of application: ApplicationID) {
        var reasons: [AskID: WaitReason] = [:]
        for kind in scheduler.waitingKinds(of: application) {
            // It will be placed by the next cycle.
            guard let reason = scheduler.waitReason(of: kind), reason != .notTriedYet
            else { continue }
            reasons[kind] = reason
        }
        guard !reasons.isEmpty else { return }
        var reports: [AskID: PodReport] = [:]
        for place in members(of: application)
        where pods[place].role == .waiting && pods[place].obstacle == nil {
            guard let kind = scheduler.waitingKind(of: AskID(rawValue: place)),
                let reason = reasons[kind]
            else { continue }
            let isKnown = pods[place].reason?.covers(reason, at: now) == true
            guard !isKnown || pods[place].report == nil else { continue }
            let report = reports[kind] ?? makeReport(of: reason)
            reports[kind] = report
            writeReport(report, of: place, because: ToldReason(reason: reason, time: now))
        }
    }

    private func makeReport(of reason: WaitReason) -> PodReport {
        PodReport(
            reason: reason.isForWantOfNodes ? "Unschedulable" : "SchedulingSkipped",
            message: scheduler.text(
                of: reason, catalog: catalog, applicationName: { applications[$0].name },
                moment: { Timestamp(milliseconds: $0.milliseconds).seconds }))
    }

    /// Writes why a pod waits into its condition, unless it says so already or the pod is bound.
    mutating func writeReport(
        _ report: PodReport, of place: Int32, because reason: ToldReason? = nil
    ) {
        guard isLeading, pods[place].pod.spec.nodeName.isEmpty else { return }
        pods[place].reason = reason
        guard pods[place].report != report else { return }
        pods[place].report = report
        var condition = Condition()
        condition.type = "PodScheduled"
        condition.status = .no
        condition.reason = report.reason
        condition.message = report.message
        let known = pods[place].pod.status.condition("PodScheduled")
        if known?.status == .no, known?.reason == condition.reason,
            known?.message == condition.message
        {
            return
        }
        condition.lastTransitionTime =
            known?.status == .no
            ? known?.lastTransitionTime : Timestamp(milliseconds: now.milliseconds)
        var patch = PodStatusPatch(podUID: pods[place].metadata.uid)
        // It may reach the server only after a binding that was sent later.
        patch.resourceVersion = pods[place].metadata.resourceVersion
        patch.conditions = [condition]
        call(.patch, pods[place].path("status"), patch.json, for: .report(pods.key(of: place)))
    }

    /// What could not be written is written when there is something new to say.
    mutating func takeReport(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), answer != .done else { return }
        pods[place].report = nil
    }

    // MARK: Events

    mutating func tellOriginator(
        of application: ApplicationID, _ text: String, reason: String, action: String,
        type: String
    ) {
        let place = applications[application].originator
        guard place >= 0 else { return }
        report(text, about: place, reason: reason, action: action, type: type)
    }

    mutating func report(
        _ text: String, about place: Int32, reason: String, action: String, type: String,
        related: Int32? = nil
    ) {
        guard isLeading else { return }
        let other = related.flatMap { $0 < 0 ? nil : pods[$0].reference }
        calls.append(
            reporter.request(
                text, about: pods[place].reference, related: other, reason: reason,
                action: action, type: type, at: now))
    }
}

extension PodRecord {
    fileprivate var reference: ObjectReference {
        var reference = ObjectReference()
        reference.apiVersion = "v1"
        reference.kind = "Pod"
        reference.namespace = metadata.namespace
        reference.name = metadata.name
        reference.uid = metadata.uid
        return reference
    }
}

extension WaitReason {
    /// Whether more nodes would help, so that an autoscaler may buy some.
    fileprivate var isForWantOfNodes: Bool {
        switch self {
        case .clusterTooSmall, .nodesTooSmall, .notEnoughFree, .notEnoughPlaces, .unsuitableNodes,
            .requiredNode, .requiredNodeUnsuitable:
            true
        case .noAsks, .queueApplications, .queueMax, .limitMax, .limitApplications, .backoff,
            .evicting, .behind, .wouldDelay, .reserved, .notTriedYet:
            false
        }
    }

    /// Whether another reason differs from this one in its figures alone.
    fileprivate func isLike(_ other: WaitReason) -> Bool {
        switch (self, other) {
        case (
            .queueMax(let queue, let resource, _), .queueMax(let otherQueue, let otherResource, _)
        ):
            queue == otherQueue && resource == otherResource
        case (.clusterTooSmall(let resource, _), .clusterTooSmall(let otherResource, _)),
            (.notEnoughFree(let resource, _), .notEnoughFree(let otherResource, _)):
            resource == otherResource
        case (
            .limitMax(let queue, let subject, let resource, _),
            .limitMax(let otherQueue, let otherSubject, let otherResource, _)
        ):
            queue == otherQueue && subject == otherSubject && resource == otherResource
        case (.nodesTooSmall(let group, _, _), .nodesTooSmall(let otherGroup, _, _)),
            (.notEnoughPlaces(let group, _, _), .notEnoughPlaces(let otherGroup, _, _)),
            (.unsuitableNodes(let group, _, _, _), .unsuitableNodes(let otherGroup, _, _, _)):
            group == otherGroup
        case (
            .requiredNode(let node, let resource, _),
            .requiredNode(let otherNode, let otherResource, _)
        ):
            node == otherNode && resource == otherResource
        case (.evicting, .evicting), (.backoff, .backoff), (.behind, .behind),
            (.wouldDelay, .wouldDelay), (.reserved, .reserved):
            true
        default: self == other
        }
    }
}
