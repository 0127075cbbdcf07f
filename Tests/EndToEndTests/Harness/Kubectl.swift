import Foundation

@testable import MusterPlayground

/// The client that people use, for one cluster.
struct Kubectl: Sendable {
    /// The installed program.
    static let program: URL? = {
        let found = programInPath("kubectl")
        if found == nil { print("skipped: EndToEndTests, since kubectl is not installed") }
        return found
    }()

    /// The file that says where the cluster is.
    let kubeconfig: URL
    /// Where it finds and keeps what it remembers.
    let home: URL

    /// What was not done, and why.
    struct Failure: Error, CustomStringConvertible {
        var command: String
        var errors: String
        var description: String { "kubectl \(command): \(errors)" }
    }

    /// A few at once: more would only wait for the same processors.
    private static let gate: OperationQueue = {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 4
        return queue
    }()

    var environment: [String: String] {
        [
            "KUBECONFIG": kubeconfig.path, "HOME": home.path,
            // A context may name a program that gives credentials.
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
        ]
    }

    /// Runs it with words that hold no blanks.
    ///
    /// - Parameters:
    ///   - line: The words.
    ///   - objects: What `-f` is to read.
    /// - Returns: What it prints.
    /// - Throws: ``Failure``.
    @discardableResult
    func callAsFunction(_ line: String, _ objects: [JSONValue] = []) async throws -> String {
        try await run(line.split(separator: " ").map(String.init), objects)
    }

    /// Runs it with arguments.
    @discardableResult
    func run(_ arguments: [String], _ objects: [JSONValue] = []) async throws -> String {
        let result: Result<String, any Error> = await withCheckedContinuation { continuation in
            Self.gate.addOperation {
                continuation.resume(
                    returning: Result { try runNow(arguments, objects) })
            }
        }
        return try result.get()
    }

    private func runNow(_ arguments: [String], _ objects: [JSONValue]) throws -> String {
        let scratch = home.appending(path: UUID().uuidString)
        let (output, errors) = (scratch.appendingPathExtension("out"), scratch)
        let input = scratch.appendingPathExtension("json")
        defer {
            for file in [output, errors, input] { try? FileManager.default.removeItem(at: file) }
        }
        try Data().write(to: output)
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        if !objects.isEmpty {
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            try Data(list.encoded).write(to: input)
            process.arguments = arguments + ["-f", input.path]
        }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                command: arguments.joined(separator: " "),
                errors: (try? String(contentsOf: errors, encoding: .utf8)) ?? "")
        }
        return try String(contentsOf: output, encoding: .utf8)
    }
}
