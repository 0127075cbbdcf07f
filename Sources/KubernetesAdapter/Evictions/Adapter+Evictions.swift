internal import KubernetesModel
internal import MusterConfiguration
internal import MusterCore

/// A pod that has to go.
struct EvictionAttempt: Sendable {
    var reason: EvictionReason
    var stage = Stage.marking
    /// How often the server has said no, or nothing.
    var tries = 0

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
        var condition = Condition()
        condition.type = "DisruptionTarget"
        condition.status = .yes
        condition.reason = "PreemptionByScheduler"
        condition.message = "\(settings.schedulerName): \(text)"
        condition.lastTransitionTime = Timestamp(milliseconds: now.milliseconds)
        var patch = PodStatusPatch(podUID: pods[place].metadata.uid)
        patch.conditions = [condition]
        call(.patch, pods[place].path("status"), patch.json, for: .mark(pods.key(of: place)))
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

    mutating func takeEviction(_ answer: CallAnswer, _ key: PodKey) {
        guard let place = pods.place(of: key), let attempt = pods[place].eviction,
            attempt.stage == .calling
        else { return }
        let delay: Int64
        switch answer {
        case .done:
            statistics.evicted += 1
            pods[place].eviction?.stage = .ending
            return
        case .refused(let status) where status.code == 404 || status.code == 409:
            // Gone, or another one: that will be told of.
            pods[place].eviction?.stage = .ending
            return
        case .refused(let status):
            // 429: a budget does not allow it now.
            delay = max(Int64(status.retryAfterSeconds), min(60, Int64(1) << min(attempt.tries, 6)))
        case .unreachable: delay = min(30, Int64(1) << min(attempt.tries, 5))
        }
        pods[place].eviction?.stage = .waiting
        pods[place].eviction?.tries += 1
        setTimer(.evict(key), after: Tick(seconds: delay))
    }

    mutating func continueEviction(_ key: PodKey) {
        guard let place = pods.place(of: key), pods[place].eviction?.stage == .waiting else {
            return
        }
        sendEviction(place)
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
