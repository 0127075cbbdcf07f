import ArgumentParser
import MusterConfiguration
import MusterCore
import YAMLDocument

struct Queues: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check and show queue files.",
        subcommands: [Check.self, Show.self])
}

extension Queues {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check queue files and say everything that is wrong with them.",
            discussion: """
                Every problem is one line on standard error: FILE:LINE:COLUMN: error: what is the \
                matter. What an accepted file asks for that has no effect yet is listed as notes. \
                The exit status is 1 if any file has an error.

                EXAMPLES:
                  muster queues check queue-configs/homemax.yaml
                  muster queues check queue-configs/*.yaml
                """)

        @Argument(help: ArgumentHelp("The queue files.", valueName: "file"))
        var files: [String]

        func run() throws {
            var isAnyRefused = false
            var unreadable: CouldNotRun?
            for file in files {
                let bytes: [UInt8]
                do {
                    bytes = try readBytes(file)
                } catch let error as CouldNotRun {
                    // The others are checked all the same.
                    if let unreadable { printError("muster: error: \(unreadable.message)") }
                    unreadable = error
                    continue
                }
                var catalog = ResourceCatalog()
                let reading = readQueueFile(bytes, file: file, catalog: &catalog)
                report(reading.problems)
                if let queueFile = reading.queueFile {
                    report(reading.notYetEffective)
                    let queues = countQueues(queueFile.schedulerConfiguration().root)
                    print("\(file): ok (\(queues) \(queues == 1 ? "queue" : "queues"))")
                } else {
                    isAnyRefused = true
                    let errors = reading.problems.count { $0.severity == .error }
                    print("\(file): refused (\(errors) \(errors == 1 ? "error" : "errors"))")
                }
            }
            if let unreadable { throw unreadable }
            if isAnyRefused { throw ExitCode.wrongInput }
        }

        /// The queue itself and all below it.
        private func countQueues(_ queue: QueueConfiguration) -> Int {
            queue.children.reduce(1) { $0 + countQueues($1) }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the queue tree of a file with the values in force.",
            discussion: """
                Inherited properties and the smallest max are worked out: what is shown is what \
                the scheduler goes by. The table has one line for each queue. Below it stand, by \
                queue, who may submit, limits, what queues get that rules create, and further \
                settings, each at the queue that sets it.

                EXAMPLES:
                  muster queues show queue-configs/homemax.yaml
                """)

        @Argument(help: ArgumentHelp("The queue file.", valueName: "file"))
        var file: String

        func run() throws {
            var catalog = ResourceCatalog()
            let reading = readQueueFile(try readBytes(file), file: file, catalog: &catalog)
            report(reading.problems)
            guard let queueFile = reading.queueFile else { throw ExitCode.wrongInput }
            report(reading.notYetEffective)
            let tree = renderQueueTree(queueFile, catalog: catalog)
            print(tree, terminator: tree.hasSuffix("\n") ? "" : "\n")
        }
    }
}
