public import KubernetesModel

/// Which application and queue a pod belongs to, and who submitted it.
public struct PodIdentity: Hashable, Sendable {
    /// The application; unique in the cluster.
    public var applicationID: String
    /// Whether the pod names the application itself; otherwise the name is made from the namespace.
    public var namesApplication: Bool
    /// The queue that the pod names: a path that begins with `root.`, or a name; `nil` for none.
    public var queueName: String?
    /// Who submitted it; `nobody` if nothing is told.
    public var user: String
    /// The user's groups, the most important first; one with the user's name if none are told.
    public var groups: [String]
    /// What is contradictory or cannot be read, as the texts of Warning events with the reason
    /// `Scheduling`; scheduling goes on.
    public var warnings: [String] = []

    /// Reads the labels and annotations of a pod.
    ///
    /// The application is the first of: the label `yunikorn.apache.org/app-id`, the annotation of
    /// that name, the labels `applicationId` and `spark-app-selector`. A value that ends in
    /// `-uniqueautogen` ends in the pod's UID instead. The queue is the first of: the label
    /// `yunikorn.apache.org/queue`, the annotation of that name, the label `queue`.
    ///
    /// - Parameters:
    ///   - pod: The pod.
    ///   - generatesUniqueIDs: Whether pods that name no application get one of their own
    ///     (`admissionController.filtering.generateUniqueAppId`), instead of one for all such pods
    ///     of the namespace.
    public init(_ pod: Pod, generatesUniqueIDs: Bool) {
        let applications = [
            StatedName(pod, label: YuniKornName.applicationID),
            StatedName(pod, annotation: YuniKornName.applicationID),
            StatedName(pod, label: YuniKornName.oldApplicationID),
            StatedName(pod, label: YuniKornName.sparkApplicationID),
        ].compactMap { $0 }.map { $0.withUID(of: pod) }
        let queues = [
            StatedName(pod, label: YuniKornName.queue),
            StatedName(pod, annotation: YuniKornName.queue),
            StatedName(pod, label: YuniKornName.oldQueue),
        ].compactMap { $0 }
        namesApplication = !applications.isEmpty
        applicationID =
            applications.first?.value
            ?? generatedApplicationID(
                namespace: pod.metadata.namespace,
                unique: generatesUniqueIDs ? pod.metadata.uid : nil)
        queueName = queues.first?.value
        warnings = [conflict("app-id", applications, pod), conflict("queue", queues, pod)]
            .compactMap { $0 }
        user = "nobody"
        groups = []
        readUser(pod)
        if groups.isEmpty { groups = [user] }
    }

    private mutating func readUser(_ pod: Pod) {
        guard let text = pod.metadata.annotations[YuniKornName.userInfo], !text.isEmpty else {
            return
        }
        var decoder = ObjectDecoder(maximumBytes: 1 << 20)
        do throws(DecodingProblem) {
            let bytes = Array(text.utf8)
            let information = try decoder.decode(UserInformation.self, from: bytes.span)
            guard !information.user.isEmpty else {
                warnings.append("Annotation '\(YuniKornName.userInfo)' names no user")
                return
            }
            (user, groups) = (information.user, information.groups)
        } catch {
            warnings.append("Annotation '\(YuniKornName.userInfo)' cannot be read: \(error)")
        }
    }
}

/// The application of pods that name none; at most 63 characters.
///
/// - Parameters:
///   - namespace: That of the pods.
///   - unique: What only this pod has; nil where all such pods of a namespace are one application.
/// - Returns: A name.
package func generatedApplicationID(namespace: String, unique: String?) -> String {
    let text = unique.map { "\(namespace.prefix(26))-\($0)" } ?? "yunikorn-\(namespace)-autogen"
    return String(text.prefix(63))
}

/// A name that a label or an annotation gives.
private struct StatedName {
    var kind: String
    var key: String
    var value: String

    init?(_ pod: Pod, label key: String) {
        guard let value = pod.metadata.labels[key], !value.isEmpty else { return nil }
        (kind, self.key, self.value) = ("Label", key, value)
    }

    init?(_ pod: Pod, annotation key: String) {
        guard let value = pod.metadata.annotations[key], !value.isEmpty else { return nil }
        (kind, self.key, self.value) = ("Annotation", key, value)
    }

    func withUID(of pod: Pod) -> StatedName {
        let suffix = "-uniqueautogen"
        guard value.hasSuffix(suffix) else { return self }
        var name = self
        name.value = "\(value.dropLast(suffix.count))-\(pod.metadata.uid)"
        return name
    }
}

/// A text that a pod's owner has written, as it is quoted in an event: the server refuses notes of
/// more than 1024 bytes.
func eventExcerpt(_ text: String) -> String {
    text.utf8.count > 250 ? String(decoding: text.utf8.prefix(200), as: UTF8.self) + "..." : text
}

/// What is told when names differ from the one that counts, in YuniKorn's words.
private func conflict(_ what: String, _ names: [StatedName], _ pod: Pod) -> String? {
    guard let first = names.first else { return nil }
    let ignored = names.filter { $0.value != first.value }
        .map { "(\($0.kind)) \($0.key): \(eventExcerpt($0.value))" }
    guard !ignored.isEmpty else { return nil }
    return "Found multiple '\(what)' value in pod. { podName: \(pod.metadata.name),"
        + " finalValue: \(eventExcerpt(first.value)),"
        + " ignored: [\(ignored.joined(separator: ", "))] }"
}
