import MusterConfiguration
import MusterCore
import Testing

/// The worked example of the compatibility specification, 1.14.
let workedExample = """
    partitions:
    - name: default
      placementrules:
      - {name: provided, create: false}
      - {name: user, create: true, parent: {name: tag, value: namespace, create: true}}
      preemption: {enabled: true, quotapreemptionenabled: true}
      nodesortpolicy: {type: binpacking, resourceweights: {vcore: 1, nvidia.com/gpu: 4}}
      queues:
      - name: root
        submitacl: '*'
        queues:
        - name: ml
          resources: {guaranteed: {nvidia.com/gpu: 32}, max: {nvidia.com/gpu: 64, vcore: 2000, \
    memory: 8Ti}}
          properties: {preemption.delay: 10s, quota.preemption.delay: 5m}
          limits:
          - {limit: per-user, users: ["*"], maxresources: {nvidia.com/gpu: 16}, maxapplications: 20}
        - name: dev
          parent: true
          childtemplate: {maxapplications: 10, resources: {max: {vcore: 40, memory: 160Gi}}}

    """

@Suite("Queue files: the worked example")
struct WorkedExampleTests {
    private let file = QueueFileFixture(file: workedExample)

    @Test("It is accepted and means what the specification says")
    func configuration() throws {
        #expect(file.messages == [])
        #expect(file.reading.notYetEffective == [])
        let gpu = try #require(file.catalog.identifier(of: "nvidia.com/gpu"))
        #expect(gpu.rawValue == 3)
        let bounds = ResourceBounds([
            (ResourceCatalog.vcore, 2_000_000), (ResourceCatalog.memory, 8_796_093_022_208),
            (gpu, 64),
        ])
        var machineLearning = QueueConfiguration(
            name: "ml", guaranteed: ResourceBounds([(gpu, 32)]), max: bounds)
        machineLearning.preemptionDelay = Tick(seconds: 10)
        machineLearning.quotaPreemptionDelay = Tick(seconds: 300)
        machineLearning.limits = [
            QueueLimit(
                users: ["*"], maxResources: ResourceBounds([(gpu, 16)]), maxApplications: 20)
        ]
        var template = QueueSettings()
        template.maxApplications = 10
        template.max = ResourceBounds([
            (ResourceCatalog.vcore, 40_000), (ResourceCatalog.memory, 171_798_691_840),
        ])
        var development = QueueConfiguration(name: "dev", isParent: true)
        development.childTemplate = template
        var expected = SchedulerConfiguration(
            root: QueueConfiguration(
                name: "root", isParent: true, submitACL: .everyone,
                children: [machineLearning, development]),
            placementRules: [
                PlacementRule(.provided),
                PlacementRule(
                    .user, mayCreate: true,
                    parent: PlacementRule(.tag("namespace"), mayCreate: true)),
            ],
            nodeSortPolicy: NodeSortPolicy(
                order: .binpacking,
                weights: [
                    NodeSortPolicy.Weight(resource: ResourceCatalog.vcore, thousandths: 1000),
                    NodeSortPolicy.Weight(resource: gpu, thousandths: 4000),
                ]))
        expected.isQuotaPreemptionEnabled = true
        #expect(file.configuration == expected)
    }

    @Test("What the core does not need is kept too")
    func content() throws {
        let machineLearning = try #require(file.definition("ml"))
        #expect(machineLearning.properties.map(\.value) == ["10s", "5m"])
        #expect(machineLearning.limits.map(\.description) == ["per-user"])
    }

    @Test("The tree is shown with quantities in readable units")
    func tree() throws {
        #expect(
            renderQueueTree(try #require(file.reading.queueFile), catalog: file.catalog) == """
                partition default
                  nodes: binpacking (vcore 1, nvidia.com/gpu 4)
                  preemption: enabled
                  quota preemption: enabled
                  placement rules, in this order:
                    1. provided
                    2. user, create; below: tag namespace, create

                queue     kind    guaranteed         max                                        \
                maxapplications  sort  sort by priority  priority   backfill
                root      parent  -                  -                                          \
                -                fair  enabled           default 0  -
                root.ml   leaf    nvidia.com/gpu 32  vcore 2000, memory 8Ti, nvidia.com/gpu 64  \
                -                fifo  enabled           default 0  greedy
                root.dev  parent  -                  -                                          \
                -                fair  enabled           default 0  -

                root
                  submit: everybody
                root.ml
                  preemption.delay: 10s
                  quota.preemption.delay: 5m
                  limit of each user: maxapplications 20, nvidia.com/gpu 16
                root.dev
                  created queues: max vcore 40, memory 160Gi
                  created queues: maxapplications 10

                """)
    }
}
