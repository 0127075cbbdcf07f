import Testing

/// The rules of ARCHITECTURE.md and CONTRIBUTING.md that text can show, on the tree as it is.
@Suite("The tree")
struct TreeTests {
    private let tree = SourceTree.current

    @Test("The whole repository is looked at")
    func treeIsFound() {
        #expect(tree.paths.contains("Package.swift"))
        #expect(tree.paths.contains("Sources/MusterCore/Model"))
        #expect(tree.swiftFiles.contains { $0.module == "MusterCore" })
        #expect(tree.swiftFiles.contains { $0.module == "MusterSimulator" })
        #expect(tree.documents.contains { $0.path == "README.md" })
    }

    @Test("Each target imports only what its row allows")
    func imports() {
        expectNone(tree.swiftFiles.flatMap(importFindings))
    }

    @Test("The core has no clock, randomness, output, concurrency, reference or floating point")
    func coreBansHold() {
        let core = tree.swiftFiles.filter { $0.module == "MusterCore" }
        expectNone(core.flatMap { wordFindings(in: $0, bans: coreBans) })
        expectNone(core.flatMap(floatingLiteralFindings))
    }

    @Test("No order of a hash reaches a decision")
    func hashedOrder() {
        let core = tree.swiftFiles.filter { $0.module == "MusterCore" }
        let names = HashedNames(declaredIn: core)
        expectNone(core.flatMap { hashedOrderFindings(in: $0, names: names) })
    }

    @Test("What replays or reads a workload has no clock and no randomness of its own")
    func determinism() {
        let deterministic: Set<String> = [
            "MusterConfiguration", "MusterWorkloads", "MusterSimulator", "MusterReports",
            "KubernetesModel", "KubernetesAdapter",
        ]
        let files = tree.swiftFiles.filter { $0.module.map(deterministic.contains) ?? false }
        expectNone(files.flatMap { wordFindings(in: $0, bans: nondeterminism) })
    }

    @Test("No test sleeps")
    func tests() {
        let tests = tree.swiftFiles.filter { $0.path.hasPrefix("Tests/") }
        expectNone(tests.flatMap { wordFindings(in: $0, bans: testBans) })
    }

    @Test("Files, functions and lines are within their limits, or shrink")
    func sizes() {
        let code = tree.files.filter { ["swift", "c", "h", "sh"].contains($0.fileExtension) }
        let ratchet = tree.files.first { $0.path == Ratchet.path }
        expectNone(Ratchet(text: ratchet?.text ?? "").findings(for: code.flatMap(sizeExcesses)))
    }

    @Test("Names say what is inside")
    func names() {
        expectNone(tree.files.flatMap(nameFindings))
    }

    @Test("Links in documents lead somewhere")
    func links() {
        expectNone(tree.documents.flatMap { linkFindings(in: $0, tree: tree) })
    }

    @Test("No machine's paths, unknown hosts or words on authorship")
    func forbiddenText() {
        // The rule and its self-test quote what they forbid.
        let files = tree.files.filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        expectNone(files.flatMap(forbiddenTextFindings))
    }

    private func expectNone(
        _ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for finding in findings {
            Issue.record("\(finding.description)", sourceLocation: sourceLocation)
        }
    }
}
