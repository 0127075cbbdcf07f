/// ReplicaSets, Deployments and DaemonSets, as far as a playground needs them.
extension Playground {
    private func livePods(of owner: StoredObject) -> [StoredObject] {
        store.dependents(of: owner.uid).compactMap { store[$0] }.filter { pod in
            let phase = pod.value.string("status", "phase")
            return pod.value.string("kind") == "Pod" && phase != "Succeeded" && phase != "Failed"
                && pod.value.at("metadata", "deletionTimestamp") == nil
        }
    }

    private static func isReady(_ pod: StoredObject) -> Bool {
        pod.value.list("status", "conditions").contains {
            $0["type"] == "Ready" && $0["status"] == "True"
        }
    }

    private mutating func putStatus(
        _ object: StoredObject, _ key: ObjectKey, _ fields: [(String, Int64)],
        _ conditions: JSONValue? = nil, as controller: String,
        _ pending: inout [PendingAdmission]
    ) {
        var status = object.value["status"] ?? .object(JSONObject())
        for (field, number) in fields {
            let isShown = field == "replicas" || field == "terminatingReplicas"
            status[field] = number == 0 && !isShown ? nil : .integer(number)
        }
        status["observedGeneration"] = object.value.at("metadata", "generation")
        if let conditions { status["conditions"] = conditions }
        guard status != object.value["status"] else { return }
        act(
            "PATCH", key, subresource: "status", type: "application/json-patch+json",
            [["op": "add", "path": "/status", "value": status]], as: controller, &pending)
    }

    private mutating func adjust(
        _ owner: StoredObject, _ origin: Origin, controller: String,
        to wanted: Int64, _ pending: inout [PendingAdmission]
    ) {
        let pods = livePods(of: owner)
        let pods0 = catalogue.core("pods").storage
        var missing = wanted - Int64(pods.count) - (controllers.pending[owner.uid] ?? 0)
        // Those that do not run yet go first, the youngest before the others.
        let candidates = pods.sorted {
            (Self.isReady($0) ? 1 : 0, -$0.revision, $0.name)
                < (Self.isReady($1) ? 1 : 0, -$1.revision, $1.name)
        }
        for pod in candidates.prefix(Int(max(0, -missing))) {
            remove(pod, of: origin, as: controller, &pending)
        }
        if missing > 0, isRefused(origin) { return }
        while missing > 0 {
            let wasMade = act(
                "POST", ObjectKey(storage: pods0, namespace: owner.namespace, name: ""),
                named: false, pod(of: owner, apiVersion: "apps/v1", prefix: "\(owner.name)-"),
                as: controller, for: origin, &pending)
            if !wasMade, isRefused(origin) { return }
            missing -= 1
        }
    }

    mutating func run(
        replicaSet: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard replicaSet.value.at("metadata", "deletionTimestamp") == nil else { return }
        let controller = "replicaset-controller"
        let wanted = replicaSet.value.integer("spec", "replicas") ?? 1
        let origin = Origin(
            uid: replicaSet.uid, work: Work(kind: .replicaSet, key: key), component: controller)
        adjust(replicaSet, origin, controller: controller, to: wanted, &pending)
        guard let current = store[key] else { return }
        let pods = livePods(of: current)
        let ready = Int64(pods.count { Self.isReady($0) })
        let count = Int64(pods.count)
        putStatus(
            current, key,
            [
                ("replicas", count), ("fullyLabeledReplicas", count), ("readyReplicas", ready),
                ("availableReplicas", ready), ("terminatingReplicas", 0),
            ], as: controller, &pending)
    }

