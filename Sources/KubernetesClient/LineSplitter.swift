import Glibc

/// Cuts a stream of bytes into lines.
///
/// Only a line that comes in several parts is copied.
struct LineSplitter {
    let limit: Int
    private var partial: [UInt8] = []

    init(maxLineBytes: Int) {
        limit = max(maxLineBytes, 1)
    }

    /// Whether the last line had no end so far.
    var isWithinLine: Bool { !partial.isEmpty }

    /// Hands over the lines that end in these bytes, without `\n` or `\r\n`; empty ones are left
    /// out.
    ///
    /// - Returns: Whether all lines so far are within the limit; afterwards nothing can be split.
    /// - Complexity: O(bytes).
    mutating func split(_ bytes: RawSpan, _ onLine: (RawSpan) -> Void) -> Bool {
        var start = 0
        while start < bytes.byteCount {
            let rest = bytes.extracting(droppingFirst: start)
            guard let length = rest.firstOffset(of: UInt8(ascii: "\n")) else {
                guard partial.count + rest.byteCount <= limit else { return false }
                rest.withUnsafeBytes { partial.append(contentsOf: $0) }
                return true
            }
            let line = rest.extracting(first: length)
            guard partial.count + length <= limit else { return false }
            if partial.isEmpty {
                handOver(line, onLine)
            } else {
                line.withUnsafeBytes { partial.append(contentsOf: $0) }
                handOver(partial.span.bytes, onLine)
                // Large lines are rare; their memory is not kept.
                partial.removeAll(keepingCapacity: partial.count < 1 << 20)
            }
            start += length + 1
        }
        return true
    }

    private func handOver(_ line: RawSpan, _ onLine: (RawSpan) -> Void) {
        var length = line.byteCount
        if length > 0,
            line.unsafeLoad(fromByteOffset: length - 1, as: UInt8.self) == UInt8(ascii: "\r")
        {
            length -= 1
        }
        if length > 0 { onLine(line.extracting(first: length)) }
    }
}

extension RawSpan {
    /// Where the byte stands first.
    fileprivate func firstOffset(of byte: UInt8) -> Int? {
        withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress,
                let found = memchr(start, Int32(byte), buffer.count)
            else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }
}
