import Gzip
import MusterCore
import MusterWorkloads
import Testing

@Suite("Real logs", .enabled(if: hasSharedLogs, "../shared/workloads/swf is not there"))
struct RealLogTests {
    private func read(_ name: String, processors: Int? = nil) throws -> WorkloadReading {
        let bytes = try gunzip(#require(sharedLog(name)))
        return readStandardWorkloadFormat(
            bytes, file: name, options: WorkloadReadingOptions(processors: processors))
    }

    @Test("Cleaning KTH-SP2 gives the cleaned log, job by job")
    func cleanedKTH() throws {
        let raw = try #require(read("KTH-SP2-1996-2.1-cln.swf.gz", processors: 100).workload)
        let clean = try #require(read("KTH-SP2-clean.swf.gz", processors: 100).workload)
        #expect(raw.jobs.count == 28_467)
        #expect(raw.cleaning.droppedRows == 9)
        #expect(
            raw.cleaning.dropped == [
                CleaningReport.Entry(reason: "run time is 0 or less", rows: 8),
                CleaningReport.Entry(reason: "no processors requested or allocated", rows: 1),
            ])
        #expect(clean.cleaning.droppedRows == 0)
        #expect(clean.cleaning.changedRows == 0)
        #expect(raw.jobs == clean.jobs)
        #expect(raw.taskGroups == clean.taskGroups)
        #expect(raw.users == clean.users)
    }

    @Test(
        "Every log is read without a problem",
        arguments: [
            ("lublin_256.swf.gz", 10_000, 256), ("lublin-aaroh.swf.gz", 10_000, 256),
            ("cqgym-theta-like-validate.swf.gz", 5_000, 4_360),
            ("alea-metacentrum-wagap-2013.swf.gz", 17_898, nil),
        ] as [(String, Int, Int?)])
    func readable(name: String, jobs: Int, processors: Int?) throws {
        let reading = try read(name)
        #expect(reading.problems.isEmpty)
        #expect(reading.workload?.jobs.count == jobs)
        #expect(reading.processorsInHeader == processors)
    }
}
