public import KubernetesModel
internal import MusterCore

/// An object that the server told of, with what it means.
public struct ReflectedObject: Sendable {
    /// Its name.
    public var name: ObjectName
    /// Its identity.
    public var uid: String
    /// Its version.
    public var version: String
    /// What the adapter is to be told.
    public var event: ClusterEvent
}

/// One page of a list, read.
public struct ReflectedPage: Sendable {
    /// The objects that could be read.
    public var objects: [ReflectedObject] = []
    /// Those that could not; they count as they were last.
    public var spoiled: [SpoiledObject] = []
    /// Where a watch goes on.
    public var version = ""
    /// Where the next page begins; empty on the last one.
    public var continueToken = ""
}

/// One event of a watch, read.
public enum ReflectedEvent: Sendable {
    /// An object is there, or is another.
    case present(ReflectedObject)
    /// An object is gone, or no longer in the selection.
    case gone(ObjectName, version: String)
    /// An object that cannot be read counts as it was last.
    case spoiled(SpoiledObject)
    /// Nothing up to this version is left out.
    case bookmark(version: String)
    /// The watch ends here.
    case failed(ServerStatus)
}

/// A kind of object that is watched: how its texts are read, and what they mean to the adapter.
public struct ReflectedKind: Sendable {
    /// Where the server keeps it.
    public let resource: APIResource
    /// Only in this namespace; `nil` for all.
    public let namespace: String?
    /// Whether a server may not have it: then there are none.
    public let isOptional: Bool
    /// Reads a page of a list.
    ///
    /// - Throws: ``DecodingProblem`` for a text that is no list.
    public let readPage: @Sendable ([UInt8]) throws(DecodingProblem) -> ReflectedPage
    /// Reads a line of a watch with a decoder that is kept from line to line.
    ///
    /// - Throws: ``DecodingProblem`` for a text that is no event.
    public let readLine:
        @Sendable (
            inout ObjectDecoder, Span<UInt8>
        ) throws(DecodingProblem) -> ReflectedEvent
    /// What the adapter is to be told when an object is gone.
    let gone: @Sendable (ObjectName, _ uid: String) -> ClusterEvent

    /// Objects of one type.
    ///
    /// - Parameters:
    ///   - resource: Where the server keeps them.
    ///   - namespace: The namespace, if it is only one.
    ///   - isOptional: Whether a server may not know the kind.
    ///   - present: What it means that one is there.
    ///   - gone: What it means that one is gone.
    package init<Object: KubernetesObject & JSONFields>(
        _ resource: APIResource, namespace: String? = nil, isOptional: Bool = false,
        present: @escaping @Sendable (Object) -> ClusterEvent,
        gone: @escaping @Sendable (ObjectName, _ uid: String) -> ClusterEvent
    ) {
        self.resource = resource
        self.namespace = namespace
        self.isOptional = isOptional
        self.gone = gone
        @Sendable func reflected(_ object: Object) -> ReflectedObject {
            ReflectedObject(
                name: ObjectName(object.metadata), uid: object.metadata.uid,
                version: object.metadata.resourceVersion, event: present(object))
        }
        readPage = { bytes throws(DecodingProblem) in
            var decoder = ObjectDecoder()
            let page = try decoder.decodeList(of: Object.self, from: bytes.span)
            return ReflectedPage(
                objects: page.items.map(reflected), spoiled: page.spoiled,
                version: page.resourceVersion, continueToken: page.continueToken)
        }
        readLine = { decoder, line throws(DecodingProblem) in
            switch try decoder.decodeWatchEvent(of: Object.self, from: line) {
            case .changed(.deleted, let object):
                .gone(ObjectName(object.metadata), version: object.metadata.resourceVersion)
            case .changed(_, let object): .present(reflected(object))
            case .spoiled(.deleted, let object):
                .gone(
                    ObjectName(object.namespace, object.name), version: object.resourceVersion)
            case .spoiled(_, let object): .spoiled(object)
            case .bookmark(let version, _): .bookmark(version: version)
            case .failed(let status): .failed(status)
            }
        }
    }
}

