/// One node of a parsed YAML document, with its place.
public struct YAMLNode: Sendable {
    /// A key with its value.
    public typealias Pair = (key: YAMLNode, value: YAMLNode)

    /// What a node is.
    public enum Content: Sendable {
        /// Text. `isPlain` is false for quoted and block scalars, which are never numbers, booleans
        /// or null; `tag` is the full tag where one is written, such as `tag:yaml.org,2002:str`.
        case scalar(text: String, isPlain: Bool, tag: String?)
        /// The items in file order.
        case sequence([YAMLNode])
        /// Keys and values in file order, merge keys (`<<`) resolved. Keys are scalars and unique.
        case mapping([Pair])
    }

    /// Where the node starts; for an alias, where the node that it stands for starts.
    public var location: SourceLocation
    /// What the node is.
    public var content: Content

    /// Creates a node.
    public init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }

    /// What the node is called in messages: what was found where something else was expected.
    public var kindName: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Whether the node says "nothing": empty, `~` or `null`, unquoted.
    public var isNull: Bool {
        guard let text = plainText else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The text of a scalar that may stand for a number, a boolean or null.
    package var plainText: String? {
        guard case .scalar(let text, let isPlain, let tag) = content else { return nil }
        switch tag {
        case nil: return isPlain ? text : nil
        case "!", "tag:yaml.org,2002:str": return nil
        default: return text
        }
    }

    /// The text of any scalar; "" for null.
    package var text: String? {
        guard case .scalar(let text, _, _) = content else { return nil }
        return isNull ? "" : text
    }
}
