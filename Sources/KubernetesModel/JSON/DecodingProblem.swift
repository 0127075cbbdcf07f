/// What keeps a JSON text from being the object that it should be.
///
/// A problem names one place. Deterministic: the first one in the order of the text.
public struct DecodingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: member names and 0-based places, as in `spec.containers[0].name`; empty for all.
    public private(set) var path = ""
    /// What stands there, shortened.
    public let found: String
    /// What should stand there.
    public let expected: String

    init(found: String, expected: String) {
        self.found = found
        self.expected = expected
    }

    /// `path: found ..., expected ...`.
    public var description: String {
        (path.isEmpty ? "" : "\(path): ") + "found \(found), expected \(expected)"
    }

    /// The same problem, seen from the object that has the member `name`.
    consuming func within(_ name: String) -> DecodingProblem {
        var outer = self
        let isPlain = name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
        }
        let component = isPlain && !name.isEmpty ? name : "[\"\(name)\"]"
        let joint = outer.path.isEmpty || outer.path.first == "[" ? "" : "."
        outer.path = component + joint + outer.path
        return outer
    }

    /// The same problem, seen from the array that has it at `place`.
    consuming func within(place: Int) -> DecodingProblem {
        var outer = self
        let joint = outer.path.isEmpty || outer.path.first == "[" ? "" : "."
        outer.path = "[\(place)]" + joint + outer.path
        return outer
    }
}
