import AdmissionRules
import KubernetesModel
import Testing

@Suite("Annotations about gangs, when they are written")
struct GangAdmissionTests {
    private func review(_ groups: String, more: String = "") -> Review {
        let text = groups.replacing("\"", with: "\\\"")
        return .pod(#""annotations": {"yunikorn.apache.org/task-groups": "\#(text)"\#(more)}"#)
    }

    private static let good = #"[{"name":"w","minMember":2,"minResource":{"cpu":"1"}}]"#

    @Test(
        "what is wrong is told with the field's name",
        arguments: [
            (
                #"[{"name":"w","minMember":"2","minResource":{"cpu":"1"}}]"#,
                #"[0].minMember: found "2", expected an integer of 32 bits"#
            ),
            (
                #"[{"name":"w","minMember":-1,"minResource":{"cpu":"1"}}]"#,
                "minMember cannot be negative"
            ),
            (#"[{"name":"w","minMember":2}]"#, "can't get taskGroup MinResource"),
            (#"[{"minMember":2,"minResource":{"cpu":"1"}}]"#, "can't get taskGroup Name"),
        ])
    func wrong(groups: String, problem: String) throws {
        let warned = try review(groups).judged()
        #expect(warned.denial == nil && !warned.patch.isEmpty && warned.warnings.count == 1)
        let warning = try #require(warned.warnings.first)
        #expect(
            warning.hasPrefix(#"metadata.annotations["yunikorn.apache.org/task-groups"]: "#))
        #expect(warning.contains(problem))
        let denied = try review(groups).judged { $0.taskGroups = .deny }
        #expect(denied.denial?.code == 422 && denied.patch.isEmpty)
        #expect(denied.denial?.message == warning)
    }

    @Test("good groups are not mentioned")
    func good() throws {
        let more = #", "yunikorn.apache.org/task-group-name": "w""#
        #expect(try review(Self.good, more: more).judged().warnings.isEmpty)
        #expect(try review("").judged().warnings.isEmpty)
    }

    @Test("a pod of a group that is not there is told so")
    func unknownGroup() throws {
        let more = #", "yunikorn.apache.org/task-group-name": "x""#
        let warnings = try review(Self.good, more: more).judged().warnings
        #expect(
            warnings == [
                #"metadata.annotations["yunikorn.apache.org/task-groups"]: "#
                    + #"yunikorn.apache.org/task-group-name "x" is none of the task groups; "#
                    + "no gang comes of it, so correct it or leave it out"
            ])
    }

    @Test(
        "parameters that are ignored are named",
        arguments: [
            ("gangSchedulingStyle=Hard placeholderTimeoutInSeconds=30", []),
            ("placeholderTimeoutInSeconds=0", []),
            ("gangSchedulingStyle=hard", ["gangSchedulingStyle=hard"]),
            ("placeholderTimeoutInSeconds=1m x", ["placeholderTimeoutInSeconds=1m", "x"]),
        ])
    func parameters(text: String, ignored: [String]) throws {
        let more = #", "yunikorn.apache.org/schedulingPolicyParameters": "\#(text)""#
        let warnings = try review(Self.good, more: more).judged().warnings
        let place = #"metadata.annotations["yunikorn.apache.org/schedulingPolicyParameters"]"#
        #expect(
            warnings
                == ignored.map {
                    "\(place): `\($0)` is ignored, expected `gangSchedulingStyle=Soft`,"
                        + " `gangSchedulingStyle=Hard` or `placeholderTimeoutInSeconds=60`,"
                        + " separated by blanks"
                })
    }

    @Test("templates are checked as well, and pods of others are not")
    func templates() throws {
        let metadata = #"{"annotations": {"yunikorn.apache.org/task-groups": "x"}}"#
        var job = Review(
            kind: "Job", group: "batch",
            object: #"{"spec": {"template": {"metadata": \#(metadata)}}}"#)
        #expect(
            try job.judged().warnings.first?.hasPrefix("spec.template.metadata.annotations")
                == true)
        job.namespace = "kube-system"
        #expect(try job.judged().warnings.isEmpty)
    }
}
