internal import HeapModule
internal import MusterCore

/// Why a job waited when it began to.
struct FirstReason: Sendable {
    var reason: WaitReason
    /// The job that the reason speaks of, or -1.
    var otherJob: Int32
}

/// The first reasons of jobs that wait, and of those that waited longest: a reason is large, and a
/// log can have half a million jobs.
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

    /// A job started, for the first time.
    mutating func keep(_ job: Int, ifAmongLongest length: Tick) {
        guard length > .zero else { return forget(job) }
        waits.insert(Wait(length: length, job: job))
        guard waits.count > Self.remembered, let shortest = waits.popMin() else { return }
        forget(shortest.job)
    }

    private mutating func forget(_ job: Int) {
        guard slotOfJob[job] >= 0 else { return }
        freeSlots.append(slotOfJob[job])
        slotOfJob[job] = -1
    }

    /// The jobs that waited longest, as far as they have a reason, ascending by job.
    var longest: [(job: Int, reason: FirstReason)] {
        waits.unordered.map(\.job).sorted().filter { contains($0) }.map {
            ($0, reasons[Int(slotOfJob[$0])])
        }
    }
}
