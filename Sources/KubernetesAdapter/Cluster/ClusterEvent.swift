public import KubernetesModel
public import MusterCore

/// Something that is known of the cluster now.
///
/// Who tells of an object tells of it as it is last; earlier states may be left out. An object that
/// is told of twice is no other one.
public enum ClusterEvent: Sendable {
    /// A pod is like this.
    case pod(Pod)
    /// A pod, by its UID, is gone.
    case podGone(uid: String)
    /// A node is like this.
    case node(KubernetesModel.Node)
    /// A node, by its name, is gone.
    case nodeGone(String)
    /// A namespace is like this.
    case namespace(Namespace)
    /// A namespace is gone.
    case namespaceGone(String)
    /// A priority class is like this.
    case priorityClass(PriorityClass)
    /// A priority class is gone.
    case priorityClassGone(String)
    /// A disruption budget is like this.
    case budget(PodDisruptionBudget)
    /// A disruption budget is gone.
    case budgetGone(ObjectName)
    /// Something about volumes.
    case storage(StorageEvent)
    /// Something about who belongs together.
    case gang(GangEvent)
    /// The operator's queues and settings, checked.
    case configuration(SchedulerConfiguration, AdapterSettings)
    /// A config map is like this; the driver reads it, and tells of the configuration.
    case configMap(ConfigMap)
    /// A config map is gone.
    case configMapGone(String)
    /// Everything that is there has been told of once: from now on decisions may rest on it.
    case synced
    /// What became of a call.
    case answered(ClusterCall.Purpose, CallAnswer)
}

/// Something that is known of volumes now.
public enum StorageEvent: Sendable {
    /// A claim is like this.
    case claim(PersistentVolumeClaim)
    /// A claim is gone.
    case claimGone(ObjectName)
    /// A volume is like this.
    case volume(PersistentVolume)
    /// A volume is gone.
    case volumeGone(String)
    /// A class is like this.
    case storageClass(StorageClass)
    /// A class is gone.
    case storageClassGone(String)
    /// A driver is like this.
    case driver(CSIDriver)
    /// A driver is gone.
    case driverGone(String)
    /// There is this room for volumes.
    case capacity(CSIStorageCapacity)
    /// Nobody tells of this room any more.
    case capacityGone(ObjectName)
    /// The drivers of the node of the same name.
    case drivers(CSINode)
    /// Nobody tells of the drivers of this node any more.
    case driversGone(node: String)
}

/// Something that is known of who belongs together.
public enum GangEvent: Sendable {
    /// A PodGroup is like this.
    case podGroup(PodGroup, PodGroupForm)
    /// A PodGroup is gone.
    case podGroupGone(ObjectName, PodGroupForm)
    /// A Workload is like this.
    case workload(Workload)
    /// A Workload is gone.
    case workloadGone(ObjectName)
    /// An owner of pods is like this.
    case owner(OwnerScale, kind: String)
    /// An owner is gone.
    case ownerGone(OwnerName)
    /// The properties of a Spark driver, by its UID; `nil`: they are gone.
    case sparkProperties(String?, driver: String)
}

/// What is set besides the queues.
public struct AdapterSettings: Hashable, Sendable {
    /// The `spec.schedulerName` of the pods that are placed.
    public var schedulerName = "muster"
    /// Whether pods that name no application have one each.
    public var generatesUniqueIDs = false
    /// Whether nobody is a gang (`service.disableGangScheduling`).
    public var ignoresGangs = false
    /// How long volumes may take to be bound (`service.volumeBindTimeout`).
    public var volumeBindTimeout = Tick(seconds: 600)
    /// What placeholder pods run, and as whom.
    public var placeholders = PlaceholderSettings()
    /// Kinds of owners that are told of: pods of these wait a little for theirs.
    public var ownerKinds: [String] = []

    /// The settings of a cluster where nothing is set.
    public init() {}
}
