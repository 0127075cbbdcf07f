import FoundationEssentials

/// A recorded conversation: what was asked and what was answered.
struct Recording {
    var head: [String]
    var body: String

    init(_ name: String) throws {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let path = parts.joined(separator: "/") + "/Fixtures/\(name).http"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let answer = text[text.firstRange(of: "\nHTTP/1.1 ")!.upperBound...]
        let end = answer.firstRange(of: "\n\n")!
        head = ("HTTP/1.1 " + answer[..<end.lowerBound]).split(separator: "\n").map(String.init)
        body = String(answer[end.upperBound...])
    }

    /// As one answer.
    var whole: LoopbackServer.Step {
        let lines = head + ["Content-Length: \(body.utf8.count)"]
        return .send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// In chunks of so many bytes, as a watch comes.
    func chunks(of size: Int) -> [LoopbackServer.Step] {
        var steps: [LoopbackServer.Step] = [.streamHead]
        var rest = Array(body.utf8)[...]
        while !rest.isEmpty {
            steps.append(.chunk(String(decoding: rest.prefix(size), as: UTF8.self)))
            rest = rest.dropFirst(size)
        }
        return steps + [.streamEnd]
    }
}
