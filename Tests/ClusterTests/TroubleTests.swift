import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

@testable import MusterPlayground

/// Servers, nodes and schedulers fail; pods do not get lost and are not bound twice.
@Suite struct TroubleTests {
    @Test func B154_refusedBindingIsTriedAgainAndThenElsewhere() throws {
        var cluster = try VirtualCluster(nodes: 2)
        var refusals = 0
        cluster.intercept = { call in
            guard call.path.hasSuffix("/binding"),
                String(decoding: call.body, as: UTF8.self).contains("node-0")
            else { return nil }
            refusals += 1
            var status = ServerStatus()
            status.code = 500
            status.message = "etcd is away"
            return .refused(status)
        }
        try cluster.makePod("web", app: "shop", cpu: "10")
        try cluster.run(seconds: 110)
        #expect(try cluster.node(of: "web") == "")
        try cluster.run(seconds: 400)
        #expect(try cluster.node(of: "web") == "node-1")
        #expect(
            try cluster.events(about: "web").contains {
                $0 == "PodBindFailure: binding to node node-0 failed: etcd is away"
            })
    }

    @Test func nothingIsLostWhileTheServerIsAway() throws {
        var cluster = try VirtualCluster(nodes: 10)
        for number in 0..<100 { try cluster.makePod("p\(number)", app: "a\(number % 7)") }
        var count = 0
        cluster.intercept = { call in
            count += 1
            // In the middle of it the server is gone.
            return count > 60 ? .unreachable("connection refused") : nil
        }
        try cluster.run(seconds: 1)
        let before = try cluster.placedCount()
        #expect(before > 0 && before < 100)
        cluster.isServerUp = false
        try cluster.run(seconds: 180)
        cluster.isServerUp = true
        cluster.intercept = { _ in nil }
        try cluster.run(seconds: 60)
        #expect(try cluster.placedCount() == 100)
        #expect(cluster.adapter.problems == [])
    }

    @Test func lostAnswerOfABindingThatWasDoneBindsNothingTwice() throws {
        var cluster = try VirtualCluster(nodes: 2)
        var lost: ClusterCall?
        cluster.intercept = { call in
            guard lost == nil, call.path.hasSuffix("/binding") else { return nil }
            lost = call
            return .unreachable("timed out")
        }
        try cluster.makePod("web", app: "shop")
        try cluster.run(seconds: 0)
        let binding = try #require(lost)
        try cluster.demand("POST", binding.path, JSONValue.parse(binding.body))
        try cluster.run(seconds: 60)
        #expect(cluster.calls.filter { $0.hasSuffix("/binding") }.isEmpty)
        #expect(try cluster.pod("web").string("status", "phase") == "Running")
        #expect(cluster.adapter.problems == [])
    }

    @Test func B085_podsOfADeletedNodeAreForgotten() throws {
        var cluster = try VirtualCluster(nodes: 2)
        for number in 0..<4 { try cluster.makePod("p\(number)", app: "a", cpu: "8") }
        try cluster.makePod("late", app: "b", cpu: "8")
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 4)
        try cluster.demand("DELETE", "/api/v1/nodes/node-1")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "late") == "")
        cluster.addNodes(1, prefix: "new")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "late") == "new-0")
        #expect(cluster.adapter.problems == [])
    }

    @Test func B084_cordonedNodeGetsNothingNew() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("old", app: "a")
        try cluster.run(seconds: 2)
        try cluster.demand(
            "PATCH", "/api/v1/nodes/node-0", ["spec": ["unschedulable": true]],
            type: "application/merge-patch+json")
        try cluster.makePod("new", app: "b")
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == ["new: -", "old: node-0"])
        try cluster.demand(
            "PATCH", "/api/v1/nodes/node-0", ["spec": ["unschedulable": .null]],
            type: "application/merge-patch+json")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "new") == "node-0")
    }

    @Test func newLeaderTakesOverWithoutBindingTwice() throws {
        var cluster = try VirtualCluster(nodes: 2)
        try cluster.addReplica()
        for number in 0..<8 { try cluster.makePod("p\(number)", app: "a", cpu: "2") }
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 8)
        cluster.changeLeader(from: 0, to: 1)
        for number in 8..<20 { try cluster.makePod("p\(number)", app: "b", cpu: "2") }
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 16)
        let bindings = cluster.calls.filter { $0.hasSuffix("/binding") }
        #expect(bindings.count == 16)
        #expect(Set(bindings).count == 16)
        #expect(cluster.replicas.map(\.adapter.problems) == [[], []])
    }

    @Test func standbyThatGaveAGangUpKnowsItWhenItRunsAllTheSame() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.addReplica()
        cluster.intercept = { $0.path.hasSuffix("/binding") ? .unreachable("away") : nil }
        for number in 0..<3 {
            try cluster.makePod(
                "g\(number)", app: "gang",
                annotations: GangTests.gang(3, style: "Hard", timeout: 30))
        }
        try cluster.run(seconds: 40)
        cluster.intercept = { _ in nil }
        try cluster.run(seconds: 60)
        #expect(try cluster.placedCount() == 3)
        #expect(try cluster.audit() == [])
    }

    @Test func auditFindsWhatWasNeverTold() throws {
        var cluster = try VirtualCluster(nodes: 2)
        for number in 0..<2 { try cluster.makePod("p\(number)", app: "a", cpu: "10") }
        try cluster.run(seconds: 2)
        #expect(try cluster.audit() == [])
        let uid = try #require(try cluster.pod("p1").string("metadata", "uid"))
        cluster.adapter.handle(.podGone(uid: uid), at: .zero)
        cluster.adapter.handle(.nodeGone("node-0"), at: .zero)
        try cluster.run(seconds: 1)
        #expect(
            try cluster.audit() == ["replica 0: node node-0 is not known"])
    }

    /// Pods of a PodGroup that wait for room.
    private func makeWaitingGroup(_ cluster: inout VirtualCluster) throws {
        try cluster.demand(
            "POST", "/apis/scheduling.k8s.io/v1alpha2/namespaces/default/podgroups",
            ["metadata": ["name": "g"], "spec": ["schedulingPolicy": ["gang": ["minCount": 3]]]])
        for number in 0..<3 {
            try cluster.makePod(
                "g\(number)", cpu: "12", spec: ["schedulingGroup": ["podGroupName": "g"]])
        }
    }

    @Test(
        "an audit leaves out what cannot be read, and what follows from it",
        arguments: [
            (#""value":"7""#, #""value":7"#),
            (#""kubernetes.io/hostname":"node-0""#, #""kubernetes.io/hostname":0"#),
            (#""minCount":3"#, #""minCount":"three""#),
        ])
    func auditOfWhatCannotBeRead(_ misprint: (text: String, instead: String)) throws {
        var cluster = try VirtualCluster(nodes: 2)
        let tolerations: JSONValue = ["tolerations": [["key": "k", "value": "7"]]]
        try cluster.makePod("odd", app: "a", cpu: "10", spec: tolerations)
        try cluster.makePod("plain", app: "a", cpu: "10")
        try makeWaitingGroup(&cluster)
        try cluster.run(seconds: 5)
        cluster.misprint = misprint
        #expect(try cluster.audit() == [])
        // All else is compared as ever.
        let uid = try #require(try cluster.pod("plain").string("metadata", "uid"))
        cluster.adapter.handle(.podGone(uid: uid), at: .zero)
        try cluster.run(seconds: 1)
        #expect(try cluster.audit() == ["replica 0: pod \(uid) is not known"])
    }

    @Test func serverThatWasPutBackIsListedAnew() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("kept", app: "a", cpu: "4")
        try cluster.run(seconds: 5)
        let backup = cluster
        for number in 0..<12 { try cluster.makePod("lost\(number)", app: "b", cpu: "1") }
        try cluster.run(seconds: 5)
        try cluster.restoreServer(from: backup)
        try cluster.makePod("late", app: "c", cpu: "10")
        // The versions of the watches are still to come: nothing is heard of them.
        try cluster.run(seconds: 330)
        #expect(try cluster.placements() == ["kept: node-0", "late: node-0"])
        #expect(try cluster.audit() == [])
    }

    @Test func watchThatTheServerForgotIsListedAnew() throws {
        var cluster = try VirtualCluster(nodes: 2, window: 50)
        try cluster.makePod("first", app: "a")
        try cluster.run(seconds: 2)
        cluster.isServerUp = false
        for number in 0..<100 { try cluster.makePod("p\(number)", app: "b", cpu: "100m") }
        try cluster.deletePod("first")
        cluster.isServerUp = true
        try cluster.run(seconds: 30)
        #expect(try cluster.placedCount() == 100)
        #expect(cluster.adapter.problems == [])
    }
}
