public import KubernetesModel
public import MusterCore

/// A pod as a member of an application.
public struct MemberPod: Hashable, Sendable {
    /// The pod.
    public var pod: Pod
    /// What it needs, base units.
    public var request: Resources
    /// Where it may run, before ``RelevantLabelKeys/project(_:into:)``.
    public var constraints: PlacementConstraints

    /// Creates a member.
    public init(_ pod: Pod, request: Resources, constraints: PlacementConstraints) {
        self.pod = pod
        self.request = request
        self.constraints = constraints
    }
}

/// Whether an application is a gang.
public enum GangFinding: Hashable, Sendable {
    /// It is not: its pods start one by one.
    case plain
    /// It is not, because what it says of its gang is wrong: a Warning event for its first pod,
    /// reason `GangScheduling`, action `TaskGroupsError`.
    case invalid(String)
    /// It is, and not all is known yet: its pods wait.
    case waiting(GangWait)
    /// It is.
    case gang(NamedGang)
}

/// What is missing of a gang.
public enum GangWait: Hashable, Sendable, CustomStringConvertible {
    /// The PodGroup or Workload that its pods name.
    case object(String)
    /// Pods that have to be there before the first may start.
    case pods(seen: Int32, needed: Int32)
    /// A first pod of some groups, which would tell what their members need. Where such pods come
    /// only when others run, they never come: ask again after a while with `isComplete`.
    case groups([String])
    /// The properties of a Spark driver. Where they cannot be read they never come: ask again after
    /// a while with `isComplete`.
    case driverProperties

    /// A sentence without its subject.
    public var description: String {
        switch self {
        case .object(let name): "waits for \(name), which does not exist"
        case .pods(let seen, let needed):
            "waits until \(needed) of its pods exist; there are \(seen)"
        case .groups(let names): "waits for a first pod of \(names.joined(separator: ", "))"
        case .driverProperties: "waits for the ConfigMap with the properties of its driver"
        }
    }
}

/// A gang, with what its members are recognised by.
public struct NamedGang: Hashable, Sendable {
    /// The gang for the core.
    public internal(set) var gang: Gang
    /// What is known of each task group, in the same order.
    private var groups: [Group]
    private let source: GangSource

    /// What members of a task group have in common.
    struct Group: Hashable, Sendable {
        /// The name that members give, or that their owner gives them.
        var name: String
        /// Whether other requests make other members: pods of a PodGroup have no other mark.
        var isByRequest = false
        var namespace: String
        var labels: NameMap<String>
        var taskGroup: MusterCore.TaskGroup
    }

    init(_ groups: [Group], _ source: GangSource, style: Gang.Style, timeout: Tick?) {
        self.groups = groups
        self.source = source
        gang = Gang(taskGroups: groups.map(\.taskGroup), style: style, timeout: timeout)
    }

    /// The names of the task groups, in their order.
    public var names: [String] { groups.map(\.name) }

    /// The task group that a pod of the application belongs to; `nil` for none.
    public func taskGroup(of member: MemberPod, in directory: GangDirectory) -> Int32? {
        let name = memberName(of: member.pod, source, directory)
        let place = groups.firstIndex { group in
            group.name == name
                && (!group.isByRequest
                    || group.taskGroup.request == member.request
                        && group.taskGroup.constraints.isLike(member.constraints)
                        && group.taskGroup.priority == member.pod.spec.priority)
        }
        return place.map { Int32($0) }
    }

    /// Fills in namespaces and labels, as far as they matter.
    ///
    /// To be called once, before the gang is submitted, after the selectors of `gang.taskGroups`
    /// have been counted.
    public mutating func project(_ keys: RelevantLabelKeys) {
        for (place, group) in groups.enumerated() {
            keys.project(
                group.namespace, group.labels, into: &gang.taskGroups[place].constraints)
        }
    }
}

extension PlacementConstraints {
    /// Whether both are the same but for the pod's own namespace and labels.
    fileprivate func isLike(_ other: PlacementConstraints) -> Bool {
        var other = other
        other.namespace = namespace
        other.labels = labels
        return self == other
    }
}

