import CSimdJSON

/// Owns simdjson's parser.
///
/// The text is checked whole, so that what follows cannot be malformed.
struct JSONParser: ~Copyable {
    private let parser: OpaquePointer

    /// - Precondition: There is memory for 64 KiB of text.
    init(maximumBytes: Int, maximumDepth: Int) {
        guard let parser = csj_create(max(0, maximumBytes), max(1, maximumDepth)) else {
            fatalError("no memory for a JSON parser")
        }
        self.parser = parser
    }

    deinit { csj_destroy(parser) }

    /// Parses one document and lets `read` look at it.
    ///
    /// - Complexity: O(n) in the length of the text.
    mutating func parse<Result>(
        _ text: Span<UInt8>, _ read: (JSONValue) throws(DecodingProblem) -> Result
    ) throws(DecodingProblem) -> Result {
        var document = csj_document()
        // simdjson takes no null pointer, not even for no bytes.
        let mistake =
            text.isEmpty
            ? csj_parse(parser, "", 0, &document)
            : text.withUnsafeBufferPointer { bytes in
                csj_parse(parser, bytes.baseAddress, bytes.count, &document)
            }
        if let mistake {
            throw DecodingProblem(
                found: "a text that is no JSON (\(String(cString: mistake)))",
                expected: "one JSON document")
        }
        // The first word of the tape is the root, which ends it.
        return try read(JSONValue(tape: document.tape, strings: document.strings, index: 1))
    }
}
