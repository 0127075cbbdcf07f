/// Folders, files and types with names that say nothing about what is inside.
func nameFindings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for part in file.path.split(separator: "/") {
        let stem = part.split(separator: ".").first ?? part
        if let word = emptyWord(in: String(stem)) {
            findings.append(
                Finding(
                    path: file.path, line: 1,
                    message: "`\(part)`: `\(word)` says nothing; name the concept of the field"))
        }
    }
    guard file.fileExtension == "swift" else { return findings }
    let tokens = file.tokens
    let keywords: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    for (declaration, name) in zip(tokens, tokens.dropFirst())
    where keywords.contains(declaration.text) {
        if let word = emptyWord(in: name.text) {
            findings.append(
                Finding(
                    path: file.path, line: name.line,
                    message: "`\(name.text)`: `\(word)` says nothing; name the concept"))
        }
    }
    return findings
}

/// The word of a name, such as `NodeHelper`, that stands for no concept.
private func emptyWord(in name: String) -> String? {
    let words = [
        "Utils", "Util", "Utilities", "Utility", "Helpers", "Helper", "Managers", "Manager",
        "Misc", "Common", "Models",
    ]
    return words.first { name == $0 || name == $0.lowercased() || name.hasSuffix($0) }
}
