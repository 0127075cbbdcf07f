internal import Dispatch
package import Testing

/// Threads for tests that talk with programs and servers, for which time goes by.
///
/// What else is tested at the same moment keeps the threads that all share busy, for minutes on a
/// small machine.
package final class OwnThreads: TaskExecutor {
    /// Those of all such tests.
    package static let shared = OwnThreads()

    private let queue = DispatchQueue(label: "own threads", attributes: .concurrent)

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs a suite on ``OwnThreads``.
package struct OwnThreadsTrait: SuiteTrait, TestScoping {
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(OwnThreads.shared) { try await function() }
    }
}

extension Trait where Self == OwnThreadsTrait {
    /// The tests of the suite do not wait for the threads that all others share.
    package static var ownThreads: OwnThreadsTrait { OwnThreadsTrait() }
}
