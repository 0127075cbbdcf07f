import MusterCore
import TestKit
import Testing

/// The worked example of docs/backfill.md, and what else the documents say of all policies.
@Suite("Backfill examples")
struct BackfillExampleTests {
    private typealias Job = (name: String, submitted: Int64, cores: Int, runs: Int64)

    private static let jobs: [Job] = [
        ("A", 0, 6, 10), ("B", 1, 8, 5), ("C", 2, 9, 10), ("D", 3, 3, 20), ("E", 4, 2, 20),
        ("F", 5, 2, 5),
    ]

    @Test(
        "The worked example of docs/backfill.md",
        arguments: [
            (BackfillPolicy.greedy, [Int64(0), 23, 30, 3, 10, 10]),
            (.none, [0, 10, 15, 25, 25, 25]),
            (.easy, [0, 10, 24, 34, 4, 5]),
            (.conservative, [0, 10, 15, 25, 25, 5]),
        ])
    func workedExample(policy: BackfillPolicy, starts: [Int64]) {
        scenario { s in
            s.queue("root.q", backfill: policy)
            s.nodes(10, "1")
            #expect(Self.run(Self.jobs, in: &s) == starts)
        }
    }

    /// Minute by minute: what is over ends, what is due is submitted, one cycle runs.
    ///
    /// - Returns: When each job started.
    private static func run(_ jobs: [Job], in s: inout Scenario) -> [Int64] {
        var starts = jobs.map { _ in Int64(-1) }
        for minute in 0..<Int64(60) {
            for (index, job) in jobs.enumerated() where starts[index] >= 0 {
                if starts[index] + job.runs == minute { s.finish(job.name) }
            }
            for job in jobs where job.submitted == minute {
                s.submit(
                    gang: job.name, to: "root.q", (job.cores, "1"), at: minute, lasting: job.runs)
            }
            s.cycle(at: minute)
            s.passOver()
            for (index, job) in jobs.enumerated()
            where starts[index] < 0 && s.allocated(job.name) == job.cores {
                starts[index] = minute
            }
        }
        return starts
    }

    @Test("greedy: what fits starts, in the order of the queue, whoever waits")
    func greedy() {
        scenario { s in
            s.nodes(4, "1")
            s.submit("A", lasting: 10)
            s.submit(gang: "B", (4, "1"), lasting: 10)
            s.submit("C", asks: 2, lasting: 1000)
            s.submit(gang: "D", (2, "1"), lasting: 10)
            s.submit("E")
            s.cycle()
            s.expect("allocated A/0 n1", "allocated C/0 n2", "allocated C/1 n3", "allocated E/0 n4")
            s.expectReason("B", "notEnoughFree(vcore, missing: 4000)")
        }
    }

    @Test("greedy: a stream of small jobs starves a gang that needs the whole cluster")
    func greedyStarves() {
        scenario { s in
            s.nodes(4, "1")
            stream(through: &s, queue: "root.default", seconds: 200)
            #expect(s.allocated("G") == 0)
            s.expectState("G", .accepted)
        }
    }

    @Test("easy: the same stream delays the gang by no more than what ran when it came")
    func easyDoesNotStarve() {
        scenario { s in
            s.queue("root.q", backfill: .easy)
            s.nodes(4, "1")
            stream(through: &s, queue: "root.q", seconds: 13)
            // The job of second 9, the last one before the gang came, ends at 13.
            #expect(s.allocated("G") == 0)
            s.finish("9")
            s.cycle(at: 13)
            s.expect(
                "allocated G/0 n1", "allocated G/1 n2", "allocated G/2 n3", "allocated G/3 n4",
                "reserved 10 at 113")
        }
    }

    /// One job of one processor each second, each for 4 s, and at second 10 a gang of four.
    private func stream(through s: inout Scenario, queue: String, seconds: Int64) {
        for second in 0..<seconds {
            if second >= 4, s.allocated("\(second - 4)") == 1 { s.finish("\(second - 4)") }
            if second == 10 { s.submit(gang: "G", to: queue, (4, "1"), lasting: 100) }
            s.submit("\(second)", to: queue, lasting: 4)
            s.cycle(at: second)
            s.passOver()
        }
    }

    @Test("none: the first that does not fit blocks all behind it in its queue, and nobody else")
    func none() {
        scenario { s in
            s.queue("root.a", backfill: .none)
            s.queue("root.b")
            s.nodes(4, "1")
            s.submit("A", to: "root.a")
            s.submit(gang: "B", to: "root.a", (4, "1"))
            s.submit("C", to: "root.a")
            s.submit("D", to: "root.b")
            s.cycle()
            s.expect("allocated A/0 n1", "allocated D/0 n2")
            s.expectReason("C", "behind(B)")
            s.remove("B")
            s.expect("B Accepted -> Failing", "B Failing -> Failed")
            s.cycle()
            s.expect("allocated C/0 n3")
        }
    }

    @Test("none: a higher priority goes ahead of the head")
    func noneAndPriority() {
        scenario { s in
            s.queue("root.q", backfill: .none)
            s.nodes(4, "1")
            s.submit("A", to: "root.q")
            s.submit(gang: "B", to: "root.q", (4, "1"))
            s.cycle()
            s.submit("low", to: "root.q", priority: 0)
            s.submit("high", to: "root.q", priority: 1)
            s.cycle()
            s.expect("allocated A/0 n1", "allocated high/0 n2")
        }
    }

    @Test("none: what is larger than its queue's max for ever blocks nobody")
    func noneAndQueueMax() {
        scenario { s in
            s.queue("root.q", max: "2", backfill: .none)
            s.nodes(1, "4")
            s.submit("A", to: "root.q", each: "3")
            s.submit("B", to: "root.q")
            s.cycle()
            s.expect("allocated B/0 n1")
        }
    }

    @Test("none: the reason names who is in the way, not the first that blocks nobody")
    func noneNamesTheRightOne() {
        scenario { s in
            s.queue("root.q", backfill: .none)
            s.nodes(4, "1")
            s.submit("A", to: "root.q")
            s.submit(gang: "never", to: "root.q", (5, "1"))
            s.submit(gang: "B", to: "root.q", (4, "1"))
            s.submit("C", to: "root.q")
            s.cycle()
            s.expect("allocated A/0 n1")
            s.expectReason("C", "behind(B)")
        }
    }
}
