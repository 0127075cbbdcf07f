public import MusterConfiguration
public import MusterCore
public import YAMLDocument

/// All that config maps decide: the settings and the queues, as they are in force.
public struct AdapterConfiguration: Hashable, Sendable {
    /// Everything but the queues.
    public var settings: SchedulerSettings
    /// The queue file.
    public var queueFile: QueueFile
    /// The text of the queue file; empty for the built-in one.
    public var queueFileText: [UInt8]

    /// What the core is to do.
    ///
    /// - Complexity: O(queues · (properties + resources)).
    public var queues: SchedulerConfiguration { queueFile.schedulerConfiguration() }
}

/// A setting that has another value than before.
public struct SettingChange: Hashable, Sendable, CustomStringConvertible {
    /// The key.
    public var key: String
    /// The value in force until now, as it would be written; empty for none.
    public var old: String
    /// The value in the config maps, as it would be written; empty for none.
    public var new: String

    /// The key and both values, on one line.
    public var description: String { printable("`\(key)`: `\(old)` becomes `\(new)`") }
}

/// What came out of reading config maps.
public struct ConfigurationReading: Sendable {
    /// What is in force now; nil at the start, until there is a queue file without errors.
    public var configuration: AdapterConfiguration?
    /// All that is wrong, each with config map and key (and line and column of the value), sorted.
    ///
    /// With an error the value that was in force stays, at the start the default; warnings are of
    /// what has no effect.
    public var problems: [Problem] = []
    /// Whether config maps are no longer followed, so that nothing was read.
    public var isFrozen = false
    /// The settings that have changed, in the order of docs/configuration.md; none at the start.
    public var changes: [SettingChange] = []
    /// The settings that differ from what is in force, and will until a restart.
    public var waitingForRestart: [SettingChange] = []
    /// Whether the queues are others than before, which the core has to be told.
    public var changesQueues = false
}
