/// A word, number, string literal or punctuation mark of Swift source.
struct Token: Hashable {
    /// The text; `"` for any string literal, whose words are of no concern to the rules.
    var text: String
    /// 1-based.
    var line: Int
}

extension SourceFile {
    /// The file as Swift tokens, without comments and without the text of string literals.
    var tokens: [Token] {
        var lexer = SwiftLexer(bytes: Array(text.utf8))
        lexer.lex(untilParenthesisCloses: false)
        return lexer.tokens
    }
}

/// Cuts Swift source into tokens, well enough for text rules.
///
/// Code inside string interpolations counts as code. Regex literals are not known: a quote or a
/// brace inside one would confuse the rest of its file.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private(set) var tokens: [Token] = []

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads to the end, or to the `)` that closes an interpolation.
    mutating func lex(untilParenthesisCloses: Bool) {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
            case UInt8(ascii: "/") where at("//"):
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
                    position += 1
                }
            case UInt8(ascii: "/") where at("/*"):
                skipBlockComment()
            case UInt8(ascii: "\""):
                lexString(hashes: 0)
            case UInt8(ascii: "#"):
                lexHash()
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                lexNumber()
            case _ where Self.isWord(byte) || byte == UInt8(ascii: "`"):
                take { Self.isWord($0) || $0 == UInt8(ascii: "`") }
            default:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                if untilParenthesisCloses && depth < 0 { return }
                lexPunctuation()
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }

    private func at(_ text: StaticString) -> Bool {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        return text.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
    }

    private mutating func append(from start: Int) {
        tokens.append(
            Token(text: String(decoding: bytes[start..<position], as: UTF8.self), line: line))
    }

    private mutating func take(while matches: (UInt8) -> Bool) {
        let start = position
        while position < bytes.count, matches(bytes[position]) { position += 1 }
        append(from: start)
    }

    private mutating func lexPunctuation() {
        let start = position
        let isPair = at("->") || at("==") || at("!=") || at("<=") || at(">=")
        position += isPair ? 2 : 1
        append(from: start)
    }

    private mutating func lexNumber() {
        let start = position
        // `pair.0.1` is no fraction.
        let mayHaveFraction = tokens.last?.text != "."
        let isHexadecimal = at("0x")
        while position < bytes.count {
            let byte = bytes[position]
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            if Self.isWord(byte) {
                position += 1
                let isExponent = byte | 0x20 == UInt8(ascii: isHexadecimal ? "p" : "e")
                if isExponent, next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
                    position += 1
                }
            } else if byte == UInt8(ascii: "."), mayHaveFraction,
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
            {
                position += 1
            } else {
                break
            }
        }
        append(from: start)
    }

    /// Reads `#"raw"#` or, failing that, the mark alone.
    private mutating func lexHash() {
        var end = position
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return lexPunctuation() }
        let hashes = end - position
        position = end
        lexString(hashes: hashes)
    }

    private func hashes(at start: Int, _ count: Int) -> Bool {
        start + count <= bytes.count
            && bytes[start..<start + count].allSatisfy { $0 == UInt8(ascii: "#") }
    }

    /// Reads a string literal from its opening quote.
    private mutating func lexString(hashes count: Int) {
        tokens.append(Token(text: "\"", line: line))
        let quotes = at("\"\"\"") ? 3 : 1
        position += quotes
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                line += 1
                position += 1
                // Not closed on its line: broken source, or one of the things not known here.
                if quotes == 1 { return }
            case UInt8(ascii: "\\") where hashes(at: position + 1, count):
                position += 1 + count
                if at("(") {
                    position += 1
                    lex(untilParenthesisCloses: true)
                } else if !at("\n") {
                    position += 1
                }
            case UInt8(ascii: "\"")
            where (quotes == 1 || at("\"\"\"")) && hashes(at: position + quotes, count):
                position += quotes + count
                return
            default:
                position += 1
            }
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if at("/*") {
                depth += 1
                position += 2
            } else if at("*/") {
                depth -= 1
                position += 2
            } else {
                if bytes[position] == UInt8(ascii: "\n") { line += 1 }
                position += 1
            }
        } while depth > 0 && position < bytes.count
    }
}
