import CLibCurl
import Synchronization

/// A request with what has become of it so far.
///
/// Made by the caller's thread and from then on touched by the loop's thread only, but for
/// `isPaused`; hence the unchecked conformance.
final class Exchange: @unchecked Sendable {
    /// Whom the answer goes to.
    enum Receiver: Sendable {
        case call(@Sendable (Result<Response, ClientError>) -> Void)
        case stream(StreamReceiver)
    }

    let id: Int
    let request: Request
    /// Whether the reader of a stream wants no more for now; set by any thread.
    let isPaused = Atomic(false)
    let isStream: Bool

    /// `nil` once it was told the end.
    private var receiver: Receiver?
    /// While a transfer is under way.
    var easy: EasyHandle?
    var response = Response(status: 0)
    /// When the attempt has taken too long, in nanoseconds of the client's clock.
    var deadline = Int64.max
    /// Whether libcurl holds bytes back until it is told to go on.
    var isHeld = false
    /// Which credential the attempt was made with.
    var generation = 0
    var hasRefreshedCredential = false
    /// Why the transfer was ended from within, in the place of what libcurl will say.
    var ownFailure: ClientError?

    private var bodySent = 0
    private var isHeadComplete = false
    private let clock: ClientClock
    private let maxBodyBytes: Int

    init(
        id: Int, request: Request, receiver: Receiver, clock: ClientClock, maxBodyBytes: Int
    ) {
        self.id = id
        self.request = request
        self.receiver = receiver
        if case .stream = receiver { isStream = true } else { isStream = false }
        self.clock = clock
        self.maxBodyBytes = maxBodyBytes
    }

    /// Whether it is a stream whose reader has been given the head of the answer.
    var isStreaming: Bool { isStream && isHeadComplete && response.isSuccess }

    /// Forgets the last attempt.
    func beginAttempt() {
        response = Response(status: 0)
        (isHeld, isHeadComplete, bodySent, ownFailure) = (false, false, 0, nil)
        deadline = clock.now().advanced(bySaturating: request.timeout)
    }

    /// Tells the receiver the end, once; later ends are not told.
    func end(_ result: Result<Response, ClientError>) {
        let wasStreaming = isStreaming
        guard let receiver else { return }
        self.receiver = nil
        switch receiver {
        case .call(let completion): completion(result)
        case .stream(let stream):
            switch result {
            case .success where wasStreaming: stream.end(.finished)
            case .success(let response): stream.end(.refused(response))
            case .failure(let error): stream.end(.failed(error))
            }
        }
    }

    // MARK: What libcurl calls

    /// A line of the head, with its end.
    func receiveHeader(_ line: UnsafeRawBufferPointer) {
        let text = line.trimmedBlanks
        if text.starts(with: "HTTP/".utf8) {
            // Also after `100 Continue`, whose head is not the answer's.
            let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2)
            let status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) : nil
            response = Response(status: status ?? 0)
            return
        }
        guard text.isEmpty else {
            guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return }
            let value = UnsafeRawBufferPointer(rebasing: text[(colon + 1)...]).trimmedBlanks
            response.headers.append(
                Field(
                    String(decoding: text[..<colon], as: UTF8.self),
                    String(decoding: value, as: UTF8.self)))
            return
        }
        guard response.status >= 200, !isHeadComplete else { return }
        isHeadComplete = true
        if isStreaming, case .stream(let stream)? = receiver {
            stream.head(response)
            extendIdleDeadline()
        }
    }

    /// Bytes of the body.
    ///
    /// - Returns: How many were taken; another number than all ends the transfer, and libcurl's
    ///   number for a pause holds it.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard isStreaming, case .stream(let stream)? = receiver else {
            guard response.body.count + bytes.count <= maxBodyBytes else {
                ownFailure = .tooLarge(limit: maxBodyBytes)
                return 0
            }
            response.body.append(contentsOf: bytes)
            return bytes.count
        }
        guard !isPaused.load(ordering: .acquiring) else {
            isHeld = true
            deadline = .max
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        extendIdleDeadline()
        if let failure = stream.bytes(bytes.bytes) {
            ownFailure = failure
            return 0
        }
        return bytes.count
    }

    /// Fills the buffer with the next bytes of the request's body.
    func provideBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body = request.body else { return 0 }
        let count = min(buffer.count, body.count - bodySent)
        buffer.copyBytes(from: body[bodySent..<bodySent + count])
        bodySent += count
        return count
    }

    /// Lets a stream be silent for its whole time again.
    func extendIdleDeadline() {
        deadline = clock.now().advanced(bySaturating: request.idleTimeout)
    }
}

/// What a stream's reader is told, by the loop's thread.
struct StreamReceiver: Sendable {
    var head: @Sendable (Response) -> Void
    /// Returns why the stream is to end, `nil` to go on.
    var bytes: @Sendable (RawSpan) -> ClientError?
    var end: @Sendable (StreamEnd) -> Void
}

/// How a stream ended.
public enum StreamEnd: Sendable {
    /// As the server wanted it: nothing was cut off.
    case finished
    /// There was no stream but this answer, whose status is not one of 200 to 299.
    case refused(Response)
    /// Something went wrong on the way.
    case failed(ClientError)
}

extension Int64 {
    /// A time that much later, the largest one if there is none.
    func advanced(bySaturating duration: Duration) -> Int64 {
        saturated(addingReportingOverflow(duration.wholeNanoseconds))
    }
}

extension UnsafeRawBufferPointer {
    /// Without the blanks and ends of lines around it.
    fileprivate var trimmedBlanks: Slice<UnsafeRawBufferPointer> {
        func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }
        guard let end = lastIndex(where: { !isBlank($0) }) else { return self[0..<0] }
        let start = firstIndex { !isBlank($0) } ?? 0
        return self[start...end]
    }
}

/// Passes what libcurl calls on to the exchange.
enum ExchangeCallbacks {
    static let header: muster_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let total = size * count
        exchange(context).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: total))
        return total
    }

    static let write: muster_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        return exchange(context).receiveBody(
            UnsafeRawBufferPointer(start: bytes, count: size * count))
    }

    static let read: muster_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        return exchange(context).provideBody(
            UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }

    private static func exchange(_ context: UnsafeMutableRawPointer) -> Exchange {
        Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }
}
