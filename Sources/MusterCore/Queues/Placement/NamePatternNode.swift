/// A regular expression as a tree.
indirect enum NamePatternNode {
    /// A condition between two characters.
    enum Position: Sendable {
        case start, end, wordBoundary, noWordBoundary

        func holds(between previous: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
            switch self {
            case .start: previous == nil
            case .end: next == nil
            case .wordBoundary: isWord(previous) != isWord(next)
            case .noWordBoundary: isWord(previous) == isWord(next)
            }
        }

        private func isWord(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map(CharacterClass.word.contains) ?? false
        }
    }

    case empty
    case read(CharacterClass)
    case check(Position)
    case sequence([NamePatternNode])
    case choice([NamePatternNode])
    case repeated(NamePatternNode, atLeast: Int, atMost: Int?)
}

/// A set of characters.
struct CharacterClass: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    /// Whether ASCII letters stand for both cases.
    var ignoresCase = false

    init(_ ranges: [ClosedRange<Unicode.Scalar>], isNegated: Bool = false) {
        self.ranges = ranges.map { $0.lowerBound.value...$0.upperBound.value }
        self.isNegated = isNegated
    }

    init(only scalar: Unicode.Scalar) {
        self.init([scalar...scalar])
    }

    /// O(ranges).
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        var isMember = ranges.contains { $0.contains(value) }
        if !isMember, ignoresCase, (0x61...0x7A).contains(value | 0x20) {
            isMember = ranges.contains { $0.contains(value ^ 0x20) }
        }
        return isMember != isNegated
    }

    /// Everything that the class does not have.
    var complement: [ClosedRange<UInt32>] {
        var free: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { free.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        return free + [next...0x10FFFF]
    }

    static let any = CharacterClass(["\n"..."\n"], isNegated: true)
    static let digit = CharacterClass(["0"..."9"])
    static let space = CharacterClass(["\t"..."\n", "\u{C}"..."\r", " "..." "])
    static let word = CharacterClass(["0"..."9", "A"..."Z", "_"..."_", "a"..."z"])

    /// The classes of POSIX, such as `[:alpha:]`.
    static func posix(_ name: String) -> CharacterClass? {
        switch name {
        case "alnum": CharacterClass(["0"..."9", "A"..."Z", "a"..."z"])
        case "alpha": CharacterClass(["A"..."Z", "a"..."z"])
        case "digit": digit
        case "lower": CharacterClass(["a"..."z"])
        case "punct": CharacterClass(["!"..."/", ":"..."@", "["..."`", "{"..."~"])
        case "space": CharacterClass(["\t"..."\r", " "..." "])
        case "upper": CharacterClass(["A"..."Z"])
        case "word": word
        case "xdigit": CharacterClass(["0"..."9", "A"..."F", "a"..."f"])
        default: nil
        }
    }
}
