/// Reads what the API server sends.
///
/// The text is checked whole before anything is taken out of it, so that a text that is cut off
/// or not JSON is always a problem. What is not known is skipped in one step per value. A decoder
/// keeps memory for the largest text it has read, about 15 bytes for each byte of it: use one for
/// the events of a watch and another, thrown away afterwards, for a large list.
public struct ObjectDecoder: ~Copyable {
    var parser: JSONParser

    /// A decoder that refuses longer texts and deeper nesting than this.
    ///
    /// - Parameters:
    ///   - maximumBytes: The length of the longest text, at most 4 GiB.
    ///   - maximumDepth: How many objects and arrays may stand in one another.
    public init(maximumBytes: Int = 1 << 30, maximumDepth: Int = 512) {
        parser = JSONParser(maximumBytes: maximumBytes, maximumDepth: maximumDepth)
    }

    /// One object, a `Status`, or the JSON text of an annotation.
    ///
    /// The kind that the text gives is not looked at.
    ///
    /// - Throws: ``DecodingProblem`` for the first place where something else stands.
    package mutating func decode<Value: JSONDecodable>(
        _ type: Value.Type = Value.self, from text: Span<UInt8>
    ) throws(DecodingProblem) -> Value {
        try parser.parse(text) { json throws(DecodingProblem) in try Value(json: json) }
    }

    /// One page of a list.
    ///
    /// - Throws: ``DecodingProblem`` when the text is no list; a problem in an item spoils that
    ///   item alone.
    package mutating func decodeList<Object: KubernetesObject & JSONFields>(
        of type: Object.Type = Object.self, from text: Span<UInt8>
    ) throws(DecodingProblem) -> ListPage<Object> {
        try parser.parse(text) { json throws(DecodingProblem) in try ListPage(json: json) }
    }

    /// One line of a watch.
    ///
    /// - Throws: ``DecodingProblem`` when the text is no event; a problem in its object is the
    ///   event ``WatchEvent/spoiled(_:_:)``.
    package mutating func decodeWatchEvent<Object: KubernetesObject & JSONFields>(
        of type: Object.Type = Object.self, from text: Span<UInt8>
    ) throws(DecodingProblem) -> WatchEvent<Object> {
        try parser.parse(text) { json throws(DecodingProblem) in try WatchEvent(json: json) }
    }
}

/// An object that cannot be read, with what is known of it.
public struct SpoiledObject: Hashable, Sendable {
    /// What is wrong.
    public let problem: DecodingProblem
    /// Empty when it is not known, or has none.
    public private(set) var namespace = ""
    /// Empty when it is not known.
    public private(set) var name = ""
    /// Empty when it is not known.
    public private(set) var uid = ""
    /// Empty when it is not known.
    public private(set) var resourceVersion = ""

    init(_ json: JSONValue, problem: DecodingProblem) {
        self.problem = problem
        // Each part by itself: one of them may be what is wrong.
        guard var members = try? json.members() else { return }
        while let (name, metadata) = members.next() {
            guard "metadata" ~= name else { continue }
            namespace = (try? metadata.member("namespace")) ?? ""
            self.name = (try? metadata.member("name")) ?? ""
            uid = (try? metadata.member("uid")) ?? ""
            resourceVersion = (try? metadata.member("resourceVersion")) ?? ""
        }
    }
}

/// One page of a list.
public struct ListPage<Object: KubernetesObject>: Sendable {
    /// The objects that could be read, in the server's order.
    public private(set) var items: [Object] = []
    /// Those that could not.
    public private(set) var spoiled: [SpoiledObject] = []
    /// The version of the list: where a watch goes on.
    public private(set) var resourceVersion = ""
    /// Where the next page begins; empty on the last one.
    public private(set) var continueToken = ""
    /// How many objects come after this page; nil when the server does not count.
    public private(set) var remainingItemCount: Int64?
}

extension ListPage where Object: JSONFields {
    fileprivate init(json: JSONValue) throws(DecodingProblem) {
        var hasItems = false
        var members = try json.members()
        while let (name, value) = members.next() {
            do throws(DecodingProblem) {
                switch name {
                case "metadata":
                    resourceVersion = try value.member("resourceVersion") ?? ""
                    continueToken = try value.member("continue") ?? ""
                    remainingItemCount = try value.member("remainingItemCount")
                case "items":
                    hasItems = true
                    if !value.isNull { try readItems(value) }
                default: break
                }
            } catch {
                throw error.within(name.text)
            }
        }
        guard hasItems else {
            let kind: String = (try? json.member("kind")) ?? "something without items"
            throw DecodingProblem(found: kind, expected: "a list")
        }
    }

    private mutating func readItems(_ json: JSONValue) throws(DecodingProblem) {
        var elements = try json.elements()
        items.reserveCapacity(elements.count)
        var place = 0
        while let element = elements.next() {
            do throws(DecodingProblem) {
                items.append(try Object(json: element))
            } catch {
                let problem = error.within(place: place).within("items")
                spoiled.append(SpoiledObject(element, problem: problem))
            }
            place += 1
        }
    }
}

/// What became of a watched object.
public enum ObjectChange: String, Hashable, Sendable {
    /// It is there, or is in the selection now.
    case added = "ADDED"
    /// It is another.
    case modified = "MODIFIED"
    /// It is gone, or no longer in the selection; the object is as it was last.
    case deleted = "DELETED"
}

/// One event of a watch.
public enum WatchEvent<Object: KubernetesObject>: Sendable {
    /// Something became of an object.
    case changed(ObjectChange, Object)
    /// Something became of an object that cannot be read.
    case spoiled(ObjectChange, SpoiledObject)
    /// Nothing up to this version is left out; whether the objects that were there when the watch
    /// began have all been sent is told too, to those who asked for them.
    case bookmark(resourceVersion: String, endsInitialEvents: Bool)
    /// The watch ends here; code 410 asks for a new list.
    case failed(ServerStatus)
}

extension WatchEvent where Object: JSONFields {
    fileprivate init(json: JSONValue) throws(DecodingProblem) {
        var type: JSONValue?
        var object: JSONValue?
        try json.forEachMember { name, value throws(DecodingProblem) in
            switch name {
            case "type": type = value
            case "object": object = value
            default: break
            }
        }
        guard let type, let object else {
            throw DecodingProblem(
                found: "an object without type and object", expected: "an event of a watch")
        }
        do throws(DecodingProblem) {
            self = try Self.event(type: String(json: type), object)
        } catch {
            throw error.within("object")
        }
    }

    private static func event(
        type: String, _ json: JSONValue
    ) throws(DecodingProblem) -> WatchEvent {
        switch type {
        case "BOOKMARK":
            var mark = ObjectMeta()
            mark = try json.member("metadata") ?? mark
            return .bookmark(
                resourceVersion: mark.resourceVersion,
                endsInitialEvents: mark.annotations["k8s.io/initial-events-end"] == "true")
        case "ERROR": return .failed(try ServerStatus(json: json))
        default: break
        }
        guard let change = ObjectChange(rawValue: type) else {
            throw DecodingProblem(
                found: "an event \(quoted(type))",
                expected: "ADDED, MODIFIED, DELETED, BOOKMARK or ERROR")
        }
        do throws(DecodingProblem) {
            return .changed(change, try Object(json: json))
        } catch {
            return .spoiled(change, SpoiledObject(json, problem: error.within("object")))
        }
    }
}
