public import FoundationEssentials
public import MusterSimulator

/// The files a report consists of, and where they were written.
public struct ReportFiles: Hashable, Sendable {
    /// `summary.json`.
    public var summary: URL
    /// `jobs.csv`.
    public var jobs: URL
    /// `report.html`.
    public var page: URL

    /// Writes the report of a simulation into a folder, which is created if it does not exist.
    ///
    /// Each file is written under a temporary name in the same folder and then renamed, so that
    /// no reader ever finds half a file. Everything is composed before the first file is touched.
    ///
    /// - Parameters:
    ///   - result: What the simulation found out.
    ///   - summary: Its figures.
    ///   - folder: Where the files go; files of the same names are replaced.
    /// - Throws: What the file system says.
    public init(of result: SimulationResult, summary: Summary, in folder: URL) throws {
        self.summary = folder.appending(path: "summary.json")
        self.jobs = folder.appending(path: "jobs.csv")
        self.page = folder.appending(path: "report.html")
        let json = try summary.json()
        let table = Data(jobsTable(result))
        let html = Data(try reportPage(result, summary: summary).utf8)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try json.write(to: self.summary, options: .atomic)
        try table.write(to: self.jobs, options: .atomic)
        try html.write(to: self.page, options: .atomic)
    }
}
