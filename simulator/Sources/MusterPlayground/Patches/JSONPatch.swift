/// A list of operations on a document (RFC 6902).
struct JSONPatch: Sendable {
    /// Why a patch cannot be applied.
    struct Inapplicable: Error, Equatable {
        var text: String
    }

    private struct Step: Sendable {
        var operation: String
        var path: [String]
        var pathText: String
        var from: [String]?
        var value: JSONValue?
    }

    private var steps: [Step] = []

    /// nil if the document is no list of operations.
    init?(_ document: JSONValue) {
        guard let operations = document.array else { return nil }
        for operation in operations {
            guard let name = operation.string("op"), let path = operation.string("path") else {
                return nil
            }
            steps.append(
                Step(
                    operation: name, path: Self.pointer(path), pathText: path,
                    from: operation.string("from").map(Self.pointer), value: operation["value"]))
        }
    }

    /// The parts of a JSON pointer (RFC 6901).
    private static func pointer(_ text: String) -> [String] {
        text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// The changed document.
    ///
    /// All operations apply, or an error is thrown.
    func applied(to document: JSONValue) throws -> JSONValue {
        var result = document
        for step in steps { try apply(step, to: &result) }
        return result
    }

    private func apply(_ step: Step, to document: inout JSONValue) throws {
        switch step.operation {
        case "add":
            try Self.put(step.value ?? .null, at: step.path[...], in: &document, replaces: false)
        case "replace":
            try Self.put(step.value ?? .null, at: step.path[...], in: &document, replaces: true)
        case "remove": try Self.remove(step, in: &document)
        case "test":
            guard Self.find(step.path, in: document) ?? .null == step.value ?? .null else {
                throw Inapplicable(
                    text: "testing value \(step.pathText) failed: test failed")
            }
        case "copy", "move":
            guard let from = step.from, let value = Self.find(from, in: document) else {
                throw Inapplicable(text: "missing value")
            }
            if step.operation == "move" {
                var source = step
                source.path = from
                try Self.remove(source, in: &document)
            }
            try Self.put(value, at: step.path[...], in: &document, replaces: false)
        default: throw Inapplicable(text: "Unexpected kind: \(step.operation)")
        }
    }

    private static func find(_ path: [String], in document: JSONValue) -> JSONValue? {
        var value = document
        for part in path {
            if let elements = value.array {
                guard let index = Int(part), elements.indices.contains(index) else { return nil }
                value = elements[index]
            } else if let member = value[part] {
                value = member
            } else {
                return nil
            }
        }
        return value
    }

    /// `value` at `path`; nil takes away what is there.
    private static func put(
        _ value: JSONValue?, at path: ArraySlice<String>, in document: inout JSONValue,
        replaces: Bool
    ) throws {
        guard let key = path.first else {
            document = value ?? .null
            return
        }
        let rest = path.dropFirst()
        switch document {
        case .object(var object):
            if rest.isEmpty {
                if replaces, object[key] == nil {
                    throw Inapplicable(
                        text: "Unable to remove nonexistent key: \(key): missing value")
                }
                object[key] = value
            } else {
                guard var child = object[key] else {
                    throw Inapplicable(text: "doc is missing path: missing value")
                }
                try put(value, at: rest, in: &child, replaces: replaces)
                object[key] = child
            }
            document = .object(object)
        case .array(var elements):
            let index = key == "-" ? elements.count : (Int(key) ?? -1)
            let isAddition = rest.isEmpty && !replaces
            guard index >= 0, index < elements.count || (isAddition && index == elements.count)
            else { throw Inapplicable(text: "Unable to access invalid index: \(key)") }
            if !rest.isEmpty {
                try put(value, at: rest, in: &elements[index], replaces: replaces)
            } else if let value {
                if replaces { elements[index] = value } else { elements.insert(value, at: index) }
            } else {
                elements.remove(at: index)
            }
            document = .array(elements)
        default: throw Inapplicable(text: "doc is missing path: missing value")
        }
    }

    private static func remove(_ step: Step, in document: inout JSONValue) throws {
        do {
            try put(nil, at: step.path[...], in: &document, replaces: true)
        } catch let error as Inapplicable {
            throw Inapplicable(
                text: "error in remove for path: '\(step.pathText)': \(error.text)")
        }
    }
}
