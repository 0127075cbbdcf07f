/// Nodes and kubelets that only pretend.
///
/// Annotations of a pod say what becomes of it: `hollow/run-seconds` how long its containers run,
/// `hollow/exit-code` with what they end, `hollow/start-milliseconds` how long they take to start,
/// `hollow/stop-seconds` how long they take to stop. A node with the annotation `hollow/down` is
/// silent: its lease is not renewed, and nothing happens to its pods.
extension Playground {
    private static let leaseSeconds: Int64 = 40
    private static let renewSeconds: Int64 = 10

    private func isPlayed(_ node: StoredObject) -> Bool {
        settings.playsNodes && node.value.at("metadata", "labels", "hollow") != nil
    }

    private static func isDown(_ node: StoredObject) -> Bool {
        node.value.at("metadata", "annotations", "hollow/down") != nil
    }

    // MARK: Nodes

    mutating func play(
        node: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let taints = node.value.list("spec", "taints")
        let wanted = Self.taints(of: node, taints, at: now)
        if wanted != taints {
            act(
                "PATCH", key, type: "application/merge-patch+json",
                ["spec": ["taints": wanted.isEmpty ? .null : .array(wanted)]],
                as: "node-controller", &pending)
        }
        let ttl = "node.alpha.kubernetes.io/ttl"
        if node.value.at("metadata", "annotations", ttl) == nil {
            act(
                "PATCH", key, type: "application/merge-patch+json",
                ["metadata": ["annotations": [ttl: "0"]]], as: "ttl-controller", &pending)
        }
        guard isPlayed(node) else { return }
        setReady(node, key, isDown: Self.isDown(node), &pending)
        if Self.isDown(node) { return }
        renewLease(of: node.name, node.uid)
        controllers.add(Work(kind: .node, key: key), at: now.adding(seconds: Self.renewSeconds))
    }

    /// The taints that follow from the state of a node, with those of its users.
    private static func taints(
        of node: StoredObject, _ taints: [JSONValue], at now: Instant
    ) -> [JSONValue] {
        let ready = node.value.list("status", "conditions").first { $0["type"] == "Ready" }
        var wanted: [(key: String, effects: [String])] = []
        if node.value.at("spec", "unschedulable") == true {
            wanted.append(("node.kubernetes.io/unschedulable", ["NoSchedule"]))
        }
        switch ready?.string("status") {
        case "True": break
        case "Unknown":
            wanted.append(("node.kubernetes.io/unreachable", ["NoSchedule", "NoExecute"]))
        default: wanted.append(("node.kubernetes.io/not-ready", ["NoSchedule", "NoExecute"]))
        }
        let managed = [
            "node.kubernetes.io/unschedulable", "node.kubernetes.io/unreachable",
            "node.kubernetes.io/not-ready",
        ]
        func isWanted(_ taint: JSONValue) -> Bool {
            wanted.contains {
                $0.key == taint.string("key") && $0.effects.contains(taint.string("effect") ?? "")
            }
        }
        var result = taints.filter { !managed.contains($0.string("key") ?? "") || isWanted($0) }
        for (key, effects) in wanted {
            for effect in effects
            where !result.contains(where: {
                $0.string("key") == key && $0.string("effect") == effect
            }) {
                result.append([
                    "key": .string(key), "effect": .string(effect),
                    "timeAdded": .string(now.timestamp),
                ])
            }
        }
        return result
    }

    private mutating func setReady(
        _ node: StoredObject, _ key: ObjectKey, isDown: Bool, _ pending: inout [PendingAdmission]
    ) {
        let status: JSONValue = isDown ? "Unknown" : "True"
        let ready = node.value.list("status", "conditions").first { $0["type"] == "Ready" }
        guard ready?["status"] != status else { return }
        let condition: JSONValue = [
            "type": "Ready", "status": status, "reason": isDown ? "NodeStatusUnknown" : "Hollow",
            "lastHeartbeatTime": .string(now.timestamp),
            "lastTransitionTime": .string(now.timestamp),
        ]
        act(
            "PATCH", key, subresource: "status", type: "application/strategic-merge-patch+json",
            ["status": ["conditions": [condition]]], as: "node-controller", &pending)
    }

