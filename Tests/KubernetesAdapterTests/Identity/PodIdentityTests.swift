import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@Suite("Which application, queue and user a pod belongs to")
struct PodIdentityTests {
    private func identity(
        labels: String = "{}", annotations: String = "{}", isUnique: Bool = false
    ) throws -> PodIdentity {
        let metadata = #""labels": \#(labels), "annotations": \#(annotations)"#
        return PodIdentity(try pod(metadata: metadata), generatesUniqueIDs: isUnique)
    }

    private static let all =
        #"{"yunikorn.apache.org/app-id": "a", "applicationId": "c", "spark-app-selector": "d"}"#
    private static let annotation = #"{"yunikorn.apache.org/app-id": "b"}"#

    @Test(
        "B140 B141 B142 B143 the application, in order of precedence",
        arguments: [
            (all, annotation, "a"),
            (#"{"applicationId": "c", "spark-app-selector": "d"}"#, annotation, "b"),
            (#"{"applicationId": "c", "spark-app-selector": "d"}"#, "{}", "c"),
            (#"{"spark-app-selector": "d"}"#, "{}", "d"),
            (#"{"yunikorn.apache.org/app-id": ""}"#, "{}", "yunikorn-shop-autogen"),
            (#"{"applicationId": "job-uniqueautogen"}"#, "{}", "job-u1"),
        ])
    func application(labels: String, annotations: String, expected: String) throws {
        let identity = try identity(labels: labels, annotations: annotations)
        #expect(identity.applicationID == expected)
        #expect(identity.namesApplication == (expected != "yunikorn-shop-autogen"))
    }

    @Test("B144 an application of its own is named after namespace and UID, 63 characters at most")
    func unique() throws {
        #expect(try identity(isUnique: true).applicationID == "shop-u1")
        var long = Pod()
        long.metadata.namespace = "abcdefghijklmnopqrstuvwxyz0123456789"
        long.metadata.uid = "01234567-89ab-cdef-0123-456789abcdef"
        let id = PodIdentity(long, generatesUniqueIDs: true).applicationID
        #expect(id == "abcdefghijklmnopqrstuvwxyz-01234567-89ab-cdef-0123-456789abcdef")
        #expect(id.count == 63)
        long.metadata.namespace = String(repeating: "n", count: 63)
        let shared = PodIdentity(long, generatesUniqueIDs: false).applicationID
        #expect(shared == "yunikorn-" + String(repeating: "n", count: 54))
    }

    @Test(
        "B146 the queue, in order of precedence",
        arguments: [
            (#"{"yunikorn.apache.org/queue": "root.a", "queue": "root.c"}"#, "root.b", "root.a"),
            (#"{"queue": "root.c"}"#, "root.b", "root.b"),
            (#"{"queue": "root.c"}"#, "", "root.c"), ("{}", "", nil),
        ])
    func queue(labels: String, annotation: String, expected: String?) throws {
        let annotations = #"{"yunikorn.apache.org/queue": "\#(annotation)"}"#
        #expect(try identity(labels: labels, annotations: annotations).queueName == expected)
    }

    /// As recorded from YuniKorn, but for a misspelt word.
    @Test("B145 different values are told of, those that count and those that do not")
    func conflict() throws {
        let labels = """
            {"yunikorn.apache.org/app-id": "app-18", "applicationId": "other",
             "yunikorn.apache.org/queue": "root.prod.single", "queue": "root.gang"}
            """
        #expect(
            try identity(labels: labels).warnings == [
                "Found multiple 'app-id' value in pod. { podName: web, finalValue: app-18,"
                    + " ignored: [(Label) applicationId: other] }",
                "Found multiple 'queue' value in pod. { podName: web, finalValue: root.prod.single,"
                    + " ignored: [(Label) queue: root.gang] }",
            ])
    }

    @Test("Equal values are no conflict, nor is a value that ends in the UID")
    func noConflict() throws {
        let id = #"{"yunikorn.apache.org/app-id": "a-uniqueautogen", "applicationId": "a-u1"}"#
        #expect(try identity(labels: id).warnings == [])
    }

    private static let info = "yunikorn.apache.org/user.info"

    @Test(
        "The user that the annotation names",
        arguments: [
            ("{}", "nobody", ["nobody"], 0),
            (
                #"{"\#(info)": "{\"user\": \"eve\", \"groups\": [\"dev\", \"ops\"]}"}"#,
                "eve", ["dev", "ops"], 0
            ),
            (#"{"\#(info)": "{\"User\": \"eve\"}"}"#, "eve", ["eve"], 0),
            (#"{"\#(info)": "{\"user\": \"\", \"groups\": [\"dev\"]}"}"#, "nobody", ["nobody"], 1),
            (#"{"\#(info)": "eve"}"#, "nobody", ["nobody"], 1),
        ] as [(String, String, [String], Int)])
    func user(annotations: String, user: String, groups: [String], warnings: Int) throws {
        let identity = try identity(annotations: annotations)
        #expect(identity.user == user)
        #expect(identity.groups == groups)
        #expect(identity.warnings.count == warnings)
    }

    @Test("A broken user names the annotation and the mistake")
    func brokenUser() throws {
        let identity = try identity(annotations: #"{"\#(Self.info)": "{\"user\": 7}"}"#)
        #expect(
            identity.warnings == [
                "Annotation 'yunikorn.apache.org/user.info' cannot be read:"
                    + " user: found the number 7, expected a string"
            ])
    }

    // MARK: Tags and traits

    @Test("What placement rules look at")
    func tags() throws {
        let pod = try pod(
            spec: #""imagePullSecrets": [{"name": "s1"}, {"name": "s2"}]"#,
            metadata: """
                "creationTimestamp": "2026-11-21T05:20:49Z", "labels": {"queue": "batch"}
                """)
        let namespace: Namespace = try object(
            """
            {"metadata": {"name": "shop", "annotations": {
             "yunikorn.apache.org/parentqueue": "root.teams",
             "yunikorn.apache.org/namespace.maxApps": "5"}}}
            """)
        let identity = PodIdentity(pod, generatesUniqueIDs: false)
        let request = placementRequest(of: pod, identity, in: namespace)
        #expect(request.queueName == "batch")
        #expect(!request.isForced)
        #expect(
            request.tags.map { "\($0.name)=\($0.value)" } == [
                "namespace=shop", "application.create.force=false",
                "namespace.parentqueue=root.teams", "namespace.resourcemaxapps=5",
                "imagePullSecrets=s1,s2", "yunikorn.apache.org/creationTime=1795238449",
            ])
    }

    @Test("A pod that has a node cannot be turned away")
    func forced() throws {
        let pod = try pod(spec: #""nodeName": "n1""#)
        let identity = PodIdentity(pod, generatesUniqueIDs: false)
        #expect(placementRequest(of: pod, identity, in: nil).isForced)
    }

    @Test(
        "B124 B125 who asks not to be evicted: the pod's word goes before that of its class",
        arguments: [
            (nil, nil, false), ("false", nil, true), (nil, "false", true), ("true", "false", false),
            ("no", "false", true), ("no", nil, false), (nil, "true", false),
        ] as [(String?, String?, Bool)])
    func optedOut(pod own: String?, priorityClass: String?, expected: Bool) throws {
        var pod = Pod()
        pod.metadata.annotations["yunikorn.apache.org/allow-preemption"] = own
        var named = PriorityClass()
        named.metadata.annotations["yunikorn.apache.org/allow-preemption"] = priorityClass
        let traits = askTraits(of: pod, named, isOriginator: false)
        #expect(traits == (expected ? .optedOut : []))
    }

    @Test("B123 B128 who may not evict, and on whom others depend")
    func traits() throws {
        let pod = try pod(spec: #""preemptionPolicy": "Never""#)
        #expect(askTraits(of: pod, nil, isOriginator: true) == [.neverPreempts, .originator])
    }

    @Test(
        "When an application last saved its work",
        arguments: [("2026-11-21T05:20:49Z", 1_795_238_449_000), ("yesterday", nil)]
            as [(String, Int64?)])
    func checkpoint(text: String, expected: Int64?) {
        var pod = Pod()
        pod.metadata.annotations["muster.dev/last-checkpoint"] = text
        #expect(lastCheckpoint(of: pod)?.milliseconds == expected)
    }
}
