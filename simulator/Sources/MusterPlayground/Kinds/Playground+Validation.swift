extension Playground {
    /// What the decoder of the API server refuses: wrong types and quantities.
    ///
    /// 400.
    func checkSyntax(_ object: JSONValue, _ definition: ResourceDefinition) throws {
        func refuse(_ text: String) -> APIError {
            .badRequest(
                "\(definition.kind) in version \"\(definition.version)\" cannot be handled as a "
                    + "\(definition.kind): \(text)")
        }
        for map in ["labels", "annotations"] {
            for member in object.at("metadata", map)?.object?.members ?? []
            where member.value.string == nil && !member.value.isNull {
                throw refuse(
                    "json: cannot unmarshal into Go struct field ObjectMeta.metadata.\(map) of "
                        + "type string")
            }
        }
        switch definition.kind {
        case "Pod":
            if let containers = object.at("spec", "containers"), containers.array == nil {
                throw refuse(
                    "json: cannot unmarshal into Go struct field PodSpec.spec.containers of type "
                        + "[]v1.Container")
            }
            for container in object.list("spec", "containers")
                + object.list("spec", "initContainers")
            {
                for map in ["requests", "limits"] {
                    try Self.checkQuantities(container.at("resources", map), refuse)
                }
            }
        case "Node":
            try Self.checkQuantities(object.at("status", "capacity"), refuse)
            try Self.checkQuantities(object.at("status", "allocatable"), refuse)
        case "Lease":
            for field in ["acquireTime", "renewTime"] {
                if let text = object.string("spec", field) { try Self.checkMicroTime(text, refuse) }
            }
        default: break
        }
    }

    private static func checkQuantities(
        _ map: JSONValue?, _ refuse: (String) -> APIError
    ) throws {
        for member in map?.object?.members ?? [] where Quantity.canonical(member.value) == nil {
            throw refuse("quantities must match the regular expression '\(Quantity.expression)'")
        }
    }

    private static func checkMicroTime(
        _ text: String, _ refuse: (String) -> APIError
    ) throws {
        let fraction = text.split(separator: ".").dropFirst().first?.prefix { $0.isNumber } ?? ""
        guard Instant(timestamp: text) == nil || fraction.count != 6 else { return }
        let rest = text.dropFirst(19)
        throw refuse(
            "parsing time \"\(text)\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse "
                + "\"\(rest)\" as \".000000\"")
    }

    /// What the object says that it may not say.
    ///
    /// 422.
    func validate(
        _ object: JSONValue, _ definition: ResourceDefinition, _ operation: inout Operation
    ) throws {
        let name = object.string("metadata", "name") ?? ""
        var causes = causes(inMetadataOf: object, definition)
        if definition.custom != nil {
            causes += schemaCauses(object, definition)
        } else {
            causes += kindCauses(object, definition)
        }
        guard causes.isEmpty else { throw APIError.invalid(definition, name, causes) }
    }

    private func causes(
        inMetadataOf object: JSONValue, _ definition: ResourceDefinition
    ) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = object.string("metadata", "name") ?? ""
        if name.isEmpty {
            causes.append(.required("metadata.name", "name or generateName is required"))
        } else if !definition.group.hasPrefix("rbac") {
            let isLabel = ["Namespace", "Service"].contains(definition.kind)
            let text = isLabel ? Names.problem(label: name) : Names.problem(subdomain: name)
            if let text { causes.append(.invalid("metadata.name", "\"\(name)\"", text)) }
        }
        for (key, value) in (object.at("metadata", "labels") ?? .null).stringMembers {
            if let text = Names.problem(qualified: key) {
                causes.append(.invalid("metadata.labels", "\"\(key)\"", text))
            }
            if let text = Names.problem(labelValue: value) {
                causes.append(.invalid("metadata.labels", "\"\(value)\"", text))
            }
        }
        for (key, _) in (object.at("metadata", "annotations") ?? .null).stringMembers {
            if let text = Names.problem(qualified: key.lowercased()) {
                causes.append(.invalid("metadata.annotations", "\"\(key)\"", text))
            }
        }
        return causes
    }

    private func kindCauses(
        _ object: JSONValue, _ definition: ResourceDefinition
    ) -> [APIError.Cause] {
        switch definition.kind {
        case "Pod": return causes(inPod: object)
        case "ConfigMap": return Self.causes(inConfigMap: object)
        case "Job": return causes(inJob: object)
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet":
            return causes(inWorkload: object)
        case "Event": return Self.causes(inEvent: object, definition)
        case "PriorityClass": return Self.causes(inPriorityClass: object)
        case "PodGroup":
            let policy = object.at("spec", "schedulingPolicy")
            guard policy?["basic"] == nil, policy?["gang"] == nil else { return [] }
            return [
                .invalid("spec.schedulingPolicy", "\"\"", "must specify one of: `basic`, `gang`")
            ]
        case "Workload":
            return object.list("spec", "podGroupTemplates").isEmpty
                ? [.required("spec.podGroupTemplates")] : []
        case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
            return Self.causes(inWebhooks: object)
        default: return []
        }
    }

    private static func causes(inConfigMap object: JSONValue) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var size = 0
        for (key, value) in (object["data"] ?? .null).stringMembers {
            size += value.utf8.count
            if object.at("binaryData", key) != nil {
                causes.append(
                    .invalid(
                        "data[\(key)]", "\"\(key)\"", "duplicate of key present in binaryData"))
            }
        }
        for (_, value) in (object["binaryData"] ?? .null).stringMembers {
            size += value.utf8.count / 4 * 3
        }
        if size > 1_048_576 {
            causes.append(
                APIError.Cause(
                    reason: "FieldValueTooLong",
                    message: "Too long: may not be more than 1048576 bytes", field: "[]"))
        }
        return causes
    }

    private func causes(inJob job: JSONValue) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for field in ["parallelism", "completions", "backoffLimit"] {
            if let number = job.integer("spec", field), number < 0 {
                causes.append(
                    .invalid("spec.\(field)", String(number), "must be greater than or equal to 0"))
            }
        }
        let policy = job.string("spec", "template", "spec", "restartPolicy") ?? ""
        if policy != "OnFailure", policy != "Never" {
            causes.append(
                .required(
                    "spec.template.spec.restartPolicy",
                    "valid values: \"OnFailure\", \"Never\""))
        }
        if job.list("spec", "template", "spec", "containers").isEmpty {
            causes.append(.required("spec.template.spec.containers"))
        }
        return causes
    }

    private func causes(inWorkload object: JSONValue) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        guard let selector = LabelSelector(object: object.at("spec", "selector")) else {
            return [.required("spec.selector")]
        }
        if !selector.matches(object.at("spec", "template", "metadata", "labels")) {
            causes.append(
                .invalid(
                    "spec.template.metadata.labels",
                    (object.at("spec", "template", "metadata", "labels") ?? .null).text,
                    "`selector` does not match template `labels`"))
        }
        if object.list("spec", "template", "spec", "containers").isEmpty {
            causes.append(.required("spec.template.spec.containers"))
        }
        return causes
    }

    private static func causes(
        inEvent event: JSONValue, _ definition: ResourceDefinition
    ) -> [APIError.Cause] {
        guard !definition.group.isEmpty else { return [] }
        var causes: [APIError.Cause] = []
        if event.string("reportingComponent") ?? "" == "" {
            causes.append(.required("reportingController"))
        }
        if event.string("action") ?? "" == "" { causes.append(.required("action")) }
        if event.string("reason") ?? "" == "" { causes.append(.required("reason")) }
        if event.string("message") ?? "" != "", event.string("message")?.utf8.count ?? 0 > 1024 {
            causes.append(.invalid("message", "\"\"", "can have at most 1024 characters"))
        }
        return causes
    }

    private static func causes(inPriorityClass object: JSONValue) -> [APIError.Cause] {
        let name = object.string("metadata", "name") ?? ""
        let isKnown = ["system-cluster-critical", "system-node-critical"].contains(name)
        if name.hasPrefix("system-"), !isKnown {
            return [
                .forbidden(
                    "metadata.name",
                    "priority class names with 'system-' prefix are reserved for system use only. "
                        + "error: \(name) is not a known system priority class")
            ]
        }
        if let value = object.integer("value"), value > 1_000_000_000, !isKnown {
            return [
                .forbidden(
                    "value",
                    "maximum allowed value of a user defined priority is 1000000000")
            ]
        }
        return []
    }

    /// What may not be changed.
    ///
    /// 422.
    func validateUpdate(_ new: JSONValue, old: JSONValue, _ operation: Operation) throws {
        let definition = operation.definition
        var causes: [APIError.Cause] = []
        switch definition.kind {
        case "Pod" where operation.path.subresource == nil:
            causes = self.causes(inChangeOfPod: new, old: old)
        case "Pod" where operation.path.subresource == .resize:
            causes = self.causes(inResizeOf: new, old: old)
        case "ConfigMap", "Secret":
            if old["immutable"] == true {
                for field in ["data", "binaryData", "immutable"] where new[field] != old[field] {
                    causes.append(
                        .forbidden(field, "field is immutable when `immutable` is set"))
                }
            }
        case "PriorityClass" where new["value"] != old["value"]:
            causes.append(.forbidden("value", "may not be changed in an update."))
        case "PodGroup":
            if new.at("spec", "schedulingPolicy") != old.at("spec", "schedulingPolicy") {
                causes.append(.invalid("spec.schedulingPolicy", "null", "field is immutable"))
            }
        case "Job", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet":
            let fields =
                definition.kind == "Job"
                ? ["selector", "template", "completionMode"] : ["selector"]
            let isSuspended = definition.kind == "Job" && old.at("spec", "suspend") == true
            for field in fields where new.at("spec", field) != old.at("spec", field) {
                if isSuspended, field == "template" { continue }
                causes.append(
                    .invalid(
                        "spec.\(field)", (new.at("spec", field) ?? .null).text,
                        "field is immutable"))
            }
        default: break
        }
        let name = old.string("metadata", "name") ?? ""
        guard causes.isEmpty else { throw APIError.invalid(definition, name, causes) }
    }
}
