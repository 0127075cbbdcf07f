extension JSONValue {
    /// The document after a merge patch (RFC 7386): members that are null go, objects are merged,
    /// everything else is replaced.
    ///
    /// O(size).
    func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for change in changes.members {
            if change.value.isNull {
                result[change.key] = nil
            } else {
                result[change.key] = (result[change.key] ?? .null).merged(with: change.value)
            }
        }
        return .object(result)
    }

    /// The document after a strategic merge patch: as a merge patch, but lists of objects that
    /// have a merge key are merged element by element, and `$patch`, `$deleteFromPrimitiveList`,
    /// `$retainKeys` and `$setElementOrder` direct more.
    ///
    /// - SeeAlso: the Kubernetes design proposal "Strategic Merge Patch".
    func strategicallyMerged(with patch: JSONValue) -> JSONValue {
        guard case .object(var changes) = patch else { return patch }
        if changes["$patch"] == "replace" {
            changes["$patch"] = nil
            return JSONValue.object(changes).withoutDirectives()
        }
        if changes["$patch"] == "delete" { return .object(JSONObject()) }
        var result = object ?? JSONObject()
        if let retained = changes["$retainKeys"]?.array {
            let kept = Set(retained.compactMap(\.string))
            for key in result.keys where !kept.contains(key) { result[key] = nil }
        }
        for change in changes.members where !change.key.hasPrefix("$") {
            let old = result[change.key]
            if change.value.isNull {
                result[change.key] = nil
            } else if let elements = change.value.array {
                result[change.key] = Self.mergedList(
                    old?.array ?? [], elements, field: change.key,
                    order: changes["$setElementOrder/\(change.key)"]?.array)
            } else if change.value.object != nil {
                result[change.key] = (old ?? .null).strategicallyMerged(with: change.value)
            } else {
                result[change.key] = change.value
            }
        }
        for change in changes.members where change.key.hasPrefix("$deleteFromPrimitiveList/") {
            let field = String(change.key.dropFirst("$deleteFromPrimitiveList/".count))
            let removed = change.value.array ?? []
            if let list = result[field]?.array {
                result[field] = .array(list.filter { !removed.contains($0) })
            }
        }
        for change in changes.members where change.key.hasPrefix("$setElementOrder/") {
            let field = String(change.key.dropFirst("$setElementOrder/".count))
            if changes[field] == nil, let list = result[field]?.array {
                result[field] = .array(
                    Self.ordered(list, field: field, by: change.value.array ?? [], before: list))
            }
        }
        return .object(result)
    }

    private static func mergedList(
        _ old: [JSONValue], _ new: [JSONValue], field: String, order: [JSONValue]?
    ) -> JSONValue {
        if new.contains(where: { $0["$patch"] == "replace" }) {
            return .array(
                new.filter { $0["$patch"] != "replace" }.map { $0.withoutDirectives() })
        }
        var result = old
        if MergeKeys.primitiveSets.contains(field) {
            for element in new where !result.contains(element) { result.append(element) }
        } else if let key = MergeKeys.key(of: field, elements: new.isEmpty ? old : new) {
            for element in new {
                let index = result.firstIndex { $0[key] == element[key] }
                if element["$patch"] == "delete" {
                    if let index { result.remove(at: index) }
                } else if let index {
                    result[index] = result[index].strategicallyMerged(with: element)
                } else {
                    result.append(
                        JSONValue.object(JSONObject()).strategicallyMerged(with: element))
                }
            }
        } else {
            return .array(new.map { $0.withoutDirectives() })
        }
        return .array(ordered(result, field: field, by: order ?? new, before: old))
    }

    /// Merges those that `order` names, in that order, with the others in theirs: of two that were
    /// there before, the one that stood first stays first; new ones come when it is their turn.
    private static func ordered(
        _ list: [JSONValue], field: String, by order: [JSONValue], before: [JSONValue]
    ) -> [JSONValue] {
        let key = MergeKeys.key(of: field, elements: list)
        func identity(_ element: JSONValue) -> JSONValue { key.flatMap { element[$0] } ?? element }
        let named = order.map(identity)
        var left = named.compactMap { name in list.first { identity($0) == name } }[...]
        var right = list.filter { !named.contains(identity($0)) }[...]
        let former = before.map(identity)
        var result: [JSONValue] = []
        while let first = left.first, let other = right.first {
            let place = former.firstIndex(of: identity(first))
            let otherPlace = former.firstIndex(of: identity(other))
            if let place, let otherPlace, otherPlace < place {
                result.append(right.removeFirst())
            } else {
                result.append(left.removeFirst())
            }
        }
        return result + left + right
    }

    private func withoutDirectives() -> JSONValue {
        switch self {
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.filter { !$0.key.hasPrefix("$") && !$0.value.isNull }
                        .map { ($0.key, $0.value.withoutDirectives()) }))
        case .array(let elements): return .array(elements.map { $0.withoutDirectives() })
        default: return self
        }
    }
}

/// By which member the elements of a list are told apart.
///
/// The API says it field by field; the names of the fields are enough, since each means the same
/// wherever it occurs in these kinds.
enum MergeKeys {
    private static let keys: [String: String] = [
        "containers": "name", "initContainers": "name", "ephemeralContainers": "name",
        "volumes": "name", "env": "name", "volumeMounts": "mountPath",
        "volumeDevices": "devicePath", "imagePullSecrets": "name", "hostAliases": "ip",
        "topologySpreadConstraints": "topologyKey", "schedulingGates": "name",
        "resourceClaims": "name", "conditions": "type", "addresses": "type", "podIPs": "ip",
        "hostIPs": "ip", "ownerReferences": "uid", "webhooks": "name", "secrets": "name",
        "podGroupTemplates": "name", "readinessGates": "conditionType",
    ]

    /// Lists of texts that are sets.
    static let primitiveSets: Set<String> = ["finalizers"]

    /// nil: the list is replaced as a whole.
    static func key(of field: String, elements: [JSONValue]) -> String? {
        if field == "ports" {
            return elements.contains { $0["containerPort"] != nil } ? "containerPort" : "port"
        }
        return keys[field]
    }

    /// By which members the elements of a list are told apart in server-side apply.
    static func applyKeys(of field: String, elements: [JSONValue]) -> [String]? {
        if field == "ports" {
            let isContainer = elements.contains { $0["containerPort"] != nil }
            return [isContainer ? "containerPort" : "port", "protocol"]
        }
        if field == "topologySpreadConstraints" { return ["topologyKey", "whenUnsatisfiable"] }
        return keys[field].map { [$0] }
    }
}
