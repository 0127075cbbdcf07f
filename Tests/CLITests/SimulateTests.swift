import Foundation
import Testing

/// Three jobs for four one-core nodes, and one that the cleaning rule drops.
///
/// Job 1 takes three of them for 100 s; job 2 needs four and waits for it;
/// job 3 needs one for 50 s and may overtake job 2 under EASY, because it is over by then.
private let log = """
    ; MaxProcs: 4
    1 0 -1 100 3 -1 -1 3 100 -1 1 7 -1 -1 -1 -1 -1 -1
    2 10 -1 20 4 -1 -1 4 30 -1 1 8 -1 -1 -1 -1 -1 -1
    3 20 -1 50 1 -1 -1 1 60 -1 1 7 -1 -1 -1 -1 -1 -1
    4 30 -1 0 1 -1 -1 1 60 -1 1 7 -1 -1 -1 -1 -1 -1

    """

@Suite("muster simulate")
struct SimulateTests {
    @Test("A log is replayed as worked out by hand, with EASY and without backfill")
    func schedules() throws {
        let header = "job,queue,user,submit,start,end,wait,members,state,evictions,lost_member_s\n"
        let easy = """
            1,root.default,user7,0,0,100,0,3,finished,0,0
            2,root.default,user8,10,100,120,90,4,finished,0,0
            3,root.default,user7,20,20,70,0,1,finished,0,0

            """
        let none = """
            1,root.default,user7,0,0,100,0,3,finished,0,0
            2,root.default,user8,10,100,120,90,4,finished,0,0
            3,root.default,user7,20,120,170,100,1,finished,0,0

            """
        for (policy, schedule) in [("easy", easy), ("none", none)] {
            let folder = try TemporaryFolder()
            try folder.file("log.swf", log)
            let result = try muster(
                "simulate", "--workload", "log.swf", "--backfill", policy, "--out", "out",
                "--check-invariants", in: folder.url)
            #expect(result.errors == "")
            #expect(result.status == 0)
            #expect(result.output.hasPrefix("log.swf on 4 nodes\n"))
            #expect(result.output.hasSuffix("out/report.html\n"))
            #expect(try folder.names(in: "out") == ["jobs.csv", "report.html", "summary.json"])
            #expect(try folder.text("out/jobs.csv") == header + schedule)
        }
    }

    @Test("Only cost differs between two runs, and JSON on standard output is summary.json's")
    func repeatability() throws {
        let folder = try TemporaryFolder()
        try folder.file("log.swf", log)
        var summaries: [String] = []
        for out in ["first", "second"] {
            let result = try muster(
                "simulate", "--workload", "log.swf", "--nodes", "4", "--json", "--out", out,
                in: folder.url)
            #expect(result.output == (try folder.text("\(out)/summary.json")))
            summaries.append(withoutCost(result.output))
        }
        #expect(summaries[0] == summaries[1])
        #expect(try folder.text("first/jobs.csv") == folder.text("second/jobs.csv"))
        #expect(try folder.text("first/report.html") == folder.text("second/report.html"))
        #expect(summaries[0].contains("\"dropped_rows\" : 1,"))
        #expect(summaries[0].contains("\"max_wait_s\" : 90,"))
    }

    @Test("Broken logs are refused with the place, and nothing is written")
    func brokenLog() throws {
        let folder = try TemporaryFolder()
        try folder.file("log.swf", "; MaxProcs: 4\n1 0 -1 ten 3 -1 -1 3 100 -1 1 7 1 1 1 1 1 1\n")
        let result = try muster(
            "simulate", "--workload", "log.swf", "--out", "out", in: folder.url)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("log.swf:2:8: error: "), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.status == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "out").path))
    }

    @Test("A log that does not say the machine's size needs --nodes or --cluster")
    func unknownSize() throws {
        let folder = try TemporaryFolder()
        try folder.file("log.swf", log.replacingOccurrences(of: "; MaxProcs: 4\n", with: ""))
        let result = try muster("simulate", "--workload", "log.swf", in: folder.url)
        #expect(
            result.errors
                == """
                muster: error: log.swf does not say how many processors its machine had; say what \
                to run it on: --cluster FILE or --nodes N

                """)
        #expect(result.status == 2)
    }

    @Test("Generated workloads are equal for equal seeds, and read back as they were")
    func generated() throws {
        let folder = try TemporaryFolder()
        func summary(_ workload: String, seed: String) throws -> String {
            let result = try muster(
                "simulate", "--workload", workload, "--nodes", "32", "--seed", seed, "--json",
                in: folder.url)
            let lines = result.output.split(separator: "\n")
            return String(try #require(lines.first { $0.contains("fingerprint") }))
        }
        let file = try muster(
            "generate", "lublin", "--nodes", "32", "--jobs", "200", "--seed", "5", "--out",
            "log.swf", in: folder.url)
        #expect(file == CommandResult(output: "", errors: "log.swf: 200 jobs\n", status: 0))
        let spot = try summary("generate:lublin,jobs=200", seed: "5")
        #expect(try summary("log.swf", seed: "1") == spot)
        #expect(try summary("generate:lublin,jobs=200", seed: "6") != spot)
    }

    @Test("The rules of evictions are as the arguments say")
    func evictionRules() throws {
        let folder = try TemporaryFolder()
        try folder.file("log.swf", log)
        let result = try muster(
            "simulate", "--workload", "log.swf", "--eviction-grace", "1m30s", "--no-preemption",
            "--json", in: folder.url)
        #expect(result.errors == "")
        #expect(result.output.contains("what is to be evicted ends 90 s later, unless it"))
        #expect(result.output.contains("; nothing is evicted for guarantees and priorities\""))
        #expect(result.output.contains("\"evictions\" : 0,"))
    }

    @Test("The demonstrations run and take their figures from the results")
    func demo() throws {
        let folder = try TemporaryFolder()
        try folder.file("log.swf", log)
        let out = folder.url.appending(path: "out").path
        let result = try muster(
            "demo", "--out", out, "--log", folder.url.appending(path: "log.swf").path)
        #expect(result.errors == "")
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 || $0.contains("/") })
        #expect(result.output.contains("started at once and whole: 14 members in all."))
        #expect(result.output.contains("No queue passed its max."))
        #expect(result.output.contains("3. Preemption: to each its guarantee"))
        #expect(!result.output.contains("a mistake of Muster"))
        #expect(try folder.names(in: "out/log") == ["jobs.csv", "report.html", "summary.json"])
        #expect(try folder.names(in: "out/month") == ["jobs.csv", "report.html", "summary.json"])
        let elsewhere = try muster("demo", in: folder.url)
        #expect(elsewhere.status == 2)
        let hint = "run the demonstration in the folder of the repository\n"
        #expect(elsewhere.errors.hasSuffix(hint))
    }
}

/// A summary's text without the two values that differ between equal runs.
private func withoutCost(_ json: String) -> String {
    json.split(separator: "\n")
        .filter { !$0.contains("\"wall_seconds\"") && !$0.contains("\"peak_rss_bytes\"") }
        .joined(separator: "\n")
}
