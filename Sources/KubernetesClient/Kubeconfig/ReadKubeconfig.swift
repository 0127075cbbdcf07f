import FoundationEssentials
public import YAMLDocument

/// What came out of reading kubeconfig files.
public struct KubeconfigReading: Sendable {
    /// Whom to talk with; `nil` if there is any error.
    public var configuration: ClientConfiguration?
    /// Errors and warnings, all at once, sorted by place.
    public var problems: [Problem]
}

/// Reads kubeconfig files as `kubectl` merges them: whatever two files name the same, the first
/// one decides.
///
/// Mistakes of form are reported wherever they are; whether an entry makes sense is only asked of
/// those that are used.
///
/// - Parameters:
///   - paths: The files in their order; paths in them count from their own folders.
///   - context: The context to use, `nil` for the current one.
///   - mayLack: Whether files that do not exist are passed over, as in `KUBECONFIG`.
/// - Returns: The configuration or what is wrong. No input crashes.
/// - Complexity: O(bytes).
public func readKubeconfig(
    _ paths: [String], context: String? = nil, mayLack: Bool = false
) -> KubeconfigReading {
    var reader = KubeconfigReader()
    var entries = KubeconfigEntries()
    var isFirst = true
    for path in paths {
        guard let data = FileManager.default.contents(atPath: path) else {
            if !mayLack || FileManager.default.fileExists(atPath: path) {
                reader.problems.append(
                    Problem(
                        at: SourceLocation(file: path, line: 1, column: 1),
                        "the file cannot be read", hint: "check its name and its permissions"))
            }
            continue
        }
        let next = reader.read(Array(data), file: path)
        if isFirst { entries = next } else { entries.merge(next) }
        isFirst = false
    }
    if isFirst, reader.problems.isEmpty {
        reader.problems.append(
            Problem(
                at: SourceLocation(file: paths.last ?? "kubeconfig", line: 1, column: 1),
                "there is no such kubeconfig file", expected: "one of " + quotedList(paths)))
    }
    var choice = KubeconfigChoice(entries: entries, problems: reader.problems)
    let configuration =
        reader.problems.contains { $0.severity == .error }
        ? nil : choice.configuration(context: context, file: paths.first ?? "kubeconfig")
    let isAccepted = !choice.problems.contains { $0.severity == .error }
    return KubeconfigReading(
        configuration: isAccepted ? configuration : nil,
        problems: Problem.sorted(choice.problems))
}

/// The files that `kubectl` would read: those of `KUBECONFIG`, else `.kube/config` at home.
///
public func kubeconfigPaths(environment: [String: String]) -> [String] {
    let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
    guard listed.isEmpty else { return listed }
    return environment["HOME"].map { ["\($0)/.kube/config"] } ?? []
}
