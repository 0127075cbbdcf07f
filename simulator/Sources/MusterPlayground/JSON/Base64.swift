import FoundationEssentials

/// Base64 (RFC 4648).
enum Base64 {
    static func decoded(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }

    static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
