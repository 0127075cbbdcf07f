import MusterCore
import MusterReports
import MusterSimulator
import MusterWorkloads

/// A demonstration: a small workload, what became of it, and what that shows.
struct Story {
    var title: String
    var workloadFile: String
    var about: String
    /// What the result shows, a sentence each.
    var findings: @Sendable (SimulationInputs, SimulationResult) -> [String]

    /// Prints the story.
    func tell(_ inputs: SimulationInputs, _ result: SimulationResult) {
        printHeading(title)
        print(wrapped(about))
        print("\n\(styled("What is submitted", .bold)) (\(workloadFile))\n")
        print(submissions(inputs).joined(separator: "\n"))
        print("\n\(styled("What the scheduler decides", .bold))\n")
        print(RunChart(result).lines().joined(separator: "\n"))
        print("\n\(styled("What you see", .bold))\n")
        for finding in findings(inputs, result) {
            print(wrapped(finding, first: "  - ", following: "    "))
        }
    }

    private func submissions(_ inputs: SimulationInputs) -> [String] {
        let workload = inputs.workload
        let first = workload.jobs.first?.submitted ?? .zero
        var table = TextTable(columns: [
            ("after", .right), ("job", .left), ("queue", .left), ("members", .left),
            ("needs", .left), ("runs", .right),
        ])
        for job in workload.jobs {
            let start = Int(job.firstTaskGroup)
            let groups = workload.taskGroups[start..<start + Int(job.taskGroupCount)]
            let members = groups.map { group in
                group.name.isEmpty ? "\(group.members)" : "\(group.members) \(group.name)"
            }
            let total = request(of: job, in: workload)
            let needs = [ResourceCatalog.vcore, ResourceCatalog.memory]
                .map { quantityText(total[$0], of: $0) }
            let run = groups.map { $0.appearsAfter + $0.runTime }.max() ?? .zero
            table.add([
                durationText(seconds: seconds(job.submitted - first)), job.name,
                lastElement(ofPath: workload.queues[Int(job.queue)]),
                members.joined(separator: " + "), needs.joined(separator: ", "),
                durationText(seconds: seconds(run)),
            ])
        }
        return table.lines(indentation: 2)
    }
}

/// The name of a queue without those above it.
private func lastElement(ofPath path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
}

/// Prints the heading of a part of the demonstration.
func printHeading(_ text: String) {
    print("\n\(styled(text, .bold))\n\(String(repeating: "-", count: text.count))\n")
}
