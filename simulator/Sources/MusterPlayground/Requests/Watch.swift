/// A running watch: what it selects, and how far it has come.
public struct Watch: Sendable {
    let definition: ResourceDefinition
    let namespace: String?
    let labels: LabelSelector
    let fields: FieldSelector
    let representation: Representation
    let includeObject: String?
    let wantsBookmarks: Bool
    /// When the server ends the stream.
    let deadline: Instant
    /// The latest change that was looked at.
    var revision: Int64
    /// What has to be sent before any change.
    var initial: [UInt8] = []
    var nextBookmark: Instant
    /// Only the first event as a table defines its columns.
    var hasSentColumns = false
    var isOver = false

    /// When the watch has something to do even if nothing has changed: a bookmark, or its end.
    public var wakeUp: Instant { wantsBookmarks ? min(nextBookmark, deadline) : deadline }

    func selects(_ object: JSONValue) -> Bool {
        labels.matches(object.at("metadata", "labels")) && fields.matches(object)
    }
}

extension Playground {
    /// Seconds between two bookmarks.
    private static let bookmarkInterval: Int64 = 60

    /// Begins a watch.
    func watch(_ operation: Operation) throws -> Watch {
        let request = operation.request
        var fieldQuery = request.parameter("fieldSelector") ?? ""
        if let name = operation.path.name {
            fieldQuery += (fieldQuery.isEmpty ? "" : ",") + "metadata.name=\(name)"
        }
        let versionText = request.parameter("resourceVersion") ?? ""
        let isStreamingList = request.flag("sendInitialEvents")
        if isStreamingList, request.parameter("resourceVersionMatch") != "NotOlderThan" {
            throw APIError.invalidOptions(
                "ListOptions",
                [
                    .forbidden(
                        "resourceVersionMatch",
                        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
                ])
        }
        guard let version = versionText.isEmpty ? 0 : Int64(versionText), version >= 0 else {
            throw APIError.unforeseen(Self.malformedVersion(versionText))
        }
        let asked = request.parameter("timeoutSeconds").flatMap(Int64.init) ?? 0
        // Spread, so that the watches of one client do not end together.
        let seconds = asked > 0 ? asked : 1800 + store.revision % 1800
        var watch = Watch(
            definition: operation.definition, namespace: operation.path.namespace,
            labels: try LabelSelector(query: request.parameter("labelSelector") ?? ""),
            fields: try FieldSelector(query: fieldQuery, of: operation.definition),
            representation: operation.representation,
            includeObject: request.parameter("includeObject"),
            wantsBookmarks: request.flag("allowWatchBookmarks"),
            deadline: now.adding(seconds: seconds), revision: version,
            nextBookmark: now.adding(seconds: Self.bookmarkInterval))
        if version > 0, version < store.compacted, !isStreamingList {
            expire(&watch, asked: version)
        } else if version == 0 || isStreamingList {
            begin(&watch, announcesEnd: isStreamingList || versionText == "0")
        }
        return watch
    }

    private func expire(_ watch: inout Watch, asked: Int64) {
        let error = APIError.expired("too old resource version: \(asked) (\(store.compacted))")
        watch.initial = Self.event("ERROR", error.status.encoded)
        watch.isOver = true
    }

    /// Sends what there is before what comes.
    private func begin(_ watch: inout Watch, announcesEnd: Bool) {
        for object in store.list(storage: watch.definition.storage, namespace: watch.namespace)
        where watch.selects(object.value) {
            watch.initial += event("ADDED", object, &watch)
        }
        watch.revision = store.revision
        if watch.wantsBookmarks, announcesEnd {
            watch.initial += bookmark(
                watch, annotations: ["k8s.io/initial-events-end": "true"])
        }
    }

    /// What the watch has to send by now, and whether the stream ends with it.
    ///
    /// O(changes since).
    public func events(for watch: inout Watch, at time: Instant) -> (bytes: [UInt8], ends: Bool) {
        var bytes = watch.initial
        watch.initial = []
        if watch.isOver { return (bytes, true) }
        if watch.revision < store.compacted {
            // The reader was too slow; as the real server, end without a word.
            return (bytes, true)
        }
        for change in store.log[store.firstChange(after: watch.revision)...]
        where change.key.storage == watch.definition.storage
            && (watch.namespace == nil || change.key.namespace == watch.namespace)
        {
            bytes += event(for: change, &watch)
        }
        watch.revision = max(watch.revision, store.revision)
        if watch.wantsBookmarks, time >= watch.nextBookmark {
            // As the real server, say nothing to who waits for a version that is still to come.
            if watch.revision <= store.revision { bytes += bookmark(watch, annotations: nil) }
            watch.nextBookmark = time.adding(seconds: Self.bookmarkInterval)
        }
        return (bytes, time >= watch.deadline)
    }

    private func event(for change: LogEvent, _ watch: inout Watch) -> [UInt8] {
        let wasSelected = change.previous.map { watch.selects($0.value) } ?? false
        let isSelected = change.change != .deleted && watch.selects(change.object.value)
        switch (wasSelected, isSelected) {
        case (false, false): return []
        case (false, true): return event("ADDED", change.object, &watch)
        case (true, true): return event("MODIFIED", change.object, &watch)
        case (true, false):
            if change.change == .deleted { return event("DELETED", change.object, &watch) }
            // It only left the selection: the old object, at the version of the change.
            guard let previous = change.previous else { return [] }
            var value = previous.value
            value.set("metadata", "resourceVersion", to: .string(String(change.revision)))
            return event("DELETED", StoredObject(value, revision: change.revision), &watch)
        }
    }

    private func event(_ type: String, _ object: StoredObject, _ watch: inout Watch) -> [UInt8] {
        switch watch.representation.form {
        case .object: return Self.event(type, text(object, watch.definition))
        case .partialMetadata: return Self.event(type, Self.partial(object).encoded)
        case .table:
            var table = table(
                [object], watch.definition,
                metadata: ["resourceVersion": .string(String(object.revision))],
                include: watch.includeObject)
            if watch.hasSentColumns { table["columnDefinitions"] = .null }
            watch.hasSentColumns = true
            return Self.event(type, table.encoded)
        }
    }

    private static func event(_ type: String, _ object: [UInt8]) -> [UInt8] {
        var bytes = Array("{\"type\":\"\(type)\",\"object\":".utf8)
        bytes.append(contentsOf: object)
        bytes.append(contentsOf: "}\n".utf8)
        return bytes
    }

    private func bookmark(_ watch: Watch, annotations: JSONValue?) -> [UInt8] {
        let metadata = JSONValue.compact([
            ("resourceVersion", .string(String(watch.revision))), ("annotations", annotations),
        ])
        var object: JSONValue = [
            "kind": .string(watch.definition.kind),
            "apiVersion": .string(watch.definition.groupVersion), "metadata": metadata,
        ]
        if watch.representation.form == .table {
            object["kind"] = "Table"
            object["apiVersion"] = "meta.k8s.io/v1"
            object["rows"] = []
            object["columnDefinitions"] = .null
        } else if watch.definition.kind == "Pod" {
            object["spec"] = ["containers": .null]
            object["status"] = .object(JSONObject())
        } else if watch.definition.generation != .absent {
            object["spec"] = .object(JSONObject())
        }
        return Self.event("BOOKMARK", object.encoded)
    }
}
