/// Server-side apply, simplified: who applied a field owns it until somebody else changes it.
///
/// `managedFields` is kept for objects that somebody has applied; for all others it stays empty,
/// because a record of every update doubles the size of a pod and nobody here reads it.
extension Playground {
    mutating func apply(_ name: String, _ operation: inout Operation) throws -> Response {
        guard let manager = operation.request.parameter("fieldManager"), !manager.isEmpty else {
            throw APIError.invalidOptions(
                "PatchOptions",
                [.required("fieldManager", "is required for apply patch")])
        }
        var configuration = try received(&operation)
        if let own = configuration.string("metadata", "name"), own != name {
            throw APIError.badRequest(
                "the name of the object (\(own)) does not match the name on the URL (\(name))")
        }
        configuration.set("metadata", "name", to: .string(name))
        configuration.set("metadata", "managedFields", to: nil)
        let fields = FieldSet(of: configuration)
        guard let old = store[operation.path.key(name)] else {
            guard operation.path.subresource == nil else {
                throw APIError.notFound(operation.definition, name)
            }
            let entry = self.entry(manager, fields, operation, operationName: "Apply")
            configuration.set("metadata", "managedFields", to: [entry])
            return answer(201, try insert(configuration, &operation), operation)
        }
        let entries = old.value.list("metadata", "managedFields")
        var kept = try settleConflicts(
            entries, manager, fields, configuration, old.value, operation)
        let mine = kept.firstIndex { Self.owns($0, manager, operation) }
        var base = old.value
        if let mine {
            let owned = FieldSet(tree: kept[mine]["fieldsV1"]?.object ?? JSONObject())
            for path in owned.leaves.reversed() where !fields.contains(path) {
                let isShared = kept.enumerated().contains {
                    $0.offset != mine
                        && FieldSet(tree: $0.element["fieldsV1"]?.object ?? JSONObject())
                            .contains(path)
                }
                if !isShared { base = FieldSet.removing(path[...], from: base) }
            }
            kept.remove(at: mine)
        }
        let merged = base.applied(configuration)
        kept.append(entry(manager, fields, operation, operationName: "Apply"))
        let managers = Self.sorted(kept)
        let before = old.value.list("metadata", "managedFields").map(Self.withoutTime)
        let stored = try modify(name, &operation, keepsManagers: false) { _ in merged }
        let same = managers.map(Self.withoutTime) == before
        if same || operation.path.key(name).isAbsent(in: store) {
            return answer(200, stored, operation)
        }
        return answer(200, remember(managers, stored, operation.path.key(name)), operation)
    }

    /// Writes the managers into what has just been stored, as part of the same change.
    private mutating func remember(
        _ managers: [JSONValue], _ stored: StoredObject, _ key: ObjectKey
    ) -> StoredObject {
        var value = stored.value
        value.set("metadata", "managedFields", to: .array(managers))
        return store.amend(value, at: key)
    }

    private static func owns(_ entry: JSONValue, _ manager: String, _ operation: Operation) -> Bool
    {
        entry.string("manager") == manager && entry.string("operation") == "Apply"
            && entry.string("subresource") == operation.path.subresource?.rawValue
    }

    private static func withoutTime(_ entry: JSONValue) -> JSONValue {
        var entry = entry
        entry["time"] = nil
        return entry
    }

    private static func sorted(_ entries: [JSONValue]) -> [JSONValue] {
        entries.sorted {
            ($0.string("manager") ?? "", $0.text) < ($1.string("manager") ?? "", $1.text)
        }
    }

    private func entry(
        _ manager: String, _ fields: FieldSet, _ operation: Operation, operationName: String
    ) -> JSONValue {
        .compact([
            ("manager", .string(manager)), ("operation", .string(operationName)),
            ("apiVersion", .string(operation.definition.groupVersion)),
            ("time", .string(now.timestamp)), ("fieldsType", "FieldsV1"),
            ("fieldsV1", .object(fields.tree)),
            ("subresource", operation.path.subresource.map { .string($0.rawValue) }),
        ])
    }

