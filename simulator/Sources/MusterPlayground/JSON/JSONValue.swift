/// A JSON document as a value.
///
/// Objects keep their members sorted by key, so that two equal objects print alike and no order
/// of a hash table can reach an answer. Numbers without a fraction are integers.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of a JSON object, sorted by key.
public struct JSONObject: Sendable, Equatable {
    /// One member.
    public struct Member: Sendable, Equatable {
        /// Its name.
        public var key: String
        /// What it has.
        public var value: JSONValue
    }

    /// The members, ascending by key; each key once.
    public private(set) var members: [Member] = []

    /// Creates the usual ones.
    public init() {}

    /// The object with these members; of a repeated key the last one counts.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        for (key, value) in pairs { self[key] = value }
    }

    /// The members that `decoder` found, in any order.
    ///
    /// O(n log n).
    init(unsorted: [Member]) {
        members = unsorted.sorted { $0.key < $1.key }
    }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }
    /// How many members there are.
    public var count: Int { members.count }
    /// The keys, ascending.
    public var keys: [String] { members.map(\.key) }

    /// The member with this key; assigning nil removes it.
    ///
    /// O(log n) to read, O(n) to add.
    public subscript(_ key: String) -> JSONValue? {
        get {
            let (index, found) = position(of: key)
            return found ? members[index].value : nil
        }
        set {
            let (index, found) = position(of: key)
            switch (found, newValue) {
            case (true, .some(let value)): members[index].value = value
            case (true, nil): members.remove(at: index)
            case (false, .some(let value)):
                members.insert(Member(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    private func position(of key: String) -> (index: Int, found: Bool) {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return (low, low < members.count && members[low].key == key)
    }
}

extension JSONValue {
    /// The member of an object; nil for what is no object or has no such member.
    ///
    /// Assigning to what is no object makes it one.
    public subscript(_ key: String) -> JSONValue? {
        get {
            if case .object(let object) = self { return object[key] }
            return nil
        }
        set {
            var object = self.object ?? JSONObject()
            object[key] = newValue
            self = .object(object)
        }
    }

    /// What stands at the end of this path of keys, or nil.
    public func at(_ path: String...) -> JSONValue? { at(path[...]) }

    func at(_ path: ArraySlice<String>) -> JSONValue? {
        var value = self
        for key in path {
            guard let next = value[key] else { return nil }
            value = next
        }
        return value
    }

    /// The text at the end of this path, or nil.
    public func string(_ path: String...) -> String? { at(path[...])?.string }

    /// The whole number at the end of this path, or nil.
    public func integer(_ path: String...) -> Int64? { at(path[...])?.integer }

    /// The elements of the array at the end of this path; none if there is no array.
    public func list(_ path: String...) -> [JSONValue] { at(path[...])?.array ?? [] }

    /// Puts `value` at the end of a path, making objects on the way; nil removes.
    mutating func set(_ path: String..., to value: JSONValue?) { set(path[...], to: value) }

    mutating func set(_ path: ArraySlice<String>, to value: JSONValue?) {
        guard let first = path.first else { return }
        if path.count == 1 {
            if value == nil, self[first] == nil { return }
            self[first] = value
        } else {
            guard value != nil || self[first] != nil else { return }
            var child = self[first] ?? .object(JSONObject())
            child.set(path.dropFirst(), to: value)
            self[first] = child
        }
    }

    /// The text; nil for anything else.
    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }
    /// The whole number; nil for anything else.
    public var integer: Int64? {
        if case .integer(let number) = self { return number }
        return nil
    }
    /// The truth value; nil for anything else.
    public var bool: Bool? {
        if case .bool(let flag) = self { return flag }
        return nil
    }
    /// The elements of an array; nil for anything else.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { return elements }
        return nil
    }
    /// The members of an object; nil for anything else.
    public var object: JSONObject? {
        if case .object(let object) = self { return object }
        return nil
    }
    /// Whether this is null.
    public var isNull: Bool { self == .null }

    /// Members of an object whose values are texts, ascending by key; none for anything else.
    var stringMembers: [(key: String, value: String)] {
        (object?.members ?? []).compactMap { member in
            member.value.string.map { (member.key, $0) }
        }
    }

    /// The same without members that are null, at any depth.
    ///
    /// Elements of arrays stay.
    func withoutNulls() -> JSONValue {
        switch self {
        case .object(let object):
            return .object(
                JSONObject(
                    unsorted: object.members.compactMap { member in
                        member.value.isNull
                            ? nil
                            : JSONObject.Member(key: member.key, value: member.value.withoutNulls())
                    }))
        case .array(let elements): return .array(elements.map { $0.withoutNulls() })
        default: return self
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates one.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates one.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Creates one.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates one.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Creates one.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }

    /// An array of texts.
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// An object of those pairs whose value is not nil.
    static func compact(_ pairs: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(pairs.compactMap { pair in pair.1.map { (pair.0, $0) } }))
    }
}
