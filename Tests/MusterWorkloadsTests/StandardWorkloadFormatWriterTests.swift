import MusterCore
import MusterWorkloads
import Testing

@Suite("Standard Workload Format, written")
struct StandardWorkloadFormatWriterTests {
    @Test("A generated workload is read back identically", arguments: [0, 3])
    func roundTrip(queues: Int) throws {
        let model = LublinFeitelsonModel(
            seed: 9, nodes: 64, extent: .jobs(1000), load: 0.8, queues: queues)
        var workload = try model.workload()
        let bytes = standardWorkloadFormat(workload, processors: 64, notes: ["seed 9"])
        let reading = readStandardWorkloadFormat(bytes, file: "generated.swf")
        workload.name = "generated.swf"
        workload.cleaning.rule = "standard"
        #expect(reading.problems.isEmpty)
        #expect(reading.processorsInHeader == 64)
        #expect(reading.workload == workload)
    }

    @Test("The text is what other programs read")
    func text() throws {
        var workload = Workload(name: "w")
        workload.users += ["user7", "alice"]
        workload.queues += ["root.a", "queue2"]
        workload.requests = [Resources()]
        workload.jobs = [
            Job(
                name: "a", queue: 1, user: 1, submitted: Tick(milliseconds: 1999),
                runTimeEstimate: Tick(seconds: 60), firstTaskGroup: 0, taskGroupCount: 2),
            Job(name: "b", queue: 2, user: 2, submitted: Tick(seconds: 5), firstTaskGroup: 2),
            Job(name: "c", submitted: Tick(seconds: 6), firstTaskGroup: 2),
        ]
        workload.taskGroups = [
            JobTaskGroup(members: 1, request: 0, runTime: Tick(seconds: 30)),
            JobTaskGroup(members: 4, request: 0, runTime: Tick(seconds: 20)),
            JobTaskGroup(members: 2, request: 0, runTime: Tick(seconds: 10)),
        ]
        let written = String(
            decoding: standardWorkloadFormat(workload, notes: ["two\nlines"]), as: UTF8.self)
        #expect(
            written == """
                ; Version: 2.2
                ; Note: two lines
                ; MaxJobs: 3
                ; MaxRecords: 3
                ; Note: queue 3 is root.a
                ; Note: user 8 is alice
                1 1 -1 30 5 -1 -1 5 60 -1 1 7 -1 -1 3 -1 -1 -1
                2 5 -1 10 2 -1 -1 2 -1 -1 1 8 -1 -1 2 -1 -1 -1
                3 6 -1 10 2 -1 -1 2 -1 -1 1 -1 -1 -1 0 -1 -1 -1

                """)
    }
}