    mutating func run(
        deployment: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard deployment.value.at("metadata", "deletionTimestamp") == nil else { return }
        let controller = "deployment-controller"
        let sets = catalogue.core("replicasets", group: "apps").storage
        let template = deployment.value.at("spec", "template") ?? .null
        let hash = String(Self.digest(template.encoded).lowercased().prefix(10))
        let name = "\(deployment.name)-\(hash)"
        let wanted = deployment.value.integer("spec", "replicas") ?? 1
        let newKey = ObjectKey(storage: sets, namespace: deployment.namespace, name: name)
        if store[newKey] == nil {
            let set = replicaSet(of: deployment, name, hash, wanted)
            if act("POST", newKey, named: false, set, as: controller, &pending) {
                tell(
                    "ScalingReplicaSet", "Scaled up replica set \(name) from 0 to \(wanted)",
                    about: key, uid: deployment.uid, from: controller)
            }
        } else {
            scale(newKey, to: wanted, of: deployment, key, &pending)
        }
        let ready = store[newKey]?.value.integer("status", "readyReplicas") ?? 0
        let all = store.dependents(of: deployment.uid).filter { $0.storage == sets }
        // The old ones stay until the new one can do without them.
        for old in all where old != newKey && ready >= wanted {
            scale(old, to: 0, of: deployment, key, &pending)
        }
        func sum(_ field: String) -> Int64 {
            all.reduce(0) { $0 + (store[$1]?.value.integer("status", field) ?? 0) }
        }
        guard let current = store[key] else { return }
        let isAvailable = ready >= wanted
        putStatus(
            current, key,
            [
                ("replicas", sum("replicas")), ("readyReplicas", sum("readyReplicas")),
                ("availableReplicas", sum("availableReplicas")),
                ("updatedReplicas", store[newKey]?.value.integer("status", "replicas") ?? 0),
                ("unavailableReplicas", max(0, wanted - ready)),
            ], deploymentConditions(current, isAvailable), as: controller, &pending)
    }

