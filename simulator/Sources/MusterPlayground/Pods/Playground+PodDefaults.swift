/// What the API server fills in, for pods and the templates of pods.
extension Playground {
    func setPodDefaults(_ pod: inout JSONValue) {
        guard var spec = pod["spec"], spec.object != nil else { return }
        setPodSpecDefaults(&spec)
        if spec["enableServiceLinks"] == nil { spec["enableServiceLinks"] = true }
        pod["spec"] = spec
        if pod.at("status", "phase") == nil { pod.set("status", "phase", to: "Pending") }
        if pod.at("status", "qosClass") == nil {
            pod.set("status", "qosClass", to: .string(Self.qualityOfService(spec)))
        }
        if !spec.list("schedulingGates").isEmpty, pod.at("status", "conditions") == nil {
            pod.set(
                "status", "conditions",
                to: [
                    [
                        "type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
                        "message": "Scheduling is blocked due to non-empty scheduling gates",
                        "lastTransitionTime": .string(now.timestamp),
                    ]
                ])
        }
        setConditionTimes(&pod)
    }

    /// Conditions of pods always show both times, null if unknown.
    private func setConditionTimes(_ pod: inout JSONValue) {
        guard let conditions = pod.at("status", "conditions")?.array else { return }
        let complete = conditions.map { condition in
            var condition = condition
            for field in ["lastProbeTime", "lastTransitionTime"] where condition[field] == nil {
                condition[field] = .null
            }
            return condition
        }
        pod.set("status", "conditions", to: .array(complete))
    }

    func setTemplateDefaults(_ object: inout JSONValue, _ path: String...) {
        let path = path + ["spec"]
        guard var spec = object.at(path[...]), spec.object != nil else { return }
        setPodSpecDefaults(&spec)
        object.set(path[...], to: spec)
    }

