/// Relative links in a Markdown file that lead to no file or heading.
func linkFindings(in file: SourceFile, tree: SourceTree) -> [Finding] {
    var findings: [Finding] = []
    for (line, target) in links(in: file) {
        guard !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].isEmpty ? file.path : resolve(String(parts[0]), from: file.path)
        guard tree.paths.contains(path) else {
            findings.append(
                Finding(path: file.path, line: line, message: "`\(target)`: no such file"))
            continue
        }
        guard parts.count == 2, let page = tree.documents.first(where: { $0.path == path }),
            !headingAnchors(of: page).contains(String(parts[1]))
        else { continue }
        findings.append(
            Finding(
                path: file.path, line: line,
                message: "`\(target)`: \(path) has no such heading"))
    }
    return findings
}

/// The lines of a Markdown file outside its fenced blocks, with their 1-based numbers.
private func proseLines(of file: SourceFile) -> [(number: Int, text: Substring)] {
    var isFenced = false
    var prose: [(number: Int, text: Substring)] = []
    for (index, line) in file.lines.enumerated() {
        if line.drop(while: { $0 == " " }).hasPrefix("```") {
            isFenced.toggle()
        } else if !isFenced {
            prose.append((index + 1, line))
        }
    }
    return prose
}

/// The targets of `[text](target)`, with their lines; code spans do not count.
private func links(in file: SourceFile) -> [(line: Int, target: String)] {
    var links: [(line: Int, target: String)] = []
    for (number, line) in proseLines(of: file) {
        let spans = line.split(separator: "`", omittingEmptySubsequences: false)
        let text = spans.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }
            .joined(separator: "`")
        var rest = text[...]
        while let open = rest.firstRange(of: "](") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstIndex(of: ")") else { break }
            links.append((number, String(rest[..<close])))
            rest = rest[close...]
        }
    }
    return links
}

/// `target` as a path from the root of the repository.
private func resolve(_ target: String, from path: String) -> String {
    var parts = target.hasPrefix("/") ? [] : path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") where part != "." {
        if part == ".." {
            if parts.isEmpty { return target }
            parts.removeLast()
        } else {
            parts.append(String(part))
        }
    }
    return parts.joined(separator: "/")
}

/// The anchors that a Markdown page gets for its headings.
private func headingAnchors(of page: SourceFile) -> Set<String> {
    var anchors: Set<String> = []
    for (_, line) in proseLines(of: page) where line.hasPrefix("#") {
        let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
        anchors.insert(
            String(
                title.compactMap { character in
                    if character == " " { return "-" }
                    let isKept =
                        character.isLetter || character.isNumber || "-_".contains(character)
                    return isKept ? character : nil
                }))
    }
    return anchors
}
