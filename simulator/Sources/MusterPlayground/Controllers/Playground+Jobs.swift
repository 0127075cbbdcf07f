/// The Job controller.
extension Playground {
    private static let controller = "job-controller"

    /// What the pods of a job are doing.
    private struct Tally {
        var active: [StoredObject] = []
        var terminating: Int64 = 0
        var ready: Int64 = 0
        var succeeded: Int64 = 0
        var failed: Int64 = 0
        var doneIndexes: Set<Int64> = []
        var activeIndexes: Set<Int64> = []
    }

    private func tally(_ job: StoredObject) -> Tally {
        var tally = Tally()
        for key in store.dependents(of: job.uid) {
            guard let pod = store[key], pod.value.string("kind") == "Pod" else { continue }
            let index = pod.value.string(
                "metadata", "annotations", "batch.kubernetes.io/job-completion-index"
            ).flatMap(Int64.init)
            switch pod.value.string("status", "phase") {
            case "Succeeded":
                tally.succeeded += 1
                if let index { tally.doneIndexes.insert(index) }
            case "Failed": tally.failed += 1
            default:
                if pod.value.at("metadata", "deletionTimestamp") != nil {
                    tally.terminating += 1
                    continue
                }
                tally.active.append(pod)
                if let index { tally.activeIndexes.insert(index) }
                let isReady = pod.value.list("status", "conditions").contains {
                    $0["type"] == "Ready" && $0["status"] == "True"
                }
                tally.ready += isReady ? 1 : 0
            }
        }
        return tally
    }