    /// Written straight into the store: with a thousand nodes this is the most frequent write.
    private mutating func renewLease(of node: String, _ uid: String) {
        let definition = catalogue.core("leases", group: "coordination.k8s.io")
        let key = ObjectKey(
            storage: definition.storage, namespace: "kube-node-lease", name: node)
        if let lease = store[key] {
            let last = lease.value.string("spec", "renewTime").flatMap(Instant.init(timestamp:))
            if let last, now.seconds(since: last) < Self.renewSeconds { return }
            var renewed = lease.value
            renewed.set("spec", "renewTime", to: .string(now.microTimestamp))
            store.put(renewed, at: key)
            return
        }
        make(
            "leases", group: "coordination.k8s.io", namespace: "kube-node-lease", name: node,
            content: [
                "metadata": [
                    "ownerReferences": [
                        [
                            "apiVersion": "v1", "kind": "Node", "name": .string(node),
                            "uid": .string(uid),
                        ]
                    ]
                ],
                "spec": [
                    "holderIdentity": .string(node),
                    "leaseDurationSeconds": .integer(Self.leaseSeconds),
                    "renewTime": .string(now.microTimestamp),
                ],
            ])
    }

    // MARK: Pods

    mutating func play(pod: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]) {
        let nodes = catalogue.core("nodes").storage
        let name = pod.value.string("spec", "nodeName") ?? ""
        guard let node = store[ObjectKey(storage: nodes, namespace: "", name: name)],
            isPlayed(node), !Self.isDown(node)
        else { return }
        if pod.value.at("metadata", "deletionTimestamp") != nil {
            stop(pod, key, &pending)
            return
        }
        switch pod.value.string("status", "phase") {
        case "Pending": start(pod, key, on: node, &pending)
        case "Running": run(pod, key, &pending)
        default: break
        }
    }

    private func annotation(_ pod: StoredObject, _ name: String) -> Int64? {
        pod.value.string("metadata", "annotations", "hollow/\(name)").flatMap(Int64.init)
    }

    private mutating func start(
        _ pod: StoredObject, _ key: ObjectKey, on node: StoredObject,
        _ pending: inout [PendingAdmission]
    ) {
        let since = controllers.boundSince[pod.uid] ?? now
        controllers.boundSince[pod.uid] = since
        let delay = annotation(pod, "start-milliseconds") ?? settings.startMilliseconds
        let due = since.adding(milliseconds: max(0, delay))
        guard due <= now else {
            controllers.add(Work(kind: .pod, key: key), at: due)
            return
        }
        patchStatus(key, runningStatus(pod, on: node), &pending)
        tellStart(of: pod, key, on: node.name)
    }

    private mutating func patchStatus(
        _ key: ObjectKey, _ status: JSONValue, _ pending: inout [PendingAdmission]
    ) {
        act(
            "PATCH", key, subresource: "status", type: "application/strategic-merge-patch+json",
            ["status": status], as: "hollow-kubelet", &pending)
    }

    private func condition(_ type: String, _ status: JSONValue, _ reason: String? = nil)
        -> JSONValue
    {
        .compact([
            ("type", .string(type)), ("status", status), ("lastProbeTime", .null),
            ("lastTransitionTime", .string(now.timestamp)),
            ("reason", reason.map { .string($0) }),
        ])
    }

    private func runningStatus(_ pod: StoredObject, on node: StoredObject) -> JSONValue {
        let bits = pod.uid.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
        let ip = "10.\(128 + bits % 64).\(bits >> 8 & 255).\(1 + (bits >> 16) % 254)"
        let host = node.value.list("status", "addresses").first { $0["type"] == "InternalIP" }
        let state: JSONValue = ["running": ["startedAt": .string(now.timestamp)]]
        let conditions = [
            "Initialized", "Ready", "ContainersReady", "PodReadyToStartContainers",
        ].map { condition($0, "True") }
        return .compact([
            ("phase", "Running"), ("conditions", .array(conditions)),
            ("hostIP", host?["address"]), ("podIP", .string(ip)),
            ("podIPs", [["ip": .string(ip)]]), ("startTime", .string(now.timestamp)),
            ("containerStatuses", .array(containerStatuses(pod, state, isReady: true))),
        ])
    }

    private func containerStatuses(
        _ pod: StoredObject, _ state: JSONValue, isReady: Bool
    ) -> [JSONValue] {
        pod.value.list("spec", "containers").map { container in
            [
                "name": container["name"] ?? "", "state": state,
                "lastState": .object(JSONObject()), "ready": .bool(isReady), "restartCount": 0,
                "image": container["image"] ?? "", "imageID": "hollow",
                "containerID": .string("hollow://\(pod.uid)"), "started": .bool(isReady),
                "allocatedResources": container.at("resources", "requests") ?? .null,
                "resources": container["resources"] ?? .object(JSONObject()),
            ]
        }
    }

    /// Ends a running pod when its time has come, and follows a resize.
    private mutating func run(
        _ pod: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let specified = pod.value.list("spec", "containers").map { $0["resources"] }
        let actual = pod.value.list("status", "containerStatuses").map { $0["resources"] }
        if specified.count == actual.count, specified != actual {
            let started = pod.value.list("status", "containerStatuses").first?["state"]
            patchStatus(
                key,
                [
                    "containerStatuses": .array(
                        containerStatuses(
                            pod, started ?? .object(JSONObject()), isReady: true))
                ], &pending)
        }
        var seconds = annotation(pod, "run-seconds")
        if seconds == nil, pod.value.string("spec", "restartPolicy") != "Always", !onlyPauses(pod) {
            seconds = settings.runSeconds
        }
        guard let seconds, let text = pod.value.string("status", "startTime"),
            let start = Instant(timestamp: text)
        else { return }
        let end = start.adding(seconds: max(0, seconds))
        guard end <= now else {
            controllers.add(Work(kind: .pod, key: key), at: end)
            return
        }
        patchStatus(key, endedStatus(pod, started: text), &pending)
    }

    /// Whether all that its containers do is to wait.
    private func onlyPauses(_ pod: StoredObject) -> Bool {
        pod.value.list("spec", "containers").allSatisfy { container in
            let image = container.string("image") ?? ""
            return image.split(separator: "/").last?.split(separator: ":").first == "pause"
        }
    }

    private func endedStatus(_ pod: StoredObject, started: String) -> JSONValue {
        let code = annotation(pod, "exit-code") ?? 0
        let state: JSONValue = [
            "terminated": [
                "exitCode": .integer(code), "reason": code == 0 ? "Completed" : "Error",
                "startedAt": .string(started), "finishedAt": .string(now.timestamp),
            ]
        ]
        return [
            "phase": code == 0 ? "Succeeded" : "Failed",
            "conditions": .array(
                ["Ready", "ContainersReady"].map {
                    condition($0, "False", code == 0 ? "PodCompleted" : "PodFailed")
                }),
            "containerStatuses": .array(containerStatuses(pod, state, isReady: false)),
        ]
    }

    /// Removes a deleted pod when its containers have stopped, at the end of its grace at the
    /// latest.
    private mutating func stop(
        _ pod: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        let grace = pod.value.integer("metadata", "deletionGracePeriodSeconds") ?? 0
        guard let text = pod.value.string("metadata", "deletionTimestamp"),
            let latest = Instant(timestamp: text)
        else { return }
        tellStop(of: pod, key)
        let takes = min(grace, max(0, annotation(pod, "stop-seconds") ?? 0))
        let due = min(latest, latest.adding(seconds: takes - grace))
        guard due <= now else {
            controllers.add(Work(kind: .pod, key: key), at: due)
            return
        }
        if grace == 0, !pod.value.list("metadata", "finalizers").isEmpty { return }
        act(
            "DELETE", key,
            ["gracePeriodSeconds": 0, "preconditions": ["uid": .string(pod.uid)]],
            as: "hollow-kubelet", &pending)
    }
}
