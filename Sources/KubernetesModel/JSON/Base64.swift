/// Bytes that JSON carries in base 64 (RFC 4648, section 4, padded).
struct Base64: JSONDecodable {
    let bytes: [UInt8]

    init(json: JSONValue) throws(DecodingProblem) {
        guard json.kind == JSONValue.Kind.string, let bytes = Self.bytes(json.utf8) else {
            throw json.problem(expected: "base 64")
        }
        self.bytes = bytes
    }

    private static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        for (place, character) in text.dropLast(padding).enumerated() {
            guard let value = sextet(character) else { return nil }
            bits = bits << 6 | UInt32(value)
            // Of four characters the first one completes no byte.
            let pending = 6 - place % 4 * 2
            if pending < 6 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending))) }
        }
        return bytes
    }

    private static func sextet(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
