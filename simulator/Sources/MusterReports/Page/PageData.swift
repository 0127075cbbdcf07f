import FoundationEssentials
import MusterCore
import MusterSimulator
import MusterWorkloads

/// What the charts of a page are drawn from.
struct PageData: Encodable {
    /// A line over `times`.
    struct Course: Encodable {
        var name: String
        /// One value per time.
        var values: [Int32]
    }

    /// The cumulative distribution of the waits of one size class.
    struct WaitDistribution: Encodable {
        var name: String
        /// Ascending waits in milliseconds.
        var waits: [Int64]
        /// The part of the jobs that waited at most as long, per mille; same count as `waits`.
        var parts: [Int]
    }

    /// Milliseconds since the first submission.
    var times: [Int64]
    /// The end of the run on the same axis; what the last point says holds until then.
    var end: Int64
    /// Per resource that the cluster has: allocated, parts per million.
    var utilisation: [Course]
    /// Waiting and running jobs.
    var jobs: [Course]
    /// Per queue: dominant share of the cluster, parts per million.
    var shares: [Course]
    /// Per size class that has jobs.
    var waits: [WaitDistribution]

    /// Queues beyond this many are shown as one: a chart of more colours says nothing.
    private static let listedQueues = 8

    init(_ result: SimulationResult) {
        let points = result.timeline
        times = points.map { ($0.time - result.firstSubmission).milliseconds }
        end = max(result.makespanMilliseconds, times.last ?? 0)
        utilisation = result.capacity.indices
            .filter { result.capacity[$0] > 0 }
            .map { resource in
                Course(
                    name: result.catalog.name(of: ResourceID(resource)),
                    values: points.map { $0.allocatedPartsPerMillion[resource] })
            }
        jobs = [
            Course(name: "waiting", values: points.map(\.waitingJobs)),
            Course(name: "running", values: points.map(\.runningJobs)),
        ]
        if let stopped = Self.stoppedJobs(result) { jobs.append(stopped) }
        shares = Self.shares(result)
        waits = Self.distributions(result)
    }

    /// The script element's text: JSON that cannot end the element early.
    func embeddableJSON() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A "<" can only stand inside of a string, where the escape means the same.
        return String(decoding: try encoder.encode(self), as: UTF8.self)
            .split(separator: "<", omittingEmptySubsequences: false)
            .joined(separator: "\\u003c")
    }

    /// How many jobs wait because they were evicted, if any ever did.
    private static func stoppedJobs(_ result: SimulationResult) -> Course? {
        let stops = result.evictions.map(\.stopped).filter { $0 != .never }.sorted()
        guard !stops.isEmpty else { return nil }
        let resumptions = result.evictions.map(\.resumed).sorted()
        var stopped = 0
        var resumed = 0
        let values = result.timeline.map { point in
            while stopped < stops.count, stops[stopped] <= point.time { stopped += 1 }
            while resumed < resumptions.count, resumptions[resumed] <= point.time { resumed += 1 }
            return Int32(clamping: stopped - resumed)
        }
        return Course(name: "waiting after an eviction", values: values)
    }

    /// The courses of the queues with the largest shares over time, by path, then all others.
    private static func shares(_ result: SimulationResult) -> [Course] {
        let totals = result.queuePaths.indices.map { queue in
            result.queueShares.reduce(Int64(0)) { $0 + Int64($1[queue]) }
        }
        let ranked = totals.indices.filter { totals[$0] > 0 }.sorted {
            (totals[$1], result.queuePaths[$0]) < (totals[$0], result.queuePaths[$1])
        }
        let isCut = ranked.count > listedQueues
        let listed = ranked.prefix(isCut ? listedQueues - 1 : listedQueues)
        var courses = listed.sorted { result.queuePaths[$0] < result.queuePaths[$1] }
            .map { queue in
                Course(
                    name: result.queuePaths[queue], values: result.queueShares.map { $0[queue] })
            }
        let rest = ranked.dropFirst(listed.count)
        if isCut {
            let values = result.queueShares.map { shares in
                Int32(clamping: rest.reduce(Int64(0)) { $0 + Int64(shares[$1]) })
            }
            courses.append(Course(name: "\(rest.count) other queues", values: values))
        }
        return courses
    }

    private static func distributions(_ result: SimulationResult) -> [WaitDistribution] {
        zip(SizeClass.names, Breakdown(result).sizeClasses).compactMap { name, measures in
            let ascending = measures.waitsMilliseconds
            guard !ascending.isEmpty else { return nil }
            let members = name == "1" ? "1 member" : "\(name) members"
            var distribution = WaitDistribution(name: members, waits: [], parts: [])
            // 200 steps are finer than the chart's pixels are for people.
            let count = min(200, ascending.count)
            for step in 1...count {
                let rank = step * ascending.count / count
                distribution.waits.append(ascending[rank - 1])
                distribution.parts.append(rank * 1000 / ascending.count)
            }
            return distribution
        }
    }
}