extension GangFinding {
    /// Finds out whether an application is a gang, and of what.
    ///
    /// Gangs of annotations and owners form within the timeout of the first pod's annotation
    /// `schedulingPolicyParameters`, or 15 minutes, and go on one by one then unless their style is
    /// `Hard`. A PodGroup has no timeout unless that annotation gives one: who asks for a minimum
    /// there never starts with less.
    ///
    /// - Parameters:
    ///   - source: Who speaks for the first pod.
    ///   - members: The pods of the application, in order of their creation; at least one.
    ///   - directory: Who is known.
    ///   - catalog: Names for resources.
    ///   - isComplete: Whether all pods, owners and properties are there that come by themselves.
    /// - Complexity: O(n · g) for n pods and g groups.
    public init(
        _ source: GangSource, members: [MemberPod], in directory: GangDirectory,
        catalog: inout ResourceCatalog, isComplete: Bool = false
    ) {
        guard let first = members.first else {
            self = .plain
            return
        }
        switch source {
        case .taskGroups: self = annotatedGang(of: first.pod, &catalog)
        case .minMembers(let count):
            let group = NamedGang.Group(like: first, named: "", count: count)
            self = gangFinding([group], source, first.pod)
        case .podGroup(let form, let name):
            guard let podGroup = directory.podGroup(form, name) else {
                self = .waiting(.object("PodGroup \(name.namespace)/\(name.name)"))
                return
            }
            self = quorum(
                podGroup.minimumMembers, podGroup.minimumTaskMembers, source, members, directory)
        case .workload(let name, let group, _):
            let workload = directory.workload(name)
            guard let template = workload?.templates.first(where: { $0.name == group }) else {
                self = .waiting(.object("Workload \(name.namespace)/\(name.name)"))
                return
            }
            self = quorum(template.minimumMembers, [:], source, members, directory)
        case .spark:
            self = sparkGang(source, members, directory, &catalog, isComplete: isComplete)
        case .owner(let owner, _):
            self = ownedGang(
                owner, source, members, directory, &catalog, isComplete: isComplete)
        }
    }
}

extension NamedGang.Group {
    /// Members like one that is there.
    init(like member: MemberPod, named name: String, count: Int32) {
        self.init(
            name: name, namespace: member.pod.metadata.namespace,
            labels: member.pod.metadata.labels,
            taskGroup: MusterCore.TaskGroup(
                minMember: count, request: member.request, priority: member.pod.spec.priority,
                constraints: member.constraints))
    }

    /// Members that another pod will create, with its priority.
    init(
        of creator: Pod, named name: String, count: Int32, _ amounts: CheckedAmounts,
        labels: NameMap<String>, _ catalog: inout ResourceCatalog
    ) {
        self.init(
            name: name, namespace: creator.metadata.namespace, labels: labels,
            taskGroup: MusterCore.TaskGroup(
                minMember: count, request: amounts.vector(&catalog),
                priority: creator.spec.priority))
        taskGroup.request[ResourceCatalog.pods] = 1
    }
}

/// The gang of these groups; a single member is none.
func gangFinding(
    _ groups: [NamedGang.Group], _ source: GangSource, _ first: Pod, isUnlimited: Bool = false
) -> GangFinding {
    let members = groups.reduce(Int64(0)) { $0 + Int64($1.taskGroup.minMember) }
    guard members > 1 else { return .plain }
    let parameters = GangParameters(first)
    let timeout = isUnlimited && !parameters.isTimeoutGiven ? nil : parameters.timeout
    return .gang(NamedGang(groups, source, style: parameters.style, timeout: timeout))
}

/// The name by which a pod belongs to a task group; `nil` for none.
private func memberName(
    of pod: Pod, _ source: GangSource, _ directory: GangDirectory
) -> String? {
    switch source {
    case .taskGroups: pod.metadata.annotations[YuniKornName.taskGroupName]
    case .minMembers: ""
    case .podGroup(.volcano, _): pod.metadata.annotations[GangName.volcanoTask] ?? ""
    case .podGroup, .workload: ""
    case .spark: pod.metadata.labels[GangName.sparkRole]
    case .owner(let owner, _): ownedGroupName(of: pod, kind: owner.kind)
    }
}
