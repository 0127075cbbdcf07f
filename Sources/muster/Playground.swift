import ArgumentParser
import FoundationEssentials
import Logging
import MusterPlayground
import MusterServer

struct PlaygroundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playground",
        abstract: "Serve an in-memory Kubernetes API with hollow nodes.",
        discussion: """
            For trying things out on one machine: nothing is kept, everybody may do everything, \
            and pods only pretend to run. See docs/playground.md.

            EXAMPLES:
              muster playground --nodes 3 --write-kubeconfig play.yaml
              kubectl --kubeconfig play.yaml get nodes
            """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 for one that is free.", valueName: "n"))
    var port = 8001

    @Option(help: ArgumentHelp("How many hollow nodes there are.", valueName: "n"))
    var nodes = 3

    @Option(help: ArgumentHelp("Processors of each node.", valueName: "quantity"))
    var cpu = "16"

    @Option(help: ArgumentHelp("Memory of each node.", valueName: "quantity"))
    var memory = "64Gi"

    @Option(
        help: ArgumentHelp(
            "More of each node, such as nvidia.com/gpu=4; may be repeated.",
            valueName: "resource=quantity"))
    var resource: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long a pod runs that ends by itself, unless its annotation says otherwise.",
            valueName: "seconds"))
    var runSeconds: Int64 = 10

    @Option(help: ArgumentHelp("Seed of names and uids.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        name: .customLong("write-kubeconfig"),
        help: ArgumentHelp("Write a kubeconfig to this file when ready.", valueName: "file"))
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp("Serve HTTPS with this certificate, PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The private key of the certificate, PEM.", valueName: "file"))
    var tlsKey: String?

    /// The token of the user in the kubeconfig.
    private static let token = "playground-administrator"

    mutating func run() async throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw CouldNotRun(message: "--tls-certificate and --tls-key belong together")
        }
        guard nodes >= 0, nodes <= 10_000 else {
            throw CouldNotRun(message: "--nodes must be between 0 and 10000")
        }
        var settings = Playground.Settings()
        settings.seed = seed
        settings.runSeconds = runSeconds
        settings.tokens = [Self.token: .administrator]
        settings.mostPodsWithEvents = 1_000
        if let tlsCertificate {
            settings.certificateAuthority = String(
                decoding: try read(tlsCertificate), as: UTF8.self)
        }
        var playground = Playground(settings: settings, at: PlaygroundHost.now)
        playground.addNodes(count: nodes, capacity: try capacity(), at: PlaygroundHost.now)
        let host = PlaygroundHost(playground)
        let ticking = Task { await host.play() }
        defer { ticking.cancel() }
        try await serve(host)
    }

    private func read(_ file: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: file))
        } catch {
            throw CouldNotRun(message: "cannot read \(file): \(error)")
        }
    }

    private func capacity() throws -> [String: String] {
        var capacity = ["cpu": cpu, "memory": memory]
        for text in resource {
            let sides = text.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else {
                throw CouldNotRun(
                    message: "--resource \(text): expected RESOURCE=QUANTITY, as in "
                        + "nvidia.com/gpu=4")
            }
            capacity[String(sides[0])] = String(sides[1])
        }
        for (name, amount) in capacity.sorted(by: { $0.key < $1.key })
        where !Playground.isQuantity(amount) {
            throw CouldNotRun(
                message: "\(name): \(amount) is no quantity; expected one like 16, 500m or 64Gi")
        }
        return capacity
    }

    private func serve(_ host: PlaygroundHost) async throws {
        var logger = Logger(label: "playground")
        logger.logLevel = .warning
        let listener = Listener(
            host: self.host, port: port,
            identity: tlsCertificate.flatMap { certificate in
                tlsKey.map { .init(certificateFile: certificate, keyFile: $0) }
            }, logger: logger)
        let address = self.host
        let scheme = tlsCertificate == nil ? "http" : "https"
        let kubeconfig = self.kubeconfig
        let certificate = try tlsCertificate.map { try read($0).base64EncodedString() }
        do {
            try await listener.run { port in
                let server = "\(scheme)://\(address):\(port)"
                if let kubeconfig {
                    Self.write(kubeconfig, server: server, certificate: certificate)
                }
                _ = writeOutput(Array("serving \(server)\n".utf8))
            } answer: { request in
                await host.answer(request)
            }
        } catch {
            throw CouldNotRun(message: "cannot serve on \(self.host):\(port): \(error)")
        }
    }

    private static func write(_ file: String, server: String, certificate: String?) {
        let authority = certificate.map { "\n    certificate-authority-data: \($0)" } ?? ""
        let text = """
            apiVersion: v1
            kind: Config
            current-context: playground
            clusters:
            - name: playground
              cluster:
                server: \(server)\(authority)
            contexts:
            - name: playground
              context: {cluster: playground, user: administrator}
            users:
            - name: administrator
              user: {token: \(token)}

            """
        do {
            try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            printError("muster: error: cannot write \(file): \(error)")
        }
    }
}