    private func deploymentConditions(_ deployment: StoredObject, _ isAvailable: Bool) -> JSONValue
    {
        let old = deployment.value.list("status", "conditions")
        func condition(_ type: String, _ status: JSONValue, _ reason: String, _ message: String)
            -> JSONValue
        {
            if let same = old.first(where: {
                $0.string("type") == type && $0["status"] == status && $0.string("reason") == reason
            }) {
                return same
            }
            return [
                "type": .string(type), "status": status, "reason": .string(reason),
                "message": .string(message), "lastUpdateTime": .string(now.timestamp),
                "lastTransitionTime": .string(now.timestamp),
            ]
        }
        return [
            isAvailable
                ? condition(
                    "Available", "True", "MinimumReplicasAvailable",
                    "Deployment has minimum availability.")
                : condition(
                    "Available", "False", "MinimumReplicasUnavailable",
                    "Deployment does not have minimum availability."),
            condition(
                "Progressing", "True",
                isAvailable ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", ""),
        ]
    }

    private mutating func scale(
        _ set: ObjectKey, to replicas: Int64, of deployment: StoredObject, _ key: ObjectKey,
        _ pending: inout [PendingAdmission]
    ) {
        let controller = "deployment-controller"
        let old = store[set]?.value.integer("spec", "replicas") ?? 0
        guard old != replicas,
            act(
                "PATCH", set, type: "application/merge-patch+json",
                ["spec": ["replicas": .integer(replicas)]], as: controller, &pending)
        else { return }
        tell(
            "ScalingReplicaSet",
            "Scaled \(old < replicas ? "up" : "down") replica set \(set.name) from \(old) to "
                + "\(replicas)", about: key, uid: deployment.uid, from: controller)
    }

    private func replicaSet(
        of deployment: StoredObject, _ name: String, _ hash: String, _ replicas: Int64
    ) -> JSONValue {
        var set = pod(of: deployment, apiVersion: "apps/v1", prefix: "")
        var template = deployment.value.at("spec", "template") ?? .null
        template.set("metadata", "labels", "pod-template-hash", to: .string(hash))
        var selector = deployment.value.at("spec", "selector") ?? .null
        selector.set("matchLabels", "pod-template-hash", to: .string(hash))
        set["kind"] = "ReplicaSet"
        set["apiVersion"] = "apps/v1"
        set.set("metadata", "generateName", to: nil)
        set.set("metadata", "name", to: .string(name))
        set.set("metadata", "labels", to: template.at("metadata", "labels"))
        set.set(
            "metadata", "annotations",
            to: [
                "deployment.kubernetes.io/desired-replicas": .string(String(replicas)),
                "deployment.kubernetes.io/max-replicas": .string(
                    String(replicas + (replicas + 3) / 4)),
                "deployment.kubernetes.io/revision": "1",
            ])
        set["spec"] = [
            "replicas": .integer(replicas), "selector": selector, "template": template,
        ]
        return set
    }

    /// One pod for each node that its node selector matches, bound to it by affinity to the node's
    /// name.
    mutating func run(
        daemonSet: StoredObject, _ key: ObjectKey, _ pending: inout [PendingAdmission]
    ) {
        guard daemonSet.value.at("metadata", "deletionTimestamp") == nil else { return }
        let controller = "daemon-set-controller"
        let pods = livePods(of: daemonSet)
        func target(_ pod: StoredObject) -> String? {
            pod.value.list(
                "spec", "affinity", "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"
            ).first?.list("matchFields").first?.list("values").first?.string
        }
        let wanted = daemonSet.value.at("spec", "template", "spec", "nodeSelector")
        let nodes = store.list(storage: catalogue.core("nodes").storage, namespace: nil).filter {
            let labels = $0.value.at("metadata", "labels")
            return wanted?.stringMembers.allSatisfy { labels?.string($0.key) == $0.value } ?? true
        }
        let served = Set(pods.compactMap(target))
        let podStorage = catalogue.core("pods").storage
        let origin = Origin(
            uid: daemonSet.uid, work: Work(kind: .daemonSet, key: key),
            component: "daemonset-controller")
        if controllers.pending[daemonSet.uid] == nil, !isRefused(origin) {
            for node in nodes where !served.contains(node.name) {
                act(
                    "POST",
                    ObjectKey(storage: podStorage, namespace: daemonSet.namespace, name: ""),
                    named: false, daemonPod(of: daemonSet, on: node.name), as: controller,
                    for: origin, &pending)
            }
        }
        let names = Set(nodes.map(\.name))
        for pod in pods where !names.contains(target(pod) ?? "") {
            remove(pod, of: origin, as: controller, &pending)
        }
        let ready = Int64(pods.count { Self.isReady($0) })
        let count = Int64(livePods(of: daemonSet).count)
        putStatus(
            store[key] ?? daemonSet, key,
            [
                ("desiredNumberScheduled", Int64(nodes.count)), ("currentNumberScheduled", count),
                ("updatedNumberScheduled", count), ("numberReady", ready),
                ("numberAvailable", ready),
            ], as: controller, &pending)
    }

    private func daemonPod(of set: StoredObject, on node: String) -> JSONValue {
        var pod = pod(of: set, apiVersion: "apps/v1", prefix: "\(set.name)-")
        pod.set(
            "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution",
            to: [
                "nodeSelectorTerms": [
                    [
                        "matchFields": [
                            [
                                "key": "metadata.name", "operator": "In",
                                "values": [.string(node)],
                            ]
                        ]
                    ]
                ]
            ])
        let tolerations =
            ["not-ready", "unreachable"].map { name -> JSONValue in
                [
                    "key": .string("node.kubernetes.io/\(name)"), "operator": "Exists",
                    "effect": "NoExecute",
                ]
            }
            + ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"].map { name in
                [
                    "key": .string("node.kubernetes.io/\(name)"), "operator": "Exists",
                    "effect": "NoSchedule",
                ]
            }
        pod.set("spec", "tolerations", to: .array(pod.list("spec", "tolerations") + tolerations))
        return pod
    }
}
