import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Gangs get all of their places or none.
    @Suite struct GangTests {
        static let queues = """
            - name: gangs
              parent: true
              queues:
                - name: fair
                  properties: {application.sort.policy: fair}
                - name: tight
                  resources: {max: {vcore: 2}}
            """

        /// A gang whose members need two processors each.
        private func members(
            _ story: Story, _ count: Int, queue: String = "", _ annotations: JSONValue
        ) -> [JSONValue] {
            story.pods(count, "g") {
                story.pod($0, app: "gang", queue: queue, cpu: "2", annotations: annotations)
            }
        }

        @Test func B090_B094_B095_gangWaitsWithoutHoldingAnythingAndStartsWhole() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(members(story, 3, story.gang(3, cpu: "2")))
            try await story.until { $0.isUnschedulable("g0", "g1", "g2") }
            try await story.apply(story.pod("plain", app: "plain", cpu: "4"))
            try await story.until { $0.placed == ["plain"] }
            try await story.deletePods("plain")
            try await story.addNode("n1", cpu: 2)
            let sight = try await story.until {
                $0.isPlaced("g0", "g1", "g2")
                    && $0.events(about: "g0").contains { $0.hasPrefix("GangScheduling: ") }
            }
            #expect(sight.placed.map { sight.node(of: $0) }.sorted() == ["n0", "n0", "n1"])
            #expect(
                sight.events(about: "g0").contains(
                    "GangScheduling: all members of the gang have places"))
        }

        @Test func B100_B110_membersBeyondTheMinimumAndOfNoGroupAreScheduledNormally()
            async throws
        {
            let story = try await Story(nodes: [16])
            try await story.apply(members(story, 5, story.gang(3, cpu: "2")))
            try await story.apply(
                story.pod(
                    "other", app: "gang",
                    annotations: story.gang(
                        [story.taskGroup("workers", 3, cpu: "2")], member: "unknown")))
            try await story.until { $0.placed.count == 6 }
        }

        @Test func B101_B103_B105_softGangGoesOnOneByOneAfterItsTimeout() async throws {
            let story = try await Story(nodes: [4])
            // Another word than Soft or Hard means Soft.
            try await story.apply(
                members(story, 3, story.gang(3, cpu: "2", style: "hard", timeout: 5)))
            try await story.until { $0.placed.count == 2 }
        }

        @Test func B102_hardGangFailsAfterItsTimeout() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(
                members(story, 3, story.gang(3, cpu: "2", style: "Hard", timeout: 5)))
            let sight = try await story.until { sight in
                sight.pods.count == 3 && sight.pods.values.allSatisfy { $0.phase == "Failed" }
            }
            #expect(sight.placed == [])
            #expect(
                sight.pods.values.map { $0.value.string("status", "reason") }
                    == Array(repeating: "ResourceReservationTimeout", count: 3))
        }

        @Test func B106_malformedTaskGroupsAreToldAndThePodRunsAlone() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(members(story, 1, story.gang(0)))
            try await story.until {
                $0.isPlaced("g0")
                    && $0.events(about: "g0").contains {
                        $0.hasPrefix("GangScheduling: unable to get taskGroups")
                    }
            }
        }

        @Test func B107_gangInAFairQueueStartsWhole() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(
                members(story, 2, queue: "root.gangs.fair", story.gang(2, cpu: "2")))
            try await story.until { $0.isPlaced("g0", "g1") }
        }

        @Test func B108_gangBeyondTheMaxOfItsQueueIsRejected() async throws {
            let story = try await Story(nodes: [8])
            try await story.apply(
                members(story, 2, queue: "root.gangs.tight", story.gang(2, cpu: "2")))
            let sight = try await story.until { sight in
                sight.pods.count == 2 && sight.pods.values.allSatisfy { $0.phase == "Failed" }
            }
            #expect(sight.pods["g0"]?.value.string("status", "reason") == "ApplicationRejected")
        }

        /// A driver or an executor of one that starts three of them later.
        private func spark(
            _ story: Story, _ name: String, _ role: String, timeout: Int = 600
        ) -> JSONValue {
            let groups = [
                story.taskGroup("spark-driver", 1, cpu: "1"),
                story.taskGroup("spark-executor", 3, cpu: "1"),
            ]
            return story.pod(
                name,
                labels: [
                    "spark-app-selector": .string(story.app("spark")),
                    "spark-role": .string(role),
                ],
                annotations: story.gang(groups, member: "spark-\(role)", timeout: timeout))
        }

        @Test func B096_executorsTakeThePlacesHeldForThem() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(spark(story, "driver", "driver"))
            try await story.until { $0.isPlaced("driver") }
            try await story.apply(story.pod("other", app: "other"))
            try await story.until { $0.isUnschedulable("other") }
            try await story.apply(story.pods(3, "exec") { spark(story, $0, "executor") })
            let sight = try await story.until { $0.isPlaced("exec0", "exec1", "exec2") }
            #expect(sight.node(of: "other") == "")
        }

        @Test func B112_placesThatNobodyTakesAreGivenBackAtTheTimeout() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(spark(story, "driver", "driver", timeout: 25))
            try await story.until { $0.isPlaced("driver") }
            try await story.apply(story.pod("other", app: "other"))
            try await story.until { $0.isUnschedulable("other") }
            try await story.until { $0.isPlaced("other") }
        }

        @Test func B091_B092_B093_placeholderPodsHoldPlacesAndGoWithTheFirstPod() async throws {
            var story = try await Story(nodes: [3])
            try await story.configure("", ["service.placeholderImage": "registry.example/pause:9"])
            let scheduler = try story.startScheduler()
            story.schedulerName = story.name
            var annotations = story.gang(3)
            annotations["muster.dev/placeholders"] = "pods"
            try await story.apply(story.pod("driver", app: "gang", annotations: annotations))
            let sight = try await story.until { $0.isPlaced("driver") && $0.placed.count == 3 }
            let pod = try #require(sight.pods.values.first { $0.name != "driver" })
            #expect(pod.name.hasPrefix("tg-\(story.app("gang").prefix(28))-workers-"))
            let image = pod.value.list("spec", "containers").first?.string("image")
            #expect(image == "registry.example/pause:9")
            try await story.deletePods("driver")
            try await story.until { $0.pods.isEmpty }
            #expect(scheduler.end() == 0)
        }

        @Test func podsOfAJobStartTogether() async throws {
            let story = try await Story(nodes: [4])
            let job: JSONValue = [
                "apiVersion": "batch/v1", "kind": "Job",
                "metadata": ["name": "train", "namespace": .string(story.name)],
                "spec": [
                    "parallelism": 3, "completions": 3,
                    "template": ["spec": story.podSpec(cpu: "2", ["restartPolicy": "Never"])],
                ],
            ]
            try await story.apply(job)
            try await story.until { sight in
                sight.pods.count == 3 && sight.pods.keys.allSatisfy { sight.isUnschedulable($0) }
            }
            #expect(story.sight.placed == [])
            try await story.addNode("n1", cpu: 2)
            try await story.until { $0.placed.count == 3 }
        }

        @Test func B090_B094_placeholderPodsHoldWhatTheyGet() async throws {
            let story = try await Story(nodes: [4])
            var annotations = story.gang(3, cpu: "2")
            annotations["muster.dev/placeholders"] = "pods"
            try await story.apply(members(story, 1, annotations))
            try await story.until { sight in
                sight.placed.count == 2 && sight.pods.count == 4
                    && sight.placeholders.contains { sight.isUnschedulable($0) }
            }
            #expect(story.sight.node(of: "g0") == "")
            try await story.addNode("n1", cpu: 2)
            let sight = try await story.until { $0.isPlaced("g0") && $0.placed.count == 3 }
            #expect(sight.placeholders.count == 2)
        }
    }
}

extension Sight {
    /// The names of placeholder pods, sorted.
    fileprivate var placeholders: [String] { pods.keys.filter { $0.hasPrefix("tg-") }.sorted() }
}
