import Testing

@testable import MusterPlayground

extension EndToEndTests {
    /// Pods go where their volumes can be.
    @Suite struct VolumeTests {
        private func storageClass(_ story: Story, waits: Bool) -> JSONValue {
            [
                "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
                "metadata": story.clusterWide(story.name),
                "provisioner": "kubernetes.io/no-provisioner",
                "volumeBindingMode": .string(waits ? "WaitForFirstConsumer" : "Immediate"),
            ]
        }

        private func claim(_ story: Story) -> JSONValue {
            [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": ["name": "data", "namespace": .string(story.name)],
                "spec": [
                    "accessModes": ["ReadWriteOnce"], "storageClassName": .string(story.name),
                    "resources": ["requests": ["storage": "1Gi"]],
                ],
            ]
        }

        /// A volume that only nodes with a label can reach.
        private func volume(_ story: Story, _ key: String, _ value: String) -> JSONValue {
            [
                "apiVersion": "v1", "kind": "PersistentVolume",
                "metadata": story.clusterWide(story.name),
                "spec": [
                    "capacity": ["storage": "1Gi"], "accessModes": ["ReadWriteOnce"],
                    "storageClassName": .string(story.name),
                    "persistentVolumeReclaimPolicy": "Retain", "local": ["path": "/data"],
                    "nodeAffinity": [
                        "required": [
                            "nodeSelectorTerms": [
                                [
                                    "matchExpressions": [
                                        [
                                            "key": .string(key), "operator": "In",
                                            "values": [.string(value)],
                                        ]
                                    ]
                                ]
                            ]
                        ]
                    ],
                ],
            ]
        }

        private static let mount: JSONValue = [
            "volumes": [["name": "data", "persistentVolumeClaim": ["claimName": "data"]]]
        ]

        @Test func B153_missingClaimIsToldAndThenBoundForItsFirstConsumer() async throws {
            let story = try await Story(nodes: [4, 4])
            try await story.apply(story.pod("web", app: "a", spec: Self.mount))
            try await story.until {
                $0.isUnschedulable("web")
                    && $0.events(about: "web")
                        == ["FailedScheduling: persistentvolumeclaim \"data\" not found"]
            }
            try await story.apply(
                storageClass(story, waits: true),
                volume(story, "kubernetes.io/hostname", story.node("n1")), claim(story))
            try await story.until { $0.placements == ["web: n1"] }
            #expect(
                try await story.kubectl(
                    "get pvc data -n \(story.name) -o jsonpath={.status.phase}") == "Bound")
        }

        @Test func podFollowsAVolumeThatIsBoundInAZone() async throws {
            let story = try await Story(nodes: [4, 4], zones: ["a", "b"])
            try await story.apply(
                storageClass(story, waits: false),
                volume(story, "topology.kubernetes.io/zone", "b"), claim(story))
            try await story.apply(story.pod("web", app: "a", spec: Self.mount))
            try await story.until { $0.placements == ["web: n1"] }
        }
    }
}
