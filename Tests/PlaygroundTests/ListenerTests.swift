import Glibc
import Logging
import MusterServer
import TestKit
import Testing

@Suite("The server")
struct ListenerTests {
    private static let logger = Logger(label: "server") { _ in SwiftLogNoOpLogHandler() }

    /// Opens a connection that sends nothing.
    private static func connect(to port: Int) -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        inet_pton(AF_INET, ServerProxy.host, &address.sin_addr)
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return socket
    }

    /// A connection that was accepted and not looked at made NIO trap.
    @Test("a server that is stopped while connections come in ends without a trap")
    func stop() async throws {
        for _ in 1...8 {
            let listener = Listener(
                host: ServerProxy.host, port: 0, identity: nil, logger: Self.logger)
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let server = Task(executorPreference: OwnThreads.shared) {
                try await listener.run(on: OwnThreads.shared) {
                    port.yield($0)
                } answer: { _ in
                    ReplyToSend(status: 200, headers: [], body: .bytes([]))
                }
            }
            var iterator = ports.makeAsyncIterator()
            let number = try #require(await iterator.next())
            let sockets = (1...32).map { index in
                if index == 16 { server.cancel() }
                return Self.connect(to: number)
            }
            // Nothing went wrong, as far as it can tell.
            try await server.value
            for socket in sockets { close(socket) }
        }
    }
}
