import MusterConfiguration
import MusterCore
import MusterWorkloads
import Testing
import YAMLDocument

private func read(
    _ text: String, cleaning: CleaningRule = .standard, processors: Int? = nil
) -> WorkloadReading {
    readStandardWorkloadFormat(
        Array(text.utf8), file: "logs/some.swf",
        options: WorkloadReadingOptions(cleaning: cleaning, processors: processors))
}

/// A row in which only the named columns are known.
private func row(
    _ job: Int, submit: String = "0", run: String = "60", allocated: Int = -1,
    requested: Int = 1, time: Int = 100, user: Int = -1, queue: Int = -1
) -> String {
    "\(job) \(submit) -1 \(run) \(allocated) -1 -1 \(requested) \(time) -1 1 \(user) -1 -1 "
        + "\(queue) -1 -1 -1\n"
}

@Suite("Standard Workload Format")
struct StandardWorkloadFormatReaderTests {
    @Test("A row becomes a gang of one-core members")
    func job() throws {
        let reading = read(row(17, submit: "600476", run: "3477", requested: 4, time: 53_940))
        #expect(reading.problems.isEmpty)
        let workload = try #require(reading.workload)
        #expect(workload.name == "some.swf")
        #expect(
            workload.jobs == [
                Job(
                    name: "17", submitted: Tick(milliseconds: 600_476_000),
                    runTimeEstimate: Tick(milliseconds: 53_940_000), isGang: true,
                    firstTaskGroup: 0, taskGroupCount: 1)
            ])
        #expect(
            workload.taskGroups == [
                JobTaskGroup(members: 4, request: 0, runTime: Tick(milliseconds: 3_477_000))
            ])
        #expect(workload.requests == [Resources([(ResourceCatalog.vcore, 1000)])])
    }

    @Test("Users and queues get names; unknown ones and queue 0 get none")
    func names() throws {
        let text =
            row(1, user: 12, queue: 3) + row(2, user: 7, queue: 0) + row(3, user: -1, queue: -1)
            + row(4, user: 12, queue: 3)
        let workload = try #require(read(text).workload)
        #expect(workload.users == ["", "user12", "user7"])
        #expect(workload.queues == ["", "queue3"])
        #expect(workload.jobs.map(\.user) == [1, 2, 0, 1])
        #expect(workload.jobs.map(\.queue) == [1, 0, 0, 1])
    }

    @Test("Fractions are cut off toward zero where they are allowed")
    func fractions() throws {
        let text = "1 10.9 -0.5 59.99 2 12.25 3.5 2.0 70.7 -1 1 1 1 1 1 1 -1 -1.0\n"
        let workload = try #require(read(text).workload)
        #expect(workload.jobs[0].submitted == Tick(seconds: 10))
        #expect(workload.jobs[0].runTimeEstimate == Tick(seconds: 70))
        #expect(workload.taskGroups[0].runTime == Tick(seconds: 59))
        #expect(workload.taskGroups[0].members == 2)
    }

    @Test(
        "Line ends, tabs, blank lines, comments and more columns do not matter",
        arguments: [
            "\u{feff}; MaxProcs: 8\n\n1 0 -1 60 -1 -1 -1 1 100 -1 1 -1 -1 -1 -1 -1 -1 -1\n",
            "1\t0\t-1\t60\t-1 -1 -1 1 100 -1 1 -1 -1 -1 -1 -1 -1 -1\r\n\r\n",
            "  1 0 -1 60 -1 -1 -1 +1 100 -1 1 -1 -1 -1 -1 -1 -1 -1",
            "; a\n 1 0 -1 60 -1 -1 -1 1 100 -1 1 -1 -1 -1 -1 -1 -1 -1 {9,9} q_1d 1:ppn=1\n; b\n",
        ])
    func layout(text: String) throws {
        let reading = read(text)
        #expect(reading.problems.isEmpty)
        let workload = try #require(reading.workload)
        #expect(workload.jobs.map(\.name) == ["1"])
        #expect(workload.taskGroups.map(\.members) == [1])
    }

    @Test("The header gives the machine size, MaxProcs before MaxNodes")
    func header() {
        let both = read("; MaxNodes: 4 (of two kinds)\n;MaxProcs: 8\n; MaxProcs: 9\n" + row(1))
        #expect(both.processorsInHeader == 8)
        #expect(read("; MaxNodes: 4 (of two kinds)\n" + row(1)).processorsInHeader == 4)
        #expect(read("; MaxProcs: many\n" + row(1)).processorsInHeader == nil)
        #expect(read("; MaxProcs: 99999999999999999999\n" + row(1)).processorsInHeader == nil)
    }

    @Test("A job number used again is told apart and counted")
    func repeatedNumbers() throws {
        let workload = try #require(read(row(5) + row(6) + row(5) + row(5)).workload)
        #expect(workload.jobs.map(\.name) == ["5", "5#2", "5#3", "6"])
        #expect(
            workload.cleaning.changed == [
                CleaningReport.Entry(
                    reason: "job number used before, told apart with #", rows: 2)
            ])
    }

    @Test("After twenty problems the rest is counted")
    func manyProblems() {
        let reading = read(String(repeating: "x\n", count: 30))
        #expect(reading.workload == nil)
        #expect(reading.problems.count == 21)
        #expect(
            reading.problems[20].description
                == "logs/some.swf:21:1: error: and 10 more from here on")
    }

    @Test("No bytes stop the reader")
    func fuzz() {
        let seed: UInt64 = 4711
        print("fuzz seed \(seed)")
        var generator = SplitMix64(seed: seed)
        let good = Array(("; MaxProcs: 8\n" + row(1) + row(2, run: "1.5") + row(3)).utf8)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(ascii: "9"), at: place)
                }
            }
            let reading = readStandardWorkloadFormat(bytes, file: "fuzz.swf")
            #expect((reading.workload == nil) == !reading.problems.isEmpty)
        }
    }
}

