/// Text that has no place in a repository that others clone: paths of one machine, hosts that not
/// everybody can reach, and words about who or what wrote a line.
func forbiddenTextFindings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for (index, line) in file.lines.enumerated() {
        let text = line.lowercased()
        for (phrase, reason) in forbiddenPhrases where text.contains(phrase) {
            findings.append(
                Finding(path: file.path, line: index + 1, message: "`\(phrase)` \(reason)"))
        }
        for host in hosts(in: text) where !knownHosts.contains(host) {
            findings.append(
                Finding(
                    path: file.path, line: index + 1,
                    message: "`\(host)`: not a known host; if everybody can reach it for years, "
                        + "add it to Tests/TidyTests/ForbiddenText.swift"))
        }
    }
    return findings
}

private let forbiddenPhrases: [(String, String)] = [
    ("/work/", "is a path of one machine"),
    ("/root/", "is a path of one machine"),
    ("/home/", "is a path of one machine"),
    ("/opt/swift-packages", "is a path of one machine"),
    ("index-url", "points at one machine's package registry"),
    ("co-authored-by", "does not belong into files; the history knows"),
    ("ai-generated", "does not belong into files"),
    ("ai assistant", "does not belong into files"),
    ("language model", "does not belong into files"),
]

private let knownHosts: Set<Substring> = [
    "aws.amazon.com", "doi.org", "echarts.apache.org", "github.com", "kubernetes.io",
    "keepachangelog.com", "www.apache.org", "www.cs.huji.ac.il", "www.swift.org", "www.w3.org",
    "yunikorn.apache.org",
]

/// The hosts of all web addresses in a line of lower-case text.
private func hosts(in text: String) -> [Substring] {
    var hosts: [Substring] = []
    var rest = text[...]
    while let scheme = rest.firstRange(of: "://") {
        let isWeb =
            rest[..<scheme.lowerBound].hasSuffix("http")
            || rest[..<scheme.lowerBound].hasSuffix("https")
        rest = rest[scheme.upperBound...]
        let host = rest.prefix { $0.isLetter || $0.isNumber || "-.:@".contains($0) }
        if isWeb && !host.isEmpty { hosts.append(host) }
    }
    return hosts
}
