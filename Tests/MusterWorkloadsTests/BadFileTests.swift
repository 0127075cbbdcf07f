import FoundationEssentials
import MusterConfiguration
import MusterCore
import MusterWorkloads
import Testing
import YAMLDocument

/// Files with the mistakes of real people; beside each the whole text of the messages.
///
/// `RECORD_GOLDENS=1` writes the messages anew and fails; read the difference before committing.
@Suite("Broken files")
struct BadFileTests {
    private static let folder = "Tests/MusterWorkloadsTests/bad"
    private static let files = packageFolder(folder).filter { !$0.hasSuffix(".expected.txt") }

    @Test("There are broken files of every format")
    func present() {
        #expect(Self.files.count { $0.contains(".swf") } >= 9)
        #expect(Self.files.count { $0.hasPrefix("workload-") } >= 11)
        #expect(Self.files.count { $0.hasPrefix("cluster-") } >= 5)
    }

    @Test("Every mistake is reported with its place", arguments: files)
    func messages(file: String) throws {
        let bytes = try #require(packageFile("\(Self.folder)/\(file)"))
        var catalog = ResourceCatalog()
        let problems: [Problem]
        if file.hasPrefix("cluster-") {
            let reading = readCluster(bytes, file: file, catalog: &catalog)
            #expect(reading.cluster == nil)
            problems = reading.problems
        } else {
            let reading = readWorkload(bytes, file: file, catalog: &catalog)
            #expect(reading.workload == nil)
            problems = reading.problems
        }
        let messages = problems.map { "\($0)\n" }.joined()
        let golden = "\(Self.folder)/\(file).expected.txt"
        if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
            try Data(messages.utf8).write(to: packageRoot.appending(path: golden))
            Issue.record("recorded \(golden)")
        }
        let expected = try #require(packageFile(golden))
        #expect(messages == String(decoding: expected, as: UTF8.self))
    }
}
