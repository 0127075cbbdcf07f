import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

/// The demonstrations of HomeMax, three teams that share one small cluster.
enum HomeMax {
    private static let clusterFile = "simulator/clusters/homemax.yaml"
    private static let queueFile = "queue-configs/homemax.yaml"

    /// The demonstrations in the order in which they are told.
    static let stories = [
        Story(
            title: "1. Gang: a job starts whole or not at all",
            workloadFile: "simulator/workloads/homemax-1-gang.yaml",
            about: """
                Two jobs come at the same moment and fit together. A third one comes a minute \
                later; a part of it would still fit. Started in part, it would hold capacity and \
                do nothing with it.
                """,
            findings: gangFindings),
        Story(
            title: "2. Queues: guaranteed, shared, and never more than the max",
            workloadFile: "simulator/workloads/homemax-2-queues.yaml",
            about: """
                All teams submit. Each may use what the others leave, up to the max of its queue.
                """,
            findings: queueFindings),
        Story(
            title: "3. Preemption: to each its guarantee, even if others borrowed it",
            workloadFile: "simulator/workloads/homemax-3-preemption.yaml",
            about: """
                Two teams have taken all places for executors, more than they are guaranteed, when \
                a job of the third one comes, which has nothing yet. What it is owed is taken back \
                from those above their guarantee, the lowest priority first. marketing-job needs \
                only four of its executors to run; the others start when there is room.
                """,
            findings: preemptionFindings),
        Story(
            title: "4. Fair share: the order inside a queue",
            workloadFile: "simulator/workloads/homemax-4-fair-share.yaml",
            about: """
                Three alike jobs in each queue, ten seconds apart; their members start when they \
                can. In a queue that is `fifo`, the job submitted first is served first; in one \
                that is `fair`, the job with the smallest share.
                """,
            findings: orderFindings),
    ]

    /// What a story starts from.
    static func inputs(_ story: Story) throws -> SimulationInputs {
        var catalog = ResourceCatalog()
        do {
            let configuration = try loadQueueFile(queueFile, catalog: &catalog, showsNotes: false)
            let cluster = try loadCluster(clusterFile, catalog: &catalog)
            let (workload, _) = try loadWorkload(
                story.workloadFile, options: WorkloadReadingOptions(), catalog: &catalog)
            return SimulationInputs(
                workload: workload, cluster: cluster, configuration: configuration,
                catalog: catalog)
        } catch let error as CouldNotRun {
            throw CouldNotRun(
                message: error.message + "; run the demonstration in the folder of the repository")
        }
    }

    static func introduce(_ inputs: SimulationInputs) {
        let capacity = inputs.cluster.nodes.reduce(Resources.none) { $0 + $1.capacity }
        let vcore = quantityText(capacity[ResourceCatalog.vcore], of: ResourceCatalog.vcore)
        let memory = quantityText(capacity[ResourceCatalog.memory], of: ResourceCatalog.memory)
        printHeading("HomeMax: three teams, one cluster")
        print(
            wrapped(
                """
                HomeMax runs Spark jobs, of a driver and its executors each, on \
                \(inputs.cluster.nodes.count) nodes with \(vcore) and \(memory) for jobs. These \
                are its queues (\(queueFile)):
                """))
        print("")
        var table = TextTable(columns: [
            ("queue", .left), ("guaranteed", .left), ("max", .left), ("order", .left),
        ])
        for queue in inputs.configuration.root.children {
            table.add([
                "root.\(queue.name)", boundsText(queue.guaranteed), boundsText(queue.max),
                queue.applicationSortPolicy.rawValue,
            ])
        }
        print(table.lines(indentation: 2).joined(separator: "\n"))
    }

    static func boundsText(_ bounds: ResourceBounds) -> String {
        bounds.entries.map { quantityText($0.quantity, of: $0.resource) }.joined(separator: ", ")
    }
}

/// A quantity of `vcore` in cores or of `memory` in GiB; of others, the plain number.
func quantityText(_ quantity: Int64, of resource: ResourceID) -> String {
    func trimmed(_ value: Double) -> String {
        let isWhole = value.rounded() == value
        return fixedText(value, decimals: isWhole ? 0 : 1)
    }
    switch resource {
    case ResourceCatalog.vcore: return "\(trimmed(Double(quantity) / 1000)) vcore"
    case ResourceCatalog.memory: return "\(trimmed(Double(quantity) / 1_073_741_824)) GiB"
    default: return groupedText(quantity)
    }
}
