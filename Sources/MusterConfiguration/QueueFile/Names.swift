/// The alphabets of names in a queue file, as ASCII characters.
enum NameRule {
    /// `^[a-zA-Z0-9_:#/@-]{1,64}$`
    case queue
    /// `^[_a-zA-Z][a-zA-Z0-9:#/_.@-]*[$]?$`
    case user
    /// `^[_a-zA-Z][a-zA-Z0-9:_.-]*$`
    case group

    /// Whether the whole text is such a name.
    func matches(_ text: String) -> Bool {
        var bytes = Array(text.utf8)
        switch self {
        case .queue:
            return (1...64).contains(bytes.count) && bytes.allSatisfy { isLetter($0, or: "_:#/@-") }
        case .user:
            if bytes.count > 1, bytes.last == UInt8(ascii: "$") { bytes.removeLast() }
            return isIdentifier(bytes, with: "_:#/.@-")
        case .group:
            return isIdentifier(bytes, with: "_:.-")
        }
    }

    /// The rule in words, for messages.
    var description: String {
        switch self {
        case .queue: "1 to 64 letters, digits or any of `_:#/@-`"
        case .user: "a letter or `_`, then letters, digits or any of `_:#/.@-`"
        case .group: "a letter or `_`, then letters, digits or any of `_:.-`"
        }
    }

    private func isIdentifier(_ bytes: [UInt8], with others: String) -> Bool {
        guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
        return isLetter(first, or: "_") && bytes.allSatisfy { isLetter($0, or: others) }
    }

    /// Whether the byte is an ASCII letter or digit or one of the others.
    private func isLetter(_ byte: UInt8, or others: String) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: others.utf8.contains(byte)
        }
    }
}

/// Characters that make a filter's only entry a regular expression.
func isRegularExpression(_ text: String) -> Bool {
    text.contains { "^$*+?()[{}|".contains($0) }
}
