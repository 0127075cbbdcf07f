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

/// Text filled up with spaces to a width; longer text stays as it is.
private func padded(_ text: String, to width: Int, _ alignment: TextTable.Alignment) -> String {
    let spaces = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .left ? text + spaces : spaces + text
}
