internal import HeapModule
internal import MusterCore

/// Why a job waited when it began to.
struct FirstReason: Sendable {
    var reason: WaitReason
    /// The job that the reason speaks of, or -1.
    var otherJob: Int32
}

/// The first reasons of jobs that wait, and which jobs waited longest: a reason is large, and a log
/// can have half a million jobs.
struct FirstReasons: Sendable {
    /// Per job: the index of its reason, or -1.
    private var slotOfJob: [Int32]
    private var reasons: [FirstReason] = []
    private var freeSlots: [Int32] = []
    /// The longest waits so far, the one that goes next first.
    private var waits = Heap<Wait>()

    /// How many of the longest waits are remembered.
    private static let remembered = 100

    private struct Wait: Comparable, Sendable {
        var length: Tick
        var job: Int

        /// Of equal waits the earlier job is the longer one.
        static func < (left: Wait, right: Wait) -> Bool {
            (left.length, right.job) < (right.length, left.job)
        }
    }

    init(jobs: Int) {
        slotOfJob = Array(repeating: -1, count: jobs)
    }

    func contains(_ job: Int) -> Bool { slotOfJob[job] >= 0 }

    mutating func insert(_ reason: FirstReason, of job: Int) {
        if let slot = freeSlots.popLast() {
            slotOfJob[job] = slot
            reasons[Int(slot)] = reason
        } else {
            slotOfJob[job] = Int32(reasons.count)
            reasons.append(reason)
        }
    }

    /// What starting a job changes.
    struct Change {
        /// The reason of the job if it is among those that waited longest so far.
        var kept: FirstReason?
        /// The job that is not among them any more.
        var dropped: Int?
    }

    /// A job started, for the first time; its reason is forgotten.
    mutating func start(_ job: Int, after length: Tick) -> Change {
        guard slotOfJob[job] >= 0 else { return Change() }
        let reason = reasons[Int(slotOfJob[job])]
        freeSlots.append(slotOfJob[job])
        slotOfJob[job] = -1
        guard length > .zero else { return Change() }
        let wait = Wait(length: length, job: job)
        guard waits.count == Self.remembered, let shortest = waits.min else {
            waits.insert(wait)
            return Change(kept: reason)
        }
        guard shortest < wait else { return Change() }
        waits.replaceMin(with: wait)
        return Change(kept: reason, dropped: shortest.job)
    }
}
