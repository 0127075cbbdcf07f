extension Playground {
    mutating func delete(_ name: String, _ operation: inout Operation) throws -> Response {
        let options = try operation.deleteOptions()
        let (stored, isGone) = try remove(name, options, &operation)
        let definition = operation.definition
        if !isGone || definition.deletionReturnsObject || definition.kind == "Namespace" {
            return answer(200, stored, operation)
        }
        return .json(
            200,
            [
                "kind": "Status", "apiVersion": "v1", "metadata": .object(JSONObject()),
                "status": "Success",
                "details": .compact([
                    ("name", .string(name)),
                    ("group", definition.group.isEmpty ? nil : .string(definition.group)),
                    ("kind", .string(definition.plural)), ("uid", .string(stored.uid)),
                ]),
            ])
    }

    mutating func deleteCollection(_ operation: inout Operation) throws -> Response {
        let definition = operation.definition
        guard definition.verbs.contains("deletecollection") else {
            throw APIError.methodNotAllowed
        }
        let request = operation.request
        let labels = try LabelSelector(query: request.parameter("labelSelector") ?? "")
        let fields = try FieldSelector(
            query: request.parameter("fieldSelector") ?? "", of: definition)
        let options = try operation.deleteOptions()
        let selected = store.list(storage: definition.storage, namespace: operation.path.namespace)
            .filter {
                labels.matches($0.value.at("metadata", "labels")) && fields.matches($0.value)
            }
        var removed: [StoredObject] = []
        for object in selected {
            operation.path.namespace = object.namespace.isEmpty ? nil : object.namespace
            removed.append(try remove(object.name, options, &operation).object)
        }
        return .json(
            200,
            listText(
                removed, definition, ["resourceVersion": .string(String(store.revision))]))
    }

    /// Deletes an object, or marks it as deleted where something has to happen first.
    mutating func remove(
        _ name: String, _ options: JSONValue, _ operation: inout Operation
    ) throws -> (object: StoredObject, isGone: Bool) {
        let definition = operation.definition
        let key = operation.path.key(name)
        guard let old = store[key] else { throw APIError.notFound(definition, name) }
        try checkPreconditions(options, old, definition)
        if definition.kind == "Namespace" {
            try askValidatingWebhooks(nil, old: old.value, "DELETE", &operation)
            return (try terminate(namespace: old, key), false)
        }
        var new = old.value
        _ = try askMutatingWebhooks(nil, old: old.value, "DELETE", &operation)
        try askValidatingWebhooks(nil, old: old.value, "DELETE", &operation)
        addPropagationFinalizer(&new, options)
        let grace = gracePeriod(of: old.value, options, definition)
        let holds = !new.list("metadata", "finalizers").isEmpty
        if grace == 0, !holds { return (take(old, key, definition), true) }
        mark(&new, old.value, grace: grace)
        guard new != old.value else { return (old, false) }
        return (store.put(new, at: key), false)
    }

    private func checkPreconditions(
        _ options: JSONValue, _ old: StoredObject, _ definition: ResourceDefinition
    ) throws {
        if let uid = options.string("preconditions", "uid"), uid != old.uid {
            throw APIError.failedPrecondition(
                definition, old.name,
                "the UID in the precondition (\(uid)) does not match the UID in record "
                    + "(\(old.uid)). The object might have been deleted and then recreated")
        }
        if let version = options.string("preconditions", "resourceVersion"),
            version != String(old.revision)
        {
            throw APIError.failedPrecondition(
                definition, old.name,
                "the ResourceVersion in the precondition (\(version)) does not match the "
                    + "ResourceVersion in record (\(old.revision)). The object might have been "
                    + "modified")
        }
    }

    private mutating func terminate(
        namespace old: StoredObject, _ key: ObjectKey
    ) throws -> StoredObject {
        if ["default", "kube-system", "kube-public", "kube-node-lease"].contains(old.name) {
            throw APIError.forbidden(
                catalogue.core("namespaces"), old.name, "this namespace may not be deleted")
        }
        if old.value.at("metadata", "deletionTimestamp") != nil { return old }
        var new = old.value
        new.set("metadata", "deletionTimestamp", to: .string(now.timestamp))
        new.set("status", "phase", to: "Terminating")
        return store.put(new, at: key)
    }

    /// Seconds that the object stays: only a bound pod that has not ended is given time.
    private func gracePeriod(
        of object: JSONValue, _ options: JSONValue, _ definition: ResourceDefinition
    ) -> Int64 {
        guard definition.kind == "Pod", definition.group.isEmpty else { return 0 }
        let phase = object.string("status", "phase")
        guard object.string("spec", "nodeName") ?? "" != "", phase != "Succeeded",
            phase != "Failed"
        else { return 0 }
        let asked =
            options.integer("gracePeriodSeconds")
            ?? object.integer("spec", "terminationGracePeriodSeconds") ?? 30
        let grace = max(0, asked)
        // A later deletion can only shorten the time.
        guard let current = object.integer("metadata", "deletionGracePeriodSeconds") else {
            return grace
        }
        return min(current, grace)
    }

    private func addPropagationFinalizer(_ object: inout JSONValue, _ options: JSONValue) {
        let finalizer: JSONValue
        switch options.string("propagationPolicy") {
        case "Foreground": finalizer = "foregroundDeletion"
        case "Orphan": finalizer = "orphan"
        default:
            guard options.at("orphanDependents") == true else { return }
            finalizer = "orphan"
        }
        var finalizers = object.list("metadata", "finalizers")
        if !finalizers.contains(finalizer) { finalizers.append(finalizer) }
        object.set("metadata", "finalizers", to: .array(finalizers))
    }

    /// Sets when the object goes.
    ///
    /// A second time only ever brings that forward.
    private func mark(_ new: inout JSONValue, _ old: JSONValue, grace: Int64) {
        let current = old.integer("metadata", "deletionGracePeriodSeconds")
        if let current, grace >= current { return }
        var end = now.adding(seconds: grace)
        if let current, let text = old.string("metadata", "deletionTimestamp"),
            let planned = Instant(timestamp: text)
        {
            end = planned.adding(seconds: grace - current)
        }
        new.set("metadata", "deletionTimestamp", to: .string(end.timestamp))
        new.set("metadata", "deletionGracePeriodSeconds", to: .integer(grace))
        if current == nil, let generation = old.integer("metadata", "generation") {
            new.set("metadata", "generation", to: .integer(generation &+ 1))
        }
    }

    /// Removes the object.
    ///
    /// A pod is first seen as deleted without grace, as in a real cluster.
    private mutating func take(
        _ old: StoredObject, _ key: ObjectKey, _ definition: ResourceDefinition
    ) -> StoredObject {
        if definition.kind == "Pod", definition.group.isEmpty {
            var marked = old.value
            mark(&marked, old.value, grace: 0)
            if marked != old.value { store.put(marked, at: key) }
        }
        let last = store.remove(key) ?? old
        afterRemoval(last, definition)
        return last
    }

    mutating func afterRemoval(_ last: StoredObject, _ definition: ResourceDefinition) {
        guard definition.plural == "customresourcedefinitions",
            let group = last.value.string("spec", "group"),
            let plural = last.value.string("spec", "names", "plural")
        else { return }
        for version in catalogue.served where version.group == group && version.plural == plural {
            for object in store.list(storage: version.storage, namespace: nil) {
                store.remove(
                    ObjectKey(
                        storage: version.storage, namespace: object.namespace, name: object.name))
            }
        }
        catalogue.remove(group: group, plural: plural)
    }
}
