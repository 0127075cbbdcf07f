import Testing

@testable import MusterPlayground

@Suite("Volumes and their claims")
struct VolumeTests {
    private static let volumes = "/api/v1/persistentvolumes"
    private static let disk = "/api/v1/persistentvolumes/disk"
    private static let claims = "/api/v1/namespaces/default/persistentvolumeclaims"
    private static let data = "/api/v1/namespaces/default/persistentvolumeclaims/data"

    private func makeVolume(
        _ stage: inout Stage, _ name: JSONValue = "disk", size: JSONValue = "10Gi",
        policy: JSONValue = "Retain"
    ) {
        stage.ask(
            "POST", Self.volumes,
            [
                "metadata": ["name": name],
                "spec": [
                    "capacity": ["storage": size], "accessModes": ["ReadWriteOnce"],
                    "persistentVolumeReclaimPolicy": policy, "storageClassName": "by-hand",
                    "local": ["path": "/disk"],
                ],
            ])
    }

    private func makeClaim(
        _ stage: inout Stage, _ className: JSONValue = "by-hand", mode: JSONValue = "ReadWriteOnce",
        volume: JSONValue? = nil
    ) {
        let spec = JSONValue.compact([
            ("accessModes", [mode]), ("storageClassName", className), ("volumeName", volume),
            ("resources", ["requests": ["storage": "5Gi"]]),
        ])
        stage.ask("POST", Self.claims, ["metadata": ["name": "data"], "spec": spec])
        stage.pass(seconds: 1)
    }

    private func delete(_ stage: inout Stage, _ path: String) {
        stage.ask("DELETE", path)
        stage.pass(seconds: 1)
    }

    private func phase(_ stage: inout Stage, _ path: String) -> String? {
        stage.ask("GET", path).body.string("status", "phase")
    }

    /// The name of the volume that the claim has got.
    private func volume(_ stage: inout Stage) -> String? {
        stage.ask("GET", Self.data).body.string("spec", "volumeName")
    }

    @Test("a claim gets the smallest volume that is large enough")
    func smallest() {
        var stage = Stage()
        makeVolume(&stage, "a-large", size: "20Gi")
        makeVolume(&stage, "b-small", size: "1Gi")
        makeVolume(&stage, "c-right", size: "6Gi")
        stage.pass(seconds: 1)
        #expect(phase(&stage, "\(Self.volumes)/c-right") == "Available")
        makeClaim(&stage)
        #expect(volume(&stage) == "c-right")
        #expect(phase(&stage, "\(Self.volumes)/c-right") == "Bound")
        #expect(phase(&stage, "\(Self.volumes)/a-large") == "Available")
    }

    @Test("a claim gets no volume that cannot be used as it wants")
    func accessModes() {
        var stage = Stage()
        makeVolume(&stage)
        makeClaim(&stage, mode: "ReadWriteMany")
        #expect(phase(&stage, Self.data) == "Pending")
    }

    @Test("a claim that names its volume gets that one, also when it comes later")
    func named() {
        var stage = Stage()
        makeVolume(&stage, "a-other")
        makeClaim(&stage, volume: "disk")
        #expect(phase(&stage, Self.data) == "Pending")
        makeVolume(&stage)
        stage.pass(seconds: 1)
        #expect(phase(&stage, Self.data) == "Bound")
        #expect(phase(&stage, Self.disk) == "Bound")
    }

    @Test("a volume whose claim is gone is released, and not given to the next one of its name")
    func released() {
        var stage = Stage()
        makeVolume(&stage)
        makeClaim(&stage)
        delete(&stage, Self.data)
        #expect(phase(&stage, Self.disk) == "Released")
        makeClaim(&stage)
        #expect(phase(&stage, Self.data) == "Pending")
        #expect(phase(&stage, Self.disk) == "Released")
        stage.ask(
            "PATCH", Self.disk, ["spec": ["claimRef": .null]], type: "application/merge-patch+json")
        stage.pass(seconds: 1)
        #expect(phase(&stage, Self.data) == "Bound")
    }

    @Test("a volume that a scheduler keeps for a claim is released when the claim goes unbound")
    func keptInVain() {
        var stage = Stage()
        makeVolume(&stage)
        stage.ask(
            "PATCH", Self.disk,
            ["spec": ["claimRef": ["namespace": "default", "name": "data", "uid": "gone"]]],
            type: "application/merge-patch+json")
        stage.pass(seconds: 1)
        #expect(phase(&stage, Self.disk) == "Released")
    }

    @Test("a volume that was made for a claim goes with it, unless its class wants it to stay")
    func provisioned() throws {
        for (policy, last) in [("Delete", nil), ("Retain", "Released")] {
            var stage = Stage()
            stage.ask(
                "POST", "/apis/storage.k8s.io/v1/storageclasses",
                [
                    "metadata": ["name": "made"], "provisioner": "disks.example",
                    "reclaimPolicy": .string(policy),
                ])
            makeClaim(&stage, "made")
            let made = "\(Self.volumes)/\(try #require(volume(&stage)))"
            delete(&stage, Self.data)
            #expect(phase(&stage, made) == last)
        }
    }

    @Test("a volume that nobody can delete fails and says why")
    func undeletable() {
        var stage = Stage()
        makeVolume(&stage, policy: "Delete")
        makeClaim(&stage)
        delete(&stage, Self.data)
        let status = stage.ask("GET", Self.disk).body["status"]
        #expect(status?.string("phase") == "Failed")
        #expect(
            status?.string("message") == "error getting deleter volume plugin for volume \"disk\": "
                + "no deletable volume plugin matched")
    }

    @Test("a deleted claim stays while a pod with a node names it; a deleted volume while bound")
    func protection() {
        var stage = Stage()
        makeVolume(&stage)
        makeClaim(&stage)
        let use: JSONValue = ["name": "v", "persistentVolumeClaim": ["claimName": "data"]]
        stage.makePod("user", spec: ["volumes": [use]])
        _ = stage.bind("user", to: "node-0")
        delete(&stage, Self.disk)
        delete(&stage, Self.data)
        #expect(stage.ask("GET", Self.disk).body.at("metadata", "deletionTimestamp") != nil)
        #expect(stage.ask("GET", Self.data).body.at("metadata", "deletionTimestamp") != nil)
        delete(&stage, "/api/v1/namespaces/default/pods/user")
        #expect(stage.ask("GET", Self.data).status == 404)
    }

    @Test("a claim whose volume is gone is lost")
    func lost() {
        var stage = Stage()
        makeVolume(&stage)
        makeClaim(&stage)
        stage.ask(
            "PATCH", Self.disk, ["metadata": ["finalizers": .null]],
            type: "application/merge-patch+json")
        delete(&stage, Self.disk)
        #expect(phase(&stage, Self.data) == "Lost")
    }
}
