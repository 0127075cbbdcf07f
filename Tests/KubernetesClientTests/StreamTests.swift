import Synchronization
import Testing

@testable import KubernetesClient

@Suite("Streams")
struct StreamTests {
    private func text(_ end: StreamEnd) -> String {
        switch end {
        case .finished: "finished"
        case .refused(let response): "refused \(response.status)"
        case .failed(let error): "failed \(error)"
        }
    }

    private func open(
        _ steps: [LoopbackServer.Step], lineBytes: Int = 1 << 20
    ) async throws -> (lines: [String], end: String) {
        let server = LoopbackServer { _ in steps }
        var configuration = ClientConfiguration(server: server.address)
        configuration.maxLineBytes = lineBytes
        let client = try APIClient(configuration)
        let log = StreamLog()
        _ = log.open(Request(.get, "/watch"), on: client)
        let end = text(await log.end.value)
        client.close()
        #expect(log.end.count == 1)
        server.stop()
        return (log.lines, end)
    }

    @Test("A recorded watch comes line by line, whatever the chunks", arguments: [1, 7, 4096])
    func recorded(size: Int) async throws {
        let recording = try Recording("watch-bookmarks")
        let (lines, end) = try await open(recording.chunks(of: size))
        #expect(end == "finished")
        #expect(lines == recording.body.split(separator: "\n").map(String.init))
        #expect(lines.count == 4)
    }

    @Test("A watch from too old a version is a stream with one event")
    func tooOld() async throws {
        let (lines, end) = try await open(try Recording("watch-too-old").chunks(of: 100))
        #expect(end == "finished")
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix("\"reason\":\"Expired\",\"code\":410}}"))
    }

    @Test("A watch that is refused has no lines but the answer")
    func refused() async throws {
        let (lines, end) = try await open([try Recording("watch-forbidden").whole])
        #expect((lines, end) == ([], "refused 403"))
    }

    @Test("A connection that ends in the middle of a line is broken, and the line is not told")
    func brokenLine() async throws {
        let (lines, end) = try await open([.streamHead, .chunk("one\ntw"), .close])
        #expect(lines == ["one"])
        #expect(end.hasPrefix("failed the connection broke: "))
    }

    @Test("So is a stream that ends properly but within a line")
    func endWithinLine() async throws {
        let (lines, end) = try await open([.streamHead, .chunk("one\ntw"), .streamEnd])
        #expect(lines == ["one"])
        #expect(
            end == "failed the connection broke: the stream ended in the middle of a line; "
                + "look whether the call was carried out before repeating it")
    }

    @Test("A line that is too long ends the stream")
    func longLine() async throws {
        let (lines, end) = try await open(
            [.streamHead, .chunk("1234\n"), .chunk("12345\n"), .streamEnd], lineBytes: 4)
        #expect(lines == ["1234"])
        #expect(
            end == "failed the answer is larger than 4 bytes; ask for less at once, such as "
                + "`limit=500`")
    }

    @Test("A stream that is taken back, or whose client is closed, is told so once")
    func cancel() async throws {
        let never = Promise<Void>()
        let server = LoopbackServer { _ in [.streamHead, .chunk("one\n"), .wait(never)] }
        let client = try APIClient(ClientConfiguration(server: server.address))
        let logs = (StreamLog(), StreamLog())
        let stream = logs.0.open(Request(.get, "/watch"), on: client)
        _ = logs.1.open(Request(.get, "/watch"), on: client)
        await logs.0.firstLine.value
        await logs.1.firstLine.value
        stream.cancel()
        #expect(text(await logs.0.end.value) == "failed the request was taken back")
        client.close()
        stream.cancel()
        stream.resume()
        #expect(
            text(await logs.1.end.value) == "failed the client is closed; make another one")
        #expect([logs.0.end.count, logs.1.end.count] == [1, 1])
        never.fulfil()
        server.stop()
    }

    @Test("Silence ends a stream, however long its head might have taken", arguments: [5, 600])
    func idle(seconds: Int64) async throws {
        let clock = ManualClock()
        let never = Promise<Void>()
        let server = LoopbackServer { request in
            request.target == "/watch"
                ? [.streamHead, .chunk("one\n"), .wait(never)] : [.answer(200)]
        }
        let client = try APIClient(
            ClientConfiguration(server: server.address), clock: clock.clock)
        let log = StreamLog()
        var watch = Request(.get, "/watch")
        watch.idleTimeout = .seconds(seconds)
        _ = log.open(watch, on: client)
        await log.firstLine.value
        clock.advance(seconds: seconds - 1, client)
        var bulk = Request(.get, "/other")
        bulk.isBulk = true
        _ = try await client.send(bulk)
        #expect(log.end.count == 0)
        clock.advance(seconds: 1, client)
        #expect(text(await log.end.value).hasPrefix("failed the stream was silent for too long"))
        never.fulfil()
        server.stop()
    }

    @Test("A stream is not silent while its reader pauses")
    func pausedIsNotIdle() async throws {
        let clock = ManualClock()
        let paused = Promise<Void>()
        let server = LoopbackServer { request in
            request.target == "/watch"
                ? [.streamHead, .chunk("one\n"), .wait(paused), .chunk("two\n"), .streamEnd]
                : [.answer(200)]
        }
        let client = try APIClient(
            ClientConfiguration(server: server.address), clock: clock.clock)
        let log = StreamLog()
        let stream = log.open(Request(.get, "/watch"), on: client)
        await log.firstLine.value
        stream.pause()
        clock.advance(seconds: 100_000, client)
        var bulk = Request(.get, "/other")
        bulk.isBulk = true
        _ = try await client.send(bulk)
        #expect(log.end.count == 0)
        paused.fulfil()
        stream.resume()
        #expect(text(await log.end.value) == "finished")
        #expect(log.lines == ["one", "two"])
        server.stop()
    }

    @Test("A reader that pauses holds the server up, loses nothing, and holds up nobody else")
    func pause() async throws {
        let line = String(repeating: "x", count: 1023) + "\n"
        let megabyte = LoopbackServer.Step.chunk(String(repeating: line, count: 1024))
        let sent = Promise<Void>()
        let server = LoopbackServer { request in
            guard request.target == "/watch" else { return [.answer(200)] }
            return [.streamHead] + Array(repeating: megabyte, count: 32) + [.streamEnd]
        }
        let client = try APIClient(ClientConfiguration(server: server.address))
        let bytes = Mutex(0)
        let end = Promise<StreamEnd>()
        let handle = Mutex<RequestHandle?>(nil)
        let stream = client.streamLines(
            Request(.get, "/watch"),
            onLine: { line in
                handle.withLock { $0?.pause() }
                bytes.withLock { $0 += line.byteCount }
                sent.fulfil()
            },
            onEnd: { end.fulfil($0) })
        handle.withLock { $0 = stream }
        stream.pause()
        var bulk = Request(.get, "/other")
        bulk.isBulk = true
        for _ in 0..<10 { _ = try await client.send(bulk) }
        #expect(end.count == 0)
        #expect(bytes.withLock(\.self) < 4 << 20)
        handle.withLock { $0 = nil }
        stream.resume()
        #expect(text(await end.value) == "finished")
        #expect(bytes.withLock(\.self) == 32 * 1024 * 1023)
        server.stop()
    }
}
