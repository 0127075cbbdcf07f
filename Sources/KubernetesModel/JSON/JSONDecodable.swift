/// What can be made from one JSON value.
package protocol JSONDecodable {
    /// - Throws: ``DecodingProblem`` when the value is of another type or out of range.
    init(json: JSONValue) throws(DecodingProblem)
}

/// What is read member by member from a JSON object.
///
/// A member that is absent or null leaves the default, as in Go; one that is not known is skipped
/// in one step; of two with the same name the last one counts.
package protocol JSONFields: JSONDecodable {
    init()

    /// Takes over one member, if it is known.
    mutating func read(_ name: JSONName, _ value: JSONValue) throws(DecodingProblem)
}

extension JSONFields {
    /// Reads all members of an object.
    package init(json: JSONValue) throws(DecodingProblem) {
        self.init()
        try readMembers(of: json)
    }

    private mutating func readMembers(of json: JSONValue) throws(DecodingProblem) {
        try json.forEachMember { name, value throws(DecodingProblem) in
            try read(name, value)
        }
    }
}

/// A word out of a closed list.
///
/// A word that is not in it becomes ``unrecognized``, which matches nothing, so that a newer
/// server's object is known though not all of it is understood.
package protocol JSONWord: RawRepresentable, JSONDecodable where RawValue == String {
    static var unrecognized: Self { get }
}

extension JSONWord {
    /// Reads a string.
    package init(json: JSONValue) throws(DecodingProblem) {
        self = Self(rawValue: try String(json: json)) ?? .unrecognized
    }
}

extension String: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        guard json.kind == JSONValue.Kind.string else {
            throw json.problem(expected: "a string")
        }
        self = String(decoding: json.utf8, as: UTF8.self)
    }
}

extension Bool: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        switch json.kind {
        case JSONValue.Kind.yes: self = true
        case JSONValue.Kind.no: self = false
        default: throw json.problem(expected: "true or false")
        }
    }
}

extension Int64: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        guard json.kind == JSONValue.Kind.signed else {
            throw json.problem(expected: "an integer of 64 bits")
        }
        self = Int64(bitPattern: json.tape[json.index + 1])
    }
}

extension Int32: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        guard json.kind == JSONValue.Kind.signed,
            let number = Int32(exactly: Int64(bitPattern: json.tape[json.index + 1]))
        else { throw json.problem(expected: "an integer of 32 bits") }
        self = number
    }
}

extension Array: JSONDecodable where Element: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        var elements = try json.elements()
        self = []
        reserveCapacity(elements.count)
        while let element = elements.next() {
            do throws(DecodingProblem) {
                append(try element.get())
            } catch {
                throw error.within(place: count)
            }
        }
    }
}

extension JSONValue {
    /// Shows all members of an object that are not null, and adds their names to problems.
    @inline(__always)
    func forEachMember(
        _ body: (JSONName, JSONValue) throws(DecodingProblem) -> Void
    ) throws(DecodingProblem) {
        var members = try members()
        while let (name, value) = members.next() {
            if value.isNull { continue }
            do throws(DecodingProblem) {
                try body(name, value)
            } catch {
                throw error.within(name.text)
            }
        }
    }

    /// One member of an object, where only that one matters; nil when it is absent or null.
    func member<Value: JSONDecodable>(
        _ wanted: StaticString
    ) throws(DecodingProblem) -> Value? {
        var found: Value?
        try forEachMember { name, value throws(DecodingProblem) in
            if wanted ~= name { found = try value.get() as Value }
        }
        return found
    }
}
