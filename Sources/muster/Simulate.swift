public import ArgumentParser
import FoundationEssentials
public import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay a workload in virtual time and report who waited.",
        discussion: """
            A workload is a log in the Standard Workload Format (.swf, .swf.gz), one of Muster's \
            own workload files (.yaml), or generated on the spot: generate:lublin, with settings \
            after commas, as in generate:lublin,nodes=512,days=30,load=0.8 (also: jobs, users, \
            queues).

            The nodes come from --cluster or from --nodes; without either, from the MaxProcs of \
            the log's header. Without --queues there is one queue, root.default, in order of \
            submission.

            With --out, three files are written: summary.json, jobs.csv and report.html. Equal \
            inputs give equal bytes, except for wall_seconds and peak_rss_bytes in summary.json.

            EXAMPLES:
              muster simulate --workload log.swf.gz --nodes 100 --backfill easy
              muster simulate --workload log.swf.gz --queues queues.yaml --out out/run
              muster simulate --workload jobs.yaml --cluster cluster.yaml --json
              muster simulate --workload generate:lublin,days=7 --nodes 128 --seed 7
            """)

    @Option(help: ArgumentHelp("What to replay (see above).", valueName: "file"))
    var workload: String

    @Option(help: ArgumentHelp("The cluster to run it on.", valueName: "file"))
    var cluster: String?

    @Option(help: ArgumentHelp("Run it on n equal nodes instead.", valueName: "n"))
    var nodes: Int?

    @Option(
        help: ArgumentHelp(
            "What each of the equal nodes has, such as vcore=8,memory=32Gi.", valueName: "list"))
    var nodeResources = "vcore=1"

    @Option(help: ArgumentHelp("The queue file.", valueName: "file"))
    var queues: String?

    @Option(
        help: ArgumentHelp(
            "Replace the backfill policy of every leaf queue.", valueName: "policy"))
    var backfill: BackfillPolicy?

    @Option(
        help: ArgumentHelp(
            "How long what is to be evicted goes on at most, such as 90s or 2m.",
            valueName: "time"),
        transform: gracePeriod)
    var evictionGrace = Tick(seconds: 30)

    @Flag(help: "Evict nothing for guarantees and priorities, whatever the queue file says.")
    var noPreemption = false

    @Option(
        help: ArgumentHelp(
            "Which rows of a log are dropped and changed before it is replayed.",
            valueName: "rule"))
    var clean: CleaningRule = .standard

    @Option(
        help: ArgumentHelp(
            "Where a generated workload's random numbers start; files use none.",
            valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("The folder for the report; made if need be.", valueName: "folder"))
    var out: String?

    @Flag(help: "Print the summary as JSON instead of a table.")
    var json = false

    @Flag(help: "Check every invariant of the scheduler after every step; slow.")
    var checkInvariants = false

    func validate() throws {
        if cluster != nil, nodes != nil {
            throw ValidationError("Give either --cluster or --nodes, not both.")
        }
    }

    func run() throws {
        if let out { try checkFolder(out) }
        var inputs = try SimulationInputs(self)
        if noPreemption { inputs.configuration.isPreemptionEnabled = false }
        if let out { try makeFolder(out) }
        let options = SimulationOptions(
            backfill: backfill, evictionGrace: evictionGrace, checksInvariants: checkInvariants)
        let (result, cost) = simulated(inputs, options: options)
        let summary = Summary(result, cost: cost)
        let files = try out.map { try writeReport(of: result, summary: summary, in: $0) }
        if json {
            let bytes = try Array(summary.json())
            guard writeOutput(bytes) else {
                throw CouldNotRun(message: "standard output cannot be written")
            }
            return
        }
        print(renderSummary(summary, isStyled: isOutputTerminal), terminator: "")
        if let files { print("\nReport: \(files.page.path)") }
    }
}

extension BackfillPolicy: ExpressibleByArgument {}

extension CleaningRule: ExpressibleByArgument {}

/// The time that an argument says.
///
/// - Throws: `ValidationError` if it says none.
private func gracePeriod(_ text: String) throws -> Tick {
    guard let time = duration(text) else {
        throw ValidationError("Expected a time such as 90s, 2m, 1h30m or 90 (seconds).")
    }
    return time
}

/// Replays a workload, with a line of progress on standard error if that is a terminal.
func simulated(
    _ inputs: SimulationInputs, options: SimulationOptions
) -> (SimulationResult, RunCost) {
    let outcome = measuringCost {
        var simulation = Simulation(
            workload: inputs.workload, cluster: inputs.cluster,
            configuration: inputs.configuration, catalog: inputs.catalog, options: options)
        var shown = -1
        return simulation.run { progress in
            guard isErrorTerminal, progress.jobs > 0 else { return }
            let percent = progress.endedJobs * 100 / progress.jobs
            guard percent != shown else { return }
            shown = percent
            let ended = groupedText(Int64(progress.endedJobs))
            let jobs = groupedText(Int64(progress.jobs))
            writeError("\r\(percent) %: \(ended) of \(jobs) jobs have ended")
        }
    }
    // Clears the line of progress.
    if isErrorTerminal { writeError("\r\u{1B}[K") }
    return outcome
}
