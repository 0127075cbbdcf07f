import Testing

@testable import MusterPlayground

@Suite("Patches")
struct PatchTests {
    @Test("a JSON patch applies as a whole or not at all")
    func jsonPatch() throws {
        let document: JSONValue = ["a": [1, 2], "b": ["c/d": 1]]
        let patch = try #require(
            JSONPatch([
                ["op": "add", "path": "/a/1", "value": 9],
                ["op": "replace", "path": "/b/c~1d", "value": 2],
                ["op": "copy", "from": "/a/0", "path": "/a/-"],
                ["op": "move", "from": "/b", "path": "/e"],
            ]))
        #expect(try patch.applied(to: document) == ["a": [1, 9, 2, 1], "e": ["c/d": 2]])
        let bad = try #require(JSONPatch([["op": "remove", "path": "/nosuch"]]))
        #expect(throws: JSONPatch.Inapplicable.self) { try bad.applied(to: document) }
    }

    @Test("a merge patch takes away what is null and replaces lists")
    func mergePatch() {
        // From RFC 7386, appendix A.
        let document: JSONValue = ["a": "b", "c": ["d": "e", "f": "g"], "l": [1]]
        #expect(
            document.merged(with: ["a": "z", "c": ["f": .null], "l": [2, 3]])
                == ["a": "z", "c": ["d": "e"], "l": [2, 3]])
    }

    @Test("a strategic merge finds containers by name and replaces tolerations")
    func strategicMerge() {
        let pod: JSONValue = [
            "containers": [["name": "a", "image": "1"], ["name": "b", "image": "1"]],
            "tolerations": [["key": "k"]],
        ]
        let patch: JSONValue = [
            "containers": [["name": "b", "image": "2"], ["name": "a", "$patch": "delete"]],
            "tolerations": [["key": "l"]],
        ]
        #expect(
            pod.strategicallyMerged(with: patch) == [
                "containers": [["name": "b", "image": "2"]], "tolerations": [["key": "l"]],
            ])
    }

    @Test("the order of elements that kubectl apply sends is followed")
    func elementOrder() {
        let pod: JSONValue = ["env": [["name": "a"], ["name": "b"], ["name": "c"]]]
        let patch: JSONValue = [
            "$setElementOrder/env": [["name": "c"], ["name": "a"]],
            "env": [["name": "b", "$patch": "delete"]],
        ]
        #expect(pod.strategicallyMerged(with: patch) == ["env": [["name": "c"], ["name": "a"]]])
    }

    @Test("finalizers are a set, from which single ones can be taken")
    func primitiveLists() {
        let metadata: JSONValue = ["finalizers": ["a", "b"]]
        #expect(
            metadata.strategicallyMerged(with: ["finalizers": ["b", "c"]])
                == ["finalizers": ["a", "b", "c"]])
        #expect(
            metadata.strategicallyMerged(with: ["$deleteFromPrimitiveList/finalizers": ["a"]])
                == ["finalizers": ["b"]])
    }

    private static let map = "/api/v1/namespaces/default/configmaps/m"

    private func apply(_ stage: inout Stage, _ data: JSONValue, _ query: String) -> (
        status: Int, body: JSONValue
    ) {
        stage.ask(
            "PATCH", "\(Self.map)?\(query)",
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "m"], "data": data],
            type: "application/apply-patch+yaml")
    }

    @Test("what a manager no longer applies goes, what another one owns stays")
    func applyRemoves() {
        var stage = Stage()
        #expect(apply(&stage, ["a": "1", "b": "1"], "fieldManager=one").status == 201)
        #expect(apply(&stage, ["c": "1"], "fieldManager=two").status == 200)
        let (_, body) = apply(&stage, ["a": "2"], "fieldManager=one")
        #expect(body["data"] == ["a": "2", "c": "1"])
    }

    @Test("a field that another manager owns is a conflict, unless it is taken by force")
    func applyConflict() {
        var stage = Stage()
        _ = apply(&stage, ["a": "1"], "fieldManager=one")
        let (status, refusal) = apply(&stage, ["a": "2"], "fieldManager=two")
        #expect(status == 409)
        #expect(
            refusal.string("message")
                == "Apply failed with 1 conflict: conflict with \"one\": .data.a")
        #expect(apply(&stage, ["a": "2"], "fieldManager=two&force=true").status == 200)
        #expect(apply(&stage, ["a": "3"], "fieldManager=one").status == 409)
    }

    @Test("applying the same again changes nothing")
    func applyAgain() {
        var stage = Stage()
        _ = apply(&stage, ["a": "1"], "fieldManager=one")
        let version = stage.playground.revision
        #expect(apply(&stage, ["a": "1"], "fieldManager=one").status == 200)
        #expect(stage.playground.revision == version)
    }
}
