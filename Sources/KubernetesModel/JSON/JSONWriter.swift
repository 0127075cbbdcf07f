/// Writes compact JSON.
///
/// Members come in the order in which they are written, and nothing is checked: a body is written
/// by one function that is tested as a whole.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// The text of one object.
    static func object(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.enclose("{", "}", write)
        return writer.bytes
    }

    mutating func object(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        writeName(name)
        enclose("{", "}", write)
    }

    mutating func array<Element>(
        _ name: StaticString, _ elements: some Sequence<Element>,
        _ write: (inout JSONWriter, Element) -> Void
    ) {
        writeName(name)
        enclose("[", "]") { writer in
            for element in elements {
                writer.separate()
                write(&writer, element)
            }
        }
    }

    /// An object as an element of an array.
    mutating func element(_ write: (inout JSONWriter) -> Void) {
        enclose("{", "}", write)
    }

    mutating func string(_ name: StaticString, _ value: String) {
        writeName(name)
        writeString(value)
    }

    /// A string that is left out when it is empty.
    mutating func nonEmpty(_ name: StaticString, _ value: String) {
        if !value.isEmpty { string(name, value) }
    }

    mutating func integer(_ name: StaticString, _ value: some BinaryInteger) {
        writeName(name)
        bytes += String(value).utf8
    }

    mutating func bool(_ name: StaticString, _ value: Bool) {
        writeName(name)
        bytes += (value ? "true" : "false").utf8
    }

    mutating func null(_ name: StaticString) {
        writeName(name)
        bytes += "null".utf8
    }

    mutating func map(_ name: StaticString, _ value: NameMap<String>) {
        object(name) { writer in
            for entry in value {
                writer.separate()
                writer.writeString(entry.key)
                writer.bytes.append(UInt8(ascii: ":"))
                writer.writeString(entry.value)
            }
        }
    }

    /// A map that is left out when it is empty.
    mutating func nonEmpty(_ name: StaticString, _ value: NameMap<String>) {
        if !value.isEmpty { map(name, value) }
    }

    /// A member of a name that is known at run time only, whose value is JSON already.
    mutating func json(_ name: String, _ text: String) {
        separate()
        writeString(name)
        bytes.append(UInt8(ascii: ":"))
        bytes += text.utf8
    }

    /// Any value that was read, as it was but for spaces and the way numbers are written.
    mutating func value(_ json: JSONValue) {
        switch json.kind {
        case JSONValue.Kind.object:
            enclose("{", "}") { writer in
                var members = JSONMembers(object: json)
                while let (name, value) = members.next() {
                    writer.separate()
                    writer.writeString(name.text)
                    writer.bytes.append(UInt8(ascii: ":"))
                    writer.value(value)
                }
            }
        case JSONValue.Kind.array:
            enclose("[", "]") { writer in
                var elements = JSONElements(array: json)
                while let element = elements.next() {
                    writer.separate()
                    writer.value(element)
                }
            }
        case JSONValue.Kind.string: writeString(String(decoding: json.utf8, as: UTF8.self))
        default: bytes += json.scalarText.utf8
        }
    }

    /// An element of an array.
    mutating func writeString(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 { writeEscaped(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscaped(_ byte: UInt8) {
        switch Unicode.Scalar(byte) {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\0"..<" ":
            let digits = String(byte, radix: 16)
            bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
        default: bytes.append(byte)
        }
    }

    private mutating func writeName(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        bytes += "\":".utf8
    }

    /// Puts a comma where something stands before.
    private mutating func separate() {
        // No value ends in one of these: a string ends in its quotation mark.
        switch bytes.last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), nil: break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    private mutating func enclose(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ write: (inout JSONWriter) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        write(&self)
        bytes.append(UInt8(ascii: close))
    }
}
