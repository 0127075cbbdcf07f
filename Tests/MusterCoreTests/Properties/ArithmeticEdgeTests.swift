import MusterCore
import Testing

@Suite("Ends of the ranges of numbers")
struct ArithmeticEdgeTests {
    /// Edges that do not hold yet; each is run all the same, in a process of its own, and the test
    /// says so when one begins to hold.
    static let notYet: Set<ArithmeticEdge> = [
        .hugeNodesFull, .hugeNodeLeaves, .shrunkTwice, .usageSaturates, .longestEstimates,
        .endOfTime,
    ]

    @Test("Nothing that can be written stops the process", arguments: ArithmeticEdge.allCases)
    func edge(_ edge: ArithmeticEdge) async {
        guard Self.notYet.contains(edge) else {
            await #expect(processExitsWith: .success) { [edge = edge as ArithmeticEdge] in
                edge.run()
            }
            return
        }
        await withKnownIssue("arithmetic that does not saturate") {
            await #expect(processExitsWith: .success) { [edge = edge as ArithmeticEdge] in
                edge.run()
            }
        }
    }
}
