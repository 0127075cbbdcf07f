extension Playground {
    /// Fills in what the API server fills in for this kind.
    ///
    /// Doing it again changes nothing.
    func setDefaults(_ object: inout JSONValue, _ definition: ResourceDefinition) {
        pruneMetadata(&object)
        if definition.custom != nil {
            setSchemaDefaults(&object, definition)
            return
        }
        switch definition.kind {
        case "Pod": setPodDefaults(&object)
        case "Job": setJobDefaults(&object)
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet":
            setWorkloadDefaults(&object, definition.kind)
        case "Namespace": setNamespaceDefaults(&object)
        case "Node": setNodeDefaults(&object)
        case "PersistentVolume", "PersistentVolumeClaim", "StorageClass":
            setStorageDefaults(&object, definition.kind)
        case "PodGroup": setPodGroupDefaults(&object)
        case "Workload": setWorkloadTemplates(&object)
        case "PriorityClass":
            if object["preemptionPolicy"] == nil {
                object["preemptionPolicy"] = "PreemptLowerPriority"
            }
            if object["globalDefault"] == false { object["globalDefault"] = nil }
        case "PodDisruptionBudget":
            for field in ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"]
            where object.at("status", field) == nil {
                object.set("status", field, to: 0)
            }
        case "Service": setServiceDefaults(&object)
        case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
            setWebhookDefaults(&object)
        case "Event": setEventDefaults(&object)
        case "CustomResourceDefinition": setCustomDefinitionDefaults(&object)
        default: break
        }
    }

    /// Empty maps and lists of metadata are not written.
    private func pruneMetadata(_ object: inout JSONValue) {
        for field in ["labels", "annotations"]
        where object.at("metadata", field)?.object?.isEmpty == true {
            object.set("metadata", field, to: nil)
        }
        for field in ["finalizers", "ownerReferences"] where object.at("metadata", field) == [] {
            object.set("metadata", field, to: nil)
        }
    }

    private func fill(_ object: inout JSONValue, _ path: [String], _ value: JSONValue) {
        if object.at(path[...]) == nil { object.set(path[...], to: value) }
    }

    private func setJobDefaults(_ job: inout JSONValue) {
        if job.at("spec", "completions") == nil, job.at("spec", "parallelism") == nil {
            job.set("spec", "completions", to: 1)
        }
        fill(&job, ["spec", "parallelism"], 1)
        fill(&job, ["spec", "backoffLimit"], 6)
        fill(&job, ["spec", "completionMode"], "NonIndexed")
        fill(&job, ["spec", "suspend"], false)
        fill(&job, ["spec", "podReplacementPolicy"], "TerminatingOrFailed")
        fill(&job, ["status"], .object(JSONObject()))
        setTemplateDefaults(&job, "spec", "template")
    }

    private func setWorkloadDefaults(_ object: inout JSONValue, _ kind: String) {
        setTemplateDefaults(&object, "spec", "template")
        fill(&object, ["status"], .object(JSONObject()))
        if kind != "DaemonSet" { fill(&object, ["spec", "replicas"], 1) }
        if kind == "Deployment" {
            fill(&object, ["spec", "strategy", "type"], "RollingUpdate")
            if object.string("spec", "strategy", "type") == "RollingUpdate" {
                fill(&object, ["spec", "strategy", "rollingUpdate", "maxUnavailable"], "25%")
                fill(&object, ["spec", "strategy", "rollingUpdate", "maxSurge"], "25%")
            }
            fill(&object, ["spec", "revisionHistoryLimit"], 10)
            fill(&object, ["spec", "progressDeadlineSeconds"], 600)
        }
        if kind == "StatefulSet" {
            fill(&object, ["spec", "podManagementPolicy"], "OrderedReady")
            fill(&object, ["spec", "revisionHistoryLimit"], 10)
        }
    }

    private func setNamespaceDefaults(_ namespace: inout JSONValue) {
        if namespace.at("spec", "finalizers") == nil,
            namespace.at("metadata", "deletionTimestamp") == nil
        {
            namespace.set("spec", "finalizers", to: ["kubernetes"])
        }
        fill(&namespace, ["status", "phase"], "Active")
        if let name = namespace.string("metadata", "name") {
            namespace.set("metadata", "labels", "kubernetes.io/metadata.name", to: .string(name))
        }
    }

    private func setNodeDefaults(_ node: inout JSONValue) {
        fill(&node, ["spec"], .object(JSONObject()))
        if node.at("spec", "unschedulable") == false { node.set("spec", "unschedulable", to: nil) }
        if node.at("spec", "taints") == [] { node.set("spec", "taints", to: nil) }
        fill(&node, ["status", "daemonEndpoints", "kubeletEndpoint", "Port"], 0)
        fill(&node, ["status", "nodeInfo"], .object(JSONObject()))
        for field in [
            "machineID", "systemUUID", "bootID", "kernelVersion", "osImage",
            "containerRuntimeVersion", "kubeletVersion", "kubeProxyVersion", "operatingSystem",
            "architecture",
        ] {
            fill(&node, ["status", "nodeInfo", field], "")
        }
        Self.canonicalise(&node, "status", "capacity")
        Self.canonicalise(&node, "status", "allocatable")
        if node.at("status", "allocatable") == nil, let all = node.at("status", "capacity") {
            node.set("status", "allocatable", to: all)
        }
    }

    private func setStorageDefaults(_ object: inout JSONValue, _ kind: String) {
        switch kind {
        case "StorageClass":
            fill(&object, ["reclaimPolicy"], "Delete")
            fill(&object, ["volumeBindingMode"], "Immediate")
        case "PersistentVolume":
            fill(&object, ["spec", "persistentVolumeReclaimPolicy"], "Retain")
            fill(&object, ["spec", "volumeMode"], "Filesystem")
            fill(&object, ["status", "phase"], "Pending")
            fill(&object, ["status", "lastPhaseTransitionTime"], .string(now.timestamp))
            Self.canonicalise(&object, "spec", "capacity")
        default:
            fill(&object, ["spec", "volumeMode"], "Filesystem")
            fill(&object, ["status", "phase"], "Pending")
            Self.canonicalise(&object, "spec", "resources", "requests")
        }
    }

    private func setPodGroupDefaults(_ group: inout JSONValue) {
        fill(&group, ["spec", "podGroupTemplateRef"], .null)
        fill(&group, ["spec", "disruptionMode"], "Pod")
        fill(&group, ["status"], .object(JSONObject()))
    }

    private func setWorkloadTemplates(_ workload: inout JSONValue) {
        guard let templates = workload.at("spec", "podGroupTemplates")?.array else { return }
        let complete = templates.map { template in
            var template = template
            if template["schedulingConstraints"] == nil {
                template["schedulingConstraints"] = .null
            }
            return template
        }
        workload.set("spec", "podGroupTemplates", to: .array(complete))
    }

    private func setServiceDefaults(_ service: inout JSONValue) {
        fill(&service, ["spec", "type"], "ClusterIP")
        fill(&service, ["spec", "sessionAffinity"], "None")
        fill(&service, ["spec", "internalTrafficPolicy"], "Cluster")
        fill(&service, ["status", "loadBalancer"], .object(JSONObject()))
        guard let ports = service.at("spec", "ports")?.array else { return }
        let complete = ports.map { port in
            var port = port
            if port["protocol"] == nil { port["protocol"] = "TCP" }
            if port["targetPort"] == nil { port["targetPort"] = port["port"] }
            return port
        }
        service.set("spec", "ports", to: .array(complete))
    }

    private func setWebhookDefaults(_ configuration: inout JSONValue) {
        let isMutating = configuration.string("kind") == "MutatingWebhookConfiguration"
        let webhooks = configuration.list("webhooks").map { webhook in
            var webhook = webhook
            fill(&webhook, ["failurePolicy"], "Fail")
            fill(&webhook, ["matchPolicy"], "Equivalent")
            fill(&webhook, ["namespaceSelector"], .object(JSONObject()))
            fill(&webhook, ["objectSelector"], .object(JSONObject()))
            fill(&webhook, ["timeoutSeconds"], 10)
            if isMutating { fill(&webhook, ["reinvocationPolicy"], "Never") }
            if webhook.at("clientConfig", "service") != nil {
                fill(&webhook, ["clientConfig", "service", "port"], 443)
            }
            let rules = webhook.list("rules").map { rule in
                var rule = rule
                if rule["scope"] == nil { rule["scope"] = "*" }
                return rule
            }
            if !rules.isEmpty { webhook["rules"] = .array(rules) }
            return webhook
        }
        if !webhooks.isEmpty { configuration["webhooks"] = .array(webhooks) }
    }

    private func setEventDefaults(_ event: inout JSONValue) {
        for field in ["eventTime", "firstTimestamp", "lastTimestamp"] where event[field] == nil {
            event[field] = .null
        }
        fill(&event, ["source"], .object(JSONObject()))
        for field in ["reportingComponent", "reportingInstance"] {
            fill(&event, [field], "")
        }
    }
}
