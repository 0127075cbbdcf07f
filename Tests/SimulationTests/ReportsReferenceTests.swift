import Foundation
import MusterReports
import MusterSimulator
import Testing

/// The folder of the reference schedules beside the package, where there is one.
private let reference = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/workloads/reference").standardizedFileURL

private func isReferenceHere() -> Bool {
    let isHere = FileManager.default.fileExists(atPath: reference.path)
    if !isHere { print("skipped: the reference schedules are not at \(reference.path)") }
    return isHere
}

/// The schedules that independent programs agree on, with the figures of their README.
@Suite("Reference schedules", .enabled(if: isReferenceHere()))
struct ReportsReferenceTests {
    @Test(
        "The measures of the KTH SP2 schedules are the published ones",
        arguments: [
            ("fcfs", "353,949.93", "6,818.3216", "0.69673", 28_779_758),
            ("easy", "6,837.49", "92.7299", "0.69712", 28_763_776),
            ("cons", "7,319.37", "89.0070", "0.69712", 28_763_776),
        ] as [(String, String, String, String, Double)])
    func measures(
        policy: String, wait: String, slowdown: String, utilisation: String, makespan: Double
    ) throws {
        let file = reference.appending(path: "kth-sp2__\(policy)__batch.csv.gz")
        let jobs = try expandedText(file).split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",")
            return ReportedJob(
                name: String(fields[0]), submitted: try #require(Double(fields[1])),
                start: Double(fields[2]), end: Double(fields[3]),
                members: try #require(Int32(fields[4])))
        }
        let result = makeResult(jobs, nodes: 100)
        let summary = Summary(result, cost: RunCost(wallSeconds: 0, peakResidentBytes: 0))
        #expect(summary.jobs == 28_467)
        #expect(summary.finished == 28_467)
        #expect(fixedText(summary.meanWaitSeconds, decimals: 2) == wait)
        #expect(fixedText(summary.meanBoundedSlowdown, decimals: 4) == slowdown)
        #expect(fixedText(summary.utilisation["vcore"] ?? -1, decimals: 5) == utilisation)
        #expect(summary.makespanSeconds == makespan)
    }
}

/// The text of a gzip file.
private func expandedText(_ file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
}
