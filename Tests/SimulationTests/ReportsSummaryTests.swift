import FoundationEssentials
import MusterReports
import MusterSimulator
import Testing

private let cost = RunCost(wallSeconds: 0.25, peakResidentBytes: 8_388_608)

@Suite("Summary")
struct ReportsSummaryTests {
    @Test("The figures of a small run are those worked out by hand")
    func figures() {
        let summary = Summary(mixedResult(), cost: cost)
        #expect(summary.jobs == 5)
        #expect(summary.finished == 3)
        #expect(summary.rejected == 1)
        #expect(summary.failed == 0)
        #expect(summary.waiting == 1)
        #expect(summary.running == 0)
        #expect(summary.meanWaitSeconds == 120.5 / 3)
        #expect(summary.p50WaitSeconds == 20)
        #expect(summary.p95WaitSeconds == 100.5)
        #expect(summary.p99WaitSeconds == 100.5)
        #expect(summary.maxWaitSeconds == 100.5)
        #expect(summary.meanBoundedSlowdown == (1 + 2.5 + 3.5125) / 3)
        // Submitted first at 10 s, ended last at 170.5 s.
        #expect(summary.makespanSeconds == 160.5)
        #expect(summary.fingerprint == "000000000000beef")
        #expect(summary.rules == ["backfill": "easy", "ties": "order of submission"])
        #expect(Array(summary.utilisation.keys) == ["vcore"])
    }

    @Test("Jobs are grouped by queue, user and size")
    func groups() {
        let summary = Summary(mixedResult(), cost: cost)
        #expect(summary.queues.map(\.name) == ["(none)", "root.batch", "root.default"])
        #expect(summary.queues.map(\.jobs) == [1, 2, 2])
        #expect(summary.queues.map(\.meanWaitSeconds) == [0, 60.25, 0])
        #expect(summary.users.map(\.name) == ["bob", "ann"])
        #expect(summary.users.map(\.finished) == [2, 1])
        #expect(summary.sizeClasses.map(\.name) == ["1", "2–4", "5–16", "> 256"])
        #expect(summary.sizeClasses.map(\.jobs) == [2, 1, 1, 1])
        #expect(summary.sizeClasses.map(\.p95WaitSeconds) == [20, 0, 0, 100.5])
    }

    @Test("Utilisation is allocated over offered, per resource that the cluster has")
    func utilisation() {
        // Two cores for 30 s of the four cores for 60 s.
        let result = makeResult([
            ReportedJob(name: "a", start: 0, end: 30, members: 2),
            ReportedJob(name: "b", submitted: 30, start: 60, end: 60, members: 1),
        ])
        #expect(Summary(result, cost: cost).utilisation == ["vcore": 0.25])
    }

    @Test("Lost work is summed over the jobs that lost it")
    func evictions() {
        let summary = Summary(evictedResult(), cost: cost)
        #expect(summary.evictions == 3)
        #expect(summary.evictedJobs == 1)
        #expect(summary.lostMemberSeconds == 90.5)
        // Two cores for 90.5 s.
        #expect(summary.lostVcoreHours == 181.0 / 3600)
        #expect(Summary(mixedResult(), cost: cost).lostVcoreHours == 0)
    }

    @Test("No jobs at all give zeros, not a division by zero")
    func empty() throws {
        let summary = Summary(makeResult([]), cost: cost)
        #expect(summary.meanWaitSeconds == 0)
        #expect(summary.p99WaitSeconds == 0)
        #expect(summary.meanBoundedSlowdown == 0)
        #expect(summary.makespanSeconds == 0)
        #expect(summary.utilisation == ["vcore": 0])
        _ = try summary.json()
    }

    @Test("JSON has the documented keys and reads back")
    func json() throws {
        let summary = Summary(mixedResult(), cost: cost)
        let json = try summary.json()
        let text = String(decoding: json, as: UTF8.self)
        let keys = [
            "jobs", "finished", "rejected", "failed", "waiting", "mean_wait_s", "p50_wait_s",
            "p95_wait_s", "p99_wait_s", "max_wait_s", "mean_bounded_slowdown", "makespan_s",
            "utilisation", "decisions", "fingerprint", "partial_gang_seconds", "dropped_rows",
            "evictions", "evicted_jobs", "lost_member_s", "lost_vcore_h",
            "changed_rows", "wall_seconds", "peak_rss_bytes", "rules", "queues", "users",
            "size_classes", "not_finished",
        ]
        for key in keys {
            #expect(text.contains("\n  \"\(key)\" : "), "\(key) is missing")
        }
        #expect(text.hasSuffix("}\n"))
        #expect(try JSONDecoder().decode(Summary.self, from: json) == summary)
    }

    @Test(
        "Percentiles are nearest-rank",
        arguments: [(1, 1), (20, 1), (21, 2), (50, 3), (80, 4), (81, 5), (100, 5)] as [(Int, Int64)]
    )
    func percentiles(percent: Int, expected: Int64) {
        #expect(nearestRank(percent, of: [1, 2, 3, 4, 5]) == expected)
        #expect(nearestRank(percent, of: []) == nil)
    }

    @Test("Slowdown is bounded below by 1 and damps short runs")
    func slowdown() {
        #expect(boundedSlowdown(waitMilliseconds: 0, runMilliseconds: 0) == 1)
        #expect(boundedSlowdown(waitMilliseconds: 5000, runMilliseconds: 1000) == 1)
        #expect(boundedSlowdown(waitMilliseconds: 30_000, runMilliseconds: 1000) == 3.1)
        #expect(boundedSlowdown(waitMilliseconds: 60_000, runMilliseconds: 20_000) == 4)
        #expect(boundedSlowdown(waitMilliseconds: .max, runMilliseconds: .max) == 1)
    }
}

@Suite("Numbers for people")
struct ReportsNumberTests {
    @Test(
        "Lengths of time have at most two units",
        arguments: [
            (0, "0 s"), (12.5, "12.5 s"), (59.96, "1 min"), (60, "1 min"), (125, "2 min 5 s"),
            (3599.9, "1 h"), (6837.49, "1 h 54 min"), (86_400, "1 d"), (93_700, "1 d 2 h"),
            (28_763_776, "332 d 22 h"), (-90, "-1 min 30 s"),
        ] as [(Double, String)])
    func durations(seconds: Double, expected: String) {
        #expect(durationText(seconds: seconds) == expected)
    }

    @Test("Fixed decimals round half away from zero and group thousands")
    func fixed() {
        #expect(fixedText(6837.48505, decimals: 4) == "6,837.4851")
        #expect(fixedText(0.5, decimals: 0) == "1")
        #expect(fixedText(-1234.05, decimals: 2) == "-1,234.05")
        #expect(fixedText(0.004, decimals: 2) == "0.00")
        #expect(groupedText(1_234_567) == "1,234,567")
        #expect(groupedText(-999) == "-999")
        #expect(groupedText(.min) == "-9,223,372,036,854,775,808")
    }
}
