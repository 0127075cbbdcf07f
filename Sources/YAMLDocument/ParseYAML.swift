/// Reads one YAML document, strictly and completely.
///
/// Anchors, aliases and merge keys are resolved. Refused are: several documents, keys that are
/// given twice or are not scalars, unknown tags, nesting deeper than 250, more than a million
/// values that come out of aliases, and whatever libyaml refuses.
///
/// - Parameters:
///   - bytes: The text, UTF-8.
///   - file: The file's name for messages.
/// - Returns: The document, `nil` if the text has none or cannot be read; and what is wrong with
///   it, sorted by place. There may be a document though there are problems: reading on finds more
///   of them, but the document should not be used.
/// - Complexity: O(bytes + values once aliases are filled in).
public func parseYAML(
    _ bytes: [UInt8], file: String
) -> (document: YAMLNode?, problems: [Problem]) {
    let isUTF16 = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
    guard !isUTF16 else {
        let problem = Problem(
            at: SourceLocation(file: file, line: 1, column: 1), "the file is UTF-16",
            expected: "UTF-8", hint: "save it as UTF-8")
        return (nil, [problem])
    }
    var composer = YAMLComposer(file: file, limits: YAMLLimits(bytes: bytes.count))
    let failure = bytes.withUnsafeBufferPointer { buffer -> YAMLSyntaxError? in
        let reader = YAMLEventReader(buffer)
        do throws(YAMLSyntaxError) {
            while composer.accept(try reader.next()) {}
            return nil
        } catch {
            return error
        }
    }
    var problems = composer.problems
    if let failure { problems.append(problem(for: failure, in: bytes, file: file)) }
    let isEmpty = composer.document?.isNull ?? true
    return (failure != nil || isEmpty ? nil : composer.document, Problem.sorted(problems))
}

/// libyaml's message with its place, what stands there and, for common mistakes, what to do.
private func problem(
    for failure: YAMLSyntaxError, in bytes: [UInt8], file: String
) -> Problem {
    let text = SourceText(bytes)
    var position = failure.position ?? text.position(ofByte: failure.byteOffset)
    let isUnclosed = failure.context.contains("quoted scalar") && text.isEnd(position)
    // The end of the file says nothing about a quote that was opened and never closed.
    if isUnclosed, let start = failure.contextPosition { position = start }
    let conflict = text.firstLine(startingWith: "<<<<<<< ")
    if let conflict { position = (conflict, 1) }
    let location = SourceLocation(file: file, line: position.line, column: position.column)

    var what = "not valid YAML: \(failure.message)"
    if !failure.context.isEmpty { what += " \(failure.context)" }
    if let start = failure.contextPosition, start.line != position.line {
        what += " that starts in line \(start.line)"
    }
    if conflict != nil { what = "a merge conflict starts here" }
    let line = text.trimmedLine(position.line)
    var hint = hint(for: failure, isUnclosed: isUnclosed, hasTab: text.hasTab(at: position))
    if conflict != nil { hint = "keep one of the two versions and remove the markers" }
    if failure.message.hasPrefix("mapping values"), text.missesBlank(inLine: position.line - 1) {
        hint = "write a blank after the colon in line \(position.line - 1)"
    }
    return Problem(at: location, what, found: line.isEmpty ? nil : line, hint: hint)
}

private func hint(for failure: YAMLSyntaxError, isUnclosed: Bool, hasTab: Bool) -> String? {
    if isUnclosed { return "close the quote" }
    if failure.position == nil { return "save the file as UTF-8 text" }
    if hasTab { return "indent with spaces; YAML allows no tabs there" }
    return syntaxHint(for: failure.message)
}

private func syntaxHint(for message: String) -> String? {
    switch message {
    case "mapping values are not allowed in this context":
        "quote a value that contains `: `, and check the indentation of this line"
    case "did not find expected key", "did not find expected '-' indicator",
        "did not find expected <block end>", "did not find expected <document start>":
        "check the indentation: what belongs together starts in the same column"
    case "could not find expected ':'": "write `key: value`, with a blank after the colon"
    case "did not find expected ',' or ']'": "close the `[`"
    case "did not find expected ',' or '}'": "close the `{`"
    case "did not find expected node content": "something is missing before this place"
    case "found character that cannot start any token",
        "did not find expected alphabetic or numeric character":
        "quote a value that starts with this character"
    case "found unknown escape character": "double the backslash, or use single quotes"
    default: nil
    }
}
