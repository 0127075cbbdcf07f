import KubernetesAdapter
@testable import MusterPlayground

/// Pods, nodes and jobs by few words.
extension VirtualCluster {
    /// Creates a pod that the scheduler is to place.
    mutating func makePod(
        _ name: String, app: String = "", queue: String = "", cpu: String = "1",
        namespace: String = "default", labels: JSONValue = [:], annotations: JSONValue = [:],
        spec: JSONValue = [:]
    ) throws {
        var allLabels = labels
        if !app.isEmpty { allLabels["applicationId"] = .string(app) }
        if !queue.isEmpty { allLabels["queue"] = .string(queue) }
        var all = Self.podSpec(cpu: cpu)
        for member in spec.object?.members ?? [] { all[member.key] = member.value }
        try demand(
            "POST", "/api/v1/namespaces/\(namespace)/pods",
            [
                "metadata": [
                    "name": .string(name), "labels": allLabels, "annotations": annotations,
                ],
                "spec": all,
            ])
    }

    /// The spec of a pod with one container.
    static func podSpec(cpu: String) -> JSONValue {
        [
            "schedulerName": "muster",
            "containers": [
                [
                    "name": "main", "image": "registry.example/app:1",
                    "resources": ["requests": ["cpu": .string(cpu), "memory": "64Mi"]],
                ]
            ],
        ]
    }

    mutating func deletePod(_ name: String, namespace: String = "default") throws {
        try demand("DELETE", "/api/v1/namespaces/\(namespace)/pods/\(name)?gracePeriodSeconds=0")
    }

    mutating func pod(_ name: String, namespace: String = "default") throws -> JSONValue {
        try object("/api/v1/namespaces/\(namespace)/pods/\(name)")
    }

    /// The node of a pod; "" for none.
    mutating func node(of name: String, namespace: String = "default") throws -> String {
        try pod(name, namespace: namespace).string("spec", "nodeName") ?? ""
    }

    /// `name: node` of every pod of a namespace, by name; `-` for no node.
    mutating func placements(namespace: String = "default") throws -> [String] {
        try object("/api/v1/namespaces/\(namespace)/pods").list("items").map { pod in
            let node = pod.string("spec", "nodeName") ?? ""
            return "\(pod.string("metadata", "name") ?? ""): \(node.isEmpty ? "-" : node)"
        }
    }

    /// How many pods of a namespace have a node.
    mutating func placedCount(namespace: String = "default") throws -> Int {
        try placements(namespace: namespace).filter { !$0.hasSuffix(": -") }.count
    }

    /// Status and reason of a pod's condition, such as `False SchedulingSkipped`; "" for none.
    mutating func condition(
        _ type: String = "PodScheduled", of name: String, namespace: String = "default"
    ) throws -> String {
        let conditions = try pod(name, namespace: namespace).list("status", "conditions")
        guard let condition = conditions.first(where: { $0.string("type") == type }) else {
            return ""
        }
        return [condition.string("status"), condition.string("reason")]
            .compactMap { $0 }.joined(separator: " ")
    }

    /// The message of a pod's condition.
    mutating func message(
        _ type: String = "PodScheduled", of name: String, namespace: String = "default"
    ) throws -> String {
        try pod(name, namespace: namespace).list("status", "conditions")
            .first { $0.string("type") == type }?.string("message") ?? ""
    }

    /// `reason: note` of the events about a pod, in the order in which they were made.
    mutating func events(about name: String, namespace: String = "default") throws -> [String] {
        let events = try object("/apis/events.k8s.io/v1/namespaces/\(namespace)/events")
        let about = events.list("items").filter { $0.string("regarding", "name") == name }
        func key(_ event: JSONValue) -> String {
            let time = event.string("eventTime") ?? ""
            return time + (event.string("metadata", "name") ?? "")
        }
        return about.sorted { key($0) < key($1) }.map { event in
            let reason = event.string("reason") ?? ""
            return "\(reason): \(event.string("note") ?? "")"
        }
    }
}

/// What Spark does.
extension VirtualCluster {
    /// Creates a driver of two cores as `spark-submit` does.
    mutating func makeDriver() throws {
        try makePod(
            "driver", cpu: "2",
            labels: ["spark-role": "driver", "spark-app-selector": "spark-1"],
            spec: [
                "volumes": [
                    [
                        "name": "spark-conf-volume-driver",
                        "configMap": ["name": "spark-drv-1-conf-map"],
                    ]
                ]
            ])
    }

    /// Creates the config map of the driver.
    mutating func makeProperties(_ text: String) throws {
        try demand(
            "POST", "/api/v1/namespaces/default/configmaps",
            [
                "metadata": ["name": "spark-drv-1-conf-map"],
                "data": ["spark.properties": .string(text)],
            ])
    }
}

/// What administrators do.
extension VirtualCluster {
    /// A disruption budget that lets no pod with this value of a label go.
    mutating func protect(_ value: String, label: String = "name") throws {
        try demand(
            "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            [
                "metadata": ["name": .string("keep-\(value)")],
                "spec": [
                    "maxUnavailable": 0,
                    "selector": ["matchLabels": .object(JSONObject([(label, .string(value))]))],
                ],
            ])
    }

    mutating func label(_ node: String, _ labels: JSONValue) throws {
        try demand(
            "PATCH", "/api/v1/nodes/\(node)", ["metadata": ["labels": labels]],
            type: "application/merge-patch+json")
    }
}
