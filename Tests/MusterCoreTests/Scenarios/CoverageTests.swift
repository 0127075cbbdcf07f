import FoundationEssentials
import Testing

/// Every case of the enumerations that the core speaks in stands in an expectation of some story.
@Suite("Coverage of cases")
struct CoverageTests {
    /// Cases that no story can reach, and why.
    private static let unreachable = [
        "ApplicationState.expired": "the core does not forget by itself what ended long ago"
    ]

    @Test("Each reason, state and decision is expected by some story")
    func everyCase() throws {
        let stories = try Self.stories()
        let files = ["Decision", "DecisionReasons", "ApplicationState", "WaitReason"]
        let decisions = try files.map { try Self.source("\($0).swift") }.joined()
        let missing = Self.enumerations.flatMap { Self.missing($0, of: decisions, in: stories) }
        #expect(missing.sorted() == Self.unreachable.keys.sorted())
    }

    @Test("A case that no story expects is found")
    func missingCase() {
        let source = """
            public enum WaitReason: Hashable {
                /// Told.
                case told(Int)
                /// Asked for.
                case asked
                /// In no story.
                case forgotten(Int)
            }
            public enum Other {
                case elsewhere
            }
            """
        let stories = #"s.expect("A waits: told(1)") s.expectReason("A", "asked") forgotten"#
        let missing = Self.missing("WaitReason", of: source, in: stories)
        #expect(missing == ["WaitReason.forgotten"])
        #expect(Self.missing("Nothing", of: source, in: stories) == ["Nothing: no cases found"])
    }

    /// The cases of an enumeration in a source text that stand in no expectation.
    private static func missing(
        _ name: String, of source: String, in stories: String
    ) -> [String] {
        let cases = cases(of: name, in: source)
        guard !cases.isEmpty else { return ["\(name): no cases found"] }
        return cases.filter { label, value in
            !texts(of: label, value, in: name).contains(where: stories.contains)
        }.map { "\(name).\($0.0)" }
    }

    private static let enumerations = [
        "ApplicationState", "Decision", "EvictionReason", "RefusedInput", "RejectionReason",
        "ReleaseReason", "WaitReason",
    ]

    /// How a case shows in an expectation.
    private static func texts(of label: String, _ value: String, in name: String) -> [String] {
        switch name {
        case "ApplicationState": return ["-> \(value)\"", "\(value) -> "]
        case "EvictionReason": return ["(\(label)", "(required node"]
        case "RefusedInput": return ["refused: \(label)("]
        case "RejectionReason": return ["rejected: \(label)(", "rejected: \(label)\""]
        case "ReleaseReason": return ["(\(label))\""]
        case "WaitReason":
            return ["waits: ", "\", \""].flatMap { ["\($0)\(label)(", "\($0)\(label)\""] }
        default:
            switch label {
            case "allocated", "held", "unheld", "released", "reserved", "evicted", "placed",
                "replaced", "unneeded":
                return ["\"\(label) "]
            case "queueChanged": return ["\"queue "]
            case "stateChanged": return [" -> "]
            default: return [" \(label): ", "\"\(label): "]
            }
        }
    }

    /// The cases of a public enumeration in a source text: label and raw value, as written.
    private static func cases(of name: String, in source: String) -> [(String, String)] {
        let lines = source.split(separator: "\n").drop { !$0.hasPrefix("public enum \(name):") }
        return lines.prefix { $0 != "}" }.compactMap { line in
            guard line.hasPrefix("    case ") else { return nil }
            let label = line.dropFirst(9).prefix { $0.isLetter || $0.isNumber }
            let value = line.split(separator: "\"").dropFirst().first ?? label
            return (String(label), String(value))
        }
    }

    /// All stories but this file, as one text.
    private static func stories() throws -> String {
        let folder = folder(droppingLast: 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let stories = names.filter { $0.hasSuffix("Tests.swift") && $0 != "CoverageTests.swift" }
        return try stories.sorted().map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
        }.joined()
    }

    private static func source(_ name: String) throws -> String {
        try String(
            contentsOfFile: "\(folder(droppingLast: 4))/Sources/MusterCore/Model/\(name)",
            encoding: .utf8)
    }

    /// The folder of this file, or one above it.
    private static func folder(droppingLast count: Int) -> String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(count)
            .joined(separator: "/")
    }
}
