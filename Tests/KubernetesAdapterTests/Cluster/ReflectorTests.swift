import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("What lists and watches tell")
struct ReflectorTests {
    private static let pods = ReflectedKind(Pod.resource) {
        ClusterEvent.pod($0)
    } gone: { _, uid in
        .podGone(uid: uid)
    }

    /// A page of pods `name/uid`, and where the next one begins.
    private func page(_ pods: [String], version: String, next: String = "") throws -> ReflectedPage
    {
        let items = pods.map { pod in
            let parts = pod.split(separator: "/")
            return #"{"metadata": {"name": "\#(parts[0])", "uid": "\#(parts[1])"}}"#
        }
        let text = """
            {"kind": "PodList",
             "metadata": {"resourceVersion": "\(version)", "continue": "\(next)"},
             "items": [\(items.joined(separator: ","))]}
            """
        return try Self.pods.readPage(Array(text.utf8))
    }

    private func line(_ type: String, _ pod: String, version: String) throws -> ReflectedEvent {
        let parts = pod.split(separator: "/")
        let metadata =
            #"{"name": "\#(parts[0])", "uid": "\#(parts[1])", "resourceVersion": "\#(version)"}"#
        let text = #"{"type": "\#(type)", "object": {"metadata": \#(metadata)}}"#
        var decoder = ObjectDecoder()
        return try Self.pods.readLine(&decoder, Array(text.utf8).span)
    }

    /// `+name` for a pod that is there, `-uid` for one that is gone.
    private func words(_ events: [ClusterEvent]) -> [String] {
        events.map { event in
            switch event {
            case .pod(let pod): "+\(pod.metadata.name)"
            case .podGone(let uid): "-\(uid)"
            default: "?"
            }
        }
    }

    private func seconds(_ seconds: Int64) -> Tick { Tick(seconds: seconds) }

    /// A reflector that has listed these pods at version 10 and watches since moment 0.
    private func watching(_ pods: [String]) throws -> Reflector {
        var reflector = Reflector(Self.pods)
        _ = reflector.request(at: .zero, chance: 0)
        _ = reflector.take(try page(pods, version: "10"), at: .zero)
        _ = reflector.request(at: .zero, chance: 0)
        return reflector
    }

