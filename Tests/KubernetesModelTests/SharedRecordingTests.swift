import FoundationEssentials
import KubernetesModel
import Testing

/// All recordings, where their folder lies beside the clone.
@Suite("All recorded answers")
struct SharedRecordingTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/recordings/kubernetes").standardized

    static let available: Bool = {
        let isThere = FileManager.default.fileExists(atPath: folder.path)
        if !isThere { print("skipped: ../shared/recordings/kubernetes is not there") }
        return isThere
    }()

    @Test("Each is read as another program reads it", .enabled(if: available))
    func everything() throws {
        let table = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/recordings.txt")
        let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        #expect(rows.count == 252)
        for row in rows {
            let parts = row.split(separator: " ").map(String.init)
            let recording = try Recording(file: Self.folder.appending(path: parts[0]))
            let found = try digest(recording.answer, form: parts[1], kind: parts[2])
            #expect(Substring("\(parts[0]) \(parts[1]) \(parts[2]) \(found)") == row)
        }
    }

    private func digest(_ answer: [UInt8], form: String, kind: String) throws -> String {
        switch kind {
        case "Pod": try digest(answer, form, of: Pod.self)
        case "Node": try digest(answer, form, of: Node.self)
        case "Namespace": try digest(answer, form, of: Namespace.self)
        case "PriorityClass": try digest(answer, form, of: PriorityClass.self)
        case "ConfigMap": try digest(answer, form, of: ConfigMap.self)
        case "PersistentVolumeClaim": try digest(answer, form, of: PersistentVolumeClaim.self)
        case "PersistentVolume": try digest(answer, form, of: PersistentVolume.self)
        case "StorageClass": try digest(answer, form, of: StorageClass.self)
        case "CSINode": try digest(answer, form, of: CSINode.self)
        case "CSIStorageCapacity": try digest(answer, form, of: CSIStorageCapacity.self)
        case "PodDisruptionBudget": try digest(answer, form, of: PodDisruptionBudget.self)
        case "Lease": try digest(answer, form, of: Lease.self)
        case "Event": try digest(answer, form, of: Event.self)
        case "PodGroup": try digest(answer, form, of: PodGroup.self)
        case "Workload": try digest(answer, form, of: Workload.self)
        case "Status" where form == "status": try digest(status: answer)
        case "Status": try digest(answer, form, of: Pod.self)
        default: try digest(answer, form, of: OwnerScale.self)
        }
    }

    private func digest<Object: KubernetesObject & JSONFields>(
        _ answer: [UInt8], _ form: String, of type: Object.Type
    ) throws -> String {
        var decoder = ObjectDecoder()
        switch form {
        case "list":
            let page = try decoder.decodeList(of: type, from: answer.span)
            #expect(page.spoiled.isEmpty)
            let last = page.items.last?.metadata.name
            return "\(page.items.count) \(text(last)) \(text(page.resourceVersion))"
        case "watch":
            let lines = answer.split(separator: UInt8(ascii: "\n"))
            let events = try lines.map { line in
                try decoder.decodeWatchEvent(of: type, from: Array(line).span)
            }
            return "\(events.count) \(describe(events.last))"
        default:
            let meta = try decoder.decode(type, from: answer.span).metadata
            return "1 \(text(meta.name)) \(text(meta.resourceVersion))"
        }
    }

    private func digest(status answer: [UInt8]) throws -> String {
        let status: ServerStatus = try decode(answer)
        #expect(status.isSuccess == (status.code == 0 || status.code < 300))
        return "\(status.code) \(text(status.reason)) -"
    }

    private func describe<Object>(_ event: WatchEvent<Object>?) -> String {
        switch event {
        case .changed(let change, let object):
            "\(change.rawValue) \(text(object.metadata.resourceVersion))"
        case .bookmark(let version, _): "BOOKMARK \(version)"
        case .failed: "ERROR -"
        case .spoiled(_, let object): "\(object.problem)"
        case nil: "nothing"
        }
    }

    private func text(_ text: String?) -> String { text.flatMap { $0.isEmpty ? nil : $0 } ?? "-" }
}
