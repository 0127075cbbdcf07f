import KubernetesAdapter
import KubernetesModel
import Testing

@testable import MusterPlayground

/// Pods that the server does not let go.
@Suite struct RefusedEvictionTests {
    /// `root.owed` is owed the only node, on which `over0` to `over3` of other applications run;
    /// pod `owed` has just come, the choice fell on `over3`, and the server has not heard of it.
    private func choice(cpu: String = "4") throws -> VirtualCluster {
        var cluster = try VirtualCluster(nodes: 1, queues: QueueTests.owedAndOver)
        for number in 0..<4 {
            try cluster.makePod(
                "over\(number)", app: "o\(number)", queue: "root.over", cpu: "4",
                labels: ["name": .string("over\(number)")])
            try cluster.run(seconds: 2)
        }
        try cluster.makePod("owed", app: "p", queue: "root.owed", cpu: cpu)
        cluster.intercept = {
            $0.path.hasSuffix("/eviction") ? .unreachable("connection refused") : nil
        }
        try cluster.run(seconds: 2)
        cluster.intercept = { _ in nil }
        return cluster
    }

    private func refusal(_ code: Int32, _ message: String) -> CallAnswer {
        var status = ServerStatus()
        status.code = code
        status.message = message
        return .refused(status)
    }

    @Test func anotherGoesIfABudgetProtectsTheOneThatWasChosen() throws {
        var cluster = try choice()
        try cluster.protect("over3")
        try cluster.run(seconds: 25)
        #expect(try cluster.node(of: "owed") == "")
        try cluster.run(seconds: 35)
        #expect(
            try cluster.placements() == [
                "over0: node-0", "over1: node-0", "over3: node-0", "owed: node-0",
            ])
        #expect(try cluster.condition("DisruptionTarget", of: "over3").hasPrefix("False"))
        #expect(
            try cluster.events(about: "over3").last
                == "EvictionRefused: the pod could not be evicted and stays: Cannot evict pod as it"
                + " would violate the pod's disruption budget.")
        #expect(cluster.adapter.problems == [])
    }

    @Test func anotherGoesAtOnceIfItIsForbidden() throws {
        var cluster = try choice()
        cluster.intercept = { [refusal] in
            $0.path.hasSuffix("over3/eviction") ? refusal(403, "not yours") : nil
        }
        try cluster.run(seconds: 10)
        #expect(try cluster.node(of: "owed") == "node-0")
        #expect(try cluster.node(of: "over3") == "node-0")
        #expect(cluster.adapter.statistics.refusedEvictions == 1)
    }

    @Test func whatWasNotAskedForIsTakenBack() throws {
        var cluster = try choice(cpu: "8")
        try cluster.protect("over3")
        cluster.intercept = {
            $0.path.hasSuffix("over2/eviction") ? .unreachable("away") : nil
        }
        try cluster.run(seconds: 33)
        cluster.intercept = { _ in nil }
        try cluster.run(seconds: 30)
        #expect(
            try cluster.placements() == ["over0: node-0", "over3: node-0", "owed: node-0"])
        #expect(cluster.adapter.problems == [])
        #expect(try cluster.audit() == [])
    }

    @Test func whoLeadsAgainChoosesAnew() throws {
        var cluster = try choice()
        cluster.intercept = {
            $0.path.hasSuffix("/eviction") ? .unreachable("connection refused") : nil
        }
        try cluster.run(seconds: 1)
        cluster.adapter.resign()
        cluster.intercept = { _ in nil }
        try cluster.run(seconds: 100)
        #expect(try cluster.placements().count == 5)
        cluster.adapter.lead()
        try cluster.run(seconds: 60)
        #expect(try cluster.node(of: "owed") == "node-0")
        #expect(cluster.adapter.problems == [])
    }
}
