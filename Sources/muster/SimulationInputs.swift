import ArgumentParser
import MusterCore
import MusterWorkloads

/// Everything that a simulation starts from.
struct SimulationInputs {
    var workload: Workload
    var cluster: Cluster
    var configuration: SchedulerConfiguration
    var catalog: ResourceCatalog
}

extension SimulationInputs {
    /// Reads what a `muster simulate` names.
    ///
    /// - Throws: `ExitCode.wrongInput` after the problems were printed, or `CouldNotRun`.
    init(_ command: Simulate) throws {
        var catalog = ResourceCatalog()
        configuration =
            try command.queues.map { try loadQueueFile($0, catalog: &catalog) }
            ?? SchedulerConfiguration()
        var given = try Self.cluster(command, catalog: &catalog)
        let nodes: Int?
        if command.workload.hasPrefix(WorkloadRecipe.prefix) {
            let recipe = try WorkloadRecipe(command.workload)
            nodes = recipe.nodes ?? given.map { processors(of: $0) }
            workload = try recipe.workload(nodes: nodes, seed: command.seed)
        } else {
            let options = WorkloadReadingOptions(
                cleaning: command.clean, processors: given.map { processors(of: $0) })
            let reading = try loadWorkload(
                command.workload, options: options, catalog: &catalog)
            workload = reading.workload
            nodes = reading.processorsInHeader
        }
        if given == nil, let nodes {
            given = try uniform(nodes, command.nodeResources, catalog: &catalog)
        }
        guard let given else {
            throw CouldNotRun(
                message: "\(command.workload) does not say how many processors its machine had;"
                    + " say what to run it on: --cluster FILE or --nodes N")
        }
        cluster = given.fitted(to: workload)
        self.catalog = catalog
        for (index, name) in catalog.names.enumerated() {
            let total = cluster.nodes.reduce(Int64(0)) {
                $0.addingSaturating($1.capacity[ResourceID(index)])
            }
            guard total > Scheduler.maximumCapacity else { continue }
            throw CouldNotRun(
                message: "the nodes have more `\(name)` together than can be added up, found"
                    + " \(total), expected at most \(Scheduler.maximumCapacity) base units")
        }
    }

    private static func cluster(
        _ command: Simulate, catalog: inout ResourceCatalog
    ) throws -> Cluster? {
        if let file = command.cluster { return try loadCluster(file, catalog: &catalog) }
        return try command.nodes.map { try uniform($0, command.nodeResources, catalog: &catalog) }
    }
}

/// Equal nodes with the resources in the text of `--node-resources`.
private func uniform(
    _ nodes: Int, _ text: String, catalog: inout ResourceCatalog
) throws -> Cluster {
    do throws(NodeArgumentError) {
        let resources = try nodeResources(text, catalog: &catalog)
        return try uniformCluster(nodes: nodes, resources: resources)
    } catch {
        throw CouldNotRun(message: "--nodes \(nodes) --node-resources \(text): \(error)")
    }
}

/// How many one-core members a cluster runs at once, as the machine size for reading a log.
private func processors(of cluster: Cluster) -> Int {
    var cores: Int64 = 0
    for node in cluster.nodes {
        let free = node.capacity[ResourceCatalog.vcore] - node.occupied[ResourceCatalog.vcore]
        cores = cores.addingSaturating(max(0, free / 1000))
    }
    return Int(max(1, cores))
}

/// A workload to be generated on the spot: `generate:lublin,nodes=512,days=30`.
struct WorkloadRecipe {
    /// What such a workload's name starts with.
    static let prefix = "generate:"

    private(set) var nodes: Int?
    private var days: Int?
    private var jobs: Int?
    private var load: Double?
    private var users = 50
    private var queues = 0

    /// Reads the settings.
    ///
    /// - Throws: `CouldNotRun` for a model or setting that does not exist or is not a number.
    init(_ text: String) throws {
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: ",", omittingEmptySubsequences: false)
        guard parts.first == "lublin" else {
            throw CouldNotRun(
                message: "\(text): no such model `\(parts.first ?? "")`, expected"
                    + " \(Self.prefix)lublin")
        }
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? pair[1] : ""
            let isSet: Bool
            switch pair.first {
            case "nodes": isSet = set(&nodes, Int(value))
            case "days": isSet = set(&days, Int(value))
            case "jobs": isSet = set(&jobs, Int(value))
            case "load": isSet = set(&load, Double(value))
            case "users": isSet = Int(value).map { users = $0 } != nil
            case "queues": isSet = Int(value).map { queues = $0 } != nil
            default: isSet = false
            }
            guard isSet else {
                throw CouldNotRun(
                    message: "\(text): found `\(part)`, expected one of nodes, days, jobs, load,"
                        + " users, queues with a number, such as days=30")
            }
        }
        guard days == nil || jobs == nil else {
            throw CouldNotRun(message: "\(text): has both days and jobs; give one of them")
        }
    }

    private func set<Number>(_ setting: inout Number?, _ value: Number?) -> Bool {
        setting = value
        return value != nil
    }

    /// The workload; 30 days if the settings do not say.
    func workload(nodes: Int?, seed: UInt64) throws -> Workload {
        guard let nodes else {
            throw CouldNotRun(
                message: "a generated workload needs a machine size: --nodes N, --cluster FILE"
                    + " or nodes=N among its settings")
        }
        let extent = jobs.map { LublinFeitelsonModel.Extent.jobs($0) } ?? .days(days ?? 30)
        return try generated(
            LublinFeitelsonModel(
                seed: seed, nodes: nodes, extent: extent, load: load, users: users,
                queues: queues))
    }
}
