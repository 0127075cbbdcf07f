extension Playground {
    static func success(_ code: Int64) -> JSONValue {
        [
            "kind": "Status", "apiVersion": "v1", "metadata": .object(JSONObject()),
            "status": "Success", "code": .integer(code),
        ]
    }

    /// Puts a pod on a node, once.
    ///
    /// The node need not exist.
    mutating func bind(_ name: String, _ operation: inout Operation) throws -> Response {
        var binding = try operation.object()
        let kind = binding.string("target", "kind") ?? ""
        guard kind.isEmpty || kind == "Node" else {
            throw APIError.unforeseen(
                "target.kind: Unsupported value: \"\(kind)\": supported values: \"Node\", "
                    + "\"<empty>\"")
        }
        guard let node = binding.string("target", "name"), !node.isEmpty else {
            throw APIError.unforeseen("target.name: Required value")
        }
        let definition = operation.definition
        let key = operation.path.key(name)
        guard let old = store[key] else { throw APIError.notFound(definition, name) }
        if let uid = binding.string("metadata", "uid"), !uid.isEmpty, uid != old.uid {
            throw Self.uidConflict(definition, old, uid)
        }
        try checkBindable(old, definition)
        addTopology(of: node, to: &binding)
        binding["kind"] = "Binding"
        binding["apiVersion"] = "v1"
        try askValidatingWebhooks(binding, old: nil, "CREATE", &operation)
        var pod = old.value
        pod.set("spec", "nodeName", to: .string(node))
        for map in ["annotations", "labels"] {
            for member in binding.at("metadata", map)?.object?.members ?? [] {
                pod.set("metadata", map, member.key, to: member.value)
            }
        }
        var conditions = pod.list("status", "conditions").filter { $0["type"] != "PodScheduled" }
        conditions.append([
            "type": "PodScheduled", "status": "True", "lastProbeTime": .null,
            "lastTransitionTime": .string(now.timestamp),
        ])
        pod.set("status", "conditions", to: .array(conditions))
        store.put(pod, at: key)
        return .json(201, Self.success(201))
    }

    private func checkBindable(_ pod: StoredObject, _ definition: ResourceDefinition) throws {
        let text: String
        if pod.value.string("spec", "nodeName") ?? "" != "" {
            text =
                "pod \(pod.name) is already assigned to node "
                + "\"\(pod.value.string("spec", "nodeName") ?? "")\""
        } else if pod.value.at("metadata", "deletionTimestamp") != nil {
            text = "pod \(pod.name) is being deleted, cannot be assigned to a host"
        } else if !pod.value.list("spec", "schedulingGates").isEmpty {
            text = "pod \(pod.name) has non-empty .spec.schedulingGates"
        } else {
            return
        }
        throw APIError.conflict(definition, pod.name, subresource: "binding", text)
    }

    /// A bound pod carries where it is.
    private func addTopology(of node: String, to binding: inout JSONValue) {
        let key = ObjectKey(storage: catalogue.core("nodes").storage, namespace: "", name: node)
        guard let found = store[key] else { return }
        for label in ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"] {
            if let value = found.value.at("metadata", "labels", label) {
                binding.set("metadata", "labels", label, to: value)
            }
        }
    }

    /// Deletes a pod unless a disruption budget forbids it.
    mutating func evict(_ name: String, _ operation: inout Operation) throws -> Response {
        var eviction = try operation.object()
        let definition = operation.definition
        guard let pod = store[operation.path.key(name)] else {
            throw APIError.notFound(definition, name)
        }
        eviction["kind"] = "Eviction"
        if eviction["apiVersion"] == nil { eviction["apiVersion"] = "policy/v1" }
        try askValidatingWebhooks(eviction, old: nil, "CREATE", &operation)
        let phase = pod.value.string("status", "phase")
        let needsBudget =
            phase == "Running" && pod.value.at("metadata", "deletionTimestamp") == nil
        if needsBudget { try spendBudget(for: pod) }
        let options = eviction["deleteOptions"] ?? .object(JSONObject())
        if eviction.at("deleteOptions", "dryRun") == ["All"] {
            return .json(201, Self.success(201))
        }
        if needsBudget, let marked = store[operation.path.key(name)] {
            var value = marked.value
            var conditions = value.list("status", "conditions")
            conditions.removeAll { $0["type"] == "DisruptionTarget" }
            conditions.append([
                "type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI",
                "message": "Eviction API: evicting", "lastProbeTime": .null,
                "lastTransitionTime": .string(now.timestamp),
            ])
            value.set("status", "conditions", to: .array(conditions))
            store.put(value, at: operation.path.key(name))
        }
        _ = try remove(name, options, &operation)
        return .json(201, Self.success(201))
    }

    private mutating func spendBudget(for pod: StoredObject) throws {
        let budgets = catalogue.core("poddisruptionbudgets", group: "policy")
        let matching = store.list(storage: budgets.storage, namespace: pod.namespace).filter {
            LabelSelector(object: $0.value.at("spec", "selector"))?
                .matches(pod.value.at("metadata", "labels")) ?? false
        }
        guard matching.count <= 1 else {
            throw APIError.internalError(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource "
                    + "does not support.")
        }
        guard let budget = matching.first else { return }
        let (status, _) = budgetStatus(budget)
        let healthy = status.integer("currentHealthy") ?? 0
        let needed = status.integer("desiredHealthy") ?? 0
        // Also counts what has been allowed since the last look at the pods.
        let allowed = status.integer("disruptionsAllowed") ?? 0
        guard allowed > 0 else {
            throw APIError.tooManyRequests(
                "Cannot evict pod as it would violate the pod's disruption budget.",
                causes: [
                    APIError.Cause(
                        reason: "DisruptionBudget",
                        message: "The disruption budget \(budget.name) needs \(needed) healthy "
                            + "pods and has \(healthy) currently")
                ])
        }
    }

    /// What a disruption budget allows now, from the pods that there are, and whether that is news.
    ///
    /// A pod that is being deleted is not healthy.
    func budgetStatus(_ budget: StoredObject) -> (status: JSONValue, isNew: Bool) {
        let selector = LabelSelector(object: budget.value.at("spec", "selector"))
        let pods = store.list(
            storage: catalogue.core("pods").storage, namespace: budget.namespace
        ).filter { pod in
            let phase = pod.value.string("status", "phase")
            return selector?.matches(pod.value.at("metadata", "labels")) ?? false
                && phase != "Succeeded" && phase != "Failed"
        }
        let healthy = Int64(
            pods.count { pod in
                pod.value.at("metadata", "deletionTimestamp") == nil
                    && pod.value.list("status", "conditions").contains {
                        $0["type"] == "Ready" && $0["status"] == "True"
                    }
            })
        let expected = Int64(pods.count)
        let desired: Int64
        if let most = budget.value.at("spec", "maxUnavailable") {
            desired = max(0, expected - Self.part(most, of: expected))
        } else {
            desired = Self.part(budget.value.at("spec", "minAvailable") ?? 1, of: expected)
        }
        let allowed = max(0, healthy - desired)
        var status = budget.value["status"] ?? .object(JSONObject())
        status["observedGeneration"] = budget.value.at("metadata", "generation")
        status["disruptionsAllowed"] = .integer(allowed)
        status["currentHealthy"] = .integer(healthy)
        status["desiredHealthy"] = .integer(desired)
        status["expectedPods"] = .integer(expected)
        let isAllowed: JSONValue = allowed > 0 ? "True" : "False"
        if status.list("conditions").first?["status"] != isAllowed {
            status["conditions"] = [
                [
                    "type": "DisruptionAllowed", "status": isAllowed,
                    "observedGeneration": budget.value.at("metadata", "generation") ?? 1,
                    "lastTransitionTime": .string(now.timestamp),
                    "reason": allowed > 0 ? "SufficientPods" : "InsufficientPods", "message": "",
                ]
            ]
        }
        return (status, status != budget.value["status"])
    }

    /// A number, or a percentage of `total` rounded up.
    static func part(_ value: JSONValue, of total: Int64) -> Int64 {
        if let number = value.integer { return number }
        guard let text = value.string, text.hasSuffix("%"), let percent = Int64(text.dropLast()),
            (0...100).contains(percent)
        else { return 0 }
        return (total * percent + 99) / 100
    }
}
