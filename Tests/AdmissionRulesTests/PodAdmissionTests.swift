import AdmissionRules
import KubernetesModel
import Testing

@Suite("What becomes of a new pod")
struct PodAdmissionTests {
    @Test("B157 B160 B162 a pod without anything gets scheduler, application and submitter")
    func bare() throws {
        let answer = try Review.pod().judged()
        #expect(answer.patchText == steps(schedulerStep, labelsStep, annotationsStep))
        #expect(answer.denial == nil && answer.warnings.isEmpty)
    }

    @Test("B157 B160 members are added to the labels and annotations that are there")
    func present() throws {
        let answer = try Review.pod(
            #""labels": {"app": "demo"}, "annotations": {}"#,
            spec: #""schedulerName": "default-scheduler""#
        ).judged()
        #expect(
            answer.patchText
                == steps(
                    schedulerStep,
                    add("/metadata/labels/applicationId", "yunikorn-demo-autogen"),
                    add("/metadata/labels/yunikorn.apache.org~1app-id", "yunikorn-demo-autogen"),
                    add("/metadata/annotations/yunikorn.apache.org~1allow-preemption", "true"),
                    add("/metadata/annotations/yunikorn.apache.org~1user.info", aliceText)))
    }

    @Test("null labels count as none")
    func null() throws {
        let answer = try Review.pod(#""labels": null, "annotations": null"#).judged()
        #expect(answer.patchText == steps(schedulerStep, labelsStep, annotationsStep))
    }

    @Test("what is complete is not changed, so that being asked twice changes nothing")
    func complete() throws {
        let metadata = #"""
            "labels": {"applicationId": "a"}, "annotations": {
            "yunikorn.apache.org/user.info": "{\"user\":\"alice\"}",
            "yunikorn.apache.org/allow-preemption": "false"}
            """#
        let review = Review.pod(metadata, spec: #""schedulerName": "muster""#)
        let answer = try review.judged { $0.externalUsers = try NamePatterns("^alice$") }
        #expect(answer == AdmissionAnswer())
    }

    @Test(
        "B160 no application is added where one is named",
        arguments: [
            #""labels": {"yunikorn.apache.org/app-id": "a"}"#, #""labels": {"applicationId": "a"}"#,
            #""labels": {"spark-app-selector": "a"}"#,
            #""annotations": {"yunikorn.apache.org/app-id": "a"}"#,
        ])
    func namedApplication(metadata: String) throws {
        let answer = try Review.pod(metadata).judged()
        #expect(!answer.patchText.contains("autogen"))
        #expect(!answer.patchText.contains("/labels"))
    }

    @Test("an application of its own is named after namespace and call")
    func uniqueApplication() throws {
        let answer = try Review.pod(#""labels": {}"#).judged {
            $0.generatesUniqueApplicationIDs = true
        }
        #expect(answer.patchText.contains(add("/metadata/labels/applicationId", "demo-u-1")))
    }

    @Test("an application's label ends in a letter or digit when it is cut at 63")
    func cutApplication() throws {
        var review = Review.pod(#""labels": {}"#)
        review.namespace = "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopq-xyz"
        let expected = "yunikorn-abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopq"
        #expect(
            try review.judged().patchText
                .contains(add("/metadata/labels/applicationId", expected)))
    }

    @Test(
        "a queue's label is copied to the old one, and none is invented",
        arguments: [
            (#"{"yunikorn.apache.org/queue": "root.a"}"#, "root.a"),
            (#"{"yunikorn.apache.org/queue": "root.a", "queue": "root.b"}"#, nil),
            (#"{"queue": "root.b"}"#, nil),
        ] as [(String, String?)])
    func queue(labels: String, copied: String?) throws {
        let patch = try Review.pod(#""labels": \#(labels)"#).judged().patchText
        let step = add("/metadata/labels/queue", copied ?? "root.a")
        #expect(patch.contains(step) == (copied != nil))
        #expect(!patch.contains("labels/yunikorn.apache.org~1queue"))
    }

    @Test(
        "whether it may be preempted is what its class of priority says",
        arguments: [
            ("spared", "false"), ("usual", "true"), ("unknown", "true"), ("", "true"),
        ])
    func priorityClass(name: String, expected: String) throws {
        var facts = AdmissionFacts()
        facts.priorityClasses = [
            "spared": ["yunikorn.apache.org/allow-preemption": "false"], "usual": [:],
        ]
        let review = Review.pod(#""annotations": {}"#, spec: #""priorityClassName": "\#(name)""#)
        let path = "/metadata/annotations/yunikorn.apache.org~1allow-preemption"
        #expect(try review.judged(facts).patchText.contains(add(path, expected)))
    }

    @Test("B158 pods of kube-system, and those of the scheduler itself, are left alone")
    func bypassed() throws {
        var system = Review.pod()
        system.namespace = "kube-system"
        #expect(try system.judged() == AdmissionAnswer())
        for app in ["yunikorn", "muster"] {
            let own = Review.pod(#""labels": {"app": "\#(app)"}"#)
            #expect(try own.judged() == AdmissionAnswer())
        }
    }

    @Test(
        "in the mode `annotated` pods that name a queue or the scheduler are claimed",
        arguments: [
            ("", "", false), (#""labels": {"queue": ""}"#, "", false),
            (#""annotations": {"yunikorn.apache.org/queue": "root.a"}"#, "", true),
            (#""labels": {"yunikorn.apache.org/queue": "root.a"}"#, "", true),
            (#""labels": {"queue": "a"}"#, "", true),
            ("", #""schedulerName": "muster""#, true),
        ])
    func annotated(metadata: String, spec: String, isClaimed: Bool) throws {
        let answer = try Review.pod(metadata, spec: spec).judged { $0.mode = .annotated }
        #expect(answer.patch.isEmpty == !isClaimed)
    }
}

@Suite("Which namespaces are claimed")
struct NamespaceAdmissionTests {
    private func isClaimed(
        _ namespace: String, _ annotation: String? = nil, process: String = "",
        bypass: String = "^kube-system$"
    ) throws -> Bool {
        var review = Review.pod()
        review.namespace = namespace
        var facts = AdmissionFacts()
        facts.namespaces[namespace] = annotation.map {
            ["yunikorn.apache.org/namespace.enableYuniKorn": $0]
        }
        return try !review.judged(facts) {
            $0.processNamespaces = try NamePatterns(process)
            $0.bypassNamespaces = try NamePatterns(bypass)
        }.patch.isEmpty
    }

    @Test("B157 B158 lists of expressions say which")
    func lists() throws {
        #expect(try isClaimed("emr", process: "^dev$, ^emr"))
        #expect(try isClaimed("emr-2", process: "^dev$, ^emr"))
        #expect(try !isClaimed("test", process: "^dev$, ^emr"))
        #expect(try !isClaimed("emr-2", process: "^emr", bypass: "-2$"))
        #expect(try isClaimed("kube-system", bypass: ""))
    }

    @Test("B159 the namespace's annotation goes before the lists")
    func annotation() throws {
        #expect(try !isClaimed("emr", "false", process: "^emr$"))
        #expect(try isClaimed("kube-system", "true"))
        #expect(try isClaimed("emr", "False", process: "^emr$"))
    }

    private func isLabelled(_ annotation: String?, label: String, noLabel: String) throws -> Bool {
        var facts = AdmissionFacts()
        facts.namespaces["demo"] = annotation.map {
            ["yunikorn.apache.org/namespace.generateAppId": $0]
        }
        let answer = try Review.pod().judged(facts) {
            $0.labelNamespaces = try NamePatterns(label)
            $0.noLabelNamespaces = try NamePatterns(noLabel)
        }
        #expect(answer.patchText.contains(schedulerStep))
        return answer.patchText.contains("applicationId")
    }

    @Test("B161 lists say where applications are added, and the namespace's annotation before them")
    func labels() throws {
        #expect(try isLabelled(nil, label: "^demo$", noLabel: ""))
        #expect(try !isLabelled(nil, label: "^emr$", noLabel: ""))
        #expect(try !isLabelled(nil, label: "", noLabel: "^demo$"))
        #expect(try isLabelled("true", label: "^emr$", noLabel: "^demo$"))
        #expect(try !isLabelled("false", label: "", noLabel: ""))
    }
}
