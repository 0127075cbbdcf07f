import Glibc
import TestKit
import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Servers, nodes and schedulers fail; pods do not get lost and are not bound twice.
    @Suite struct TroubleTests {
        /// So few calls in a second that something can happen between them.
        private static func slow(_ rate: Int) -> JSONValue {
            ["kubernetes.qps": .string("\(rate)"), "kubernetes.burst": "1"]
        }

        @Test func B113_B183_schedulerKilledInTheMiddleOfAGangBindsTheRest() async throws {
            var story = try await Story(nodes: [20, 20])
            try await story.configure("", Self.slow(2))
            var scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.until(scheduler, says: "leading")
            try await story.apply(
                story.pods(40, "g") { [story] in
                    story.pod($0, app: "gang", annotations: story.gang(40))
                })
            try await story.until { $0.placed.count >= 3 }
            scheduler.end(by: SIGKILL)
            #expect(story.sight.placed.count < 40)
            try await story.configure("", Self.slow(1000))
            scheduler = try story.startScheduler()
            let sight = try await story.until { $0.placed.count == 40 }
            #expect(sight.placed.filter { sight.node(of: $0) == "n0" }.count == 20)
            #expect(scheduler.end() == 0)
        }

        @Test func haltedLeaderIsReplacedAndStandsBackWhenItGoesOn() async throws {
            var story = try await Story(nodes: [40])
            try await story.configure("", Self.slow(10))
            let first = try story.startScheduler()
            story.schedulerName = story.name
            try await story.until(first, says: " leading")
            let second = try story.startScheduler()
            try await story.apply(story.pods(30, "p") { [story] in story.pod($0, app: "a") })
            try await story.until { $0.placed.count >= 5 }
            first.signal(SIGSTOP)
            try await story.until(second, says: " leading")
            first.signal(SIGCONT)
            try await story.until(first, says: "no longer leading")
            try await story.until { $0.placed.count == 30 }
            // One that ends in order is replaced at once.
            #expect(second.end() == 0)
            try await story.apply(story.pod("late", app: "b"))
            try await story.until { $0.isPlaced("late") }
            #expect(first.end() == 0)
        }

        @Test func nothingIsLostWhenTheServerIsAwayInTheMiddleOfManyBindings() async throws {
            var story = try await Story(nodes: [100, 100])
            let (proxy, kubeconfig) = try await story.makeProxy()
            try await story.configure("", Self.slow(5))
            let scheduler = try story.startScheduler(
                ["--no-leader-election"], kubeconfig: kubeconfig)
            story.schedulerName = story.name
            try await story.kubectl(
                "create", story.pods(200, "p") { [story] in story.pod($0, app: "a") })
            try await story.until { $0.placed.count >= 5 }
            proxy.cut()
            try await story.until(scheduler, says: "trying again")
            #expect(story.sight.placed.count < 200)
            try await story.configure("", Self.slow(1000))
            try proxy.mend()
            try await story.until { $0.placed.count == 200 }
            try await story.until(scheduler, says: "the API server answers again")
            #expect(scheduler.end() == 0)
        }

        @Test func B085_placesOfADeletedNodeAreGone() async throws {
            let story = try await Story(nodes: [2, 2])
            try await story.apply(story.pods(2, "p") { story.pod($0, app: "a", cpu: "2") })
            try await story.until { $0.placed.count == 2 }
            try await story.kubectl("delete node \(story.node("n1"))")
            try await story.apply(story.pod("late", app: "b", cpu: "2"))
            try await story.until { $0.isUnschedulable("late") }
            try await story.addNode("n2", cpu: 2)
            try await story.until { $0.node(of: "late") == "n2" }
        }
    }
}
