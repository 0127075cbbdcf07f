import FoundationEssentials

extension JSONValue: Decodable {
    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Tries the kinds of value, the most frequent first: a failed attempt costs an error.
    public init(from decoder: any Decoder) throws {
        if let single = try? decoder.singleValueContainer() {
            if let text = try? single.decode(String.self) {
                self = .string(text)
                return
            }
            if single.decodeNil() {
                self = .null
                return
            }
        }
        if let members = try? decoder.container(keyedBy: AnyKey.self) {
            var found: [JSONObject.Member] = []
            for key in members.allKeys {
                found.append(
                    JSONObject.Member(
                        key: key.stringValue, value: try members.decode(JSONValue.self, forKey: key)
                    ))
            }
            self = .object(JSONObject(unsorted: found))
            return
        }
        if var elements = try? decoder.unkeyedContainer() {
            var found: [JSONValue] = []
            while !elements.isAtEnd { found.append(try elements.decode(JSONValue.self)) }
            self = .array(found)
            return
        }
        let single = try decoder.singleValueContainer()
        if let flag = try? single.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? single.decode(Int64.self) {
            self = .integer(number)
        } else {
            self = .double(try single.decode(Double.self))
        }
    }

    /// The document in these bytes, or nil if they are no JSON.
    public static func parse(_ bytes: [UInt8]) -> JSONValue? {
        try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    /// The document in this text, or nil if it is no JSON.
    public static func parse(_ text: String) -> JSONValue? { parse(Array(text.utf8)) }
}
