/// A text by lines and columns, as libyaml counts them; made only to report a mistake.
struct SourceText {
    private let lines: [ArraySlice<UInt8>]

    init(_ bytes: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    }

    /// The place of a byte, counted from 1.
    func position(ofByte offset: Int) -> (line: Int, column: Int) {
        let index = lines.lastIndex { $0.startIndex <= offset } ?? 0
        let before = lines[index].prefix(offset - lines[index].startIndex)
        // Every byte but the continuation bytes of UTF-8 starts a character.
        return (index + 1, before.count { $0 & 0b1100_0000 != 0b1000_0000 } + 1)
    }

    /// A line without the blanks around it; "" past the end.
    func trimmedLine(_ number: Int) -> String {
        guard lines.indices.contains(number - 1) else { return "" }
        let text = String(decoding: lines[number - 1], as: UTF8.self)
        let start = text.drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }

    /// The number of the first line that starts so.
    func firstLine(startingWith prefix: String) -> Int? {
        lines.firstIndex { $0.starts(with: prefix.utf8) }.map { $0 + 1 }
    }

    /// Whether the line looks like `key:value`, which is no key for want of a blank.
    func missesBlank(inLine number: Int) -> Bool {
        let line = trimmedLine(number)
        return line.contains(":") && !line.contains(": ") && line.last != ":"
    }

    /// Whether the line is indented with a tab, or there is a tab at the position.
    func hasTab(at position: (line: Int, column: Int)) -> Bool {
        guard lines.indices.contains(position.line - 1) else { return false }
        let line = lines[position.line - 1]
        let characters = String(decoding: line, as: UTF8.self).unicodeScalars
        return characters.dropFirst(position.column - 1).first == "\t"
            || line.first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "\t")
    }

    /// Whether nothing but blanks follows.
    func isEnd(_ position: (line: Int, column: Int)) -> Bool {
        guard lines.indices.contains(position.line - 1) else { return true }
        let line = String(decoding: lines[position.line - 1], as: UTF8.self).unicodeScalars
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        return line.dropFirst(position.column - 1).allSatisfy { $0.properties.isWhitespace }
            && lines.dropFirst(position.line).allSatisfy { $0.allSatisfy(blanks.contains) }
    }
}
