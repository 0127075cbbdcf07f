/// An object as it is kept: the value, and its text without `kind` and `apiVersion`, which lists
/// of built-in kinds leave out and which differ between versions.
struct StoredObject: Sendable {
    let value: JSONValue
    let encoded: [UInt8]
    let revision: Int64

    init(_ value: JSONValue, revision: Int64) {
        self.value = value
        self.revision = revision
        var body = value
        body["kind"] = nil
        body["apiVersion"] = nil
        encoded = body.encoded
    }

    var metadata: JSONValue { value["metadata"] ?? .object(JSONObject()) }
    var name: String { value.string("metadata", "name") ?? "" }
    var namespace: String { value.string("metadata", "namespace") ?? "" }
    var uid: String { value.string("metadata", "uid") ?? "" }
}

/// Which object: table, namespace (empty for cluster-wide kinds) and name.
struct ObjectKey: Sendable, Hashable, Comparable {
    var storage: Int
    var namespace: String
    var name: String

    /// The order of lists: by namespace, then name.
    var path: String { "\(namespace)/\(name)" }

    static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.storage, left.namespace, left.name) < (right.storage, right.namespace, right.name)
    }
}

/// One change, as watches report it.
struct LogEvent: Sendable {
    enum Change: Sendable { case added, modified, deleted }

    var change: Change
    var key: ObjectKey
    /// The object after the change; for a deletion its last state, at the deletion's version.
    var object: StoredObject
    /// The object before the change.
    var previous: StoredObject?

    var revision: Int64 { object.revision }
}

/// All objects, and the latest changes to them.
///
/// One series of versions counts every write. The log holds the last `window` changes at least;
/// from it watches are served, and lists as of an earlier version.
struct ObjectStore: Sendable {
    /// The objects of one table, ascending by path.
    private struct Table: Sendable {
        var paths: [String] = []
        var objects: [StoredObject] = []

        /// Where this path is or would be.
        ///
        /// O(log n).
        func position(_ path: String) -> (index: Int, found: Bool) {
            var low = 0
            var high = paths.count
            while low < high {
                let middle = (low + high) / 2
                if paths[middle] < path { low = middle + 1 } else { high = middle }
            }
            return (low, low < paths.count && paths[low] == path)
        }
    }

    private var tables: [Table] = []
    private(set) var log: [LogEvent] = []
    /// The version of the latest write.
    private(set) var revision: Int64 = 0
    /// No change up to this version is in the log any more.
    private(set) var compacted: Int64 = 0
    /// Dependents by their owner's uid.
    private var dependents: [String: Set<ObjectKey>] = [:]
    /// How many changes the log keeps.
    let window: Int

    init(window: Int) { self.window = max(1, window) }

    mutating func grow(to count: Int) {
        while tables.count < count { tables.append(Table()) }
    }

    /// O(log n).
    subscript(key: ObjectKey) -> StoredObject? {
        let (index, found) = tables[key.storage].position(key.path)
        return found ? tables[key.storage].objects[index] : nil
    }

    func count(storage: Int) -> Int { tables[storage].objects.count }

    /// The objects of one namespace, or of all if nil, ascending by namespace and name.
    func list(storage: Int, namespace: String?) -> ArraySlice<StoredObject> {
        let table = tables[storage]
        guard let namespace else { return table.objects[...] }
        // "0" is the character after "/".
        let first = table.position("\(namespace)/").index
        let last = table.position("\(namespace)0").index
        return table.objects[first..<max(first, last)]
    }

    /// Writes an object: `value` gets the next version.
    ///
    /// O(n) in the table for a new name.
    @discardableResult
    mutating func put(_ value: JSONValue, at key: ObjectKey) -> StoredObject {
        revision += 1
        var versioned = value
        versioned.set("metadata", "resourceVersion", to: .string(String(revision)))
        let stored = StoredObject(versioned, revision: revision)
        let (index, found) = tables[key.storage].position(key.path)
        if found {
            let previous = tables[key.storage].objects[index]
            tables[key.storage].objects[index] = stored
            reindex(key, from: previous.value, to: versioned)
            append(LogEvent(change: .modified, key: key, object: stored, previous: previous))
        } else {
            tables[key.storage].paths.insert(key.path, at: index)
            tables[key.storage].objects.insert(stored, at: index)
            reindex(key, from: nil, to: versioned)
            append(LogEvent(change: .added, key: key, object: stored, previous: nil))
        }
        return stored
    }

