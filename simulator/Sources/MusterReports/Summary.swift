public import FoundationEssentials

/// The figures of one simulation; `summary.json` is this value.
///
/// Definitions. *Wait*: submission to the moment the gang got its places, or the first member of a
/// job that is no gang; over the jobs that started. *Bounded slowdown*: `max(1, (wait + run) /
/// max(run, 10 s))`, over the jobs that ended. *Percentiles*: nearest rank, so always the wait of
/// some job. *Makespan*: last end minus first submission. *Utilisation*: allocated over capacity,
/// both integrated over the makespan. *Lost*: done by members that were evicted, since they started
/// or since the job's last checkpoint.
public struct Summary: Codable, Hashable, Sendable {
    /// What was replayed.
    public var workload: String
    /// What it ran on.
    public var cluster: String
    /// Nodes of the cluster.
    public var nodes: Int
    /// All jobs; the five counts below add up to it.
    public var jobs: Int
    /// Jobs that ran to their end.
    public var finished: Int
    /// Jobs that could not be accepted.
    public var rejected: Int
    /// Jobs that failed.
    public var failed: Int
    /// Jobs that still waited at the end.
    public var waiting: Int
    /// Jobs that still ran at the end.
    public var running: Int
    /// Mean wait in seconds; 0 where no job started, as for the four below.
    public var meanWaitSeconds: Double
    /// Median wait in seconds.
    public var p50WaitSeconds: Double
    /// 95th percentile of the wait in seconds.
    public var p95WaitSeconds: Double
    /// 99th percentile of the wait in seconds.
    public var p99WaitSeconds: Double
    /// Longest wait in seconds.
    public var maxWaitSeconds: Double
    /// Mean bounded slowdown, no unit; 0 where no job ended.
    public var meanBoundedSlowdown: Double
    /// Last end minus first submission in seconds.
    public var makespanSeconds: Double
    /// Allocated part of what the cluster has, `0...1`, by name of each resource it has.
    public var utilisation: [String: Double]
    /// Decisions of the scheduler.
    public var decisions: Int
    /// The running hash of all decisions, 16 hexadecimal digits: equal runs have equal ones.
    public var fingerprint: String
    /// How long gangs held capacity without having all their members, seconds.
    public var partialGangSeconds: Double
    /// How often a member was evicted.
    public var evictions: Int
    /// Jobs that lost members by evictions.
    public var evictedJobs: Int
    /// What evicted members did in vain, members times seconds.
    public var lostMemberSeconds: Double
    /// What evicted members did in vain, cores times hours.
    public var lostVcoreHours: Double
    /// Rows of the input that the cleaning rule dropped.
    public var droppedRows: Int
    /// Rows of the input that the cleaning rule changed.
    public var changedRows: Int
    /// How long the run took on the wall clock; differs from run to run.
    public var wallSeconds: Double
    /// The most memory the process ever had resident; differs from run to run.
    public var peakResidentBytes: Int64
    /// The rules in force, by key.
    public var rules: [String: String]
    /// Per leaf queue that had jobs, ascending by path.
    public var queues: [Group]
    /// The users with the most jobs, at most `Summary.listedUsers`; ties ascending by name.
    public var users: [Group]
    /// Per size class by number of members, ascending; classes without jobs are left out.
    public var sizeClasses: [Group]
    /// Why jobs were not finished: the commonest reasons, most jobs first, at most
    /// `Summary.listedReasons`; ties ascending by text.
    public var notFinished: [Reason]

    /// How many users a summary lists.
    public static let listedUsers = 20
    /// How many reasons a summary lists.
    public static let listedReasons = 12

    /// Why some of the jobs were not finished.
    public struct Reason: Codable, Hashable, Sendable {
        /// How many jobs.
        public var jobs: Int
        /// What became of them: `rejected`, `failed` or `waiting`.
        public var state: String
        /// Why, as a sentence without its subject.
        public var reason: String
    }

    /// The figures of some of the jobs.
    public struct Group: Codable, Hashable, Sendable {
        /// The queue path, the user's name or the size class.
        public var name: String
        /// Jobs in the group.
        public var jobs: Int
        /// Jobs of the group that ran to their end.
        public var finished: Int
        /// Mean wait in seconds; 0 where no job started.
        public var meanWaitSeconds: Double
        /// 95th percentile of the wait in seconds; 0 where no job started.
        public var p95WaitSeconds: Double
        /// Mean bounded slowdown; 0 where no job ended.
        public var meanBoundedSlowdown: Double

        enum CodingKeys: String, CodingKey {
            case name, jobs, finished
            case meanWaitSeconds = "mean_wait_s"
            case p95WaitSeconds = "p95_wait_s"
            case meanBoundedSlowdown = "mean_bounded_slowdown"
        }
    }

    enum CodingKeys: String, CodingKey {
        case workload, cluster, nodes, jobs, finished, rejected, failed, waiting, running
        case meanWaitSeconds = "mean_wait_s"
        case p50WaitSeconds = "p50_wait_s"
        case p95WaitSeconds = "p95_wait_s"
        case p99WaitSeconds = "p99_wait_s"
        case maxWaitSeconds = "max_wait_s"
        case meanBoundedSlowdown = "mean_bounded_slowdown"
        case makespanSeconds = "makespan_s"
        case utilisation, decisions, fingerprint
        case partialGangSeconds = "partial_gang_seconds"
        case evictions
        case evictedJobs = "evicted_jobs"
        case lostMemberSeconds = "lost_member_s"
        case lostVcoreHours = "lost_vcore_h"
        case droppedRows = "dropped_rows"
        case changedRows = "changed_rows"
        case wallSeconds = "wall_seconds"
        case peakResidentBytes = "peak_rss_bytes"
        case rules, queues, users
        case sizeClasses = "size_classes"
        case notFinished = "not_finished"
    }

    /// The summary as JSON: keys in ascending order, indented, with a newline at the end.
    ///
    /// - Throws: What the encoder throws; never for a summary made from a result.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + [UInt8(ascii: "\n")]
    }
}

/// What a run cost, as measured by the caller: the only figures that differ between equal runs.
public struct RunCost: Hashable, Sendable {
    /// Seconds on the wall clock.
    public var wallSeconds: Double
    /// The most memory the process ever had resident, bytes.
    public var peakResidentBytes: Int64

    /// Creates a cost.
    public init(wallSeconds: Double, peakResidentBytes: Int64) {
        self.wallSeconds = wallSeconds
        self.peakResidentBytes = peakResidentBytes
    }
}
