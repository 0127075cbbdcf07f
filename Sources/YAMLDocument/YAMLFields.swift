/// The fields of a mapping whose keys are known, read strictly.
///
/// Every reading function reports what is wrong with its field and returns `nil`; a field that is
/// absent or null is `nil` without a problem. So one pass collects all mistakes of a file.
public struct YAMLFields: Sendable {
    /// Where the mapping starts.
    public let location: SourceLocation
    private var values: [String: YAMLNode] = [:]
    private var keyLocations: [String: SourceLocation] = [:]
    private var emptyKeyLocations: [String: SourceLocation] = [:]
    private let owner: String

    // `owner` is what the mapping describes, for messages: "a queue".
    fileprivate init(_ pairs: [YAMLNode.Pair], of owner: String, at location: SourceLocation) {
        self.location = location
        self.owner = owner
        for (key, value) in pairs {
            let name = key.text ?? ""
            guard !value.isNull else {
                emptyKeyLocations[name] = key.location
                continue
            }
            values[name] = value
            keyLocations[name] = key.location
        }
    }

    /// The value of a field, `nil` if it is absent or null.
    public subscript(key: String) -> YAMLNode? { values[key] }

    /// Where the key of a field stands, `nil` if the field is absent or null.
    public func location(of key: String) -> SourceLocation? { keyLocations[key] }

    /// The value of a field that must be there.
    public func required(_ key: String, problems: inout [Problem]) -> YAMLNode? {
        if let value = values[key] { return value }
        let problem =
            emptyKeyLocations[key].map {
                Problem(at: $0, "\(owner) needs a value for `\(key)`", found: "")
            } ?? Problem(at: location, "\(owner) needs the field `\(key)`")
        problems.append(problem)
        return nil
    }

    /// Text; a number or boolean is taken as it is written.
    public func string(_ key: String, problems: inout [Problem]) -> Located<String>? {
        values[key]?.string(of: key, problems: &problems)
    }

    /// `true` or `false`, or one of YAML 1.1's other words for them.
    public func bool(_ key: String, problems: inout [Problem]) -> Located<Bool>? {
        values[key]?.bool(of: key, problems: &problems)
    }

    /// A whole number in a range.
    public func integer<Integer: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Integer>, problems: inout [Problem]
    ) -> Located<Integer>? {
        values[key]?.integer(of: key, in: range, problems: &problems)
    }

    /// One of the words of a closed list, exactly as spelt there.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, as: Choice.Type, problems: inout [Problem]
    ) -> Located<Choice>? {
        values[key]?.choice(of: key, as: Choice.self, problems: &problems)
    }

    /// The items of a list; empty if the field is absent, null or no list.
    public func list(_ key: String, problems: inout [Problem]) -> [YAMLNode] {
        values[key]?.list(of: key, problems: &problems) ?? []
    }

    /// The texts of a list of texts.
    public func strings(_ key: String, problems: inout [Problem]) -> [Located<String>] {
        let items = list(key, problems: &problems)
        return items.compactMap { $0.string(of: "an item of `\(key)`", problems: &problems) }
    }

    /// The pairs of a mapping with any keys, in file order; empty if the field is absent, null or
    /// no mapping.
    public func mapping(
        _ key: String, problems: inout [Problem]
    ) -> [(key: Located<String>, value: YAMLNode)] {
        values[key]?.mapping(of: key, problems: &problems) ?? []
    }
}

extension YAMLNode {
    /// The fields of a mapping with known keys; every other key is a problem.
    ///
    /// - Parameters:
    ///   - owner: What the mapping describes, for messages, with its article: "a queue".
    ///   - known: The keys that may appear.
    ///   - misplaced: What to do about a key that belongs elsewhere, `nil` for other keys.
    ///   - problems: Where mistakes are added.
    /// - Returns: `nil` if the node is no mapping, which is then reported.
    /// - Complexity: O(keys), and O(keys · known) for unknown keys.
    public func fields(
        of owner: String, known: [String], misplaced: (String) -> String? = { _ in nil },
        problems: inout [Problem]
    ) -> YAMLFields? {
        guard case .mapping(let pairs) = content else {
            reportKind(of: owner, expected: "a mapping", problems: &problems)
            return nil
        }
        for (key, _) in pairs {
            guard let name = key.text, !known.contains(name) else { continue }
            let meant = nearest(to: name, among: known)
            let hint = misplaced(name) ?? meant.map { "did you mean `\($0)`?" }
            problems.append(
                Problem(
                    at: key.location, "\(owner) has no such field", found: name,
                    expected: hint == nil ? "one of " + quotedList(known) : nil, hint: hint))
        }
        return YAMLFields(pairs, of: owner, at: location)
    }

