import Testing

@testable import MusterPlayground

@Suite("Objects and users")
struct ObjectTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"

    @Test("a PUT without a version overwrites, one with an old version is a conflict")
    func conflicts() {
        var stage = Stage()
        let (_, made) = stage.ask("POST", Self.maps, ["metadata": ["name": "m"]])
        let version = made.at("metadata", "resourceVersion") ?? .null
        let first = stage.ask(
            "PUT", "\(Self.maps)/m", ["metadata": ["name": "m"], "data": ["a": "1"]])
        #expect(first.status == 200)
        let second = stage.ask(
            "PUT", "\(Self.maps)/m",
            ["metadata": ["name": "m", "resourceVersion": version], "data": ["a": "2"]])
        #expect(second.status == 409)
    }

    @Test("a change of nothing keeps the version")
    func noChange() {
        var stage = Stage()
        stage.ask("POST", Self.maps, ["metadata": ["name": "m"], "data": ["a": "1"]])
        let version = stage.playground.revision
        stage.ask("PUT", "\(Self.maps)/m", ["metadata": ["name": "m"], "data": ["a": "1"]])
        #expect(stage.playground.revision == version)
    }

    @Test("a dry run answers as if, and changes nothing")
    func dryRun() {
        var stage = Stage()
        let version = stage.playground.revision
        let (status, body) = stage.ask(
            "POST", "\(Self.maps)?dryRun=All", ["metadata": ["name": "m"]])
        #expect(status == 201)
        #expect(body.string("metadata", "uid")?.count == 36)
        #expect(body.at("metadata", "resourceVersion") == nil)
        #expect(stage.playground.revision == version)
    }

    @Test("an unknown token is refused, a known one says who asks")
    func tokens() {
        var settings = Playground.Settings()
        settings.tokens = ["secret": User(name: "system:kube-scheduler")]
        var stage = Stage(settings: settings)
        func ask(_ token: String) -> Int {
            let request = Request(
                method: "GET", target: "/api/v1/pods",
                headers: ["authorization": "Bearer \(token)"])
            guard case .response(let response) = stage.playground.handle(request, at: stage.now)
            else { return 0 }
            return response.status
        }
        #expect(ask("secret") == 200)
        #expect(ask("nonsense") == 401)
    }

    @Test(
        "no input crashes the process",
        arguments: [
            "", "{", "null", "[]", "1e999", #"{"metadata":1}"#, #"{"spec":{"containers":1}}"#,
            #"{"metadata":{"name":"a"},"spec":{"containers":[1,null,[]],"tolerations":{"a":1}}}"#,
            #"{"metadata":{"name":"a","deletionGracePeriodSeconds":9223372036854775807}}"#,
        ])
    func hostileBodies(_ body: String) {
        var stage = Stage()
        stage.makePod("p")
        let places = [
            "/api/v1/pods", "/api/v1/namespaces/default/pods", "/api/v1/namespaces/default/pods/p",
            "/api/v1/namespaces/default/pods/p/binding", "/apis/batch/v1/namespaces/default/jobs",
            "/api/v1/namespaces/default/pods/p/eviction", "/api/v1/nodes/node-0/status",
            "/apis/apps/v1/namespaces/default/deployments", "/api/v1/nodes/node-0",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        ]
        let types = [
            "application/json", "application/json-patch+json", "application/merge-patch+json",
            "application/strategic-merge-patch+json", "application/apply-patch+yaml",
            "application/vnd.kubernetes.protobuf",
        ]
        for place in places {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                for type in types {
                    let request = Request(
                        method: method, target: "\(place)?fieldManager=x&limit=-1",
                        headers: ["content-type": type], body: Array(body.utf8))
                    _ = stage.playground.handle(request, at: stage.now)
                }
            }
        }
        stage.pass(seconds: 1)
        #expect(stage.ask("GET", "/api/v1/nodes").status == 200)
    }
}
