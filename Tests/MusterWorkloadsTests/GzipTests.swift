import Gzip
import Testing

@Suite("Gzip")
struct GzipTests {
    /// "; MaxProcs: 8" and a line end.
    private let first: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xb3, 0x56,
        0xf0, 0x4d, 0xac, 0x08, 0x28, 0xca, 0x4f, 0x2e, 0xb6, 0x52, 0xb0, 0xe0,
        0x02, 0x00, 0x5d, 0x70, 0x79, 0xdd, 0x0e, 0x00, 0x00, 0x00,
    ]
    /// "hello" and a line end.
    private let second: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48,
        0xcd, 0xc9, 0xc9, 0xe7, 0x02, 0x00, 0x20, 0x30, 0x3a, 0x36, 0x06, 0x00,
        0x00, 0x00,
    ]

    private func text(_ bytes: [UInt8], limit: Int = 100) throws(GzipError) -> String {
        String(decoding: try gunzip(bytes, limit: limit), as: UTF8.self)
    }

    @Test("Members that follow one another are expanded one after the other")
    func members() throws {
        #expect(try text(first) == "; MaxProcs: 8\n")
        #expect(try text(first + second) == "; MaxProcs: 8\nhello\n")
        #expect(try text(second + [0, 0, 0]) == "hello\n")
    }

    @Test("Data that ends in the middle is refused")
    func truncated() {
        for length in 0..<second.count {
            #expect(throws: GzipError.truncated) { try text(Array(second.prefix(length))) }
        }
    }

    @Test("Damaged data is refused, with the place")
    func corrupt() {
        var damaged = second
        damaged[second.count - 5] ^= 1
        #expect(throws: GzipError.self) { try text(damaged) }
        #expect(throws: GzipError.corrupt(reason: "incorrect header check", offset: 2)) {
            try text([0x50, 0x4b, 3, 4])
        }
        #expect(throws: GzipError.corrupt(reason: "incorrect header check", offset: 28)) {
            try text(second + [1, 2, 3])
        }
    }

    @Test("Expansion stops at the limit")
    func limit() {
        #expect(throws: GzipError.tooLarge(limit: 5)) { try text(second, limit: 5) }
        #expect(throws: Never.self) { try text(second, limit: 6) }
    }
}
