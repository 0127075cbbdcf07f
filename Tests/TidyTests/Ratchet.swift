/// The excesses that are known and may only shrink: `ratchet.txt`, one `kind size subject` a line.
struct Ratchet {
    static let path = "Tests/ratchet.txt"

    private var sizes: [String: (size: Int, line: Int)] = [:]
    private var malformed: [Finding] = []

    init(text: String) {
        for (index, line) in SourceFile(path: Self.path, text: text).lines.enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            if parts.count == 3, let size = Int(parts[1]) {
                sizes["\(parts[0]) \(parts[2])"] = (size, index + 1)
            } else {
                malformed.append(
                    Finding(
                        path: Self.path, line: index + 1,
                        message: "found `\(line)`, expected `kind size subject`"))
            }
        }
    }

    /// What is larger than its row allows, and rows that allow more than is needed.
    func findings(for excesses: [Excess]) -> [Finding] {
        var findings = malformed
        var unused = sizes
        for excess in excesses {
            let row = unused.removeValue(forKey: "\(excess.kind) \(excess.subject)")
            if excess.size > row?.size ?? 0 {
                var finding = excess.finding
                if let row { finding.message += " (it was \(row.size) and may only shrink)" }
                findings.append(finding)
            } else if let row, excess.size < row.size {
                findings.append(
                    Finding(
                        path: Self.path, line: row.line,
                        message: "`\(excess.subject)` has shrunk: write \(excess.size)"))
            }
        }
        for (subject, row) in unused.sorted(by: { $0.value.line < $1.value.line }) {
            findings.append(
                Finding(
                    path: Self.path, line: row.line,
                    message: "`\(subject)` is within its limit now: remove this row"))
        }
        return findings
    }
}
