// Stands in for the readers until they are merged; then this file goes, and nothing else changes.
// Its declarations have the signatures of MusterConfiguration and MusterWorkloads.
import MusterCore
import MusterWorkloads

struct Problem: CustomStringConvertible {
    enum Severity { case error, warning, note }
    var severity = Severity.error
    var description: String
    static func pending(_ file: String) -> Problem {
        Problem(description: "\(file):1:1: error: this build cannot read such files yet")
    }
}

struct QueueFile {
    func schedulerConfiguration() -> SchedulerConfiguration { SchedulerConfiguration() }
}

struct QueueFileReading {
    var queueFile: QueueFile?
    var problems: [Problem]
    var notYetEffective: [Problem] = []
}

func readQueueFile(
    _ bytes: [UInt8], file: String, catalog: inout ResourceCatalog
) -> QueueFileReading {
    QueueFileReading(problems: [.pending(file)])
}

func renderQueueTree(_ file: QueueFile, catalog: ResourceCatalog) -> String { "" }

enum CleaningRule: String, CaseIterable { case standard, none }

struct WorkloadReadingOptions {
    var cleaning = CleaningRule.standard
    var processors: Int?
}

struct WorkloadReading {
    var workload: Workload?
    var problems: [Problem]
    var processorsInHeader: Int?
}

struct ClusterReading {
    var cluster: Cluster?
    var problems: [Problem]
}

func readWorkload(
    _ bytes: [UInt8], file: String, options: WorkloadReadingOptions,
    catalog: inout ResourceCatalog
) -> WorkloadReading {
    WorkloadReading(problems: [.pending(file)])
}

func readCluster(
    _ bytes: [UInt8], file: String, catalog: inout ResourceCatalog
) -> ClusterReading {
    ClusterReading(problems: [.pending(file)])
}

struct NodeArgumentError: Error, CustomStringConvertible {
    var description: String
}

func nodeResources(
    _ text: String, catalog: inout ResourceCatalog
) throws(NodeArgumentError) -> Resources {
    Resources([(ResourceCatalog.vcore, 1000)])
}

func uniformCluster(
    nodes: Int, resources: Resources
) throws(NodeArgumentError) -> Cluster {
    guard nodes > 0 else { throw NodeArgumentError(description: "no nodes") }
    return Cluster(
        name: "\(nodes) nodes",
        nodes: (0..<nodes).map {
            Node(id: NodeID($0), name: "node-\($0)", capacity: resources)
        })
}

extension Cluster {
    func fitted(to workload: Workload) -> Cluster { self }
}

struct LublinFeitelsonModel {
    enum Extent {
        case jobs(Int)
        case days(Int)
    }
    struct ParameterError: Error { var description: String }
    var seed: UInt64
    var nodes: Int
    var extent: Extent
    var load: Double?
    var users = 50
    var queues = 0
    func workload() throws(ParameterError) -> Workload {
        throw ParameterError(description: "this build cannot generate workloads yet")
    }
}

func standardWorkloadFormat(
    _ workload: Workload, processors: Int? = nil, notes: [String] = []
) -> [UInt8] { [] }
