import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// What pods say about where they may run is respected.
    @Suite struct ConstraintTests {
        @Test func B077_B078_selectorsAndRequiredAffinity() async throws {
            let story = try await Story(nodes: [4, 4])
            try await story.kubectl("label node \(story.node("n1")) disk=ssd")
            let affinity: JSONValue = [
                "affinity": [
                    "nodeAffinity": [
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            "nodeSelectorTerms": [
                                [
                                    "matchExpressions": [
                                        ["key": "disk", "operator": "DoesNotExist"]
                                    ]
                                ]
                            ]
                        ]
                    ]
                ]
            ]
            try await story.apply(
                story.pod("ssd", app: "a", spec: ["nodeSelector": ["disk": "ssd"]]),
                story.pod("tape", app: "b", spec: ["nodeSelector": ["disk": "tape"]]),
                story.pod("none", app: "c", spec: affinity))
            let sight = try await story.until {
                $0.isPlaced("ssd", "none") && $0.isUnschedulable("tape")
            }
            #expect(sight.placements == ["none: n0", "ssd: n1", "tape: -"])
            #expect(sight.message(of: "tape").contains("do not match its node selector"))
        }

        @Test func B079_taintedNodeIsForThoseWhoTolerateIt() async throws {
            let story = try await Story(nodes: [4])
            try await story.kubectl("taint node \(story.node("n0")) gpu=yes:NoSchedule")
            let tolerant: JSONValue = ["tolerations": [["key": "gpu", "operator": "Exists"]]]
            try await story.apply(
                story.pod("plain", app: "a"), story.pod("tolerant", app: "b", spec: tolerant))
            let sight = try await story.until {
                $0.isPlaced("tolerant") && $0.isUnschedulable("plain")
            }
            #expect(sight.message(of: "plain").contains("have a taint that it does not tolerate"))
            try await story.kubectl("taint node \(story.node("n0")) gpu-")
            try await story.until { $0.isPlaced("plain") }
        }

        @Test func B080_preferredAffinityIsFollowedWhereThereIsRoom() async throws {
            let story = try await Story(nodes: [2, 4])
            try await story.kubectl("label node \(story.node("n0")) disk=ssd")
            let preferred: JSONValue = [
                "affinity": [
                    "nodeAffinity": [
                        "preferredDuringSchedulingIgnoredDuringExecution": [
                            [
                                "weight": 100,
                                "preference": [
                                    "matchExpressions": [
                                        ["key": "disk", "operator": "In", "values": ["ssd"]]
                                    ]
                                ],
                            ]
                        ]
                    ]
                ]
            ]
            try await story.apply(
                story.pods(3, "p") { story.pod($0, app: "a", spec: preferred) })
            let sight = try await story.until { $0.placed.count == 3 }
            #expect(sight.placements.filter { $0.hasSuffix("n0") }.count == 2)
        }

        @Test func B081_hostPortIsGivenOnceOnANode() async throws {
            let story = try await Story(nodes: [4])
            let port: JSONValue = [
                "containers": [
                    [
                        "name": "main", "image": "registry.example/app:1",
                        "ports": [["containerPort": 80, "hostPort": 8080]],
                    ]
                ]
            ]
            try await story.apply(story.pod("a", app: "a", spec: port))
            try await story.until { $0.isPlaced("a") }
            try await story.apply(story.pod("b", app: "b", spec: port))
            let sight = try await story.until { $0.isUnschedulable("b") }
            #expect(sight.message(of: "b").contains("have a port taken that it needs"))
        }

        private func apart(_ kind: String, from labels: JSONValue) -> JSONValue {
            [
                "affinity": [
                    kind: [
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            [
                                "topologyKey": "kubernetes.io/hostname",
                                "labelSelector": ["matchLabels": labels],
                            ]
                        ]
                    ]
                ]
            ]
        }

        @Test func B082_podsKeepApartAndTogether() async throws {
            let story = try await Story(nodes: [8, 8])
            let database: JSONValue = ["part": "database"]
            try await story.apply(
                story.pods(3, "db") {
                    story.pod(
                        $0, app: $0, labels: database,
                        spec: apart("podAntiAffinity", from: database))
                })
            try await story.until { sight in
                sight.placed.count == 2 && sight.pods.keys.contains { sight.isUnschedulable($0) }
            }
            try await story.apply(
                story.pod("near", app: "n", spec: apart("podAffinity", from: database)),
                story.pod(
                    "far", app: "f", spec: apart("podAntiAffinity", from: database)),
                story.pod(
                    "nowhere", app: "w", spec: apart("podAffinity", from: ["part": "cache"])))
            let sight = try await story.until {
                $0.isPlaced("near") && $0.isUnschedulable("far", "nowhere")
            }
            #expect(
                Set(sight.placed.filter { $0.hasPrefix("db") }.map { sight.node(of: $0) })
                    == ["n0", "n1"])
            #expect(sight.message(of: "nowhere").contains("are not near the pods that it needs"))
        }

        @Test func B083_podsSpreadOverZones() async throws {
            let story = try await Story(nodes: [8, 8, 8], zones: ["a", "a", "b"])
            let spread: JSONValue = [
                "topologySpreadConstraints": [
                    [
                        "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone",
                        "whenUnsatisfiable": "DoNotSchedule",
                        "labelSelector": ["matchLabels": ["part": "web"]],
                    ]
                ]
            ]
            try await story.apply(
                story.pods(6, "web") {
                    story.pod($0, app: "a", labels: ["part": "web"], spec: spread)
                })
            let sight = try await story.until { $0.placed.count == 6 }
            #expect(sight.placements.filter { $0.hasSuffix("n2") }.count == 3)
        }

        @Test func B069_B070_emptiestNodeComesFirstAndThenTheName() async throws {
            let story = try await Story(nodes: [8, 8, 8])
            try await story.apply(story.pod("a", app: "a", cpu: "3"))
            try await story.until { $0.placements == ["a: n0"] }
            try await story.apply(story.pod("b", app: "b", cpu: "2"))
            try await story.until { $0.isPlaced("b") }
            try await story.apply(story.pod("c", app: "c", cpu: "1"))
            try await story.until { $0.isPlaced("c") }
            try await story.apply(story.pod("d", app: "d", cpu: "1"))
            let sight = try await story.until { $0.isPlaced("d") }
            #expect(sight.placements == ["a: n0", "b: n1", "c: n2", "d: n2"])
        }

        @Test func B084_cordonedAndDrainedNodeGetsNothingNew() async throws {
            let story = try await Story(nodes: [4, 4])
            let replicas: JSONValue = [
                "apiVersion": "apps/v1", "kind": "ReplicaSet",
                "metadata": ["name": "web", "namespace": .string(story.name)],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["part": "web"]],
                    "template": [
                        "metadata": ["labels": ["part": "web"]],
                        "spec": story.podSpec(cpu: "1"),
                    ],
                ],
            ]
            try await story.kubectl("cordon \(story.node("n1"))")
            try await story.apply(replicas)
            try await story.until { sight in
                sight.placed.count == 2 && sight.placed.allSatisfy { sight.node(of: $0) == "n0" }
            }
            try await story.kubectl("uncordon \(story.node("n1"))")
            try await story.kubectl("drain \(story.node("n0")) --timeout=60s")
            try await story.until { sight in
                sight.placed.count == 2 && sight.placed.allSatisfy { sight.node(of: $0) == "n1" }
            }
        }

        @Test func B130_podOfADaemonSetGetsItsNode() async throws {
            let story = try await Story(nodes: [4, 4])
            try await story.apply(story.pods(4, "p") { story.pod($0, app: "a", cpu: "2") })
            try await story.until { $0.placed.count == 4 }
            let agents: JSONValue = [
                "apiVersion": "apps/v1", "kind": "DaemonSet",
                "metadata": ["name": "agent", "namespace": .string(story.name)],
                "spec": [
                    "selector": ["matchLabels": ["part": "agent"]],
                    "template": [
                        "metadata": ["labels": ["part": "agent"]],
                        "spec": story.podSpec(
                            cpu: "1", ["priorityClassName": "system-node-critical"]),
                    ],
                ],
            ]
            try await story.apply(agents)
            try await story.until { sight in
                Set(sight.placed.filter { $0.hasPrefix("agent") }.map { sight.node(of: $0) })
                    == ["n0", "n1"]
            }
            let sight = try await story.until { $0.placed.filter { $0.hasPrefix("p") }.count == 2 }
            #expect(Set(sight.placed.suffix(2).map { sight.node(of: $0) }) == ["n0", "n1"])
        }
    }
}
