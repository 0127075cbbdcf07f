import AdmissionRules
import KubernetesModel
import Testing

@Suite("Config maps, before they reach the scheduler")
struct ConfigMapAdmissionTests {
    private static let good =
        "partitions: [{name: default, queues: [{name: root, submitacl: '*'}]}]"
    private static let bad =
        "partitions: [{name: default, queues: [{name: root, submitacl: '*'}], queuse: []}]"

    private func configMap(_ name: String, _ data: NameMap<String>) -> ConfigMap {
        var map = ConfigMap()
        map.metadata.name = name
        map.data = data
        return map
    }

    private func json(_ name: String, _ data: NameMap<String>) -> String {
        let members = data.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ",")
        return #"{"metadata": {"name": "\#(name)"}, "data": {\#(members)}}"#
    }

    private func judged(
        changing name: String = "yunikorn-configs", _ new: NameMap<String>?,
        old: NameMap<String>? = nil,
        besides: [ConfigMap] = [], operation: String = "UPDATE", namespace: String = "yunikorn"
    ) throws -> AdmissionAnswer {
        var facts = AdmissionFacts()
        facts.configMaps = besides + [configMap(name, old ?? [:])]
        let review = Review(
            kind: "ConfigMap", operation: operation, name: name, namespace: namespace,
            object: new.map { json(name, $0) } ?? "null", old: old.map { json(name, $0) } ?? "null")
        return try review.judged(facts) { $0.ownNamespace = "yunikorn" }
    }

    @Test("B168 a wrong queue file is denied, with map, key, line and column")
    func wrong() throws {
        let denial = try judged(["queues.yaml": Self.bad], old: [:]).denial
        #expect(denial?.code == 422)
        let message = try #require(denial?.message)
        #expect(message.hasPrefix("the queue file is refused, and the one in force stays:\n"))
        #expect(message.contains("\nyunikorn-configs/queues.yaml:1:70: error: "))
        #expect(message.contains("found `queuse`"))
    }

    @Test("B168 B169 a good one is allowed, without a scheduler")
    func right() throws {
        #expect(try judged(["queues.yaml": Self.good]) == AdmissionAnswer())
        #expect(try judged([:]) == AdmissionAnswer())
    }

    @Test("B168 what counts is what both maps say together")
    func merged() throws {
        let admin = configMap("yunikorn-configs", ["queues.yaml": Self.good])
        #expect(
            try judged(changing: "yunikorn-defaults", ["queues.yaml": Self.bad], besides: [admin])
                == AdmissionAnswer())
        let defaults = configMap("yunikorn-defaults", ["other.yaml": Self.bad])
        let answer = try judged(["service.policyGroup": "other"], besides: [defaults])
        #expect(answer.denial?.message.contains("\nyunikorn-defaults/other.yaml:1:70: ") == true)
    }

    @Test("B168 a file that is wrong already keeps nobody from changing something else")
    func wrongBefore() throws {
        let answer = try judged(
            ["queues.yaml": Self.bad, "log.level": "debug"], old: ["queues.yaml": Self.bad])
        #expect(answer.denial == nil)
        #expect(answer.warnings.count == 1)
        #expect(answer.warnings.first?.contains("queues.yaml:1:70: error: ") == true)
    }

    @Test("other values are warned of only, those of admission as well")
    func warnings() throws {
        let answer = try judged([
            "service.volumeBindTimeout": "5", "admissionController.filtering.mode": "some",
            "admissionController.accessControl.bypassAuth": "true",
        ])
        #expect(answer.denial == nil)
        try #require(answer.warnings.count == 2)
        #expect(
            answer.warnings[0]
                == """
                yunikorn-configs/service.volumeBindTimeout:1:1: error: the value cannot be read, \
                found `5`, expected a duration above 0 such as `30s`; \
                give a unit: `5s`, `5m` or `5h`; the default is in force
                """)
        #expect(
            answer.warnings[1]
                == """
                yunikorn-configs/admissionController.filtering.mode:1:1: error: the value cannot \
                be read, found `some`, expected `all` or `annotated`; the default is in force
                """)
    }

    @Test("other maps, other namespaces and deletions are allowed")
    func others() throws {
        #expect(try judged(changing: "web", ["queues.yaml": Self.bad]) == AdmissionAnswer())
        #expect(
            try judged(["queues.yaml": Self.bad], namespace: "demo") == AdmissionAnswer())
        let defaults = configMap("yunikorn-defaults", ["queues.yaml": Self.bad])
        let deletion = try judged(
            nil, old: ["queues.yaml": Self.good], besides: [defaults], operation: "DELETE")
        #expect(deletion.denial == nil && deletion.warnings.count == 1)
    }

    @Test("B168 compressed data that cannot be expanded is denied")
    func compressed() throws {
        let review = Review(
            kind: "ConfigMap", operation: "UPDATE", name: "muster-configs", namespace: "yunikorn",
            object: #"{"metadata": {"name": "muster-configs"}, "#
                + #""binaryData": {"queues.yaml.gz": "AAAA"}}"#)
        let denial = try review.judged { $0.ownNamespace = "yunikorn" }.denial
        #expect(denial?.message.contains("muster-configs/queues.yaml.gz:1:1: error: ") == true)
    }
}
