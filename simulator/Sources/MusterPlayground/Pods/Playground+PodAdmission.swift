/// What the admission plug-ins of an ordinary cluster do to pods: service account, priority,
/// tolerations, runtime class.
extension Playground {
    func admitPod(_ pod: inout JSONValue, _ operation: inout Operation) throws {
        try setServiceAccount(&pod, &operation)
        try setPriority(&pod, operation)
        try setOverhead(&pod, operation)
        addTolerations(&pod)
        resolveLabelKeys(&pod)
    }

    /// Writes `matchLabelKeys` of spread constraints into their selectors, as the API server does.
    private func resolveLabelKeys(_ pod: inout JSONValue) {
        guard let constraints = pod.at("spec", "topologySpreadConstraints")?.array else { return }
        let resolved = constraints.map { constraint in
            var constraint = constraint
            var expressions = constraint.list("labelSelector", "matchExpressions")
            for key in constraint.list("matchLabelKeys").compactMap(\.string) {
                guard let value = pod.at("metadata", "labels", key) else { continue }
                let expression: JSONValue = [
                    "key": .string(key), "operator": "In", "values": [value],
                ]
                if !expressions.contains(expression) { expressions.append(expression) }
            }
            if !expressions.isEmpty {
                constraint.set("labelSelector", "matchExpressions", to: .array(expressions))
            }
            return constraint
        }
        pod.set("spec", "topologySpreadConstraints", to: .array(resolved))
    }

    private func cluster(_ plural: String, group: String = "", _ name: String) -> StoredObject? {
        store[
            ObjectKey(
                storage: catalogue.core(plural, group: group).storage, namespace: "", name: name)]
    }

    private func refuse(_ pod: JSONValue, _ operation: Operation, _ text: String) -> APIError {
        .forbidden(operation.definition, pod.string("metadata", "name") ?? "", text)
    }

    private func setServiceAccount(_ pod: inout JSONValue, _ operation: inout Operation) throws {
        let namespace = operation.path.namespace ?? ""
        var account = pod.string("spec", "serviceAccountName") ?? ""
        if account.isEmpty { account = "default" }
        pod.set("spec", "serviceAccountName", to: .string(account))
        pod.set("spec", "serviceAccount", to: .string(account))
        let key = ObjectKey(
            storage: catalogue.core("serviceaccounts").storage, namespace: namespace, name: account)
        guard let found = store[key] else {
            throw refuse(
                pod, operation,
                "error looking up service account \(namespace)/\(account): serviceaccount "
                    + "\"\(account)\" not found")
        }
        let mounts =
            pod.at("spec", "automountServiceAccountToken")?.bool
            ?? found.value["automountServiceAccountToken"]?.bool ?? true
        let path: JSONValue = "/var/run/secrets/kubernetes.io/serviceaccount"
        guard mounts else { return }
        let name: JSONValue = .string("kube-api-access-\(operation.random.suffix())")
        var isUsed = false
        for list in ["containers", "initContainers"] {
            guard let containers = pod.at("spec", list)?.array else { continue }
            let mounted = containers.map { container -> JSONValue in
                var container = container
                var mounts = container.list("volumeMounts")
                if mounts.contains(where: { $0["mountPath"] == path }) { return container }
                mounts.append(["name": name, "readOnly": true, "mountPath": path])
                container["volumeMounts"] = .array(mounts)
                isUsed = true
                return container
            }
            pod.set("spec", list, to: .array(mounted))
        }
        guard isUsed else { return }
        pod.set("spec", "volumes", to: .array(pod.list("spec", "volumes") + [Self.token(name)]))
    }

    private static func token(_ name: JSONValue) -> JSONValue {
        [
            "name": name,
            "projected": [
                "sources": [
                    ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
                    [
                        "configMap": [
                            "name": "kube-root-ca.crt",
                            "items": [["key": "ca.crt", "path": "ca.crt"]],
                        ]
                    ],
                    [
                        "downwardAPI": [
                            "items": [
                                [
                                    "path": "namespace",
                                    "fieldRef": [
                                        "apiVersion": "v1", "fieldPath": "metadata.namespace",
                                    ],
                                ]
                            ]
                        ]
                    ],
                ], "defaultMode": 420,
            ],
        ]
    }

    private func setPriority(_ pod: inout JSONValue, _ operation: Operation) throws {
        var name = pod.string("spec", "priorityClassName") ?? ""
        var value: Int64 = 0
        var policy: JSONValue = "PreemptLowerPriority"
        let storage = catalogue.core("priorityclasses", group: "scheduling.k8s.io").storage
        if name.isEmpty {
            let fallback = store.list(storage: storage, namespace: nil).first {
                $0.value["globalDefault"] == true
            }
            if let fallback {
                name = fallback.name
                value = fallback.value.integer("value") ?? 0
                policy = fallback.value["preemptionPolicy"] ?? policy
            }
        } else {
            guard let found = cluster("priorityclasses", group: "scheduling.k8s.io", name) else {
                throw refuse(pod, operation, "no PriorityClass with name \(name) was found")
            }
            value = found.value.integer("value") ?? 0
            policy = found.value["preemptionPolicy"] ?? policy
        }
        if let given = pod.integer("spec", "priority"), given != value {
            throw refuse(
                pod, operation,
                "the integer value of priority (\(given)) must not be provided in pod spec; "
                    + "priority admission controller computed \(value) from the given "
                    + "PriorityClass name")
        }
        pod.set("spec", "priority", to: .integer(value))
        if !name.isEmpty { pod.set("spec", "priorityClassName", to: .string(name)) }
        if pod.at("spec", "preemptionPolicy") == nil {
            pod.set("spec", "preemptionPolicy", to: policy)
        }
    }

    private func setOverhead(_ pod: inout JSONValue, _ operation: Operation) throws {
        guard let name = pod.string("spec", "runtimeClassName"), !name.isEmpty else { return }
        guard let found = cluster("runtimeclasses", group: "node.k8s.io", name) else {
            throw refuse(pod, operation, "pod rejected: RuntimeClass \"\(name)\" not found")
        }
        if let overhead = found.value.at("overhead", "podFixed") {
            pod.set("spec", "overhead", to: overhead)
        }
        for member in found.value.at("scheduling", "nodeSelector")?.object?.members ?? [] {
            pod.set("spec", "nodeSelector", member.key, to: member.value)
        }
        let more = found.value.list("scheduling", "tolerations")
        if !more.isEmpty {
            pod.set("spec", "tolerations", to: .array(pod.list("spec", "tolerations") + more))
        }
    }

    private func addTolerations(_ pod: inout JSONValue) {
        var tolerations = pod.list("spec", "tolerations")
        for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
            let isThere = tolerations.contains { toleration in
                let effect = toleration.string("effect") ?? ""
                let other = toleration.string("key") ?? ""
                return (other == key || (other.isEmpty && toleration["operator"] == "Exists"))
                    && (effect.isEmpty || effect == "NoExecute")
            }
            if !isThere {
                tolerations.append([
                    "key": .string(key), "operator": "Exists", "effect": "NoExecute",
                    "tolerationSeconds": 300,
                ])
            }
        }
        pod.set("spec", "tolerations", to: .array(tolerations))
    }
}
