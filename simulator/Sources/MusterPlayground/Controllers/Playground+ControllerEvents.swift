/// What has been told about one object, so that nobody is told the same over and over.
///
/// As client-go's recorder does it: what is told again is counted, the tenth alike text and all
/// after it are counted as one, and each source may tell 25 times and then once in five minutes.
struct EventLedger: Sendable {
    private struct Entry: Sendable {
        var source: String
        var reason: String
        var message: String
        var key: ObjectKey
        var since: Instant
    }

    private struct Allowance: Sendable {
        var source: String
        var left: Int64
        var since: Instant
    }

    private static let burst: Int64 = 25
    private static let refillSeconds: Int64 = 300
    private static let mostAlike = 10
    private static let windowSeconds: Int64 = 600
    private static let mostKept = 64

    private var told: [Entry] = []
    private var allowances: [Allowance] = []

    /// Whether a source may tell something now; it counts as told.
    mutating func take(_ source: String, at now: Instant) -> Bool {
        guard let index = allowances.firstIndex(where: { $0.source == source }) else {
            allowances.append(Allowance(source: source, left: Self.burst - 1, since: now))
            return true
        }
        let refills = now.seconds(since: allowances[index].since) / Self.refillSeconds
        if refills > 0 {
            allowances[index].left = min(Self.burst, allowances[index].left + refills)
            allowances[index].since = allowances[index].since.adding(
                seconds: refills * Self.refillSeconds)
        }
        guard allowances[index].left > 0 else { return false }
        allowances[index].left -= 1
        return true
    }

    /// The event that counts this text, nil if it needs a new one, and the text as it is told.
    func find(
        _ source: String, _ reason: String, _ message: String, at now: Instant
    ) -> (key: ObjectKey?, message: String) {
        let same = told.filter { $0.source == source && $0.reason == reason }
        if let known = same.first(where: { $0.message == message }) { return (known.key, message) }
        let alike = same.filter { now.seconds(since: $0.since) <= Self.windowSeconds }
        guard alike.count + 1 >= Self.mostAlike else { return (nil, message) }
        let combined = "(combined from similar events): \(message)"
        return (alike.count >= Self.mostAlike ? alike.last?.key : nil, combined)
    }

    mutating func note(
        _ source: String, _ reason: String, _ message: String, _ key: ObjectKey, at now: Instant
    ) {
        if told.count >= Self.mostKept { told.removeFirst() }
        told.append(
            Entry(source: source, reason: reason, message: message, key: key, since: now))
    }

    /// Whether something was told for this reason.
    func has(_ reason: String) -> Bool { told.contains { $0.reason == reason } }
}

/// An owner for which a controller asks.
struct Origin: Sendable {
    var uid: String
    /// What looks at the owner again.
    var work: Work
    /// Who tells about the owner.
    var component: String
}

/// What controllers and kubelets tell, for `kubectl describe`.
extension Playground {
    private static let eventSeconds: Int64 = 3_600

    /// Tells something about an object; a kubelet also names its node and the part of the pod.
    mutating func tell(
        _ reason: String, _ message: String, isWarning: Bool = false, about key: ObjectKey,
        uid: String, from component: String, on host: String? = nil, field: String? = nil
    ) {
        let events = catalogue.core("events")
        let space = key.namespace.isEmpty ? "default" : key.namespace
        let spaces = catalogue.core("namespaces").storage
        let home = store[ObjectKey(storage: spaces, namespace: "", name: space)]
        guard tellsEvents(isWarning: isWarning), let object = store[key], object.uid == uid,
            home?.value.at("metadata", "deletionTimestamp") == nil,
            controllers.ledgers[uid, default: EventLedger()].take(component, at: now)
        else { return }
        let source = field.map { "\(component)/\($0)" } ?? component
        let found = controllers.ledgers[uid]?.find(source, reason, message, at: now)
        if let known = found?.key, var event = store[known]?.value {
            event["message"] = .string(found?.message ?? message)
            event["lastTimestamp"] = .string(now.timestamp)
            event["count"] = .integer((event.integer("count") ?? 1) + 1)
            store.put(event, at: known)
            return
        }
        controllers.eventNumber &+= 1
        // Rising, as the nanoseconds in the names of a real cluster.
        let number = UInt64(max(0, now.milliseconds)) << 20 | controllers.eventNumber & 0xF_FFFF
        let new = ObjectKey(
            storage: events.storage, namespace: space,
            name: "\(object.name).\(Randomness.hexadecimal(number))")
        make(
            "events", namespace: space, name: new.name,
            content: content(
                reason, found?.message ?? message, isWarning, object, key, component, host, field))
        controllers.ledgers[uid]?.note(source, reason, message, new, at: now)
    }

