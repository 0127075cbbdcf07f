import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("Which value of a config map is in force")
struct ConfigMapTests {
    private func cluster(_ reading: ConfigurationReading) -> String? {
        reading.configuration?.settings.clusterID
    }

    @Test("Without config maps YuniKorn's defaults are in force")
    func nothing() throws {
        let reading = reading([])
        let configuration = try #require(reading.configuration)
        #expect(configuration.settings == SchedulerSettings())
        #expect(configuration.queueFileText == [])
        let queues = configuration.queues
        #expect(queues.root.name == "root")
        #expect(queues.root.submitACL == .everyone)
        #expect(queues.root.children == [])
        #expect(queues.placementRules.count == 1)
        #expect(queues.placementRules.first?.mayCreate == true)
        #expect(reading.messages == [])
        #expect(reading.changesQueues)
    }

    @Test(
        "The administrator's maps go before those of an installation, Muster's before YuniKorn's",
        arguments: [
            (["yunikorn-defaults"], "yunikorn-defaults"),
            (["yunikorn-defaults", "muster-defaults"], "muster-defaults"),
            (["muster-defaults", "yunikorn-configs"], "yunikorn-configs"),
            (["muster-configs", "yunikorn-configs"], "muster-configs"),
            (["yunikorn-configs", "yunikorn-defaults"], "yunikorn-configs"),
            (["kube-root-ca.crt"], "mycluster"),
        ])
    func precedence(names: [String], winner: String) {
        let maps = names.map { configMap(["service.clusterId": $0], named: $0) }
        #expect(cluster(reading(maps)) == winner)
        #expect(cluster(reading(maps.reversed())) == winner)
    }

    @Test("Keys of several maps come together")
    func merged() throws {
        let defaults = configMap(
            ["kubernetes.qps": "7", "log.level": "warn"], named: "yunikorn-defaults")
        let configs = configMap(["log.level": "error"])
        let settings = try #require(reading([defaults, configs]).configuration).settings
        #expect(settings.callsPerSecond == 7)
        #expect(settings.logLevels[""] == .error)
    }

    @Test("A value that is not in force is not looked at")
    func hidden() {
        let maps = [
            configMap(["kubernetes.qps": "many"], named: "yunikorn-defaults"),
            configMap(["kubernetes.qps": "7"]),
        ]
        #expect(reading(maps).messages == [])
    }

    private static func compressed(_ key: String, _ value: String, data: String = "{}") throws
        -> ConfigMap
    {
        try object(
            """
            {"metadata": {"name": "yunikorn-configs"}, "data": \(data),
             "binaryData": {"\(key)": "\(value)"}}
            """)
    }

    /// `partitions:`, `- name: default`, `  queues: [{name: packed, submitacl: '*'}]`.
    private static let packed =
        "H4sIAAAAAAACAytILCrJLMnMzyu24tJVyEvMTbVSSElNSyzNKeFSUCgsTS1NLbZSiK6GyBQkJmenpugoFJcm5WaW"
        + "JCbnWCmoa6nXxnIBAG8ll/tHAAAA"

    @Test("B057 a compressed queue file is expanded and goes before a plain one")
    func gzip() throws {
        let plain = #"{"queues.yaml": "partitions: []"}"#
        let map = try Self.compressed("queues.yaml.gz", Self.packed, data: plain)
        let reading = reading([map])
        #expect(reading.messages == [])
        #expect(reading.queueNames == ["packed"])
    }

    @Test("Any value may be compressed")
    func compressedSetting() throws {
        let west = "H4sIAAAAAAACAytPLS4BAOLRysoEAAAA"
        #expect(cluster(reading([try Self.compressed("service.clusterId.GZ", west)])) == "west")
    }

    @Test("The place of a mistake in a compressed queue file is that in the expanded one")
    func compressedMistake() throws {
        let map = try Self.compressed(
            "queues.yaml.gz", "H4sIAAAAAAACAytILCrJLMnMzyu2UjDnAgCGLlkHDgAAAA==")
        #expect(
            reading([map]).messages == [
                "yunikorn-configs/queues.yaml.gz:1:13: error: wrong kind of value for"
                    + " `partitions`, found a single value, expected a list; write `[7]`, or items"
                    + " that start with `- `"
            ])
    }

    @Test(
        "What cannot be expanded is reported, and what is in force stays",
        arguments: [
            ("H4sIAAAAAAAC", "it ends in the middle"),
            ("YWJjZA==", "it is damaged (incorrect header check)"),
        ])
    func damaged(value: String, reason: String) throws {
        let old = try #require(reading(["queues.yaml": queueFile("old")]).configuration)
        let map = try Self.compressed("queues.yaml.gz", value)
        let reading = reading([map], after: old)
        #expect(
            reading.messages == [
                "yunikorn-configs/queues.yaml.gz:1:1: error: the value cannot be expanded:"
                    + " \(reason), expected gzip data; what is in force stays;"
                    + " `gzip -c FILE | base64 -w0` makes such a value"
            ])
        #expect(reading.configuration == old)
        #expect(!reading.changesQueues)
    }

    @Test("Data in the wrong half of a config map is told of")
    func wrongHalf() throws {
        let map = try Self.compressed(
            "queues.yaml", "YWJjZA==", data: #"{"queues.yaml.gz": "H4sI"}"#)
        #expect(
            reading([map]).messages == [
                "yunikorn-configs/queues.yaml:1:1: warning: binary data is not read,"
                    + " expected a key that ends in `.gz`;"
                    + " write text under `data`, or compress it with gzip",
                "yunikorn-configs/queues.yaml.gz:1:1: warning: compressed data is not read here,"
                    + " expected the key under `binaryData`",
            ])
    }
}
