/// What may be the name of a queue, and what is made of a user's name or a tag.
enum QueueName {
    /// The longest name.
    static let maximumLength = 64
    /// The most names in a path; each costs a little with every allocation below it.
    static let maximumDepth = 128
    /// The queue below the root for what runs and fits no rule; nothing else leads there.
    static let recovery = "@recovery@"

    /// A name as the tree has it, or `nil` if it cannot be one: `[a-zA-Z0-9_:#/@-]{1,64}`.
    static func normalized(_ name: some StringProtocol) -> String? {
        guard (1...maximumLength).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed)
        else { return nil }
        return name.lowercased()
    }

    /// The names on a path, dot by dot.
    ///
    /// - Throws: `PlacementFailure.invalidName` with the first name that cannot be one, or with the
    ///   whole path if it is too long.
    static func path(_ text: String) throws(PlacementFailure) -> [String] {
        var names: [String] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard names.count < maximumDepth else { throw .invalidName(text) }
            guard let name = normalized(part) else { throw .invalidName(String(part)) }
            names.append(name)
        }
        return names
    }

    /// A single name; what would separate the names of a path becomes part of it.
    ///
    /// - Throws: `PlacementFailure.invalidName` if it cannot be one.
    static func single(_ text: String) throws(PlacementFailure) -> String {
        guard let name = normalized(text.replacing(".", with: "_dot_")) else {
            throw .invalidName(text)
        }
        return name
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "#"), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
