import Foundation
import Testing

/// What a run of the command gave.
struct CommandResult: Equatable {
    var output: String
    var errors: String
    var status: Int32
}

/// Runs the built `muster` with these arguments.
///
/// The working directory is the package's root if no folder is given.
func muster(_ arguments: String..., in folder: URL? = nil) throws -> CommandResult {
    try muster(arguments, in: folder)
}

/// Runs the built `muster` with these arguments.
func muster(_ arguments: [String], in folder: URL? = nil) throws -> CommandResult {
    try runProgram(executable, arguments, in: folder)
}

/// Runs a program with these arguments.
func runProgram(
    _ program: URL, _ arguments: [String], in folder: URL?
) throws -> CommandResult {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? packageRoot
    // Files rather than pipes: neither can fill up while the other is read.
    let scratch = try TemporaryFolder()
    let output = try scratch.file("output", "")
    let errors = try scratch.file("errors", "")
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return CommandResult(
        output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8),
        status: process.terminationStatus)
}

/// The folder of Package.swift.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

/// The built program, which lies beside the tests.
private let executable: URL = {
    let runner = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let folders = [runner] + bundles + [packageRoot.appending(path: ".build/debug")]
    return folders.map { $0.appending(path: "muster") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        ?? runner.appending(path: "muster")
}()

/// A folder that goes when it is no longer used.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file into the folder.
    @discardableResult
    func file(_ name: String, _ text: String) throws -> URL {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }

    /// The text of a file in the folder.
    func text(_ name: String) throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }

    /// The names of the files in a folder inside, sorted.
    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)
            .sorted()
    }
}
