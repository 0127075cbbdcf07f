internal import Foundation
internal import Synchronization

/// A way to the API server that can be cut and mended.
package final class ServerProxy: Sendable {
    private struct State {
        /// Nobody listens while the way is cut.
        var listener: Int32?
        var open: Set<Int32> = []
    }

    private let state = Mutex(State())
    private let host: String
    private let serverPort: UInt16
    /// The loopback address, where it listens.
    package static let host = "127.0.0.1"
    /// The port on which it listens.
    package let port: UInt16

    /// Begins to listen for who wants to get to this server.
    package init(toHost host: String, port serverPort: UInt16) throws {
        self.host = host
        self.serverPort = serverPort
        let listener = try Self.listen(port: 0)
        port = try Self.port(of: listener)
        serve(listener)
    }

    deinit { cut() }

    /// A call of the system that failed.
    package struct Failure: Error {
        /// Which one.
        package var call: String
        /// The system's code.
        package var code: Int32
    }

    /// Ends all connections, and refuses others.
    package func cut() {
        let sockets = state.withLock { state in
            let sockets = state.open.union(state.listener.map { [$0] } ?? [])
            state.listener = nil
            return sockets
        }
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    /// Takes connections again.
    package func mend() throws { serve(try Self.listen(port: port)) }

    // MARK: Sockets

    private static let stream = Int32(SOCK_STREAM.rawValue)

    private static func listen(port: UInt16) throws -> Int32 {
        let listener = socket(AF_INET, stream, 0)
        // Connections that have just ended do not keep the port.
        var yes = Int32(1)
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_port = port.bigEndian
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr(host)
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0, Foundation.listen(listener, 64) == 0 else {
            throw Failure(call: "listen", code: errno)
        }
        return listener
    }

    private static func port(of listener: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(listener, $0, &size)
            }
        }
        guard result == 0 else { throw Failure(call: "getsockname", code: errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    private func serve(_ listener: Int32) {
        state.withLock { $0.listener = listener }
        Thread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                self?.take(client, from: listener)
            }
            close(listener)
        }.start()
    }

    private func take(_ client: Int32, from listener: Int32) {
        guard let server = connectToServer() else {
            close(client)
            return
        }
        let isOpen = state.withLock { state in
            guard state.listener == listener else { return false }
            state.open.formUnion([client, server])
            return true
        }
        if isOpen {
            join(client, server)
        } else {
            close(client)
            close(server)
        }
    }

    private func connectToServer() -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Self.stream
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(serverPort), &hints, &found) == 0, let found else {
            return nil
        }
        defer { freeaddrinfo(found) }
        let server = socket(found.pointee.ai_family, Self.stream, 0)
        guard connect(server, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
            close(server)
            return nil
        }
        return server
    }

    /// Passes on what comes from either side, until one of them ends.
    private func join(_ client: Int32, _ server: Int32) {
        let ends = DispatchGroup()
        for (source, target) in [(client, server), (server, client)] {
            ends.enter()
            Thread {
                Self.pass(from: source, to: target)
                shutdown(source, Int32(SHUT_RDWR))
                shutdown(target, Int32(SHUT_RDWR))
                ends.leave()
            }.start()
        }
        ends.notify(queue: .global()) {
            self.state.withLock { $0.open.subtract([client, server]) }
            close(client)
            close(server)
        }
    }

    private static func pass(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { return }
            var sent = 0
            while sent < count {
                let more = send(
                    target, Array(buffer[sent..<count]), count - sent, Int32(MSG_NOSIGNAL))
                guard more > 0 else { return }
                sent += more
            }
        }
    }
}
