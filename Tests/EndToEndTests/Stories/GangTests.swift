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

        /// A driver, or an executor of one that starts some of them later.
        private func spark(
            _ story: Story, _ name: String, _ role: String, cpu: String = "1",
            executors: (count: Int, cpu: String) = (3, "1"), timeout: Int = 600
        ) -> JSONValue {
            let groups = [
                story.taskGroup("spark-driver", 1, cpu: "1"),
                story.taskGroup("spark-executor", executors.count, cpu: executors.cpu),
            ]
            return story.pod(
                name, cpu: cpu,
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

        @Test func B098_smallerMemberLeavesTheRestOfItsPlaceToOthers() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(spark(story, "driver", "driver", executors: (1, "3")))
            try await story.until { $0.isPlaced("driver") }
            try await story.apply(story.pod("other", app: "other", cpu: "2"))
            try await story.until { $0.isUnschedulable("other") }
            try await story.apply(spark(story, "exec", "executor", executors: (1, "3")))
            try await story.until { $0.isPlaced("exec", "other") }
        }

        @Test func B099_placeIsGivenUpForALargerMember() async throws {
            let story = try await Story(nodes: [4])
            try await story.apply(spark(story, "driver", "driver", executors: (2, "1")))
            try await story.until { $0.isPlaced("driver") }
            try await story.apply(story.pod("other", app: "other", cpu: "2"))
            try await story.until { $0.isUnschedulable("other") }
            // One processor is free: it needs one of the two that are held besides.
            try await story.deletePods("other")
            try await story.apply(
                spark(story, "large", "executor", cpu: "2", executors: (2, "1")))
            try await story.until { $0.isPlaced("large") }
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

        @Test func B111_gangWhosePlaceholdersAreRefusedRunsWithoutThem() async throws {
            let story = try await Story(nodes: [4])
            let priority = "brief-\(story.cluster.run)"
            try await story.apply(story.priorityClass(priority, 10, [:]))
            var annotations = story.gang(3)
            annotations["muster.dev/placeholders"] = "pods"
            try await story.apply(
                story.pod(
                    "driver", app: "gang", annotations: annotations,
                    spec: [
                        "priorityClassName": .string(priority),
                        "schedulingGates": [["name": "example.com/budget"]],
                    ]))
            // Without the class no more pods of it can be made.
            try await story.kubectl("delete priorityclass \(priority)")
            try await story.kubectl.run([
                "patch", "pod", "driver", "-n", story.name, "--type=json", "-p",
                #"[{"op": "remove", "path": "/spec/schedulingGates"}]"#,
            ])
            let sight = try await story.until {
                $0.isPlaced("driver")
                    && $0.events(about: "driver").contains {
                        $0.hasPrefix("GangScheduling: a placeholder cannot be created: ")
                    }
            }
            #expect(sight.placements == ["driver: n0"])
        }

        @Test func gangOfTaskGroupsStartsWholeBesidePodsOfOthers() async throws {
            let story = try await Story(nodes: [4, 4])
            for (node, cpu) in [("n0", "3"), ("n1", "1")] {
                try await story.apply(
                    story.pod(
                        "other-\(node)", cpu: cpu,
                        spec: [
                            "schedulerName": "somebody-else",
                            "nodeName": .string(story.node(node)),
                        ]))
            }
            try await story.until { $0.isPlaced("other-n0", "other-n1") }
            let groups = [
                story.taskGroup("master", 1, cpu: "1"), story.taskGroup("worker", 2, cpu: "2"),
            ]
            func member(_ name: String, _ group: String, cpu: String) -> JSONValue {
                story.pod(
                    name, app: "gang", cpu: cpu, annotations: story.gang(groups, member: group))
            }
            try await story.apply(
                member("master", "master", cpu: "1"), member("worker0", "worker", cpu: "2"),
                member("worker1", "worker", cpu: "2"))
            // There is room for the master and one of the workers.
            try await story.until { $0.isUnschedulable("master", "worker0", "worker1") }
            let others = ["other-n0": story.node("n0"), "other-n1": story.node("n1")]
            let waiting = ["master", "worker0", "worker1"].map { ($0, "<none>") }
            #expect(try await story.wide() == others.merging(waiting) { $1 })
            try await story.deletePods("other-n0")
            try await story.until { $0.isPlaced("master", "worker0", "worker1") }
            let nodes = try await story.wide()
            #expect(nodes["master"] == story.node("n0"))
            let workers = [nodes["worker0"] ?? "", nodes["worker1"] ?? ""].sorted()
            #expect(workers == [story.node("n0"), story.node("n1")])
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

extension Story {
    /// The nodes of pods by their names, as `kubectl get pods -o wide` prints them.
    fileprivate func wide() async throws -> [String: String] {
        let lines = try await kubectl("get pods -n \(name) -o wide --no-headers")
        let rows = lines.split(separator: "\n").map { $0.split(separator: " ") }
        return Dictionary(
            uniqueKeysWithValues: rows.map { (String($0[0]), $0.count > 6 ? String($0[6]) : "") })
    }
}

extension Sight {
    /// The names of placeholder pods, sorted.
    fileprivate var placeholders: [String] { pods.keys.filter { $0.hasPrefix("tg-") }.sorted() }
}
