import Testing

@testable import MusterPlayground

@Suite("Lists")
struct ListTests {
    private static let pods = "/api/v1/namespaces/default/pods"

    private func names(_ list: JSONValue) -> [String] {
        list.list("items").compactMap { $0.string("metadata", "name") }
    }

    @Test("the pages of a list show the version of the first, whatever happens meanwhile")
    func pages() throws {
        var stage = Stage()
        for name in ["a", "b", "c"] { stage.makePod(name) }
        let first = stage.ask("GET", "\(Self.pods)?limit=2").body
        let token = try #require(first.string("metadata", "continue"))
        #expect(first.integer("metadata", "remainingItemCount") == 1)
        stage.ask("DELETE", "\(Self.pods)/c")
        stage.makePod("d")
        let second = stage.ask("GET", "\(Self.pods)?limit=2&continue=\(token)").body
        #expect(names(first) == ["a", "b"])
        #expect(names(second) == ["c"])
        #expect(second.at("metadata", "resourceVersion") == first.at("metadata", "resourceVersion"))
    }

    @Test("a token that is too old is answered by 410 with one that goes on without promises")
    func expiredToken() throws {
        var stage = Stage()
        for name in ["a", "b"] { stage.makePod(name) }
        let first = stage.ask("GET", "\(Self.pods)?limit=1").body
        let token = try #require(first.string("metadata", "continue"))
        stage.makePod("c")
        stage.playground.store.compact(to: stage.playground.revision)
        let (status, refusal) = stage.ask("GET", "\(Self.pods)?limit=1&continue=\(token)")
        #expect(status == 410)
        let next = try #require(refusal.string("metadata", "continue"))
        #expect(names(stage.ask("GET", "\(Self.pods)?continue=\(next)").body) == ["b", "c"])
    }

    @Test("an exact version shows the list as it was")
    func exactVersion() {
        var stage = Stage()
        stage.makePod("a")
        let version = stage.playground.revision
        stage.ask("DELETE", "\(Self.pods)/a")
        let list = stage.ask(
            "GET", "\(Self.pods)?resourceVersion=\(version)&resourceVersionMatch=Exact"
        ).body
        #expect(names(list) == ["a"])
    }

    @Test(
        "label selectors select",
        arguments: [
            ("a=1", ["x"]), ("a!=1", ["y", "z"]), ("a", ["x", "y"]), ("!a", ["z"]),
            ("a in (1,2),b", ["y"]), ("a notin (1)", ["y", "z"]),
        ])
    func labelSelectors(_ selector: String, _ expected: [String]) {
        var stage = Stage()
        stage.makePod("x", labels: ["a": "1"])
        stage.makePod("y", labels: ["a": "2", "b": ""])
        stage.makePod("z", labels: [:])
        let query = selector.replacing(" ", with: "%20")
        #expect(names(stage.ask("GET", "\(Self.pods)?labelSelector=\(query)").body) == expected)
    }
}