    /// Where there are many pods, only what goes wrong is told.
    private func tellsEvents(isWarning: Bool) -> Bool {
        guard settings.mostPodsWithEvents > 0 else { return false }
        return isWarning
            || store.count(storage: catalogue.core("pods").storage) <= settings.mostPodsWithEvents
    }

    private func content(
        _ reason: String, _ message: String, _ isWarning: Bool, _ object: StoredObject,
        _ key: ObjectKey, _ component: String, _ host: String?, _ field: String?
    ) -> JSONValue {
        let definition = catalogue.definitions[catalogue.storageDefinitions[key.storage]]
        let involved = JSONValue.compact([
            ("kind", .string(definition.kind)),
            ("namespace", key.namespace.isEmpty ? nil : .string(key.namespace)),
            ("name", .string(object.name)), ("uid", .string(object.uid)),
            ("apiVersion", .string(definition.groupVersion)),
            ("resourceVersion", .string(String(object.revision))),
            ("fieldPath", field.map { .string($0) }),
        ])
        return [
            "involvedObject": involved, "reason": .string(reason), "message": .string(message),
            "source": .compact([
                ("component", .string(component)), ("host", host.map { .string($0) }),
            ]),
            "firstTimestamp": .string(now.timestamp), "lastTimestamp": .string(now.timestamp),
            "count": 1, "type": isWarning ? "Warning" : "Normal", "eventTime": .null,
            "reportingComponent": .string(component), "reportingInstance": .string(host ?? ""),
        ]
    }

    // MARK: Controllers

    /// Tells an owner that a pod was made for it or was refused; refused ones are tried again.
    mutating func tellCreation(_ answer: Answer, for origin: Origin) {
        guard case .response(let response) = answer else { return }
        if response.status < 300 {
            guard tellsEvents(isWarning: false), let pod = store.log.last?.key.name else { return }
            tell(
                "SuccessfulCreate", "Created pod: \(pod)", about: origin.work.key,
                uid: origin.uid, from: origin.component)
            return
        }
        if let until = controllers.refusals[origin.uid]?.until {
            controllers.add(origin.work, at: until)
        }
        let text = JSONValue.parse(response.body)?.string("message") ?? ""
        tell(
            "FailedCreate", "Error creating: \(text)", isWarning: true, about: origin.work.key,
            uid: origin.uid, from: origin.component)
    }

    /// Deletes a pod that its owner does not want any more.
    mutating func remove(
        _ pod: StoredObject, of origin: Origin, as controller: String,
        _ pending: inout [PendingAdmission]
    ) {
        let key = ObjectKey(
            storage: catalogue.core("pods").storage, namespace: pod.namespace, name: pod.name)
        guard act("DELETE", key, ["propagationPolicy": "Background"], as: controller, &pending)
        else { return }
        tell(
            "SuccessfulDelete", "Deleted pod: \(pod.name)", about: origin.work.key,
            uid: origin.uid, from: origin.component)
    }

    // MARK: Kubelets

    mutating func tellStart(of pod: StoredObject, _ key: ObjectKey, on node: String) {
        guard tellsEvents(isWarning: false) else { return }
        for container in pod.value.list("spec", "containers") {
            let image = container.string("image") ?? ""
            for (reason, text) in [
                (
                    "Pulled",
                    "Container image \"\(image)\" already present on machine and can be accessed "
                        + "by the pod"
                ), ("Created", "Container created"), ("Started", "Container started"),
            ] {
                tell(
                    reason, text, about: key, uid: pod.uid, from: "kubelet", on: node,
                    field: "spec.containers{\(container.string("name") ?? "")}")
            }
        }
    }

    mutating func tellStop(of pod: StoredObject, _ key: ObjectKey) {
        guard pod.value.string("status", "phase") == "Running",
            controllers.ledgers[pod.uid]?.has("Killing") != true
        else { return }
        for container in pod.value.list("spec", "containers") {
            let name = container.string("name") ?? ""
            tell(
                "Killing", "Stopping container \(name)", about: key, uid: pod.uid,
                from: "kubelet", on: pod.value.string("spec", "nodeName"),
                field: "spec.containers{\(name)}")
        }
    }

    // MARK: The end of events

    /// An event goes an hour after it was last told.
    mutating func expire(event: StoredObject, _ key: ObjectKey) {
        let value = event.value
        let last =
            value.string("series", "lastObservedTime") ?? value.string("lastTimestamp")
            ?? value.string("eventTime") ?? value.string("metadata", "creationTimestamp")
        guard let told = last.flatMap(Instant.init(timestamp:)) else { return }
        let due = told.adding(seconds: Self.eventSeconds)
        if due <= now {
            store.remove(key)
        } else {
            controllers.add(Work(kind: .event, key: key), at: due)
        }
    }
}
