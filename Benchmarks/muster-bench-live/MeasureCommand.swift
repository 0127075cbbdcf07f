import ArgumentParser
import FoundationEssentials
import Glibc
import KubernetesClient

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Let schedulers bind many pods, then single ones, and print what it took.",
        discussion: """
            Makes hollow nodes and, for each subject in turn, pods that wait; starts the subject, \
            and watches the pods get their nodes. In the end all of it is deleted. Nodes that the \
            cluster has already get pods, too: better it has none.

            Without a kubeconfig (--kubeconfig or KUBECONFIG) a playground is started. See \
            docs/scheduler.md, "Speed".

            EXAMPLES:
              muster-bench-live
              muster-bench-live --kubeconfig test.yaml --rounds 3 --subjects bare muster
              muster-bench-live --kubeconfig test.yaml --running default-scheduler
            """)

    @Option(help: ArgumentHelp("The cluster; needs every right in it.", valueName: "file"))
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp(
            "As whom schedulers ask; the same as --kubeconfig otherwise.", valueName: "file"))
    var schedulerKubeconfig: String?

    @Option(help: ArgumentHelp("How many nodes there are.", valueName: "n"))
    var nodes = 1000

    @Option(help: ArgumentHelp("How many pods wait for the subject.", valueName: "n"))
    var pods = 5000

    @Option(help: ArgumentHelp("How many pods come one by one afterwards.", valueName: "n"))
    var singles = 200

    @Option(help: ArgumentHelp("How often each subject has its turn.", valueName: "n"))
    var rounds = 1

    @Option(
        parsing: .upToNextOption,
        help: "Who is measured: bare (a client that only binds), muster, kube-scheduler.")
    var subjects: [SubjectName] = [.bare, .muster]

    @Option(help: ArgumentHelp("The program muster; the one beside this one.", valueName: "file"))
    var muster: String?

    @Option(help: ArgumentHelp("The program kube-scheduler.", valueName: "file"))
    var kubeScheduler = "kube-scheduler"

    @Option(
        help: ArgumentHelp(
            "Measure a scheduler that runs already, instead of starting any.", valueName: "name"))
    var running: String?

    func validate() throws {
        guard (1...10_000).contains(nodes), (1...200_000).contains(pods),
            (0...10_000).contains(singles), (1...100).contains(rounds)
        else {
            throw ValidationError(
                "expected --nodes 1 to 10000, --pods 1 to 200000, --singles 0 to 10000 and "
                    + "--rounds 1 to 100")
        }
    }

    func run() async throws {
        Children.killedBySignals()
        let muster = muster ?? programBeside("muster")
        var server: ChildProcess?
        var file = kubeconfig ?? ProcessInfo.processInfo.environment["KUBECONFIG"] ?? ""
        if file.isEmpty {
            let playground = try await startPlayground(muster)
            (server, file) = (playground.child, playground.kubeconfig)
        }
        defer {
            if let server {
                server.stop()
                server.removeLog()
                unlink(file)
            }
        }
        let cluster = try BenchCluster(kubeconfig: file)
        let asked = schedulerKubeconfig ?? file
        let all =
            running.map { [Subject(running: $0)] }
            ?? subjects.map {
                Subject(
                    $0, kubeconfig: asked, cluster: cluster, muster: muster,
                    kubeScheduler: kubeScheduler)
            }
        var table = ResultTable(nodes: nodes, pods: pods, singles: singles)
        do {
            try await cluster.setUp(nodes: nodes)
            table.printHeading()
            for _ in 0..<rounds {
                for subject in all {
                    let round = Round(
                        cluster: cluster, subject: subject, pods: pods, singles: singles,
                        server: server)
                    table.add(try await round.run())
                }
            }
        } catch {
            await cluster.tearDown(nodes: nodes)
            throw error
        }
        await cluster.tearDown(nodes: nodes)
        table.printSummary()
    }

    private func startPlayground(
        _ muster: String
    ) async throws -> (child: ChildProcess, kubeconfig: String) {
        let file = "/tmp/muster-bench-live-\(getpid()).yaml"
        let child = try ChildProcess(
            [muster, "playground", "--nodes", "0", "--port", "0", "--write-kubeconfig", file])
        for _ in 0..<1000 where access(file, R_OK) != 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        guard access(file, R_OK) == 0 else {
            throw BenchError("the playground does not start; see \(child.log)")
        }
        return (child, file)
    }
}

/// The path of a program in the folder of this one.
func programBeside(_ name: String) -> String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folder.joined(separator: "/") + "/" + name
}