    private func setPodSpecDefaults(_ spec: inout JSONValue) {
        let defaults: [(String, JSONValue)] = [
            ("restartPolicy", "Always"), ("terminationGracePeriodSeconds", 30),
            ("dnsPolicy", "ClusterFirst"), ("securityContext", .object(JSONObject())),
            ("schedulerName", "default-scheduler"),
        ]
        for (field, value) in defaults where spec[field] == nil || spec[field] == "" {
            spec[field] = value
        }
        if let account = spec["serviceAccountName"] ?? spec["serviceAccount"] {
            spec["serviceAccountName"] = account
            spec["serviceAccount"] = account
        }
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            guard let containers = spec[list]?.array else { continue }
            spec[list] = .array(
                containers.map { container in
                    var container = container
                    if container.object != nil { setContainerDefaults(&container) }
                    return container
                })
        }
        if let volumes = spec["volumes"]?.array {
            spec["volumes"] = .array(volumes.map(Self.volumeWithDefaults))
        }
        Self.canonicalise(&spec, "overhead")
        if spec["resources"] != nil {
            Self.canonicalise(&spec, "resources", "requests")
            Self.canonicalise(&spec, "resources", "limits")
        }
        // Empty lists are not written.
        for field in ["schedulingGates", "tolerations", "initContainers", "volumes", "hostAliases"]
        where spec[field] == [] {
            spec[field] = nil
        }
    }

    private func setContainerDefaults(_ container: inout JSONValue) {
        if container["resources"] == nil { container["resources"] = .object(JSONObject()) }
        Self.canonicalise(&container, "resources", "requests")
        Self.canonicalise(&container, "resources", "limits")
        for (name, limit) in container.at("resources", "limits")?.object?.members.map({
            ($0.key, $0.value)
        }) ?? [] where container.at("resources", "requests", name) == nil {
            container.set("resources", "requests", name, to: limit)
        }
        if container["terminationMessagePath"] == nil {
            container["terminationMessagePath"] = "/dev/termination-log"
        }
        if container["terminationMessagePolicy"] == nil {
            container["terminationMessagePolicy"] = "File"
        }
        if container["imagePullPolicy"] == nil {
            let image = container.string("image") ?? ""
            let last = image.split(separator: "/").last ?? ""
            let isFloating =
                last.hasSuffix(":latest") || !last.contains(where: { ":@".contains($0) })
            container["imagePullPolicy"] = isFloating ? "Always" : "IfNotPresent"
        }
        if let variables = container["env"]?.array {
            container["env"] = .array(
                variables.map { variable in
                    var variable = variable
                    if variable.at("valueFrom", "fieldRef") != nil,
                        variable.at("valueFrom", "fieldRef", "apiVersion") == nil
                    {
                        variable.set("valueFrom", "fieldRef", "apiVersion", to: "v1")
                    }
                    return variable
                })
        }
        if let ports = container["ports"]?.array {
            container["ports"] = .array(
                ports.map { port in
                    var port = port
                    if port.object != nil, port["protocol"] == nil { port["protocol"] = "TCP" }
                    return port
                })
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"]
        where container[probe]?.object != nil {
            if container.at(probe, "httpGet") != nil,
                container.at(probe, "httpGet", "scheme") == nil
            {
                container.set(probe, "httpGet", "scheme", to: "HTTP")
            }
            for (field, value) in [
                ("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1),
                ("failureThreshold", 3),
            ] as [(String, JSONValue)] where container.at(probe, field) == nil {
                container.set(probe, field, to: value)
            }
        }
    }

    private static func versionedFieldReference(_ item: JSONValue) -> JSONValue {
        guard item["fieldRef"] != nil, item.at("fieldRef", "apiVersion") == nil else { return item }
        var item = item
        item.set("fieldRef", "apiVersion", to: "v1")
        return item
    }

    private static func volumeWithDefaults(_ volume: JSONValue) -> JSONValue {
        var volume = volume
        let sources = volume.object?.keys.filter { $0 != "name" } ?? []
        if volume.object != nil, sources.isEmpty { volume["emptyDir"] = .object(JSONObject()) }
        for source in ["configMap", "secret", "projected", "downwardAPI"]
        where volume[source]?.object != nil && volume.at(source, "defaultMode") == nil {
            volume.set(source, "defaultMode", to: 420)
        }
        if let sources = volume.at("projected", "sources")?.array {
            volume.set(
                "projected", "sources",
                to: .array(
                    sources.map { source in
                        guard let items = source.at("downwardAPI", "items")?.array else {
                            return source
                        }
                        var source = source
                        source.set(
                            "downwardAPI", "items", to: .array(items.map(versionedFieldReference)))
                        return source
                    }))
        }
        if volume.at("ephemeral", "volumeClaimTemplate", "spec") != nil {
            let template = ["ephemeral", "volumeClaimTemplate"]
            for (path, value) in [
                (["metadata"], .object(JSONObject())), (["spec", "volumeMode"], "Filesystem"),
            ] as [([String], JSONValue)] where volume.at((template + path)[...]) == nil {
                volume.set((template + path)[...], to: value)
            }
        }
        if volume["hostPath"]?.object != nil, volume.at("hostPath", "type") == nil {
            volume.set("hostPath", "type", to: "")
        }
        return volume
    }

    /// Writes the quantities of a map of resources in their canonical form.
    static func canonicalise(_ value: inout JSONValue, _ path: String...) {
        guard let resources = value.at(path[...])?.object else { return }
        let canonical = JSONObject(
            resources.members.map { ($0.key, Quantity.canonical($0.value) ?? $0.value) })
        value.set(path[...], to: .object(canonical))
    }

    /// The class of a pod by its requests and limits for processor and memory: at the level of
    /// the pod if it has any there, otherwise over its containers.
    static func qualityOfService(_ spec: JSONValue) -> String {
        var parts = spec.list("containers") + spec.list("initContainers")
        if spec.at("resources", "requests") != nil || spec.at("resources", "limits") != nil {
            parts = [.object(JSONObject([("resources", spec["resources"] ?? .null)]))]
        }
        var isEmpty = true
        var isGuaranteed = true
        for part in parts {
            for name in ["cpu", "memory"] {
                let request = part.string("resources", "requests", name)
                let limit = part.string("resources", "limits", name)
                if request != nil || limit != nil { isEmpty = false }
                if limit == nil || (request ?? limit) != limit { isGuaranteed = false }
            }
        }
        return isEmpty ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable"
    }

    /// What the resize subresource may take from `new`: the resources of containers.
    func resized(_ old: JSONValue, to new: JSONValue) -> JSONValue {
        var result = old
        for list in ["containers", "initContainers"] {
            guard let containers = old.at("spec", list)?.array else { continue }
            let changed = containers.map { container in
                var container = container
                let other = new.list("spec", list).first { $0["name"] == container["name"] }
                if let other { container["resources"] = other["resources"] }
                return container
            }
            result.set("spec", list, to: .array(changed))
        }
        return result
    }
}
