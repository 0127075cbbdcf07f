import KubernetesAdapter
import MusterCore
import Testing

@testable import MusterPlayground

/// What the queue file says holds for pods.
@Suite struct QueueTests {
    private static let twoQueues = """
        partitions:
          - name: default
            placementrules:
              - name: provided
            queues:
              - name: root
                submitacl: "*"
                queues:
                  - name: small
                    resources:
                      max: {vcore: 2}
                  - name: large
        """

    static let owedAndOver = """
        partitions:
          - name: default
            placementrules:
              - name: provided
            queues:
              - name: root
                submitacl: "*"
                properties:
                  preemption.delay: 1s
                queues:
                  - name: owed
                    resources:
                      guaranteed: {vcore: 16}
                  - name: over
        """

    @Test func B089_podBeyondItsQueueIsNotCalledUnschedulable() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        for number in 0..<3 { try cluster.makePod("p\(number)", app: "a", queue: "root.small") }
        try cluster.run(seconds: 15)
        #expect(try cluster.placedCount() == 2)
        #expect(try cluster.condition(of: "p2") == "False SchedulingSkipped")
        #expect(
            try cluster.message(of: "p2") == "queue root.small would exceed its max by 1 vcore")
    }

    @Test func conditionIsWrittenOnceAndNotPerCycle() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        for number in 0..<3 { try cluster.makePod("p\(number)", app: "a", queue: "root.small") }
        try cluster.run(seconds: 300)
        #expect(
            cluster.calls.filter { $0 == "PATCH /api/v1/namespaces/default/pods/p2/status" }.count
                == 1)
    }

    @Test func podsThatComeLaterAreToldTheReasonToo() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        for number in 0..<3 { try cluster.makePod("p\(number)", app: "a", queue: "root.small") }
        try cluster.run(seconds: 15)
        try cluster.makePod("p3", app: "a", queue: "root.small")
        try cluster.run(seconds: 15)
        #expect(try cluster.condition(of: "p3") == "False SchedulingSkipped")
    }

    @Test func standbyFollowsQueuesThatGo() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        try cluster.addReplica()
        try cluster.run(seconds: 2)
        try cluster.reload(
            queues: Self.twoQueues.replacing("name: small", with: "name: other"))
        try cluster.run(seconds: 30)
        #expect(
            cluster.replicas.map { $0.adapter.scheduler.queueID(path: ["root", "small"]) == nil }
                == [true, true])
    }

    @Test func rejectedApplicationFails() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        try cluster.makePod("p0", app: "a", queue: "root.nowhere")
        try cluster.run(seconds: 5)
        let pod = try cluster.pod("p0")
        #expect(pod.string("status", "phase") == "Failed")
        #expect(pod.string("status", "reason") == "ApplicationRejected")
    }

    @Test func reloadTakesEffectWhileApplicationsRun() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        for number in 0..<4 { try cluster.makePod("p\(number)", app: "a", queue: "root.small") }
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 2)
        try cluster.reload(
            queues: Self.twoQueues.replacing("max: {vcore: 2}", with: "max: {vcore: 4}"))
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 4)
    }

    @Test func restartWithoutTheQueueKeepsWhatRuns() throws {
        var cluster = try VirtualCluster(queues: Self.twoQueues)
        try cluster.makePod("p0", app: "a", queue: "root.small")
        try cluster.run(seconds: 2)
        try cluster.restart(
            queues: Self.twoQueues.replacing("name: small", with: "name: other"))
        try cluster.run(seconds: 5)
        #expect(try cluster.pod("p0").string("status", "phase") == "Running")
        #expect(
            cluster.adapter.scheduler.queueID(path: ["root", "@recovery@"]) != nil)
    }

    @Test func B117_preemptionEvictsAndTells() throws {
        var cluster = try VirtualCluster(nodes: 1, queues: Self.owedAndOver)
        for number in 0..<4 {
            try cluster.makePod("over\(number)", app: "o", queue: "root.over", cpu: "4")
        }
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 4)
        try cluster.makePod("owed", app: "p", queue: "root.owed", cpu: "4")
        try cluster.run(seconds: 60)
        #expect(try cluster.node(of: "owed") == "node-0")
        #expect(try cluster.placements().count == 4)
        #expect(cluster.calls.filter { $0.hasSuffix("/eviction") }.count == 1)
        let victims = try (0..<4).filter { number in
            try cluster.events(about: "over\(number)").contains {
                $0 == "Preempted: gives its place to p, to which it is owed"
            }
        }
        #expect(victims.count == 1)
        #expect(cluster.adapter.problems == [])
    }

    @Test func podUnderASpentBudgetIsEvictedLast() throws {
        var cluster = try VirtualCluster(nodes: 1, queues: Self.owedAndOver)
        for number in 0..<4 {
            try cluster.makePod(
                "over\(number)", app: "o\(number)", queue: "root.over", cpu: "4",
                labels: number == 1 ? [:] : ["keep": "yes"])
        }
        try cluster.run(seconds: 5)
        try cluster.demand(
            "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            [
                "metadata": ["name": "keep"],
                "spec": ["minAvailable": 3, "selector": ["matchLabels": ["keep": "yes"]]],
            ])
        try cluster.run(seconds: 2)
        try cluster.makePod("owed", app: "p", queue: "root.owed", cpu: "4")
        try cluster.run(seconds: 60)
        #expect(try cluster.node(of: "owed") == "node-0")
        #expect(try !cluster.placements().contains { $0.hasPrefix("over1") })
    }

    @Test func evictionWaitsForTheDisruptionBudget() throws {
        var cluster = try VirtualCluster(nodes: 1, queues: Self.owedAndOver)
        try cluster.makePod(
            "over", app: "o", queue: "root.over", cpu: "16", labels: ["keep": "yes"])
        try cluster.demand(
            "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            [
                "metadata": ["name": "keep"],
                "spec": ["minAvailable": 1, "selector": ["matchLabels": ["keep": "yes"]]],
            ])
        try cluster.run(seconds: 5)
        try cluster.makePod("owed", app: "p", queue: "root.owed", cpu: "16")
        try cluster.run(seconds: 60)
        #expect(try cluster.placements() == ["over: node-0", "owed: -"])
        try cluster.demand(
            "DELETE", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/keep")
        try cluster.run(seconds: 100)
        #expect(try cluster.placements() == ["owed: node-0"])
    }
}
