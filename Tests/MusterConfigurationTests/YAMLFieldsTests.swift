import MusterConfiguration
import Testing
import YAMLDocument

@Suite("Reading fields strictly")
struct YAMLFieldsTests {
    private enum Colour: String, CaseIterable {
        case red, green
    }

    private func fields(_ text: String, _ problems: inout [Problem]) throws -> YAMLFields {
        let (document, found) = parseYAML(Array(text.utf8), file: "f.yaml")
        problems += found
        let known = ["name", "count", "flag", "colour", "list", "map"]
        let node = try #require(document)
        let fields = node.fields(of: "a thing", known: known, problems: &problems)
        return try #require(fields)
    }

    @Test("Fields of the right kind are read with their places")
    func reads() throws {
        var problems: [Problem] = []
        let fields = try fields(
            "name: 12\ncount: 0x10\nflag: on\ncolour: red\nlist: [a, 'b']\nmap: {k: v}\n",
            &problems)
        let name = try #require(fields.string("name", problems: &problems))
        #expect(name.value == "12")
        #expect(name.location == SourceLocation(file: "f.yaml", line: 1, column: 7))
        #expect(fields.integer("count", in: 0...100, problems: &problems)?.value == 16)
        #expect(fields.bool("flag", problems: &problems)?.value == true)
        #expect(fields.choice("colour", as: Colour.self, problems: &problems)?.value == .red)
        #expect(fields.strings("list", problems: &problems).map(\.value) == ["a", "b"])
        #expect(fields.mapping("map", problems: &problems).map(\.key.value) == ["k"])
        #expect(problems == [])
    }

    @Test("Absent and null fields are nil without a problem; a required one is missed")
    func absent() throws {
        var problems: [Problem] = []
        let fields = try fields("name: ~\ncount:\n", &problems)
        #expect(fields.string("name", problems: &problems) == nil)
        #expect(fields.integer("count", in: 0...9, problems: &problems) == nil)
        #expect(fields.bool("flag", problems: &problems) == nil)
        #expect(fields.list("list", problems: &problems).isEmpty)
        #expect(problems == [])
        #expect(fields.required("name", problems: &problems) == nil)
        #expect(
            problems.map(\.description) == [
                "f.yaml:1:1: error: a thing needs a value for `name`, found nothing"
            ])
    }

    @Test("All mistakes of a mapping are found in one pass")
    func collects() throws {
        var problems: [Problem] = []
        let fields = try fields(
            """
            nmae: x
            count: "3"
            flag: maybe
            colour: gren
            list: a
            map: [1]
            """, &problems)
        _ = fields.integer("count", in: 0...9, problems: &problems)
        _ = fields.bool("flag", problems: &problems)
        _ = fields.choice("colour", as: Colour.self, problems: &problems)
        _ = fields.strings("list", problems: &problems)
        _ = fields.mapping("map", problems: &problems)
        #expect(
            problems.map(\.description) == [
                "f.yaml:1:1: error: a thing has no such field, found `nmae`;"
                    + " did you mean `name`?",
                "f.yaml:2:8: error: wrong value for `count`, found `3`,"
                    + " expected a whole number from 0 to 9; remove the quotes",
                "f.yaml:3:7: error: wrong value for `flag`, found `maybe`,"
                    + " expected `true` or `false`",
                "f.yaml:4:9: error: wrong value for `colour`, found `gren`,"
                    + " expected `red` or `green`; did you mean `green`?",
                "f.yaml:5:7: error: wrong kind of value for `list`, found a single value,"
                    + " expected a list; write `[a]`, or items that start with `- `",
                "f.yaml:6:6: error: wrong kind of value for `map`, found a list,"
                    + " expected a mapping",
            ])
    }

    @Test("Something else than a mapping has no fields")
    func kind() throws {
        var problems: [Problem] = []
        let document = try #require(parseYAML(Array("- a\n".utf8), file: "f.yaml").document)
        #expect(document.fields(of: "a thing", known: ["name"], problems: &problems) == nil)
        #expect(
            problems.map(\.description) == [
                "f.yaml:1:1: error: wrong kind of value for a thing, found a list,"
                    + " expected a mapping"
            ])
    }

    @Test(
        "Booleans are read as yaml.v3 reads them into a boolean field",
        arguments: [
            ("true", true), ("True", true), ("TRUE", true), ("yes", true), ("On", true),
            ("y", true),
            ("'yes'", true), ("false", false), ("NO", false), ("off", false), ("n", false),
        ])
    func booleans(text: String, value: Bool) throws {
        var problems: [Problem] = []
        let fields = try fields("flag: \(text)\n", &problems)
        #expect(fields.bool("flag", problems: &problems)?.value == value)
        #expect(problems == [])
    }

    @Test("Other words are no booleans", arguments: ["1", "0", "tRUE", "'true'", "t", "enabled"])
    func notBooleans(text: String) throws {
        var problems: [Problem] = []
        let fields = try fields("flag: \(text)\n", &problems)
        #expect(fields.bool("flag", problems: &problems) == nil)
        #expect(problems.count == 1)
    }

    @Test(
        "Whole numbers are read as yaml.v3 reads them",
        arguments: [
            ("0", 0), ("7", 7), ("+7", 7), ("-7", -7), ("1_000", 1000), ("010", 8), ("0o10", 8),
            ("0x1F", 31), ("-0x1f", -31), ("0b101", 5), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min),
        ])
    func integers(text: String, value: Int64) throws {
        var problems: [Problem] = []
        let fields = try fields("count: \(text)\n", &problems)
        let read = fields.integer("count", in: Int64.min...Int64.max, problems: &problems)
        #expect(read?.value == value)
        #expect(problems == [])
    }

    @Test(
        "Other texts are no whole numbers",
        arguments: [
            "1.5", "1e3", "'1'", "08", "0x", "0xg", "--1", "+-1", "9223372036854775808", "_1",
            "ten",
            "0x-1",
        ])
    func notIntegers(text: String) throws {
        var problems: [Problem] = []
        let fields = try fields("count: \(text)\n", &problems)
        let read = fields.integer("count", in: Int64.min...Int64.max, problems: &problems)
        #expect(read == nil)
        #expect(problems.count == 1)
    }

    @Test("Control characters of the input cannot reach a terminal")
    func escapes() throws {
        var problems: [Problem] = []
        _ = try fields("\"\\e[31m\\nred\": 1\n", &problems)
        #expect(
            problems.map(\.description) == [
                "f.yaml:1:1: error: a thing has no such field, found `\\u{1B}[31m\\nred`,"
                    + " expected one of `name`, `count`, `flag`, `colour`, `list` or `map`"
            ])
    }
}
