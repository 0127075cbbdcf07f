/// Words that may not appear in some part of the code, and why.
struct WordBan {
    /// How a word must stand to be meant.
    enum Position {
        /// Wherever it stands, except as the member of something.
        case free
        /// As a member: `.word`.
        case member
        /// As the name of a function that is called: `word(`, not `.word(`.
        case call
        /// Before a type: `any Protocol`.
        case beforeType
    }

    var words: Set<String>
    var position = Position.free
    var reason: String
}

/// What makes two runs differ: banned wherever a schedule is made or reported.
let nondeterminism = [
    WordBan(
        words: ["ContinuousClock", "SuspendingClock", "Date", "clock_gettime", "gettimeofday"],
        reason: "reads a clock; take the time as an argument"),
    WordBan(
        words: ["SystemRandomNumberGenerator", "arc4random", "arc4random_uniform", "drand48"],
        reason: "draws a random number; take a seeded generator as an argument"),
    WordBan(
        words: ["random", "randomElement", "shuffled", "shuffle"], position: .member,
        reason: "draws a random number, by an algorithm that may change between toolchains"),
    WordBan(
        words: ["hashValue"], position: .member,
        reason: "differs in each process; keep a running hash of your own"),
    WordBan(
        words: ["Hasher"], position: .call,
        reason: "is seeded anew in each process; keep a running hash of your own"),
    WordBan(
        words: ["ObjectIdentifier"],
        reason: "is an address and differs in each process"),
]

/// What does not belong into the value that decides: banned in `MusterCore`.
let coreBans =
    nondeterminism + [
        WordBan(
            words: ["Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat"],
            reason: "is floating point; compare exact integers by cross-multiplication"),
        WordBan(
            words: ["print", "debugPrint", "dump", "readLine"], position: .call,
            reason: "does input or output; return a decision"),
        WordBan(
            words: ["CommandLine", "environ", "getenv"],
            reason: "asks the machine; take it as an argument"),
        WordBan(
            words: ["async", "await", "actor", "Task", "nonisolated", "Mutex", "Atomic"],
            reason: "is concurrency; the core is one thread's property"),
        WordBan(
            words: ["class", "AnyObject", "weak", "unowned"],
            reason: "is a reference; a branch of the scheduler must be one assignment"),
        WordBan(
            words: ["any"], position: .beforeType,
            reason: "is an existential; use an enum or a generic parameter"),
    ]

/// What makes a test slow, or right only on a fast day.
let testBans = [
    WordBan(
        words: ["sleep", "usleep", "nanosleep"], position: .call,
        reason: "waits for time to pass; pass the time as an argument"),
    WordBan(
        words: ["sleep"], position: .member,
        reason: "waits for time to pass; pass the time as an argument"),
]

/// Where `bans` are broken in the file.
func wordFindings(in file: SourceFile, bans: [WordBan]) -> [Finding] {
    let tokens = file.tokens
    var findings: [Finding] = []
    for (index, token) in tokens.enumerated() {
        let previous = index > 0 ? tokens[index - 1].text : ""
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        for ban in bans where ban.words.contains(token.text) {
            let isMeant =
                switch ban.position {
                case .free: previous != "."
                case .member: previous == "."
                case .call: next == "(" && previous != "." && previous != "func"
                case .beforeType: next == "(" || next.first?.isUppercase == true
                }
            // `name:` labels an argument; a type before `:` is the key of a dictionary.
            let isLabel = next == ":" && token.text.first?.isLowercase == true
            guard isMeant, !isLabel || ban.position == .member else { continue }
            findings.append(
                Finding(
                    path: file.path, line: token.line, message: "`\(token.text)` \(ban.reason)"))
        }
    }
    return findings
}

/// Floating-point literals.
func floatingLiteralFindings(in file: SourceFile) -> [Finding] {
    file.tokens.filter { isFloatingLiteral($0.text) }.map {
        Finding(
            path: file.path, line: $0.line,
            message: "`\($0.text)` is floating point; use an integer in a smaller unit")
    }
}

private func isFloatingLiteral(_ text: String) -> Bool {
    guard let first = text.first, first.isNumber else { return false }
    if text.hasPrefix("0x") { return text.contains("p") || text.contains("P") }
    if text.hasPrefix("0b") || text.hasPrefix("0o") { return false }
    return text.contains(".") || text.contains("e") || text.contains("E")
}
