import FoundationEssentials
import MusterReports
import MusterSimulator

/// Refuses a place for a report that is a file; touches nothing.
func checkFolder(_ path: String) throws {
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists, !isFolder {
        throw CouldNotRun(message: "\(path): is a file, expected a folder for the report")
    }
}

/// Makes the folder for a report, before a long run rather than after it.
func makeFolder(_ path: String) throws {
    do {
        try FileManager.default.createDirectory(
            at: URL(filePath: path), withIntermediateDirectories: true)
    } catch {
        throw CouldNotRun(message: "\(path): cannot be made: \(reason(error))")
    }
}

/// Writes a report and says where.
func writeReport(
    of result: SimulationResult, summary: Summary, in path: String
) throws -> ReportFiles {
    do {
        return try ReportFiles(of: result, summary: summary, in: URL(filePath: path))
    } catch {
        throw CouldNotRun(message: "\(path): the report cannot be written: \(reason(error))")
    }
}
