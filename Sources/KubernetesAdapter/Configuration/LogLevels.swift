import KubernetesModel

/// How important a line must be to be logged.
///
/// A line at one of the last three levels is logged and ends nothing here.
public enum LogLevel: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// Everything.
    case debug = -1
    /// What an operator may want to know.
    case info
    /// What is probably wrong.
    case warn
    /// What is wrong.
    case error
    /// A mistake of the programmer.
    case dpanic
    /// Worse than that.
    case panic
    /// What ends the program.
    case fatal

    /// Reads a number from -1 to 5, or a word in any case; nil for anything else.
    init?(_ text: String) {
        let word = text.lowercased()
        let named = Self.allCases.first { "\($0)" == word }
        guard let level = named ?? Int(text).flatMap(Self.init(rawValue:)) else { return nil }
        self = level
    }

    /// Whether `left` lets more through.
    public static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The levels of subsystems: each has its own, or that of the nearest one it belongs to.
public struct LogLevels: Hashable, Sendable {
    /// As written; that of the empty name is for all.
    private(set) var own = NameMap<LogLevel>()

    /// `info` for all.
    public init() {}

    /// The level of a subsystem, such as `core.scheduler.queue`, whose own is that of
    /// `core.scheduler`, of `core`, or of all, where it has none; the empty name is for all.
    ///
    /// - Complexity: O(length of the name · log n).
    public subscript(subsystem: String) -> LogLevel {
        var name = Substring(subsystem)
        while true {
            if let level = own[String(name)] { return level }
            guard !name.isEmpty else { return .info }
            name = name.lastIndex(of: ".").map { name[..<$0] } ?? ""
        }
    }

    /// Gives a subsystem a level of its own; nil takes it away.
    mutating func set(_ level: LogLevel?, for subsystem: String) { own[subsystem] = level }
}

/// The key of a subsystem's level: `log.level` for all, `log.core.level` for `core`.
func logLevelKey(of subsystem: String) -> String {
    subsystem.isEmpty ? "log.level" : "log.\(subsystem).level"
}

/// The subsystem whose level a key is; nil for another key.
func logSubsystem(ofKey key: String) -> String? {
    if key == "log.level" { return "" }
    guard key.hasPrefix("log."), key.hasSuffix(".level"), key.utf8.count > 10 else { return nil }
    return String(key.dropFirst(4).dropLast(6))
}

/// Whether YuniKorn logs any line under this name: it is a subsystem, or above one.
func isLogSubsystem(_ name: String) -> Bool {
    name.isEmpty || logSubsystems.contains { $0 == name || $0.hasPrefix(name + ".") }
}

/// YuniKorn's subsystems, ascending.
let logSubsystems: [String] =
    ["admission"] + under("admission", ["client", "conf", "utils", "webhook"])
    + ["core"]
    + under(
        "core",
        [
            "config", "entrypoint", "events", "metrics", "opentracing", "resources", "rest",
            "rmproxy", "rpc", "scheduler",
        ])
    + under(
        "core.scheduler",
        [
            "allocation", "application", "application.usage", "context", "fsm", "health", "node",
            "nodesusage", "partition", "preemption", "preemption.quotachange",
            "preemption.requirednode", "queue", "reservation", "ugm",
        ])
    + under("core", ["security", "utils"])
    + ["core.diagnostics", "deprecation", "kubernetes", "shim"]
    + under(
        "shim",
        [
            "cache.application", "cache.external", "cache.node", "cache.placeholder",
            "cache.task", "client", "config", "context", "dispatcher", "framework", "fsm",
            "placeholder.config", "predicates", "resources", "rmcallback", "scheduler", "utils",
        ])
    + ["test"]

private func under(_ parent: String, _ names: [String]) -> [String] {
    names.map { "\(parent).\($0)" }
}
