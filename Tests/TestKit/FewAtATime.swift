internal import Synchronization
package import Testing

/// Lets so many tests of a suite go on at a time, in the order in which they came.
///
/// All at once on a small machine, each would wait for the others between any two of its steps.
package struct FewAtATimeTrait: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true
    private let gate: Gate

    init(_ count: Int) { gate = Gate(free: count) }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await gate.enter()
        defer { gate.leave() }
        try await function()
    }

    private final class Gate: Sendable {
        private struct State {
            var free: Int
            var waiting: [CheckedContinuation<Void, Never>] = []
        }

        private let state: Mutex<State>

        init(free: Int) { state = Mutex(State(free: free)) }

        func enter() async {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    guard state.free > 0 else {
                        state.waiting.append(continuation)
                        return false
                    }
                    state.free -= 1
                    return true
                }
                if isFree { continuation.resume() }
            }
        }

        func leave() {
            let next = state.withLock { state in
                guard state.waiting.isEmpty else { return state.waiting.removeFirst() as _? }
                state.free += 1
                return nil
            }
            next?.resume()
        }
    }
}

extension Trait where Self == FewAtATimeTrait {
    /// No more than so many tests of the suite go on at a time.
    package static func atATime(_ count: Int) -> FewAtATimeTrait { FewAtATimeTrait(count) }
}
