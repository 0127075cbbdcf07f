import MusterCore
import MusterWorkloads
import Testing

@Suite("Random numbers")
struct RandomNumberTests {
    @Test("SplitMix64 gives the published numbers")
    func splitMix64() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test(
        "The exponential function is right to the last digits",
        arguments: [
            (0, 1), (1, 2.718281828459045), (-1, 0.36787944117144233), (12, 162754.79141900392),
            (0.5, 1.6487212707001282), (-40, 4.248354255291589e-18),
        ] as [(Double, Double)])
    func exponentials(x: Double, expected: Double) {
        #expect(abs(exponential(x) - expected) <= 2 * expected.ulp)
    }

    @Test(
        "The logarithm is right to the last digits",
        arguments: [
            (1, 0), (2, 0.6931471805599453), (10, 2.302585092994046),
            (0.001, -6.907755278982137), (162754, 11.999995137341756),
            (0.9999999, -1.0000000494736474e-07),
        ] as [(Double, Double)])
    func logarithms(x: Double, expected: Double) {
        #expect(abs(naturalLogarithm(x) - expected) <= 4 * expected.ulp)
    }

    @Test("Gamma draws have the mean and the variance of their distribution")
    func gamma() {
        var generator = SplitMix64(seed: 7)
        let draws = (0..<20_000).map { _ in generator.gammaDistributed(shape: 4.2, scale: 0.94) }
        let mean = draws.reduce(0, +) / 20_000
        let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
        // Mean 4.2 * 0.94, variance 4.2 * 0.94^2; four standard errors are 0.055 and 0.19.
        #expect(abs(mean - 3.948) < 0.055)
        #expect(abs(variance - 3.71112) < 0.19)
    }

    @Test("The second rank comes half as often as the first")
    func zipf() {
        var generator = SplitMix64(seed: 7)
        let ranks = ZipfDistribution(count: 3)
        var counts = [0, 0, 0]
        for _ in 0..<11_000 { counts[ranks.draw(from: &generator) - 1] += 1 }
        #expect(abs(counts[0] - 6000) < 200)
        #expect(abs(counts[1] - 3000) < 200)
        #expect(abs(counts[2] - 2000) < 200)
    }
}

@Suite("Daily cycle")
struct DailyCycleTests {
    @Test("Work time and real time agree at midnight and undo each other")
    func inverse() {
        let cycle = DailyCycle()
        #expect(abs(cycle.realSeconds(atWorkSeconds: 259_200) - 259_200) < 0.001)
        for hour in 0..<72 {
            let real = Double(hour) * 3600 + 17
            let work = cycle.workSeconds(atRealSeconds: real)
            #expect(abs(cycle.realSeconds(atWorkSeconds: work) - real) < 0.001)
        }
    }

    @Test("More work passes after midday than in the early morning")
    func peak() {
        let cycle = DailyCycle()
        func work(from: Double, to: Double) -> Double {
            cycle.workSeconds(atRealSeconds: to * 3600)
                - cycle.workSeconds(atRealSeconds: from * 3600)
        }
        #expect(work(from: 13, to: 14) > 1.5 * 3600)
        #expect(work(from: 4, to: 5) < 0.3 * 3600)
    }
}

@Suite("Lublin-Feitelson model")
struct LublinFeitelsonModelTests {
    private let tenThousand = LublinFeitelsonModel(seed: 1, nodes: 128, extent: .jobs(10_000))

