import KubernetesAdapter
import KubernetesModel
import MusterCore
import Testing

private typealias NodeSelector = MusterCore.NodeSelector

/// Rows from kubernetes.io: "Storage Classes", "Persistent Volumes", "Storage Capacity", "Volume
/// Limits".
@Suite("Volumes")
struct VolumeTests {
    private var storage = Storage()

    /// A pod that uses the claims `c1`, `c2`, … of its namespace.
    private func user(of claims: String...) throws -> Pod {
        let volumes = claims.map {
            #"{"name": "v-\#($0)", "persistentVolumeClaim": {"claimName": "\#($0)"}}"#
        }
        return try pod(spec: #""volumes": [\#(volumes.joined(separator: ","))]"#)
    }

    private mutating func claim(
        _ name: String, _ spec: String, _ metadata: String = "", status: String = ""
    ) throws {
        let more = metadata.isEmpty ? "" : ", \(metadata)"
        storage.update(
            try object(
                """
                {"metadata": {"name": "\(name)", "namespace": "shop", "uid": "uid-\(name)"\(more)},
                 "spec": {\(spec)}, "status": {\(status)}}
                """, as: PersistentVolumeClaim.self))
    }

    private mutating func boundClaim(_ name: String, to volume: String) throws {
        try claim(
            name, #""volumeName": "\#(volume)", "storageClassName": "fast""#,
            #""annotations": {"pv.kubernetes.io/bind-completed": "yes"}"#)
    }

    private mutating func volume(
        _ name: String, _ spec: String, labels: String = "{}", phase: String = "Available"
    ) throws {
        storage.update(
            try object(
                """
                {"metadata": {"name": "\(name)", "labels": \(labels)},
                 "spec": {\(spec)}, "status": {"phase": "\(phase)"}}
                """, as: PersistentVolume.self))
    }

    private mutating func localVolume(_ name: String, _ size: String, on host: String) throws {
        try volume(
            name,
            """
            "capacity": {"storage": "\(size)"}, "storageClassName": "local",
            "accessModes": ["ReadWriteOnce"], "nodeAffinity": {"required": {"nodeSelectorTerms": [
             {"matchExpressions": [{"key": "host", "operator": "In", "values": ["\(host)"]}]}]}}
            """)
    }

    private mutating func storageClass(
        _ name: String, provisioner: String, mode: String = "WaitForFirstConsumer",
        topologies: String = "[]"
    ) throws {
        storage.update(
            try object(
                """
                {"metadata": {"name": "\(name)"}, "provisioner": "\(provisioner)",
                 "volumeBindingMode": "\(mode)", "allowedTopologies": \(topologies)}
                """, as: StorageClass.self))
    }

    private mutating func localClass() throws {
        try storageClass("local", provisioner: "kubernetes.io/no-provisioner")
    }

    private mutating func localClaim(_ name: String, _ size: String) throws {
        try claim(
            name,
            """
            "storageClassName": "local", "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "\(size)"}}
            """)
    }

    private func placement(_ pod: Pod) throws -> PodPlacement {
        try PodPlacement(pod, storage: storage)
    }

    private func obstacle(_ pod: Pod) throws -> PodObstacle? {
        do throws(PodObstacle) {
            _ = try PodPlacement(pod, storage: storage)
            return nil
        } catch {
            return error
        }
    }

    private func node(_ name: String, host: String) throws -> KubernetesModel.Node {
        try object(#"{"metadata": {"name": "\#(name)", "labels": {"host": "\#(host)"}}}"#)
    }

    private static func hosts(_ hosts: String...) -> NodeSelector {
        NodeSelector(terms: [.init(labels: [LabelRequirement("host", .isIn, hosts)])])
    }

    @Test("B153 a pod waits for a claim that is missing, being deleted, lost or of another pod")
    mutating func missing() throws {
        #expect(try obstacle(user(of: "c1")) == .claimMissing("c1"))
        #expect(
            PodObstacle.claimMissing("c1").description == "persistentvolumeclaim \"c1\" not found")
        try claim("c1", "", #""deletionTimestamp": "2026-11-21T05:12:13Z""#)
        #expect(try obstacle(user(of: "c1")) == .claimDeleted("c1"))
        try claim("c1", "", status: #""phase": "Lost""#)
        #expect(try obstacle(user(of: "c1")) == .claimLost("c1"))
    }

    @Test("An ephemeral claim has the names of the pod and the volume, and belongs to the pod")
    mutating func ephemeral() throws {
        let pod = try pod(spec: #""volumes": [{"name": "tmp", "ephemeral": {}}]"#)
        #expect(try obstacle(pod) == .ephemeralClaimMissing("web-tmp"))
        let foreign = #""ownerReferences": [{"uid": "u2", "controller": true}]"#
        try claim("web-tmp", "", foreign)
        #expect(try obstacle(pod) == .claimOfAnother("web-tmp"))
        let own = #""ownerReferences": [{"uid": "u1", "controller": true}]"#
        try claim("web-tmp", #""storageClassName": "fast""#, own)
        #expect(try obstacle(pod) == .classMissing(claim: "web-tmp", "fast"))
    }

    @Test("A pod waits for claims that are bound at once, have no class or name their volume")
    mutating func immediate() throws {
        try storageClass("now", provisioner: "x", mode: "Immediate")
        try localClass()
        for spec in [
            #""storageClassName": "now""#, #""storageClassName": """#, "",
            #""storageClassName": "local", "volumeName": "pv1""#,
        ] {
            try claim("c1", spec)
            #expect(try obstacle(user(of: "c1")) == .claimUnbound("c1"))
        }
    }

    @Test("A bound claim leads to the nodes of its volume, and to its driver's limit")
    mutating func bound() throws {
        try boundClaim("c1", to: "pv1")
        #expect(try obstacle(user(of: "c1")) == .volumeMissing(claim: "c1", "pv1"))
        try volume(
            "pv1",
            """
            "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [
             {"matchExpressions": [{"key": "host", "operator": "In", "values": ["h1"]}]}]}}
            """)
        let found = try placement(user(of: "c1"))
        #expect(found.constraints.nodes == [Self.hosts("h1")])
        #expect(
            found.constraints.volumes
                == [AttachedVolume("ebs.csi.aws.com/vol-1", driver: "ebs.csi.aws.com")])
        #expect(!found.hasUnboundClaims)
    }

    @Test(
        "Zones and regions of a volume, with old labels and new ones",
        arguments: [
            (["topology.kubernetes.io/zone": "a"], true),
            (["topology.kubernetes.io/zone": "b"], true),
            (["topology.kubernetes.io/zone": "c"], false),
            (["failure-domain.beta.kubernetes.io/zone": "a"], true),
            (
                [
                    "failure-domain.beta.kubernetes.io/zone": "c",
                    "topology.kubernetes.io/zone": "a",
                ],
                false
            ),
            (["topology.kubernetes.io/region": "r"], false), ([:], true), (["host": "h"], true),
        ] as [(Labels, Bool)])
    mutating func zones(labels: Labels, expected: Bool) throws {
        try boundClaim("c1", to: "pv1")
        try volume("pv1", "", labels: #"{"failure-domain.beta.kubernetes.io/zone": "a__b"}"#)
        let nodes = try placement(user(of: "c1")).constraints.nodes
        #expect(nodes.map { $0.selects("n", labels) } == [expected])
    }

    @Test("A claim that waits for its pod may get any free volume that suits it")
    mutating func candidates() throws {
        try localClass()
        try localClaim("c1", "10Gi")
        #expect(try obstacle(user(of: "c1")) == .noVolume(claim: "c1"))
        try localVolume("small", "5Gi", on: "h0")
        try localVolume("pv1", "10Gi", on: "h1")
        try localVolume("pv2", "20Gi", on: "h2")
        try localVolume("pv3", "20Gi", on: "h1")
        let found = try placement(user(of: "c1"))
        #expect(found.constraints.nodes == [Self.hosts("h1", "h2")])
        #expect(found.hasUnboundClaims)
    }

    private static let size = #""capacity": {"storage": "10Gi"}"#

    @Test(
        "Volumes of another class, mode, access, label, phase or claim do not suit",
        arguments: [
            (
                #"\#(size), "storageClassName": "slow", "accessModes": ["ReadWriteOnce"]"#,
                "Available"
            ),
            (
                #"\#(size), "storageClassName": "local", "accessModes": ["ReadOnlyMany"]"#,
                "Available"
            ),
            (
                #"\#(size), "storageClassName": "local", "accessModes": ["ReadWriteOnce"]"#,
                "Released"
            ),
            (
                #"\#(size), "storageClassName": "local", "accessModes": ["ReadWriteOnce"],"#
                    + #" "volumeMode": "Block""#, "Available"
            ),
            (
                #"\#(size), "storageClassName": "local", "accessModes": ["ReadWriteOnce"],"#
                    + #" "claimRef": {"namespace": "shop", "name": "c9"}"#, "Available"
            ),
        ])
    mutating func unsuitable(spec: String, phase: String) throws {
        try localClass()
        try localClaim("c1", "10Gi")
        try volume("pv1", spec, phase: phase)
        #expect(try obstacle(user(of: "c1")) == .noVolume(claim: "c1"))
    }

    @Test("A claim's selector looks at the labels of volumes; what was made for it goes before")
    mutating func selector() throws {
        try localClass()
        try claim(
            "c1", #""storageClassName": "local", "selector": {"matchLabels": {"tier": "gold"}}"#)
        try volume("pv1", #""storageClassName": "local""#)
        #expect(try obstacle(user(of: "c1")) == .noVolume(claim: "c1"))
        try volume("pv2", #""storageClassName": "local""#, labels: #"{"tier": "gold"}"#)
        #expect(try placement(user(of: "c1")).constraints.nodes == [])
        try volume(
            "pv3",
            """
            "storageClassName": "local", "claimRef": {"namespace": "shop", "name": "c1"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [
             {"matchExpressions": [{"key": "host", "operator": "In", "values": ["h3"]}]}]}}
            """, phase: "Bound")
        #expect(try placement(user(of: "c1")).constraints.nodes == [Self.hosts("h3")])
    }

    @Test("Where a class makes volumes, its topologies decide")
    mutating func provisioning() throws {
        try storageClass("fast", provisioner: "csi.example.com")
        try claim("c1", #""storageClassName": "fast""#)
        #expect(try placement(user(of: "c1")).constraints.nodes == [])
        try storageClass(
            "fast", provisioner: "csi.example.com",
            topologies: """
                [{"matchLabelExpressions": [{"key": "host", "values": ["h1", "h2"]}]},
                 {"matchLabelExpressions": [{"key": "host", "values": ["h5"]}]}]
                """)
        #expect(
            try placement(user(of: "c1")).constraints.nodes == [Self.hosts("h1", "h2", "h5")])
    }

    @Test("A volume that is being made is made for one node")
    mutating func selectedNode() throws {
        try storageClass("fast", provisioner: "csi.example.com")
        try claim(
            "c1", #""storageClassName": "fast""#,
            #""annotations": {"volume.kubernetes.io/selected-node": "n4"}"#)
        let nodes = try placement(user(of: "c1")).constraints.nodes
        #expect(nodes.map { $0.selects("n4", [:]) } == [true])
        #expect(nodes.map { $0.selects("n5", [:]) } == [false])
    }

    private mutating func capacity(_ name: String, _ host: String, _ sizes: String) throws {
        storage.update(
            try object(
                """
                {"metadata": {"name": "\(name)", "namespace": "kube-system"},
                 "storageClassName": "fast", "nodeTopology": {"matchLabels": {"host": "\(host)"}},
                 \(sizes)}
                """, as: CSIStorageCapacity.self))
    }

    @Test("A driver that tells where there is room makes no volumes elsewhere")
    mutating func room() throws {
        try storageClass("fast", provisioner: "csi.example.com")
        storage.update(
            try object(
                #"{"metadata": {"name": "csi.example.com"}, "spec": {"storageCapacity": true}}"#,
                as: CSIDriver.self))
        try claim(
            "c1",
            #""storageClassName": "fast", "resources": {"requests": {"storage": "10Gi"}}"#)
        #expect(try obstacle(user(of: "c1")) == .noVolume(claim: "c1"))
        try capacity("a", "h1", #""capacity": "100Gi""#)
        try capacity("b", "h2", #""capacity": "9Gi""#)
        try capacity("c", "h3", #""capacity": "100Gi", "maximumVolumeSize": "5Gi""#)
        try capacity("d", "h4", #""capacity": "10Gi""#)
        #expect(try placement(user(of: "c1")).constraints.nodes == [Self.hosts("h1", "h4")])
    }

    @Test("A claim for one pod alone is exclusive, whichever volume it gets")
    mutating func exclusive() throws {
        try storageClass("fast", provisioner: "csi.example.com")
        let spec = #""storageClassName": "fast", "accessModes": ["ReadWriteOncePod"]"#
        try claim("c1", spec)
        #expect(
            try placement(user(of: "c1")).constraints.volumes == [
                AttachedVolume("claim/shop/c1", isExclusive: true),
                AttachedVolume("csi.example.com/shop/c1", driver: "csi.example.com"),
            ])
        #expect(
            PodPlacement(occupying: try user(of: "c1"), storage: storage).constraints.volumes.count
                == 2)
    }

    @Test("Volumes that need not be attached have no limit")
    mutating func unattached() throws {
        try storageClass("fast", provisioner: "nfs.csi.k8s.io")
        storage.update(
            try object(
                #"{"metadata": {"name": "nfs.csi.k8s.io"}, "spec": {"attachRequired": false}}"#,
                as: CSIDriver.self))
        try claim("c1", #""storageClassName": "fast""#)
        #expect(try placement(user(of: "c1")).constraints.volumes == [])
    }

    @Test("Disks named in a pod: some can be shared when they are only read")
    func disks() throws {
        let pod = try pod(
            spec: """
                "volumes": [
                 {"name": "a", "awsElasticBlockStore": {"volumeID": "vol-1", "readOnly": true}},
                 {"name": "b", "gcePersistentDisk": {"pdName": "d", "readOnly": true}},
                 {"name": "c", "rbd": {"image": "i", "monitors": ["m1", "m2"]}},
                 {"name": "d", "azureDisk": {"diskName": "z"}}, {"name": "e", "emptyDir": {}}]
                """)
        #expect(
            try placement(pod).constraints.volumes == [
                AttachedVolume(
                    "ebs.csi.aws.com/vol-1", driver: "ebs.csi.aws.com", isExclusive: true),
                AttachedVolume("pd.csi.storage.gke.io/d", driver: "pd.csi.storage.gke.io"),
                AttachedVolume("rbd/m1/rbd/i", isExclusive: true),
                AttachedVolume("rbd/m2/rbd/i", isExclusive: true),
                AttachedVolume("disk.csi.azure.com/z", driver: "disk.csi.azure.com"),
            ])
    }

    // MARK: Plans

    private func bindings(_ plan: VolumePlan?) -> [String]? {
        plan?.bindings.map { "\($0.volume) to \($0.claim.name)" }
    }

    @Test("The smallest claim takes the smallest volume that will do, each volume once")
    mutating func plan() throws {
        try localClass()
        try localClaim("c1", "10Gi")
        try localClaim("c2", "5Gi")
        try localVolume("pv1", "20Gi", on: "h1")
        try localVolume("pv2", "10Gi", on: "h1")
        try localVolume("pv3", "6Gi", on: "h2")
        let pod = try user(of: "c1", "c2")
        let plan = try VolumePlan(pod, on: node("n1", host: "h1"), storage: storage)
        #expect(bindings(plan) == ["pv2 to c2", "pv1 to c1"])
        #expect(plan?.bindings.map(\.claimUID) == ["uid-c2", "uid-c1"])
        #expect(try VolumePlan(pod, on: node("n2", host: "h2"), storage: storage) == nil)
    }

    @Test("What one plan has taken another cannot, until it is given up")
    mutating func assumed() throws {
        try localClass()
        try localClaim("c1", "10Gi")
        try localClaim("c2", "10Gi")
        try localVolume("pv1", "10Gi", on: "h1")
        let node = try node("n1", host: "h1")
        let plan = try #require(try VolumePlan(user(of: "c1"), on: node, storage: storage))
        storage.assume(plan)
        #expect(try obstacle(user(of: "c2")) == .noVolume(claim: "c2"))
        #expect(
            try bindings(VolumePlan(user(of: "c1"), on: node, storage: storage)) == ["pv1 to c1"])
        storage.forget(plan)
        #expect(
            try bindings(VolumePlan(user(of: "c2"), on: node, storage: storage)) == ["pv1 to c2"])
    }

    @Test("A claim without a volume on the node has one made there; then the node is settled")
    mutating func provisioned() throws {
        try storageClass("fast", provisioner: "csi.example.com")
        try claim("c1", #""storageClassName": "fast""#)
        let plan = try #require(
            try VolumePlan(user(of: "c1"), on: node("n1", host: "h1"), storage: storage))
        #expect(plan.provisioned == [ObjectName("shop", "c1")])
        #expect(storage.progress(of: plan) == .failed(claim: ObjectName("shop", "c1")))
        let selected = #""annotations": {"volume.kubernetes.io/selected-node": "n1"}"#
        try claim("c1", #""storageClassName": "fast""#, selected)
        #expect(storage.progress(of: plan) == .waiting)
        #expect(
            try VolumePlan(user(of: "c1"), on: node("n2", host: "h1"), storage: storage) == nil)
        try boundClaim("c1", to: "pvc-1")
        #expect(storage.progress(of: plan) == .done)
    }

    @Test("A pod without such claims needs nothing written")
    func nothing() throws {
        let plan = try VolumePlan(user(), on: node("n1", host: "h1"), storage: storage)
        #expect(plan?.isEmpty == true)
    }
}
