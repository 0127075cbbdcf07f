import MusterCore
import TestKit
import Testing

/// Regular expressions of placement filters.
@Suite("Name patterns")
struct NamePatternTests {
    @Test(
        "An expression is found anywhere in a name",
        arguments: [
            ("b", "bob xbx", "alice"),
            ("^svc-", "svc- svc-x", "a-svc-x SVC-x"),
            ("bob$", "bob xbob", "bobx"),
            ("^$", "", "a"),
            ("^a|b$", "ax xb ab", "xa bx"),
            ("^(a|b)$", "a b", "ab c"),
            ("^ab?c$", "ac abc", "abbc"),
            ("^ab*c$", "ac abbbc", "adc"),
            ("^ab+?c$", "abc abbc", "ac"),
            ("^(?:ab){2,3}$", "abab ababab", "ab abababab aba"),
            ("^a{2}$", "aa", "a aaa"),
            ("^a{2,}$", "aa aaaaa", "a"),
            ("^a{,2}$", "a{,2}", "a aa"),
            ("^a{b$", "a{b", "ab"),
            ("^(a*)*$", "aaa", "aab"),
            ("^(|a)+b$", "b aab", "a"),
            ("^team-[a-z]+$", "team-x team-ml", "team- team-X team-1"),
            ("^[^a-c]$", "d ä", "a b c dd"),
            ("^[]a-]+$", "] a - a]-", "b"),
            ("^[a^]$", "a ^", "b"),
            ("^[[:alpha:]][[:^digit:]]$", "ab a- ", "a1 1a"),
            (#"^[\w.-]+@x\.com$"#, "a_1.b-c@x.com", "a@xxcom @x.com"),
            (#"^\d\D\s$"#, "1a\t", "aa\t 1a"),
            (#"^[^\W_]+$"#, "aB9", "a_b a-b"),
            (#"\bops\b"#, "ops dev-ops x.ops.y", "devops ops_1"),
            (#"^a\Bb\z"#, "ab", "a abx"),
            ("(?i)^ann$", "ann ANN aNn", "bann"),
            ("^(?i:a)b$", "ab Ab", "aB"),
            ("^((?i)a)b$", "ab Ab", "aB"),
            ("(?i)^[^a-z]$", "1", "a A"),
            ("^(?P<dept>ml|etl)-(?<n>[0-9]+)$", "ml-1 etl-22", "ml- ml-x"),
            (#"^a\.b\*\\$"#, #"a.b*\"#, #"axb*\"#),
            ("^.{3}$", "abc äöü", "ab abcd"),
        ])
    func found(expression: String, names: String, others: String) throws {
        let pattern = try NamePattern(expression)
        func words(_ text: String) -> [String] {
            text.split(separator: " ", omittingEmptySubsequences: text != "").map(String.init)
        }
        for name in words(names) { #expect(pattern.isFound(in: name), "\(name)") }
        for name in words(others) { #expect(!pattern.isFound(in: name), "\(name)") }
    }

    private static let wrong: [(String, NamePatternError)] = [
        ("(a", .unclosedGroup),
        ("(", .unclosedGroup),
        ("a)", .unopenedGroup),
        ("[a", .unclosedClass),
        ("[]", .unclosedClass),
        ("[a-", .unclosedClass),
        ("[z-a]", .wrongRange("z-a")),
        ("*a", .nothingToRepeat("*")),
        ("a|+", .nothingToRepeat("+")),
        ("({2}a)", .nothingToRepeat("{2}")),
        ("a**", .repeatedTwice("**")),
        ("a{2}{3}", .repeatedTwice("{2}{3}")),
        ("a{3,2}", .wrongCount("{3,2}")),
        ("a{1001}", .wrongCount("{1001}")),
        ("a{1,99999999999999999999}", .wrongCount("{1,99999999999999999999}")),
        ("a\\", .trailingBackslash),
        (#"(a)\1"#, .unsupported(#"\1"#)),
        (#"\pL"#, .unsupported(#"\p"#)),
        ("(?=a)", .unsupported("(?=")),
        ("(?", .unsupported("(?")),
        ("(?<", .unsupported("(?<")),
        ("[[:letters:]]", .unsupported("[:letters:]")),
        ("((a{1000}){1000}){1000}", .tooLarge),
        ("((){1000}){1000}", .tooLarge),
        (String(repeating: "(", count: 100_000), .tooLarge),
        (String(repeating: "a", count: 10_001), .tooLarge),
        ("[" + String(repeating: "a", count: 10_001) + "]", .tooLarge),
    ]

    @Test("What is no expression, or too large a one, is an error", arguments: wrong)
    func refused(expression: String, error: NamePatternError) {
        #expect(throws: error) { try NamePattern(expression) }
    }

    @Test("Expressions that others need a lifetime for take linear time")
    func hostile() throws {
        let name = String(repeating: "a", count: 10_000)
        #expect(try !NamePattern("(a+)+$").isFound(in: name + "!"))
        #expect(try !NamePattern("^(a|aa)+$").isFound(in: name + "!"))
        #expect(try !NamePattern("(.*a){20}!$").isFound(in: name))
    }

    @Test("A filter with an expression allows nothing to names of more than 1,024 bytes")
    func longNames() {
        let name = String(repeating: "a", count: 1_024)
        scenario { s in
            s.queue("root.chosen")
            s.queue("root.default")
            s.rules(
                PlacementRule(
                    .fixed("chosen"),
                    filter: PlacementFilter(isDenying: true, users: .expression("^b"))))
            s.place("A", user: name)
            s.place("B", user: name + "a")
            s.passOver()
            #expect(s.queue(of: "A") == "root.chosen")
            #expect(s.queue(of: "B") == "root.default")
        }
    }
}