    /// Text; a number or boolean is taken as it is written, null is "".
    ///
    /// - Parameters:
    ///   - name: What the text is, for messages: the field's key.
    ///   - problems: Where a mistake is added.
    /// - Returns: `nil` for a list or mapping.
    public func string(of name: String, problems: inout [Problem]) -> Located<String>? {
        if let text { return Located(text, at: location) }
        reportKind(of: name, expected: "a single value", problems: &problems)
        return nil
    }

    /// `true` or `false`, or one of YAML 1.1's other words for them.
    public func bool(of name: String, problems: inout [Problem]) -> Located<Bool>? {
        if let value = yamlBoolean(self) { return Located(value, at: location) }
        let isQuoted = plainText == nil && ["true", "false"].contains(text?.lowercased() ?? "")
        reportValue(
            of: name, expected: "`true` or `false`", hint: isQuoted ? "remove the quotes" : nil,
            problems: &problems)
        return nil
    }

    /// A whole number in a range.
    public func integer<Integer: FixedWidthInteger>(
        of name: String, in range: ClosedRange<Integer>, problems: inout [Problem]
    ) -> Located<Integer>? {
        let value = plainText.flatMap { yamlInteger($0, as: Integer.self) }
        if let value, range.contains(value) { return Located(value, at: location) }
        let isQuoted = plainText == nil && text.flatMap { yamlInteger($0, as: Integer.self) } != nil
        let isTooLarge = plainText?.utf8.allSatisfy { (0x30...0x39).contains($0) } == true
        let bounds =
            range.upperBound == .max && !isTooLarge
            ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        reportValue(
            of: name, expected: "a whole number \(bounds)",
            hint: isQuoted ? "remove the quotes" : nil, problems: &problems)
        return nil
    }

    /// One of the words of a closed list, exactly as spelt there.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(
        of name: String, as: Choice.Type, problems: inout [Problem]
    ) -> Located<Choice>? {
        if let text, let value = Choice(rawValue: text) { return Located(value, at: location) }
        let words = Choice.allCases.map(\.rawValue)
        reportValue(
            of: name, expected: quotedList(words),
            hint: nearest(to: text ?? "", among: words).map { "did you mean `\($0)`?" },
            problems: &problems)
        return nil
    }

    /// The items of a list; empty, with a problem, if it is none.
    public func list(of name: String, problems: inout [Problem]) -> [YAMLNode] {
        if case .sequence(let items) = content { return items }
        reportKind(of: name, expected: "a list", problems: &problems)
        return []
    }

    /// The pairs of a mapping with any keys, in file order; empty, with a problem, if it is none.
    public func mapping(
        of name: String, problems: inout [Problem]
    ) -> [(key: Located<String>, value: YAMLNode)] {
        if case .mapping(let pairs) = content {
            return pairs.map { (Located($0.key.text ?? "", at: $0.key.location), $0.value) }
        }
        reportKind(of: name, expected: "a mapping", problems: &problems)
        return []
    }

    private func reportKind(of name: String, expected: String, problems: inout [Problem]) {
        var hint: String?
        if expected == "a list", case .mapping = content {
            hint = "start each item with `- `"
        } else if expected == "a list" {
            hint = "write `[\(text ?? "")]`, or items that start with `- `"
        }
        problems.append(
            Problem(
                at: location, "wrong kind of value for \(Self.shown(name)), found \(kindName)",
                expected: expected, hint: hint))
    }

    private func reportValue(
        of name: String, expected: String, hint: String?, problems: inout [Problem]
    ) {
        guard let text else {
            return reportKind(of: name, expected: expected, problems: &problems)
        }
        problems.append(
            Problem(
                at: location, "wrong value for \(Self.shown(name))", found: text,
                expected: expected, hint: hint))
    }

    /// Keys stand in backquotes, descriptions ("a queue") as they are.
    private static func shown(_ name: String) -> String {
        name.contains { $0 == " " || $0 == "`" } ? name : "`\(name)`"
    }
}
