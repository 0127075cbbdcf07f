public import MusterCore
public import YAMLDocument

/// What came out of reading a queue file.
public struct QueueFileReading: Sendable {
    /// The file's content; `nil` if there is any error.
    public var queueFile: QueueFile?
    /// Errors and warnings, all at once, sorted by place.
    public var problems: [Problem]
    /// What is accepted and has no effect yet, as notes sorted by place.
    public var notYetEffective: [Problem]
}

/// Reads and checks a queue file in the schema of YuniKorn's `queues.yaml`.
///
/// Every mistake is reported, not only the first. An empty file is the default: a partition
/// `default` in which everybody may submit and each namespace gets a queue.
///
/// To reload, read first and keep the configuration in force if there is no content.
///
/// - Parameters:
///   - bytes: The text, YAML in UTF-8.
///   - file: The file's name for messages.
///   - catalog: The resource names, to which those of the file are added if it is accepted.
/// - Returns: The content or what is wrong with it. No input crashes.
/// - Complexity: O(bytes + queues · resources · depth).
public func readQueueFile(
    _ bytes: [UInt8], file: String, catalog: inout ResourceCatalog
) -> QueueFileReading {
    let (document, problems) = parseYAML(bytes, file: file)
    guard let document else {
        guard problems.isEmpty else {
            return QueueFileReading(queueFile: nil, problems: problems, notYetEffective: [])
        }
        return readQueueFile(
            Array(defaultQueueFile.utf8), file: "built-in queue file", catalog: &catalog)
    }
    var reader = QueueFileReader(catalog: catalog, problems: problems)
    let queueFile = reader.readFile(document)
    let isAccepted = !reader.problems.contains { $0.severity == .error }
    if isAccepted { catalog = reader.catalog }
    return QueueFileReading(
        queueFile: isAccepted ? queueFile : nil, problems: Problem.sorted(reader.problems),
        notYetEffective: Problem.sorted(reader.notYetEffective))
}

/// YuniKorn's default.
private let defaultQueueFile = """
    partitions:
      - name: default
        placementrules:
          - {name: tag, value: namespace, create: true}
        queues:
          - name: root
            submitacl: "*"
    """

/// Builds a `QueueFile` out of a YAML document and collects what is wrong with it.
///
/// Reading is in the extensions `+File`, `+Partition`, `+Queue`, `+Limits` and `+PlacementRules`;
/// the rules that need more than one queue are in `+Hierarchy`, `+LimitRules` and
/// `+PlacementPaths`.
struct QueueFileReader {
    var catalog: ResourceCatalog
    var problems: [Problem]
    var notYetEffective: [Problem] = []
    /// Queues whose `maxapplications` is there but cannot be read, so that nothing follows from it.
    var unreadableMaxApplications: Set<SourceLocation> = []

    init(catalog: ResourceCatalog, problems: [Problem]) {
        self.catalog = catalog
        self.problems = problems
    }

    /// Adds a problem unless it is `nil`.
    mutating func report(_ problem: Problem?) {
        if let problem { problems.append(problem) }
    }

    /// Notes that something at this place has no effect yet.
    mutating func noteNotYetEffective(_ what: String, at location: SourceLocation?) {
        guard let location else { return }
        notYetEffective.append(
            Problem(.note, at: location, "\(what) is accepted but not yet effective"))
    }

    /// A quantity in readable units.
    func text(_ quantity: Int64, of resource: ResourceID) -> String {
        quantityText(quantity, of: catalog.name(of: resource))
    }
}
