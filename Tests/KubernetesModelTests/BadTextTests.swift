import KubernetesModel
import Testing

/// No text may trap; most of these end in a problem.
@Suite("Bad texts")
struct BadTextTests {
    @Test("A recorded pod cut off anywhere is a problem")
    func truncation() throws {
        let pod = try Recording("pods/get-raw-bytes").answer.dropLast(while: { $0 == 10 })
        var decoder = ObjectDecoder()
        _ = try decoder.decode(Pod.self, from: Array(pod).span)
        for length in 0..<pod.count {
            #expect(throws: DecodingProblem.self) {
                try decoder.decode(Pod.self, from: Array(pod.prefix(length)).span)
            }
        }
    }

    @Test("A recorded pod with any byte changed is read or is a problem")
    func mutation() throws {
        let pod = try Recording("pods/get-raw-bytes").answer
        var decoder = ObjectDecoder()
        var read = 0
        for place in pod.indices {
            for byte in [0, 34, 44, 48, 92, 123, 125, 0x80, 0xff] as [UInt8] {
                var changed = pod
                changed[place] = byte
                read += (try? decoder.decode(Pod.self, from: changed.span)) == nil ? 0 : 1
            }
        }
        // Most changes fall into strings, where a digit or brace is as good as another character.
        #expect(read > pod.count)
    }

    @Test(
        "Texts that are no JSON",
        arguments: [
            "", " ", "{", "}", "{}{}", "{} x", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "nul",
            "{'a': 1}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}", "{\"a\": NaN}", "\u{feff}",
            "{\"a\": \"\u{1}\"}", "{\"a\": \"\\x\"}", "{\"a\": \"\\u12\"}",
            "{\"a\": \"\\ud800\"}", "{\"a\": 1e999}", "{\"a\": 99999999999999999999}",
            "{\"a\": -9223372036854775809}",
        ])
    func noJSON(text: String) {
        #expect(problem(text, as: Pod.self).hasPrefix("found a text that is no JSON ("))
    }

    @Test("Bytes that are no UTF-8, wherever they stand")
    func invalidUTF8() {
        let bad: [[UInt8]] = [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80]]
        for bytes in bad {
            let text = Array("{\"unknown\": \"".utf8) + bytes + Array("\"}".utf8)
            #expect(throws: DecodingProblem.self) { try decode(text, as: Pod.self) }
        }
    }

    @Test("Escapes and pairs of surrogates become characters")
    func escapes() throws {
        let map: NameMap<String> = try decode(
            #"{"a\u0041": "\"\\\/\b\f\n\r\t\u00fc\ud83d\ude00\u0000"}"#)
        #expect(map["aA"] == "\"\\/\u{8}\u{c}\n\r\tü😀\u{0}")
    }

    @Test("Deep nesting is refused, also in what is not looked at")
    func depth() {
        let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        #expect(problem("{\"unknown\": \(deep)}", as: Pod.self).contains("no JSON"))
        let bearable = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(problem("{\"unknown\": \(bearable)}", as: Pod.self) == "none")
        let endless = String(repeating: "{\"a\":", count: 100_000)
        #expect(problem(endless, as: Pod.self).contains("no JSON"))
    }

    @Test("A text beyond the limit is refused")
    func size() throws {
        var decoder = ObjectDecoder(maximumBytes: 100)
        let text = "{\"a\": \"" + String(repeating: "x", count: 100) + "\"}"
        #expect(throws: DecodingProblem.self) {
            try decoder.decode(Pod.self, from: Array(text.utf8).span)
        }
        #expect(try decoder.decode(Pod.self, from: Array("{}".utf8).span) == Pod())
    }

    @Test(
        "A value of a wrong type is told with its place, what it is and what it should be",
        arguments: [
            (#"[]"#, "found an array, expected an object"),
            (#"{"metadata": "x"}"#, "metadata: found \"x\", expected an object"),
            (#"{"metadata": {"name": 5}}"#, "metadata.name: found the number 5, expected a string"),
            (
                #"{"metadata": {"labels": {"example.com/a": true}}}"#,
                "metadata.labels[\"example.com/a\"]: found true, expected a string"
            ),
            (
                #"{"metadata": {"creationTimestamp": "now"}}"#,
                "metadata.creationTimestamp: found \"now\", expected a time such as "
                    + "\"2026-11-21T05:12:13Z\""
            ),
            (
                #"{"spec": {"containers": {}}}"#,
                "spec.containers: found an object, expected an array"
            ),
            (
                #"{"spec": {"containers": [{}, null]}}"#,
                "spec.containers[1]: found null, expected an object"
            ),
            (
                #"{"spec": {"tolerations": [{"tolerationSeconds": 1.5}]}}"#,
                "spec.tolerations[0].tolerationSeconds: found the number 1.5, expected an integer "
                    + "of 64 bits"
            ),
            (
                #"{"spec": {"terminationGracePeriodSeconds": 18446744073709551615}}"#,
                "spec.terminationGracePeriodSeconds: found the number 18446744073709551615, "
                    + "expected an integer of 64 bits"
            ),
            (
                #"{"spec": {"hostNetwork": 1}}"#,
                "spec.hostNetwork: found the number 1, expected true "
                    + "or false"
            ),
        ])
    func wrongType(text: String, expected: String) {
        #expect(problem(text, as: Pod.self) == expected)
    }

    @Test("A decoder goes on after a bad text, and of two members of a name the last counts")
    func reuse() throws {
        var decoder = ObjectDecoder()
        #expect(throws: DecodingProblem.self) {
            try decoder.decode(Pod.self, from: Array("{".utf8).span)
        }
        let text = #"{"metadata": {"name": "a", "name": "b"}}"#
        let pod = try decoder.decode(Pod.self, from: Array(text.utf8).span)
        #expect(pod.metadata.name == "b")
    }
}

extension Array where Element == UInt8 {
    fileprivate func dropLast(while predicate: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, predicate(self[end - 1]) { end -= 1 }
        return self[..<end]
    }
}
