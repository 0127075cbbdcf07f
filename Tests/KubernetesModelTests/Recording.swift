import FoundationEssentials
import KubernetesModel

/// A recorded conversation with kube-apiserver 1.36: what was asked, what was answered.
struct Recording {
    /// The body of the request; empty for none.
    let request: [UInt8]
    /// The body of the answer.
    let answer: [UInt8]

    /// Reads `Fixtures/NAME.http`.
    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        try self.init(file: folder.appending(path: "Fixtures/\(name).http"))
    }

    init(file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let status = text.ranges(of: "\nHTTP/1.1 ").first { text[$0.upperBound].isNumber }
        guard let status else { throw CocoaError(.fileReadCorruptFile) }
        request = Self.body(of: text[..<status.lowerBound])
        answer = Self.body(of: text[status.upperBound...])
    }

    private static func body(of message: Substring) -> [UInt8] {
        guard let blank = message.firstRange(of: "\n\n") else { return [] }
        return Array(message[blank.upperBound...].utf8)
    }

    /// The lines of a watch.
    var events: [ArraySlice<UInt8>] { answer.split(separator: UInt8(ascii: "\n")) }

    /// The answer as one object.
    func object<Value: JSONDecodable>(_ type: Value.Type = Value.self) throws -> Value {
        try decode(answer)
    }
}

/// Reads one value with a decoder of its own.
func decode<Value: JSONDecodable>(
    _ bytes: [UInt8], as type: Value.Type = Value.self
) throws(DecodingProblem) -> Value {
    var decoder = ObjectDecoder()
    return try decoder.decode(type, from: bytes.span)
}

func decode<Value: JSONDecodable>(
    _ text: String, as type: Value.Type = Value.self
) throws(DecodingProblem) -> Value {
    try decode(Array(text.utf8), as: type)
}

/// The text of the problem with which reading ends; "none" if it does not.
func problem<Value: JSONDecodable>(_ text: String, as type: Value.Type) -> String {
    do throws(DecodingProblem) {
        _ = try decode(text, as: type)
        return "none"
    } catch {
        return error.description
    }
}

/// JSON without the spaces between its parts, to compare bodies.
func compact(_ json: [UInt8]) -> String {
    var text: [UInt8] = []
    var isInString = false
    var isEscaped = false
    for byte in json {
        if isInString {
            if !isEscaped && byte == UInt8(ascii: "\"") { isInString = false }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
            continue
        } else if byte == UInt8(ascii: "\"") {
            isInString = true
        }
        text.append(byte)
    }
    return String(decoding: text, as: UTF8.self)
}

func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
