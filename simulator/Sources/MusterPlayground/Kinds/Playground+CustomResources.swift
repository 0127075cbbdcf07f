extension Playground {
    func setCustomDefinitionDefaults(_ object: inout JSONValue) {
        let kind = object.string("spec", "names", "kind") ?? ""
        if object.at("spec", "names", "listKind") == nil {
            object.set("spec", "names", "listKind", to: .string("\(kind)List"))
        }
        if object.at("spec", "names", "singular") == nil {
            object.set("spec", "names", "singular", to: .string(kind.lowercased()))
        }
        if object.at("spec", "conversion") == nil {
            object.set("spec", "conversion", "strategy", to: "None")
        }
        if object["status"] == nil {
            let stored = object.list("spec", "versions").filter { $0["storage"] == true }
            object["status"] = [
                "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
                "storedVersions": .array(stored.compactMap { $0["name"] }),
            ]
        }
    }

    /// Serves what a new definition defines, and says so in its status, in a write of its own as
    /// the controller of a real cluster does.
    mutating func establish(_ stored: StoredObject) {
        register(stored)
        var value = stored.value
        func condition(_ type: String, _ reason: String, _ message: String) -> JSONValue {
            [
                "type": .string(type), "status": "True", "reason": .string(reason),
                "message": .string(message), "lastTransitionTime": .string(now.timestamp),
            ]
        }
        value.set(
            "status", "conditions",
            to: [
                condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                condition(
                    "Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ])
        value.set("status", "acceptedNames", to: value.at("spec", "names"))
        let storage = catalogue.core(
            "customresourcedefinitions", group: "apiextensions.k8s.io"
        ).storage
        store.put(value, at: ObjectKey(storage: storage, namespace: "", name: stored.name))
    }

    /// Serves each version of a definition; all share one table.
    mutating func register(_ stored: StoredObject) {
        let spec = stored.value["spec"] ?? .null
        guard let group = spec.string("group"), let plural = spec.string("names", "plural"),
            let kind = spec.string("names", "kind")
        else { return }
        var shared: Int?
        for version in spec.list("versions") where version["served"] != false {
            guard let name = version.string("name") else { continue }
            let hasStatus = version.at("subresources", "status") != nil
            var definition = ResourceDefinition(
                group: group, version: name, plural: plural,
                singular: spec.string("names", "singular") ?? kind.lowercased(), kind: kind,
                isNamespaced: spec.string("scope") != "Cluster")
            definition.shortNames = spec.list("names", "shortNames").compactMap(\.string)
            definition.categories = spec.list("names", "categories").compactMap(\.string)
            definition.allowsUnconditionalUpdate = false
            if hasStatus { definition.subresources.append(.status) }
            definition.custom = ResourceDefinition.CustomVersion(
                schema: version.at("schema", "openAPIV3Schema"),
                columns: version.list("additionalPrinterColumns"), hasStatus: hasStatus)
            catalogue.add(definition, sharing: shared)
            shared = catalogue.find(group: group, version: name, plural: plural)?.storage
        }
        store.grow(to: catalogue.storageCount)
    }

    // MARK: Schemas

    func setSchemaDefaults(_ object: inout JSONValue, _ definition: ResourceDefinition) {
        guard let schema = definition.custom?.schema else { return }
        object = Self.withDefaults(object, schema)
    }

    private static func withDefaults(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        switch value {
        case .object(var object):
            for property in schema["properties"]?.object?.members ?? [] {
                if let member = object[property.key] {
                    object[property.key] = withDefaults(member, property.value)
                } else if let fallback = property.value["default"] {
                    object[property.key] = withDefaults(fallback, property.value)
                }
            }
            return .object(object)
        case .array(let elements):
            guard let items = schema["items"] else { return value }
            return .array(elements.map { withDefaults($0, items) })
        default: return value
        }
    }

    /// The object without members that the schema does not know, and their paths.
    static func pruned(
        _ value: JSONValue, _ schema: JSONValue, _ path: String, isRoot: Bool = false
    ) -> (JSONValue, [String]) {
        if schema["x-kubernetes-preserve-unknown-fields"] == true { return (value, []) }
        switch value {
        case .object(let object):
            var result = JSONObject()
            var unknown: [String] = []
            let any = schema["additionalProperties"]
            let system = ["apiVersion", "kind", "metadata"]
            for member in object.members {
                let place = path.isEmpty ? member.key : "\(path).\(member.key)"
                if isRoot, system.contains(member.key) {
                    result[member.key] = member.value
                } else if let known = schema.at("properties", member.key) ?? any, known != false {
                    let (kept, more) = pruned(
                        member.value, known.object == nil ? [:] : known, place)
                    result[member.key] = kept
                    unknown += more
                } else if schema["properties"] == nil, schema["type"] == nil {
                    result[member.key] = member.value
                } else {
                    unknown.append(place)
                }
            }
            return (.object(result), unknown)
        case .array(let elements):
            guard let items = schema["items"] else { return (value, []) }
            var unknown: [String] = []
            let kept = elements.enumerated().map { index, element in
                let (kept, more) = pruned(element, items, "\(path)[\(index)]")
                unknown += more
                return kept
            }
            return (.array(kept), unknown)
        default: return (value, [])
        }
    }

    func schemaCauses(_ object: JSONValue, _ definition: ResourceDefinition) -> [APIError.Cause] {
        guard let schema = definition.custom?.schema else { return [] }
        var body = object
        for field in ["apiVersion", "kind", "metadata"] { body[field] = nil }
        return Self.causes(body, schema, "")
    }

    private static func causes(
        _ value: JSONValue, _ schema: JSONValue, _ path: String
    ) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        func complain(_ text: String) {
            causes.append(.invalid(path, value.text, "\(path) in body \(text)"))
        }
        if let type = schema.string("type"), !isType(value, type, schema) {
            complain("must be of type \(type): \"\(name(of: value))\"")
            return causes
        }
        if let known = schema["enum"]?.array, !known.contains(value) {
            causes.append(
                .unsupported(path, value.string ?? value.text, known.map { $0.string ?? $0.text }))
        }
        if let number = value.integer {
            if let least = schema.integer("minimum"), number < least {
                complain("should be greater than or equal to \(least)")
            }
            if let most = schema.integer("maximum"), number > most {
                complain("should be less than or equal to \(most)")
            }
        }
        if let object = value.object {
            for required in schema.list("required").compactMap(\.string)
            where object[required] == nil {
                causes.append(.required(path.isEmpty ? required : "\(path).\(required)"))
            }
            for member in object.members {
                let place = path.isEmpty ? member.key : "\(path).\(member.key)"
                let child = schema.at("properties", member.key) ?? schema["additionalProperties"]
                if let child { causes += self.causes(member.value, child, place) }
            }
        }
        for (index, element) in (value.array ?? []).enumerated() {
            if let items = schema["items"] {
                causes += self.causes(element, items, "\(path)[\(index)]")
            }
        }
        return causes
    }

    private static func isType(_ value: JSONValue, _ type: String, _ schema: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
            ("integer", .integer), ("number", .integer), ("number", .double):
            return true
        case (_, .null): return schema["nullable"] == true
        default: return false
        }
    }

    private static func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
