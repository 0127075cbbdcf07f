import MusterCore
import Testing

@Suite("Ends of the ranges of numbers")
struct ArithmeticEdgeTests {
    @Test("Nothing that can be written stops the process", arguments: ArithmeticEdge.allCases)
    func edge(_ edge: ArithmeticEdge) async {
        await #expect(processExitsWith: .success) { [edge = edge as ArithmeticEdge] in
            edge.run()
        }
    }
}
