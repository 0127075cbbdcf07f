import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads
import Testing

/// Reasons as people read them.
@Suite("Reasons of a simulation")
struct ReasonTests {
    @Test("A reason names its queue though that is gone at the end")
    func dynamicQueue() {
        var run = SmallRun(nodes: [8])
        var template = QueueSettings()
        template.maxApplications = 1
        run.configuration.root.childTemplate = template
        run.configuration.placementRules = [PlacementRule(.provided, mayCreate: true)]
        run.add("first", at: 0, members: 1, run: 5, queue: "root.ada")
        run.add("second", at: 0, members: 1, run: 5, queue: "root.ada")
        run.add("later", at: 60, members: 1, run: 5, queue: "root.bob")
        let reason = "queue root.ada runs as many applications as it may (1)"
        #expect(run.result().outcomes.map(\.reason) == ["", reason, ""])
    }

    @Test("Only the hundred longest waits have a reason, the longest ones")
    func longestWaits() {
        var run = SmallRun(nodes: [1])
        for number in 0...102 { run.add("\(number)", at: 0, members: 1, run: 1) }
        let reasons = run.result().outcomes.map(\.reason)
        #expect(reasons[...2].allSatisfy { $0 == "" })
        #expect(reasons[3...].allSatisfy { $0 == "1 vcore more must become free" })
    }

    @Test("A node that is too small for one member is said to be that")
    func nodesTooSmall() {
        var run = SmallRun(nodes: [2, 2])
        run.add("wide", at: 0, members: 1, cores: 3, run: 1)
        run.add("many", at: 0, members: 2, cores: 2, run: 1)
        let outcomes = run.result().outcomes
        #expect(outcomes[0].reason == "even an empty node is too small for one of its members")
        #expect(outcomes[1].state == .finished)
    }

    @Test("Who has no name is spoken of all the same")
    func noUser() {
        var run = SmallRun(nodes: [8])
        run.configuration.root.children = [QueueConfiguration(name: "a")]
        run.configuration.root.limits = [QueueLimit(users: ["*"], maxApplications: 1)]
        for name in ["first", "second"] { run.add(name, at: 0, members: 1, run: 5) }
        let reason =
            "the user without a name runs as many applications in queue root as the limit allows"
            + " (1)"
        #expect(run.result().outcomes.map(\.reason) == ["", reason])
    }

    @Test("A name that no queue can have is shown in part if it is long")
    func longName() {
        var run = SmallRun(nodes: [8])
        run.configuration.placementRules = [PlacementRule(.provided, mayCreate: true)]
        run.add(
            "lost", at: 0, members: 1, run: 5, queue: String(repeating: "x", count: 10_000))
        let shown = String(repeating: "x", count: 77) + "..."
        #expect(
            run.result().outcomes[0].reason
                == "placement rule 1 failed: `\(shown)` cannot be the name of a queue")
    }

    @Test("Why jobs were not finished is counted, the commonest reason first")
    func notFinished() {
        let jobs: [(JobOutcome.State, String)] = [
            (.waiting, "small"), (.finished, "late"), (.rejected, "lost"), (.waiting, "small"),
            (.failed, ""),
        ]
        let result = makeResult(
            jobs.enumerated().map {
                ReportedJob(name: "\($0)", state: $1.0, reason: $1.1)
            })
        let summary = Summary(result, cost: RunCost(wallSeconds: 0, peakResidentBytes: 0))
        #expect(
            summary.notFinished.map { "\($0.jobs) \($0.state): \($0.reason)" } == [
                "2 waiting: small", "1 failed: no reason recorded", "1 rejected: lost",
            ])
    }
}