    mutating func run(job: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]) {
        guard job.value.at("metadata", "deletionTimestamp") == nil else { return }
        let conditions = job.value.list("status", "conditions")
        if let ended = conditions.first(where: {
            ($0["type"] == "Complete" || $0["type"] == "Failed") && $0["status"] == "True"
        }) {
            expire(job, key, ended, &pending)
            return
        }
        let origin = Origin(
            uid: job.uid, work: Work(kind: .job, key: key), component: Self.controller)
        var tally = tally(job)
        let isIndexed = job.value.string("spec", "completionMode") == "Indexed"
        if isIndexed { tally.succeeded = Int64(tally.doneIndexes.count) }
        let isSuspended = job.value.at("spec", "suspend") == true
        var end: (type: String, reason: String, message: String)?
        if let text = verdict(job, tally) {
            end = text
            for pod in tally.active { remove(pod, of: origin, as: Self.controller, &pending) }
        } else if isSuspended {
            for pod in tally.active { remove(pod, of: origin, as: Self.controller, &pending) }
        } else {
            create(job, origin, tally, isIndexed, &pending)
        }
        report(job, key, end, isSuspended, &pending)
    }

    /// Whether the job has ended, and why.
    private mutating func verdict(
        _ job: StoredObject, _ tally: Tally
    ) -> (type: String, reason: String, message: String)? {
        let limit = job.value.integer("spec", "backoffLimit") ?? 6
        if tally.failed > limit {
            return (
                "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"
            )
        }
        if let deadline = job.value.integer("spec", "activeDeadlineSeconds"),
            let text = job.value.string("status", "startTime"), let start = Instant(timestamp: text)
        {
            let due = start.adding(seconds: deadline)
            if due <= now {
                return (
                    "Failed", "DeadlineExceeded",
                    "Job was active longer than specified deadline"
                )
            }
            let storage = catalogue.core("jobs", group: "batch").storage
            controllers.add(
                Work(
                    kind: .job,
                    key: ObjectKey(storage: storage, namespace: job.namespace, name: job.name)),
                at: due)
        }
        let isDone: Bool
        if let completions = job.value.integer("spec", "completions") {
            isDone = tally.succeeded >= completions
        } else {
            isDone = tally.succeeded > 0 && tally.active.isEmpty
        }
        return isDone
            ? (
                "Complete", "CompletionsReached", "Reached expected number of succeeded pods"
            ) : nil
    }

    private mutating func create(
        _ job: StoredObject, _ origin: Origin, _ tally: Tally, _ isIndexed: Bool,
        _ pending: inout [PendingAdmission]
    ) {
        let parallelism = job.value.integer("spec", "parallelism") ?? 1
        let completions = job.value.integer("spec", "completions")
        var wanted = parallelism
        if let completions { wanted = min(parallelism, completions - tally.succeeded) }
        if completions == nil, tally.succeeded > 0 { wanted = 0 }
        let waiting = controllers.pending[job.uid] ?? 0
        var missing = wanted - Int64(tally.active.count) - tally.terminating - waiting
        guard missing > 0, !isRefused(origin) else { return }
        var used = tally.activeIndexes.union(tally.doneIndexes)
        var index: Int64 = 0
        while missing > 0 {
            var chosen: Int64?
            if isIndexed {
                while used.contains(index) { index += 1 }
                guard index < completions ?? 0 else { return }
                used.insert(index)
                chosen = index
            }
            let wasMade = act(
                "POST",
                ObjectKey(
                    storage: catalogue.core("pods").storage, namespace: job.namespace, name: ""),
                named: false, podOf(job, index: chosen), as: Self.controller, for: origin,
                &pending)
            if !wasMade, controllers.refusals[job.uid] != nil { return }
            missing -= 1
        }
    }

    /// Whether pods of this owner were refused so recently that it has to wait.
    mutating func isRefused(_ origin: Origin) -> Bool {
        guard let (_, until) = controllers.refusals[origin.uid], until > now else { return false }
        controllers.add(origin.work, at: until)
        return true
    }

    private func podOf(_ job: StoredObject, index: Int64?) -> JSONValue {
        var pod = pod(of: job, apiVersion: "batch/v1", prefix: "\(job.name)-")
        guard let index else { return pod }
        let label = "batch.kubernetes.io/job-completion-index"
        pod.set("metadata", "generateName", to: .string("\(job.name)-\(index)-"))
        pod.set("metadata", "labels", label, to: .string(String(index)))
        pod.set("metadata", "annotations", label, to: .string(String(index)))
        pod.set("spec", "hostname", to: .string("\(job.name)-\(index)"))
        let variable: JSONValue = [
            "name": "JOB_COMPLETION_INDEX",
            "valueFrom": [
                "fieldRef": [
                    "apiVersion": "v1", "fieldPath": .string("metadata.labels['\(label)']"),
                ]
            ],
        ]
        let containers = pod.list("spec", "containers").map { container in
            var container = container
            container["env"] = .array(container.list("env") + [variable])
            return container
        }
        pod.set("spec", "containers", to: .array(containers))
        return pod
    }

    /// A pod from the template of its owner.
    func pod(of owner: StoredObject, apiVersion: String, prefix: String) -> JSONValue {
        let template = owner.value.at("spec", "template") ?? .null
        return [
            "kind": "Pod", "apiVersion": "v1",
            "metadata": .compact([
                ("generateName", .string(prefix)), ("labels", template.at("metadata", "labels")),
                ("annotations", template.at("metadata", "annotations")),
                (
                    "ownerReferences",
                    [
                        [
                            "apiVersion": .string(apiVersion),
                            "kind": owner.value["kind"] ?? "", "name": .string(owner.name),
                            "uid": .string(owner.uid), "controller": true,
                            "blockOwnerDeletion": true,
                        ]
                    ]
                ),
            ]), "spec": template["spec"] ?? .null,
        ]
    }

    private mutating func report(
        _ job: StoredObject, _ key: ObjectKey,
        _ end: (type: String, reason: String, message: String)?,
        _ isSuspended: Bool, _ pending: inout [PendingAdmission]
    ) {
        var tally = tally(job)
        let isIndexed = job.value.string("spec", "completionMode") == "Indexed"
        if isIndexed { tally.succeeded = Int64(tally.doneIndexes.count) }
        var status = job.value["status"] ?? .object(JSONObject())
        func count(_ field: String, _ number: Int64) {
            status[field] = number == 0 ? nil : .integer(number)
        }
        count("active", end == nil ? Int64(tally.active.count) : 0)
        count("succeeded", tally.succeeded)
        count("failed", tally.failed)
        status["terminating"] = .integer(tally.terminating)
        status["ready"] = .integer(end == nil ? tally.ready : 0)
        status["uncountedTerminatedPods"] = .object(JSONObject())
        if isIndexed, !tally.doneIndexes.isEmpty {
            status["completedIndexes"] = .string(Self.ranges(tally.doneIndexes.sorted()))
        }
        if !isSuspended, status["startTime"] == nil {
            status["startTime"] = .string(now.timestamp)
        }
        var conditions = status.list("conditions").filter { $0["type"] != "Suspended" }
        func add(_ type: String, _ reason: String, _ message: String) {
            conditions.append([
                "type": .string(type), "status": "True", "lastProbeTime": .string(now.timestamp),
                "lastTransitionTime": .string(now.timestamp), "reason": .string(reason),
                "message": .string(message),
            ])
        }
        if let end {
            let first = end.type == "Complete" ? "SuccessCriteriaMet" : "FailureTarget"
            add(first, end.reason, end.message)
            add(end.type, end.reason, end.message)
            if end.type == "Complete" { status["completionTime"] = .string(now.timestamp) }
        } else if isSuspended {
            let old = status.list("conditions").first { $0["type"] == "Suspended" }
            if let old {
                conditions.append(old)
            } else {
                add("Suspended", "JobSuspended", "Job suspended")
            }
            status["startTime"] = nil
        }
        status["conditions"] = conditions.isEmpty ? nil : .array(conditions)
        guard status != job.value["status"], let current = store[key] else { return }
        var updated = current.value
        updated["status"] = status
        guard act("PUT", key, subresource: "status", updated, as: Self.controller, &pending) else {
            return
        }
        tellState(of: job, key, end, isSuspended)
    }

    /// Tells that a job has ended, is suspended, or goes on.
    private mutating func tellState(
        of job: StoredObject, _ key: ObjectKey,
        _ end: (type: String, reason: String, message: String)?, _ isSuspended: Bool
    ) {
        let was = job.value.list("status", "conditions").contains { $0["type"] == "Suspended" }
        func tell(_ reason: String, _ text: String, isWarning: Bool = false) {
            self.tell(
                reason, text, isWarning: isWarning, about: key, uid: job.uid, from: Self.controller)
        }
        if let end {
            if end.type == "Complete" {
                tell("Completed", "Job completed")
            } else {
                tell(end.reason, end.message, isWarning: true)
            }
        } else if isSuspended, !was {
            tell("Suspended", "Job suspended")
        } else if was, !isSuspended {
            tell("Resumed", "Job resumed")
        }
    }

    /// `0-2,5` for 0, 1, 2 and 5; two in a row are written as both.
    private static func ranges(_ numbers: [Int64]) -> String {
        var parts: [(first: Int64, last: Int64)] = []
        for number in numbers {
            if let last = parts.last, last.last + 1 == number {
                parts[parts.count - 1].last = number
            } else {
                parts.append((number, number))
            }
        }
        return parts.map { first, last in
            first == last ? "\(first)" : first + 1 == last ? "\(first),\(last)" : "\(first)-\(last)"
        }.joined(separator: ",")
    }

    /// Deletes a job that has ended and says how long it wants to stay.
    private mutating func expire(
        _ job: StoredObject, _ key: ObjectKey, _ ended: JSONValue,
        _ pending: inout [PendingAdmission]
    ) {
        guard let stays = job.value.integer("spec", "ttlSecondsAfterFinished"),
            let text = ended.string("lastTransitionTime"), let end = Instant(timestamp: text)
        else { return }
        let due = end.adding(seconds: stays)
        if due > now {
            controllers.add(Work(kind: .job, key: key), at: due)
        } else {
            act(
                "DELETE", key, ["propagationPolicy": "Foreground"],
                as: "ttl-after-finished-controller", &pending)
        }
    }
}
