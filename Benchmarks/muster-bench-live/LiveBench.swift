import ArgumentParser

/// What schedulers do on a running API server, and what the server alone could do.
@main
struct LiveBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster-bench-live",
        abstract: "Measure schedulers on a Kubernetes API server.",
        subcommands: [MeasureCommand.self, BareClientCommand.self],
        defaultSubcommand: MeasureCommand.self)
}

/// Why there is nothing to report.
struct BenchError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
