import MusterConfiguration
import MusterCore
import MusterWorkloads
import Testing
import YAMLDocument

private func read(_ text: String) -> (workload: Workload?, messages: [String]) {
    var catalog = ResourceCatalog()
    let reading = readWorkload(Array(text.utf8), file: "dir/w.yaml", catalog: &catalog)
    return (reading.workload, reading.problems.map(\.description))
}

@Suite("Workload files")
struct WorkloadFileTests {
    @Test("The short form has one group, and everything has its default")
    func shortForm() throws {
        let text = """
            kind: Workload
            jobs:
              - {name: a, request: {vcore: 500m, memory: 7Gi}, run: 1h30m}
            """
        let workload = try #require(read(text).workload)
        #expect(workload.name == "w.yaml")
        #expect(workload.jobs == [Job(name: "a", submitted: .zero, firstTaskGroup: 0)])
        #expect(
            workload.taskGroups == [
                JobTaskGroup(members: 1, request: 0, runTime: Tick(milliseconds: 5_400_000))
            ])
        #expect(
            workload.requests == [
                Resources([
                    (ResourceCatalog.vcore, 500), (ResourceCatalog.memory, 7_516_192_768),
                    (ResourceCatalog.pods, 1),
                ])
            ])
        #expect(workload.cleaning == CleaningReport())
    }

    @Test("Every field is read")
    func everyField() throws {
        var catalog = ResourceCatalog()
        let text = """
            kind: Workload
            name: all
            jobs:
              - name: spark
                queue: root.a
                user: ada
                submit: 90
                priority: -3
                estimate: 20m
                gang: false
                groups:
                  - {name: driver, request: {vcore: 1}, run: 2d}
                  - name: executor
                    members: 4
                    request: {vcore: 2, nvidia.com/gpu: 1, pods: 0}
                    run: 0
                    appearsAfter: 45s
            """
        let reading = readWorkloadFile(Array(text.utf8), file: "w.yaml", catalog: &catalog)
        let workload = try #require(reading.workload)
        #expect(workload.name == "all")
        #expect(
            workload.jobs == [
                Job(
                    name: "spark", queue: 1, user: 1, submitted: Tick(seconds: 90),
                    runTimeEstimate: Tick(seconds: 1200), priority: -3, isGang: false,
                    firstTaskGroup: 0, taskGroupCount: 2)
            ])
        #expect(workload.queues == ["", "root.a"])
        #expect(workload.users == ["", "ada"])
        #expect(
            workload.taskGroups == [
                JobTaskGroup(
                    name: "driver", members: 1, request: 0, runTime: Tick(seconds: 172_800)),
                JobTaskGroup(
                    name: "executor", members: 4, request: 1, runTime: .zero,
                    appearsAfter: Tick(seconds: 45)),
            ])
        #expect(catalog.names == ["vcore", "memory", "pods", "nvidia.com/gpu"])
        #expect(workload.requests.map(\.quantities) == [[1000, 0, 1], [2000, 0, 0, 1]])
    }

    @Test("Groups, tags, surplus members and what evictions depend on are read")
    func properties() throws {
        let text = """
            kind: Workload
            jobs:
              - name: spark
                userGroups: [staff, ml]
                namespace: prod
                tags: {Team: shop}
                checkpointEvery: 10m
                optOut: true
                groups:
                  - {name: driver, request: {vcore: 1}, run: 1, originator: true}
                  - {name: executor, members: 4, minMembers: 2, request: {vcore: 1}, run: 1}
              - {name: plain, members: 3, minMembers: 1, request: {vcore: 1}, run: 1}
              - {name: modest, count: 2, neverPreempts: true, request: {vcore: 1}, run: 1}
            """
        let workload = try #require(read(text).workload)
        #expect(
            workload.properties == [
                JobProperties(),
                JobProperties(
                    userGroups: ["staff", "ml"],
                    tags: [
                        PlacementRequest.Tag(name: "namespace", value: "prod"),
                        PlacementRequest.Tag(name: "Team", value: "shop"),
                    ], checkpointInterval: Tick(seconds: 600), optsOut: true),
                JobProperties(neverPreempts: true),
            ])
        #expect(workload.jobs.map(\.properties) == [1, 0, 2, 2])
        #expect(workload.taskGroups.map(\.isOriginator) == [true, false, false, false, false])
        #expect(workload.taskGroups.map(\.minMembers) == [1, 2, 1, 1, 1])
    }

    @Test("Repetitions are numbered and spaced, and jobs ordered by submission")
    func repetitions() throws {
        let text = """
            kind: Workload
            jobs:
              - {name: a, submit: 10s, count: 3, every: 1m, request: {vcore: 1}, run: 1}
              - {name: b, submit: 70s, request: {vcore: 1}, run: 2}
              - {name: c, count: 1, request: {vcore: 1}, run: 3}
            """
        let workload = try #require(read(text).workload)
        #expect(workload.jobs.map(\.name) == ["c-1", "a-1", "a-2", "b", "a-3"])
        #expect(
            workload.jobs.map(\.submitted.milliseconds) == [0, 10_000, 70_000, 70_000, 130_000])
        #expect(workload.jobs.map(\.firstTaskGroup) == [0, 1, 2, 3, 4])
        #expect(workload.taskGroups.map(\.runTime.milliseconds) == [3000, 1000, 1000, 2000, 1000])
        #expect(workload.requests.count == 1)
    }

    @Test(
        "Times",
        arguments: [
            ("0", 0), ("90", 90_000), ("90s", 90_000), ("1d2h3m4s", 93_784_000),
            ("1000000000000", 1_000_000_000_000_000), ("1000000000001", nil), ("1h30", nil),
            ("m", nil), ("1m1h", nil), ("1m1m", nil), ("-5s", nil), ("1.5h", nil), ("5 m", nil),
            ("9999999999999999999999", nil), ("11574075d", nil), ("\"\"", nil),
        ] as [(String, Int64?)])
    func times(text: String, milliseconds: Int64?) {
        let file = "kind: Workload\njobs: [{name: a, submit: \(text), request: {}, run: 1}]"
        let reading = read(file)
        #expect(reading.workload?.jobs.first?.submitted.milliseconds == milliseconds)
        #expect(reading.messages.isEmpty == (milliseconds != nil))
    }

    @Test(
        "Quantities",
        arguments: [
            ("vcore: 2", 2000), ("vcore: 500m", 500), ("vcore: 2k", 2_000_000),
            ("memory: 7Gi", 7_516_192_768), ("memory: 38G", 38_000_000_000),
            ("memory: 1Ki", 1024), ("memory: 100m", nil), ("memory: 1K", nil),
            ("memory: -1", nil), ("memory: 8Ei", nil),
            ("vcore: 9223372036854775", 9_223_372_036_854_775_000),
            ("vcore: 9223372036854776", nil), ("vcore: 1.5", nil), ("vcore: ''", nil),
        ] as [(String, Int64?)])
    func quantities(text: String, units: Int64?) {
        let reading = read("kind: Workload\njobs: [{name: a, request: {\(text)}, run: 1}]")
        let resource = text.hasPrefix("vcore") ? ResourceCatalog.vcore : ResourceCatalog.memory
        #expect(reading.workload?.requests[0][resource] == units)
        #expect(reading.messages.isEmpty == (units != nil))
    }

    @Test("Too many repetitions are refused before they fill the memory, said once")
    func tooMany() {
        let job =
            "  - {name: N, count: 1000000, groups: [{name: a, request: {}, run: 1}, "
            + "{name: b, request: {}, run: 1}]}\n"
        let text = job.replacing("N", with: "x") + job.replacing("N", with: "y")
        #expect(
            read("kind: Workload\njobs:\n" + text).messages == [
                "dir/w.yaml:3:5: error: the jobs up to here have more than 1000000 task groups;"
                    + " lower `count`"
            ])
    }

    @Test("Repetitions with the names of others are reported once")
    func repeatedNames() {
        let job = "  - {name: a, count: 1000, request: {}, run: 1}\n"
        #expect(
            read("kind: Workload\njobs:\n" + job + job).messages == [
                "dir/w.yaml:4:12: error: the job `a-1` is there already, from line 3;"
                    + " give each job a name of its own"
            ])
    }

    @Test("The demonstrations are read without a problem")
    func demonstrations() throws {
        let files = packageFolder("simulator/workloads").filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 3)
        for file in files {
            var catalog = ResourceCatalog()
            let bytes = try #require(packageFile("simulator/workloads/\(file)"))
            let reading = readWorkload(bytes, file: file, catalog: &catalog)
            #expect(reading.problems.map(\.description) == [])
            #expect(reading.workload.map { "\($0.name).yaml" } == file)
            #expect(catalog.names == ["vcore", "memory", "pods"])
        }
    }

    @Test("HomeMax's jobs have the cores of the story")
    func homeMax() throws {
        var catalog = ResourceCatalog()
        let bytes = try #require(packageFile("simulator/workloads/homemax-1-gang.yaml"))
        let workload = try #require(
            readWorkload(bytes, file: "homemax-1-gang.yaml", catalog: &catalog).workload)
        let cores = workload.jobs.map { job in
            let first = Int(job.firstTaskGroup)
            return workload.taskGroups[first..<first + Int(job.taskGroupCount)].reduce(0) {
                $0 + Int64($1.members) * workload.requests[Int($1.request)][ResourceCatalog.vcore]
            }
        }
        #expect(workload.jobs.map(\.name) == ["analytics-job", "marketing-job", "marketing-job-2"])
        #expect(cores == [9000, 17_000, 17_000])
    }
}

@Suite("Which reader reads a file")
struct ReadWorkloadTests {
    private let log = "1 0 -1 60 -1 -1 -1 1 100 -1 1 -1 -1 -1 -1 -1 -1 -1\n"
    private let yaml = "kind: Workload\njobs: [{name: y, request: {vcore: 1}, run: 1}]\n"

    private func name(_ text: String, file: String) -> String? {
        var catalog = ResourceCatalog()
        return readWorkload(Array(text.utf8), file: file, catalog: &catalog).workload?.jobs[0].name
    }

    @Test("The file's name decides, and without a known one its content")
    func names() {
        #expect(name(log, file: "a.swf") == "1")
        #expect(name(log, file: "a.TXT.gz") == "1")
        #expect(name(yaml, file: "a.yml") == "y")
        #expect(name(yaml, file: "/dev/stdin") == "y")
        #expect(name("\n; header\n" + log, file: "/dev/stdin") == "1")
        #expect(name(log, file: "log") == "1")
        #expect(name(log, file: "a.yaml") == nil)
        #expect(name(yaml, file: "a.swf") == nil)
    }
}
