/// A map with text keys, kept in ascending order of the keys: labels, resources and the like.
///
/// An array of pairs instead of a dictionary: the maps are small, the order is the same in every
/// process, and reading one costs a single allocation. Keys compare as Swift strings do.
public struct NameMap<Value> {
    /// One key and its value.
    public struct Entry {
        /// Unique in its map.
        public let key: String
        /// What the key stands for.
        public fileprivate(set) var value: Value
    }

    private var entries: [Entry] = []

    /// An empty map.
    public init() {}

    /// The value of a key; assigning nil removes it.
    ///
    /// - Complexity: O(log n) to read, O(n) to change, O(1) to append the greatest key.
    public subscript(key: String) -> Value? {
        get {
            let place = firstPlace(notBelow: key)
            return place < entries.count && entries[place].key == key
                ? entries[place].value : nil
        }
        set {
            let place = firstPlace(notBelow: key)
            let isThere = place < entries.count && entries[place].key == key
            switch (newValue, isThere) {
            case (let value?, true): entries[place].value = value
            case (let value?, false): entries.insert(Entry(key: key, value: value), at: place)
            case (nil, true): entries.remove(at: place)
            case (nil, false): break
            }
        }
    }

    private func firstPlace(notBelow key: String) -> Int {
        // A server sends maps in order, so that a map that is being read only grows at its end.
        guard let last = entries.last, key <= last.key else { return entries.count }
        var low = 0
        var high = entries.count - 1
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension NameMap: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { 0 }

    /// The number of keys.
    public var endIndex: Int { entries.count }

    /// The pair at a place in ascending order of the keys.
    ///
    /// - Precondition: `position` is in `0..<count`.
    public subscript(position: Int) -> Entry { entries[position] }
}

extension NameMap: ExpressibleByDictionaryLiteral {
    /// Of two equal keys the last one counts.
    public init(dictionaryLiteral elements: (String, Value)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension NameMap.Entry: Equatable where Value: Equatable {}
extension NameMap.Entry: Hashable where Value: Hashable {}
extension NameMap.Entry: Sendable where Value: Sendable {}
extension NameMap: Equatable where Value: Equatable {}
extension NameMap: Hashable where Value: Hashable {}
extension NameMap: Sendable where Value: Sendable {}

extension NameMap: JSONDecodable where Value: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        var members = try json.members()
        self.init()
        entries.reserveCapacity(members.count)
        while let (name, value) = members.next() {
            if value.isNull { continue }
            do throws(DecodingProblem) {
                self[name.text] = try Value(json: value)
            } catch {
                throw error.within(name.text)
            }
        }
    }
}
