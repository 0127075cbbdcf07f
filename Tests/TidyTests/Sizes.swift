/// How large files, functions and lines may grow.
enum SizeLimit {
    static let linesOfFile = 500
    static let linesOfFunction = 60
    static let columnsOfLine = 100
}

/// Something that is larger than its limit.
struct Excess: Hashable {
    /// `file`, `function` or `columns`.
    var kind: String
    /// The path, for a function followed by its name and, for the second of a name, its number.
    var subject: String
    var size: Int
    var finding: Finding
}

/// Everything in the file that is larger than its limit; for `columns` the size is how many lines
/// are too wide.
func sizeExcesses(in file: SourceFile) -> [Excess] {
    let lines = file.lines
    var excesses: [Excess] = []
    if lines.count > SizeLimit.linesOfFile {
        excesses.append(
            Excess(
                kind: "file", subject: file.path, size: lines.count,
                finding: Finding(
                    path: file.path, line: 1,
                    message: "\(lines.count) lines; a file has at most \(SizeLimit.linesOfFile): "
                        + "split it by aspect")))
    }
    let wide = lines.indices.filter { lines[$0].count > SizeLimit.columnsOfLine }
    if let first = wide.first {
        excesses.append(
            Excess(
                kind: "columns", subject: file.path, size: wide.count,
                finding: Finding(
                    path: file.path, line: first + 1,
                    message: "\(wide.count) lines wider than \(SizeLimit.columnsOfLine) columns, "
                        + "this is the first")))
    }
    guard file.fileExtension == "swift" else { return excesses }
    var seen: [String: Int] = [:]
    for function in functions(in: file.tokens) {
        seen[function.name, default: 0] += 1
        let number = seen[function.name, default: 0]
        guard function.lines > SizeLimit.linesOfFunction else { continue }
        let name = number == 1 ? function.name : "\(function.name)#\(number)"
        excesses.append(
            Excess(
                kind: "function", subject: "\(file.path) \(name)", size: function.lines,
                finding: Finding(
                    path: file.path, line: function.line,
                    message: "`\(function.name)` has \(function.lines) lines; a function has at "
                        + "most \(SizeLimit.linesOfFunction)")))
    }
    return excesses
}

/// A function, initialiser, subscript or computed property.
struct FunctionExtent {
    var name: String
    /// Where it begins, 1-based.
    var line: Int
    /// From its keyword to its closing brace.
    var lines: Int
    /// Its braces and all between them, as token indices.
    var body: Range<Int>
}

/// The bodies of all functions, as token indices.
func functionBodies(in tokens: [Token]) -> [Range<Int>] {
    functions(in: tokens).map(\.body)
}

/// All functions of a file, in order; nested ones count for themselves and for the outer one.
func functions(in tokens: [Token]) -> [FunctionExtent] {
    var functions: [FunctionExtent] = []
    for (index, token) in tokens.enumerated() {
        let isMember = index > 0 && tokens[index - 1].text == "."
        let keywords: Set<String> = ["func", "init", "deinit", "subscript", "var"]
        guard keywords.contains(token.text), !isMember,
            let open = bodyStart(after: index, in: tokens),
            let close = matchingBrace(open, in: tokens)
        else { continue }
        let isNamed = ["func", "var"].contains(token.text)
        functions.append(
            FunctionExtent(
                name: isNamed ? tokens[index + 1].text : token.text,
                line: token.line,
                lines: tokens[close].line - token.line + 1,
                body: open..<close + 1))
    }
    return functions
}

/// The `{` of the declaration that begins at `index`; `nil` for requirements and stored properties.
private func bodyStart(after index: Int, in tokens: [Token]) -> Int? {
    let declarations: Set<String> = [
        "func", "var", "let", "init", "deinit", "subscript", "case", "static", "mutating",
        "struct", "enum", "extension", "protocol", "typealias", "public", "private", "internal",
        "package", "fileprivate", "import", "associatedtype",
    ]
    let isVariable = tokens[index].text == "var"
    var depth = 0
    for next in tokens.indices[(index + 1)...] {
        let text = tokens[next].text
        switch text {
        case "(", "[": depth += 1
        case ")", "]":
            depth -= 1
            if depth < 0 { return nil }
        case "{" where depth == 0: return next
        case "}" where depth == 0: return nil
        case "=" where depth == 0 && isVariable: return nil
        default:
            if depth == 0 && declarations.contains(text) { return nil }
        }
        if isVariable && depth == 0 && tokens[next].line > tokens[index].line { return nil }
    }
    return nil
}

private func matchingBrace(_ open: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in tokens.indices[open...] {
        if tokens[index].text == "{" { depth += 1 }
        if tokens[index].text == "}" { depth -= 1 }
        if depth == 0 { return index }
    }
    return nil
}
