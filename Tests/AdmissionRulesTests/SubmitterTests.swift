import AdmissionRules
import KubernetesModel
import Testing

@Suite("Who may say who submitted a pod")
struct SubmitterTests {
    private static let named =
        #""annotations": {"yunikorn.apache.org/user.info": "{\"user\":\"bob\"}"}"#
    private static let controller = "system:serviceaccount:kube-system:job-controller"

    private func isAllowed(
        _ review: Review, _ change: (inout AdmissionSettings) throws -> Void = { _ in }
    ) throws -> Bool {
        let denial = try review.judged(AdmissionFacts(), change).denial
        if let denial { #expect(denial.code == 403 && denial.reason == "Forbidden") }
        return denial == nil
    }

    @Test("B163 a user who names another one is denied, and told what to do")
    func forged() throws {
        let denial = try Review.pod(Self.named).judged().denial
        #expect(
            denial?.message
                == """
                user alice may not set the annotation yunikorn.apache.org/user.info of metadata: \
                leave it out, and it will name you; or have the user added to \
                admissionController.accessControl.externalUsers, or a group of the user to \
                admissionController.accessControl.externalGroups
                """)
        #expect(denial?.code == 403)
    }

    @Test("B163 the label of the scheduler's own pods does not help to forge")
    func forgedOwn() throws {
        #expect(try !isAllowed(.pod(#""labels": {"app": "yunikorn"}, \#(Self.named)"#)))
    }

    @Test("B165 a controller may, unless controllers are not trusted")
    func controllers() throws {
        let review = Review.pod(Self.named, user: Self.controller)
        #expect(try isAllowed(review))
        #expect(try !isAllowed(review) { $0.trustsControllers = false })
        #expect(try !isAllowed(.pod(Self.named, user: "system:serviceaccount:demo:default")))
    }

    @Test("B166 external users and groups may, by expressions")
    func external() throws {
        let review = Review.pod(Self.named)
        #expect(try isAllowed(review) { $0.externalUsers = try NamePatterns("^ali") })
        #expect(try isAllowed(review) { $0.externalGroups = try NamePatterns("^ops$,^dev$") })
        #expect(try !isAllowed(review) { $0.externalUsers = try NamePatterns("^bob$") })
    }

    @Test("B167 with bypassAuth nothing is checked and nothing added")
    func bypassAuth() throws {
        let forged = try Review.pod(Self.named).judged { $0.bypassesAuthentication = true }
        #expect(forged.denial == nil)
        let bare = try Review.pod().judged { $0.bypassesAuthentication = true }
        #expect(!bare.patchText.contains("user.info"))
        #expect(bare.patchText.contains(schedulerStep))
    }

    @Test(
        "B166 who may has to write it so that it can be read",
        arguments: [
            ("x", "cannot be read: found a text that is no JSON ("),
            (#"{\"user\": 1}"#, "cannot be read: user: found the number 1, expected a string"),
            (#"{\"groups\": [\"a\"]}"#, "names no user"), ("", "cannot be read: "),
        ])
    func unreadable(value: String, problem: String) throws {
        let review = Review.pod(
            #""annotations": {"yunikorn.apache.org/user.info": "\#(value)"}"#)
        let denial = try review.judged { $0.externalUsers = try NamePatterns("alice") }.denial
        let start = "the annotation yunikorn.apache.org/user.info of metadata \(problem)"
        #expect(denial?.message.hasPrefix(start) == true)
        let end = #"write {"user": "NAME", "groups": ["GROUP"]}, or leave it out"#
        #expect(denial?.message.hasSuffix(end) == true)
        #expect(denial?.code == 422)
    }

    @Test("B163 in a bypassed namespace it counts where the pod names the scheduler, or if wanted")
    func bypassedNamespace() throws {
        var review = Review.pod(Self.named)
        review.namespace = "kube-system"
        #expect(try isAllowed(review))
        #expect(try !isAllowed(review) { $0.checksBypassedNamespaces = true })
        review.object = podJSON(Self.named, spec: #""schedulerName": "muster""#)
        #expect(try !isAllowed(review))
    }

    @Test(
        "B164 a change of it is denied, whoever asks, also through the status",
        arguments: [("", named, ""), ("", "", named), ("status", named, "")])
    func changed(subresource: String, new: String, old: String) throws {
        let review = Review(
            operation: "UPDATE", user: Self.controller, subresource: subresource,
            object: podJSON(new), old: podJSON(old))
        #expect(
            try review.judged().denial?.message
                == """
                the annotation yunikorn.apache.org/user.info of a pod cannot be changed: leave it \
                as it is, or delete the pod and create it anew
                """)
        #expect(try isAllowed(review) { $0.bypassesAuthentication = true })
    }

    @Test("B164 other changes of a pod are left alone")
    func otherChange() throws {
        let review = Review(
            operation: "UPDATE", object: podJSON(#""labels": {"a": "b"}, \#(Self.named)"#),
            old: podJSON(Self.named))
        #expect(try review.judged() == AdmissionAnswer())
    }
}
