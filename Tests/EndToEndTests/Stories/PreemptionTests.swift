import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Who is owed a place gets it from whom it may be taken.
    ///
    /// Each story has a queue that lets nobody see past it. Where nothing is to happen, somebody
    /// asks in vain first, and is still waiting when somebody else has got a place.
    @Suite struct PreemptionTests {
        static let queues = ["back", "spared", "alone", "who", "prior"].map { name in
            """
            - name: \(name)
              parent: true
              properties: {preemption.policy: fence, preemption.delay: 1s}
              queues:
                - name: owed
                  resources: {guaranteed: {vcore: 2}}
                - name: over
                - name: poor
                - name: safe
                  resources: {guaranteed: {vcore: 2}}
                - name: shielded
                  properties: {preemption.policy: disabled}
                - name: fenced
                  resources: {guaranteed: {vcore: 1}}
                  properties: {preemption.policy: fence}
            """
        }.joined(separator: "\n")

        @Test func B117_B118_B129_queueGetsItsGuaranteeBackAndTheVictimIsTold() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(
                story.pods(4, "over") { story.pod($0, app: $0, queue: "root.back.over") })
            try await story.until { $0.placed.count == 4 }
            try await story.apply(story.pod("poor", app: "p", queue: "root.back.poor"))
            try await story.until { $0.isUnschedulable("poor") }
            try await story.apply(story.pod("owed", app: "o", queue: "root.back.owed"))
            let sight = try await story.until { $0.isPlaced("owed") }
            let left = sight.placed.filter { $0.hasPrefix("over") }
            #expect(left.count == 3)
            #expect(sight.node(of: "poor") == "")
            let victims = ["over0", "over1", "over2", "over3"].filter { !left.contains($0) }
            #expect(
                sight.events(about: victims[0]).contains(
                    "Preempted: gives its place to \(story.app("o")), to which it is owed"))
        }

        @Test func B119_B121_whoIsWithinHisGuaranteeOrShieldedIsSpared() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(
                story.pods(2, "safe") { story.pod($0, app: "s", queue: "root.spared.safe") }
                    + [
                        story.pod("shielded", app: "d", queue: "root.spared.shielded"),
                        story.pod("over", app: "v", queue: "root.spared.over"),
                    ])
            try await story.until { $0.placed.count == 4 }
            try await story.apply(
                story.pods(2, "owed") { story.pod($0, app: $0, queue: "root.spared.owed") })
            let sight = try await story.until { sight in
                ["owed0", "owed1"].contains { sight.isPlaced($0) }
                    && ["owed0", "owed1"].contains { sight.isUnschedulable($0) }
            }
            #expect(sight.isPlaced("safe0", "safe1", "shielded"))
            #expect(sight.pods["over"] == nil)
        }

        @Test func B120_B123_fencedQueuesAndThosePodsWhoMayNotEvictWait() async throws {
            let story = try await Story(nodes: [2])
            let never = "never-\(story.cluster.run)"
            try await story.apply(
                story.priorityClass(never, 10, ["preemptionPolicy": "Never"]))
            try await story.apply(
                story.pods(2, "over") { story.pod($0, app: $0, queue: "root.alone.over") })
            try await story.until { $0.placed.count == 2 }
            try await story.apply(
                story.pod("fenced", app: "f", queue: "root.alone.fenced"),
                story.pod(
                    "never", app: "n", queue: "root.alone.owed",
                    spec: ["priorityClassName": .string(never)]))
            try await story.until { $0.isUnschedulable("fenced", "never") }
            try await story.apply(story.pod("owed", app: "o", queue: "root.alone.owed"))
            let sight = try await story.until { $0.isPlaced("owed") }
            #expect(!sight.isPlaced("fenced"))
            #expect(!sight.isPlaced("never"))
        }

        @Test func B124_B125_B128_plainMemberGoesBeforeTheDriverAndThoseWhoOptedOut()
            async throws
        {
            let story = try await Story(nodes: [4])
            let optOut: JSONValue = ["yunikorn.apache.org/allow-preemption": "false"]
            let spared = "spared-\(story.cluster.run)"
            try await story.apply(story.priorityClass(spared, 0, [:], annotations: optOut))
            func pod(_ name: String, _ annotations: JSONValue, _ spec: JSONValue = [:])
                -> JSONValue
            {
                story.pod(
                    name, app: "a", queue: "root.who.over", annotations: annotations, spec: spec)
            }
            try await story.apply(pod("driver", [:]))
            try await story.until { $0.isPlaced("driver") }
            try await story.apply(
                pod("plain", [:]), pod("opted", optOut),
                pod("class", [:], ["priorityClassName": .string(spared)]))
            try await story.until { $0.placed.count == 4 }
            try await story.apply(story.pod("owed", app: "o", queue: "root.who.owed"))
            let sight = try await story.until { $0.isPlaced("owed") }
            #expect(sight.placed == ["class", "driver", "opted", "owed"])
        }

        @Test func B126_B127_higherPriorityIsNotEvictedAndNobodyInsideALeaf() async throws {
            let story = try await Story(nodes: [2])
            let high = "high-\(story.cluster.run)"
            try await story.apply(story.priorityClass(high, 1000, [:]))
            let important: JSONValue = ["priorityClassName": .string(high)]
            try await story.apply(
                story.pod("high", app: "h", queue: "root.prior.over", spec: important),
                story.pod("low", app: "l", queue: "root.prior.over"))
            try await story.until { $0.isPlaced("high", "low") }
            try await story.apply(
                story.pod("higher", app: "i", queue: "root.prior.over", spec: important))
            try await story.until { $0.isUnschedulable("higher") }
            try await story.apply(
                story.pods(2, "owed") { story.pod($0, app: "o", queue: "root.prior.owed") })
            let sight = try await story.until { sight in
                ["owed0", "owed1"].contains { sight.isPlaced($0) }
                    && ["owed0", "owed1"].contains { sight.isUnschedulable($0) }
            }
            #expect(sight.isPlaced("high"))
            #expect(sight.pods["low"] == nil)
            #expect(!sight.isPlaced("higher"))
        }

        private static let off = """
            partitions:
              - name: default
                preemption: {enabled: false}
                placementrules:
                  - name: provided
                queues:
                  - name: root
                    submitacl: "*"
                    properties: {preemption.delay: 1s}
                    queues:
                      - name: owed
                        resources: {guaranteed: {vcore: 1}}
                      - name: over

            """

        @Test func B122_withoutPreemptionOnlyPodsBoundToTheirNodeEvict() async throws {
            var story = try await Story(nodes: [4])
            try await story.configure(Self.off)
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            try await story.apply(
                story.pods(4, "over") { [story] in story.pod($0, app: $0, queue: "root.over") })
            try await story.until { $0.placed.count == 4 }
            try await story.apply(story.pod("owed", app: "o", queue: "root.owed"))
            try await story.until { $0.isUnschedulable("owed") }
            // The agent goes last, as it would only come back.
            let metadata: JSONValue = [
                "labels": ["part": "agent", "queue": "root.over"],
                "annotations": ["yunikorn.apache.org/allow-preemption": "false"],
            ]
            let agents: JSONValue = [
                "apiVersion": "apps/v1", "kind": "DaemonSet",
                "metadata": ["name": "agent", "namespace": .string(story.name)],
                "spec": [
                    "selector": ["matchLabels": ["part": "agent"]],
                    "template": ["metadata": metadata, "spec": story.podSpec(cpu: "1")],
                ],
            ]
            try await story.apply(agents)
            let sight = try await story.until { sight in
                sight.placed.contains { $0.hasPrefix("agent") }
            }
            #expect(sight.placed.filter { $0.hasPrefix("over") }.count == 3)
            #expect(!sight.isPlaced("owed"))
            // It was the switch alone that kept the other one waiting.
            try await story.configure(Self.off.replacing("false", with: "true"))
            try await story.until { $0.isPlaced("owed") }
            #expect(scheduler.end() == 0)
        }
    }
}
