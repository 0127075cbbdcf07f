import Foundation
import MusterConfiguration
import MusterCore
import Testing

private let gibibyte: Int64 = 1 << 30
private let gigabyte: Int64 = 1_000_000_000

/// Quantities of cores, bytes and GPUs; GPUs are the first name that the examples add.
private func bounds(vcore: Int64? = nil, memory: Int64? = nil, gpu: Int64? = nil) -> ResourceBounds
{
    var result = ResourceBounds.none
    result[ResourceCatalog.vcore] = vcore.map { $0 * 1000 }
    result[ResourceCatalog.memory] = memory
    result[ResourceID(rawValue: 3)] = gpu
    return result
}

/// What each example comes to, value by value, as its comments promise.
@Suite("Values in force of the example queue files")
struct ExampleValueTests {
    private struct Example {
        var file: QueueFile
        var configuration: SchedulerConfiguration
        var catalog: ResourceCatalog

        init(_ name: String) throws {
            var catalog = ResourceCatalog()
            let url = URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "queue-configs/\(name).yaml")
            let reading = readQueueFile(
                Array(try Data(contentsOf: url)), file: name, catalog: &catalog)
            file = try #require(reading.queueFile)
            configuration = file.schedulerConfiguration()
            self.catalog = catalog
        }

