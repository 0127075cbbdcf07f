/// A regular expression that is looked for anywhere in a name.
///
/// The syntax is that of Go's `regexp`, which YuniKorn reads, without what only text of several
/// lines or scripts needs: no flag but `(?i)`, for ASCII letters, no `\p`, `\x`, `\C` or `\Q`.
/// Swift's `Regex` backtracks: `(a+)+$` takes it more than a minute for a name of 18 letters, and
/// a name comes from whoever submits. Here all ways through the expression are followed at once,
/// so that the time is linear in the name: K. Thompson, "Regular expression search algorithm",
/// 1968, in the form of R. Cox, "Regular Expression Matching Can Be Simple And Fast", 2007.
public struct NamePattern: Sendable {
    /// The longest program: about as many steps as an expression can cost for each character.
    static let maximumSize = 10_000

    /// One step of the program; what is not said to lead elsewhere leads to the next one.
    enum Instruction: Sendable {
        /// Reads one character of the class with this number.
        case read(Int)
        /// Goes on at both places.
        case split(Int, Int)
        /// Goes on there.
        case jump(Int)
        /// Goes on if this holds between two characters.
        case check(NamePatternNode.Position)
        /// The expression was found.
        case found
    }

    private let program: [Instruction]
    private let classes: [CharacterClass]

    /// Compiles an expression; O(length + size of the program), which is limited.
    ///
    /// - Throws: What is wrong with it.
    public init(_ text: String) throws(NamePatternError) {
        var parser = NamePatternParser(text)
        var compiler = NamePatternCompiler()
        try compiler.emit(try parser.parse())
        try compiler.append(.found)
        program = compiler.program
        classes = compiler.classes
    }

    /// Whether the expression is found anywhere in a name; O(length · size of the expression).
    public func isFound(in name: String) -> Bool {
        var current = ReachedInstructions(count: program.count)
        var next = current
        var scalars = name.unicodeScalars.makeIterator()
        var previous: Unicode.Scalar?
        var scalar = scalars.next()
        while true {
            // It may begin here as well.
            if reach(0, &current, between: previous, and: scalar) { return true }
            guard let read = scalar else { return false }
            scalar = scalars.next()
            next.removeAll()
            for position in current.list {
                guard case .read(let number) = program[position],
                    classes[number].contains(read)
                else { continue }
                if reach(position + 1, &next, between: read, and: scalar) { return true }
            }
            swap(&current, &next)
            previous = read
        }
    }

    /// Notes all instructions that can be reached from one without reading a character.
    ///
    /// - Returns: Whether the end is among them.
    private func reach(
        _ start: Int, _ reached: inout ReachedInstructions, between previous: Unicode.Scalar?,
        and next: Unicode.Scalar?
    ) -> Bool {
        var open = [start]
        while let position = open.popLast() {
            guard reached.insert(position) else { continue }
            switch program[position] {
            case .read: break
            case .split(let first, let second): open += [second, first]
            case .jump(let target): open.append(target)
            case .check(let condition):
                if condition.holds(between: previous, and: next) { open.append(position + 1) }
            case .found: return true
            }
        }
        return false
    }
}

/// What is wrong with a regular expression.
public enum NamePatternError: Error, Hashable, Sendable {
    /// A `(` without its `)`.
    case unclosedGroup
    /// A `)` without its `(`.
    case unopenedGroup
    /// A `[` without its `]`.
    case unclosedClass
    /// A range whose end comes before its start, such as `z-a`.
    case wrongRange(String)
    /// `*`, `+`, `?` or `{2}` with nothing before it that could be repeated.
    case nothingToRepeat(String)
    /// A repetition of a repetition, such as `a**`.
    case repeatedTwice(String)
    /// More than 1,000 times, or at least more often than at most.
    case wrongCount(String)
    /// A backslash at the end.
    case trailingBackslash
    /// What is not part of the syntax, or of Go's but not of ours.
    case unsupported(String)
    /// Nested too deeply, or too large when repetitions are written out.
    case tooLarge
}

/// The instructions that are reached before the next character is read: a set that lists its
/// members and is emptied in time that is linear in them.
private struct ReachedInstructions {
    private(set) var list: [Int] = []
    private var isMember: [Bool]

    init(count: Int) {
        isMember = Array(repeating: false, count: count)
    }

    mutating func insert(_ position: Int) -> Bool {
        guard !isMember[position] else { return false }
        isMember[position] = true
        list.append(position)
        return true
    }

    mutating func removeAll() {
        for position in list { isMember[position] = false }
        list.removeAll(keepingCapacity: true)
    }
}
