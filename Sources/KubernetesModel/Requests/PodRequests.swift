/// Puts a pod on a node: `POST …/pods/NAME/binding`.
public struct Binding: Hashable, Sendable {
    /// The pod.
    public var podName: String
    /// The identity of the pod: the server refuses another pod of that name.
    ///
    /// Empty for any.
    public var podUID: String
    /// The node.
    ///
    /// The server does not look whether it is there.
    public var nodeName: String
    /// What the pod gets besides.
    public var annotations: NameMap<String>

    /// A binding of the pod to the node.
    public init(
        podName: String, podUID: String, nodeName: String,
        annotations: NameMap<String> = [:]
    ) {
        self.podName = podName
        self.podUID = podUID
        self.nodeName = nodeName
        self.annotations = annotations
    }

    /// The body of the request.
    public var json: [UInt8] {
        JSONWriter.object { body in
            body.string("apiVersion", "v1")
            body.string("kind", "Binding")
            body.object("metadata") { metadata in
                metadata.string("name", podName)
                metadata.nonEmpty("uid", podUID)
                metadata.nonEmpty("annotations", annotations)
            }
            body.object("target") { target in
                target.string("apiVersion", "v1")
                target.string("kind", "Node")
                target.string("name", nodeName)
            }
        }
    }
}

/// How an object is deleted: the body of a `DELETE`, and a part of an ``Eviction``.
public struct DeleteOptions: Hashable, Sendable {
    /// The identity that the object must have; empty for any.
    public var uid = ""
    /// The version that the object must have; empty for any.
    public var resourceVersion = ""
    /// Seconds to end in; nil for what the pod says.
    public var gracePeriodSeconds: Int64?
    /// `Background`, `Foreground` or `Orphan`: what becomes of what it owns; empty for the usual.
    public var propagationPolicy = ""

    /// The usual way.
    public init() {}

    /// The body of the request.
    public var json: [UInt8] {
        JSONWriter.object { body in
            body.string("kind", "DeleteOptions")
            body.string("apiVersion", "v1")
            write(to: &body)
        }
    }

    fileprivate var isUsual: Bool { self == DeleteOptions() }

    fileprivate func write(to body: inout JSONWriter) {
        if let gracePeriodSeconds { body.integer("gracePeriodSeconds", gracePeriodSeconds) }
        if !uid.isEmpty || !resourceVersion.isEmpty {
            body.object("preconditions") { preconditions in
                preconditions.nonEmpty("uid", uid)
                preconditions.nonEmpty("resourceVersion", resourceVersion)
            }
        }
        body.nonEmpty("propagationPolicy", propagationPolicy)
    }
}

/// Asks for the deletion of a pod as far as budgets allow it: `POST …/pods/NAME/eviction`.
public struct Eviction: Hashable, Sendable {
    /// The pod.
    public var podName: String
    /// The namespace of the pod.
    public var podNamespace: String
    /// How the pod is deleted.
    public var deleteOptions: DeleteOptions

    /// An eviction of the pod.
    public init(
        podName: String, podNamespace: String, deleteOptions: DeleteOptions = DeleteOptions()
    ) {
        self.podName = podName
        self.podNamespace = podNamespace
        self.deleteOptions = deleteOptions
    }

    /// The body of the request.
    public var json: [UInt8] {
        JSONWriter.object { body in
            body.string("apiVersion", "policy/v1")
            body.string("kind", "Eviction")
            body.object("metadata") { metadata in
                metadata.string("name", podName)
                metadata.string("namespace", podNamespace)
            }
            if !deleteOptions.isUsual {
                body.object("deleteOptions") { deleteOptions.write(to: &$0) }
            }
        }
    }
}

/// Changes what was observed about a pod: a strategic merge patch of `…/pods/NAME/status`.
///
/// Conditions replace those of the same type and leave the others.
public struct PodStatusPatch: Hashable, Sendable {
    /// The identity of the pod: the server refuses another pod of that name.
    ///
    /// Empty for any.
    public var podUID: String
    /// The version of the pod: the server refuses (409) if the pod has changed since.
    ///
    /// Empty for any.
    public var resourceVersion = ""
    /// Conditions to set.
    public var conditions: [Condition] = []
    /// The node that is being freed for the pod, empty to say that there is none any more; nil to
    /// leave it as it is.
    public var nominatedNodeName: String?
    /// How far the pod is; nil to leave it as it is.
    public var phase: PodPhase?
    /// A word for why; nil to leave it as it is.
    public var reason: String?
    /// A sentence for people; nil to leave it as it is.
    public var message: String?

    /// A patch that changes nothing.
    public init(podUID: String) {
        self.podUID = podUID
    }

    /// The body of the request.
    public var json: [UInt8] {
        JSONWriter.object { body in
            if !podUID.isEmpty || !resourceVersion.isEmpty {
                body.object("metadata") { metadata in
                    metadata.nonEmpty("uid", podUID)
                    metadata.nonEmpty("resourceVersion", resourceVersion)
                }
            }
            body.object("status", writeStatus)
        }
    }

    private func writeStatus(to status: inout JSONWriter) {
        if let phase { status.string("phase", phase.rawValue) }
        if let reason { status.string("reason", reason) }
        if let message { status.string("message", message) }
        if let nominatedNodeName {
            if nominatedNodeName.isEmpty {
                status.null("nominatedNodeName")
            } else {
                status.string("nominatedNodeName", nominatedNodeName)
            }
        }
        if !conditions.isEmpty {
            status.array("conditions", conditions) { array, condition in
                array.element { condition.write(to: &$0) }
            }
        }
    }
}

extension Condition {
    fileprivate func write(to body: inout JSONWriter) {
        body.string("type", type)
        body.string("status", status.rawValue)
        body.nonEmpty("reason", reason)
        body.nonEmpty("message", message)
        body.null("lastProbeTime")
        if let lastTransitionTime { body.string("lastTransitionTime", lastTransitionTime.seconds) }
        if observedGeneration != 0 { body.integer("observedGeneration", observedGeneration) }
    }
}
