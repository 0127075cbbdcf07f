import Synchronization
import Testing

@testable import KubernetesClient

@Suite("Many calls at once")
struct ManyCallTests {
    /// Counts what each of so many calls was told.
    private final class Tally: Sendable {
        let done = Promise<Void>()
        private let counts: Mutex<[String: Int]> = Mutex([:])
        private let expected: Int

        init(expecting expected: Int) { self.expected = expected }

        func note(_ result: Result<Response, ClientError>) {
            let text =
                switch result {
                case .success(let response): "\(response.status)"
                case .failure(let error): "\(error)"
                }
            let total = counts.withLock { counts in
                counts[text, default: 0] += 1
                return counts.values.reduce(0, +)
            }
            if total == expected { done.fulfil() }
        }

        var all: [String: Int] { counts.withLock(\.self) }
    }

    @Test("Ten thousand queued calls are each answered exactly once")
    func tenThousand() async throws {
        let server = LoopbackServer { _ in [.answer(201)] }
        let client = try APIClient(ClientConfiguration(server: server.address))
        let tally = Tally(expecting: 10_000)
        for number in 0..<10_000 {
            client.send(Request(.post, "/bind/\(number)", body: [0x7B, 0x7D])) { tally.note($0) }
        }
        await tally.done.value
        client.close()
        #expect(tally.all == ["201": 10_000])
        #expect(Set(server.received.map(\.target)).count == 10_000)
        #expect(server.received.count == 10_000)
        server.stop()
    }

    @Test("Closing tells every call that waits or is on its way, before it returns")
    func close() async throws {
        let arrived = Promise<Void>()
        let never = Promise<Void>()
        let server = LoopbackServer { _ in
            arrived.fulfil()
            return [.wait(never)]
        }
        let client = try APIClient(ClientConfiguration(server: server.address))
        let tally = Tally(expecting: 1001)
        var request = Request(.get, "/")
        // How long a busy machine takes to go on here is not what is tried.
        request.timeout = .seconds(3600)
        for _ in 0..<1000 { client.send(request) { tally.note($0) } }
        await arrived.value
        client.close()
        client.close()
        client.send(Request(.get, "/")) { tally.note($0) }
        #expect(tally.all == ["the client is closed; make another one": 1001])
        never.fulfil()
        server.stop()
    }

    @Test("A client may be closed by the answer to its own call")
    func closeWithinCallback() async throws {
        let server = LoopbackServer { _ in [.answer(200)] }
        let client = try APIClient(ClientConfiguration(server: server.address))
        let answered = Promise<Int>()
        client.send(Request(.get, "/")) { result in
            client.close()
            answered.fulfil((try? result.get().status) ?? 0)
        }
        #expect(await answered.value == 200)
        server.stop()
    }

    @Test("A call that was taken back is told so once")
    func cancel() async throws {
        let arrived = Promise<Void>()
        let never = Promise<Void>()
        let server = LoopbackServer { _ in
            arrived.fulfil()
            return [.wait(never)]
        }
        let client = try APIClient(ClientConfiguration(server: server.address))
        let tally = Tally(expecting: 1)
        var request = Request(.get, "/")
        // How long a busy machine takes to go on here is not what is tried.
        request.timeout = .seconds(3600)
        let handle = client.send(request) { tally.note($0) }
        await arrived.value
        handle.cancel()
        handle.cancel()
        await tally.done.value
        client.close()
        #expect(tally.all == ["the request was taken back": 1])
        never.fulfil()
        server.stop()
    }

    @Test("A lease does not wait behind calls that are stuck")
    func urgent() async throws {
        let never = Promise<Void>()
        let server = LoopbackServer { request in
            request.target == "/lease" ? [.answer(200)] : [.wait(never)]
        }
        let client = try APIClient(ClientConfiguration(server: server.address))
        for _ in 0..<200 { client.send(Request(.get, "/stuck")) { _ in } }
        var lease = Request(.put, "/lease", body: [])
        lease.isUrgent = true
        #expect(try await client.send(lease).status == 200)
        client.close()
        never.fulfil()
        server.stop()
    }
}
