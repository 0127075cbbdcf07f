import Foundation
import Testing

/// The same inputs give the same bytes in two processes, and in the debug and release builds.
@Suite("Equal inputs, equal bytes")
struct DeterminismTests {
    private static let release = packageRoot.appending(path: ".build/release/muster")

    private static let isReleaseBuilt: Bool = {
        let built = FileManager.default.isExecutableFile(atPath: release.path)
        if !built { print("skipped: no release build to compare with; `make test` makes one") }
        return built
    }()

    @Test(
        "Two processes", arguments: ["greedy", "none", "easy", "conservative"])
    func twoProcesses(policy: String) throws {
        let first = try run(muster, policy)
        let second = try run(muster, policy)
        #expect(first == second)
    }

    @Test(
        "Debug and release", .enabled(if: isReleaseBuilt),
        arguments: ["greedy", "none", "easy", "conservative"])
    func debugAndRelease(policy: String) throws {
        let debug = try run(muster, policy)
        let release = try run({ try runProgram(Self.release, $0, in: nil) }, policy)
        #expect(debug == release)
    }

    private struct Files: Equatable {
        var jobs: Data
        var page: Data
        /// The summary without the two values that differ between runs by nature.
        var summary: [String]
    }

    private func run(
        _ muster: ([String]) throws -> CommandResult, _ policy: String
    ) throws -> Files {
        let folder = try TemporaryFolder()
        let result = try muster([
            "simulate", "--workload", "generate:lublin,nodes=64,jobs=400,load=0.9,users=9",
            "--nodes", "64", "--backfill", policy, "--seed", "11", "--out", folder.url.path,
        ])
        #expect(result.status == 0, "\(result.errors)")
        let read = { (name: String) in
            try Data(contentsOf: folder.url.appending(path: name))
        }
        let summary = String(decoding: try read("summary.json"), as: UTF8.self)
        return Files(
            jobs: try read("jobs.csv"), page: try read("report.html"),
            summary: summary.split(separator: "\n").map(String.init).filter {
                !$0.contains("\"wall_seconds\"") && !$0.contains("\"peak_rss_bytes\"")
            })
    }

    private func muster(_ arguments: [String]) throws -> CommandResult {
        try CLITests.muster(arguments)
    }
}
