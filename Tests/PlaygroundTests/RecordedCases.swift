@testable import MusterPlayground

/// What has to happen before a recorded request can be asked again.
enum Step {
    /// Another recorded request.
    case recorded(String)
    case pod(String)
    case bind(String, to: String)
    case seconds(Int64)
    /// All pods of the namespace are bound.
    case bindAll
    /// The log of changes is cut.
    case compaction
    case request(String, String, JSONValue)

    func apply(_ stage: inout Stage) throws {
        switch self {
        case .recorded(let name):
            _ = stage.playground.handle(
                try Recording(name).adapted(to: stage), at: stage.now)
        case .pod(let name): stage.makePod(name, namespace: "demo")
        case .bind(let name, let node): _ = stage.bind(name, namespace: "demo", to: node)
        case .seconds(let seconds): stage.pass(seconds: seconds)
        case .compaction:
            for _ in 0..<600 { stage.playground.store.put(["metadata": [:]], at: spare) }
            stage.playground.store.compact(to: stage.playground.revision)
        case .bindAll:
            for pod in stage.ask("GET", "/api/v1/namespaces/demo/pods").body.list("items") {
                _ = stage.bind(
                    pod.string("metadata", "name") ?? "", namespace: "demo", to: "node-1")
            }
        case .request(let method, let target, let body):
            stage.ask(
                method, target, body,
                type: method == "PATCH" ? "application/merge-patch+json" : "application/json")
        }
    }
}

private let minimal = Step.recorded("pods/create-minimal")
private let spare = ObjectKey(storage: 0, namespace: "spare", name: "spare")
private let urgent = "/apis/scheduling.k8s.io/v1/priorityclasses/urgent"
/// A pod that a finalizer holds.
private let held = Step.request(
    "POST", "/api/v1/namespaces/demo/pods",
    [
        "metadata": ["name": "fin", "finalizers": ["example.com/hold"]],
        "spec": ["containers": [["name": "main", "image": "x"]]],
    ])
/// A bound pod whose node nobody plays.
private let silent: [Step] = [.pod("nokubelet"), .bind("nokubelet", to: "no-such-node")]
private let nominated: [Step] = [
    minimal, .recorded("patch/status-condition-unschedulable"), .recorded("patch/status-nominated"),
]
private let first: [Step] = [
    .recorded("pods/create-generatename"), .recorded("pods/create-fieldvalidation-default"),
    minimal,
]
private let lead = Step.recorded("lease/create")
private let manual = Step.recorded("nodes/create")
private let work = Step.recorded("job/create")
private let queue: [Step] = [.recorded("crd/create"), .recorded("crd/object-create")]
private let train = Step.recorded("gang/workload-create")

