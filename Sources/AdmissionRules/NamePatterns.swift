public import MusterCore

/// Regular expressions of which one has to be found in a name.
public struct NamePatterns: Sendable {
    private var patterns: [NamePattern] = []

    /// None, which are found in no name.
    public init() {}

    /// Reads a list that is separated by commas; empty parts do not count.
    ///
    /// - Throws: What is wrong with the first expression that has a mistake.
    public init(_ list: String) throws(NamePatternError) {
        for part in list.split(separator: ",") {
            let text = part.drop { $0 == " " }
            let end = text.lastIndex { $0 != " " }
            guard let end else { continue }
            patterns.append(try NamePattern(String(text[...end])))
        }
    }

    /// - Precondition: The expression has no mistake.
    init(literal: StaticString) {
        guard let list = try? NamePatterns(literal.description) else {
            preconditionFailure("`\(literal)` is no list of expressions")
        }
        self = list
    }

    /// Whether there are none.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether one is found in the name; linear in its length.
    public func areFound(in name: String) -> Bool {
        patterns.contains { $0.isFound(in: name) }
    }
}
