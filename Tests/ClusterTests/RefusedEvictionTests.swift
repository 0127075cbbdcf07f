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
                + " would violate the pod's disruption budget. The disruption budget keep-over3"
                + " needs 1 healthy pods and has 1 currently")
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

    /// Four pods of four processors of which a budget lets two go, on a node each four fill.
    private func fourOfWhichTwoMayGo(nodes: Int) throws -> VirtualCluster {
        var cluster = try VirtualCluster(nodes: nodes, queues: QueueTests.owedAndOver)
        for number in 0..<nodes * 4 {
            // The last ones, which are chosen first, are those under the budget.
            let name = number < nodes * 4 - 4 ? "free\(number)" : "kept\(number % 4)"
            try cluster.makePod(
                name, app: name, queue: "root.over", cpu: "4",
                labels: ["part": .string(String(name.prefix(4)))])
            try cluster.run(seconds: 2)
        }
        try cluster.demand(
            "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            [
                "metadata": ["name": "two"],
                "spec": ["minAvailable": 2, "selector": ["matchLabels": ["part": "kept"]]],
            ])
        try cluster.run(seconds: 2)
        return cluster
    }

    @Test func noMoreGoThanABudgetAllowsAndWhoWaitsIsToldOfIt() throws {
        var cluster = try fourOfWhichTwoMayGo(nodes: 1)
        try cluster.makePod("owed", app: "p", queue: "root.owed", cpu: "16")
        for _ in 0..<10 {
            try cluster.run(seconds: 30)
            #expect(try cluster.placements().filter { $0.hasPrefix("kept") }.count >= 2)
        }
        #expect(try cluster.placements() == ["kept2: node-0", "kept3: node-0", "owed: -"])
        #expect(
            try cluster.events(about: "owed").contains(
                "EvictionRefused: pod kept2 could not be evicted for it: Cannot evict pod as it"
                    + " would violate the pod's disruption budget. The disruption budget two needs"
                    + " 2 healthy pods and has 2 currently"))
        #expect(try cluster.message(of: "owed") == "8 vcore more must become free")
        #expect(cluster.adapter.problems == [])
    }

    @Test func othersGoInsteadOfThoseThatABudgetKeeps() throws {
        var cluster = try fourOfWhichTwoMayGo(nodes: 2)
        for number in 0..<4 {
            try cluster.makePod("owed\(number)", app: "p", queue: "root.owed", cpu: "4")
        }
        try cluster.run(seconds: 120)
        let placements = try cluster.placements().map { String($0.prefix(4)) }
        #expect(
            placements == ["free", "free", "kept", "kept", "owed", "owed", "owed", "owed"])
        #expect(try cluster.placedCount() == 8)
        #expect(cluster.adapter.problems == [])
        #expect(try cluster.audit() == [])
    }

    @Test func nobodyGoesForWhoeverIsGone() throws {
        var cluster = try choice()
        cluster.intercept = {
            $0.path.hasSuffix("/eviction") ? .unreachable("connection refused") : nil
        }
        try cluster.deletePod("owed")
        try cluster.run(seconds: 1)
        cluster.intercept = { _ in nil }
        try cluster.run(seconds: 60)
        #expect(try cluster.placedCount() == 4)
        #expect(try cluster.condition("DisruptionTarget", of: "over3").hasPrefix("False"))
        #expect(cluster.adapter.problems == [])
        #expect(try cluster.audit() == [])
    }
}
