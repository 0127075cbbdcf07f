import Testing

extension SelfTests {
    private func body(lines: Int) -> String {
        String(repeating: "    f()\n", count: lines)
    }

    @Test("Functions, files and lines that are too large")
    func sizes() {
        let wide = "let a = \"" + String(repeating: "x", count: 91) + "\"\n"
        let text = """
            protocol P { func short() }
            struct S {
                init(a: () -> Void = { g() }) {
            \(body(lines: 59))    }
                init() {
            \(body(lines: 58))    }
                func long() -> Int {
            \(body(lines: 60))    }
                var computed: Int {
            \(body(lines: 59))    }
                var stored = { 1 }
            }

            """
        let file = SourceFile(path: "Sources/A.swift", text: text + wide + wide + wide.dropFirst())
        let excesses = sizeExcesses(in: file)
        #expect(
            excesses.map { "\($0.kind) \($0.size) \($0.subject):\($0.finding.line)" } == [
                "columns 2 Sources/A.swift:249",
                "function 61 Sources/A.swift init:3",
                "function 62 Sources/A.swift long:124",
                "function 61 Sources/A.swift computed:186",
            ])
        let long = SourceFile(
            path: "a.c", text: String(repeating: "int a;\n", count: 501))
        #expect(sizeExcesses(in: long).map(\.size) == [501])
        let full = SourceFile(
            path: "a.c", text: String(repeating: "int a;\n", count: 500))
        #expect(sizeExcesses(in: full).isEmpty)
    }

    @Test(
        "The ratchet only turns one way",
        arguments: [
            ("", ["a.swift:1: 510 lines"]),
            ("# comment\nfile 510 a.swift", []),
            ("file 509 a.swift", ["a.swift:1: 510 lines (it was 509 and may only shrink)"]),
            (
                "file 511 a.swift",
                ["Tests/ratchet.txt:1: `a.swift` has shrunk: write 510"]
            ),
            (
                "file 510 a.swift\nfile 600 b.swift",
                [
                    "Tests/ratchet.txt:2: `file b.swift` is within its limit now: "
                        + "remove this row"
                ]
            ),
            (
                "file 510 a.swift\nfile",
                [
                    "Tests/ratchet.txt:2: found `file`, expected `kind size subject`"
                ]
            ),
        ])
    func ratchet(text: String, expected: [String]) {
        let excess = Excess(
            kind: "file", subject: "a.swift", size: 510,
            finding: Finding(path: "a.swift", line: 1, message: "510 lines"))
        #expect(Ratchet(text: text).findings(for: [excess]).map(\.description) == expected)
    }

    @Test("Names that say nothing")
    func names() {
        let file = SourceFile(
            path: "Sources/A/Utils/Queue.swift",
            text: "struct QueueManager {}\nenum Helper {}\nstruct Commons {}\nlet helper = 1")
        #expect(nameFindings(in: file).map(\.line) == [1, 1, 2])
        #expect(nameFindings(in: SourceFile(path: "A/Model/Common.md", text: "")).count == 1)
        #expect(nameFindings(in: SourceFile(path: "A/Model/Manage.swift", text: "")).isEmpty)
    }

    @Test("Links that lead nowhere")
    func links() {
        let text = """
            # One heading: of `code` & more
            [a](b.md) [gone](c.md) [up](../README.md) `[code](c.md)`
            [here](#one-heading-of-code--more) [nowhere](#two)
            [there](b.md#there) [not there](b.md#gone) [web](https://github.com/x)
            ```
            [fenced](c.md)
            ```
            [outside](../../README.md) [folder](../docs/)
            """
        var tree = SourceTree(root: "/nonexistent")
        let page = SourceFile(path: "docs/a.md", text: text)
        tree.files = [page, SourceFile(path: "docs/b.md", text: "## There\n")]
        tree.paths = ["docs", "docs/a.md", "docs/b.md", "README.md"]
        #expect(
            linkFindings(in: page, tree: tree).map(\.description) == [
                "docs/a.md:2: `c.md`: no such file",
                "docs/a.md:3: `#two`: docs/a.md has no such heading",
                "docs/a.md:4: `b.md#gone`: docs/b.md has no such heading",
                "docs/a.md:8: `../../README.md`: no such file",
            ])
    }

    @Test("Text that has no place in the repository")
    func forbiddenText() {
        let text = """
            see /work/notes and root/a
            pip --index-url=x
            https://github.com/apple and http://mirror.internal:8080/x
            Co-Authored-By: nobody
            file://host/x
            """
        let file = SourceFile(path: "a.md", text: text)
        #expect(forbiddenTextFindings(in: file).map(\.line) == [1, 2, 3, 4])
    }
}
