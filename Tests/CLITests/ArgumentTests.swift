import Testing

@Suite("Arguments")
struct ArgumentTests {
    @Test("The version is one line")
    func version() throws {
        let result = try muster("version")
        #expect(result == CommandResult(output: "muster 0.1.0\n", errors: "", status: 0))
    }

    @Test("Help says what there is, with examples and the exit status")
    func help() throws {
        let expected = """
            OVERVIEW: A gang-scheduling batch scheduler for Kubernetes, and its simulator.

            The simulator replays a workload in virtual time through the very scheduler
            that runs a cluster, and says who would have waited, and why.

            EXAMPLES:
              muster simulate --workload log.swf.gz --backfill easy --out out/easy
              muster queues check queue-configs/*.yaml
              muster generate lublin --nodes 512 --days 30 --seed 1 --out month.swf

            EXIT STATUS:
              0  fine
              1  something is wrong with what an input says
              2  could not run: bad arguments, or a file that cannot be read or written

            USAGE: muster <subcommand>

            OPTIONS:
              -h, --help              Show help information.

            SUBCOMMANDS:
              simulate                Replay a workload in virtual time and report who
                                      waited.
              queues                  Check and show queue files.
              generate                Generate workloads from a seed.
              demo                    Tell, step by step, what Muster does: four short
                                      stories and a month.
              scheduler               Schedule the pods of a Kubernetes cluster.
              playground              Serve an in-memory Kubernetes API with hollow nodes.
              version                 Print the version.

              See 'muster help <subcommand>' for detailed help.

            """
        for arguments in [["--help"], ["help"], []] {
            let result = try muster(arguments)
            #expect(result == CommandResult(output: expected, errors: "", status: 0))
        }
    }

    @Test("Arguments that make no sense end with status 2 and say why on standard error")
    func badArguments() throws {
        let cases: [(arguments: [String], message: String)] = [
            (["frobnicate"], "Error: Unexpected argument 'frobnicate'"),
            (["simulate"], "Error: Missing expected argument '--workload <file>'"),
            (
                ["simulate", "--workload", "a", "--backfill", "lazy"],
                "Error: The value 'lazy' is invalid for '--backfill <policy>'."
            ),
            (
                ["simulate", "--workload", "a", "--cluster", "b", "--nodes", "3"],
                "Error: Give either --cluster or --nodes, not both."
            ),
            (
                ["simulate", "--workload", "a", "--eviction-grace", "soon"],
                "Error: The value 'soon' is invalid for '--eviction-grace <time>': Expected a time"
            ),
            (["simulate", "--workload", "a", "--nodes", "many"], "Error: The value 'many' is"),
            (["queues", "check"], "Error: Missing expected argument '<file> ...'"),
            (["scheduler", "--log-level", "loud"], "Error: The value 'loud' is invalid"),
            (
                ["scheduler", "--lease-duration", "soon"],
                "muster: error: --lease-duration soon: expected a duration above 0 such as 15s"
            ),
            (
                ["scheduler", "--lease-duration", "5s"],
                "muster: error: the lease duration is 5000 ms, expected more than the renew"
            ),
            (
                ["scheduler", "--queues", "nowhere.yaml"],
                "muster: error: nowhere.yaml: no such file"
            ),
            (
                ["generate", "lublin", "--nodes", "4", "--out", "-"],
                "Error: Say how much to generate: either --days or --jobs."
            ),
        ]
        for (arguments, message) in cases {
            let result = try muster(arguments)
            #expect(result.status == 2, "\(arguments)")
            #expect(result.output == "", "\(arguments)")
            #expect(result.errors.hasPrefix(message), "\(arguments): \(result.errors)")
        }
    }

    @Test("Files that cannot be read end with status 2 and name the file")
    func missingFiles() throws {
        let cases: [(arguments: [String], error: String)] = [
            (
                ["queues", "check", "nowhere.yaml"],
                "muster: error: nowhere.yaml: no such file\n"
            ),
            (["queues", "show", "Tests"], "muster: error: Tests: is a folder, not a file\n"),
            (
                ["simulate", "--workload", "nowhere.swf", "--nodes", "4"],
                "muster: error: nowhere.swf: no such file\n"
            ),
            (
                ["simulate", "--workload", "x", "--out", "Package.swift"],
                "muster: error: Package.swift: is a file, expected a folder for the report\n"
            ),
            (
                ["simulate", "--workload", "generate:poisson", "--nodes", "4"],
                "muster: error: generate:poisson: no such model `poisson`, expected"
                    + " generate:lublin\n"
            ),
            (
                ["simulate", "--workload", "generate:lublin,days=soon", "--nodes", "4"],
                "muster: error: generate:lublin,days=soon: found `days=soon`, expected one of"
                    + " nodes, days, jobs, load, users, queues with a number, such as days=30\n"
            ),
        ]
        for (arguments, error) in cases {
            let result = try muster(arguments)
            #expect(
                result == CommandResult(output: "", errors: error, status: 2), "\(arguments)")
        }
    }
}
