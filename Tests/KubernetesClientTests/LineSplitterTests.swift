import Testing

@testable import KubernetesClient

@Suite("Lines of a stream")
struct LineSplitterTests {
    private func split(_ parts: [String], limit: Int = 100) -> (lines: [String], isWithin: Bool) {
        var splitter = LineSplitter(maxLineBytes: limit)
        var lines: [String] = []
        for part in parts {
            let isFine = splitter.split(Array(part.utf8).span.bytes) { line in
                lines.append(line.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            }
            if !isFine { return (lines + ["too long"], false) }
        }
        return (lines, splitter.isWithinLine)
    }

    @Test("Wherever a chunk ends, the lines are the same", arguments: 0...12)
    func everyBorder(at border: Int) {
        let text = "{\"a\":1}\nbc\nd"
        let first = String(text.prefix(border))
        let (lines, isWithin) = split([first, String(text.dropFirst(border))])
        #expect(lines == ["{\"a\":1}", "bc"])
        #expect(isWithin)
    }

    @Test("One byte at a time")
    func bytes() {
        let (lines, isWithin) = split("ab\r\n\n\r\ncde\n".map(String.init))
        #expect(lines == ["ab", "cde"])
        #expect(!isWithin)
    }

    @Test("A line may be as long as allowed, and no longer")
    func limit() {
        #expect(split(["12345678", "90\nx\n"], limit: 10).lines == ["1234567890", "x"])
        #expect(split(["12345678", "901\n"], limit: 10).lines == ["too long"])
        #expect(split(["12345678901"], limit: 10).lines == ["too long"])
        #expect(split(["12345678901\n"], limit: 10).lines == ["too long"])
    }
}
