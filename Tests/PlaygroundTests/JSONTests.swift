import Testing

@testable import MusterPlayground

@Suite("Documents")
struct JSONTests {
    @Test("members are written in order of their keys, with Go's escapes")
    func encoding() {
        let value: JSONValue = ["b": "<a>\"&amp;</a>\n\u{1}", "a": [1, true, .null]]
        #expect(
            value.text
                == #"{"a":[1,true,null],"b":"\u003ca\u003e\"\u0026amp;\u003c/a\u003e\n\u0001"}"#
        )
    }

    @Test("curl gets it indented")
    func indentation() {
        let text = String(
            decoding: JSONValue.indented(Array(#"{"a":[],"b":{"c":"x,y"}}"#.utf8)), as: UTF8.self)
        #expect(text == "{\n  \"a\": [],\n  \"b\": {\n    \"c\": \"x,y\"\n  }\n}")
    }

    @Test(
        "quantities have one canonical form",
        arguments: [
            ("0.1", "100m"), ("1000m", "1"), ("0.5Gi", "512Mi"), ("1024Mi", "1Gi"), ("2000", "2k"),
            ("64Mi", "64Mi"), ("0", "0"), ("-1500m", "-1500m"), ("1.5", "1500m"),
        ])
    func quantities(_ text: String, _ expected: String) {
        #expect(Quantity(text)?.text == expected)
    }

    @Test(
        "what is no quantity is refused",
        arguments: ["", "1 core", "x", "1Kb", ".", "1e99", "99999999999999999999"])
    func badQuantities(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test("times are read and written")
    func times() {
        let moment = Instant(timestamp: "2024-02-29T23:59:58.123456Z")
        #expect(moment?.milliseconds == 1_709_251_198_123)
        #expect(moment?.timestamp == "2024-02-29T23:59:58Z")
        #expect(
            Instant(timestamp: "2024-03-01T01:59:58+02:00")?.timestamp == "2024-02-29T23:59:58Z")
        #expect(Instant(timestamp: "yesterday") == nil)
    }

    @Test("YAML is read with its types")
    func yaml() {
        let text = "a: 1\nb: \"1\"\nc: [true, null, x]\n"
        #expect(
            JSONValue.parse(yaml: Array(text.utf8))
                == ["a": 1, "b": "1", "c": [true, .null, "x"]])
    }

    @Test("a namespace as kubectl create sends it in protobuf is read")
    func protobuf() {
        // "k8s", an Unknown with the type and the raw Namespace: metadata, spec, status.
        let body: [UInt8] =
            [0x6B, 0x38, 0x73, 0x00, 0x0A, 0x0F, 0x0A, 0x02] + Array("v1".utf8) + [0x12, 0x09]
            + Array("Namespace".utf8) + [0x12, 0x0E, 0x0A, 0x06, 0x0A, 0x02] + Array("k2".utf8)
            + [0x12, 0x00, 0x12, 0x00, 0x1A, 0x02, 0x0A, 0x00]
        let object = ProtobufReader.object(body)
        #expect(object?.string("kind") == "Namespace")
        #expect(object?.string("metadata", "name") == "k2")
        #expect(ProtobufReader.object(Array(body.dropLast(9))) == nil)
    }
}
