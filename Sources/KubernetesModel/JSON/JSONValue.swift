/// One value of a parsed document: a place on simdjson's tape.
///
/// Valid only until its parser reads the next text; nothing outside this module can keep or read
/// one. A word of the tape has its kind in the first byte: an object or array is followed by what
/// it contains and knows where it ends, a string is a place in the buffer of strings, and a
/// number is the next word.
package struct JSONValue {
    let tape: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>
    let index: Int

    /// What a value is, by the first byte of its word.
    enum Kind {
        static let object = UInt8(ascii: "{")
        static let array = UInt8(ascii: "[")
        static let string = UInt8(ascii: "\"")
        static let signed = UInt8(ascii: "l")
        static let unsigned = UInt8(ascii: "u")
        static let floating = UInt8(ascii: "d")
        static let yes = UInt8(ascii: "t")
        static let no = UInt8(ascii: "f")
        static let null = UInt8(ascii: "n")
    }

    var kind: UInt8 { UInt8(truncatingIfNeeded: tape[index] >> 56) }

    var isNull: Bool { kind == Kind.null }

    /// The place after this value.
    var end: Int {
        switch kind {
        case Kind.object, Kind.array: Int(UInt32(truncatingIfNeeded: tape[index]))
        case Kind.signed, Kind.unsigned, Kind.floating: index + 2
        default: index + 1
        }
    }

    func value(at index: Int) -> JSONValue {
        JSONValue(tape: tape, strings: strings, index: index)
    }

    /// The unescaped bytes of a string.
    ///
    /// The value must be one.
    var utf8: UnsafeBufferPointer<UInt8> {
        let start = strings + Int(tape[index] & 0x00ff_ffff_ffff_ffff)
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: start + 4, count: Int(count))
    }

    /// The members of an object, in their order; a name may come twice.
    func members() throws(DecodingProblem) -> JSONMembers {
        guard kind == Kind.object else { throw problem(expected: "an object") }
        return JSONMembers(object: self)
    }

    /// The elements of an array.
    func elements() throws(DecodingProblem) -> JSONElements {
        guard kind == Kind.array else { throw problem(expected: "an array") }
        return JSONElements(array: self)
    }

    /// The value as what the place that it is assigned to asks for.
    @inline(__always)
    func get<Value: JSONDecodable>() throws(DecodingProblem) -> Value {
        try Value(json: self)
    }

    func problem(expected: String) -> DecodingProblem {
        DecodingProblem(found: shortText, expected: expected)
    }

    /// What stands here, for a message.
    private var shortText: String {
        switch kind {
        case Kind.object: "an object"
        case Kind.array: "an array"
        case Kind.string: quoted(String(decoding: utf8, as: UTF8.self))
        case Kind.signed, Kind.unsigned, Kind.floating: "the number \(scalarText)"
        default: scalarText
        }
    }

    /// A number, true, false or null as JSON.
    ///
    /// simdjson accepts no number that is not finite.
    var scalarText: String {
        switch kind {
        case Kind.signed: "\(Int64(bitPattern: tape[index + 1]))"
        case Kind.unsigned: "\(tape[index + 1])"
        case Kind.floating: "\(Double(bitPattern: tape[index + 1]))"
        case Kind.yes: "true"
        case Kind.no: "false"
        default: "null"
        }
    }

    /// The value as JSON without spaces.
    var compactText: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// `text` in quotation marks, cut after 60 characters.
func quoted(_ text: String) -> String {
    text.count > 60 ? "\"\(text.prefix(60))…\"" : "\"\(text)\""
}

/// Walks through the members of an object.
struct JSONMembers {
    private var place: JSONValue
    private let end: Int
    /// How many there are; at most 2^24 - 1 are counted.
    let count: Int

    /// - Precondition: The value is an object.
    init(object: JSONValue) {
        place = object.value(at: object.index + 1)
        end = object.end - 1
        count = Int(object.tape[object.index] >> 32 & 0xff_ffff)
    }

    mutating func next() -> (name: JSONName, value: JSONValue)? {
        guard place.index < end else { return nil }
        let value = place.value(at: place.index + 1)
        let name = JSONName(utf8: place.utf8)
        place = place.value(at: value.end)
        return (name, value)
    }
}

/// Walks through the elements of an array.
struct JSONElements {
    private var place: JSONValue
    private let end: Int
    /// How many there are; at most 2^24 - 1 are counted.
    let count: Int

    /// - Precondition: The value is an array.
    init(array: JSONValue) {
        place = array.value(at: array.index + 1)
        end = array.end - 1
        count = Int(array.tape[array.index] >> 32 & 0xff_ffff)
    }

    mutating func next() -> JSONValue? {
        guard place.index < end else { return nil }
        let value = place
        place = place.value(at: value.end)
        return value
    }
}

/// The name of a member.
///
/// Compared with literals by `switch`, without making a String.
package struct JSONName {
    let utf8: UnsafeBufferPointer<UInt8>

    var text: String { String(decoding: utf8, as: UTF8.self) }

    @inline(__always)
    static func ~= (pattern: StaticString, name: JSONName) -> Bool {
        name.utf8.count == pattern.utf8CodeUnitCount && name.hasBytes(of: pattern)
    }

    /// Whether the bytes are those of `pattern`, which is as long.
    @inline(__always)
    private func hasBytes(of pattern: StaticString) -> Bool {
        let known = UnsafeRawPointer(pattern.utf8Start)
        let own = UnsafeRawPointer(utf8.baseAddress.unsafelyUnwrapped)
        let count = utf8.count
        var place = 0
        while place + 8 <= count {
            let difference =
                own.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                ^ known.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if difference != 0 { return false }
            place += 8
        }
        while place < count {
            if own.load(fromByteOffset: place, as: UInt8.self)
                != known.load(fromByteOffset: place, as: UInt8.self)
            {
                return false
            }
            place += 1
        }
        return true
    }
}
