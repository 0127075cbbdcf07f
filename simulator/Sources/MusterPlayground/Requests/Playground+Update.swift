extension Playground {
    mutating func replace(_ name: String, _ operation: inout Operation) throws -> Response {
        if operation.path.subresource == .scale {
            let scale = try operation.document()
            return try rescale(name, &operation) { _ in scale }
        }
        let replacement = try received(&operation)
        let own = replacement.string("metadata", "name") ?? ""
        if !own.isEmpty, own != name {
            throw APIError.badRequest(
                "the name of the object (\(own)) does not match the name on the URL (\(name))")
        }
        if operation.path.subresource == nil,
            replacement.string("metadata", "resourceVersion") ?? "" == "",
            !operation.definition.allowsUnconditionalUpdate
        {
            guard store[operation.path.key(name)] != nil else {
                throw APIError.notFound(operation.definition, name)
            }
            throw APIError.versionRequired(operation.definition, name)
        }
        let stored = try modify(name, &operation) { _ in replacement }
        return answer(200, stored, operation)
    }

    /// Changes an object by `transform` and all that goes with a change: conflicts, what this
    /// subresource may not touch, defaults, admission, validation, generation.
    mutating func modify(
        _ name: String, _ operation: inout Operation, keepsManagers: Bool = true,
        _ transform: (JSONValue) throws -> JSONValue
    ) throws -> StoredObject {
        let definition = operation.definition
        let key = operation.path.key(name)
        guard let old = store[key] else { throw APIError.notFound(definition, name) }
        var new = try transform(old.value)
        try checkIdentity(&new, old, operation)
        restoreSystemFields(&new, old.value)
        separate(&new, old.value, operation)
        if definition.custom == nil { new = new.withoutNulls() }
        setDefaults(&new, definition)
        try checkSyntax(new, definition)
        try admit(&new, old: old.value, &operation)
        new = try askMutatingWebhooks(new, old: old.value, "UPDATE", &operation)
        try validate(new, definition, &operation)
        try validateUpdate(new, old: old.value, operation)
        raiseGeneration(&new, old.value, operation)
        if keepsManagers { recordUpdate(&new, old: old.value, operation) }
        if new == old.value { return old }
        try askValidatingWebhooks(new, old: old.value, "UPDATE", &operation)
        if isReadyToGo(new, old.value) {
            store.remove(key)
            afterRemoval(old, definition)
            return StoredObject(new, revision: old.revision)
        }
        let stored = store.put(new, at: key)
        if definition.plural == "customresourcedefinitions" { register(stored) }
        return stored
    }

    /// Neither the object that was named nor the version that was read may be another by now.
    private func checkIdentity(
        _ new: inout JSONValue, _ old: StoredObject, _ operation: Operation
    ) throws {
        let definition = operation.definition
        if let uid = new.string("metadata", "uid"), !uid.isEmpty, uid != old.uid {
            throw Self.uidConflict(definition, old, uid)
        }
        if let version = new.string("metadata", "resourceVersion"), !version.isEmpty,
            version != String(old.revision)
        {
            throw APIError.conflict(definition, old.name)
        }
        if let name = new.string("metadata", "name"), !name.isEmpty, name != old.name {
            throw APIError.badRequest(
                "the name of the object (\(name)) does not match the name on the URL "
                    + "(\(old.name))")
        }
        if let namespace = new.string("metadata", "namespace"), !namespace.isEmpty,
            namespace != old.namespace
        {
            throw APIError.badRequest(
                "the namespace of the provided object does not match the namespace sent on the "
                    + "request")
        }
    }

    static func uidConflict(
        _ definition: ResourceDefinition, _ old: StoredObject, _ uid: String
    ) -> APIError {
        let group = definition.group.isEmpty ? "" : "\(definition.group)/"
        let place = old.namespace.isEmpty ? old.name : "\(old.namespace)/\(old.name)"
        return .conflict(
            definition, old.name,
            "StorageError: invalid object, Code: 4, Key: /registry/\(group)\(definition.plural)/"
                + "\(place), ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in "
                + "precondition: \(uid), UID in object meta: \(old.uid)")
    }

    private func restoreSystemFields(_ new: inout JSONValue, _ old: JSONValue) {
        new["kind"] = old["kind"]
        new["apiVersion"] = old["apiVersion"]
        for field in [
            "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
            "deletionTimestamp", "deletionGracePeriodSeconds", "generateName",
        ] {
            new.set("metadata", field, to: old.at("metadata", field))
        }
        // An empty list asks to forget all managers, which nobody relies on here.
        new.set("metadata", "managedFields", to: old.at("metadata", "managedFields"))
    }

    /// A subresource changes its part only, and the object itself does not change its status.
    private func separate(_ new: inout JSONValue, _ old: JSONValue, _ operation: Operation) {
        let definition = operation.definition
        let hasStatus = definition.custom.map(\.hasStatus) ?? definition.has(.status)
        switch operation.path.subresource {
        case .status:
            let status = new["status"]
            let metadata = new["metadata"]
            new = old
            new["metadata"] = metadata
            new["status"] = status
            if definition.custom != nil { new["metadata"] = old["metadata"] }
            new.set("metadata", "ownerReferences", to: old.at("metadata", "ownerReferences"))
            new.set("metadata", "finalizers", to: old.at("metadata", "finalizers"))
        case .finalize:
            let finalizers = new.at("spec", "finalizers")
            new = old
            new.set("spec", "finalizers", to: finalizers)
        case .resize: new = resized(old, to: new)
        case .ephemeralcontainers:
            let containers = new.at("spec", "ephemeralContainers")
            new = old
            new.set("spec", "ephemeralContainers", to: containers)
        default:
            if hasStatus { new["status"] = old["status"] }
        }
    }

    private func raiseGeneration(_ new: inout JSONValue, _ old: JSONValue, _ operation: Operation) {
        let definition = operation.definition
        guard definition.generation == .content || definition.custom != nil else { return }
        let hasStatus = definition.custom.map(\.hasStatus) ?? true
        func content(_ value: JSONValue) -> JSONValue {
            var rest = value
            rest["metadata"] = nil
            if hasStatus { rest["status"] = nil }
            return rest
        }
        if content(new) != content(old) {
            let generation = old.integer("metadata", "generation") ?? 1
            new.set("metadata", "generation", to: .integer(generation &+ 1))
        }
    }

    /// A deleted object goes when nobody holds it back any more.
    private func isReadyToGo(_ new: JSONValue, _ old: JSONValue) -> Bool {
        guard new.at("metadata", "deletionTimestamp") != nil else { return false }
        if new.string("kind") == "Namespace" {
            return new.list("spec", "finalizers").isEmpty
                && new.list("metadata", "finalizers").isEmpty
        }
        return new.list("metadata", "finalizers").isEmpty
            && !old.list("metadata", "finalizers").isEmpty
            && new.integer("metadata", "deletionGracePeriodSeconds") ?? 0 == 0
    }
}
