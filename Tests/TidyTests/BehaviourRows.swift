import Testing

/// The rows B001 to B184 of the table of YuniKorn's behaviour, and which of them a test shows.
///
/// A test shows a row if its name contains the row's id: the text after `@Test(`, or the name of
/// the function, such as `B072_queueQuota`.
enum BehaviourRows {
    static let all = (1...184).map {
        "B" + String(repeating: "0", count: 3 - "\($0)".count) + "\($0)"
    }

    /// Rows that no test shows yet, and why.
    static let untested: KeyValuePairs = [
        "B003": "a reload is compared by checksum in the REST API, which is still to come",
        "B004": "the checksum is shown by the REST API",
        "B075": "no node is reserved for one ask: backfill `easy` and `conservative` reserve time",
        "B076": "the switch for what B075 describes",
        "B116": "the history of applications belongs to the REST API",
        "B170": "the webhook is not yet served",
        "B171": "the REST API is still to come",
        "B172": "the REST API is still to come",
        "B173": "the REST API is still to come",
        "B174": "the REST API is still to come",
        "B175": "the REST API is still to come",
        "B176": "the REST API is still to come",
        "B177": "the REST API is still to come",
        "B178": "the REST API is still to come",
        "B179": "the REST API is still to come",
        "B180": "the REST API is still to come",
        "B181": "the REST API is still to come",
        "B182": "the REST API is still to come",
    ]

    /// The rows that stand in names of tests.
    static func shown(in files: [SourceFile]) -> Set<String> {
        var shown: Set<String> = []
        let tests = files.filter { $0.path.hasPrefix("Tests/") && !$0.path.contains("TidyTests") }
        for file in tests {
            for name in names(in: file.text) { shown.formUnion(rows(in: String(name))) }
        }
        return shown
    }

    /// The names of the tests of a file: the literal that follows `@Test(`, and those of functions.
    static func names(in text: String) -> [Substring] {
        var names: [Substring] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "@Test") {
            rest = rest[start.upperBound...]
            let argument = rest.drop { $0 == "(" || $0.isWhitespace }
            if argument.first == "\"" { names.append(argument.dropFirst().prefix { $0 != "\"" }) }
            guard let function = rest.firstRange(of: "func ") else { break }
            names.append(rest[function.upperBound...].prefix { $0 != "(" })
        }
        return names
    }

    /// The ids in a text.
    static func rows(in text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            .filter { $0.first == "B" && $0.count == 4 && Int($0.dropFirst()) != nil }
    }
}

@Suite("The rows of YuniKorn's behaviour")
struct BehaviourRowTests {
    @Test("Each row has a test or a reason, which is printed")
    func everyRow() {
        let shown = BehaviourRows.shown(in: SourceTree.current.swiftFiles)
        let untested = BehaviourRows.untested.map(\.key)
        print("Rows of YuniKorn's behaviour without a test (\(untested.count) of 184):")
        for (row, reason) in BehaviourRows.untested { print("  \(row)  \(reason)") }
        #expect(BehaviourRows.all.filter { !shown.contains($0) } == untested)
    }

    @Test("Ids are found in names, and only whole ones")
    func ids() {
        #expect(BehaviourRows.rows(in: "B117, B129: x") == ["B117", "B129"])
        #expect(BehaviourRows.rows(in: "B1 B1170 AB117 b117") == [])
        #expect(BehaviourRows.rows(in: "B117_B118_podRuns") == ["B117", "B118"])
        let source = "@Test(\n    \"B117 x\", arguments: [\"B118\"]) func a() @Test func B119() {}"
        #expect(BehaviourRows.names(in: source) == ["B117 x", "a", "B119"])
    }
}
