import KubernetesAdapter
import Logging

/// A logger for each subsystem, with a level of its own.
struct ServiceLog {
    private var loggers: [LogSubsystem: Logger] = [:]

    /// Loggers like one, whose lines say besides which subsystem they are of.
    init(_ logger: Logger) {
        for subsystem in LogSubsystem.allCases {
            var own = logger
            own[metadataKey: "subsystem"] = .string(subsystem.rawValue)
            loggers[subsystem] = own
        }
    }

    /// The logger of a subsystem.
    subscript(subsystem: LogSubsystem) -> Logger { loggers[subsystem]! }

    /// Logs from now on what is as important as config maps want it.
    mutating func setLevels(_ levels: LogLevels) {
        for subsystem in LogSubsystem.allCases {
            loggers[subsystem]?.logLevel = Logger.Level(levels[subsystem.rawValue])
        }
    }
}

extension ClusterCall {
    /// What it is asked for.
    var subsystem: LogSubsystem {
        switch purpose {
        case .bind, .volume: .allocation
        case .mark, .evict: .preemption
        case .report, .placeholder, .delete, .fail, .sparkProperties, .event: .calls
        }
    }
}

extension Logger.Level {
    /// The level that YuniKorn calls so.
    fileprivate init(_ level: LogLevel) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .warn: .warning
            case .error: .error
            case .dpanic, .panic, .fatal: .critical
            }
    }
}
