import Foundation
import MusterReports
import MusterSimulator
import Testing

private let cost = RunCost(wallSeconds: 0.25, peakResidentBytes: 8_388_608)

@Suite("Report files")
struct ReportsFileTests {
    @Test("jobs.csv has one line per job, whole seconds where they are whole")
    func table() {
        let expected = """
            job,queue,user,submit,start,end,wait,members,state,evictions,lost_member_s
            a,root.default,ann,10,10,110,0,3,finished,0,0
            b,root.batch,bob,20,40,45,20,1,finished,0,0
            c,root.batch,bob,30,130.5,170.5,100.5,300,finished,0,0
            d,,bob,40,,,,1,rejected,0,0
            e,root.default,ann,50,,,,5,waiting,0,0

            """
        #expect(String(decoding: jobsTable(mixedResult()), as: UTF8.self) == expected)
    }

    @Test("jobs.csv quotes what needs it and writes milliseconds without trailing zeros")
    func quoting() {
        let result = makeResult([
            ReportedJob(
                name: "a,\"b\"", user: "x\ny", submitted: 0.125, start: 0.25, end: 1.007)
        ])
        let expected = """
            job,queue,user,submit,start,end,wait,members,state,evictions,lost_member_s
            "a,""b""\",root.default,"x
            y",0.125,0.25,1.007,0.125,1,finished,0,0

            """
        #expect(String(decoding: jobsTable(result), as: UTF8.self) == expected)
    }

    @Test("The files are written whole, replaced, and equal from run to run")
    func files() throws {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)/deep")
        defer { try? manager.removeItem(at: folder.deletingLastPathComponent()) }
        let result = mixedResult()
        let files = try ReportFiles(of: result, summary: Summary(result, cost: cost), in: folder)
        let first = try Data(contentsOf: files.page)
        let other = RunCost(wallSeconds: 99, peakResidentBytes: 1)
        let again = try ReportFiles(of: result, summary: Summary(result, cost: other), in: folder)
        #expect(try Data(contentsOf: again.page) == first)
        let names = try manager.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["jobs.csv", "report.html", "summary.json"])
        let attributes = try manager.attributesOfItem(atPath: files.jobs.path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        #expect(mode & 0o400 == 0o400)
    }

    @Test("Names from the input cannot break out of the page")
    func escaping() throws {
        let evil = "</script><script>alert(1)</script>"
        let result = makeResult(
            [ReportedJob(name: evil, user: evil, start: 5, end: 9)], queuePaths: [evil], name: evil)
        let page = try reportPage(result, summary: Summary(result, cost: cost))
        #expect(!page.contains("alert(1)</script>"))
        #expect(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"))
    }

    @Test("The terminal summary is this text")
    func terminal() {
        let expected = """
            tiny on 100 nodes

              jobs              5: 3 finished, 1 rejected, 1 waiting at the end
              makespan          161 s (2 min 41 s)
              utilisation       vcore 76.7%
              bounded slowdown  2.3375 (mean, 10 s)
              partial gangs     0 s
              decisions         42, fingerprint 000000000000beef
              this run took     0.25 s, 8 MiB

            Wait

                         mean  median         p95         p99     longest
              seconds    40.2    20.0       100.5       100.5       100.5
                       40.2 s    20 s  1 min 41 s  1 min 41 s  1 min 41 s

            By queue

              queue         jobs  finished  mean wait s  p95 wait s  bounded slowdown
              (none)           1         0          0.0         0.0              0.00
              root.batch       2         2         60.3       100.5              3.01
              root.default     2         1          0.0         0.0              1.00

            By members of the job

              members  jobs  finished  mean wait s  p95 wait s  bounded slowdown
              1           2         1         20.0        20.0              2.50
              2–4         1         1          0.0         0.0              1.00
              5–16        1         0          0.0         0.0              0.00
              > 256       1         1        100.5       100.5              3.51

            Why jobs were not finished

              1 job rejected: no such queue
              1 job waiting: the nodes have places for only 4 of the 5 members

            Rules in force

              backfill  easy
              ties      order of submission

            """
        #expect(renderSummary(Summary(mixedResult(), cost: cost)) == expected)
    }

    @Test("Evictions are told in the table, the terminal summary and the page")
    func evictions() throws {
        let result = evictedResult()
        let table = String(decoding: jobsTable(result), as: UTF8.self).split(separator: "\n")
        #expect(table[2] == "b,root.batch,bob,20,40,45,20,1,finished,3,90.5")
        #expect(table[3].hasSuffix(",0,0"))
        let summary = Summary(result, cost: cost)
        #expect(
            renderSummary(summary).contains(
                "  evictions         3 members of 1 job; 91 member-seconds, 0.05 vcore-hours lost\n"
            ))
        let page = try reportPage(result, summary: summary)
        #expect(page.contains("<h2>Evictions</h2>"))
        #expect(page.contains("of 1 job; 0.05 vcore-hours lost"))
        let cells = [
            "<td>b</td><td>root.batch</td>", "<td class=\"number\">+1 min</td>",
            "<td class=\"number\">3</td><td class=\"number\">91</td>", "<td>for c</td>",
            "<td class=\"number\">+1 min 50 s</td>",
        ]
        #expect(page.contains("<tr>\(cells.joined())</tr>"))
        #expect(!(try reportPage(mixedResult(), summary: summary)).contains("<h2>Evictions</h2>"))
    }

    @Test("Control characters of a name do not reach the terminal")
    func controlCharacters() {
        #expect(printable("a\u{1B}[31mb") == "a\u{FFFD}[31mb")
        #expect(printable("plain") == "plain")
    }
}