        /// The queue at a path below root.
        func queue(_ path: String) throws -> QueueConfiguration {
            try path.split(separator: ".").reduce(configuration.root) { queue, name in
                try #require(queue.children.first { $0.name == name })
            }
        }
    }

    @Test("A single tenant: one queue, in order, EASY")
    func singleTenant() throws {
        let batch = QueueConfiguration(name: "batch", backfill: .easy)
        #expect(
            try Example("single-tenant").configuration
                == SchedulerConfiguration(
                    root: QueueConfiguration(
                        name: "root", isParent: true, submitACL: .everyone, children: [batch]),
                    placementRules: [PlacementRule(.fixed("root.batch"))],
                    nodeSortPolicy: NodeSortPolicy(order: .binpacking)))
    }

    @Test("Two teams: halves guaranteed, blue bounded, both fair inside")
    func twoTeams() throws {
        let half = bounds(vcore: 20, memory: 80 * gibibyte)
        #expect(
            try Example("two-teams").configuration
                == SchedulerConfiguration(
                    root: QueueConfiguration(
                        name: "root", isParent: true, applicationSortPolicy: .fair,
                        submitACL: .everyone,
                        children: [
                            QueueConfiguration(
                                name: "red", guaranteed: half, applicationSortPolicy: .fair),
                            QueueConfiguration(
                                name: "blue", guaranteed: half,
                                max: bounds(vcore: 30, memory: 120 * gibibyte),
                                maxApplications: 10, applicationSortPolicy: .fair),
                        ])))
    }

    @Test("HomeMax: four queues with guarantees and offsets, the label decides")
    func homemax() throws {
        let largest = bounds(vcore: 24, memory: 96 * gigabyte)
        func queue(
            _ name: String, _ vcore: Int64, _ memory: Int64, _ policy: ApplicationSortPolicy,
            _ offset: Int32
        ) -> QueueConfiguration {
            QueueConfiguration(
                name: name, guaranteed: bounds(vcore: vcore, memory: memory * gigabyte),
                max: largest, applicationSortPolicy: policy, priorityOffset: offset)
        }
        #expect(
            try Example("homemax").configuration
                == SchedulerConfiguration(
                    root: QueueConfiguration(
                        name: "root", isParent: true, submitACL: .everyone,
                        children: [
                            queue("analytics-queue", 10, 38, .fifo, 100),
                            queue("marketing-queue", 8, 32, .fair, 75),
                            queue("datascience-queue", 6, 26, .fair, 50),
                            queue("default", 6, 26, .fifo, 25),
                        ]),
                    placementRules: [
                        PlacementRule(.provided), PlacementRule(.fixed("root.default")),
                    ]))
    }

    @Test("Namespaces: the annotation first, then below root.namespaces with the template")
    func namespaces() throws {
        let example = try Example("namespaces")
        #expect(
            example.configuration.placementRules == [
                PlacementRule(
                    .tag("namespace"), mayCreate: true,
                    parent: PlacementRule(.tag("namespace.parentqueue"))),
                PlacementRule(
                    .tag("namespace"), mayCreate: true,
                    parent: PlacementRule(.fixed("root.namespaces"))),
            ])
        let namespaces = try example.queue("namespaces")
        #expect(namespaces.isParent)
        #expect(namespaces.max == bounds(vcore: 160, memory: 640 * gibibyte))
        var template = QueueSettings()
        template.maxApplications = 50
        template.guaranteed = bounds(vcore: 4, memory: 16 * gibibyte)
        template.max = bounds(vcore: 32, memory: 128 * gibibyte)
        template.applicationSortPolicy = .fair
        #expect(namespaces.childTemplate == template)
    }

    @Test("Namespaces: one with its own queue, and production above the others")
    func namespacesOfTheirOwn() throws {
        let example = try Example("namespaces")
        let shop = try example.queue("namespaces.shop")
        #expect(shop.guaranteed == bounds(vcore: 16, memory: 64 * gibibyte))
        #expect(shop.max == bounds(vcore: 96, memory: 384 * gibibyte))
        let production = try example.queue("production")
        #expect(production.isParent)
        #expect(production.priorityOffset == 100)
        #expect(production.childTemplate?.max == bounds(vcore: 64, memory: 256 * gibibyte))
    }

    @Test("Users: people by name, services apart")
    func users() throws {
        let example = try Example("users")
        #expect(
            example.configuration.placementRules == [
                PlacementRule(
                    .user, mayCreate: true,
                    filter: PlacementFilter(
                        isDenying: true, users: .expression("^(svc|system)[-:]")),
                    parent: PlacementRule(.fixed("root.users"))),
                PlacementRule(.fixed("root.services")),
            ])
        #expect(
            example.configuration.root.adminACL == AccessControlList(groups: ["cluster-admins"]))
    }

    @Test("Users: a week counts for what people used, and each gets the template")
    func usersTemplate() throws {
        let example = try Example("users")
        let users = try example.queue("users")
        #expect(users.isParent)
        #expect(users.fairnessHalfLife == Tick(milliseconds: 604_800_000))
        #expect(users.guaranteed == bounds(vcore: 96, memory: 384 * gibibyte))
        var template = QueueSettings()
        template.maxApplications = 20
        template.max = bounds(vcore: 64, memory: 256 * gibibyte)
        template.backfill = .easy
        #expect(users.childTemplate == template)
        #expect(try example.queue("services").fairnessHalfLife == .zero)
    }

    @Test("Research: guarantees, fences, delays that departments inherit")
    func research() throws {
        let example = try Example("research-cluster")
        #expect(example.configuration.isPreemptionEnabled)
        #expect(example.configuration.isQuotaPreemptionEnabled)
        #expect(example.configuration.root.preemptionDelay == Tick(seconds: 120))
        let physics = try example.queue("physics")
        #expect(physics.priorityPolicy == .fence)
        #expect(physics.preemptionPolicy == .default)
        let simulation = try example.queue("physics.simulation")
        #expect(simulation.priorityPolicy == .default)
        #expect(simulation.backfill == .conservative)
        #expect(simulation.preemptionDelay == Tick(seconds: 120))
        #expect(simulation.minRunTime == Tick(seconds: 1800))
        #expect(simulation.quotaPreemptionDelay == Tick(seconds: 3600))
        #expect(simulation.max == bounds(vcore: 512, memory: 2048 * gibibyte))
    }

    @Test("Research: biology has a fence, sequencing is never evicted, students are limited")
    func biology() throws {
        let example = try Example("research-cluster")
        let biology = try example.queue("biology")
        #expect(biology.priorityPolicy == .fence)
        #expect(biology.priorityOffset == 10)
        #expect(try example.queue("biology.sequencing").preemptionPolicy == .disabled)
        #expect(
            try example.queue("biology.students").limits == [
                QueueLimit(users: ["*"], maxResources: bounds(vcore: 8, memory: 32 * gibibyte))
            ])
    }

    @Test("Research: guests are behind everybody, but their courses are guaranteed something")
    func guests() throws {
        let example = try Example("research-cluster")
        let guests = try example.queue("guests")
        #expect(guests.preemptionPolicy == .fence)
        #expect(guests.priorityOffset == -100)
        #expect(guests.guaranteed == .none)
        let courses = try example.queue("guests.courses")
        #expect(courses.preemptionPolicy == .default)
        #expect(courses.minRunTime == Tick(seconds: 300))
        #expect(courses.guaranteed == bounds(vcore: 64, memory: 256 * gibibyte))
    }

    @Test("Streaming and batch: streams are never victims")
    func streamingAndBatch() throws {
        let example = try Example("streaming-and-batch")
        #expect(
            example.configuration.placementRules == [
                PlacementRule(.provided), PlacementRule(.fixed("root.batch.adhoc")),
            ])
        let streaming = try example.queue("streaming")
        #expect(streaming.guaranteed == bounds(vcore: 40, memory: 160 * gibibyte))
        #expect(streaming.max == streaming.guaranteed)
        #expect(streaming.preemptionPolicy == .disabled)
        #expect(streaming.preemptionDelay == Tick(seconds: 10))
        #expect(streaming.priorityOffset == 1000)
        #expect(streaming.backfill == .greedy)
    }

    @Test("Streaming and batch: batch is within a budget, ad hoc work backs off")
    func batch() throws {
        let example = try Example("streaming-and-batch")
        let batch = try example.queue("batch")
        #expect(batch.preemptionPolicy == .default)
        #expect(batch.evictionsPerMinute == 6)
        let nightly = try example.queue("batch.nightly")
        #expect(nightly.backfill == .easy)
        #expect(nightly.minRunTime == Tick(seconds: 600))
        #expect(nightly.preemptionDelay == Tick(seconds: 30))
        let adhoc = try example.queue("batch.adhoc")
        #expect(adhoc.unschedulableAsksBackoff == 5)
        #expect(adhoc.unschedulableAsksBackoffDelay == Tick(seconds: 60))
        #expect(adhoc.applicationSortPolicy == .fair)
    }

    @Test("GPU cluster: packing by GPU, limits for everybody")
    func gpuCluster() throws {
        let example = try Example("gpu-cluster")
        let policy = example.configuration.nodeSortPolicy
        #expect(policy.order == .binpacking)
        #expect(
            policy.weights.map { example.catalog.name(of: $0.resource) } == [
                "vcore", "memory", "nvidia.com/gpu",
            ])
        #expect(policy.weights.map(\.thousandths) == [1000, 0, 16_000])
        #expect(
            example.configuration.root.limits == [
                QueueLimit(groups: ["interns"], maxResources: bounds(gpu: 4)),
                QueueLimit(users: ["*"], maxResources: bounds(gpu: 32)),
            ])
    }

    @Test("GPU cluster: training limits users and groups, ages and preempts inside")
    func gpuTraining() throws {
        let example = try Example("gpu-cluster")
        let training = try example.queue("training")
        #expect(training.guaranteed == bounds(vcore: 384, memory: 3072 * gibibyte, gpu: 48))
        #expect(
            training.limits == [
                QueueLimit(users: ["*"], maxResources: bounds(gpu: 24), maxApplications: 8),
                QueueLimit(groups: ["vision"], maxResources: bounds(gpu: 40)),
                QueueLimit(groups: ["*"], maxResources: bounds(gpu: 24)),
            ])
        #expect(training.ageing == Tick(seconds: 21_600))
        #expect(training.preemptsWithinQueue)
        #expect(training.minRunTime == Tick(seconds: 3600))
        #expect(training.backfill == .easy)
    }

    @Test("GPU cluster: inference is never evicted, notebooks are small")
    func gpuOthers() throws {
        let example = try Example("gpu-cluster")
        let inference = try example.queue("inference")
        #expect(inference.preemptionPolicy == .disabled)
        #expect(!inference.preemptsWithinQueue)
        let notebooks = try example.queue("notebooks")
        #expect(notebooks.guaranteed == bounds(gpu: 2))
        #expect(
            notebooks.limits == [
                QueueLimit(
                    users: ["*"], maxResources: bounds(vcore: 8, memory: 64 * gibibyte, gpu: 1),
                    maxApplications: 2)
            ])
    }

    @Test("Company: the smallest max counts, weights stay, rights widen downwards")
    func company() throws {
        let example = try Example("company")
        let root = example.configuration.root
        #expect(root.submitACL == .nobody)
        #expect(root.adminACL == AccessControlList(groups: ["platform"]))
        let research = try example.queue("research")
        #expect(research.submitACL == AccessControlList(groups: ["research"]))
        #expect(research.weightThousandths == 2000)
        let vision = try example.queue("research.vision")
        #expect(vision.max == bounds(vcore: 400, memory: 1600 * gibibyte, gpu: 64))
        #expect(vision.weightThousandths == 1000)
        #expect(vision.children.map(\.weightThousandths) == [1500, 500])
        #expect(vision.children.map(\.backfill) == [.easy, .easy])
        let speech = try example.queue("research.language.speech")
        #expect(speech.max == bounds(vcore: 400, memory: 1600 * gibibyte, gpu: 40))
        #expect(speech.submitACL == AccessControlList(users: ["alice", "bob"]))
    }

    @Test("Company: operations has its own rights, and a queue for what is urgent")
    func operations() throws {
        let example = try Example("company")
        let operations = try example.queue("operations")
        #expect(
            operations.submitACL
                == AccessControlList(users: ["deploy-bot"], groups: ["operations"]))
        #expect(operations.maxApplications == 50)
        #expect(operations.backfill == .greedy)
        let monthly = try example.queue("operations.reporting.monthly")
        #expect(monthly.max[ResourceID(rawValue: 3)] == 0)
        #expect(monthly.guaranteed[ResourceCatalog.vcore] == 500)
        #expect(monthly.priorityOffset == 0)
        #expect(try example.queue("operations.urgent").priorityOffset == 10)
    }

    @Test("HomeMax: the text that `muster queues show` prints")
    func homemaxText() throws {
        let example = try Example("homemax")
        #expect(
            renderQueueTree(example.file, catalog: example.catalog) == """
                partition default
                  nodes: fair (vcore 1, memory 1)
                  preemption: enabled
                  quota preemption: disabled
                  placement rules, in this order:
                    1. provided
                    2. fixed root.default

                queue                   kind    guaranteed            max                   \
                maxapplications  sort  sort by priority  priority      backfill
                root                    parent  -                     -                     \
                -                fair  enabled           default 0     -
                root.analytics-queue    leaf    vcore 10, memory 38G  vcore 24, memory 96G  \
                -                fifo  enabled           default +100  greedy
                root.marketing-queue    leaf    vcore 8, memory 32G   vcore 24, memory 96G  \
                -                fair  enabled           default +75   greedy
                root.datascience-queue  leaf    vcore 6, memory 26G   vcore 24, memory 96G  \
                -                fair  enabled           default +50   greedy
                root.default            leaf    vcore 6, memory 26G   vcore 24, memory 96G  \
                -                fifo  enabled           default +25   greedy

                root
                  submit: everybody

                """)
    }
}
