internal import KubernetesModel
internal import MusterCore

/// An application: the pods that give the same name for it.
struct ApplicationEntry: Sendable {
    var name = ""
    /// The list of its pods in the order in which they were told of.
    var first = Int32(-1)
    var last = Int32(-1)
    var isSubmitted = false
    var isStale = false
    /// The gang, if it is one.
    var gang: NamedGang?
    /// Constraints of its task groups that are counted among the relevant label keys.
    var counted: [PlacementConstraints] = []
    /// The pod that stands for it, or -1.
    var originator = Int32(-1)
    /// Since when a first pod of some of its groups is missing.
    var waitsSince: Tick?
    /// Whether its placeholders do not have all their places yet, so that its members wait.
    var isGathering = false
    /// Whether some of them may have to be made.
    var lacksPlaceholders = false
    /// Those that the server was asked for, by name.
    var announced: [String: AnnouncedPlaceholder] = [:]
    /// Names that other pods have.
    var takenNames: Set<String> = []
    /// Since when there are placeholders alone.
    var abandonedSince: Tick?
    /// Why it waits, as it was told last.
    var reason: ToldReason?
    /// What its pods did until then would not be lost.
    var checkpoint: Tick?
}

/// The applications by name, with dense identifiers.
struct ApplicationDirectory: Sendable {
    private(set) var entries: [ApplicationEntry] = []
    private var identifiers: [String: ApplicationID] = [:]
    private var free: [ApplicationID] = []

    subscript(application: ApplicationID) -> ApplicationEntry {
        get { entries[application.index] }
        _modify { yield &entries[application.index] }
    }

    mutating func intern(_ name: String) -> ApplicationID {
        if let known = identifiers[name] { return known }
        var entry = ApplicationEntry()
        entry.name = name
        let application: ApplicationID
        if let last = free.popLast() {
            application = last
            entries[application.index] = entry
        } else {
            application = ApplicationID(entries.count)
            entries.append(entry)
        }
        identifiers[name] = application
        return application
    }

    mutating func remove(_ application: ApplicationID) {
        identifiers[entries[application.index].name] = nil
        entries[application.index] = ApplicationEntry()
        free.append(application)
    }

    func identifier(of name: String) -> ApplicationID? { identifiers[name] }

    /// Those that were submitted, ascending by identifier.
    var submitted: [ApplicationID] {
        entries.indices.filter { entries[$0].isSubmitted }.map { ApplicationID($0) }
    }
}
