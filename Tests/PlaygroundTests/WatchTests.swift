import Testing

@testable import MusterPlayground

@Suite("Watches")
struct WatchTests {
    @Test("a watch from a version shows each later change once")
    func fromVersion() throws {
        var stage = Stage()
        let version = stage.playground.revision
        stage.makePod("a")
        var watch = try stage.watch("/api/v1/pods?watch=1&resourceVersion=\(version)")
        #expect(stage.events(&watch) == ["ADDED a"])
        stage.ask("DELETE", "/api/v1/namespaces/default/pods/a")
        #expect(stage.events(&watch) == ["MODIFIED a", "DELETED a"])
        #expect(stage.events(&watch) == [])
    }

    @Test("without a version what is there comes first")
    func withoutVersion() throws {
        var stage = Stage()
        stage.makePod("a")
        var watch = try stage.watch("/api/v1/namespaces/default/pods?watch=true")
        stage.makePod("b")
        #expect(stage.events(&watch) == ["ADDED a", "ADDED b"])
    }

    @Test("a bound pod leaves the selection of unbound pods with its old form and the new version")
    func leavesSelection() throws {
        var stage = Stage()
        stage.makePod("a")
        var watch = try stage.watch(
            "/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3D&resourceVersion="
                + "\(stage.playground.revision)")
        #expect(stage.bind("a", to: "node-0") == 201)
        let event = try #require(stage.documents(&watch).first)
        #expect(event.string("type") == "DELETED")
        #expect(event.string("object", "spec", "nodeName") == nil)
        #expect(
            event.string("object", "metadata", "resourceVersion")
                == String(stage.playground.revision))
    }

    @Test("a version that is not kept any more ends the watch with 410 Expired")
    func tooOld() throws {
        var stage = Stage()
        stage.playground.store.compact(to: 5)
        var watch = try stage.watch("/api/v1/pods?watch=1&resourceVersion=1")
        #expect(stage.events(&watch) == ["ERROR Expired"])
        #expect(stage.playground.events(for: &watch, at: stage.now).ends)
    }

    @Test("a streaming list ends its first part with a bookmark")
    func initialEvents() throws {
        var stage = Stage()
        stage.makePod("a")
        var watch = try stage.watch(
            "/api/v1/pods?watch=1&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan")
        let documents = stage.documents(&watch)
        #expect(documents.map { $0.string("type") } == ["ADDED", "BOOKMARK"])
        #expect(
            documents[1].string(
                "object", "metadata", "annotations", "k8s.io/initial-events-end") == "true")
    }

    @Test("bookmarks come each minute, and the stream ends when its time is over")
    func bookmarksAndEnd() throws {
        var stage = Stage()
        var watch = try stage.watch(
            "/api/v1/pods?watch=1&resourceVersion=\(stage.playground.revision)"
                + "&allowWatchBookmarks=true&timeoutSeconds=70")
        stage.now = stage.now.adding(seconds: 60)
        #expect(stage.events(&watch) == ["BOOKMARK "])
        #expect(watch.wakeUp == stage.now.adding(seconds: 10))
        stage.now = stage.now.adding(seconds: 10)
        #expect(stage.playground.events(for: &watch, at: stage.now).ends)
    }
}
