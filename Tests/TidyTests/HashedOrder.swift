/// The names of dictionaries and sets, and where they may be looked at.
struct HashedNames {
    /// Stored where other files can see them.
    var shared: Set<String> = []
    /// Known in one file only: private, parameters and local variables.
    var byFile: [String: Set<String>] = [:]

    /// All hashed collections that these files declare.
    init(declaredIn files: [SourceFile]) {
        for file in files {
            let tokens = file.tokens
            let bodies = functionBodies(in: tokens)
            for start in hashedTypeStarts(in: tokens) {
                guard let declaration = declaration(before: start, in: tokens) else { continue }
                let isLocal =
                    declaration.isLocal || bodies.contains { $0.contains(declaration.index) }
                if isLocal {
                    byFile[file.path, default: []].insert(declaration.name)
                } else {
                    shared.insert(declaration.name)
                }
            }
        }
    }
}

/// Uses of dictionaries and sets by which their order could reach a decision.
///
/// Text alone does not know types, so the rule is narrow to be sound: a dictionary or set is
/// declared as itself (`var seen: Set<Int>`, `let index = [String: Int]()`, a parameter), never
/// nested in another type or returned, and its name is followed only by what cannot see an order:
/// a subscript, a lookup, a count, a change. Whoever needs an order keeps a sorted array.
func hashedOrderFindings(in file: SourceFile, names: HashedNames) -> [Finding] {
    let tokens = file.tokens
    let hashed = names.shared.union(names.byFile[file.path] ?? [])
    var findings = hashedTypeStarts(in: tokens).compactMap { start -> Finding? in
        guard declaration(before: start, in: tokens) == nil else { return nil }
        return Finding(
            path: file.path, line: tokens[start].line,
            message: "a dictionary or set that is not declared under a name of its own cannot be "
                + "checked for the use of its order; declare it as `name: [Key: Value]`")
    }
    for (index, token) in tokens.enumerated() {
        if hashed.contains(token.text), !hidesOrder(tokens[(index + 1)...]) {
            findings.append(
                Finding(
                    path: file.path, line: token.line,
                    message: "`\(token.text)` is a dictionary or set and may only be subscripted, "
                        + "looked into, counted and changed; keep a sorted array for its order"))
        }
    }
    return findings
}

/// What may follow the name of a hashed collection.
private func hidesOrder(_ following: ArraySlice<Token>) -> Bool {
    let members: Set<String> = [
        "count", "isEmpty", "contains", "insert", "remove", "removeAll", "removeValue", "update",
        "updateValue", "reserveCapacity", "formUnion", "isSubset", "isSuperset", "isDisjoint",
    ]
    guard let next = following.first else { return true }
    let second = following.dropFirst().first?.text ?? ""
    return switch next.text {
    case "[", ":", "=", "==", "!=": true
    case ".": members.contains(second)
    default: false
    }
}

/// Where the name of a dictionary or set type begins.
private func hashedTypeStarts(in tokens: [Token]) -> [Int] {
    tokens.indices.filter { index in
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        switch tokens[index].text {
        case "Set", "Dictionary": return next == "<" || next == "("
        case "[": return isDictionaryType(tokens[index...])
        default: return false
        }
    }
}

/// Whether `[` opens `[Key: Value]`, told from a literal and a subscript by its capital letters.
private func isDictionaryType(_ tokens: ArraySlice<Token>) -> Bool {
    guard tokens.dropFirst().first?.text.first?.isUppercase == true else { return false }
    var depth = 0
    for (index, token) in zip(tokens.indices, tokens).dropFirst() {
        switch token.text {
        case "[", "(": depth += 1
        case "]" where depth == 0: return false
        case "]", ")": depth -= 1
        case ":" where depth == 0:
            guard index + 1 < tokens.endIndex, let first = tokens[index + 1].text.first else {
                return false
            }
            return first.isUppercase || first == "[" || first == "("
        case "?" where depth == 0:
            if tokens[(index + 1)...].first?.text != ":" { return false }
        default: break
        }
    }
    return false
}

private struct Declaration {
    var name: String
    /// Of the name, in the tokens of its file.
    var index: Int
    /// A parameter, or private to its file.
    var isLocal: Bool
}

/// The declaration whose type (or first value) begins at `start`.
private func declaration(before start: Int, in tokens: [Token]) -> Declaration? {
    var index = start - 1
    while index >= 0, ["inout", "borrowing", "consuming"].contains(tokens[index].text) {
        index -= 1
    }
    guard index >= 1, [":", "="].contains(tokens[index].text) else { return nil }
    let isAnnotation = tokens[index].text == ":"
    // `Set(asks).map { … }` is no set any more, but has its order.
    if !isAnnotation, isFollowedByMember(start, in: tokens) { return nil }
    var name = index - 1
    if !isAnnotation, ["]", ">"].contains(tokens[name].text) {
        // `name: [Key: Value] = [Key: Value]()`: the annotation has declared the name.
        name = nameOfAnnotation(endingAt: name, in: tokens)
    }
    let before = name > 0 ? tokens[name - 1].text : ""
    let isVariable = ["var", "let"].contains(before)
    // Not a parameter but a key of `[Key: [Other: Value]]`.
    guard isVariable || (isAnnotation && isParameterName(name, in: tokens)) else { return nil }
    let modifiers = tokens[..<name].suffix(6).filter { $0.line == tokens[name].line }.map(\.text)
    let isPrivate = modifiers.contains("private") || modifiers.contains("fileprivate")
    let isSetterOnly = modifiers.contains("set")
    return Declaration(
        name: tokens[name].text, index: name,
        isLocal: !isVariable || (isPrivate && !isSetterOnly))
}

/// Whether the value that begins at `start`, `Set<…>(…)` or `[…](…)`, is asked for a member.
private func isFollowedByMember(_ start: Int, in tokens: [Token]) -> Bool {
    var depth = 0
    for index in tokens.indices[start...] {
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        switch tokens[index].text {
        case "(", "[", "<": depth += 1
        case ")", "]", ">":
            depth -= 1
            if depth == 0 && next != "(" { return next == "." }
        default: break
        }
    }
    return false
}

private func nameOfAnnotation(endingAt end: Int, in tokens: [Token]) -> Int {
    var index = end
    while index > 0, tokens[index].line == tokens[end].line {
        if ["var", "let"].contains(tokens[index].text) { return index + 1 }
        index -= 1
    }
    return end
}

/// Whether `(label name:` or `, name:` stands there.
private func isParameterName(_ name: Int, in tokens: [Token]) -> Bool {
    guard name >= 1, tokens[name].text.first?.isLowercase == true else { return false }
    if ["(", ","].contains(tokens[name - 1].text) { return true }
    return name >= 2 && tokens[name - 1].text.first.map { $0.isLowercase || $0 == "_" } == true
        && ["(", ","].contains(tokens[name - 2].text)
}
