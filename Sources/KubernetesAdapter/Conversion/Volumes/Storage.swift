public import KubernetesModel

/// The name of an object in its namespace.
public struct ObjectName: Hashable, Sendable, Comparable {
    /// Empty for what belongs to no namespace.
    public var namespace: String
    /// Unique among the objects of its kind and namespace.
    public var name: String

    /// Creates a name.
    public init(_ namespace: String, _ name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// The name that an object has.
    public init(_ metadata: ObjectMeta) {
        self.init(metadata.namespace, metadata.name)
    }

    /// Orders by namespace, then by name.
    public static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

/// What is known of volumes: claims, volumes, classes, drivers, and where there is room for more.
///
/// The caller keeps it up to date with what it watches. What is not known does not exist.
public struct Storage: Sendable {
    private var claims: [ObjectName: PersistentVolumeClaim] = [:]
    private var volumes: [String: PersistentVolume] = [:]
    private var classes: [String: StorageClass] = [:]
    private var drivers: [String: CSIDriver] = [:]
    private var capacities: [ObjectName: CSIStorageCapacity] = [:]
    /// The names of the volumes of each class, ascending.
    private var volumesOfClass: [String: [String]] = [:]
    /// The names of the capacities of each class, ascending.
    private var capacitiesOfClass: [String: [ObjectName]] = [:]
    /// Which claim is about to get a volume, by the volume.
    private var assumedClaims: [String: ObjectName] = [:]

    /// No volumes.
    public init() {}

    /// A claim is there, or is another.
    public mutating func update(_ claim: PersistentVolumeClaim) {
        claims[ObjectName(claim.metadata)] = claim
    }

    /// A volume is there, or is another.
    ///
    /// - Complexity: O(n) in the number of volumes of its class.
    public mutating func update(_ volume: PersistentVolume) {
        let name = volume.metadata.name
        removeVolume(name)
        volumes[name] = volume
        volumesOfClass[volume.storageClassName, default: []].insertAscending(name)
    }

    /// A class is there, or is another.
    public mutating func update(_ storageClass: StorageClass) {
        classes[storageClass.metadata.name] = storageClass
    }

    /// A driver is there, or is another.
    public mutating func update(_ driver: CSIDriver) {
        drivers[driver.metadata.name] = driver
    }

    /// There is this room for volumes of a class.
    ///
    /// - Complexity: O(n) in the number of capacities of its class.
    public mutating func update(_ capacity: CSIStorageCapacity) {
        let name = ObjectName(capacity.metadata)
        removeCapacity(name)
        capacities[name] = capacity
        capacitiesOfClass[capacity.storageClassName, default: []].insertAscending(name)
    }

    /// A claim is gone.
    public mutating func removeClaim(_ name: ObjectName) {
        claims[name] = nil
    }

    /// A volume is gone.
    ///
    /// - Complexity: O(n) in the number of volumes of its class.
    public mutating func removeVolume(_ name: String) {
        guard let volume = volumes.removeValue(forKey: name) else { return }
        volumesOfClass[volume.storageClassName]?.removeAll { $0 == name }
    }

    /// A class is gone.
    public mutating func removeClass(_ name: String) {
        classes[name] = nil
    }

    /// A driver is gone.
    public mutating func removeDriver(_ name: String) {
        drivers[name] = nil
    }

    /// Nobody tells of this room any more.
    ///
    /// - Complexity: O(n) in the number of capacities of its class.
    public mutating func removeCapacity(_ name: ObjectName) {
        guard let capacity = capacities.removeValue(forKey: name) else { return }
        capacitiesOfClass[capacity.storageClassName]?.removeAll { $0 == name }
    }

    /// The volumes of a plan are spoken for, until they are seen to be bound or `forget` is called.
    public mutating func assume(_ plan: VolumePlan) {
        for binding in plan.bindings { assumedClaims[binding.volume] = binding.claim }
    }

    /// A plan is carried out or given up.
    public mutating func forget(_ plan: VolumePlan) {
        for binding in plan.bindings where assumedClaims[binding.volume] == binding.claim {
            assumedClaims[binding.volume] = nil
        }
    }
}

extension Storage {
    func claim(_ name: ObjectName) -> PersistentVolumeClaim? { claims[name] }

    func volume(_ name: String) -> PersistentVolume? { volumes[name] }

    func storageClass(_ name: String) -> StorageClass? { classes[name] }

    /// Whether the volumes of a driver have to be attached; they do unless it says otherwise.
    func attachesVolumes(_ driver: String) -> Bool {
        drivers[driver]?.requiresAttachment ?? true
    }

    /// Where there is room, if the driver of a class tells; `nil` if it does not.
    func capacities(for storageClass: StorageClass) -> [CSIStorageCapacity]? {
        guard drivers[storageClass.provisioner]?.tellsCapacity ?? false else { return nil }
        return (capacitiesOfClass[storageClass.metadata.name] ?? []).compactMap { capacities[$0] }
    }

    /// The volumes that a claim may get, the smallest first; if one of them was made for the claim,
    /// that one alone.
    ///
    /// - Note: Source: `FindMatchingVolume` of `k8s.io/component-helpers/storage/volume`.
    /// - Complexity: O(n log n) in the number of volumes of the class.
    func candidates(for claim: PersistentVolumeClaim) -> [PersistentVolume] {
        let size = claim.spec.resources.requests["storage"] ?? .zero
        var found: [PersistentVolume] = []
        for name in volumesOfClass[claim.className] ?? [] {
            guard let volume = volumes[name], volume.metadata.deletionTimestamp == nil,
                volume.size >= size, volume.volumeMode == claim.spec.volumeMode,
                isFree(volume, for: claim)
            else { continue }
            if volume.isBound(to: claim) { return [volume] }
            let suits =
                volume.phase == "Available"
                && claim.spec.accessModes.allSatisfy(volume.accessModes.contains)
                && claim.spec.selector?.matches(volume.metadata.labels) ?? true
            if suits { found.append(volume) }
        }
        return found.sorted { ($0.size, $0.metadata.name) < ($1.size, $1.metadata.name) }
    }

    private func isFree(_ volume: PersistentVolume, for claim: PersistentVolumeClaim) -> Bool {
        if let taker = assumedClaims[volume.metadata.name], taker != ObjectName(claim.metadata) {
            return false
        }
        return volume.claim == nil || volume.isBound(to: claim)
    }
}

extension PersistentVolume {
    var size: Quantity { capacity["storage"] ?? .zero }

    /// Whether it is bound to a claim, or was made for it.
    func isBound(to claim: PersistentVolumeClaim) -> Bool {
        guard let reference = self.claim else { return false }
        return reference.name == claim.metadata.name
            && reference.namespace == claim.metadata.namespace
            && (reference.uid.isEmpty || reference.uid == claim.metadata.uid)
    }
}

extension PersistentVolumeClaim {
    /// The class; the annotation from before there was a field comes first.
    var className: String {
        metadata.annotations["volume.beta.kubernetes.io/storage-class"]
            ?? spec.storageClassName ?? ""
    }

    /// Whether both the claim and its volume know of each other.
    var isFullyBound: Bool {
        !spec.volumeName.isEmpty
            && metadata.annotations["pv.kubernetes.io/bind-completed"] != nil
    }

    /// The node that its volume is being made for, if any.
    var selectedNode: String? { metadata.annotations["volume.kubernetes.io/selected-node"] }
}

extension [String] {
    fileprivate mutating func insertAscending(_ element: String) {
        insert(element, at: firstIndex { $0 >= element } ?? count)
    }
}

extension [ObjectName] {
    fileprivate mutating func insertAscending(_ element: ObjectName) {
        insert(element, at: firstIndex { $0 >= element } ?? count)
    }
}
