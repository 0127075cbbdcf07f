import FoundationEssentials
import Glibc
import Synchronization

/// A program that is measured or needed; what it prints goes to a file.
final class ChildProcess: Sendable {
    /// Where its output is.
    let log: String
    private let pid: pid_t
    private let isOver = Atomic(false)

    /// What a process has taken so far.
    struct Usage {
        var cpuSeconds: Double
        var peakBytes: Int64
    }

    /// Starts a program.
    init(_ command: [String]) throws {
        let program = command[0].split(separator: "/").last.map(String.init) ?? command[0]
        log = "/tmp/muster-bench-live-\(getpid())-\(program).log"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(
            &actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, command[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else {
            throw BenchError("cannot start \(command[0]): \(String(cString: strerror(code)))")
        }
        self.pid = pid
        Children.add(pid)
    }

    /// Whether it has ended by itself.
    var hasEnded: Bool {
        if isOver.load(ordering: .acquiring) { return true }
        guard waitpid(pid, nil, WNOHANG) == pid else { return false }
        isOver.store(true, ordering: .releasing)
        Children.remove(pid)
        return true
    }

    /// What it has taken so far; `nil` once it has ended.
    var usage: Usage? {
        guard let stat = text("stat"), let status = text("status"),
            let name = stat.lastIndex(of: ")")
        else { return nil }
        // After the name come state and then, as 12th and 13th, the ticks in user and kernel.
        let fields = stat[name...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let kernel = Double(fields[13])
        else { return nil }
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = peak?.split(whereSeparator: { $0 == " " || $0 == "\t" })
            .dropFirst().first.flatMap { Int64($0) }
        return Usage(
            cpuSeconds: (user + kernel) / Double(sysconf(Int32(_SC_CLK_TCK))),
            peakBytes: (kibibytes ?? 0) * 1024)
    }

    /// Forgets what it has printed.
    func removeLog() { unlink(log) }

    /// Ends it, within five seconds.
    func stop() {
        guard !hasEnded else { return }
        kill(pid, SIGTERM)
        for _ in 0..<500 where !hasEnded { usleep(10_000) }
        guard !hasEnded else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        isOver.store(true, ordering: .releasing)
        Children.remove(pid)
    }

    private func text(_ file: String) -> String? {
        FileManager.default.contents(atPath: "/proc/\(pid)/\(file)").map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

/// The programs that run, so that none is left behind when this one is interrupted.
enum Children {
    private static let running = Mutex<Set<pid_t>>([])

    static func add(_ pid: pid_t) { running.withLock { _ = $0.insert(pid) } }

    static func remove(_ pid: pid_t) { running.withLock { _ = $0.remove(pid) } }

    /// Has the signals that end this program end the children, too.
    static func killedBySignals() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                // Nothing here may wait for a lock that the interrupted thread holds.
                _ = Children.running.withLockIfAvailable { pids in
                    for pid in pids { kill(pid, SIGKILL) }
                }
                _exit(128 + number)
            }
        }
    }
}
