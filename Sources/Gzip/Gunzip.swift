import CZlib

/// Why compressed bytes could not be expanded.
public enum GzipError: Error, Hashable, CustomStringConvertible {
    /// The data ends in the middle: a download that broke off.
    case truncated
    /// The data is damaged or is not gzip at all; `offset` is the byte where that showed.
    case corrupt(reason: String, offset: Int)
    /// More than `limit` bytes come out.
    case tooLarge(limit: Int)

    /// What is the matter and what to do, for people.
    public var description: String {
        switch self {
        case .truncated:
            "the compressed data ends in the middle; fetch or copy the file again"
        case .corrupt(let reason, let offset):
            "the compressed data is damaged at byte \(offset) (\(reason)); "
                + "fetch or copy the file again"
        case .tooLarge(let limit):
            "the compressed data expands to more than \(limit) bytes; "
                + "expand and shorten the file first"
        }
    }
}

/// Whether bytes begin as a gzip file does.
public func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1f, 0x8b])
}

/// Expands gzip data: one or more members, one after the other; zero bytes at the end, which
/// tapes and block devices leave, do not count.
///
/// - Parameters:
///   - bytes: The compressed data.
///   - limit: The most bytes that may come out; 4 GiB by default.
/// - Returns: The expanded data of all members.
/// - Throws: ``GzipError`` if the data is cut off, damaged, or expands to more than the limit.
/// - Complexity: O(bytes out).
public func gunzip(_ bytes: [UInt8], limit: Int = 4 << 30) throws(GzipError) -> [UInt8] {
    // zlib keeps a pointer to its stream and insists on it, so the stream must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    // 15 is the largest window; adding 16 makes zlib read the gzip header and check its CRC.
    let started = inflateInit2_(
        stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { throw .corrupt(reason: "zlib did not start", offset: 0) }
    defer { inflateEnd(stream) }

    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var consumed = 0
    while true {
        // zlib counts in 32 bits, so a large file goes in by pieces.
        let piece = min(bytes.count - consumed, 1 << 30)
        let (status, read, written) = inflatePiece(
            of: bytes, from: consumed, count: piece, into: &chunk, with: stream)
        consumed += read
        guard output.count + written <= limit else { throw .tooLarge(limit: limit) }
        output.append(contentsOf: chunk[..<written])
        switch status {
        case Z_STREAM_END:
            if bytes[consumed...].allSatisfy({ $0 == 0 }) { return output }
            inflateReset(stream)
        case Z_OK: break
        case Z_BUF_ERROR where consumed == bytes.count: throw .truncated
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
            throw .corrupt(reason: reason, offset: consumed)
        }
    }
}

/// Runs zlib once over `count` bytes; also returns how many bytes it read and wrote.
private func inflatePiece(
    of bytes: [UInt8], from start: Int, count: Int, into chunk: inout [UInt8],
    with stream: UnsafeMutablePointer<z_stream>
) -> (status: Int32, read: Int, written: Int) {
    let capacity = chunk.count
    return bytes.withUnsafeBufferPointer { input in
        chunk.withUnsafeMutableBufferPointer { output in
            // zlib never writes through next_in; its C signature only lacks the const.
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress.map { $0 + start })
            stream.pointee.avail_in = UInt32(count)
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(capacity)
            let status = inflate(stream, Z_NO_FLUSH)
            let read = count - Int(stream.pointee.avail_in)
            return (status, read, capacity - Int(stream.pointee.avail_out))
        }
    }
}
