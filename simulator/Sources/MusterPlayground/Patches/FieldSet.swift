/// A set of fields in the form of `fieldsV1`: `f:name` for a member, `k:{...}` for an element of a
/// list with keys, `v:...` for an element of a set, `.` for the thing itself.
struct FieldSet: Sendable, Equatable {
    var tree: JSONObject

    init(tree: JSONObject = JSONObject()) { self.tree = tree }

    /// The fields that a document sets, without its identity.
    init(of document: JSONValue) {
        var content = document
        for field in ["apiVersion", "kind"] { content[field] = nil }
        if var metadata = content["metadata"] {
            for field in [
                "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
                "managedFields", "generateName", "selfLink", "deletionTimestamp",
                "deletionGracePeriodSeconds",
            ] {
                metadata[field] = nil
            }
            content["metadata"] = metadata.object?.isEmpty == false ? metadata : nil
        }
        tree = Self.fields(of: content.object ?? JSONObject())
    }

    private static func fields(of object: JSONObject) -> JSONObject {
        JSONObject(object.members.map { ("f:\($0.key)", .object(children(of: $0.value, $0.key))) })
    }

    private static func children(of value: JSONValue, _ field: String) -> JSONObject {
        switch value {
        case .object(let object): return fields(of: object)
        case .array(let elements):
            if MergeKeys.primitiveSets.contains(field) {
                return JSONObject(elements.map { ("v:\($0.text)", .object(JSONObject())) })
            }
            guard let keys = MergeKeys.applyKeys(of: field, elements: elements) else {
                return JSONObject()
            }
            return JSONObject(
                elements.map { element in
                    var fields = fields(of: element.object ?? JSONObject())
                    fields["."] = .object(JSONObject())
                    return ("k:\(identity(of: element, keys).text)", .object(fields))
                })
        default: return JSONObject()
        }
    }

    private static func identity(of element: JSONValue, _ keys: [String]) -> JSONValue {
        .compact(
            keys.map { key in
                (key, element[key] ?? (key == "protocol" ? "TCP" : nil))
            })
    }

    var isEmpty: Bool { tree.isEmpty }

    /// The paths of all leaves, each as its steps.
    var leaves: [[String]] {
        func walk(_ object: JSONObject, _ path: [String]) -> [[String]] {
            if object.isEmpty { return path.isEmpty ? [] : [path] }
            return object.members.flatMap { member in
                member.key == "."
                    ? [path + ["."]]
                    : walk(member.value.object ?? JSONObject(), path + [member.key])
            }
        }
        return walk(tree, [])
    }

    func contains(_ path: [String]) -> Bool {
        var object = tree
        for step in path {
            guard let next = object[step]?.object else { return false }
            object = next
        }
        return true
    }

    mutating func remove(_ path: [String]) {
        func removed(_ object: JSONObject, _ path: ArraySlice<String>) -> JSONObject {
            guard let step = path.first, let child = object[step]?.object else { return object }
            var result = object
            let rest = removed(child, path.dropFirst())
            let isGone = path.count == 1 || rest.isEmpty || rest.keys == ["."]
            result[step] = isGone ? nil : .object(rest)
            return result
        }
        tree = removed(tree, path[...])
    }

    mutating func insert(_ path: [String]) {
        func inserted(_ object: JSONObject, _ path: ArraySlice<String>) -> JSONObject {
            guard let step = path.first else { return object }
            var result = object
            result[step] = .object(
                inserted(object[step]?.object ?? JSONObject(), path.dropFirst()))
            return result
        }
        tree = inserted(tree, path[...])
    }

    /// As the server writes a path in a conflict: `.data.k`,
    /// `.spec.containers[name="c"].image`.
    static func text(_ path: [String]) -> String {
        path.filter { $0 != "." }.map { step in
            let rest = String(step.dropFirst(2))
            if step.hasPrefix("f:") { return ".\(rest)" }
            if step.hasPrefix("v:") { return "[=\(rest)]" }
            let pairs = (JSONValue.parse(rest)?.object?.members ?? []).map {
                "\($0.key)=\($0.value.text)"
            }
            return "[\(pairs.joined(separator: ","))]"
        }.joined()
    }

    /// What a document has at a path of this form; nil if nothing.
    static func value(at path: [String], in document: JSONValue) -> JSONValue? {
        var value = document
        for step in path where step != "." {
            let rest = String(step.dropFirst(2))
            if step.hasPrefix("f:") {
                guard let member = value[rest] else { return nil }
                value = member
            } else if step.hasPrefix("v:") {
                guard let element = value.array?.first(where: { $0.text == rest }) else {
                    return nil
                }
                value = element
            } else {
                guard let index = index(of: rest, in: value.array ?? []) else { return nil }
                value = value.array?[index] ?? .null
            }
        }
        return value
    }

    private static func index(of identity: String, in elements: [JSONValue]) -> Int? {
        guard let wanted = JSONValue.parse(identity)?.object else { return nil }
        return elements.firstIndex { element in
            Self.identity(of: element, wanted.keys) == .object(wanted)
        }
    }

    /// The document without what stands at this path.
    static func removing(_ path: ArraySlice<String>, from document: JSONValue) -> JSONValue {
        guard let step = path.first, step != "." else { return document }
        let rest = String(step.dropFirst(2))
        let remaining = path.dropFirst()
        let isLast = remaining.isEmpty || remaining.first == "."
        if step.hasPrefix("f:") {
            guard let child = document[rest] else { return document }
            var result = document
            result[rest] = isLast ? nil : removing(remaining, from: child)
            return result
        }
        guard var elements = document.array else { return document }
        if step.hasPrefix("v:") {
            elements.removeAll { $0.text == rest }
        } else if let index = index(of: rest, in: elements) {
            if isLast {
                elements.remove(at: index)
            } else {
                elements[index] = removing(remaining, from: elements[index])
            }
        }
        return .array(elements)
    }
}
