/// What every object of Kubernetes has.
public struct ObjectMeta: Hashable, Sendable {
    /// Unique among the objects of its kind and namespace at one moment.
    public var name = ""
    /// Empty for what belongs to no namespace.
    public var namespace = ""
    /// Never used twice; the identity of an object.
    public var uid = ""
    /// The version of the object, to be compared for equality only.
    public var resourceVersion = ""
    /// Counts the changes of the wanted state; 0 when it is not counted.
    public var generation: Int64 = 0
    /// When the server stored the object first.
    public var creationTimestamp: Timestamp?
    /// When the object is to be gone, the grace period included; nil unless it is being deleted.
    public var deletionTimestamp: Timestamp?
    /// Seconds between the request to delete and the deletion.
    public var deletionGracePeriodSeconds: Int64?
    /// What selectors look at.
    public var labels = NameMap<String>()
    /// What selectors do not look at.
    public var annotations = NameMap<String>()
    /// The objects with which this one goes.
    public var ownerReferences: [OwnerReference] = []
    /// What must be done before the object goes.
    public var finalizers: [String] = []

    /// Metadata of nothing in particular.
    public init() {}

    /// The owner that manages the object, such as the Job of a pod.
    public var controller: OwnerReference? { ownerReferences.first { $0.isController } }
}

/// A pointer from an object to one that owns it, in the same namespace or in none.
public struct OwnerReference: Hashable, Sendable {
    /// Group and version, such as `batch/v1`.
    public var apiVersion = ""
    /// Such as `Job`.
    public var kind = ""
    /// The name of the owner.
    public var name = ""
    /// The identity of the owner.
    public var uid = ""
    /// Whether this owner manages the object; at most one does.
    public var isController = false
    /// Whether the owner, deleted in the foreground, waits for the object to go.
    public var blocksOwnerDeletion = false

    /// A reference to nothing.
    public init() {}
}

/// One thing observed about an object, such as that a pod is ready.
public struct Condition: Hashable, Sendable {
    /// What is observed, such as `Ready`.
    public var type = ""
    /// Whether it holds.
    public var status = Status.unknown
    /// A word for the cause.
    public var reason = ""
    /// A sentence for people.
    public var message = ""
    /// When the status last changed.
    public var lastTransitionTime: Timestamp?
    /// The generation of the object that was looked at; 0 when it is not told.
    public var observedGeneration: Int64 = 0

    /// Whether a condition holds.
    public enum Status: String, Hashable, Sendable {
        /// It holds.
        case yes = "True"
        /// It does not hold.
        case no = "False"
        /// Nobody knows.
        case unknown = "Unknown"
    }

    /// A condition about nothing.
    public init() {}
}

extension ObjectMeta: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "name": self.name = try value.get()
        case "namespace": namespace = try value.get()
        case "uid": uid = try value.get()
        case "resourceVersion": resourceVersion = try value.get()
        case "generation": generation = try value.get()
        case "creationTimestamp": creationTimestamp = try value.get()
        case "deletionTimestamp": deletionTimestamp = try value.get()
        case "deletionGracePeriodSeconds": deletionGracePeriodSeconds = try value.get()
        case "labels": labels = try value.get()
        case "annotations": annotations = try value.get()
        case "ownerReferences": ownerReferences = try value.get()
        case "finalizers": finalizers = try value.get()
        default: break
        }
    }
}

extension OwnerReference: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "apiVersion": apiVersion = try value.get()
        case "kind": kind = try value.get()
        case "name": self.name = try value.get()
        case "uid": uid = try value.get()
        case "controller": isController = try value.get()
        case "blockOwnerDeletion": blocksOwnerDeletion = try value.get()
        default: break
        }
    }
}

extension Condition: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "type": type = try value.get()
        case "status": status = try value.get()
        case "reason": reason = try value.get()
        case "message": message = try value.get()
        case "lastTransitionTime": lastTransitionTime = try value.get()
        case "observedGeneration": observedGeneration = try value.get()
        default: break
        }
    }
}

extension Condition.Status: JSONWord {
    package static var unrecognized: Condition.Status { .unknown }
}
