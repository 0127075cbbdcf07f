internal import KubernetesModel
internal import MusterConfiguration
internal import MusterCore

/// A pod that has to go.
struct EvictionAttempt: Sendable {
    var reason: EvictionReason
    var stage = Stage.marking
    /// How often the server has said no, or nothing.
    var tries = 0
    /// When the server first said no.
    var refusedSince: Tick?
    /// Whether nobody needs it any more: it is not asked for again.
    var isSpared = false

    enum Stage: Hashable, Sendable {
        /// Its condition is being written.
        case marking
        /// The server was asked to evict it.
        case calling
        /// The server said no, for now.
        case waiting
        /// The server evicts it.
        case ending
    }
}

/// Pods are evicted as disruption budgets allow it.
extension Adapter {
    mutating func beginEviction(_ place: Int32, because reason: EvictionReason) {
        guard pods[place].role.node != nil, pods[place].eviction == nil else { return }
        if let attempt = pods[place].binding, attempt.stage == .waiting {
            // Nothing of it runs: it can simply wait again.
            dropBinding(place)
            pods[place].role = .waiting
            return tell(.allocationsEvicted(AskRange(first: AskID(rawValue: place))))
        }
        pods[place].eviction = EvictionAttempt(reason: reason)
        let text = scheduler.text(of: reason) { applications[$0].name }
        report(
            text, about: place, reason: reason.eventReason, action: "Preempting", type: "Normal",
            related: reason.application.map { applications[$0].originator })
        setMark(place, .yes, text)
    }

    /// The mark is for others to see; whether it could be made decides nothing.
    mutating func takeMark(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), pods[place].eviction?.stage == .marking else {
            return
        }
        sendEviction(place)
    }

    private mutating func sendEviction(_ place: Int32) {
        pods[place].eviction?.stage = .calling
        let metadata = pods[place].metadata
        var eviction = Eviction(podName: metadata.name, podNamespace: metadata.namespace)
        eviction.deleteOptions.uid = metadata.uid
        call(.create, pods[place].path("eviction"), eviction.json, for: .evict(pods.key(of: place)))
    }

    /// How long a budget may refuse an eviction before the pod counts as one that stays.
    ///
    /// As long as pods have by default to end: a budget that is spent because another pod is just
    /// being replaced allows it again by then, and whoever waits for the room should not wait
    /// longer while others could give some.
    static var refusalPatience: Tick { Tick(seconds: 30) }

    mutating func takeEviction(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), let attempt = pods[place].eviction,
            attempt.stage == .calling
        else { return }
        switch answer {
        case .done:
            statistics.evicted += 1
            pods[place].eviction?.stage = .ending
        case .refused(let status) where status.code == 404 || status.code == 409:
            // Gone, or another one: that will be told of.
            pods[place].eviction?.stage = .ending
        case .refused(let status): takeEvictionRefusal(status, of: place, attempt)
        case .unreachable:
            // If it was done all the same, that will be told of.
            if attempt.isSpared { return withdrawEviction(place) }
            retryEviction(
                place, after: Tick(seconds: min(30, Int64(1) << min(attempt.tries, 5))))
        }
    }

    private mutating func takeEvictionRefusal(
        _ status: ServerStatus, of place: Int32, _ attempt: EvictionAttempt
    ) {
        let since = attempt.refusedSince ?? now
        let end = since + Self.refusalPatience
        pods[place].eviction?.refusedSince = since
        // 403: no time will change that.
        if status.code == 403 || attempt.isSpared || end <= now {
            return giveUpEviction(place, because: status.sentences)
        }
        // 429: a budget does not allow it now.
        let delay = max(Int64(status.retryAfterSeconds), Int64(1) << min(attempt.tries, 5))
        retryEviction(place, after: min(Tick(seconds: delay), end - now))
    }

    private mutating func retryEviction(_ place: Int32, after delay: Tick) {
        pods[place].eviction?.stage = .waiting
        pods[place].eviction?.tries += 1
        setTimer(.evict(pods.key(of: place)), after: delay)
    }

    /// The pod stays: the core looks for others.
    ///
    /// Whoever its place was for is told who keeps it waiting.
    private mutating func giveUpEviction(_ place: Int32, because text: String) {
        statistics.refusedEvictions += 1
        warn(
            place, ["the pod could not be evicted and stays: \(text)"],
            reason: "EvictionRefused", action: "Preempting")
        if let attempt = pods[place].eviction, !attempt.isSpared,
            let application = attempt.reason.application,
            applications[application].originator >= 0
        {
            warn(
                applications[application].originator,
                ["pod \(pods[place].metadata.name) could not be evicted for it: \(text)"],
                reason: "EvictionRefused", action: "Preempting")
        }
        clearMark(place)
        pods[place].eviction = nil
        tell(.evictionsRefused(AskRange(first: AskID(rawValue: place))))
        // What is spared now can be chosen by the next cycle.
        carryOut()
    }

    /// Nobody needs a pod to go any more.
    mutating func spare(_ place: Int32) {
        switch pods[place].eviction?.stage {
        case .marking, .waiting: withdrawEviction(place)
        // The answer says whether it goes.
        case .calling: pods[place].eviction?.isSpared = true
        case .ending, nil: break
        }
    }

    /// Stops to ask for an eviction; if the server has heard of it already, that will be told of.
    mutating func withdrawEviction(_ place: Int32) {
        if pods[place].eviction?.stage != .ending { clearMark(place) }
        pods[place].eviction = nil
        tell(.evictionsWithdrawn(AskRange(first: AskID(rawValue: place))))
    }

    // MARK: The mark

    private mutating func setMark(_ place: Int32, _ status: Condition.Status, _ text: String) {
        var condition = Condition()
        condition.type = "DisruptionTarget"
        condition.status = status
        condition.reason = "PreemptionByScheduler"
        condition.message = "\(settings.schedulerName): \(text)"
        condition.lastTransitionTime = Timestamp(milliseconds: now.milliseconds)
        var patch = PodStatusPatch(podUID: pods[place].metadata.uid)
        patch.conditions = [condition]
        call(
            .patch, pods[place].path("status"), patch.json,
            for: status == .yes ? .mark(pods.key(of: place)) : .event)
    }

    /// If that does not come through, the cluster's disruption controller does it after a while.
    private mutating func clearMark(_ place: Int32) { setMark(place, .no, "not evicted after all") }

    mutating func continueEviction(_ key: PodKey) {
        guard let place = pods.place(of: key), pods[place].eviction?.stage == .waiting else {
            return
        }
        sendEviction(place)
    }
}

extension ServerStatus {
    /// What is said, and of what cause: a refusal for a budget names it there alone.
    fileprivate var sentences: String {
        ([message] + causes.map(\.message)).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension EvictionReason {
    /// The word that people look for in the events of a pod.
    fileprivate var eventReason: String {
        switch self {
        case .preempted, .requiredNode: "Preempted"
        case .quota: "QuotaPreempted"
        }
    }

    /// For whom it is.
    fileprivate var application: ApplicationID? {
        switch self {
        case .preempted(let application), .requiredNode(let application, _): application
        case .quota: nil
        }
    }
}
