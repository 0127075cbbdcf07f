import Foundation
import Synchronization

/// A program that runs beside the stories, and is killed when the tests end, whatever they end of.
final class ChildProcess: Sendable {
    private struct Waiter {
        var text: String
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var failure: (any Error)?
        var processIdentifier: Int32 = 0
        var exitCode: Int32?
        var errors = ""
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
    }

    private let state = Mutex(State())
    private let exit = DispatchGroup()

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - arguments: Its arguments.
    ///   - environment: Its environment.
    ///   - onOutput: Called with what it prints to the standard output, from one thread, and with
    ///     nothing at the end of it.
    /// - Throws: If it cannot be started.
    init(
        _ program: URL, _ arguments: [String], environment: [String: String],
        onOutput: @escaping @Sendable (Data) -> Void = { _ in }
    ) throws {
        let start = Start()
        start.process.executableURL = guardian ?? program
        start.process.arguments =
            (guardian == nil ? [] : ["--pdeathsig", "KILL", program.path]) + arguments
        start.process.environment = environment
        start.process.standardInput = FileHandle.nullDevice
        start.process.standardError = start.errors
        start.process.standardOutput = start.output
        let hasStarted = DispatchSemaphore(value: 0)
        exit.enter()
        // The guardian looks at the life of the thread that started the program, so that this one
        // lives as long.
        Thread {
            do {
                try start.process.run()
                self.state.withLock { $0.processIdentifier = start.process.processIdentifier }
                hasStarted.signal()
                start.process.waitUntilExit()
                self.state.withLock { $0.exitCode = start.process.terminationStatus }
            } catch {
                self.state.withLock { ($0.failure, $0.exitCode) = (error, -1) }
                hasStarted.signal()
            }
            self.exit.leave()
        }.start()
        hasStarted.wait()
        if let failure = state.withLock(\.failure) { throw failure }
        Thread { Self.read(start.output, onOutput) }.start()
        Thread { Self.read(start.errors) { [weak self] in self?.takeErrors($0) } }.start()
    }

    /// Handed over to the threads that use it alone.
    private struct Start: @unchecked Sendable {
        var process = Process()
        var output = Pipe()
        var errors = Pipe()
    }

    private static func read(_ pipe: Pipe, _ take: (Data) -> Void) {
        while true {
            let data = pipe.fileHandleForReading.availableData
            take(data)
            if data.isEmpty { break }
        }
    }

    var isRunning: Bool { state.withLock { $0.exitCode == nil } }

    /// Sends it a signal.
    func signal(_ number: Int32) {
        state.withLock { state in
            guard state.exitCode == nil else { return }
            _ = Foundation.kill(state.processIdentifier, number)
        }
    }

    /// Ends it, and waits until it has.
    ///
    /// - Returns: Its exit code, or the signal that ended it.
    @discardableResult
    func end(by number: Int32 = SIGTERM) -> Int32 {
        signal(number)
        // One that was halted does not see other signals.
        signal(SIGCONT)
        exit.wait()
        return state.withLock { $0.exitCode ?? -1 }
    }

    // MARK: What it says

    /// What it has printed to the standard error.
    var errors: String { state.withLock(\.errors) }

    private func takeErrors(_ data: Data) {
        let ready = state.withLock { state in
            state.errors += String(decoding: data, as: UTF8.self)
            let ready = state.waiters.filter { state.errors.contains($0.value.text) }
            for key in ready.keys { state.waiters[key] = nil }
            return ready.values
        }
        for waiter in ready { waiter.continuation.resume(returning: true) }
    }

    /// Waits until it has printed a text to the standard error.
    ///
    /// - Returns: Whether it has within the time.
    func says(_ text: String, seconds: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter = state.withLock { state -> Int? in
                if state.errors.contains(text) { return nil }
                state.lastWaiter += 1
                state.waiters[state.lastWaiter] = Waiter(text: text, continuation: continuation)
                return state.lastWaiter
            }
            guard let waiter else { return continuation.resume(returning: true) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) {
                let late = self.state.withLock { $0.waiters.removeValue(forKey: waiter) }
                late?.continuation.resume(returning: false)
            }
        }
    }
}

/// Has the system kill a program when the thread that started it ends.
private let guardian = programInPath("setpriv")

/// A program that is installed.
func programInPath(_ name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { URL(filePath: String($0)).appending(path: name) }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
}