extension ReflectedKind {
    /// What every cluster has that the scheduler looks at.
    public static var cluster: [ReflectedKind] {
        [
            ReflectedKind(Node.resource) {
                .node($0)
            } gone: { name, _ in
                .nodeGone(name.name)
            },
            ReflectedKind(Namespace.resource) {
                .namespace($0)
            } gone: { name, _ in
                .namespaceGone(name.name)
            },
            ReflectedKind(PriorityClass.resource) {
                .priorityClass($0)
            } gone: { name, _ in
                .priorityClassGone(name.name)
            },
            ReflectedKind(PodDisruptionBudget.resource) {
                .budget($0)
            } gone: { name, _ in
                .budgetGone(name)
            },
            ReflectedKind(Pod.resource) {
                .pod($0)
            } gone: { _, uid in
                .podGone(uid: uid)
            },
        ] + storage
    }

    private static var storage: [ReflectedKind] {
        [
            ReflectedKind(PersistentVolumeClaim.resource) {
                .storage(.claim($0))
            } gone: { name, _ in
                .storage(.claimGone(name))
            },
            ReflectedKind(PersistentVolume.resource) {
                .storage(.volume($0))
            } gone: { name, _ in
                .storage(.volumeGone(name.name))
            },
            ReflectedKind(StorageClass.resource) {
                .storage(.storageClass($0))
            } gone: { name, _ in
                .storage(.storageClassGone(name.name))
            },
            ReflectedKind(CSINode.resource) {
                .storage(.drivers($0))
            } gone: { name, _ in
                .storage(.driversGone(node: name.name))
            },
            ReflectedKind(CSIDriver.resource) {
                .storage(.driver($0))
            } gone: { name, _ in
                .storage(.driverGone(name.name))
            },
            ReflectedKind(CSIStorageCapacity.resource) {
                .storage(.capacity($0))
            } gone: { name, _ in
                .storage(.capacityGone(name))
            },
        ]
    }

    /// Who says that pods belong together; a server has some of them.
    public static var gangs: [ReflectedKind] {
        let podGroups: [(APIResource, PodGroupForm)] = [
            (PodGroup.resource, .kubernetes),
            (PodGroup.schedulerPluginsResource, .schedulerPlugins),
            (PodGroup.volcanoResource, .volcano),
        ]
        return podGroups.map { resource, form in
            ReflectedKind(resource, isOptional: true) {
                .gang(.podGroup($0, form))
            } gone: { name, _ in
                .gang(.podGroupGone(name, form))
            }
        } + [
            ReflectedKind(Workload.resource, isOptional: true) {
                .gang(.workload($0))
            } gone: { name, _ in
                .gang(.workloadGone(name))
            }
        ]
            + owners.map { resource in
                ReflectedKind(resource, isOptional: resource.group != "batch") {
                    .gang(.owner($0, kind: resource.kind))
                } gone: { name, _ in
                    .gang(.ownerGone(OwnerName(kind: resource.kind, name)))
                }
            }
    }

    /// Owners of pods that start together.
    private static var owners: [APIResource] {
        func resource(
            _ group: String, _ version: String, _ kind: String, _ plural: String
        ) -> APIResource {
            APIResource(group: group, version: version, kind: kind, plural: plural)
        }
        return [
            resource("batch", "v1", "Job", "jobs"),
            resource("jobset.x-k8s.io", "v1alpha2", "JobSet", "jobsets"),
            resource("ray.io", "v1", "RayCluster", "rayclusters"),
            resource("sparkoperator.k8s.io", "v1beta2", "SparkApplication", "sparkapplications"),
            resource("flink.apache.org", "v1beta1", "FlinkDeployment", "flinkdeployments"),
            resource("trainer.kubeflow.org", "v1alpha1", "TrainJob", "trainjobs"),
            resource("kubeflow.org", "v1", "PyTorchJob", "pytorchjobs"),
            resource("kubeflow.org", "v1", "TFJob", "tfjobs"),
            resource("kubeflow.org", "v1", "XGBoostJob", "xgboostjobs"),
            resource("kubeflow.org", "v2beta1", "MPIJob", "mpijobs"),
            resource(
                "leaderworkerset.x-k8s.io", "v1", "LeaderWorkerSet", "leaderworkersets"),
        ]
    }
}
