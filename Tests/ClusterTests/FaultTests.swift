import KubernetesAdapter
import KubernetesModel
import MusterCore
import TestKit
import Testing

@testable import MusterPlayground

/// Random lives of a cluster in which calls, answers and watches get lost, nodes and leaders come
/// and go: when it has come to rest everything is as somebody knows it who starts anew.
@Suite struct FaultTests {
    @Test(arguments: Seeds.first(6)) func everythingIsRightInTheEnd(seed: UInt64) throws {
        var story = try FaultStory(seed: seed)
        for _ in 0..<80 { try story.act() }
        try story.heal()
        for problem in try story.problems() {
            Issue.record("seed \(seed) (repeat with MUSTER_SEED=\(seed)): \(problem)")
        }
    }
}

/// One random life.
private struct FaultStory {
    var cluster: VirtualCluster
    var random: SplitMix64
    var made = 0
    var nodes = 4

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        cluster = try VirtualCluster(
            nodes: 4, capacity: ["cpu": "8", "memory": "32Gi"],
            queues: """
                partitions:
                  - name: default
                    placementrules:
                      - name: provided
                    queues:
                      - name: root
                        submitacl: "*"
                        properties:
                          preemption.delay: 2s
                        queues:
                          - name: a
                            resources: {guaranteed: {vcore: 8}, max: {vcore: 20}}
                          - name: b
                            resources: {guaranteed: {vcore: 4}}
                """, window: random.pick([20, 10_000]))
        try cluster.addReplica()
        cluster.faults = Faults(
            random: SplitMix64(seed: random.next()), losses: random.pick([0, 5, 30]),
            refusals: random.pick([0, 5, 20]), lags: random.pick([0, 10, 50]),
            breaks: random.pick([0, 1, 10]))
    }

    mutating func act() throws {
        switch random.below(20) {
        case 0..<6: try makePods()
        case 6..<8: try makeGang()
        case 8..<11: try removePod()
        case 11: cluster.isServerUp.toggle()
        case 12: if cluster.isServerUp { try cluster.changeLeader() }
        case 13: try cluster.restart(replica: random.below(2))
        case 14: try removeNode()
        case 15:
            cluster.addNodes(1, prefix: "more\(nodes)", cpu: "8")
            nodes += 1
        case 16: try cordon()
        case 17: try finishPod()
        default: break
        }
        try cluster.run(seconds: Int64(random.pick([0, 0, 1, 3, 20])))
    }

    private mutating func makePods() throws {
        // Where it goes is told by the first of its pods, which may be another after a restart.
        let number = random.below(6)
        for _ in 0..<random.number(1...5) {
            made += 1
            try cluster.makePod(
                "p\(made)", app: "app\(number)",
                queue: number.isMultiple(of: 2) ? "root.a" : "root.b",
                cpu: "\(random.number(1...4))")
        }
    }

    private mutating func makeGang() throws {
        made += 1
        let (count, cpu) = (random.number(2...5), random.number(1...4))
        var annotations = GangTests.gang(
            count, cpu: "\(cpu)", style: random.pick(["Soft", "Hard"]), timeout: 40)
        if random.chance(50) { annotations["muster.dev/placeholders"] = "pods" }
        for member in 0..<random.number(1...count) {
            try cluster.makePod(
                "g\(made)-\(member)", app: "gang\(made)", queue: "root.b", cpu: "\(cpu)",
                annotations: annotations)
        }
    }

    private mutating func names() throws -> [String] {
        try cluster.placements().map { String($0.prefix { $0 != ":" }) }
    }

    private mutating func removePod() throws {
        let names = try names()
        guard !names.isEmpty else { return }
        try cluster.deletePod(random.pick(names))
    }

    private mutating func finishPod() throws {
        let names = try cluster.placements().filter { !$0.hasSuffix(" -") }
        guard !names.isEmpty else { return }
        let name = random.pick(names).prefix { $0 != ":" }
        try cluster.demand(
            "PATCH", "/api/v1/namespaces/default/pods/\(name)/status",
            ["status": ["phase": "Succeeded"]], type: "application/merge-patch+json")
    }

    private mutating func nodeNames() throws -> [String] {
        try cluster.object("/api/v1/nodes").list("items").compactMap {
            $0.string("metadata", "name")
        }
    }

    private mutating func removeNode() throws {
        let names = try nodeNames()
        guard names.count > 1 else { return }
        try cluster.demand("DELETE", "/api/v1/nodes/\(random.pick(names))")
    }

    private mutating func cordon() throws {
        let names = try nodeNames()
        try cluster.demand(
            "PATCH", "/api/v1/nodes/\(random.pick(names))",
            ["spec": ["unschedulable": random.chance(50) ? true : .null]],
            type: "application/merge-patch+json")
    }

    /// No more faults, and time enough for every timeout.
    mutating func heal() throws {
        cluster.faults = nil
        cluster.isServerUp = true
        try cluster.run(seconds: 600)
    }

    mutating func problems() throws -> [String] {
        var problems = cluster.replicas.flatMap(\.adapter.problems)
        for replica in cluster.replicas {
            problems += replica.adapter.scheduler.checkInvariants()
        }
        problems += try overcommitments()
        problems += try cluster.audit()
        return problems
    }

    /// Nodes on which more is bound than they have, by what the server says alone.
    private mutating func overcommitments() throws -> [String] {
        var used: [String: Int] = [:]
        for pod in try cluster.object("/api/v1/namespaces/default/pods").list("items") {
            let phase = pod.string("status", "phase") ?? ""
            guard let node = pod.string("spec", "nodeName"), phase != "Succeeded",
                phase != "Failed"
            else { continue }
            let cpu = pod.list("spec", "containers").compactMap {
                $0.string("resources", "requests", "cpu").flatMap { Int($0) }
            }
            used[node, default: 0] += cpu.reduce(0, +)
        }
        return used.filter { $0.value > 8 }.map { "\($0.value) cpu are bound to \($0.key)" }
    }
}
