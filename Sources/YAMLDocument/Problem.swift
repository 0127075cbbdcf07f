/// Something a reader of a file has to say about one place of it.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// What follows from a problem.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The file is refused.
        case error
        /// The file is accepted, though it probably does not mean what its author meant.
        case warning
        /// The file is fine; the reader only wants it known.
        case note
    }

    /// What follows from it.
    public var severity: Severity
    /// Where it is.
    public var location: SourceLocation
    /// What is the matter, in words that need no context.
    public var what: String
    /// The text found there, shown in backquotes.
    public var found: String?
    /// What would be right there.
    public var expected: String?
    /// What to do about it.
    public var hint: String?

    /// Creates a problem.
    public init(
        _ severity: Severity = .error, at location: SourceLocation, _ what: String,
        found: String? = nil, expected: String? = nil, hint: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.what = what
        self.found = found
        self.expected = expected
        self.hint = hint
    }

    /// One line: `file:line:column: error: what, found x, expected y; hint`.
    ///
    /// Control characters are shown escaped and a long `found` is cut, so that no input can break
    /// the line or drive a terminal.
    public var description: String {
        var text = "\(location): \(severity.rawValue): \(what)"
        if let found { text += found.isEmpty ? ", found nothing" : ", found `\(excerpt(found))`" }
        if let expected { text += ", expected \(expected)" }
        if let hint { text += "; \(hint)" }
        return printable(text)
    }

    /// Each problem once, by place, then by text.
    ///
    /// - Complexity: O(n log n).
    public static func sorted(_ problems: [Problem]) -> [Problem] {
        let keyed = problems.map { (problem: $0, text: $0.description) }
        let ordered = keyed.sorted {
            ($0.problem.location, $0.text) < ($1.problem.location, $1.text)
        }
        var result: [Problem] = []
        for (problem, _) in ordered where problem != result.last { result.append(problem) }
        return result
    }

    private func excerpt(_ text: String, limit: Int = 60) -> String {
        text.count <= limit ? text : text.prefix(limit - 3) + "..."
    }
}

/// The text with control characters escaped, so that no input can break a line or drive a terminal.
package func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            result += scalar.escaped(asASCII: true)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
