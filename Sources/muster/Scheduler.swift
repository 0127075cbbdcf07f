import ArgumentParser
import FoundationEssentials
import Glibc
import KubernetesAdapter
import KubernetesClient
import Logging
import MusterConfiguration
import MusterCore
import MusterService
import YAMLDocument

struct SchedulerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler",
        abstract: "Schedule the pods of a Kubernetes cluster.",
        discussion: """
            Takes over every pod whose spec.schedulerName is the one given here. Without a \
            kubeconfig it uses KUBECONFIG, in a pod the service account, elsewhere .kube/config. \
            Queues and settings come from the config maps muster-configs and yunikorn-configs of \
            its namespace. See docs/scheduler.md.

            EXAMPLES:
              muster playground --write-kubeconfig play.yaml &
              muster scheduler --kubeconfig play.yaml
              muster scheduler --scheduler-name yunikorn --namespace yunikorn
            """)

    @Option(help: ArgumentHelp("The kubeconfig file.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig file.", valueName: "name"))
    var context: String?

    @Option(
        help: ArgumentHelp(
            "Where the lease and the config maps are; that of the context or pod otherwise.",
            valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("The spec.schedulerName of pods to place.", valueName: "name"))
    var schedulerName = "muster"

    @Option(
        help: ArgumentHelp("A queue file to be used instead of config maps.", valueName: "file"))
    var queues: String?

    @Option(
        help: ArgumentHelp(
            "Which lines are logged; otherwise those that log.level in the config maps says.",
            valueName: "level"))
    var logLevel: LogLevelChoice?

    @Flag(
        name: .customLong("no-leader-election"),
        help: "Lead at once; right only for a single replica.")
    var isAlone = false

    @Option(
        help: ArgumentHelp("After how long a silent leader is replaced.", valueName: "duration"))
    var leaseDuration = "15s"

    @Option(
        help: ArgumentHelp("How long a leader leads without a renewal.", valueName: "duration"))
    var renewDeadline = "10s"

    @Option(help: ArgumentHelp("The time between two renewals.", valueName: "duration"))
    var retryPeriod = "2s"

    func run() throws {
        let timing = try timing()
        var catalog = ResourceCatalog()
        let file = try queues.map { try loadQueueFile($0, catalog: &catalog) }
        let environment = ProcessInfo.processInfo.environment
        let server = try server(environment)
        let instance = environment["POD_NAME"] ?? environment["HOSTNAME"] ?? hostName()
        var options = ServiceOptions(
            namespace: namespace ?? server.namespace, instance: instance)
        options.schedulerName = schedulerName
        if let file { options.queues = .fixed(file, catalog) }
        options.election = isAlone ? nil : timing
        options.logLevel = logLevel?.level
        var logger = Logger(label: "muster") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = options.logLevel ?? .info
        // Before any thread starts: all of them leave these signals to this one.
        let signals = SignalSet([SIGTERM, SIGINT, SIGUSR1])
        signals.block()
        let service = try service(server, options, logger)
        service.start()
        while true {
            let signal = signals.wait()
            guard signal == SIGUSR1 else {
                logger.info("signal \(signal): ending")
                break
            }
            service.audit()
        }
        // Whoever asks twice does not want to wait.
        signals.unblock()
        service.stop()
    }

    private func service(
        _ server: ClientConfiguration, _ options: ServiceOptions, _ logger: Logger
    ) throws -> SchedulerService {
        do throws(ClientError) {
            return try SchedulerService(server, options: options, logger: logger)
        } catch {
            throw CouldNotRun(message: error.description)
        }
    }

    private func server(_ environment: [String: String]) throws -> ClientConfiguration {
        let reading: KubeconfigReading
        do throws(ClientError) {
            reading = try readClientConfiguration(
                kubeconfig: kubeconfig, context: context, environment: environment)
        } catch {
            throw CouldNotRun(message: error.description)
        }
        report(reading.problems)
        guard var server = reading.configuration else { throw ExitCode.wrongInput }
        server.userAgent = "muster/\(programVersion)"
        return server
    }

    private func timing() throws -> ElectionTiming {
        func tick(_ text: String, _ option: String) throws -> Tick {
            guard let nanoseconds = parseGoDuration(text), nanoseconds > 0 else {
                throw CouldNotRun(
                    message: "\(option) \(text): expected a duration above 0 such as 15s")
            }
            return Tick(milliseconds: (nanoseconds - 1) / 1_000_000 + 1)
        }
        do {
            return try ElectionTiming(
                leaseDuration: tick(leaseDuration, "--lease-duration"),
                renewDeadline: tick(renewDeadline, "--renew-deadline"),
                retryPeriod: tick(retryPeriod, "--retry-period"))
        } catch let error as ElectionTimingError {
            throw CouldNotRun(message: "\(error)")
        }
    }

    private func hostName() -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "muster" }
        let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
        return String(decoding: bytes[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A word for `--log-level`.
enum LogLevelChoice: String, ExpressibleByArgument, CaseIterable {
    case debug, info, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}

/// Signals that a thread waits for, instead of being interrupted by them.
private struct SignalSet {
    private var signals = sigset_t()

    init(_ numbers: [Int32]) {
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
    }

    /// Keeps the signals from the calling thread and from those that it starts.
    func block() {
        var signals = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Lets the signals end the process.
    func unblock() {
        var signals = signals
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// The number of the next signal.
    func wait() -> Int32 {
        var signals = signals
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 {}
        return number
    }
}
