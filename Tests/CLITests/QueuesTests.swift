import Foundation
import Testing

@Suite("muster queues")
struct QueuesTests {
    private static let good = """
        partitions:
          - name: default
            queues:
              - name: root
                queues:
                  - name: batch
                    resources:
                      max: {vcore: 8, memory: 16Gi}
                    properties:
                      muster.dev/backfill: easy
                  - name: web
                    submitacl: "*"
            usergroupresolver: {type: os}
        """

    private static let bad = """
        partitions:
          - name: default
            queues:
              - name: root
                queues:
                  - name: batch
                    resources:
                      max: {vcore: lots}
                    color: blue
        """

    @Test("Good files are ok; what has no effect yet is noted")
    func checkGood() throws {
        let folder = try TemporaryFolder()
        try folder.file("good.yaml", Self.good)
        let result = try muster("queues", "check", "good.yaml", in: folder.url)
        #expect(result.output == "good.yaml: ok (3 queues)\n")
        #expect(
            result.errors.hasPrefix("good.yaml:13:31: note: `usergroupresolver`"),
            "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.status == 0)
    }

    @Test("Bad files are refused with every problem at its place, good ones beside them are ok")
    func checkBad() throws {
        let folder = try TemporaryFolder()
        try folder.file("good.yaml", Self.good)
        try folder.file("bad.yaml", Self.bad)
        let result = try muster("queues", "check", "bad.yaml", "good.yaml", in: folder.url)
        #expect(result.output == "bad.yaml: refused (2 errors)\ngood.yaml: ok (3 queues)\n")
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("bad.yaml:8:28: error: "), "\(result.errors)")
        #expect(lines[1].hasPrefix("bad.yaml:9:13: error: "), "\(result.errors)")
        #expect(result.status == 1)
    }

    @Test("Files that cannot be read do not keep the others from being checked")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        try folder.file("bad.yaml", Self.bad)
        let result = try muster(
            "queues", "check", "no.yaml", "bad.yaml", "never.yaml", in: folder.url)
        #expect(result.status == 2)
        #expect(result.output == "bad.yaml: refused (2 errors)\n")
        #expect(result.errors.contains("muster: error: no.yaml: no such file\n"))
        #expect(result.errors.hasSuffix("muster: error: never.yaml: no such file\n"))
    }

    @Test("Each broken example gives the messages written beside it, and status 1")
    func brokenExamples() throws {
        let folder = packageRoot.appending(path: "queue-configs/bad")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let files = names.filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 40)
        for file in files {
            let expected = folder.appending(path: file).deletingPathExtension()
                .appendingPathExtension("expected.txt")
            let result = try muster("queues", "check", "queue-configs/bad/\(file)")
            #expect(result.errors == (try String(contentsOf: expected, encoding: .utf8)))
            #expect(result.status == 1, "\(file)")
        }
    }

    @Test("The tree is shown, or the problems if there is none")
    func show() throws {
        let folder = try TemporaryFolder()
        try folder.file("good.yaml", Self.good)
        try folder.file("bad.yaml", Self.bad)
        let good = try muster("queues", "show", "good.yaml", in: folder.url)
        #expect(good.status == 0)
        let batch = try #require(good.output.split(separator: "\n").first { $0.contains("batch") })
        #expect(batch.hasPrefix("root.batch"))
        #expect(batch.contains("vcore 8, memory 16Gi"))
        #expect(batch.hasSuffix("easy"))
        #expect(good.output.hasSuffix("\nroot.web\n  submit: everybody\n"))
        let bad = try muster("queues", "show", "bad.yaml", in: folder.url)
        #expect(bad.output == "")
        #expect(bad.errors.split(separator: "\n").count == 2)
        #expect(bad.status == 1)
    }
}
