import ArgumentParser

@main
struct Muster: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "A gang-scheduling batch scheduler for Kubernetes, and its simulator.",
        discussion: """
            The simulator replays a workload in virtual time through the very scheduler that runs \
            a cluster, and says who would have waited, and why.

            EXAMPLES:
              muster simulate --workload log.swf.gz --backfill easy --out out/easy
              muster queues check queue-configs/*.yaml
              muster generate lublin --nodes 512 --days 30 --seed 1 --out month.swf

            EXIT STATUS:
              0  fine
              1  something is wrong with what an input says
              2  could not run: bad arguments, or a file that cannot be read or written
            """,
        subcommands: [
            Simulate.self, Queues.self, Generate.self, Demo.self, SchedulerCommand.self,
            PlaygroundCommand.self, Version.self,
        ])

    /// Runs the command given on the command line and ends the process.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var serving = command as? any AsyncParsableCommand {
                try await serving.run()
            } else {
                try command.run()
            }
        } catch let error as CouldNotRun {
            printError("muster: error: \(error.message)")
            exit(withError: ExitCode(2))
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess {
                if !message.isEmpty { print(message) }
                exit()
            }
            if !message.isEmpty { printError(message) }
            // The parser's own code for bad arguments, 64, is one that nothing else here uses.
            exit(withError: code == .validationFailure ? ExitCode(2) : code)
        }
    }
}

extension ExitCode {
    /// Something is wrong with what an input says; the problems have been printed.
    static let wrongInput = ExitCode(1)
}

/// The command could not do its work; ends the process with exit code 2.
struct CouldNotRun: Error {
    /// What is the matter and what to do about it, for people.
    var message: String
}

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the version.",
        discussion: """
            EXAMPLES:
              muster version
            """)

    func run() {
        print("muster \(programVersion)")
    }
}
