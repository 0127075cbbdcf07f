/// Reads a regular expression.
struct NamePatternParser {
    /// How deep groups may be nested: reading recurses.
    private static let maximumDepth = 100
    /// How often something may be repeated, as in Go.
    private static let maximumCount = 1_000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var ignoresCase = false

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func parse() throws(NamePatternError) -> NamePatternNode {
        let node = try choice()
        guard position == scalars.count else { throw .unopenedGroup }
        return node
    }

    private var next: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    private func text(from start: Int) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[start..<position])
        return text
    }

    private mutating func choice() throws(NamePatternError) -> NamePatternNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(NamePatternError) -> NamePatternNode {
        var nodes: [NamePatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = position
            guard try repetition() == nil else { throw .nothingToRepeat(text(from: start)) }
            let node = try atom()
            nodes.append(try repeated(node))
        }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func repeated(
        _ node: NamePatternNode
    ) throws(NamePatternError) -> NamePatternNode {
        let start = position
        guard let (atLeast, atMost) = try repetition() else { return node }
        // Whether as many or as few as possible are taken does not matter to what is found.
        _ = take("?")
        guard try repetition() == nil else { throw .repeatedTwice(text(from: start)) }
        return .repeated(node, atLeast: atLeast, atMost: atMost)
    }

    /// How often what stands before is repeated, if that is said here.
    private mutating func repetition() throws(NamePatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{"), let atLeast = number() else {
            // As in Go, a brace that begins no repetition stands for itself.
            position = start
            return nil
        }
        let atMost = take(",") ? number() : atLeast
        guard take("}") else {
            position = start
            return nil
        }
        let most = atMost ?? atLeast
        guard atLeast <= most, most <= Self.maximumCount else {
            throw .wrongCount(text(from: start))
        }
        return (atLeast, atMost)
    }

    private mutating func number() -> Int? {
        var number: Int?
        while let scalar = next, let digit = Int(String(scalar)) {
            number = min((number ?? 0) * 10 + digit, Self.maximumCount + 1)
            position += 1
        }
        return number
    }

    private mutating func atom() throws(NamePatternError) -> NamePatternNode {
        if take("(") { return try group() }
        if take("[") { return .read(try characterClass()) }
        if take(".") { return .read(.any) }
        if take("^") { return .check(.start) }
        if take("$") { return .check(.end) }
        if take("\\b") { return .check(.wordBoundary) }
        if take("\\B") { return .check(.noWordBoundary) }
        if take("\\A") { return .check(.start) }
        if take("\\z") { return .check(.end) }
        if let characters = shorthand() { return .read(characters) }
        var characters = CharacterClass(only: try character())
        characters.ignoresCase = ignoresCase
        return .read(characters)
    }

    /// What follows a `(`, up to its `)`.
    private mutating func group() throws(NamePatternError) -> NamePatternNode {
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooLarge }
        let outerIgnoresCase = ignoresCase
        let start = position
        if take("?i)") {
            // For the rest of the group around it.
            depth -= 1
            ignoresCase = true
            return .empty
        }
        if take("?i:") {
            ignoresCase = true
        } else if take("?P<") || take("?<") {
            while let scalar = next, CharacterClass.word.contains(scalar) { position += 1 }
            guard take(">") else { throw .unsupported("(" + text(from: start)) }
        } else if !take("?:"), take("?") {
            position += next == nil ? 0 : 1
            throw .unsupported("(" + text(from: start))
        }
        let node = try choice()
        guard take(")") else { throw .unclosedGroup }
        depth -= 1
        ignoresCase = outerIgnoresCase
        return node
    }

    /// What follows a `[`, up to its `]`.
    private mutating func characterClass() throws(NamePatternError) -> CharacterClass {
        var characters = CharacterClass([], isNegated: take("^"))
        characters.ignoresCase = ignoresCase
        var isFirst = true
        while isFirst || next != "]" {
            guard next != nil else { throw .unclosedClass }
            isFirst = false
            let start = position
            var inner = shorthand()
            if inner == nil { inner = try posixClass() }
            if let inner {
                characters.ranges += inner.isNegated ? inner.complement : inner.ranges
                continue
            }
            let first = try character()
            var last = first
            // A `-` at the end stands for itself.
            if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                last = try character()
            }
            guard first <= last else { throw .wrongRange(text(from: start)) }
            characters.ranges.append(first.value...last.value)
        }
        position += 1
        return characters
    }

    /// A class such as `[:alpha:]` or `[:^alpha:]`.
    private mutating func posixClass() throws(NamePatternError) -> CharacterClass? {
        let start = position
        guard take("[:") else { return nil }
        let isNegated = take("^")
        let name = position
        while let scalar = next, ("a"..."z").contains(scalar) { position += 1 }
        let word = text(from: name)
        guard take(":]") else {
            position = start
            return nil
        }
        guard var characters = CharacterClass.posix(word) else {
            throw .unsupported(text(from: start))
        }
        characters.isNegated = isNegated
        return characters
    }

    /// A class such as `\d` or `\D`.
    private mutating func shorthand() -> CharacterClass? {
        let known: [(String, CharacterClass)] = [("d", .digit), ("s", .space), ("w", .word)]
        for (letter, characters) in known {
            if take("\\" + letter) { return characters }
            if take("\\" + letter.uppercased()) {
                var complement = characters
                complement.isNegated = true
                return complement
            }
        }
        return nil
    }

    /// A character that stands for itself.
    private mutating func character() throws(NamePatternError) -> Unicode.Scalar {
        let start = position
        let isEscaped = take("\\")
        guard let scalar = next else { throw .trailingBackslash }
        position += 1
        // Letters and digits have a meaning after a backslash, if not here.
        if isEscaped, !scalar.isASCII || CharacterClass.word.contains(scalar), scalar != "_" {
            throw .unsupported(text(from: start))
        }
        return scalar
    }
}
