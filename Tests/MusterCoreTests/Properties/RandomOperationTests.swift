import MusterCore
import TestKit
import Testing

@Suite("Random operations")
struct RandomOperationTests {
    @Test("Every invariant holds after every input, and the books agree")
    func invariants() {
        play(runs: 1000)
    }

    private func play(runs: Int) {
        for seed in Seeds.first(runs) {
            var run = RandomRun(seed: seed)
            run.run(steps: 30)
            run.drain()
            guard let problem = run.problems.first else { continue }
            let inputs = shrink(run.inputs) { firstProblem(of: $0) != nil }
            report(firstProblem(of: inputs) ?? problem, seed: seed, inputs: inputs)
            return
        }
    }
}

/// Reports a failed random run with all that is needed to repeat it.
func report(
    _ problem: String, seed: UInt64, inputs: [Input],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let list = inputs.map { "    \($0)".replacing("MusterCore.", with: "") }
        .joined(separator: "\n")
    Issue.record(
        "seed \(seed) (repeat with MUSTER_SEED=\(seed)): \(problem)\n\(list)",
        sourceLocation: sourceLocation)
}
