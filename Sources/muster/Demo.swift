import ArgumentParser
import FoundationEssentials
import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell, step by step, what Muster does: four short stories and a month.",
        discussion: """
            Runs in the folder of the repository, whose example files it replays. All figures that \
            it prints are taken from the results of the simulations it runs.

            EXAMPLES:
              muster demo
              muster demo --log my-cluster.swf.gz
            """)

    @Option(help: ArgumentHelp("Replay this log as well.", valueName: "file"))
    var log: String?

    @Option(help: ArgumentHelp("The folder for the reports.", valueName: "folder"))
    var out = "out/demo"

    func run() throws {
        // What could go wrong goes wrong before the first story.
        let stories = try HomeMax.stories.map { try HomeMax.inputs($0) }
        let log = try self.log.map { try Self.inputs(log: $0) }
        let folders = ["month", log == nil ? nil : "log"].compactMap { $0 }.map { "\(out)/\($0)" }
        for folder in folders { try checkFolder(folder) }
        for folder in folders { try makeFolder(folder) }

        HomeMax.introduce(stories[0])
        for (story, inputs) in zip(HomeMax.stories, stories) {
            let (result, _) = simulated(inputs, options: SimulationOptions())
            story.tell(inputs, result)
        }
        try tellMonth(folder: folders[0])
        if let log { try tellLog(log, folder: folders[1]) }
    }

    private static func inputs(log: String) throws -> SimulationInputs {
        try SimulationInputs(try Simulate.parse(["--workload", log]))
    }

    private func tellMonth(folder: String) throws {
        let nodes = 512
        let days = 30
        let model = LublinFeitelsonModel(
            seed: 1, nodes: nodes, extent: .days(days), load: 0.85, users: 40)
        let workload = try generated(model)
        let jobs = groupedText(Int64(workload.jobs.count))
        printHeading("A month on \(nodes) nodes")
        print(
            wrapped(
                """
                \(jobs) gangs of up to \(nodes) members, submitted over \(days) days: generated \
                after the model of Lublin and Feitelson, seed 1. The same month under each \
                backfill policy, which is what may overtake a gang that has to wait:
                """))
        print("")
        var catalog = ResourceCatalog()
        let resources = try nodeResources("vcore=1", catalog: &catalog)
        let inputs = SimulationInputs(
            workload: workload, cluster: try uniformCluster(nodes: nodes, resources: resources),
            configuration: SchedulerConfiguration(), catalog: catalog)
        try comparePolicies(inputs, folder: folder)
    }

    /// Runs the inputs under every backfill policy, and writes the report of EASY.
    private func comparePolicies(_ inputs: SimulationInputs, folder: String) throws {
        var table = TextTable(columns: [
            ("backfill", .left), ("mean wait", .right), ("median", .right), ("p95", .right),
            ("longest", .right), ("bounded slowdown", .right), ("utilisation", .right),
            ("took", .right),
        ])
        var page: URL?
        var longest: [BackfillPolicy: Double] = [:]
        for policy in BackfillPolicy.allCases {
            let (result, cost) = simulated(inputs, options: SimulationOptions(backfill: policy))
            let summary = Summary(result, cost: cost)
            let waits = [
                summary.meanWaitSeconds, summary.p50WaitSeconds, summary.p95WaitSeconds,
                summary.maxWaitSeconds,
            ]
            table.add(
                [policy.rawValue] + waits.map { durationText(seconds: $0) } + [
                    fixedText(summary.meanBoundedSlowdown, decimals: 1),
                    percentText(summary.utilisation["vcore"] ?? 0),
                    fixedText(summary.wallSeconds, decimals: 2) + " s",
                ])
            longest[policy] = summary.maxWaitSeconds
            if policy == .easy {
                page = try writeReport(of: result, summary: summary, in: folder).page
            }
        }
        print(table.lines(indentation: 2).joined(separator: "\n"))
        if let greedy = longest[.greedy], let easy = longest[.easy], easy < greedy {
            print("")
            print(
                wrapped(
                    """
                    With greedy, YuniKorn's way, a large gang waits for as long as smaller ones \
                    keep fitting in: \(durationText(seconds: greedy)) at worst. With easy it has a \
                    reservation once it heads the line: \(durationText(seconds: easy)).
                    """))
        }
        print("\n  Report (easy): \(page?.path ?? "none")")
    }

    private func tellLog(_ inputs: SimulationInputs, folder: String) throws {
        printHeading("Your log, with EASY backfill")
        let (result, cost) = simulated(inputs, options: SimulationOptions(backfill: .easy))
        let summary = Summary(result, cost: cost)
        let files = try writeReport(of: result, summary: summary, in: folder)
        print(renderSummary(summary, isStyled: isOutputTerminal))
        print("Report: \(files.page.path)")
    }
}
