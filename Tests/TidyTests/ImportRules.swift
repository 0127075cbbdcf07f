/// What each target may import: the table "Parts" of ARCHITECTURE.md.
///
/// The compiler checks the imports among our own targets; this table also keeps the system's
/// modules out, which the compiler lets everybody import.
let allowedImports: [String: Set<String>] = [
    "MusterCore": ["HeapModule"],
    "YAMLDocument": ["CLibYAML"],
    "Gzip": ["CZlib"],
    "MusterConfiguration": ["MusterCore", "YAMLDocument"],
    "KubernetesModel": ["CSimdJSON"],
    "KubernetesAdapter": [
        "KubernetesModel", "MusterCore", "MusterConfiguration", "YAMLDocument", "Gzip",
        "HeapModule",
    ],
    "AdmissionRules": [
        "KubernetesAdapter", "KubernetesModel", "MusterCore", "MusterConfiguration",
        "YAMLDocument",
    ],
    "KubernetesClient": [
        "YAMLDocument", "CLibCurl", "DequeModule", "HeapModule", "FoundationEssentials", "Glibc",
        "Synchronization",
    ],
    "MusterWorkloads": ["MusterCore", "MusterConfiguration", "YAMLDocument", "Gzip"],
    "MusterSimulator": [
        "MusterCore", "MusterConfiguration", "MusterWorkloads", "HeapModule",
    ],
    "MusterReports": [
        "MusterCore", "MusterWorkloads", "MusterSimulator", "CChartAssets",
        "FoundationEssentials", "Glibc",
    ],
    "MusterPlayground": ["YAMLDocument", "HeapModule", "FoundationEssentials"],
    "MusterServer": [
        "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "NIOCore", "NIOSSL",
        "ServiceLifecycle", "Logging",
    ],
    "MusterService": [
        "KubernetesAdapter", "KubernetesClient", "KubernetesModel", "MusterCore", "YAMLDocument",
        "DequeModule", "Logging", "Glibc", "Synchronization",
    ],
    "muster": [
        "MusterCore", "MusterConfiguration", "YAMLDocument", "MusterWorkloads",
        "MusterSimulator", "MusterReports", "MusterPlayground", "MusterServer", "MusterService",
        "KubernetesAdapter", "KubernetesClient", "ArgumentParser", "FoundationEssentials", "Glibc",
        "Logging",
    ],
    "muster-bench": ["MusterCore", "KubernetesModel", "FoundationEssentials", "Glibc"],
    "muster-bench-live": [
        "KubernetesClient", "KubernetesModel", "YAMLDocument", "ArgumentParser", "DequeModule",
        "FoundationEssentials", "Glibc", "Synchronization",
    ],
]

/// Imports that the file's target may not have, and targets without a row in the table.
func importFindings(in file: SourceFile) -> [Finding] {
    guard let module = file.module else { return [] }
    let tokens = file.tokens
    var findings: [Finding] = []
    for (index, token) in tokens.enumerated()
    where token.text == "import" && (index == 0 || tokens[index - 1].text != ".") {
        let kinds: Set<String> = [
            "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
        ]
        var name = index + 1
        if name < tokens.count, kinds.contains(tokens[name].text) { name += 1 }
        guard name < tokens.count else { break }
        let imported = tokens[name].text
        guard let allowed = allowedImports[module] else {
            findings.append(
                Finding(
                    path: file.path, line: token.line,
                    message: "target \(module) has no row in the table of allowed imports; "
                        + "add one to Tests/TidyTests/ImportRules.swift and to ARCHITECTURE.md"))
            continue
        }
        if !allowed.contains(imported) {
            findings.append(
                Finding(
                    path: file.path, line: token.line,
                    message: "\(module) may not import \(imported); it may import "
                        + allowed.sorted().joined(separator: ", ")))
        }
    }
    return findings
}
