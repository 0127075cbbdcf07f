/// Recordings that are not asked again, by the beginning of their name, and why.
let notAskedAgain: [(prefix: String, reason: String)] = [
    ("admission/requests/", "what a webhook is sent: WebhookTests looks at one of each kind"),
    ("admission/responses/", "need a webhook: WebhookTests gives its replies"),
    ("delete/collection", "the objects of the recording are not in another recording"),
    ("delete/terminating-bind", "the same refusal as binding/terminating, of a bound pod"),
    ("discovery/aggregated-api", "lists what kube-apiserver serves; the playground serves less"),
    ("discovery/aggregated-not-modified", "carries kube-apiserver's own entity tag"),
    ("discovery/api-v1", "lists what kube-apiserver serves; the playground serves less"),
    ("discovery/apis", "lists what kube-apiserver serves; the playground serves less"),
    ("discovery/openapi-v3-index", "lists hashes of kube-apiserver's documents"),
    ("discovery/readyz-verbose", "lists kube-apiserver's own parts"),
    ("errors/401-anonymous", "the playground takes who has no credentials for the administrator"),
    ("errors/401-badtoken", "the token is left out of the recording: ObjectTests"),
    ("errors/403-rbac", "everybody may do everything in the playground"),
    ("errors/413-too-large", "the body is left out of the recording"),
    ("errors/422-configmap-too-long", "the body is left out of the recording"),
    ("errors/422-pod-level-resources", "sums over containers are not checked"),
    ("events/list-table", "events of controllers that the playground does not have"),
    ("job/pod-succeeded", "its random name"),
    ("job/suspended", "its job is in no other recording; job/delete-foreground shows the same"),
    ("job/watch", "a stream: WatchTests"),
    ("misc/configmap-raw-html", "its object is in no other recording; JSONTests has the escapes"),
    ("patch/json-patch-bad-annotation", "lists the same cause three times"),
    ("patch/strategic-merge", "its pod is in no other recording; PatchTests has the rules"),
    ("pods/create-fieldvalidation-strict", "fields of built-in kinds are not checked"),
    ("pods/create-fieldvalidation-warn", "fields of built-in kinds are not checked"),
    ("pods/get-pretty-query", "the same object as pods/get, indented: JSONTests"),
    ("pods/get-yaml", "answered in JSON, which is YAML"),
    ("pods/list-continue", "tokens of another server: ListTests"),
    ("pods/list-gzip", "the listener does not compress"),
    ("pods/list-limit-2", "a token of another server: ListTests"),
    ("pods/get-protobuf-headers", "protobuf is read, never written"),
    ("pods/list-rvmatch-notolder", "a version of another server: ListTests"),
    ("pods/put-without-rv", "its object went through other recordings; its rule is in ObjectTests"),
    ("pods/list-rvmatch-exact", "a version of another server: ListTests"),
    ("pods/list-table-includeobject-object", "the same columns as pods/list-table"),
    ("pods/log-no-kubelet", "says that the nodes are hollow instead"),
    ("resize/unsupported-node", "hollow nodes support resizing"),
    ("reviews/", "everybody may do everything in the playground"),
    ("storage/pv-bound", "carries the names of kube-controller-manager's annotations"),
    ("storage/pvc-bound", "carries the names of kube-controller-manager's annotations"),
    ("watch/", "streams: WatchTests"),
]

/// What is known to differ, by recording.
let knownDifferences: [String: [String]] = [
    // The hollow nodes of the recording did not say what resources their containers have.
    "binding/pod-after": containerResources("."),
    "pods/get-raw-bytes": containerResources("."),
    "pods/list-field-nodename": containerResources(".items[0]."),
    // Of the built-in kinds the fields are not known: one that does not exist is kept.
    "delete/unbound": [".spec.nosuch: only here"],
    "pods/create-fieldvalidation-default": [
        #"Warning: ["299 - \"unknown field \\\"spec.nosuch\\\"\""] / []"#,
        ".spec.nosuch: only here",
    ],
    "pods/list": [".items[1].spec.nosuch: only here"],
    "pods/list-field-unbound": [".items[1].spec.nosuch: only here"],
    "pods/list-limit-1": [".items[1].spec.nosuch: only here"],
    "pods/list-rv0": [".items[1].spec.nosuch: only here"],
    // Protobuf is read here, never written.
    "errors/406-accept": [
        ".message: 406: Not Acceptable\n\nAvailable representations: application/json, "
            + "application/yaml, application/vnd.kubernetes.protobuf / 406: Not Acceptable\n\n"
            + "Available representations: application/json, application/yaml"
    ],
    // Jobs count their pods without a finalizer on each.
    "job/pods": [
        ".items[0].metadata.finalizers: missing", ".items[1].metadata.finalizers: missing",
    ],
    // Another recording took the annotations away before.
    "patch/gates-removed-merge": [".metadata.annotations: only here"],
]

private func containerResources(_ path: String) -> [String] {
    let status = "\(path)status.containerStatuses[0]"
    return ["\(status).allocatedResources: only here", "\(status).resources: only here"]
}
