import Glibc
import Synchronization

@testable import KubernetesClient

/// A server for HTTP/1.1 on the loopback address, whose answers a test writes byte by byte.
final class LoopbackServer: Sendable {
    /// A request as it came.
    struct Received: Sendable {
        /// From 1 on, over all connections.
        var number: Int
        var verb: String
        var target: String
        var headers: [Field]
        var body: String

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// What is done about a request, one step after the other.
    enum Step: Sendable {
        case send([UInt8])
        /// Waits until the test goes on.
        case wait(Promise<Void>)
        /// Ends the connection.
        case close
    }

    private struct State {
        var connections: [Int32] = []
        var received: [Received] = []
        var isStopped = false
    }

    static let host = "127.0.0.1"

    let address: String
    private let listening: Int32
    private let answer: @Sendable (Received) -> [Step]
    private let state = Mutex(State())

    init(_ answer: @escaping @Sendable (Received) -> [Step]) {
        let (listening, port) = LoopbackServer.listen()
        self.listening = listening
        self.answer = answer
        address = "http://\(LoopbackServer.host):\(port)"
        ClientThread { [self] in acceptAll() }.detach()
    }

    /// What came so far.
    var received: [Received] { state.withLock(\.received) }

    func stop() {
        let connections = state.withLock { state in
            state.isStopped = true
            return state.connections
        }
        for descriptor in connections + [listening] { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// A socket that listens on a free port.
    static func listen() -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            guard let pointer else { return }
            bind(descriptor, pointer, length)
            Glibc.listen(descriptor, 256)
            getsockname(descriptor, pointer, &length)
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listening, nil, nil)
            guard descriptor >= 0 else { break }
            let isStopped = state.withLock { state in
                state.connections.append(descriptor)
                return state.isStopped
            }
            if isStopped { shutdown(descriptor, Int32(SHUT_RDWR)) }
            ClientThread { [self] in serve(descriptor) }.detach()
        }
        close(listening)
    }

    private func serve(_ descriptor: Int32) {
        var buffer: [UInt8] = []
        loop: while let request = readRequest(descriptor, &buffer) {
            for step in answer(request) {
                switch step {
                case .send(let bytes): Self.write(bytes, to: descriptor)
                case .wait(let promise): promise.waitInThread()
                case .close: break loop
                }
            }
        }
        state.withLock { $0.connections.removeAll { $0 == descriptor } }
        close(descriptor)
    }

    private func readRequest(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Received? {
        while true {
            if let (request, length) = parse(buffer) {
                buffer.removeFirst(length)
                return state.withLock { state in
                    var numbered = request
                    numbered.number = state.received.count + 1
                    state.received.append(numbered)
                    return numbered
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return nil }
            buffer += chunk.prefix(count)
        }
    }

    private func parse(_ buffer: [UInt8]) -> (Received, Int)? {
        guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return Field(String(parts[0]), parts.count > 1 ? String(parts[1].trimmedBlanks) : "")
        }
        var request = Received(
            number: 0, verb: words[0], target: words[1], headers: headers, body: "")
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        guard buffer.count >= end.upperBound + length else { return nil }
        request.body = String(decoding: buffer[end.upperBound...].prefix(length), as: UTF8.self)
        return (request, end.upperBound + length)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

extension LoopbackServer.Step {
    static func send(_ text: String) -> Self { .send(Array(text.utf8)) }

    /// A whole answer.
    static func answer(
        _ status: Int, _ body: String = "", headers: [String] = []
    ) -> Self {
        let lines = ["HTTP/1.1 \(status) Whatever", "Content-Length: \(body.utf8.count)"] + headers
        return .send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// The head of an answer that comes in chunks.
    static let streamHead = Self.send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    /// The end of such an answer.
    static let streamEnd = Self.send("0\r\n\r\n")

    static func chunk(_ text: String) -> Self {
        .send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
    }
}
