import MusterConfiguration
import YAMLDocument

/// Reads the rows and the header of a log in one pass over its bytes.
///
/// A log can have half a million rows, so no field becomes a string unless something is the
/// matter with it.
struct StandardWorkloadFormatScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let file: String
    private var position = 0
    private var line = 1
    private var lineStart = 0

    private(set) var rows: [StandardWorkloadFormatRow] = []
    private(set) var maxProcs: Int?
    private(set) var maxNodes: Int?
    private(set) var problems = ProblemList()

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// Reads to the end.
    mutating func scan() {
        // A row of eighteen short numbers has about 64 bytes.
        rows.reserveCapacity(bytes.count / 64)
        while position < bytes.count {
            skipBlanks()
            switch current {
            case nil, UInt8(ascii: "\n"): break
            case UInt8(ascii: ";"): scanHeader()
            default: scanRow()
            }
            skipLine()
        }
        if rows.isEmpty && problems.isEmpty {
            report(at: position, "the log has no rows", expected: "rows of 18 numbers")
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Spaces and tabs; the carriage return of a DOS line end counts as one too.
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private mutating func skipBlanks() {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        guard position < bytes.count else { return }
        position += 1
        line += 1
        lineStart = position
    }

    private mutating func report(
        at place: Int, _ what: String, found: String? = nil, expected: String
    ) {
        let location = SourceLocation(file: file, line: line, column: place - lineStart + 1)
        problems.append(Problem(at: location, what, found: found, expected: expected))
    }
}

// MARK: - Rows

extension StandardWorkloadFormatScanner {
    private typealias Column = StandardWorkloadFormatColumn

    /// What a field turned out to be.
    private enum Field {
        case number(Int64, hasFraction: Bool)
        case tooLarge
        case notANumber
    }

    private mutating func scanRow() {
        var row = StandardWorkloadFormatRow()
        var isGood = true
        for index in 0..<18 {
            skipBlanks()
            guard let byte = current, byte != UInt8(ascii: "\n") else {
                // A line of words is not also too short.
                if isGood {
                    report(
                        at: position, "the row ends after \(index) of 18 columns",
                        expected: "18 numbers, -1 for unknown")
                }
                return
            }
            // 0..<18 are exactly the raw values.
            guard let column = Column(rawValue: index) else { return }
            let start = position
            let field = scanField()
            if case .number(let value, let hasFraction) = field,
                !hasFraction || column.allowsFraction, column.range.contains(value)
            {
                row.set(column, to: value)
            } else {
                reportField(column, field, from: start)
                isGood = false
            }
        }
        if isGood { rows.append(row) }
    }

    /// Reads up to the next blank: an optional sign, digits, and a fraction that is cut off.
    private mutating func scanField() -> Field {
        let isNegative = current == UInt8(ascii: "-")
        if isNegative || current == UInt8(ascii: "+") { position += 1 }
        var value: Int64 = 0
        var digits = 0
        var isTooLarge = false
        while let digit = currentDigit {
            let (tens, overflowTens) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowSum) = tens.addingReportingOverflow(digit)
            isTooLarge = isTooLarge || overflowTens || overflowSum
            value = sum
            digits += 1
            position += 1
        }
        var hasFraction = false
        if current == UInt8(ascii: ".") {
            position += 1
            while let digit = currentDigit {
                if digit != 0 { hasFraction = true }
                digits += 1
                position += 1
            }
        }
        let isAtEnd = current.map { Self.isBlank($0) || $0 == UInt8(ascii: "\n") } ?? true
        guard isAtEnd, digits > 0 else {
            skipField()
            return .notANumber
        }
        if isTooLarge { return .tooLarge }
        return .number(isNegative ? -value : value, hasFraction: hasFraction)
    }

    private var currentDigit: Int64? {
        guard position < bytes.count else { return nil }
        let digit = bytes[position] &- UInt8(ascii: "0")
        return digit < 10 ? Int64(digit) : nil
    }

    private mutating func skipField() {
        while let byte = current, byte != UInt8(ascii: "\n"), !Self.isBlank(byte) {
            position += 1
        }
    }

    private mutating func reportField(_ column: Column, _ field: Field, from start: Int) {
        let matter =
            switch field {
            case .number(_, hasFraction: true) where !column.allowsFraction: "is not a whole number"
            case .number(let value, _): value < 0 ? "is negative" : "is too large"
            case .tooLarge: "is too large"
            case .notANumber: "is not a number"
            }
        report(
            at: start, "column \(column.rawValue + 1) (\(column.name)) \(matter)",
            found: String(decoding: bytes[start..<position], as: UTF8.self),
            expected: column.expectation)
    }
}

// MARK: - Header

extension StandardWorkloadFormatScanner {
    /// Reads a line such as `; MaxProcs: 100`; the first one of each kind counts.
    private mutating func scanHeader() {
        position += 1
        skipBlanks()
        if maxProcs == nil, let value = headerValue("MaxProcs:") { maxProcs = value }
        if maxNodes == nil, let value = headerValue("MaxNodes:") { maxNodes = value }
    }

    /// The positive number behind a label; text after the number does not matter, since the
    /// archive's logs put remarks there.
    private mutating func headerValue(_ label: String) -> Int? {
        guard bytes[position...].starts(with: label.utf8) else { return nil }
        position += label.utf8.count
        skipBlanks()
        var value = 0
        while let digit = currentDigit, value <= Int(Int32.max) {
            value = value * 10 + Int(digit)
            position += 1
        }
        return (1...Int(Int32.max)).contains(value) ? value : nil
    }
}
