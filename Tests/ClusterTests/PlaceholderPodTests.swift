import KubernetesAdapter
import KubernetesModel
import TestKit
import Testing

@testable import MusterPlayground

/// Gangs whose places are held by placeholder pods.
@Suite struct PlaceholderPodTests {
    /// Annotations of a gang `workers` that asks for placeholder pods.
    private func gang(
        _ count: Int, cpu: String = "4", style: String = "Soft", timeout: Int = 60
    ) -> JSONValue {
        var annotations = GangTests.gang(count, cpu: cpu, style: style, timeout: timeout)
        annotations["muster.dev/placeholders"] = "pods"
        return annotations
    }

    private func placeholders(_ cluster: VirtualCluster) throws -> [JSONValue] {
        var cluster = cluster
        return try cluster.object("/api/v1/namespaces/default/pods").list("items").filter {
            $0.string("metadata", "name")?.hasPrefix("tg-") == true
        }
    }

    private func boundCount(_ cluster: VirtualCluster) throws -> Int {
        try placeholders(cluster).count { $0.string("spec", "nodeName") ?? "" != "" }
    }

    @Test func B090_B094_placeholdersAreMadeAndHoldWhatTheyGet() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 15)
        #expect(try placeholders(cluster).count == 3)
        #expect(try boundCount(cluster) == 2)
        #expect(try cluster.node(of: "driver") == "")
        #expect(try cluster.condition(of: "driver") == "False SchedulingSkipped")
        #expect(
            try cluster.message(of: "driver")
                == "the gang waits until all its placeholders are bound")
        let waiting = try placeholders(cluster).first { $0.string("spec", "nodeName") == nil }
        let name = try #require(waiting?.string("metadata", "name"))
        #expect(try cluster.condition(of: name) == "False Unschedulable")
        #expect(try cluster.message(of: name) == "8 vcore more must become free")
    }

    @Test func B091_B092_B093_placeholdersAreLikeYuniKorns() throws {
        var settings = AdapterSettings()
        settings.placeholders.image = "registry.example/pause:9"
        var cluster = try VirtualCluster(nodes: 1, settings: settings)
        try cluster.makePod(
            "driver", app: "app", queue: "root.default", cpu: "8", annotations: gang(3, cpu: "8"),
            spec: ["imagePullSecrets": [["name": "secret"]]])
        try cluster.run(seconds: 2)
        let pod = try #require(try placeholders(cluster).first)
        let name = try #require(pod.string("metadata", "name"))
        #expect(name.wholeMatch(of: /tg-app-workers-[a-z0-9]{10}/) != nil)
        #expect(pod.string("metadata", "annotations", "yunikorn.apache.org/app-id") == "app")
        #expect(pod.string("metadata", "labels", "queue") == "root.default")
        let key = "internal.yunikorn.apache.org/placeholder"
        #expect(pod.string("metadata", "annotations", key) == "true")
        let owner = try #require(pod.at("metadata")?.list("ownerReferences").first)
        #expect(owner.string("name") == "driver")
        #expect(owner.at("controller") != true)
        let container = try #require(pod.at("spec")?.list("containers").first)
        #expect(container.string("image") == "registry.example/pause:9")
        #expect(container.string("resources", "requests", "cpu") == "8")
        #expect(pod.at("spec")?.list("imagePullSecrets").first?.string("name") == "secret")
    }

    @Test func B095_B096_membersTakeThePlacesWhenAllAreBound() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 2)
        cluster.addNodes(1, prefix: "late")
        try cluster.run(seconds: 3)
        #expect(try cluster.node(of: "driver") != "")
        #expect(try boundCount(cluster) == 2)
        #expect(
            try cluster.events(about: "driver").contains(
                "GangScheduling: all members of the gang have places"))
        try cluster.makePod("worker", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 1)
        #expect(try cluster.node(of: "worker") != "")
        #expect(try placeholders(cluster).count == 1)
        #expect(cluster.adapter.problems == [])
    }

    @Test func memberIsBoundWhenItsPlaceholderIsGone() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(2, cpu: "8"))
        try cluster.run(seconds: 3)
        let steps = cluster.calls.filter {
            $0.hasPrefix("DELETE") || $0.hasSuffix("/driver/binding")
        }
        #expect(steps.count == 2)
        #expect(steps.last == "POST /api/v1/namespaces/default/pods/driver/binding")
        #expect(try cluster.audit() == [])
    }

    @Test func B099_placeholdersAreGivenUpForALargerMember() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(2, cpu: "4"))
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == ["driver: node-0"])
    }

    @Test func B101_softGangGoesOnAfterTheTimeout() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<3 {
            try cluster.makePod(
                "g\(number)", app: "app", cpu: "8", annotations: gang(3, cpu: "8", timeout: 20))
        }
        try cluster.run(seconds: 15)
        #expect(try cluster.placedCount() == 2)
        try cluster.run(seconds: 10)
        #expect(try cluster.placements() == ["g0: node-0", "g1: node-0", "g2: -"])
    }

    @Test func B102_hardGangFailsAfterTheTimeout() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod(
            "driver", app: "app", cpu: "8",
            annotations: gang(3, cpu: "8", style: "Hard", timeout: 20))
        try cluster.run(seconds: 30)
        #expect(try cluster.placements() == ["driver: -"])
        let status = try cluster.pod("driver")
        #expect(status.string("status", "phase") == "Failed")
        #expect(status.string("status", "reason") == "ResourceReservationTimeout")
        try cluster.run(seconds: 60)
        #expect(try cluster.placements() == ["driver: -"])
    }

    @Test func B111_gangWhosePlaceholdersAreRefusedRunsWithoutThem() throws {
        var cluster = try VirtualCluster(nodes: 1)
        var number = 0
        cluster.intercept = { call in
            guard call.verb == .create, call.path.hasSuffix("/pods") else { return nil }
            number += 1
            guard number == 2 else { return nil }
            var status = ServerStatus()
            status.code = 403
            status.message = "exceeded quota: few"
            return .refused(status)
        }
        try cluster.makePod("driver", app: "app", cpu: "4", annotations: gang(3))
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == ["driver: node-0"])
        #expect(
            try cluster.events(about: "driver").contains(
                "GangScheduling: a placeholder cannot be created: exceeded quota: few"))
    }

    @Test func B112_unusedPlaceholdersGoAtTheTimeout() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", annotations: gang(4, cpu: "4", timeout: 20))
        try cluster.run(seconds: 10)
        #expect(try boundCount(cluster) == 3)
        try cluster.run(seconds: 15)
        #expect(try cluster.placements() == ["driver: node-0"])
    }

    @Test func B113_restartGoesOnWithThePlaceholdersThatAreThere() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 2)
        let before = try cluster.placements()
        try cluster.restart()
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == before)
        cluster.addNodes(1, prefix: "late")
        try cluster.run(seconds: 3)
        #expect(try cluster.node(of: "driver") != "")
        #expect(try placeholders(cluster).count == 2)
    }

    @Test func B092_placeholdersGoWithTheirOriginator() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 2)
        try cluster.deletePod("driver")
        try cluster.run(seconds: 5)
        #expect(try cluster.placements() == [])
        #expect(cluster.adapter.problems == [])
    }

    @Test func placeholderThatIsDeletedIsMadeAgain() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 2)
        let name = try #require(try placeholders(cluster).first?.string("metadata", "name"))
        try cluster.deletePod(name)
        try cluster.run(seconds: 10)
        #expect(try placeholders(cluster).count == 3)
        #expect(try boundCount(cluster) == 2)
    }

    @Test func placeholderIsMadeOnceThoughTheAnswerWasLost() throws {
        var cluster = try VirtualCluster(nodes: 1)
        cluster.faults = Faults(
            random: SplitMix64(seed: 7), losses: 50, refusals: 0, lags: 0, breaks: 0)
        try cluster.makePod("driver", app: "app", cpu: "8", annotations: gang(3, cpu: "8"))
        try cluster.run(seconds: 30)
        cluster.faults = nil
        try cluster.run(seconds: 5)
        #expect(try placeholders(cluster).count == 3)
    }

    @Test func whoComesFromYuniKornGetsPlaceholderPods() throws {
        var settings = AdapterSettings()
        settings.schedulerName = "yunikorn"
        var cluster = try VirtualCluster(nodes: 1, settings: settings)
        try cluster.makePod(
            "driver", app: "app", cpu: "8", annotations: GangTests.gang(3, cpu: "8"),
            spec: ["schedulerName": "yunikorn"])
        try cluster.run(seconds: 3)
        #expect(try placeholders(cluster).count == 3)
        #expect(try boundCount(cluster) == 2)
    }

    @Test func queueAsksForPlaceholderPods() throws {
        let queues = """
            partitions:
              - name: default
                queues:
                  - name: root
                    submitacl: "*"
                    queues:
                      - name: default
                        properties: {muster.dev/placeholders: pods}
            """
        var cluster = try VirtualCluster(nodes: 1, queues: queues)
        try cluster.makePod(
            "driver", app: "app", cpu: "8", annotations: GangTests.gang(3, cpu: "8"))
        try cluster.run(seconds: 3)
        #expect(try boundCount(cluster) == 2)
    }
}
