import Foundation
import MusterConfiguration
import MusterCore
import MusterSimulator
import MusterWorkloads
import Testing

/// The demonstrations that `make demo` tells, from the very files that it reads.
@Suite("HomeMax demonstrations")
struct HomeMaxTests {
    private func run(_ workload: String) throws -> SimulationResult {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        func bytes(_ path: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: root.appending(path: path)))
        }
        var catalog = ResourceCatalog()
        let queues = readQueueFile(
            try bytes("queue-configs/homemax.yaml"), file: "homemax.yaml", catalog: &catalog)
        let jobs = readWorkload(
            try bytes("simulator/workloads/\(workload)"), file: workload,
            options: WorkloadReadingOptions(cleaning: .standard), catalog: &catalog)
        let cluster = readCluster(
            try bytes("simulator/clusters/homemax.yaml"), file: "homemax.yaml", catalog: &catalog)
        #expect(queues.problems.isEmpty && jobs.problems.isEmpty && cluster.problems.isEmpty)
        var simulation = Simulation(
            workload: try #require(jobs.workload), cluster: try #require(cluster.cluster),
            configuration: try #require(queues.queueFile).schedulerConfiguration(),
            catalog: catalog, options: SimulationOptions(checksInvariants: true))
        return simulation.run()
    }

    private func starts(_ result: SimulationResult) -> [String: Int64] {
        Dictionary(
            uniqueKeysWithValues: zip(result.workload.jobs, result.outcomes).map {
                ($0.name, $1.start.milliseconds / 1000)
            })
    }

    @Test("1: two gangs start whole, of the third nothing starts until there is room for all")
    func gang() throws {
        let result = try run("homemax-1-gang.yaml")
        #expect(
            starts(result)
                == ["analytics-job": 0, "marketing-job": 0, "marketing-job-2": 1200])
        #expect(result.outcomes.map(\.members) == [5, 9, 9])
        #expect(result.partialGangMilliseconds == 0)
    }

    @Test("2: each queue gets its share, and none passes its max of 24 of 30 cores")
    func queues() throws {
        let result = try run("homemax-2-queues.yaml")
        #expect(result.outcomes.allSatisfy { $0.state == .finished })
        let starts = starts(result)
        #expect(starts["analytics-job-1"] == 0)
        #expect(starts["analytics-job-2"] == 0)
        #expect(starts["analytics-job-3"] == 600)
        #expect(starts["datascience-job-1"] == 10)
        #expect(starts["marketing-job"] == 1200)
        #expect(result.queueShares.allSatisfy { $0.allSatisfy { $0 <= 800_000 } })
    }

    @Test(
        "3: what is owed comes back from the lowest priority above its guarantee, whole jobs first")
    func preemption() throws {
        let result = try run("homemax-3-preemption.yaml")
        #expect(result.outcomes.allSatisfy { $0.state == .finished })
        // Submitted at 300; after 30 s of waiting and 30 s of grace.
        #expect(starts(result)["analytics-job"] == 360)
        let eviction = try #require(result.evictions.first)
        #expect(result.evictions.count == 1)
        #expect(result.workload.jobs[Int(eviction.job)].name == "datascience-job-2")
        #expect(eviction.reason == .preempted(by: 3))
        #expect([eviction.members, eviction.evicted] == [4, 4])
        // 14 cores before; one job of 7 is left, the guarantee is 6.
        #expect(eviction.usageAfter[ResourceCatalog.vcore] == 7000)
        // Started at 30, saved at 270 and ended at 360: four members lose 90 s. When the first job
        // is over, at 900, the queue is below its guarantee; 900 - 240 s are left.
        #expect(result.losses.map(\.memberMilliseconds) == [360_000])
        #expect(result.losses.map { $0.resourceMilliseconds[0] } == [630_000_000])
        #expect(result.outcomes[1].end == Tick(seconds: 1560))
        #expect(eviction.resumed == Tick(seconds: 900))
    }

    @Test("4: fifo serves in order of submission, fair side by side")
    func fairShare() throws {
        let result = try run("homemax-4-fair-share.yaml")
        let ends = Dictionary(
            uniqueKeysWithValues: zip(result.workload.jobs, result.outcomes).map {
                ($0.name, $1.end.milliseconds / 1000)
            })
        // fifo: all of one before all of the next; fair: the second and the third end together.
        #expect(ends["analytics-1"] == 300)
        #expect(starts(result)["analytics-2"] == 10)
        #expect(starts(result)["analytics-3"] == 300)
        #expect(ends["marketing-2"] == ends["marketing-3"])
        #expect(ends["datascience-2"] == ends["datascience-3"])
    }
}
