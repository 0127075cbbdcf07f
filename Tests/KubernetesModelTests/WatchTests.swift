import KubernetesModel
import Testing

@Suite("Lists and watches")
struct WatchTests {
    @Test("The first page of a recorded list")
    func list() throws {
        var decoder = ObjectDecoder()
        let recording = try Recording("pods/list-limit-1")
        let page = try decoder.decodeList(of: Pod.self, from: recording.answer.span)
        #expect(page.items.map(\.metadata.name) == ["gen-qwktx", "lax"])
        #expect(page.spoiled.isEmpty && page.resourceVersion == "331")
        #expect(page.remainingItemCount == 7)
        #expect(
            page.continueToken
                == "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MzMxLCJzdGFydCI6Ii9sYXhcdTAwMDAifQ")
    }

    @Test("An empty list, one without items, and one that is none")
    func emptyLists() throws {
        var decoder = ObjectDecoder()
        let empty = #"{"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": null}"#
        let page = try decoder.decodeList(of: Pod.self, from: Array(empty.utf8).span)
        #expect(page.items.isEmpty && page.resourceVersion == "7" && page.continueToken == "")
        #expect(page.remainingItemCount == nil)
        let status = #"{"kind": "Status", "metadata": {}}"#
        #expect(throws: DecodingProblem.self) {
            try decoder.decodeList(of: Pod.self, from: Array(status.utf8).span)
        }
    }

    @Test("A bad object spoils itself alone and is known by name and identity")
    func spoiledItem() throws {
        let text = """
            {"metadata": {"resourceVersion": "9"}, "items": [{"metadata": {"name": "a"}},
             {"metadata": {"name": "b", "namespace": "n", "uid": "u", "resourceVersion": "8",
              "labels": {"l": 1}}, "spec": {"priority": "high"}},
             {"metadata": 5}, {"metadata": {"name": "c"}}]}
            """
        var decoder = ObjectDecoder()
        let page = try decoder.decodeList(of: Pod.self, from: Array(text.utf8).span)
        #expect(page.items.map(\.metadata.name) == ["a", "c"])
        #expect(
            page.spoiled.map(\.problem.description) == [
                "items[1].metadata.labels.l: found the number 1, expected a string",
                "items[2].metadata: found the number 5, expected an object",
            ])
        #expect(page.spoiled[0].name == "b" && page.spoiled[0].namespace == "n")
        #expect(page.spoiled[0].uid == "u" && page.spoiled[0].resourceVersion == "8")
        #expect(page.spoiled[1].name == "")
    }

    @Test("Recorded bookmarks")
    func bookmarks() throws {
        var decoder = ObjectDecoder()
        var marks: [String] = []
        for line in try Recording("watch/nodes-leases-bookmarks").events {
            let event = try decoder.decodeWatchEvent(of: Lease.self, from: Array(line).span)
            guard case .bookmark(let version, let isEnd) = event else {
                throw DecodingExpectation.failed
            }
            marks.append(isEnd ? "\(version) end" : version)
        }
        #expect(marks == ["459 end", "495", "503", "503"])
    }

    @Test("The recorded end of a watch from a version that is too old")
    func tooOld() throws {
        var decoder = ObjectDecoder()
        let line = try Recording("watch/too-old-cache").events[0]
        let event = try decoder.decodeWatchEvent(of: Pod.self, from: Array(line).span)
        guard case .failed(let status) = event else { throw DecodingExpectation.failed }
        #expect(status.code == 410 && status.reason == "Expired")
        #expect(status.message == "too old resource version: 1 (574)")
    }

    @Test(
        "Changes, in whichever order their members come",
        arguments: [
            (#"{"type": "ADDED", "object": {"metadata": {"name": "a"}}}"#, "added a"),
            (#"{"object": {"metadata": {"name": "a"}}, "type": "DELETED"}"#, "deleted a"),
            (
                #"{"type": "MODIFIED", "object": {"metadata": {"uid": "u"}, "spec": 1}}"#,
                "modified u: object.spec: found the number 1, expected an object"
            ),
            (
                #"{"type": "MOVED", "object": {}}"#,
                "object: found an event \"MOVED\", expected "
                    + "ADDED, MODIFIED, DELETED, BOOKMARK or ERROR"
            ),
            (
                #"{"type": "ADDED"}"#,
                "found an object without type and object, expected an event "
                    + "of a watch"
            ),
            ("[]", "found an array, expected an object"),
        ])
    func changes(line: String, expected: String) {
        var decoder = ObjectDecoder()
        let found: String
        do throws(DecodingProblem) {
            switch try decoder.decodeWatchEvent(of: Pod.self, from: Array(line.utf8).span) {
            case .changed(let change, let pod): found = "\(change) \(pod.metadata.name)"
            case .spoiled(let change, let pod): found = "\(change) \(pod.uid): \(pod.problem)"
            default: found = "another event"
            }
        } catch {
            found = error.description
        }
        #expect(found == expected)
    }
}
