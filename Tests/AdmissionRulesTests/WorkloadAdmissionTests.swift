import AdmissionRules
import KubernetesModel
import Testing

@Suite("What becomes of workloads")
struct WorkloadAdmissionTests {
    private static let forged =
        #"{"annotations": {"yunikorn.apache.org/user.info": "{\"user\":\"bob\"}"}}"#
    private static let aliceValue =
        #"{"yunikorn.apache.org/user.info":"{\"user\":\"alice\",\"groups\":[\"dev\"]}"}"#

    private func template(_ metadata: String) -> String {
        #"{"spec": {"template": {"metadata": \#(metadata), "spec": {}}}}"#
    }

    private func annotated(_ path: String) -> String {
        #"{"op":"add","path":"\#(path)/annotations","value":\#(Self.aliceValue)}"#
    }

    @Test(
        "B162 the template gets the submitter",
        arguments: [
            ("Deployment", "apps"), ("ReplicaSet", "apps"), ("StatefulSet", "apps"),
            ("DaemonSet", "apps"), ("Job", "batch"),
        ])
    func kinds(kind: String, group: String) throws {
        let review = Review(kind: kind, group: group, object: template("{}"))
        let patch = try review.judged().patchText
        #expect(patch == steps(annotated("/spec/template/metadata")))
    }

    @Test("B162 a CronJob's template stands deeper")
    func cronJob() throws {
        let object = #"{"spec": {"jobTemplate": {"spec": {"template": {"metadata": {}}}}}}"#
        let patch = try Review(kind: "CronJob", group: "batch", object: object).judged().patchText
        #expect(patch == steps(annotated("/spec/jobTemplate/spec/template/metadata")))
    }

    @Test("B162 a template without metadata gets them, with annotations it gets one more")
    func metadata() throws {
        var review = Review(
            kind: "Job", group: "batch", object: #"{"spec": {"template": {"spec": {}}}}"#)
        #expect(
            try review.judged().patchText
                == steps(
                    #"{"op":"add","path":"/spec/template/metadata","value":{}}"#,
                    annotated("/spec/template/metadata")))
        review.object = template(#"{"annotations": {"a": "b"}}"#)
        let path = "/spec/template/metadata/annotations/yunikorn.apache.org~1user.info"
        #expect(try review.judged().patchText == steps(add(path, aliceText)))
    }

    @Test("B162 custom kinds have blocks of their own, in arrays too")
    func customKinds() throws {
        let spark = Review(
            kind: "SparkApplication", group: "sparkoperator.k8s.io",
            object: #"{"spec": {"driver": {"cores": 1}, "executor": {}}}"#)
        #expect(
            try spark.judged().patchText
                == steps(annotated("/spec/driver"), annotated("/spec/executor")))
        let ray = Review(
            kind: "RayCluster", group: "ray.io",
            object: """
                {"spec": {"headGroupSpec": {}, "workerGroupSpecs": [
                {"template": {"metadata": {}}}, {"template": {"metadata": {}}}]}}
                """)
        #expect(
            try ray.judged().patchText
                == steps(
                    annotated("/spec/workerGroupSpecs/0/template/metadata"),
                    annotated("/spec/workerGroupSpecs/1/template/metadata")))
    }

    @Test("B162 in the mode `annotated` only templates that name a queue get it")
    func annotatedMode() throws {
        let object = """
            {"spec": {"pytorchReplicaSpecs": {
            "Master": {"template": {"metadata": {"labels": {"queue": "a"}}}},
            "Worker": {"template": {"metadata": {}}}}}}
            """
        let review = Review(kind: "PyTorchJob", group: "kubeflow.org", object: object)
        let answer = try review.judged { $0.mode = .annotated }
        #expect(
            answer.patchText
                == steps(annotated("/spec/pytorchReplicaSpecs/Master/template/metadata")))
    }

    @Test("B163 a forged submitter is denied, and the place is named")
    func forgedTemplate() throws {
        let review = Review(kind: "Job", group: "batch", object: template(Self.forged))
        let denial = try review.judged().denial
        #expect(denial?.code == 403)
        let start =
            "user alice may not set the annotation yunikorn.apache.org/user.info of"
            + " spec.template.metadata: "
        #expect(denial?.message.hasPrefix(start) == true)
    }

    @Test("B163 a workload in a bypassed namespace counts if it names the scheduler")
    func bypassedNamespace() throws {
        var review = Review(kind: "Job", group: "batch", object: template(Self.forged))
        review.namespace = "kube-system"
        #expect(try review.judged() == AdmissionAnswer())
        review.object = review.object.replacing(
            #""spec": {}"#, with: #""spec": {"schedulerName": "muster"}"#)
        #expect(try review.judged().denial?.code == 403)
    }

    @Test("B165 a ReplicaSet of a controller is left alone, so that a rollout finds it")
    func controllerReplicaSet() throws {
        let review = Review(
            kind: "ReplicaSet", group: "apps",
            user: "system:serviceaccount:kube-system:deployment-controller",
            object: template("{}"))
        #expect(try review.judged() == AdmissionAnswer())
    }

    @Test(
        "a change keeps the submitter, and names one where one was",
        arguments: [
            (forged, forged, "[]"), ("{}", "{}", "[]"),
            ("{}", forged, #"[{"op":"add","path":"/spec/template/metadata/annotations","value":"#),
        ])
    func update(new: String, old: String, start: String) throws {
        let review = Review(
            kind: "Deployment", group: "apps", operation: "UPDATE", object: template(new),
            old: template(old))
        let answer = try review.judged()
        #expect(answer.denial == nil)
        #expect(answer.patchText.hasPrefix(start))
    }

    @Test("B163 a change that names another submitter is denied; parts of objects are left alone")
    func updateForged() throws {
        var review = Review(
            kind: "Deployment", group: "apps", operation: "UPDATE",
            object: template(Self.forged), old: template("{}"))
        #expect(try review.judged().denial?.code == 403)
        review.subresource = "status"
        #expect(try review.judged() == AdmissionAnswer())
    }

    @Test("B167 with bypassAuth workloads are left alone")
    func bypassAuth() throws {
        let review = Review(kind: "Job", group: "batch", object: template(Self.forged))
        #expect(try review.judged { $0.bypassesAuthentication = true } == AdmissionAnswer())
    }

    @Test("what stands in the way of a block is named")
    func unreadable() throws {
        let review = Review(
            kind: "RayCluster", group: "ray.io",
            object: #"{"spec": {"workerGroupSpecs": [{"template": {"metadata": 3}}]}}"#)
        #expect(
            try review.judged().denial?.message
                == """
                the RayCluster.ray.io cannot be read: \
                spec.workerGroupSpecs[0].template.metadata: found the number 3, expected an \
                object; correct it
                """)
    }
}
