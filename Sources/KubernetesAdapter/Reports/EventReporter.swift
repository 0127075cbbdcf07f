internal import KubernetesModel
internal import MusterCore

/// Makes events of `events.k8s.io`, and counts repetitions in those that were made.
struct EventReporter: Sendable {
    /// The program.
    let controller: String
    /// Which of its replicas.
    let instance: String
    private var made: [Subject: Made] = [:]
    /// Subjects in the order in which they were made first.
    private var order: [Subject] = []
    private var sequence: Int64 = 0

    /// A repetition after this long is a new event, as the server forgets events.
    private static let memory = Tick(seconds: 360)
    private static let maximumSubjects = 4096

    private struct Subject: Hashable {
        var uid: String
        var reason: String
        var action: String
        var note: String
    }

    private struct Made {
        var name: String
        var count: Int32
        var last: Tick
    }

    init(controller: String, instance: String) {
        self.controller = controller
        self.instance = instance
    }

    /// The request that tells of something about a pod.
    mutating func request(
        _ note: String, about pod: ObjectReference, related: ObjectReference?, reason: String,
        action: String, type: String, at now: Tick
    ) -> ClusterCall {
        let subject = Subject(uid: pod.uid, reason: reason, action: action, note: note)
        let namespace = pod.namespace.isEmpty ? "default" : pod.namespace
        if let known = made[subject], now < known.last + Self.memory {
            made[subject]?.count += 1
            made[subject]?.last = now
            var series = Event.Series()
            series.count = known.count + 1
            series.lastObservedTime = Timestamp(milliseconds: now.milliseconds)
            return ClusterCall(
                verb: .patch,
                path: Event.resource.path(namespace: namespace, name: known.name),
                body: series.patch, purpose: .event)
        }
        sequence += 1
        var event = Event()
        event.metadata.namespace = namespace
        // Names of objects have 253 characters at most.
        let suffix = String(now.milliseconds, radix: 16) + String(sequence, radix: 16)
        event.metadata.name = "\(pod.name.prefix(252 - suffix.count)).\(suffix)"
        event.eventTime = Timestamp(milliseconds: now.milliseconds)
        event.reportingController = controller
        event.reportingInstance = instance
        event.action = action
        event.reason = reason
        event.type = type
        event.note = note
        event.regarding = pod
        event.related = related
        remember(subject, Made(name: event.metadata.name, count: 1, last: now))
        return ClusterCall(
            verb: .create, path: Event.resource.path(namespace: namespace), body: event.json,
            purpose: .event)
    }

    private mutating func remember(_ subject: Subject, _ event: Made) {
        // What is bound is bound once.
        guard subject.reason != "Scheduled" else { return }
        if made.updateValue(event, forKey: subject) == nil { order.append(subject) }
        guard order.count > Self.maximumSubjects else { return }
        let half = Self.maximumSubjects / 2
        for subject in order.prefix(half) { made[subject] = nil }
        order.removeFirst(half)
    }
}
