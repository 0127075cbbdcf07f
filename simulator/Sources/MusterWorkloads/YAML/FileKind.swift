import MusterConfiguration
import YAMLDocument

/// The kinds of YAML files that the simulator reads.
enum FileKind: String, CaseIterable {
    case workload = "Workload"
    case cluster = "Cluster"
}

/// Reads a YAML file of one kind as far as its fields.
///
/// A file of another kind gives one problem, not one for each of its fields.
///
/// - Parameters:
///   - kind: What the file should be.
///   - bytes: The YAML text.
///   - file: The name for messages.
///   - known: The fields besides `kind`.
///   - problems: Where mistakes are added.
/// - Returns: The fields, `nil` if there is nothing to read on for.
func fields(
    of kind: FileKind, in bytes: [UInt8], file: String, known: [String],
    problems: inout [Problem]
) -> YAMLFields? {
    let (document, syntaxProblems) = parseYAML(bytes, file: file)
    problems += syntaxProblems
    let start = SourceLocation(file: file, line: 1, column: 1)
    guard let document else {
        if syntaxProblems.isEmpty {
            problems.append(
                Problem(at: start, "the file is empty", expected: "`kind: \(kind.rawValue)`"))
        }
        return nil
    }
    let owner = kind == .workload ? "a workload" : "a cluster"
    let given = document.mapping(of: owner, problems: &problems)
    guard !given.isEmpty else { return nil }
    guard let named = given.first(where: { $0.key.value == "kind" }) else {
        problems.append(
            Problem(
                at: document.location, "\(owner) needs the field `kind`",
                expected: "`kind: \(kind.rawValue)`"))
        return nil
    }
    guard let found = named.value.string(of: "kind", problems: &problems) else { return nil }
    guard found.value == kind.rawValue else {
        let isOther = FileKind.allCases.contains { $0.rawValue == found.value }
        problems.append(
            Problem(
                at: found.location, "wrong value for `kind`", found: found.value,
                expected: "`\(kind.rawValue)`",
                hint: isOther ? "is this the file that you meant?" : nil))
        return nil
    }
    return document.fields(of: owner, known: ["kind"] + known, problems: &problems)
}

extension YAMLFields {
    /// A name that is needed: letters, digits, `-`, `_` and `.`, at most 253 of them.
    func name(_ key: String = "name", problems: inout [Problem]) -> Located<String>? {
        guard required(key, problems: &problems) != nil,
            let name = string(key, problems: &problems)
        else { return nil }
        let length = name.value.utf8.count
        if (1...253).contains(length), name.value.utf8.allSatisfy(isNameByte) { return name }
        problems.append(
            Problem(
                at: name.location, "wrong value for `\(key)`", found: name.value,
                expected: "1 to 253 letters, digits, `-`, `_` and `.`"))
        return nil
    }
}

/// Finds names that are given twice.
struct UniqueNames {
    private var lines: [String: Int] = [:]
    private let what: String

    /// - Parameter what: What bears the names, for messages: "job".
    init(of what: String) {
        self.what = what
    }

    /// Notes a name; reports it and returns false if it was noted before.
    mutating func insert(
        _ name: String, at location: SourceLocation, problems: inout [Problem]
    ) -> Bool {
        guard let line = lines[name] else {
            lines[name] = location.line
            return true
        }
        problems.append(
            Problem(
                at: location, "the \(what) `\(name)` is there already, from line \(line)",
                hint: "give each \(what) a name of its own"))
        return false
    }
}
