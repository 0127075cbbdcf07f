/// A right that one of several programs holds for a while.
public struct Lease: KubernetesObject, Hashable, Sendable {
    /// Name, and the version without which an update is refused.
    public var metadata = ObjectMeta()
    /// Who holds it; empty for nobody.
    public var holderIdentity = ""
    /// Seconds from the last renewal in which it is held; nil when it was never held.
    public var durationSeconds: Int32?
    /// When the holder got it.
    public var acquireTime: Timestamp?
    /// When the holder said last that it still holds it.
    public var renewTime: Timestamp?
    /// How often it went to another holder.
    public var transitions: Int32 = 0

    /// A right that nobody holds.
    public init() {}

    /// `coordination.k8s.io/v1`, `leases`.
    public static let resource = APIResource(
        group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")
}

/// Something that happened to an object, for people to read.
public struct Event: KubernetesObject, Hashable, Sendable {
    /// A name made from that of the object, and its namespace.
    public var metadata = ObjectMeta()
    /// When it happened first.
    public var eventTime: Timestamp?
    /// The program that says so, such as `example.com/scheduler`.
    public var reportingController = ""
    /// Which one of them, such as the name of its pod.
    public var reportingInstance = ""
    /// What was done or tried; at most 128 characters.
    public var action = ""
    /// A word for why; at most 128 characters.
    public var reason = ""
    /// `Normal` or `Warning`.
    public var type = "Normal"
    /// A sentence for people; at most 1,024 bytes.
    public var note = ""
    /// The object.
    public var regarding = ObjectReference()
    /// Another object that had a part in it; nil for none.
    public var related: ObjectReference?
    /// Its repetitions; nil when it happened once.
    public var series: Series?

    /// How often and until when it happened again.
    public struct Series: Hashable, Sendable {
        /// How often altogether.
        public var count: Int32 = 0
        /// When it happened last.
        public var lastObservedTime: Timestamp?

        /// No repetitions.
        public init() {}
    }

    /// An event about nothing.
    public init() {}

    /// `events.k8s.io/v1`, `events`.
    public static let resource = APIResource(
        group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")
}

extension Lease: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "spec":
            try value.forEachMember { name, value throws(DecodingProblem) in
                try readSpec(name, value)
            }
        default: break
        }
    }

    private mutating func readSpec(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "holderIdentity": holderIdentity = try value.get()
        case "leaseDurationSeconds": durationSeconds = try value.get()
        case "acquireTime": acquireTime = try value.get()
        case "renewTime": renewTime = try value.get()
        case "leaseTransitions": transitions = try value.get()
        default: break
        }
    }
}

extension Event: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "metadata": metadata = try value.get()
        case "eventTime": eventTime = try value.get()
        case "reportingController": reportingController = try value.get()
        case "reportingInstance": reportingInstance = try value.get()
        case "action": action = try value.get()
        case "reason": reason = try value.get()
        case "type": type = try value.get()
        case "note": note = try value.get()
        case "regarding": regarding = try value.get()
        case "related": related = try value.get()
        case "series": series = try value.get()
        default: break
        }
    }
}

extension Event.Series: JSONFields {
    package mutating func read(
        _ name: JSONName, _ value: JSONValue
    ) throws(DecodingProblem) {
        switch name {
        case "count": count = try value.get()
        case "lastObservedTime": lastObservedTime = try value.get()
        default: break
        }
    }
}
