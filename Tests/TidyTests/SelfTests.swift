import Testing

/// A check that cannot fail checks nothing: each one is shown a text that breaks its rule.
@Suite("The checks can fail")
struct SelfTests {
    /// The lines of the findings; every text below has one offence a line.
    private func lines(_ findings: [Finding]) -> [Int] {
        findings.map(\.line)
    }

    private func core(_ text: String) -> SourceFile {
        SourceFile(path: "Sources/MusterCore/Queues/Queue.swift", text: text)
    }

    @Test("Comments and strings are not code, interpolations are")
    func lexer() {
        let text = ##"""
            // Double
            /* Double /* Double */
            Double */ let a = "Double \(b("Double")) \" Double"
            let c = #"Double \(Double) "quoted" \#(d)"#
            let e = 1.5e-3 + pair.0.1
            """##
        let expected = [
            "let", "a", "=", "\"", "b", "(", "\"", ")", "let", "c", "=", "\"", "d", "let", "e", "=",
            "1.5e-3", "+", "pair", ".", "0", ".", "1",
        ]
        #expect(core(text).tokens.map(\.text) == expected)
        #expect(core(text).tokens.last?.line == 5)
        let multiline = "let a = \"\"\"\n  \"Double\" \\(b)\n  \"\"\"\nlet c"
        #expect(
            core(multiline).tokens == [
                Token(text: "let", line: 1), Token(text: "a", line: 1), Token(text: "=", line: 1),
                Token(text: "\"", line: 1), Token(text: "b", line: 2), Token(text: "let", line: 4),
                Token(text: "c", line: 4),
            ])
    }

    @Test(
        "A broken text does not stop the lexer", arguments: ["\"", "#\"", "/*", "\"\\(", "`", "1."])
    func brokenText(text: String) {
        #expect(core(text).tokens.count <= 2)
    }

    @Test("Modules of files")
    func modules() {
        func module(_ path: String) -> String? { SourceFile(path: path, text: "").module }
        #expect(module("Sources/MusterCore/Model/Input.swift") == "MusterCore")
        #expect(module("simulator/Sources/MusterReports/Page.swift") == "MusterReports")
        #expect(module("Benchmarks/muster-bench/main.swift") == "muster-bench")
        #expect(module("Tests/TidyTests/Names.swift") == nil)
        #expect(module("Package.swift") == nil)
    }

    @Test("Forbidden imports")
    func imports() {
        let text = """
            import HeapModule
            import Foundation
            public import Dispatch
            @preconcurrency import struct Glibc.timespec
            let import_ = x.import
            """
        #expect(lines(importFindings(in: core(text))) == [2, 3, 4])
        let unknown = SourceFile(path: "Sources/MusterTea/Pot.swift", text: "import MusterCore")
        #expect(
            importFindings(in: unknown).map(\.description) == [
                "Sources/MusterTea/Pot.swift:1: target MusterTea has no row in the table of "
                    + "allowed imports; add one to Tests/TidyTests/ImportRules.swift and to "
                    + "ARCHITECTURE.md"
            ])
    }

    @Test(
        "Words that the core may not use",
        arguments: [
            "let start = ContinuousClock.now", "var g = SystemRandomNumberGenerator()",
            "let n = Int.random(in: 0..<2)", "nodes.shuffle()", "let h = name.hashValue",
            "var hasher = Hasher()", "let i = ObjectIdentifier(queue)", "var share: Double",
            "let shares: [Double: Int]", "print(queue)", "let a = CommandLine.arguments",
            "func cycle() async", "actor Owner {}", "final class Queue {}",
            "protocol P: AnyObject {}", "let s: any Sequence", "let s: any (P & Q)",
        ])
    func coreWords(text: String) {
        #expect(lines(wordFindings(in: core("\n" + text), bans: coreBans)) == [2])
    }

    @Test(
        "Words that look like it",
        arguments: [
            "log.print(queue)", "let any = 1", "f(class: 1)", "kind.print", "let x = `class`",
            "func hash(into hasher: inout Hasher) {}", "let doubled = 2",
        ])
    func innocentWords(text: String) {
        #expect(wordFindings(in: core(text), bans: coreBans) == [])
    }

    @Test("Floating-point literals")
    func floatingLiterals() {
        let text = "1.5\n2e3\n0x1p3\n1_000.25\n0xE1\n0b101\n17\npair.0.1\n1...5\n0..<3"
        #expect(lines(floatingLiteralFindings(in: core(text))) == [1, 2, 3, 4])
    }

    @Test("Sleeping tests")
    func sleep() {
        let file = SourceFile(
            path: "Tests/A.swift", text: "sleep(1)\nTask.sleep(for: d)\nlet sleep = 1")
        #expect(lines(wordFindings(in: file, bans: testBans)) == [1, 2])
    }

    @Test("Uses of hashed collections that show their order")
    func hashedOrderIsSeen() {
        let text = """
            private var index: [String: Int] = [:]
            var seen = Set<Int>()
            for name in index { f(name) }
            index.map { $0 }
            seen.sorted()
            let all = Array(seen)
            tree.index.keys
            func g() -> Set<Int> { [] }
            var nested: [[Int: Int]] = []
            let m = Set(asks).map { $0 }
            h(index)
            """
        let file = core(text)
        let names = HashedNames(declaredIn: [file])
        #expect(names.shared == ["seen"])
        #expect(names.byFile == [file.path: ["index"]])
        let found = Set(lines(hashedOrderFindings(in: file, names: names)))
        #expect(found.sorted() == [3, 4, 5, 6, 7, 8, 9, 10, 11])
    }

    @Test("Uses of hashed collections that cannot show their order")
    func hashedOrderIsHidden() {
        let text = """
            private var index: [String: Int] = [String: Int]()
            func f(known: inout Set<Int>, of parts: [Int: (Int, Int)]) {
                var local: Set<Node.ID> = []
                if known.contains(1), index["a"] == nil, parts.count == local.count { return }
                index = ["a": 1]
                known.insert(index[key, default: 0])
                f(known: &other, of: [:])
                let x = array[flag ? Int.max : Int.min]
            }
            """
        let file = core(text)
        let names = HashedNames(declaredIn: [file])
        #expect(names.byFile[file.path] == ["index", "known", "local", "parts"])
        #expect(hashedOrderFindings(in: file, names: names) == [])
    }

    @Test("A shared hashed collection is followed into other files")
    func sharedNames() {
        let names = HashedNames(
            declaredIn: [core("struct A { public private(set) var index: [Int: Int] }")])
        let other = SourceFile(
            path: "Sources/MusterCore/B.swift", text: "for x in a.index { f(x) }")
        #expect(lines(hashedOrderFindings(in: other, names: names)) == [1])
    }
}
