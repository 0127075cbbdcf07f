extension Playground {
    mutating func create(_ operation: inout Operation) throws -> Response {
        guard operation.definition.verbs.contains("create") else {
            throw APIError.methodNotAllowed
        }
        if operation.definition.kind == "Binding" {
            let name = try operation.object().string("metadata", "name") ?? ""
            operation.path.definition = catalogue.core("pods")
            return try bind(name, &operation)
        }
        let object = try received(&operation)
        let stored = try insert(object, &operation)
        return answer(201, stored, operation)
    }

    /// The object of the body: of the right kind, without nulls and without fields that its
    /// schema does not know.
    func received(_ operation: inout Operation) throws -> JSONValue {
        let definition = operation.definition
        var object = try operation.object()
        let kind = object.string("kind") ?? definition.kind
        let apiVersion = object.string("apiVersion") ?? definition.groupVersion
        guard kind == definition.kind, apiVersion == definition.groupVersion else {
            let version = apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion
            throw APIError.badRequest(
                "\(kind) in version \"\(version)\" cannot be handled as a \(definition.kind): "
                    + "converting (\(version).\(kind)) to (\(Self.internalGroup(definition))."
                    + "\(definition.kind)): unknown conversion")
        }
        object = try pruned(object, &operation)
        if definition.isEvent, !definition.group.isEmpty {
            object = Self.eventAsOld(object)
        }
        if definition.custom == nil { object = object.withoutNulls() }
        object["kind"] = .string(definition.kind)
        object["apiVersion"] = .string(definition.groupVersion)
        if object["metadata"]?.object == nil { object["metadata"] = .object(JSONObject()) }
        try checkSyntax(object, definition)
        return object
    }

    private func pruned(
        _ object: JSONValue, _ operation: inout Operation
    ) throws -> JSONValue {
        let definition = operation.definition
        // Of the built-in kinds the fields are not known.
        guard let schema = definition.custom?.schema else { return object }
        let (kept, unknown) = Self.pruned(object, schema, "", isRoot: true)
        let texts = unknown.map { "unknown field \"\($0)\"" }
        switch operation.request.parameter("fieldValidation") {
        case "Strict" where !texts.isEmpty:
            throw APIError.badRequest(
                "\(definition.kind) in version \"\(definition.version)\" "
                    + "cannot be handled as a \(definition.kind): strict decoding error: "
                    + texts.joined(separator: ", "))
        case "Ignore": break
        default: operation.warnings += texts
        }
        return kept
    }

    private static func internalGroup(_ definition: ResourceDefinition) -> String {
        definition.group.isEmpty
            ? "core" : String(definition.group.prefix { $0 != "." })
    }

    /// Stores a new object after defaults, admission and validation.
    mutating func insert(
        _ given: JSONValue, _ operation: inout Operation
    ) throws -> StoredObject {
        let definition = operation.definition
        var object = given
        try checkNamespace(object, operation)
        resetSystemFields(&object, definition)
        setDefaults(&object, definition)
        try admit(&object, old: nil, &operation)
        object = try askMutatingWebhooks(object, old: nil, "CREATE", &operation)
        setDefaults(&object, definition)
        var name = object.string("metadata", "name") ?? ""
        if name.isEmpty, let base = object.string("metadata", "generateName"), !base.isEmpty {
            name = String(base.prefix(58)) + operation.random.suffix()
            object.set("metadata", "name", to: .string(name))
        }
        if let namespace = operation.path.namespace {
            object.set("metadata", "namespace", to: .string(namespace))
        } else {
            object.set("metadata", "namespace", to: nil)
        }
        object.set("metadata", "uid", to: .string(operation.random.uuid()))
        object.set("metadata", "creationTimestamp", to: .string(now.timestamp))
        if definition.generation == .content || definition.custom != nil {
            object.set("metadata", "generation", to: 1)
        }
        try validate(object, definition, &operation)
        let key = operation.path.key(name)
        guard store[key] == nil else { throw APIError.alreadyExists(definition, name) }
        labelJob(&object, definition)
        try askValidatingWebhooks(object, old: nil, "CREATE", &operation)
        var stored = store.put(object, at: key)
        afterCreation(stored, definition, &operation)
        if operation.isDryRun {
            object.set("metadata", "resourceVersion", to: nil)
            stored = StoredObject(object, revision: stored.revision)
        }
        return stored
    }

    private func checkNamespace(_ object: JSONValue, _ operation: Operation) throws {
        let definition = operation.definition
        guard definition.isNamespaced else { return }
        guard let namespace = operation.path.namespace else { throw APIError.methodNotAllowed }
        if let own = object.string("metadata", "namespace"), !own.isEmpty, own != namespace {
            throw APIError.badRequest(
                "the namespace of the provided object does not match the namespace sent on the "
                    + "request")
        }
        let namespaces = catalogue.core("namespaces")
        let key = ObjectKey(storage: namespaces.storage, namespace: "", name: namespace)
        guard let found = store[key] else { throw APIError.notFound(namespaces, namespace) }
        if found.value.at("metadata", "deletionTimestamp") != nil {
            throw APIError.forbidden(
                definition, object.string("metadata", "name") ?? "",
                "unable to create new content in namespace \(namespace) because it is being "
                    + "terminated",
                causes: [
                    APIError.Cause(
                        reason: "NamespaceTerminating",
                        message: "namespace \(namespace) is being terminated",
                        field: "metadata.namespace")
                ])
        }
    }

    /// What only the server may set.
    private func resetSystemFields(_ object: inout JSONValue, _ definition: ResourceDefinition) {
        for field in [
            "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
            "deletionGracePeriodSeconds", "selfLink",
        ] {
            object.set("metadata", field, to: nil)
        }
        let losesStatus =
            definition.custom.map(\.hasStatus) ?? definition.subresources.contains(.status)
        if losesStatus, definition.kind != "Node" { object["status"] = nil }
    }

    /// The labels and the selector by which a Job finds its pods contain its uid.
    private func labelJob(_ object: inout JSONValue, _ definition: ResourceDefinition) {
        guard definition.kind == "Job", definition.group == "batch",
            object.at("spec", "manualSelector") != true, object.at("spec", "selector") == nil,
            let uid = object.string("metadata", "uid"),
            let name = object.string("metadata", "name")
        else { return }
        let labels: [(String, String)] = [
            ("batch.kubernetes.io/controller-uid", uid), ("batch.kubernetes.io/job-name", name),
            ("controller-uid", uid), ("job-name", name),
        ]
        for (key, value) in labels {
            object.set("spec", "template", "metadata", "labels", key, to: .string(value))
            if object.at("metadata", "labels", key) == nil {
                object.set("metadata", "labels", key, to: .string(value))
            }
        }
        object.set(
            "spec", "selector",
            to: ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]])
        object.set("spec", "manualSelector", to: false)
    }

    /// What controllers of a real cluster add at once.
    private mutating func afterCreation(
        _ stored: StoredObject, _ definition: ResourceDefinition, _ operation: inout Operation
    ) {
        switch definition.plural {
        case "namespaces": furnish(namespace: stored.name)
        case "customresourcedefinitions" where definition.group == "apiextensions.k8s.io":
            establish(stored)
        default: break
        }
    }
}
