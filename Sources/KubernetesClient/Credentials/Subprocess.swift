import Glibc

/// A program that is run once for what it prints.
struct Subprocess {
    /// A path with a `/`, or a name that is looked up in `PATH`.
    var command: String
    var arguments: [String] = []
    /// Variables beside those of this process, which they replace.
    var environment: [Field] = []
    var timeout: Duration = .seconds(60)

    /// What is read of what it prints; the rest is an error.
    private static let maxOutputBytes = 1 << 20

    init(command: String, arguments: [String]) {
        self.command = command
        self.arguments = arguments
    }

    /// Runs it without input, in a process group of its own, which is killed when it takes too
    /// long.
    ///
    /// - Returns: What it printed to its standard output.
    func run() throws(SubprocessFailure) -> [UInt8] {
        let output = try Pipe()
        let errors = try Pipe()
        let process = try start(output: output, errors: errors)
        output.closeWriting()
        errors.closeWriting()
        let (texts, isComplete) = readBoth(output, errors)
        if !isComplete { kill(-process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 && errno == EINTR {}
        guard isComplete else {
            throw texts.0.count > Self.maxOutputBytes ? .printedTooMuch : .tookTooLong(timeout)
        }
        // The lowest seven bits: the signal that ended it; the next eight: its exit code.
        guard status == 0 else {
            let text = String(decoding: texts.1.suffix(2000), as: UTF8.self).trimmedBlanks
            throw status & 0x7F == 0
                ? .failed(code: status >> 8 & 0xFF, errors: String(text))
                : .killed(signal: status & 0x7F)
        }
        return texts.0
    }

    private func start(output: Pipe, errors: Pipe) throws(SubprocessFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

        let words = CStrings([command] + arguments)
        let variables = CStrings(mergedEnvironment())
        var process = pid_t()
        let code = withExtendedLifetime((words, variables)) {
            posix_spawnp(
                &process, command, &actions, &attributes, words.pointers, variables.pointers)
        }
        guard code == 0 else { throw .notStarted(String(cString: strerror(code))) }
        return process
    }

    private func mergedEnvironment() -> [String] {
        let replaced = Set(environment.map(\.name))
        var variables: [String] = []
        var entry = environ
        while let text = entry.pointee.map({ String(cString: $0) }) {
            let name = text.prefix { $0 != "=" }
            if !replaced.contains(String(name)) { variables.append(text) }
            entry += 1
        }
        return variables + environment.map { "\($0.name)=\($0.value)" }
    }

    /// Reads both pipes to their ends.
    ///
    /// - Returns: What came, and whether it came in time and is not too much.
    private func readBoth(_ first: Pipe, _ second: Pipe) -> (([UInt8], [UInt8]), Bool) {
        let clock = ClientClock.system
        let deadline = clock.now().advanced(bySaturating: timeout)
        var texts: ([UInt8], [UInt8]) = ([], [])
        var polled = [first, second].map {
            pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0)
        }
        while polled.contains(where: { $0.fd >= 0 }) {
            let left = (deadline - clock.now()) / 1_000_000
            guard left >= 0 else { return (texts, false) }
            poll(&polled, 2, Int32(min(left + 1, 60_000)))
            for index in polled.indices where polled[index].revents != 0 {
                let bytes = Pipe.read(polled[index].fd)
                if bytes.isEmpty { polled[index].fd = -1 }
                if index == 0 { texts.0 += bytes } else { texts.1 += bytes }
                polled[index].revents = 0
            }
            texts.1 = texts.1.suffix(Self.maxOutputBytes)
            guard texts.0.count <= Self.maxOutputBytes else { return (texts, false) }
        }
        return (texts, true)
    }
}

/// Why a program printed nothing of use.
enum SubprocessFailure: Error, CustomStringConvertible {
    case notStarted(String)
    case failed(code: Int32, errors: String)
    case killed(signal: Int32)
    case tookTooLong(Duration)
    case printedTooMuch

    var description: String {
        switch self {
        case .notStarted(let reason): "cannot be run: \(reason)"
        case .failed(let code, let errors):
            "failed with exit code \(code)"
                + (errors.isEmpty ? " and said nothing" : " and said: \(errors)")
        case .killed(let signal): "was ended by signal \(signal)"
        case .tookTooLong(let timeout): "was stopped after \(timeout.components.seconds) s"
        case .printedTooMuch: "printed more than a mebibyte"
        }
    }
}

/// A pipe whose ends are closed with it, and not inherited.
private final class Pipe {
    let reading: Int32
    private(set) var writing: Int32

    init() throws(SubprocessFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .notStarted(String(cString: strerror(errno))) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        closeWriting()
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// Some bytes; none at the end.
    static func read(_ descriptor: Int32) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }
}

/// Strings as C wants a list of them.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        pointers = texts.map { strdup($0) } + [nil]
    }

    deinit {
        for pointer in pointers { free(pointer) }
    }
}
