/// What a user can get wrong in a pod.
extension Playground {
    func causes(inPod pod: JSONValue) -> [APIError.Cause] {
        let spec = pod["spec"] ?? .null
        var causes: [APIError.Cause] = []
        let containers = spec.list("containers")
        if containers.isEmpty { causes.append(.required("spec.containers")) }
        var names: Set<String> = []
        for list in ["containers", "initContainers"] {
            for (index, container) in spec.list(list).enumerated() {
                let field = "spec.\(list)[\(index)]"
                causes += Self.causes(inContainer: container, field)
                if let name = container.string("name"), !names.insert(name).inserted {
                    causes.append(.duplicate("\(field).name", name))
                }
            }
        }
        let choices: [(String, [String])] = [
            ("restartPolicy", ["Always", "OnFailure", "Never"]),
            ("dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]),
            ("preemptionPolicy", ["PreemptLowerPriority", "Never"]),
        ]
        for (field, known) in choices {
            if let value = spec.string(field), !known.contains(value) {
                causes.append(.unsupported("spec.\(field)", value, known))
            }
        }
        causes += Self.causes(inTolerations: spec)
        causes += Self.causes(inGates: spec)
        causes += Self.causes(inVolumes: spec)
        if let seconds = spec.integer("terminationGracePeriodSeconds"), seconds < 0 {
            causes.append(
                .invalid(
                    "spec.terminationGracePeriodSeconds", String(seconds),
                    "must be greater than or equal to 0"))
        }
        if let node = spec.string("nodeName"), !node.isEmpty, !spec.list("schedulingGates").isEmpty
        {
            causes.append(
                .forbidden(
                    "spec.nodeName", "cannot be set until all schedulingGates have been cleared"))
        }
        return causes
    }

    private static func causes(inContainer container: JSONValue, _ field: String) -> [APIError
        .Cause]
    {
        var causes: [APIError.Cause] = []
        let name = container.string("name") ?? ""
        if name.isEmpty {
            causes.append(.required("\(field).name"))
        } else if let text = Names.problem(label: name) {
            causes.append(.invalid("\(field).name", "\"\(name)\"", text))
        }
        if container.string("image") ?? "" == "" { causes.append(.required("\(field).image")) }
        let requests = container.at("resources", "requests")?.object?.members ?? []
        for request in requests {
            guard let text = request.value.string, let amount = Quantity(text) else { continue }
            if amount.nanos < 0 {
                causes.append(
                    .invalid(
                        "\(field).resources.requests[\(request.key)]", "\"\(text)\"",
                        "must be greater than or equal to 0"))
            }
            guard let limitText = container.string("resources", "limits", request.key),
                let limit = Quantity(limitText)
            else { continue }
            if limit < amount {
                causes.append(
                    .invalid(
                        "\(field).resources.requests", "\"\(text)\"",
                        "must be less than or equal to \(request.key) limit of \(limitText)"))
            }
        }
        return causes
    }

    private static func causes(inTolerations spec: JSONValue) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for (index, toleration) in spec.list("tolerations").enumerated() {
            let field = "spec.tolerations[\(index)]"
            let sign = toleration.string("operator") ?? "Equal"
            if !["Equal", "Exists", "Lt", "Gt", ""].contains(sign) {
                causes.append(.unsupported("\(field).operator", sign, ["Equal", "Exists"]))
            }
            if let effect = toleration.string("effect"), !effect.isEmpty,
                !["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(effect)
            {
                causes.append(
                    .unsupported(
                        "\(field).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]))
            }
            if sign == "Exists", toleration.string("value") ?? "" != "" {
                causes.append(
                    .invalid(
                        "\(field).operator", "\"Exists\"",
                        "value must be empty when `operator` is 'Exists'"))
            }
        }
        return causes
    }

    private static func causes(inGates spec: JSONValue) -> [APIError.Cause] {
        var seen: Set<String> = []
        var causes: [APIError.Cause] = []
        for (index, gate) in spec.list("schedulingGates").enumerated() {
            let name = gate.string("name") ?? ""
            if !seen.insert(name).inserted {
                causes.append(.duplicate("spec.schedulingGates[\(index)]", name))
            }
            if let text = Names.problem(qualified: name) {
                causes.append(.invalid("spec.schedulingGates[\(index)].name", "\"\(name)\"", text))
            }
        }
        return causes
    }

    private static func causes(inVolumes spec: JSONValue) -> [APIError.Cause] {
        let names = Set(spec.list("volumes").compactMap { $0.string("name") })
        var causes: [APIError.Cause] = []
        for (index, container) in spec.list("containers").enumerated() {
            for (place, mount) in container.list("volumeMounts").enumerated() {
                let name = mount.string("name") ?? ""
                if !names.contains(name) {
                    causes.append(
                        APIError.Cause(
                            reason: "FieldValueNotFound", message: "Not found: \"\(name)\"",
                            field: "spec.containers[\(index)].volumeMounts[\(place)].name"))
                }
            }
        }
        return causes
    }

    // MARK: Changes

    private static let immutableText =
        "pod updates may not change fields other than `spec.containers[*].image`,"
        + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
        + "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be "
        + "set to 1 if it was previously negative)"

    func causes(inChangeOfPod new: JSONValue, old: JSONValue) -> [APIError.Cause] {
        var causes = Self.causes(inChangeOfGates: new, old: old)
        let isGated = !old.list("spec", "schedulingGates").isEmpty
        if causes.isEmpty,
            Self.unchangeable(new, isGated: isGated) != Self.unchangeable(old, isGated: isGated)
        {
            causes.append(.forbidden("spec", Self.immutableText))
        }
        let tolerations = new.list("spec", "tolerations")
        if causes.isEmpty,
            !old.list("spec", "tolerations").allSatisfy({ tolerations.contains($0) })
        {
            causes.append(
                .forbidden(
                    "spec.tolerations",
                    "existing toleration can not be modified except its tolerationSeconds"))
        }
        return causes
    }

    private static func causes(
        inChangeOfGates new: JSONValue, old: JSONValue
    ) -> [APIError.Cause] {
        let known = old.list("spec", "schedulingGates")
        return new.list("spec", "schedulingGates").enumerated().compactMap { index, gate in
            known.contains(gate)
                ? nil
                : .forbidden(
                    "spec.schedulingGates[\(index)].name",
                    "only deletion is allowed, but found new scheduling gate "
                        + "'\(gate.string("name") ?? "")'")
        }
    }

    /// The part of the specification that only its creation can set.
    ///
    /// While a pod is gated, its node selector and affinity may be made narrower; that they become
    /// narrower is not checked.
    private static func unchangeable(_ pod: JSONValue, isGated: Bool) -> JSONValue {
        var spec = pod["spec"] ?? .null
        for list in ["containers", "initContainers"] {
            guard let containers = spec[list]?.array else { continue }
            spec[list] = .array(
                containers.map { container in
                    var container = container
                    container["image"] = nil
                    return container
                })
        }
        for field in [
            "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds",
            "schedulingGates", "ephemeralContainers",
        ] {
            spec[field] = nil
        }
        if isGated {
            spec["nodeSelector"] = nil
            spec.set("affinity", "nodeAffinity", to: nil)
        }
        return spec
    }

    func causes(inResizeOf new: JSONValue, old: JSONValue) -> [APIError.Cause] {
        guard new["spec"] != old["spec"] else { return [] }
        let statuses = old.list("status", "containerStatuses")
        if !statuses.isEmpty, statuses.allSatisfy({ $0["resources"] == nil }) {
            return [.forbidden("spec", "Pod running on node without support for resize")]
        }
        let quality = old.string("status", "qosClass") ?? ""
        if Self.qualityOfService(new["spec"] ?? .null) != quality {
            return [
                .invalid(
                    "spec", "\"\(quality)\"",
                    "Pod QOS Class may not change as a result of resizing")
            ]
        }
        return []
    }
}
