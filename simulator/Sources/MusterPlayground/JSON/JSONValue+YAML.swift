import YAMLDocument

extension JSONValue {
    /// The document in these bytes of YAML with the types of its core schema, or nil if they are
    /// none.
    static func parse(yaml bytes: [UInt8]) -> JSONValue? {
        let (document, problems) = parseYAML(bytes, file: "body")
        guard let document, !problems.contains(where: { $0.severity == .error }) else { return nil }
        return JSONValue(document)
    }

    private init(_ node: YAMLNode) {
        switch node.content {
        case .sequence(let items): self = .array(items.map { JSONValue($0) })
        case .mapping(let pairs):
            self = .object(
                JSONObject(
                    pairs.map { pair in
                        if case .scalar(let text, _, _) = pair.key.content {
                            return (text, JSONValue(pair.value))
                        }
                        return ("", JSONValue(pair.value))
                    }))
        case .scalar(let text, let isPlain, _):
            if node.isNull {
                self = .null
            } else if !isPlain {
                self = .string(text)
            } else if let flag = ["true": true, "false": false][text.lowercased()] {
                self = .bool(flag)
            } else if let number = Int64(text) {
                self = .integer(number)
            } else if text.contains(where: \.isNumber), let number = Double(text) {
                self = .double(number)
            } else {
                self = .string(text)
            }
        }
    }
}