    @Test("The first jobs of seed 1 never change")
    func pinned() throws {
        let model = LublinFeitelsonModel(seed: 1, nodes: 128, extent: .jobs(5), queues: 2)
        let workload = try model.workload()
        let rows = zip(workload.jobs, workload.taskGroups).map { job, group in
            "\(job.name) \(job.submitted.milliseconds / 1000) \(group.members) "
                + "\(group.runTime.milliseconds / 1000) "
                + "\((job.runTimeEstimate?.milliseconds ?? -1) / 1000) "
                + "\(workload.users[Int(job.user)]) \(workload.queues[Int(job.queue)])"
        }
        #expect(
            rows == [
                "1 12740 32 682 1800 user2 queue2",
                "2 12878 16 11 300 user5 queue1",
                "3 13050 2 28 300 user36 queue2",
                "4 14512 1 5583 7200 user7 queue1",
                "5 14696 32 13 300 user1 queue1",
            ])
    }

    @Test("Sizes have the proportions of the model")
    func sizes() throws {
        let sizes = try tenThousand.workload().taskGroups.map(\.members)
        let serial = sizes.count { $0 == 1 }
        // The draws called powers of two, and those of the others that round to one.
        let powers = sizes.count { $0 > 1 && $0 & ($0 - 1) == 0 }
        // 0.244 of 10,000; four standard errors are 172.
        #expect(abs(serial - 2440) < 172)
        // At least 0.576 of 10,000 less four standard errors (198); the other 0.18 add some.
        #expect((5562...7560).contains(powers))
        #expect(sizes.max() == 128)
    }

    @Test("Run times and requested times are in their ranges")
    func runTimes() throws {
        let workload = try tenThousand.workload()
        for (job, group) in zip(workload.jobs, workload.taskGroups) {
            let run = group.runTime.milliseconds / 1000
            let estimate = try #require(job.runTimeEstimate).milliseconds / 1000
            #expect((1...162_754).contains(run))
            #expect(estimate > run && estimate % 300 == 0)
        }
    }

    @Test("Jobs are in order of submission and have the model's pace")
    func submissions() throws {
        let times = try tenThousand.workload().jobs.map(\.submitted.milliseconds)
        #expect(times == times.sorted())
        // exp of a gamma variable cut at 13 has mean 911 s, by numerical integration; four
        // standard errors are 254 s.
        #expect(abs(Double(times[9_999]) / 10_000_000 - 911) < 254)
    }

    @Test("A load asked for is reached", arguments: [0.5, 0.9, 2.0])
    func load(load: Double) throws {
        let jobs = LublinFeitelsonModel(seed: 3, nodes: 256, extent: .jobs(2000), load: load)
        #expect(abs(try offeredLoad(jobs.workload(), nodes: 256) - load) < 0.001)
        let days = LublinFeitelsonModel(seed: 3, nodes: 256, extent: .days(30), load: load)
        let workload = try days.workload()
        #expect(abs(offeredLoad(workload, nodes: 256) - load) < 0.001)
        let last = try #require(workload.jobs.last).submitted.milliseconds
        #expect((2_592_000_000...2_600_000_000).contains(last))
    }

    private func offeredLoad(_ workload: Workload, nodes: Double) -> Double {
        let work = workload.taskGroups.reduce(0) {
            $0 + Double($1.members) * Double($1.runTime.milliseconds)
        }
        return work / (nodes * Double(workload.jobs.last?.submitted.milliseconds ?? 0))
    }

    @Test("Days without a load end at the last midnight")
    func days() throws {
        let workload = try LublinFeitelsonModel(seed: 5, nodes: 16, extent: .days(7)).workload()
        let last = try #require(workload.jobs.last).submitted
        #expect(last < Tick(seconds: 604_800))
        #expect(workload.jobs.count > 300)
    }

    @Test("More users and queues change nothing else")
    func streams() throws {
        var model = tenThousand
        model.extent = .jobs(100)
        let one = try model.workload()
        model.users = 7
        model.queues = 3
        let other = try model.workload()
        #expect(one.taskGroups == other.taskGroups)
        #expect(one.jobs.map(\.submitted) == other.jobs.map(\.submitted))
        #expect(other.queues.sorted() == ["", "queue1", "queue2", "queue3"])
    }

    @Test("Small machines get small jobs", arguments: [1, 2, 3, 8])
    func smallMachines(nodes: Int) throws {
        let model = LublinFeitelsonModel(seed: 1, nodes: nodes, extent: .jobs(200))
        let sizes = try model.workload().taskGroups.map(\.members)
        #expect(sizes.allSatisfy { (1...Int32(nodes)).contains($0) })
        #expect(sizes.max() == Int32(nodes))
    }

    @Test("A parameter out of range is named")
    func parameters() {
        func message(_ model: LublinFeitelsonModel) -> String? {
            #expect(throws: LublinFeitelsonModel.ParameterError.self) {
                try model.workload()
            }?.description
        }
        typealias Model = LublinFeitelsonModel
        #expect(
            message(Model(seed: 1, nodes: 0, extent: .jobs(1)))
                == "nodes: found 0, expected 1 to 1000000")
        #expect(
            message(Model(seed: 1, nodes: 1, extent: .jobs(-1)))
                == "jobs: found -1, expected 0 to 10000000")
        #expect(
            message(Model(seed: 1, nodes: 1, extent: .days(0)))
                == "days: found 0, expected 1 to 36500")
        #expect(
            message(Model(seed: 1, nodes: 1, extent: .jobs(1), load: .nan))
                == "load: found nan, expected 0.001 to 1000.0")
        #expect(throws: Never.self) { try Model(seed: 1, nodes: 1, extent: .jobs(0)).workload() }
    }
}