    @Test("A list is asked for in pages, and a watch goes on where it ends")
    func pages() throws {
        var reflector = Reflector(Self.pods)
        let firstRequest = reflector.request(at: .zero, chance: 7)
        let first = try #require(firstRequest)
        #expect(first.path == "/api/v1/pods")
        #expect(first.query.map { "\($0.name)=\($0.value)" } == ["limit=500"])
        let taken = reflector.take(try page(["a/1"], version: "9", next: "token"), at: .zero)
        #expect(words(taken.events) == ["+a"])
        #expect(
            taken.next?.query.map { "\($0.name)=\($0.value)" } == ["limit=500", "continue=token"])
        #expect(!reflector.isSynced)
        let last = reflector.take(try page(["b/2"], version: "9"), at: .zero)
        #expect(words(last.events) == ["+b"])
        #expect(reflector.isSynced)
        let watchRequest = reflector.request(at: .zero, chance: 7)
        let watch = try #require(watchRequest)
        #expect(watch.isWatch)
        #expect(
            watch.query.map { "\($0.name)=\($0.value)" } == [
                "watch=true", "allowWatchBookmarks=true", "resourceVersion=9",
                "timeoutSeconds=307",
            ])
        #expect(reflector.isCurrent)
    }

    @Test("What a new list lacks is gone, and another pod of the same name is another one")
    func relist() throws {
        var reflector = try watching(["a/1", "b/2", "c/3"])
        _ = reflector.take(try failed(410), at: seconds(5))
        reflector.end(.finished, at: seconds(5), chance: 0)
        #expect(reflector.nextRequest == seconds(5))
        let listRequest = reflector.request(at: seconds(5), chance: 0)
        let list = try #require(listRequest)
        #expect(!list.isWatch)
        let taken = reflector.take(try page(["a/1", "b/9"], version: "20"), at: seconds(5))
        #expect(words(taken.events) == ["+a", "-2", "+b", "-3"])
    }

    private func failed(_ code: Int) throws -> ReflectedEvent {
        let text = #"{"type": "ERROR", "object": {"kind": "Status", "code": \#(code)}}"#
        var decoder = ObjectDecoder()
        return try Self.pods.readLine(&decoder, Array(text.utf8).span)
    }

    @Test("A watch that has ended goes on after the last event")
    func goesOn() throws {
        var reflector = try watching(["a/1"])
        let lines = [
            try line("ADDED", "b/2", version: "11"), try line("DELETED", "a/1", version: "12"),
            // It is gone already: that is told once.
            try line("DELETED", "a/1", version: "12"),
        ]
        let told = lines.map { words(reflector.take($0, at: .zero)) }
        #expect(told == [["+b"], ["-1"], []])
        reflector.end(.finished, at: seconds(60), chance: 0)
        let watchRequest = reflector.request(at: seconds(60), chance: 0)
        let watch = try #require(watchRequest)
        #expect(watch.query[2].value == "12")
    }

    @Test("A watch in which nothing was heard, no bookmark either, ends in a list")
    func silence() throws {
        var silent = try watching(["a/1"])
        silent.end(.failed, at: seconds(150), chance: 0)
        #expect(silent.request(at: seconds(151), chance: 0)?.isWatch == false)
        var short = try watching(["a/1"])
        short.end(.failed, at: seconds(119), chance: 0)
        #expect(short.request(at: seconds(120), chance: 0)?.isWatch == true)
        var alive = try watching(["a/1"])
        _ = alive.take(.bookmark(version: "11"), at: seconds(60))
        alive.end(.finished, at: seconds(300), chance: 0)
        #expect(alive.request(at: seconds(300), chance: 0)?.isWatch == true)
    }

    @Test("Failures are waited for longer and longer, up to eight seconds and a part by chance")
    func patience() throws {
        var reflector = try watching([])
        var delays: [Int64] = []
        var now = seconds(100)
        for _ in 0..<6 {
            reflector.end(.failed, at: now, chance: 100)
            let next = try #require(reflector.nextRequest)
            delays.append((next - now).milliseconds)
            now = next
            let request = reflector.request(at: now, chance: 0)
            #expect(request?.isWatch == true)
        }
        #expect(delays == [600, 1100, 2100, 4100, 8100, 8100])
    }

    @Test("A kind that the server does not have is empty, and looked for again after a minute")
    func absentKind() throws {
        let kind = ReflectedKind(PodGroup.schedulerPluginsResource, isOptional: true) {
            ClusterEvent.gang(.podGroup($0, .schedulerPlugins))
        } gone: { name, _ in
            .gang(.podGroupGone(name, .schedulerPlugins))
        }
        var reflector = Reflector(kind)
        _ = reflector.request(at: .zero, chance: 0)
        reflector.end(.refused(code: 404, retryAfterSeconds: nil), at: .zero, chance: 0)
        #expect(reflector.isSynced)
        #expect(reflector.isCurrent)
        #expect(reflector.nextRequest == seconds(60))
    }

    @Test("A pod that cannot be read counts as it was last, and is told of in the log")
    func spoiled() throws {
        var reflector = try watching(["a/1"])
        let text =
            #"{"type": "MODIFIED", "object": {"metadata": {"name": "a", "uid": "1", "#
            + #""resourceVersion": "11"}, "spec": {"priority": "high"}}}"#
        var decoder = ObjectDecoder()
        let event = try Self.pods.readLine(&decoder, Array(text.utf8).span)
        let told = reflector.take(event, at: .zero)
        #expect(words(told) == [])
        #expect(reflector.problems.count == 1)
        #expect(reflector.problems[0].hasPrefix("pods /a is left as it was last:"))
        #expect(reflector.problems[0].contains("spec.priority"))
    }
}