/// The recordings that are asked again, each with what comes before.
let recordedCases: [String: [Step]] = [
    "binding/absent-pod": [], "binding/annotations": [], "binding/by-scheduler-user": [],
    "binding/gated": [.recorded("pods/create-full")], "binding/no-target": [],
    "binding/post-to-bindings": [], "binding/success": [],
    "binding/twice-same-node": [.bind("p0", to: "node-0")],
    "binding/twice": [.bind("p0", to: "node-0")], "binding/unknown-node": [],
    "binding/wrong-kind": [], "binding/wrong-uid": [],
    "binding/pod-after": [.recorded("binding/annotations"), .seconds(2)],
    "crd/create": [], "crd/discovery": [.recorded("crd/create")],
    "crd/established": [.recorded("crd/create")], "crd/list-table": queue,
    "crd/list": queue + [.recorded("crd/object-status")],
    "crd/object-create": [.recorded("crd/create")],
    "crd/object-invalid": [.recorded("crd/create")], "crd/object-merge": queue,
    "crd/object-status": queue, "crd/object-strategic-merge-refused": queue,
    "delete/absent": [.request("DELETE", "/api/v1/namespaces/demo/pods/p1", [:])],
    "delete/configmap": [.recorded("patch/apply-yaml-body")], "delete/dryrun": nominated,
    "delete/precondition-rv": [minimal], "delete/precondition-uid": [minimal],
    "discovery/aggregated-fallback": [], "discovery/api": [], "discovery/apis-batch-v1": [],
    "discovery/apis-coordination-v1": [], "discovery/apis-events-v1": [],
    "discovery/apis-scheduling": [], "discovery/apis-unknown-group": [],
    "discovery/healthz": [], "discovery/healthz-anonymous": [], "discovery/livez": [],
    "discovery/readyz": [], "discovery/version": [], "discovery/apis-apps-v1": [],
    "discovery/apis-policy-v1": [], "discovery/apis-scheduling-v1": [],
    "discovery/apis-scheduling-v1alpha2": [],
    "errors/400-bad-quantity": [], "errors/400-empty-body": [], "errors/400-fieldselector": [],
    "errors/400-json": [], "errors/400-kind-mismatch": [], "errors/400-labelselector": [],
    "errors/400-name-mismatch": [], "errors/400-namespace-mismatch": [],
    "errors/400-resourceversion": [], "errors/403-priorityclass-absent": [],
    "errors/403-serviceaccount-absent": [], "errors/404-namespace-create": [],
    "errors/404-path": [], "errors/404-pod": [], "errors/404-resource": [],
    "errors/404-subresource": [], "errors/405-method": [], "errors/405-method2": [],
    "errors/406-accept": [], "errors/409-alreadyexists": [],
    "errors/409-conflict-resourceversion": [], "errors/409-conflict-uid": [],
    "errors/415-mediatype-patch": [], "errors/415-mediatype-post": [],
    "errors/422-bad-name": [], "errors/422-immutable-spec": [], "errors/422-invalid": [],
    "errors/422-noname": [], "errors/422-resourceversionmatch": [],
    "errors/504-resourceversion-future": [],
    "events/core-create": [],
    "events/core-list-fieldselector": [.recorded("events/create"), .recorded("events/series")],
    "events/core-view": [.recorded("events/create"), .recorded("events/series")],
    "events/create": [], "events/invalid-longnote": [], "events/invalid-noaction": [],
    "events/series": [.recorded("events/create")],
    "eviction/absent": [],
    "eviction/allowed": [.pod("free"), .bind("free", to: "node-0"), .seconds(2)],
    "eviction/pending-pod": [.pod("lax")],
    "eviction/refused": guarded, "eviction/dryrun": guarded,
    "gang/pod-create-0": [], "gang/pod-create-absent-group": [], "gang/podgroup-bad": [],
    "gang/podgroup-create-standalone": [], "gang/podgroup-create": [train],
    "gang/podgroup-delete": [
        train, .recorded("gang/podgroup-create"), .recorded("gang/pod-create-0"),
        .recorded("gang/podgroup-status"),
    ],
    "gang/podgroup-after-delete": [
        train, .recorded("gang/podgroup-create"), .recorded("gang/pod-create-0"),
        .recorded("gang/podgroup-status"), .recorded("gang/podgroup-delete"), .seconds(2),
    ],
    "gang/podgroup-list": [train, .recorded("gang/podgroup-create-standalone")],
    "gang/podgroup-mincount-immutable": [train, .recorded("gang/podgroup-create")],
    "gang/podgroup-status": [train, .recorded("gang/podgroup-create")],
    "gang/podgroup-template-absent": [], "gang/podgroups-empty": [], "gang/workload-bad": [],
    "gang/workload-create": [], "gang/workload-list": [train],
    "job/create": [], "job/delete-background": [work],
    "job/delete-foreground": [
        .request(
            "POST", "/apis/batch/v1/namespaces/demo/jobs",
            [
                "metadata": ["name": "work2"],
                "spec": [
                    "suspend": true,
                    "template": [
                        "spec": [
                            "restartPolicy": "Never", "containers": [["name": "c", "image": "x"]],
                        ]
                    ],
                ],
            ]), .seconds(1),
    ],
    "job/get-running": [work, .seconds(1)], "job/pods": [work, .seconds(1)],
    "lease/bad-time": [lead], "lease/create-race": [lead], "lease/create": [],
    "lease/get-absent": [], "lease/release": [lead], "lease/renew-conflict": [lead],
    "lease/renew-without-rv": [lead], "lease/renew": [lead],
    "misc/configmap-binarydata": [], "misc/configmap-same-key": [],
    "misc/configmap-immutable": [
        .recorded("misc/configmap-binarydata"),
        .request(
            "PUT", "/api/v1/namespaces/demo/configmaps/bin",
            ["metadata": ["name": "bin"], "immutable": true, "data": ["text": "a"]]),
    ],
    "misc/deployment-create": [],
    "misc/deployment-scale-get": [.recorded("misc/deployment-create"), .seconds(1)],
    "misc/deployment-scale-patch": [.recorded("misc/deployment-create"), .seconds(1)],
    "misc/pdb-create": [], "misc/pdb-status": guarded,
    "misc/priorityclass-list": [], "misc/priorityclass-value-immutable": [],
    "misc/priorityclass-system-prefix": [],
    "misc/priorityclass-second-default": [
        .request(
            "POST", "/apis/scheduling.k8s.io/v1/priorityclasses",
            ["metadata": ["name": "base"], "value": 7, "globalDefault": true])
    ],
    "misc/replicaset-list": [.recorded("misc/deployment-create"), .seconds(1)],
    "namespaces/create": [], "namespaces/delete": [.recorded("namespaces/create")],
    "namespaces/configmaps": [.recorded("namespaces/create")],
    "namespaces/serviceaccounts": [.recorded("namespaces/create")],
    "namespaces/delete-again": [
        .recorded("namespaces/create"), .recorded("namespaces/delete"),
    ], "namespaces/delete-default-refused": [], "namespaces/finalize": [],
    "namespaces/terminating-create": [
        .recorded("namespaces/create"), .recorded("namespaces/delete"),
    ],
    "namespaces/terminating-get": [
        .recorded("namespaces/create"), .recorded("namespaces/delete"),
    ], "nodes/cordon": [manual, .seconds(1)],
    "nodes/cordoned-get": [manual, .seconds(1), .recorded("nodes/cordon"), .seconds(1)],
    "nodes/create": [], "nodes/delete": [manual], "nodes/get": [.seconds(1)],
    "nodes/list": [manual, .seconds(1)], "nodes/list-table": [manual, .seconds(1)],
    "nodes/taint": [manual, .seconds(1), .recorded("nodes/cordon")],
    "patch/absent": [], "patch/apply-create": [],
    "patch/apply-conflict": [.recorded("patch/apply-create")],
    "patch/apply-force": [.recorded("patch/apply-create"), .recorded("patch/apply-update")],
    "patch/apply-no-manager": [], "patch/apply-pod": [],
    "patch/apply-update": [.recorded("patch/apply-create")], "patch/apply-yaml-body": [],
    "patch/gates-add-refused": [minimal], "patch/immutable": [minimal],
    "patch/gates-removed-merge": [.recorded("pods/create-full")],
    "patch/json-patch-malformed": [minimal],
    "patch/json-patch-missing-path": [minimal, .recorded("patch/merge")],
    "patch/json-patch-test-fails": [minimal], "patch/main-ignores-status": nominated,
    "patch/merge-noop": [minimal, .recorded("patch/merge")], "patch/merge": [minimal],
    "patch/merge-rv-conflict": [minimal],
    "patch/status-condition-unschedulable": [minimal],
    "patch/status-ignores-spec": nominated, "patch/status-nominated": [minimal],
    "patch/tolerations-add": nominated,
    "pods/create-dryrun": [], "pods/create-full": [], "pods/create-generatename": [],
    "pods/create-fieldvalidation-default": [], "pods/create-minimal": [],
    "pods/create-priority-mismatch": [],
    "pods/get": [], "pods/get-partialmetadata": [], "pods/get-table": [],
    "pods/list-absent-namespace": [], "pods/list-continue-garbage": [], "pods/list-empty": [],
    "pods/list-label-in": [], "pods/list-limit-1": first, "pods/list-limit-labelselector": [],
    "pods/list-partialmetadata": [], "pods/list-rv0": first,
    "pods/list-table-includeobject-none": [], "pods/list": first, "pods/put-absent": [],
    "pods/list-field-nodename": [.bind("p0", to: "node-0"), .seconds(2)],
    "pods/list-field-unbound": first,
    "reviews/selfsubjectreview": [], "reviews/tokenreview-bad": [],
    "storage/csinode-list": [], "storage/csistoragecapacity-create": [],
    "storage/pv-create": [], "storage/pvc-create": [], "storage/storageclass-create": [],
    "storage/pvc-pending": [
        .recorded("storage/storageclass-create"), .recorded("storage/pvc-create"), .seconds(1),
    ],
    "storage/pvc-selected-node": [
        .recorded("storage/storageclass-create"), .recorded("storage/pvc-create"),
    ],
    "watch/bad-rv": [], "watch/sendinitialevents-list": [],
    "watch/sendinitialevents-without-match": [],
    "binding/terminating": [
        .request(
            "POST", "/api/v1/namespaces/demo/pods",
            [
                "metadata": ["name": "finp", "finalizers": ["example.com/hold"]],
                "spec": ["containers": [["name": "c", "image": "x"]]],
            ]), .request("DELETE", "/api/v1/namespaces/demo/pods/finp", [:]),
    ],
    "delete/finalizer": [held], "delete/finalizer-removed": [held, .recorded("delete/finalizer")],
    "delete/force": silent, "delete/grace-bound": silent,
    "delete/grace-get": silent + [.recorded("delete/grace-bound")],
    "delete/grace-again-shorter": silent + [.recorded("delete/grace-bound")],
    "delete/grace-again-longer": silent + [
        .recorded("delete/grace-bound"), .recorded("delete/grace-again-shorter"),
    ],
    "delete/unbound": [.recorded("pods/create-fieldvalidation-warn")],
    "discovery/apis-storage-v1": [],
    "job/get-complete": [
        work, .seconds(1), .bindAll, .seconds(5),
    ],
    "misc/priorityclass-create": [.request("DELETE", urgent, [:])],
    "nodes/status-patch": [
        manual, .seconds(1), .recorded("nodes/cordon"), .seconds(1), .recorded("nodes/taint"),
        .seconds(1),
    ],
    "patch/json-patch": nominated + [
        .recorded("patch/status-ignores-spec"), .recorded("patch/merge"),
    ],

    "pods/get-raw-bytes": [.bind("p0", to: "node-0"), .seconds(2)],
    "pods/list-exact-compacted": [.compaction],
    "pods/list-table": first,
    "misc/configmap-raw-bytes": [
        .recorded("misc/configmap-binarydata"),
        .request(
            "PATCH", "/api/v1/namespaces/demo/configmaps/bin", ["immutable": true]),
    ],
    "resize/allowed": guarded, "resize/image-ignored": guarded, "resize/qos-change": guarded,
    "resize/via-main-refused": guarded,
    "storage/pv-prebind": [
        .recorded("storage/storageclass-create"), .recorded("storage/pvc-create"),
        .recorded("storage/pv-create"),
    ],
    "admission/webhookconfiguration-create": [], "admission/webhookconfiguration-invalid": [],
]

private let guarded: [Step] = [
    .recorded("misc/pdb-create"),
    .request(
        "POST", "/api/v1/namespaces/demo/pods",
        [
            "metadata": ["name": "g0", "labels": ["app": "guarded"]],
            "spec": [
                "nodeName": "node-0",
                "containers": [
                    [
                        "name": "main", "image": "x",
                        "resources": ["requests": ["cpu": "100m", "memory": "64Mi"]],
                    ]
                ],
            ],
        ]), .seconds(2),
]
