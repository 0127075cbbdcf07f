import ArgumentParser
import FoundationEssentials
import MusterConfiguration
import MusterCore
import MusterWorkloads
import YAMLDocument

/// The bytes of a file that the user named.
///
/// - Throws: `CouldNotRun` with the name and the reason.
func readBytes(_ path: String) throws -> [UInt8] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw CouldNotRun(message: "\(path): no such file")
    }
    guard !isFolder else { throw CouldNotRun(message: "\(path): is a folder, not a file") }
    do {
        return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
        throw CouldNotRun(message: "\(path): cannot be read: \(reason(error))")
    }
}

/// What the file system said, in one line for people.
func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return String(describing: error) }
    switch error.code {
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
    case .fileReadNoSuchFile, .fileNoSuchFile: return "no such file or folder"
    case .fileWriteOutOfSpace: return "no space left"
    case .fileWriteVolumeReadOnly: return "the file system is read-only"
    case .fileWriteFileExists: return "a file is in the way"
    default: return String(describing: error)
    }
}

/// Prints problems to standard error, one per line.
func report(_ problems: [Problem]) {
    for problem in problems { printError(problem.description) }
}

/// The scheduler's configuration from a queue file.
///
/// - Parameters:
///   - path: The file.
///   - catalog: Learns resource names that it has not seen before.
///   - showsNotes: Whether what has no effect yet is printed as well.
/// - Returns: The configuration.
/// - Throws: `ExitCode.wrongInput` after the problems were printed, or `CouldNotRun`.
func loadQueueFile(
    _ path: String, catalog: inout ResourceCatalog, showsNotes: Bool = true
) throws -> SchedulerConfiguration {
    let reading = readQueueFile(try readBytes(path), file: path, catalog: &catalog)
    report(reading.problems)
    guard let file = reading.queueFile else { throw ExitCode.wrongInput }
    if showsNotes { report(reading.notYetEffective) }
    return file.schedulerConfiguration()
}

/// A workload from a file.
///
/// - Throws: `ExitCode.wrongInput` after the problems were printed, or `CouldNotRun`.
func loadWorkload(
    _ path: String, options: WorkloadReadingOptions, catalog: inout ResourceCatalog
) throws -> (workload: Workload, processorsInHeader: Int?) {
    let reading = readWorkload(
        try readBytes(path), file: path, options: options, catalog: &catalog)
    report(reading.problems)
    guard let workload = reading.workload else { throw ExitCode.wrongInput }
    return (workload, reading.processorsInHeader)
}

/// A cluster from a file.
///
/// - Throws: `ExitCode.wrongInput` after the problems were printed, or `CouldNotRun`.
func loadCluster(_ path: String, catalog: inout ResourceCatalog) throws -> Cluster {
    let reading = readCluster(try readBytes(path), file: path, catalog: &catalog)
    report(reading.problems)
    guard let cluster = reading.cluster else { throw ExitCode.wrongInput }
    return cluster
}