    /// Changes what has just been written, without another version: the last entry of the log must
    /// be the write of this object, otherwise this is a write like any other.
    @discardableResult
    mutating func amend(_ value: JSONValue, at key: ObjectKey) -> StoredObject {
        guard let last = log.last, last.key == key, last.change != .deleted,
            last.object.value.at("metadata", "resourceVersion")
                == value.at("metadata", "resourceVersion")
        else { return put(value, at: key) }
        let stored = StoredObject(value, revision: revision)
        let (index, found) = tables[key.storage].position(key.path)
        if found { tables[key.storage].objects[index] = stored }
        log[log.count - 1].object = stored
        return stored
    }

    /// Takes an object away; the answer is its last state at the version of the deletion.
    @discardableResult
    mutating func remove(_ key: ObjectKey) -> StoredObject? {
        let (index, found) = tables[key.storage].position(key.path)
        guard found else { return nil }
        let previous = tables[key.storage].objects[index]
        tables[key.storage].paths.remove(at: index)
        tables[key.storage].objects.remove(at: index)
        revision += 1
        var value = previous.value
        value.set("metadata", "resourceVersion", to: .string(String(revision)))
        let last = StoredObject(value, revision: revision)
        reindex(key, from: previous.value, to: nil)
        append(LogEvent(change: .deleted, key: key, object: last, previous: previous))
        return last
    }

    private mutating func append(_ event: LogEvent) {
        log.append(event)
        // In bulk, so that each write pays O(1).
        if log.count >= window * 2 {
            let dropped = log.count - window
            compacted = log[dropped - 1].revision
            log.removeFirst(dropped)
        }
    }

    /// Forgets the changes up to this version, as a compaction of etcd does.
    mutating func compact(to version: Int64) {
        log.removeFirst(firstChange(after: version))
        compacted = max(compacted, min(version, revision))
    }

    /// The place in the log of the first change after this version.
    ///
    /// O(log n).
    func firstChange(after version: Int64) -> Int {
        var low = 0
        var high = log.count
        while low < high {
            let middle = (low + high) / 2
            if log[middle].revision <= version { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The list as it was at an earlier version; nil if the log does not reach back so far.
    ///
    /// O(objects + changes since).
    func list(storage: Int, namespace: String?, at version: Int64) -> [StoredObject]? {
        guard version < revision else { return Array(list(storage: storage, namespace: namespace)) }
        guard version >= compacted else { return nil }
        var earlier: [String: StoredObject?] = [:]
        for event in log[firstChange(after: version)...].reversed()
        where event.key.storage == storage
            && (namespace == nil || event.key.namespace == namespace)
        {
            earlier[event.key.path] = .some(event.previous)
        }
        var objects: [(path: String, object: StoredObject)] = []
        for object in list(storage: storage, namespace: namespace) {
            let path = "\(object.namespace)/\(object.name)"
            if earlier[path] == nil { objects.append((path, object)) }
        }
        for (path, object) in earlier {
            if let object { objects.append((path, object)) }
        }
        return objects.sorted { $0.path < $1.path }.map(\.object)
    }

    /// What names this uid in its owner references, in order of its key.
    func dependents(of uid: String) -> [ObjectKey] { dependents[uid]?.sorted() ?? [] }

    private mutating func reindex(_ key: ObjectKey, from old: JSONValue?, to new: JSONValue?) {
        let before = old?.at("metadata", "ownerReferences")
        let after = new?.at("metadata", "ownerReferences")
        guard before != after else { return }
        for owner in before?.array ?? [] {
            guard let uid = owner.string("uid") else { continue }
            dependents[uid]?.remove(key)
            if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
        }
        for owner in after?.array ?? [] {
            if let uid = owner.string("uid") { dependents[uid, default: []].insert(key) }
        }
    }
}
