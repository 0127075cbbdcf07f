/// An aligned table of plain text.
public struct TextTable: Sendable {
    /// Which side of its column a cell stands at.
    public enum Alignment: Sendable {
        /// Text.
        case left
        /// Numbers.
        case right
    }

    private let headings: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// Creates a table without rows.
    ///
    /// - Parameter columns: Heading, with the unit where there is one, and alignment.
    public init(columns: [(heading: String, alignment: Alignment)]) {
        headings = columns.map(\.heading)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row; cells missing at its end are empty.
    public mutating func add(_ cells: [String]) {
        let missing = max(0, headings.count - cells.count)
        rows.append(Array(cells.prefix(headings.count)) + Array(repeating: "", count: missing))
    }

    /// The lines of the table, headings first, columns two spaces apart, no trailing spaces.
    ///
    /// - Parameter indentation: Spaces before each line.
    /// - Returns: The lines, without newlines.
    public func lines(indentation: Int = 0) -> [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in
            all.reduce(0) { max($0, $1[column].count) }
        }
        return all.map { row in
            let cells = row.indices.map { column in
                padded(row[column], to: widths[column], alignments[column])
            }
            var line = String(repeating: " ", count: indentation) + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// Text broken between words into lines of at most 100 columns, never after a number.
///
/// - Parameters:
///   - text: The words; a word longer than a line stays whole.
///   - first: What the first line starts with.
///   - following: What the others start with.
/// - Returns: The lines, without a newline at the end.
public func wrapped(_ text: String, first: String = "", following: String = "") -> String {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    var words: [Substring] = []
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
        // A number and its unit belong together.
        if let last = words.last?.last, last.isNumber, word.first?.isLetter == true {
            words[words.count - 1] += " " + word
        } else {
            words.append(word)
        }
    }
    for word in words {
        if !isEmpty, line.count + 1 + word.count > 100 {
            lines.append(line)
            line = following
            isEmpty = true
        }
        line += isEmpty ? String(word) : " \(word)"
        isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
}

/// Text filled up with spaces to a width; longer text stays as it is.
private func padded(_ text: String, to width: Int, _ alignment: TextTable.Alignment) -> String {
    let spaces = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .left ? text + spaces : spaces + text
}
