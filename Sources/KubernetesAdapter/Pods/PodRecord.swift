internal import KubernetesModel
internal import MusterCore

/// A pod of the cluster, and what the core knows of it.
///
/// Its place in the table is the identifier of its ask or occupant in the core.
struct PodRecord: Sendable {
    /// As it was told of last.
    var pod: Pod
    /// What the core takes it for.
    var role = PodRole.absent
    /// Whether it has to be looked at before the next cycle.
    var isStale = false
    /// Whether it is gone from the cluster.
    var isGone = false
    /// Whether the server is being told that it has failed: nobody asks for it any more.
    var isFailing = false
    /// When it was told of first.
    var seen = Tick.zero

    /// What it needs.
    var request = Resources.none
    /// Whether `request` is that of `pod`.
    var isRequestKnown = false
    /// Where it may run, before labels are filled in.
    var constraints = PlacementConstraints.none
    /// The only node that it may run on.
    var requiredNode: NodeID?
    /// Whether `constraints` rests on which volumes are free.
    var hasUnboundClaims = false
    /// The constraints whose selectors are counted among the relevant label keys.
    var counted: PlacementConstraints?
    /// What the core was told.
    var told: Told?
    /// Why it cannot be placed whatever the core says.
    var obstacle: String?

    /// Whether the properties of this Spark driver were asked for.
    var hasAskedForProperties = false

    /// The application that it belongs to, or -1, and its neighbours in the list of its pods.
    var application = Int32(-1)
    var next = Int32(-1)
    var previous = Int32(-1)

    var binding: BindAttempt?
    var eviction: EvictionAttempt?
    /// How often its deletion was tried in vain, if it is a placeholder that has to go.
    var deletion: Int?
    /// Who gets its place when it is gone.
    var successor: PodKey?
    /// What its condition says, if it was written.
    var report: PodReport?
    /// Why it waits, if the condition says that.
    var reason: ToldReason?
    /// Warnings that were told already.
    var warned: [String] = []

    /// The part of an ask or occupant that can change.
    struct Told: Hashable, Sendable {
        var request: Resources
        var constraints: PlacementConstraints
        /// Whether a disruption budget forbids its eviction now.
        var isProtected = false
    }

    var metadata: ObjectMeta { pod.metadata }
}

/// What the core takes a pod for.
enum PodRole: Hashable, Sendable {
    /// It does not know it.
    case absent
    /// A pod on a node that somebody else has placed.
    case occupant(NodeID)
    /// An ask that waits, or is about to be made.
    case waiting
    /// An ask that has a place and is being bound.
    case allocated(NodeID)
    /// An ask that is bound.
    case bound(NodeID)

    /// The node that it takes room on.
    var node: NodeID? {
        switch self {
        case .absent, .waiting: nil
        case .occupant(let node), .allocated(let node), .bound(let node): node
        }
    }
}

/// All pods of the cluster.
struct PodTable: Sendable {
    private var records: [PodRecord] = []
    private var places: [String: Int32] = [:]
    private var free: [Int32] = []

    subscript(place: Int32) -> PodRecord {
        get { records[Int(place)] }
        _modify { yield &records[Int(place)] }
    }

    /// The place of the pod with this UID.
    func place(of uid: String) -> Int32? { places[uid] }

    /// The place of a pod, if it is still there.
    func place(of key: PodKey) -> Int32? {
        records.indices.contains(Int(key.place))
            && records[Int(key.place)].pod.metadata.uid == key.uid
            && places[key.uid] == key.place ? key.place : nil
    }

    func key(of place: Int32) -> PodKey {
        PodKey(place: place, uid: records[Int(place)].pod.metadata.uid)
    }

    mutating func add(_ pod: Pod, seen: Tick) -> Int32 {
        let record = PodRecord(pod: pod, seen: seen)
        let place: Int32
        if let last = free.popLast() {
            place = last
            records[Int(place)] = record
        } else {
            place = Int32(records.count)
            records.append(record)
        }
        places[pod.metadata.uid] = place
        return place
    }

    mutating func remove(_ place: Int32) {
        places[records[Int(place)].pod.metadata.uid] = nil
        records[Int(place)] = PodRecord(pod: Pod())
        free.append(place)
    }

    /// The places in use, ascending.
    ///
    /// - Complexity: O(n).
    var all: [Int32] {
        records.indices.lazy.map { Int32($0) }
            .filter { !records[Int($0)].pod.metadata.uid.isEmpty }
    }

    /// How many pods there are.
    var count: Int { places.count }
}
