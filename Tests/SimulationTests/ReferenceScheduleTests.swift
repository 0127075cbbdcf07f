import Foundation
import Gzip
import MusterCore
import MusterSimulator
import MusterWorkloads
import Testing

/// The whole of KTH-SP2 through the core, start by start.
///
/// The schedules are those on which independent programs agree. Needs `../shared`; without it the
/// tests say so and are skipped.
@Suite("KTH-SP2 reference schedules")
struct ReferenceScheduleTests {
    static let shared = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/workloads").standardized

    static let isAvailable: Bool = {
        let available = FileManager.default.fileExists(
            atPath: shared.appending(path: "reference").path)
        if !available { print("skipped: no reference schedules, ../shared is missing") }
        return available
    }()

    @Test(
        "every start is the reference's", .enabled(if: isAvailable),
        arguments: [
            (BackfillPolicy.none, "fcfs", "353949.93"), (.easy, "easy", "6837.49"),
            (.conservative, "cons", "7319.37"),
        ])
    func starts(policy: BackfillPolicy, reference: String, meanWait: String) throws {
        let result = try simulate(policy)
        let expected = try referenceStarts(reference)
        #expect(result.outcomes.count == 28_467)
        let differing = zip(result.workload.jobs, result.outcomes).filter { job, outcome in
            outcome.start.milliseconds != (expected[job.name] ?? -1) * 1000
        }
        #expect(differing.count == 0, "first: \(String(describing: differing.first))")
        #expect(result.partialGangMilliseconds == 0)
        let waited = zip(result.workload.jobs, result.outcomes).reduce(Int64(0)) {
            $0 + ($1.1.start - $1.0.submitted).milliseconds
        }
        #expect(String(format: "%.2f", Double(waited) / 28_467_000) == meanWait)
        let makespan = (result.lastEnd - result.firstSubmission).milliseconds / 1000
        #expect(makespan == (policy == .none ? 28_779_758 : 28_763_776))
    }

    private func simulate(_ policy: BackfillPolicy) throws -> SimulationResult {
        let file = Self.shared.appending(path: "swf/KTH-SP2-clean.swf.gz")
        var catalog = ResourceCatalog()
        let reading = readWorkload(
            [UInt8](try Data(contentsOf: file)), file: file.lastPathComponent,
            options: WorkloadReadingOptions(cleaning: .standard, processors: 100),
            catalog: &catalog)
        let workload = try #require(reading.workload)
        let cluster = try uniformCluster(
            nodes: 100, resources: Resources([(ResourceCatalog.vcore, 1000)]))
        var simulation = Simulation(
            workload: workload, cluster: cluster, configuration: SchedulerConfiguration(),
            catalog: catalog, options: SimulationOptions(backfill: policy))
        return simulation.run()
    }

    /// Job number to start second.
    private func referenceStarts(_ name: String) throws -> [String: Int64] {
        let file = Self.shared.appending(path: "reference/kth-sp2__\(name)__batch.csv.gz")
        let text = String(
            decoding: try gunzip([UInt8](try Data(contentsOf: file))), as: UTF8.self)
        var starts: [String: Int64] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",")
            starts[String(fields[0])] = Int64(fields[2])
        }
        return starts
    }
}
