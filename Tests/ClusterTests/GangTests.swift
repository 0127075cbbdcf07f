import KubernetesAdapter
import Testing

@testable import MusterPlayground

/// Gangs get all of their places or none.
@Suite struct GangTests {
    /// Annotations of a gang of one task group.
    static func gang(
        _ count: Int, cpu: String = "1", style: String = "Soft", timeout: Int = 60
    ) -> JSONValue {
        let groups =
            #"[{"name": "workers", "minMember": \#(count), "#
            + #""minResource": {"cpu": "\#(cpu)", "memory": "64Mi"}}]"#
        return [
            "yunikorn.apache.org/task-group-name": "workers",
            "yunikorn.apache.org/task-groups": .string(groups),
            "yunikorn.apache.org/schedulingPolicyParameters": .string(
                "placeholderTimeoutInSeconds=\(timeout) gangSchedulingStyle=\(style)"),
        ]
    }

    @Test func B094_gangThatDoesNotFitHoldsNothing() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<4 {
            try cluster.makePod(
                "g\(number)", app: "gang", cpu: "5", annotations: Self.gang(4, cpu: "5"))
        }
        try cluster.run(seconds: 15)
        #expect(try cluster.placedCount() == 0)
        #expect(try cluster.condition(of: "g0") == "False Unschedulable")
        #expect(
            try cluster.message(of: "g0")
                == "the whole cluster has 4 vcore too little")
        try cluster.makePod("plain", app: "plain", cpu: "16")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "plain") == "node-0")
    }

    @Test func B095_gangStartsTogetherWhenThereIsRoom() throws {
        var cluster = try VirtualCluster(nodes: 2)
        try cluster.makePod("first", app: "first", cpu: "10")
        try cluster.run(seconds: 2)
        for number in 0..<3 {
            try cluster.makePod(
                "g\(number)", app: "gang", cpu: "8", annotations: Self.gang(3, cpu: "8"))
        }
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 1)
        try cluster.deletePod("first")
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 3)
        #expect(
            try cluster.events(about: "g0").contains(
                "GangReservationComplete: all members of the gang have places") == false)
        #expect(
            try cluster.events(about: "g0").contains(
                "GangScheduling: all members of the gang have places"))
    }

    @Test func placesAreHeldForMembersThatComeLater() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod(
            "driver", app: "spark", cpu: "4", annotations: Self.gang(4, cpu: "4"))
        try cluster.run(seconds: 2)
        #expect(try cluster.node(of: "driver") == "node-0")
        try cluster.makePod("other", app: "other", cpu: "4")
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "other") == "")
        for number in 0..<3 {
            try cluster.makePod(
                "member\(number)", app: "spark", cpu: "4", annotations: Self.gang(4, cpu: "4"))
        }
        try cluster.run(seconds: 5)
        #expect(
            try cluster.placements() == [
                "driver: node-0", "member0: node-0", "member1: node-0", "member2: node-0",
                "other: -",
            ])
    }

    @Test func B112_unusedPlacesAreGivenBackAtTheTimeout() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod(
            "driver", app: "spark", cpu: "4", annotations: Self.gang(4, cpu: "4", timeout: 30))
        try cluster.run(seconds: 2)
        try cluster.makePod("other", app: "other", cpu: "4")
        try cluster.run(seconds: 20)
        #expect(try cluster.node(of: "other") == "")
        try cluster.run(seconds: 15)
        #expect(try cluster.node(of: "other") == "node-0")
    }

    @Test func B101_softGangGoesOnOneByOneAfterTheTimeout() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<3 {
            try cluster.makePod(
                "g\(number)", app: "gang", cpu: "8",
                annotations: Self.gang(3, cpu: "8", timeout: 30))
        }
        try cluster.run(seconds: 25)
        #expect(try cluster.placedCount() == 0)
        try cluster.run(seconds: 10)
        #expect(try cluster.placedCount() == 2)
    }

    @Test func B102_hardGangFailsAfterTheTimeout() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<3 {
            try cluster.makePod(
                "g\(number)", app: "gang", cpu: "8",
                annotations: Self.gang(3, cpu: "8", style: "Hard", timeout: 30))
        }
        try cluster.run(seconds: 40)
        #expect(try cluster.placedCount() == 0)
        for number in 0..<3 {
            let status = try cluster.pod("g\(number)")
            #expect(status.string("status", "phase") == "Failed")
            #expect(status.string("status", "reason") == "ResourceReservationTimeout")
        }
        #expect(cluster.adapter.problems == [])
    }

    @Test func B100_morePodsThanMembersAreScheduledNormally() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<6 {
            try cluster.makePod("g\(number)", app: "gang", annotations: Self.gang(3))
        }
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 6)
    }

    @Test func B106_malformedTaskGroupsAreToldAndThePodRunsAlone() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod("g0", app: "gang", annotations: Self.gang(0))
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "g0") == "node-0")
        let events = try cluster.events(about: "g0")
        #expect(events.contains { $0.hasPrefix("GangScheduling: unable to get taskGroups") })
    }

    @Test func podsOfAJobStartTogether() throws {
        var cluster = try VirtualCluster(nodes: 1)
        var template = VirtualCluster.podSpec(cpu: "6")
        template["restartPolicy"] = "Never"
        try cluster.demand(
            "POST", "/apis/batch/v1/namespaces/default/jobs",
            [
                "metadata": ["name": "train"],
                "spec": [
                    "parallelism": 3, "completions": 3,
                    "template": ["metadata": [:], "spec": template],
                ],
            ])
        try cluster.run(seconds: 10)
        #expect(try cluster.placements().count == 3)
        #expect(try cluster.placedCount() == 0)
        try cluster.demand(
            "DELETE", "/apis/batch/v1/namespaces/default/jobs/train?propagationPolicy=Background")
        template["containers"] = VirtualCluster.podSpec(cpu: "5")["containers"] ?? .null
        try cluster.demand(
            "POST", "/apis/batch/v1/namespaces/default/jobs",
            [
                "metadata": ["name": "small"],
                "spec": [
                    "parallelism": 3, "completions": 3,
                    "template": ["metadata": [:], "spec": template],
                ],
            ])
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 3)
        try cluster.run(seconds: 60)
        #expect(
            try cluster.object("/apis/batch/v1/namespaces/default/jobs/small")
                .at("status", "succeeded") == 3)
    }

    @Test func sparkDriverOfUnknownSizeRunsAfterAWhile() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod(
            "driver", labels: ["spark-role": "driver", "spark-app-selector": "spark-1"])
        try cluster.run(seconds: 1)
        #expect(try cluster.node(of: "driver") == "")
        try cluster.run(seconds: 2)
        #expect(try cluster.node(of: "driver") == "node-0")
        #expect(
            try cluster.events(about: "driver") == [
                "Scheduled: Successfully assigned default/driver to node-0"
            ])
    }

    @Test func podsOfAPodGroupWaitForTheirNumberAndSaySo() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.makePod(
            "lonely", annotations: ["scheduling.k8s.io/group-name": "absent"])
        try cluster.run(seconds: 5)
        #expect(try cluster.node(of: "lonely") == "")
        #expect(
            try cluster.message(of: "lonely")
                == "the gang waits for PodGroup default/absent, which does not exist")
    }

    @Test func whatIsNotObeyedOfAPodGroupIsSaid() throws {
        var cluster = try VirtualCluster(nodes: 1)
        try cluster.demand(
            "POST", "/apis/scheduling.k8s.io/v1alpha2/namespaces/default/podgroups",
            [
                "metadata": ["name": "g"],
                "spec": [
                    "schedulingPolicy": ["gang": ["minCount": 1]], "disruptionMode": "PodGroup",
                    "schedulingConstraints": ["topology": [["key": "rack"]]],
                ],
            ])
        try cluster.makePod("p", spec: ["schedulingGroup": ["podGroupName": "g"]])
        try cluster.run(seconds: 3)
        #expect(
            try cluster.events(about: "p") == [
                "GangScheduling: the topology of PodGroup default/g (rack) is not obeyed: its pods"
                    + " may be placed apart; podAffinity on that label keeps them together",
                "GangScheduling: the disruptionMode of PodGroup default/g is obeyed for as many"
                    + " pods as must start together; others of the group may be evicted alone",
                "Scheduled: Successfully assigned default/p to node-0",
            ])
    }

    @Test func B113_restartInTheMiddleOfAGangGoesOn() throws {
        var cluster = try VirtualCluster(nodes: 1)
        for number in 0..<2 {
            try cluster.makePod(
                "g\(number)", app: "gang", cpu: "4", annotations: Self.gang(3, cpu: "4"))
        }
        try cluster.run(seconds: 2)
        #expect(try cluster.placedCount() == 2)
        try cluster.restart()
        try cluster.makePod("g2", app: "gang", cpu: "4", annotations: Self.gang(3, cpu: "4"))
        try cluster.run(seconds: 5)
        #expect(try cluster.placedCount() == 3)
        #expect(cluster.adapter.problems == [])
    }
}
