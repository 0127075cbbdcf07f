extension Playground {
    /// Columns of kinds that need little thought; others have their name and age.
    static let simpleColumns: [String: [Column]] = [
        "Namespace": [.name, text("Status", "status", "phase"), .age],
        "ConfigMap": [
            .name,
            Column("Data", type: "integer") { object, _ in
                let count = { (field: String) in object.value[field]?.object?.count ?? 0 }
                return .integer(Int64(count("data") + count("binaryData")))
            }, .age,
        ],
        "Secret": [
            .name, text("Type", "type"),
            Column("Data", type: "integer") { object, _ in
                .integer(Int64(object.value["data"]?.object?.count ?? 0))
            }, .age,
        ],
        "ServiceAccount": [
            .name,
            Column("Secrets", type: "integer") { object, _ in
                .integer(Int64(object.value.list("secrets").count))
            }, .age,
        ],
        "Service": [
            .name, text("Type", "spec", "type"), text("Cluster-IP", "spec", "clusterIP"),
            Column("External-IP") { _, _ in "<none>" },
            Column("Port(s)") { service, _ in
                let ports = service.value.list("spec", "ports").map { port in
                    "\(port.integer("port") ?? 0)/\(port.string("protocol") ?? "TCP")"
                }
                return .string(ports.isEmpty ? "<none>" : ports.joined(separator: ","))
            }, .age, labels("Selector", "spec", "selector"),
        ],
        "Lease": [.name, text("Holder", "spec", "holderIdentity", fallback: ""), .age],
        "PriorityClass": [
            .name, number("Value", "value"),
            text("Global-Default", "globalDefault", fallback: "false"), .age,
            text("PreemptionPolicy", "preemptionPolicy"),
        ],
        "Job": jobColumns, "Deployment": deploymentColumns, "ReplicaSet": replicaSetColumns,
        "StatefulSet": [
            .name, ratio("Ready", "readyReplicas"), .age, names("Containers"), names("Images"),
        ],
        "DaemonSet": [
            .name, number("Desired", "status", "desiredNumberScheduled"),
            number("Current", "status", "currentNumberScheduled"),
            number("Ready", "status", "numberReady"),
            number("Up-to-date", "status", "updatedNumberScheduled"),
            number("Available", "status", "numberAvailable"),
            labels("Node Selector", "spec", "template", "spec", "nodeSelector", priority: 0),
            .age, names("Containers"), names("Images"),
            labels("Selector", "spec", "selector", "matchLabels"),
        ],
        "PodDisruptionBudget": [
            .name, text("Min Available", "spec", "minAvailable", fallback: "N/A"),
            text("Max Unavailable", "spec", "maxUnavailable", fallback: "N/A"),
            number("Allowed Disruptions", "status", "disruptionsAllowed"), .age,
        ],
        "PersistentVolumeClaim": [
            .name, text("Status", "status", "phase", fallback: ""),
            text("Volume", "spec", "volumeName", fallback: ""),
            text("Capacity", "status", "capacity", "storage", fallback: ""),
            accessModes, text("StorageClass", "spec", "storageClassName", fallback: ""),
            text("VolumeAttributesClass", "spec", "volumeAttributesClassName", fallback: "<unset>"),
            .age, text("VolumeMode", "spec", "volumeMode", priority: 1),
        ],
        "PersistentVolume": [
            .name, text("Capacity", "spec", "capacity", "storage", fallback: ""), accessModes,
            text("Reclaim Policy", "spec", "persistentVolumeReclaimPolicy", fallback: ""),
            text("Status", "status", "phase", fallback: ""),
            Column("Claim") { volume, _ in
                guard let claim = volume.value.at("spec", "claimRef") else { return "" }
                return .string(
                    "\(claim.string("namespace") ?? "")/\(claim.string("name") ?? "")")
            }, text("StorageClass", "spec", "storageClassName", fallback: ""),
            text("VolumeAttributesClass", "spec", "volumeAttributesClassName", fallback: "<unset>"),
            text("Reason", "status", "reason", fallback: ""), .age,
            text("VolumeMode", "spec", "volumeMode", priority: 1),
        ],
        "StorageClass": [
            .name, text("Provisioner", "provisioner"),
            text("ReclaimPolicy", "reclaimPolicy"),
            text("VolumeBindingMode", "volumeBindingMode"),
            text("AllowVolumeExpansion", "allowVolumeExpansion", fallback: "false"), .age,
        ],
        "CustomResourceDefinition": [
            .name,
            Column("Created At", type: "date") { object, _ in
                object.value.at("metadata", "creationTimestamp") ?? .null
            },
        ],
        "ValidatingWebhookConfiguration": webhookColumns,
        "MutatingWebhookConfiguration": webhookColumns,
    ]

    private static let webhookColumns: [Column] = [
        .name,
        Column("Webhooks", type: "integer") { object, _ in
            .integer(Int64(object.value.list("webhooks").count))
        }, .age,
    ]

    private static let accessModes = Column("Access Modes") { object, _ in
        let short = [
            "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX",
            "ReadWriteOncePod": "RWOP",
        ]
        let modes = object.value.list("spec", "accessModes").compactMap(\.string)
        return .string(modes.map { short[$0] ?? $0 }.joined(separator: ","))
    }

    private static func labels(_ name: String, _ path: String..., priority: Int64 = 1) -> Column {
        Column(name, priority: priority) { object, _ in
            let pairs = (object.value.at(path[...]) ?? .null).stringMembers
            return .string(
                pairs.isEmpty
                    ? "<none>" : pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ","))
        }
    }

    private static func ratio(_ name: String, _ field: String) -> Column {
        Column(name) { object, _ in
            let have = object.value.integer("status", field) ?? 0
            return .string("\(have)/\(object.value.integer("spec", "replicas") ?? 0)")
        }
    }

    /// Names or images of the containers of the template.
    private static func names(_ column: String) -> Column {
        Column(column, priority: 1) { object, _ in
            let field = column == "Images" ? "image" : "name"
            let containers = object.value.list("spec", "template", "spec", "containers")
            return .string(containers.compactMap { $0.string(field) }.joined(separator: ","))
        }
    }

    private static let deploymentColumns: [Column] = [
        .name, ratio("Ready", "readyReplicas"), number("Up-to-date", "status", "updatedReplicas"),
        number("Available", "status", "availableReplicas"), .age, names("Containers"),
        names("Images"), labels("Selector", "spec", "selector", "matchLabels"),
    ]

    private static let replicaSetColumns: [Column] = [
        .name, number("Desired", "spec", "replicas"), number("Current", "status", "replicas"),
        number("Ready", "status", "readyReplicas"), .age, names("Containers"), names("Images"),
        labels("Selector", "spec", "selector", "matchLabels"),
    ]

    private static let jobColumns: [Column] = [
        .name,
        Column("Status") { job, _ in
            let conditions = job.value.list("status", "conditions").filter {
                $0["status"] == "True"
            }
            for type in ["Complete", "Failed", "Suspended", "FailureTarget"]
            where conditions.contains(where: { $0.string("type") == type }) {
                return .string(type)
            }
            return job.value.at("metadata", "deletionTimestamp") == nil ? "Running" : "Terminating"
        },
        Column("Completions") { job, _ in
            let done = job.value.integer("status", "succeeded") ?? 0
            if let wanted = job.value.integer("spec", "completions") {
                return .string("\(done)/\(wanted)")
            }
            let parallel = job.value.integer("spec", "parallelism") ?? 1
            return .string(parallel > 1 ? "\(done)/1 of \(parallel)" : "\(done)/1")
        },
        Column("Duration") { job, now in
            guard let text = job.value.string("status", "startTime"),
                let start = Instant(timestamp: text)
            else { return "" }
            let end = job.value.string("status", "completionTime").flatMap(Instant.init(timestamp:))
            return .string((end ?? now).age(since: start))
        },
        .age, names("Containers"), names("Images"),
        labels("Selector", "spec", "selector", "matchLabels"),
    ]

    // MARK: Pods

    static let podColumns: [Column] = [
        .name,
        Column("Ready") { pod, _ in
            let ready = pod.value.list("status", "containerStatuses").count { $0["ready"] == true }
            return .string("\(ready)/\(pod.value.list("spec", "containers").count)")
        },
        Column("Status") { pod, _ in .string(podStatus(pod.value)) },
        Column("Restarts") { pod, _ in
            let counts = pod.value.list("status", "containerStatuses").map {
                $0.integer("restartCount") ?? 0
            }
            return .string(String(counts.reduce(0, +)))
        },
        .age, text("IP", "status", "podIP", priority: 1),
        text("Node", "spec", "nodeName", priority: 1),
        text("Nominated Node", "status", "nominatedNodeName", priority: 1),
        Column("Readiness Gates", priority: 1) { pod, _ in
            let gates = pod.value.list("spec", "readinessGates")
            return .string(gates.isEmpty ? "<none>" : "0/\(gates.count)")
        },
    ]

    /// The one word that `kubectl get pods` has for the state of a pod.
    private static func podStatus(_ pod: JSONValue) -> String {
        var word = pod.string("status", "reason") ?? pod.string("status", "phase") ?? "Unknown"
        let isGated = pod.list("status", "conditions").contains {
            $0["type"] == "PodScheduled" && $0["reason"] == "SchedulingGated"
        }
        if isGated { word = "SchedulingGated" }
        for status in pod.list("status", "containerStatuses").reversed() {
            if let reason = status.string("state", "waiting", "reason") {
                word = reason
            } else if let ended = status.at("state", "terminated") {
                word = ended.string("reason") ?? "ExitCode:\(ended.integer("exitCode") ?? 0)"
            }
        }
        if pod.at("metadata", "deletionTimestamp") != nil {
            word = pod.string("status", "reason") == "NodeLost" ? "Unknown" : "Terminating"
        }
        return word
    }
}
