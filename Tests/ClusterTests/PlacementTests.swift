import KubernetesAdapter
import Testing

@testable import MusterPlayground

/// Pods get nodes.
@Suite struct PlacementTests {
    @Test func podGetsANodeAndRuns() throws {
        var cluster = try VirtualCluster()
        try cluster.makePod("web", app: "shop")
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == ["web: node-0"])
        #expect(try cluster.pod("web").string("status", "phase") == "Running")
        #expect(
            try cluster.events(about: "web") == [
                "Scheduled: Successfully assigned default/web to node-0"
            ])
        #expect(cluster.adapter.problems == [])
    }

    @Test func podOfAnotherSchedulerIsLeftAloneAndCounted() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("other", cpu: "10", spec: ["schedulerName": "default-scheduler"])
        try cluster.run(seconds: 1)
        #expect(try cluster.placements() == ["other: -"])
        try cluster.demand(
            "POST", "/api/v1/namespaces/default/pods/other/binding",
            ["metadata": ["name": "other"], "target": ["kind": "Node", "name": "node-0"]])
        try cluster.makePod("large", app: "a", cpu: "8")
        try cluster.makePod("small", app: "b", cpu: "6")
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == ["large: -", "other: node-0", "small: node-0"])
    }

    @Test func manyPodsFillTheClusterAndTheRestSaysWhy() throws {
        var cluster = try VirtualCluster(nodes: 2)
        for number in 0..<40 { try cluster.makePod("p\(number)", app: "a") }
        try cluster.run(seconds: 15)
        #expect(try cluster.placedCount() == 32)
        let waiting = try cluster.placements().first { $0.hasSuffix(": -") } ?? ""
        let name = String(waiting.dropLast(3))
        #expect(try cluster.condition(of: name) == "False Unschedulable")
        #expect(try cluster.message(of: name) == "1 vcore more must become free")
    }

    @Test func endedPodMakesRoom() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("first", app: "a", cpu: "16")
        try cluster.run(seconds: 2)
        try cluster.makePod("second", app: "b", cpu: "16")
        try cluster.run(seconds: 2)
        #expect(try cluster.placements() == ["first: node-0", "second: -"])
        try cluster.deletePod("first")
        try cluster.run(seconds: 2)
        #expect(try cluster.placements() == ["second: node-0"])
    }

    @Test func restartKeepsWhatRunsAndGoesOn() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<4 { try cluster.makePod("p\(number)", app: "a", cpu: "4") }
        try cluster.makePod("late", app: "b", cpu: "4")
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 4)
        try cluster.restart()
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 4)
        try cluster.deletePod("p2")
        try cluster.run(seconds: 2)
        #expect(try cluster.node(of: "late") == "node-0")
        #expect(cluster.adapter.problems == [])
    }
}
