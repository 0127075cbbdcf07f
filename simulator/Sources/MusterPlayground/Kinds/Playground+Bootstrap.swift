extension Playground {
    /// What every cluster has from the beginning.
    mutating func bootstrap() {
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            make("namespaces", name: name)
        }
        let classes: [(String, JSONValue, String)] = [
            (
                "system-node-critical", 2_000_001_000,
                "Used for system critical pods that must not be moved from their current node."
            ),
            (
                "system-cluster-critical", 2_000_000_000,
                "Used for system critical pods that must run in the cluster, but can be moved to "
                    + "another node if necessary."
            ),
        ]
        for (name, value, description) in classes {
            make(
                "priorityclasses", group: "scheduling.k8s.io", name: name,
                content: ["value": value, "description": .string(description)])
        }
        make(
            "services", namespace: "default", name: "kubernetes",
            content: [
                "spec": [
                    "clusterIP": "10.96.0.1",
                    "ports": [["name": "https", "port": 443, "targetPort": 6443]],
                ]
            ])
    }

    /// Adds an object of a built-in kind in its version v1 without admission, if it is not there.
    mutating func make(
        _ plural: String, group: String = "", namespace: String? = nil, name: String,
        content: JSONValue = .object(JSONObject())
    ) {
        let definition = catalogue.core(plural, group: group)
        let key = ObjectKey(storage: definition.storage, namespace: namespace ?? "", name: name)
        guard store[key] == nil else { return }
        var object = content
        object["kind"] = .string(definition.kind)
        object["apiVersion"] = .string(definition.groupVersion)
        object.set("metadata", "name", to: .string(name))
        if let namespace { object.set("metadata", "namespace", to: .string(namespace)) }
        object.set("metadata", "uid", to: .string(random.uuid()))
        object.set("metadata", "creationTimestamp", to: .string(now.timestamp))
        if definition.generation == .content { object.set("metadata", "generation", to: 1) }
        setDefaults(&object, definition)
        store.put(object, at: key)
        if plural == "namespaces" { furnish(namespace: name) }
    }

    /// What controllers put into each new namespace.
    ///
    /// Done at once, so that a pod can be created in the same breath.
    mutating func furnish(namespace: String) {
        make("serviceaccounts", namespace: namespace, name: "default")
        make(
            "configmaps", namespace: namespace, name: "kube-root-ca.crt",
            content: [
                "metadata": [
                    "annotations": [
                        "kubernetes.io/description": "The authority of this playground's API."
                    ]
                ], "data": ["ca.crt": .string(settings.certificateAuthority)],
            ])
    }

    /// Adds nodes that this playground plays: `PREFIX-0` and so on, spread over zones `z0` to `z2`.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - prefix: what their names begin with.
    ///   - capacity: per resource, a quantity such as `16` or `64Gi`; `pods` is 110 unless given.
    ///   - time: the time now.
    public mutating func addNodes(
        count: Int, prefix: String = "node", capacity: [String: String], at time: Instant
    ) {
        now = max(now, time)
        var resources: JSONValue = ["pods": "110", "ephemeral-storage": "100Gi"]
        for (name, amount) in capacity.sorted(by: { $0.key < $1.key }) {
            resources[name] = .string(amount)
        }
        for index in 0..<max(0, count) {
            make(
                "nodes", name: "\(prefix)-\(index)",
                content: hollowNode("\(prefix)-\(index)", index, resources))
        }
    }

    private func hollowNode(_ name: String, _ index: Int, _ resources: JSONValue) -> JSONValue {
        let address = "10.\(1 + index / 65_536 % 200).\(index / 256 % 256).\(index % 256)"
        let conditions: [JSONValue] = [
            ("Ready", "True"), ("MemoryPressure", "False"), ("DiskPressure", "False"),
            ("PIDPressure", "False"),
        ].map { type, status in
            [
                "type": .string(type), "status": .string(status), "reason": "Hollow",
                "lastHeartbeatTime": .string(now.timestamp),
                "lastTransitionTime": .string(now.timestamp),
            ]
        }
        return [
            "metadata": [
                "annotations": ["node.alpha.kubernetes.io/ttl": "0"],
                "labels": [
                    "hollow": "true", "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux",
                    "kubernetes.io/hostname": .string(name), "beta.kubernetes.io/arch": "amd64",
                    "beta.kubernetes.io/os": "linux", "topology.kubernetes.io/region": "r0",
                    "topology.kubernetes.io/zone": .string("z\(index % 3)"),
                ],
            ],
            "status": [
                "capacity": resources, "allocatable": resources, "conditions": .array(conditions),
                "addresses": [
                    ["type": "InternalIP", "address": .string(address)],
                    ["type": "Hostname", "address": .string(name)],
                ],
                "nodeInfo": [
                    "kernelVersion": "6", "osImage": "hollow", "operatingSystem": "linux",
                    "containerRuntimeVersion": "hollow://1", "kubeletVersion": "v1.36.2",
                    "architecture": "amd64",
                ],
            ],
        ]
    }
}
