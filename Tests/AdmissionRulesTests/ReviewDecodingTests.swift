import AdmissionRules
import KubernetesModel
import TestKit
import Testing

@Suite("Reviews as they come")
struct ReviewDecodingTests {
    @Test(
        "what is no review is refused with a status of HTTP",
        arguments: [
            ("", "found a text that is no JSON"), ("[]", "found an array, expected an object"),
            ("{}", #"found "" of "", expected an AdmissionReview of admission.k8s.io/v1"#),
            (
                #"{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1beta1"}"#,
                #"found "AdmissionReview" of "admission.k8s.io/v1beta1""#
            ),
            (
                #"{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1"}"#,
                "found a review without request"
            ),
            (
                """
                {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {}}
                """, "request: found a request without uid, expected a uid"
            ),
        ])
    func noReview(text: String, problem: String) throws {
        let refusal = try #require(throws: AdmissionRefusal.self) {
            try judge(Array(text.utf8))
        }
        #expect(refusal.status == 400)
        #expect(refusal.description.hasPrefix("the body cannot be read: \(problem)"))
    }

    @Test("a body over 8 MiB and deep nesting are refused")
    func limits() throws {
        let long = [UInt8](repeating: UInt8(ascii: " "), count: 8 << 20 + 1)
        #expect(throws: AdmissionRefusal.tooLarge(bytes: 8_388_609)) { try judge(long) }
        #expect(AdmissionRefusal.tooLarge(bytes: 8_388_609).status == 413)
        let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        let refusal = try #require(throws: AdmissionRefusal.self) {
            try judge(Review.pod(#""x": \#(deep)"#).json)
        }
        #expect(refusal.status == 400)
    }

    @Test("kinds and operations that nobody knows are allowed as they are")
    func unknown() throws {
        #expect(try Review(kind: "Thing", group: "x.io", object: "3").judged() == AdmissionAnswer())
        #expect(try Review(operation: "EAT", object: podJSON()).judged() == AdmissionAnswer())
        #expect(try Review(operation: "CREATE").judged() == AdmissionAnswer())
    }

    @Test("labels that are none are denied, since who submitted it cannot be told")
    func badLabels() throws {
        let answer = try Review.pod(#""labels": {"a": 1}"#).judged()
        #expect(
            answer.denial?.message
                == """
                the Pod cannot be read: metadata.labels.a: found the number 1, expected a string; \
                correct it
                """)
    }

    @Test("an answer is a review with the uid of its request")
    func answers() throws {
        var settings = AdmissionSettings()
        settings.mode = .annotated
        let plain = try judge(Review.pod().json, settings)
        let start = #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":"#
        #expect(
            String(decoding: plain.json, as: UTF8.self)
                == start + #"{"uid":"u-1","allowed":true}}"#)
        var denied = plain
        denied.answer.denial = AdmissionAnswer.Denial(
            code: 403, reason: "Forbidden", message: "no")
        denied.answer.warnings = ["a", "\"b\""]
        #expect(
            String(decoding: denied.json, as: UTF8.self)
                == start + #"{"uid":"u-1","allowed":false,"status":{"code":403,"#
                + #""reason":"Forbidden","message":"no"},"warnings":["a","\"b\""]}}"#)
    }

    @Test("B157 a patch is carried in base 64, with names escaped")
    func patch() {
        var answer = AdmissionAnswer()
        answer.patch = [PatchOperation(add: ["a~b/c"], .text("d"))]
        #expect(answer.patchText == #"[{"op":"add","path":"/a~0b~1c","value":"d"}]"#)
        let base64 = "W3sib3AiOiJhZGQiLCJwYXRoIjoiL2F+MGJ+MWMiLCJ2YWx1ZSI6ImQifV0="
        let json = String(decoding: answer.json(uid: "u"), as: UTF8.self)
        #expect(json.contains(#""patchType":"JSONPatch","patch":"\#(base64)""#))
    }

    @Test("B157 B162 a recorded pod of a user, as an API server sends it")
    func recordedPod() throws {
        let judgement = try judge(recordedReview("impersonated-mutating-pod-create"))
        #expect(judgement.request.uid == "d5371705-6288-449c-b974-23cca4fd2f13")
        #expect(
            judgement.answer.patchText
                == steps(
                    schedulerStep,
                    add("/metadata/labels/applicationId", "yunikorn-demo-autogen"),
                    add("/metadata/labels/yunikorn.apache.org~1app-id", "yunikorn-demo-autogen"),
                    #"{"op":"add","path":"/metadata/annotations","value":"#
                        + #"{"yunikorn.apache.org/allow-preemption":"true","#
                        + #""yunikorn.apache.org/user.info":"{\"user\":\"alice\","#
                        + #"\"groups\":[\"system:masters\",\"system:authenticated\"]}"}}"#))
    }

    @Test(
        "B158 B162 B164 recorded reviews of each kind are answered",
        arguments: [
            ("configmap-configmap-update", 0), ("delete-pod-delete", 0),
            ("deployment-deployment-create", 1), ("eviction-eviction-create-eviction", 0),
            ("generatename-mutating-pod-create", 3), ("job-job-create", 1),
            ("scheduler-binding-create-binding", 0), ("scheduler-pod-update-status", 0),
            ("user-update-pod-update", 0), ("job-mutating-pod-create-by-job", 4),
        ])
    func recorded(name: String, stepCount: Int) throws {
        let answer = try judge(recordedReview(name)).answer
        #expect(answer.denial == nil && answer.warnings.isEmpty)
        #expect(answer.patch.count == stepCount)
    }

    @Test("recorded reviews with bytes changed are answered or refused", arguments: Seeds.first(4))
    func mutated(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let reviews = try recordedNames.map(recordedReview) + [Review.pod().json]
        var decoder = AdmissionRules.makeDecoder()
        var settings = AdmissionSettings()
        settings.ownNamespace = "demo"
        var counts = (answered: 0, refused: 0)
        for _ in 0..<1_000 {
            let review = mutation(of: random.pick(reviews), with: &random)
            do throws(AdmissionRefusal) {
                let judgement = try AdmissionRules(settings)
                    .judge(review, AdmissionFacts(), with: &decoder)
                #expect(judgement.json.starts(with: Array("{\"kind\":\"AdmissionReview\"".utf8)))
                counts.answered += 1
            } catch {
                #expect(error.status == 400)
                counts.refused += 1
            }
        }
        #expect(counts.answered > 50 && counts.refused > 50, "MUSTER_SEED=\(seed)")
    }

    /// A few bytes, or whole words of JSON, in place of others, and now and then an end too early.
    private func mutation(of review: [UInt8], with random: inout SplitMix64) -> [UInt8] {
        var review = review
        let words = [
            "null", "{}", "[]", "\"\"", "-1", "1e400", "true", "\"\\ud800\"", "[[[[", "}}", ":",
            "\"labels\"", "\"annotations\"", "\"metadata\"", "9223372036854775808", "\u{0}",
        ]
        for _ in 0..<random.number(1...3) where !review.isEmpty {
            let place = random.below(review.count)
            let end = min(review.count, place + random.below(12))
            switch random.below(10) {
            case 0...4: review[place] = UInt8(truncatingIfNeeded: random.next())
            case 5...7: review.replaceSubrange(place..<end, with: random.pick(words).utf8)
            case 8: review.removeSubrange(place..<end)
            default: if random.chance(20) { review.removeSubrange(place...) }
            }
        }
        return review
    }
}
