/// What one user or group uses of one queue, where a limit is set for it.
struct LimitBucket: Sendable {
    /// One resource that the limit names.
    struct Lane: Sendable {
        var lane: Int
        var max: Int64
        var used: Int64 = 0
    }

    var queue: Int32
    var subject: LimitSubject
    var lanes: [Lane]
    /// 0 means any number.
    var maxApplications: UInt64
    var runningApplications: UInt64 = 0
    /// How many applications it concerns, running or not; at 0 the slot is free.
    var applications = 0
    /// Whether its max was set below what was used already, or what ran already was counted late;
    /// usage may then stay above.
    var mayExceedMax = false
    /// Counts how often its subject gave something back.
    var freedVersion: UInt64 = 0
}

/// What bars an application from everything that it waits for: one bucket, as long as nothing was
/// given back to it.
struct LimitBar: Sendable {
    /// The bucket, or -1 for none that is known.
    var bucket: Int32 = -1
    /// The `freedVersion` of the bucket.
    var version: UInt64 = 0
}

/// All limits that concern applications, one bucket per queue and subject.
///
/// An application keeps the short list of its buckets; where a queue file has no limits, that list
/// is empty and nothing here costs anything.
struct LimitTable: Sendable {
    private struct Key: Hashable {
        var queue: Int32
        var subject: LimitSubject
    }

    private(set) var buckets: [LimitBucket] = []
    private var identifiers: [Key: Int32] = [:]
    private var free: [Int32] = []

    /// The bucket of a subject in a queue, with one application more.
    mutating func retain(_ subject: LimitSubject, in queue: Int32, _ limit: QueueLimit) -> Int32 {
        let key = Key(queue: queue, subject: subject)
        if let known = identifiers[key] {
            buckets[Int(known)].applications += 1
            return known
        }
        var fresh = LimitBucket(
            queue: queue, subject: subject,
            lanes: limit.maxResources.entries.map {
                LimitBucket.Lane(lane: $0.resource.index, max: $0.quantity)
            },
            maxApplications: limit.maxApplications)
        fresh.applications = 1
        let index: Int32
        if let reused = free.popLast() {
            index = reused
            buckets[Int(index)] = fresh
        } else {
            index = Int32(buckets.count)
            buckets.append(fresh)
        }
        identifiers[key] = index
        return index
    }

    /// One application less.
    ///
    /// - Precondition: It neither uses anything nor runs.
    mutating func release(_ bucket: Int32) {
        let index = Int(bucket)
        buckets[index].applications -= 1
        guard buckets[index].applications == 0 else { return }
        identifiers[Key(queue: buckets[index].queue, subject: buckets[index].subject)] = nil
        free.append(bucket)
    }

    /// Adds members (less if negative) to what a bucket's subject uses.
    mutating func charge(_ lanes: [RequestLane], times count: Int64, to bucket: Int32) {
        let index = Int(bucket)
        if count < 0 { buckets[index].freedVersion += 1 }
        for position in buckets[index].lanes.indices {
            let limited = buckets[index].lanes[position].lane
            for lane in lanes where lane.lane == limited {
                let change = lane.amount.multipliedSaturating(by: count)
                buckets[index].lanes[position].used =
                    buckets[index].lanes[position].used.addingSaturating(change)
            }
        }
    }

    /// Adds all that an application uses and whether it runs, after its bucket was made anew.
    mutating func take(over usage: Resources, isRunning: Bool, into bucket: Int32) {
        let index = Int(bucket)
        if isRunning { buckets[index].runningApplications += 1 }
        for position in buckets[index].lanes.indices {
            let lane = buckets[index].lanes[position]
            buckets[index].lanes[position].used =
                lane.used.addingSaturating(usage[ResourceID(lane.lane)])
        }
    }

    /// Notes which buckets are over their max once all that is used was added after a change.
    mutating func noteCuts() {
        for index in buckets.indices { noteExcess(in: Int32(index)) }
    }

    /// Notes that a bucket is over its max, if it is.
    mutating func noteExcess(in bucket: Int32) {
        let isOver = buckets[Int(bucket)].lanes.contains { $0.used > $0.max }
        if isOver { buckets[Int(bucket)].mayExceedMax = true }
    }

    mutating func changeRunningApplications(_ bucket: Int32, running: Bool) {
        if running {
            buckets[Int(bucket)].runningApplications += 1
        } else {
            buckets[Int(bucket)].runningApplications -= 1
            buckets[Int(bucket)].freedVersion += 1
        }
    }

    /// The first of some buckets in which a request would be too much.
    func firstOverMax(_ lanes: [RequestLane], in concerned: [Int32]) -> WaitReason? {
        for index in concerned.lazy.map(Int.init) {
            for limit in buckets[index].lanes {
                for lane in lanes where lane.lane == limit.lane {
                    let wanted = limit.used.addingSaturating(lane.amount)
                    guard wanted > limit.max else { continue }
                    return .limitMax(
                        QueueID(rawValue: buckets[index].queue), buckets[index].subject,
                        ResourceID(limit.lane), missing: wanted - limit.max)
                }
            }
        }
        return nil
    }

    /// The first of some buckets that may not run one more application.
    func firstAtMaxApplications(_ concerned: [Int32]) -> WaitReason? {
        guard let bucket = concerned.first(where: { !hasRoom(forApplications: 1, in: $0) })
        else { return nil }
        let limit = buckets[Int(bucket)]
        return .limitApplications(
            QueueID(rawValue: limit.queue), limit.subject, max: limit.maxApplications)
    }

    /// Whether a bucket may have so many more running applications.
    func hasRoom(forApplications count: UInt64, in bucket: Int32) -> Bool {
        let most = buckets[Int(bucket)].maxApplications
        return most == 0 || buckets[Int(bucket)].runningApplications + count <= most
    }

    /// Whether a bucket has room for several requests together.
    func hasRoom(for requests: [RequestLane], in bucket: Int32) -> Bool {
        for limit in buckets[Int(bucket)].lanes {
            var wanted = limit.used
            var isWanted = false
            for lane in requests where lane.lane == limit.lane {
                wanted = wanted.addingSaturating(lane.amount)
                isWanted = true
            }
            if isWanted, wanted > limit.max { return false }
        }
        return true
    }

    /// Whether what was found to bar an application still does.
    @inline(__always)
    func stillHolds(_ bar: LimitBar) -> Bool {
        bar.bucket >= 0 && buckets[Int(bar.bucket)].freedVersion == bar.version
    }
}
