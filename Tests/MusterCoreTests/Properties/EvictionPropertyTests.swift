import MusterCore
import TestKit
import Testing

@Suite("Random evictions")
struct EvictionPropertyTests {
    @Test("Every victim is rightly taken, each claim is kept, and evictions come to rest")
    func judged() {
        let seeds = Seeds.first(300)
        var evictions = 0
        for seed in seeds {
            var run = EvictionRun(seed: seed)
            run.run(steps: 60)
            evictions += run.judged.ledger.evictionCount
            guard let problem = run.problems.first else { continue }
            let inputs = shrink(run.inputs) { firstMisjudgement($0) != nil }
            let known = firstMisjudgement(inputs) ?? problem
            Issue.record(
                """
                seed \(seed) (repeat with MUSTER_SEED=\(seed)): \(known)
                \(evictionTrace(inputs).joined())
                """)
            return
        }
        // Worlds in which nobody is evicted show nothing.
        #expect(seeds.count == 1 || evictions > seeds.count / 2, "\(evictions) evictions")
    }

    /// The first thing that is wrong with the evictions that a list of inputs leads to, or `nil`.
    private func firstMisjudgement(_ inputs: [Input]) -> String? {
        var judged = JudgedScheduler()
        for input in inputs {
            if let problem = judged.apply(input).first { return problem }
        }
        return judged.comeToRest().first ?? judged.drain().first
    }
}
