import AdmissionRules
import FoundationEssentials
import KubernetesModel

/// The body of a recorded call of kube-apiserver 1.36: `Fixtures/NAME.http`.
func recordedReview(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let text = try String(
        contentsOf: folder.appending(path: "Fixtures/\(name).http"), encoding: .utf8)
    guard let blank = text.firstRange(of: "\n\n") else { throw CocoaError(.fileReadCorruptFile) }
    return Array(text[blank.upperBound...].utf8)
}

let recordedNames = [
    "configmap-configmap-update", "delete-pod-delete", "deployment-deployment-create",
    "deployment-mutating-pod-create-by-replicaset", "eviction-eviction-create-eviction",
    "generatename-mutating-pod-create", "impersonated-mutating-pod-create", "job-job-create",
    "job-mutating-pod-create-by-job", "scheduler-binding-create-binding",
    "scheduler-pod-update-status", "serviceaccount-mutating-pod-create", "user-update-pod-update",
]

/// A request of alice, of the group dev, in the namespace `demo`.
struct Review {
    var kind = "Pod"
    var group = ""
    var operation = "CREATE"
    var user = "alice"
    var groups = ["dev"]
    var name = ""
    var namespace = "demo"
    var subresource = ""
    var object = "null"
    var old = "null"

    /// The body of the call.
    var json: [UInt8] {
        let groups = groups.map { "\"\($0)\"" }.joined(separator: ",")
        return Array(
            """
            {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {
            "uid": "u-1", "kind": {"group": "\(group)", "version": "v1", "kind": "\(kind)"},
            "subResource": "\(subresource)", "name": "\(name)", "namespace": "\(namespace)",
            "operation": "\(operation)",
            "userInfo": {"username": "\(user)", "groups": [\(groups)]},
            "object": \(object), "oldObject": \(old)}}
            """.utf8)
    }

    /// The creation of a pod with these members of its metadata and spec.
    static func pod(_ metadata: String = "", spec: String = "", user: String = "alice") -> Review {
        Review(user: user, object: podJSON(metadata, spec: spec))
    }

    /// The judgement by YuniKorn's defaults, changed.
    func judged(
        _ facts: AdmissionFacts = AdmissionFacts(),
        _ change: (inout AdmissionSettings) throws -> Void = { _ in }
    ) throws -> AdmissionAnswer {
        var settings = AdmissionSettings()
        try change(&settings)
        return try judge(json, settings, facts).answer
    }
}

func podJSON(_ metadata: String = "", spec: String = "") -> String {
    #"{"metadata": {\#(metadata)}, "spec": {\#(spec)}}"#
}

func judge(
    _ review: [UInt8], _ settings: AdmissionSettings = AdmissionSettings(),
    _ facts: AdmissionFacts = AdmissionFacts()
) throws(AdmissionRefusal) -> AdmissionJudgement {
    var decoder = AdmissionRules.makeDecoder()
    return try AdmissionRules(settings).judge(review, facts, with: &decoder)
}

/// A step of a patch; quotation marks in the text are escaped.
func add(_ path: String, _ text: String) -> String {
    #"{"op":"add","path":"\#(path)","value":"\#(text.replacing("\"", with: "\\\""))"}"#
}

let schedulerStep = add("/spec/schedulerName", "muster")
let aliceText = #"{"user":"alice","groups":["dev"]}"#
/// How alice's name is added where there are no annotations.
let annotationsStep =
    #"{"op":"add","path":"/metadata/annotations","value":"#
    + #"{"yunikorn.apache.org/allow-preemption":"true","yunikorn.apache.org/user.info":"#
    + #""{\"user\":\"alice\",\"groups\":[\"dev\"]}"}}"#
/// How the application is added where there are no labels.
let labelsStep =
    #"{"op":"add","path":"/metadata/labels","value":{"applicationId":"yunikorn-demo-autogen","#
    + #""yunikorn.apache.org/app-id":"yunikorn-demo-autogen"}}"#

func steps(_ steps: String...) -> String { "[\(steps.joined(separator: ","))]" }
