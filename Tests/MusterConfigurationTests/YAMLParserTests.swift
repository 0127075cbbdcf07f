import MusterConfiguration
import Testing
import YAMLDocument

@Suite("YAML documents")
struct YAMLParserTests {
    /// The document as one line: `{key: value}`, `[item]`, quoted text in quotes.
    private func outline(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain, _): return isPlain ? text : "'\(text)'"
        case .sequence(let items): return "[" + items.map(outline).joined(separator: ", ") + "]"
        case .mapping(let pairs):
            let texts = pairs.map { outline($0.key) + ": " + outline($0.value) }
            return "{" + texts.joined(separator: ", ") + "}"
        }
    }

    private func parse(_ text: String) -> (outline: String?, problems: [String]) {
        let (document, problems) = parseYAML(Array(text.utf8), file: "f.yaml")
        return (document.map(outline), problems.map(\.description))
    }

    @Test("Keys, items and quotes keep their order and their places")
    func places() throws {
        let text = "a: 1\nlist:\n  - x\n  - {b: \"2\", ü: yes}\n"
        let (document, problems) = parseYAML(Array(text.utf8), file: "f.yaml")
        let root = try #require(document)
        #expect(problems.isEmpty)
        #expect(outline(root) == "{a: 1, list: [x, {b: '2', ü: yes}]}")
        guard case .mapping(let pairs) = root.content,
            case .sequence(let items) = pairs[1].value.content,
            case .mapping(let inner) = items[1].content
        else { throw Failure() }
        #expect(pairs[1].key.location == SourceLocation(file: "f.yaml", line: 2, column: 1))
        #expect(items[0].location == SourceLocation(file: "f.yaml", line: 3, column: 5))
        #expect(inner[0].value.location == SourceLocation(file: "f.yaml", line: 4, column: 9))
        #expect(inner[1].value.location == SourceLocation(file: "f.yaml", line: 4, column: 17))
    }

    @Test(
        "An empty text is no document and no problem", arguments: ["", "# nothing\n", "---\n", "~"])
    func empty(text: String) {
        let (outline, problems) = parse(text)
        #expect(outline == nil)
        #expect(problems == [])
    }

    @Test("Aliases and merge keys are filled in; a mapping's own keys win")
    func aliases() {
        let (outline, problems) = parse(
            """
            base: &base {x: 1, y: 2}
            other: &other {y: 3, z: 4}
            one: *base
            two: {<<: *base, y: 5}
            three: {<<: [*base, *other]}
            """)
        #expect(problems == [])
        #expect(
            outline == "{base: {x: 1, y: 2}, other: {y: 3, z: 4}, one: {x: 1, y: 2}, "
                + "two: {y: 5, x: 1}, three: {x: 1, y: 2, z: 4}}")
    }

    @Test(
        "Every mistake has its place and, where a reason is known, what to do",
        arguments: [
            (
                "a: b: c\n",
                "f.yaml:1:5: error: not valid YAML: mapping values are not allowed in this context"
                    + ", found `a: b: c`; quote a value that contains `: `, and check the"
                    + " indentation of this line"
            ),
            (
                "a:\n\tb: 1\n",
                "f.yaml:2:1: error: not valid YAML: found character that cannot start any token"
                    + " while scanning for the next token, found `b: 1`;"
                    + " indent with spaces; YAML allows no tabs there"
            ),
            (
                "a: 'open\nb: 1\n",
                "f.yaml:1:4: error: not valid YAML: found unexpected end of stream"
                    + " while scanning a quoted scalar, found `a: 'open`; close the quote"
            ),
            (
                "a: [1, 2\n",
                "f.yaml:2:1: error: not valid YAML: did not find expected ',' or ']'"
                    + " while parsing a flow sequence that starts in line 1; close the `[`"
            ),
            (
                "a: 1\na: 2\n",
                "f.yaml:2:1: error: the key is given twice, found `a`;"
                    + " it stands in line 1 already; remove one"
            ),
            (
                "a: 1\n---\nb: 2\n",
                "f.yaml:2:1: error: a second document starts here, found `---`,"
                    + " expected one document in a file; put it into a file of its own"
            ),
            (
                "a: {{ .Values.a }}\n",
                "f.yaml:1:5: error: a mapping cannot be a key, expected a name; quote a value that"
                    + " starts with `{` or `[`, and fill in a template (`{{ ... }}`) before the"
                    + " file is read"
            ),
            (
                "a: *b\n",
                "f.yaml:1:4: error: the alias has no anchor before it, found `*b`,"
                    + " expected `&b` earlier in the file"
            ),
            (
                "a: &a [*a]\n",
                "f.yaml:1:8: error: the alias stands inside of what it stands for, found `*a`;"
                    + " write the value out"
            ),
            (
                "a: !vault x\n",
                "f.yaml:1:4: error: the tag means nothing here, found `!vault`; remove it"
            ),
            (
                "a: {<<: 3}\n",
                "f.yaml:1:9: error: `<<` merges mappings, found a single value,"
                    + " expected a mapping or a list of mappings"
            ),
        ])
    func mistakes(text: String, message: String) {
        #expect(parse(text).problems == [message])
    }

    @Test("Bytes that are no UTF-8 text are refused at their place")
    func bytes() {
        let notUTF8 = parseYAML([0x61, 0x3A, 0x0A, 0xC3, 0xBC, 0xFF, 0x0A], file: "f.yaml")
        #expect(notUTF8.document == nil)
        #expect(
            notUTF8.problems.first?.description.hasPrefix(
                "f.yaml:2:2: error: not valid YAML: invalid leading UTF-8 octet") == true)
        let null = parseYAML([0x61, 0x3A, 0x20, 0x00, 0x0A], file: "f.yaml")
        #expect(
            null.problems.first?.description.hasPrefix(
                "f.yaml:1:4: error: not valid YAML: control characters are not allowed") == true)
        let utf16 = parseYAML([0xFF, 0xFE, 0x61, 0x00], file: "f.yaml")
        #expect(
            utf16.problems.map(\.description) == [
                "f.yaml:1:1: error: the file is UTF-16, expected UTF-8; save it as UTF-8"
            ])
    }

    @Test("A small file cannot grow large through its aliases")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            let items = Array(repeating: alias, count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let (outline, problems) = parse(text)
        #expect(problems.count == 1)
        #expect(
            problems.first?.contains("the document is too large once its aliases are filled in")
                == true)
        #expect(outline == nil)
    }

    @Test("Deep nesting is refused, not followed", arguments: ["[", "{a: ", "- "])
    func depth(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        let problems = parse(text).problems
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasSuffix(
                "lists and mappings are nested too deeply, expected at most 250 levels") == true)
    }

    @Test("250 levels are fine, one more is not, with or without aliases")
    func depthLimit() {
        let fine = String(repeating: "[", count: 250) + String(repeating: "]", count: 250)
        #expect(parse(fine).problems == [])
        let throughAlias =
            "- &a " + String(repeating: "[", count: 150)
            + String(repeating: "]", count: 150) + "\n- " + String(repeating: "[", count: 100)
            + "*a" + String(repeating: "]", count: 100) + "\n"
        #expect(parse(throughAlias).problems.count == 1)
    }

    @Test("No bytes crash the parser")
    func fuzz() {
        let valid = Array(
            """
            # Everything that YAML has.
            base: &base {x: 1, "y": 'z', <<: {w: ~}}
            list: [*base, !!str 3, {? a : b}]
            block: |-
              text \u{FC}
            folded: >
              more "text"
            quoted: "\\x41\\u00fc\\\""
            """.utf8)
        #expect(parseYAML(valid, file: "f.yaml").problems == [])
        var generator = SplitMix64(seed: 20_260)
        for _ in 0..<4_000 {
            let (document, problems) = parseYAML(valid.mutated(using: &generator), file: "f.yaml")
            // A text is read or refused with a reason, or it is empty; and it can be shown.
            if document == nil { _ = problems.map(\.description) }
        }
    }

    private struct Failure: Error {}
}
