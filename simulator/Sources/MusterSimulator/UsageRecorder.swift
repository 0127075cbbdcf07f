internal import MusterCore

/// Integrates usage exactly over virtual time, and keeps a thinned course of it for plots.
struct UsageRecorder: Sendable {
    /// Per resource: base units times ms.
    private(set) var allocatedMilliseconds: [UInt128]
    private(set) var timeline: [TimelinePoint] = []
    private(set) var queueShares: [[Int32]] = []
    let capacity: [Int64]
    private var now = Tick.zero
    private var hasBegun = false
    /// Points are at least this far apart, ms; doubles whenever there are too many.
    private var interval: Int64 = 1
    private static let maximumPoints = 2048

    init(resources: Int, capacity: Resources) {
        let width = max(resources, capacity.quantities.count)
        self.capacity = (0..<width).map { capacity[ResourceID($0)] }
        allocatedMilliseconds = Array(repeating: 0, count: width)
    }

    /// Whether time that passes up to `time` makes a point of the course, for which alone the
    /// usage of queues is needed.
    func needsQueues(until time: Tick) -> Bool {
        guard hasBegun, time > now else { return false }
        return timeline.last.map { (now - $0.time).milliseconds >= interval } ?? true
    }

    /// Time passes up to `time` with everything as it is.
    ///
    /// `queues` is what each queue uses; it does not matter unless `needsQueues`.
    mutating func advance(
        to time: Tick, used: Resources, waiting: Int32, running: Int32, queues: [Resources]
    ) {
        guard hasBegun else {
            hasBegun = true
            now = time
            return
        }
        let elapsed = (time - now).milliseconds
        guard elapsed > 0 else { return }
        for (index, quantity) in used.quantities.enumerated() where quantity > 0 {
            allocatedMilliseconds[index] += UInt128(quantity) * UInt128(elapsed)
        }
        record(now, used: used, waiting: waiting, running: running, queues: queues)
        now = time
    }

    /// The last point: the state once everything is over.
    mutating func finish(
        used: Resources, waiting: Int32, running: Int32, queues: [Resources]
    ) {
        guard hasBegun else { return }
        // Within the interval of the last point too: a plot must reach the end.
        interval = 0
        record(now, used: used, waiting: waiting, running: running, queues: queues)
        // Queues that came later had nothing before.
        for point in queueShares.indices {
            let missing = queues.count - queueShares[point].count
            queueShares[point].append(contentsOf: repeatElement(0, count: missing))
        }
    }

    /// The state that held from `time` on.
    private mutating func record(
        _ time: Tick, used: Resources, waiting: Int32, running: Int32, queues: [Resources]
    ) {
        if let last = timeline.last, (time - last.time).milliseconds < interval { return }
        if timeline.count == Self.maximumPoints, interval > 0 { thin() }
        timeline.append(
            TimelinePoint(
                time: time, waitingJobs: waiting, runningJobs: running,
                allocatedPartsPerMillion: capacity.indices.map {
                    Self.partsPerMillion(used[ResourceID($0)], of: capacity[$0])
                }))
        queueShares.append(
            queues.map { usage in
                capacity.indices.map {
                    Self.partsPerMillion(usage[ResourceID($0)], of: capacity[$0])
                }.max() ?? 0
            })
    }

    /// Keeps points that are at least twice as far apart.
    private mutating func thin() {
        interval *= 2
        var kept: [Int] = []
        for index in timeline.indices {
            guard let last = kept.last else {
                kept.append(index)
                continue
            }
            if (timeline[index].time - timeline[last].time).milliseconds >= interval {
                kept.append(index)
            }
        }
        timeline = kept.map { timeline[$0] }
        queueShares = kept.map { queueShares[$0] }
        if timeline.count == Self.maximumPoints { thin() }
    }

    private static func partsPerMillion(_ quantity: Int64, of whole: Int64) -> Int32 {
        guard whole > 0, quantity > 0 else { return 0 }
        return Int32(clamping: Int128(quantity) * 1_000_000 / Int128(whole))
    }
}