    /// Fields that another manager owns with another value: an error, or with `force` they change
    /// hands.
    ///
    /// The answer is the managers without what they lost.
    private func settleConflicts(
        _ entries: [JSONValue], _ manager: String, _ fields: FieldSet, _ new: JSONValue,
        _ old: JSONValue, _ operation: Operation
    ) throws -> [JSONValue] {
        var kept = entries
        var conflicts: [(manager: String, path: String)] = []
        for (index, entry) in entries.enumerated() where !Self.owns(entry, manager, operation) {
            var owned = FieldSet(tree: entry["fieldsV1"]?.object ?? JSONObject())
            for path in owned.leaves where fields.contains(path) {
                let given = FieldSet.value(at: path, in: new)
                if given?.object != nil || path.last == "." { continue }
                if given == FieldSet.value(at: path, in: old) { continue }
                let other = entry.string("manager") ?? ""
                let isUpdate = entry.string("operation") == "Update"
                conflicts.append(
                    (
                        isUpdate
                            ? "\"\(other)\" using \(entry.string("apiVersion") ?? "")"
                            : "\"\(other)\"", FieldSet.text(path)
                    ))
                owned.remove(path)
            }
            kept[index]["fieldsV1"] = .object(owned.tree)
        }
        guard conflicts.isEmpty || operation.request.flag("force") else {
            let causes = conflicts.map {
                APIError.Cause(
                    reason: "FieldManagerConflict", message: "conflict with \($0.manager)",
                    field: $0.path)
            }
            let plural = conflicts.count == 1 ? "conflict" : "conflicts"
            let text =
                conflicts.count == 1
                ? "conflict with \(conflicts[0].manager): \(conflicts[0].path)"
                : conflicts.map { "conflict with \($0.manager): \($0.path)" }
                    .joined(separator: "\n")
            throw APIError(
                code: 409, reason: "Conflict",
                message: "Apply failed with \(conflicts.count) \(plural): \(text)",
                details: ["causes": APIError.list(causes)])
        }
        return kept.filter { !($0["fieldsV1"]?.object?.isEmpty ?? true) }
    }

    /// After an update of an applied object: changed fields belong to whoever changed them.
    func recordUpdate(_ new: inout JSONValue, old: JSONValue, _ operation: Operation) {
        var entries = old.list("metadata", "managedFields")
        guard !entries.isEmpty else { return }
        let changed = (FieldSet(of: new).leaves + FieldSet(of: old).leaves).filter { path in
            let before = FieldSet.value(at: path, in: old)
            let after = FieldSet.value(at: path, in: new)
            return before != after && path.last != "."
        }
        guard !changed.isEmpty else { return }
        var mine = FieldSet()
        for (index, entry) in entries.enumerated() {
            var owned = FieldSet(tree: entry["fieldsV1"]?.object ?? JSONObject())
            let isMine =
                entry.string("manager") == operation.manager
                && entry.string("operation") == "Update"
                && entry.string("subresource") == operation.path.subresource?.rawValue
            for path in changed { owned.remove(path) }
            if isMine { mine = owned }
            entries[index]["fieldsV1"] = isMine ? .object(JSONObject()) : .object(owned.tree)
        }
        for path in changed where FieldSet.value(at: path, in: new) != nil { mine.insert(path) }
        entries.removeAll { $0["fieldsV1"]?.object?.isEmpty ?? true }
        if !mine.isEmpty {
            entries.append(entry(operation.manager, mine, operation, operationName: "Update"))
        }
        new.set("metadata", "managedFields", to: .array(entries))
    }
}

extension ObjectKey {
    func isAbsent(in store: ObjectStore) -> Bool { store[self] == nil }
}

extension JSONValue {
    /// The document with an applied configuration laid over it: objects are merged, lists with
    /// keys element by element, everything else is replaced.
    fileprivate func applied(_ configuration: JSONValue) -> JSONValue {
        guard case .object(let changes) = configuration else { return configuration }
        var result = object ?? JSONObject()
        for change in changes.members {
            let old = result[change.key]
            guard let elements = change.value.array else {
                result[change.key] = (old ?? .null).applied(change.value)
                continue
            }
            var list = old?.array ?? []
            if MergeKeys.primitiveSets.contains(change.key) {
                for element in elements where !list.contains(element) { list.append(element) }
            } else if let keys = MergeKeys.applyKeys(of: change.key, elements: elements) {
                for element in elements {
                    let index = list.firstIndex { other in
                        keys.allSatisfy {
                            (other[$0] ?? ($0 == "protocol" ? "TCP" : nil))
                                == (element[$0] ?? ($0 == "protocol" ? "TCP" : nil))
                        }
                    }
                    if let index {
                        list[index] = list[index].applied(element)
                    } else {
                        list.append(element)
                    }
                }
            } else {
                list = elements
            }
            result[change.key] = .array(list)
        }
        return .object(result)
    }
}