@Suite("Cleaning rules")
struct CleaningRuleTests {
    private let log =
        row(1, submit: "5", run: "0") + row(2, submit: "5", run: "-1")
        + row(3, submit: "5", requested: -1) + row(4, submit: "5", allocated: 2, requested: 0)
        + row(5, submit: "5", requested: 9) + row(6, submit: "5", run: "101")
        + row(8, submit: "5", time: -1) + row(7, submit: "5") + row(9, submit: "4")

    @Test("The standard rule drops, cuts and sorts")
    func standard() throws {
        let workload = try #require(read(log, processors: 8).workload)
        #expect(workload.jobs.map(\.name) == ["9", "4", "6", "7", "8"])
        #expect(workload.taskGroups.map(\.members) == [1, 2, 1, 1, 1])
        #expect(
            workload.taskGroups.map(\.runTime.milliseconds)
                == [60_000, 60_000, 100_000, 60_000, 60_000])
        #expect(
            workload.jobs.map(\.runTimeEstimate?.milliseconds)
                == [100_000, 100_000, 100_000, 100_000, 60_000])
        #expect(workload.cleaning.rule == "standard")
        #expect(
            workload.cleaning.dropped == [
                CleaningReport.Entry(reason: "run time is 0 or less", rows: 2),
                CleaningReport.Entry(reason: "no processors requested or allocated", rows: 1),
                CleaningReport.Entry(reason: "more processors than the machine has", rows: 1),
            ])
        #expect(
            workload.cleaning.changed == [
                CleaningReport.Entry(reason: "run time cut to the requested time", rows: 1)
            ])
    }

    @Test("Without a rule only what cannot run is dropped, in the order of the file")
    func none() throws {
        let workload = try #require(read(log, cleaning: .none, processors: 8).workload)
        #expect(workload.jobs.map(\.name) == ["9", "1", "4", "6", "8", "7"])
        #expect(
            workload.taskGroups.map(\.runTime.milliseconds)
                == [60_000, 0, 60_000, 101_000, 60_000, 60_000])
        #expect(workload.cleaning.rule == "none")
        #expect(
            workload.cleaning.dropped == [
                CleaningReport.Entry(reason: "run time is unknown or negative", rows: 1),
                CleaningReport.Entry(reason: "no processors requested or allocated", rows: 1),
                CleaningReport.Entry(reason: "more processors than the machine has", rows: 1),
            ])
        #expect(workload.cleaning.changed.isEmpty)
    }

    @Test("A machine size given goes before the one in the header, and none fits all")
    func machineSize() throws {
        let header = "; MaxProcs: 8\n"
        #expect(read(header + row(1, requested: 9)).workload?.jobs.count == 0)
        #expect(read(header + row(1, requested: 9), processors: 9).workload?.jobs.count == 1)
        #expect(read(row(1, requested: 2_147_483_647)).workload?.jobs.count == 1)
        #expect(read(row(1, requested: 2_147_483_648)).workload?.jobs.count == 0)
    }
}
