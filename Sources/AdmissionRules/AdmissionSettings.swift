/// What admission does, besides the rules that hold always.
///
/// docs/admission.md has the keys of the config maps that say so.
public struct AdmissionSettings: Sendable {
    /// The scheduler that claimed pods get.
    public var schedulerName = "muster"
    /// The namespace with the config maps that are checked; empty for none.
    public var ownNamespace = ""
    /// Which pods of the namespaces are claimed.
    public var mode = Mode.all
    /// The namespaces whose pods are claimed; none named means all.
    public var processNamespaces = NamePatterns()
    /// Those that are not, though they were named.
    public var bypassNamespaces = NamePatterns(literal: "^kube-system$")
    /// The namespaces whose pods get an application; none named means all.
    public var labelNamespaces = NamePatterns()
    /// Those that do not, though they were named.
    public var noLabelNamespaces = NamePatterns()
    /// Whether each pod that names no application gets one of its own.
    public var generatesUniqueApplicationIDs = false
    /// Whether anybody may name the submitter, and nobody is named by admission.
    public var bypassesAuthentication = false
    /// Whether controllers may create what names a submitter.
    public var trustsControllers = true
    /// Who is a controller.
    public var systemUsers = NamePatterns(literal: "^system:serviceaccount:kube-system:")
    /// The users who may name the submitter.
    public var externalUsers = NamePatterns()
    /// The groups whose users may name the submitter.
    public var externalGroups = NamePatterns()
    /// Whether submitters are checked in all namespaces, as by YuniKorn, and not only where pods
    /// are claimed or name the scheduler themselves.
    public var checksBypassedNamespaces = false
    /// What follows from task groups that cannot be read.
    public var taskGroups = Strictness.warn
    /// Where kinds have blocks of labels and annotations of pods, by `KIND.GROUP`; paths as in
    /// `PodBlock`, `*` for every element or member.
    public internal(set) var workloads = WorkloadPaths()

    /// Which pods are claimed.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// All.
        case all
        /// Those that name a queue, by label or annotation, or the scheduler.
        case annotated
    }

    /// What follows from a mistake.
    public enum Strictness: String, Hashable, Sendable, CaseIterable {
        /// What has it is refused.
        case deny
        /// Whoever writes it is told.
        case warn
    }

    /// YuniKorn's defaults.
    public init() {}
}
