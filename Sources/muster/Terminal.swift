import Glibc

/// Whether people read what is written to standard output directly.
let isOutputTerminal = isatty(STDOUT_FILENO) == 1

/// Whether people read what is written to standard error directly.
let isErrorTerminal = isatty(STDERR_FILENO) == 1

/// Writes bytes to a file descriptor, all of them.
///
/// - Returns: Whether that worked.
@discardableResult
private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 {
            if errno == EINTR { continue }
            return false
        }
        rest = rest.dropFirst(written)
    }
    return true
}

/// Writes bytes to standard output.
///
/// - Returns: Whether that worked.
func writeOutput(_ bytes: [UInt8]) -> Bool {
    write(bytes, to: STDOUT_FILENO)
}

/// Writes text to standard error, without a newline.
func writeError(_ text: String) {
    write(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes a line to standard error.
func printError(_ line: String) {
    writeError(line + "\n")
}

/// How text stands out on a terminal.
enum Style: String {
    case bold = "1"
    case green = "32"
    case yellow = "33"
}

/// The text in a style if standard output is a terminal, else as it is.
func styled(_ text: String, _ style: Style) -> String {
    guard isOutputTerminal, !text.isEmpty else { return text }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
}
