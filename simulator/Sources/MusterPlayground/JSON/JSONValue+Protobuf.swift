/// Reads `application/vnd.kubernetes.protobuf`, in which `kubectl create` and `kubectl auth` send
/// their requests and nothing else.
///
/// Answers are always JSON, which they accept.
///
/// - SeeAlso: Protocol Buffers, "Encoding".
struct ProtobufReader {
    /// One field of a message.
    private struct Field: Sendable {
        var name: String
        var type: String
    }

    private static let messages: [String: [UInt64: Field]] = {
        var messages: [String: [UInt64: Field]] = [:]
        for line in ProtobufMessages.text.split(separator: "\n") {
            let sides = line.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { continue }
            var fields: [UInt64: Field] = [:]
            for word in sides[1].split(separator: " ") {
                let number = word.prefix { $0.isNumber }
                let parts = word.dropFirst(number.count).split(
                    separator: ":", omittingEmptySubsequences: false)
                guard let number = UInt64(number), parts.count == 2 else { continue }
                fields[number] = Field(name: String(parts[0]), type: String(parts[1]))
            }
            messages[String(sides[0].filter { $0 != " " })] = fields
        }
        return messages
    }()

    private var bytes: ArraySlice<UInt8>

    private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// What is on the wire for one field.
    private enum Wire {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    /// The object in a body, or nil if it is none of a known kind.
    static func object(_ body: [UInt8]) -> JSONValue? {
        guard body.starts(with: [0x6B, 0x38, 0x73, 0x00]) else { return nil }
        guard let envelope = fields(body[4...]) else { return nil }
        var apiVersion = ""
        var kind = ""
        var raw: ArraySlice<UInt8> = []
        for (number, wire) in envelope {
            guard case .bytes(let content) = wire else { continue }
            if number == 2 { raw = content }
            if number == 1 {
                for (part, value) in fields(content) ?? [] {
                    guard case .bytes(let text) = value else { continue }
                    if part == 1 { apiVersion = String(decoding: text, as: UTF8.self) }
                    if part == 2 { kind = String(decoding: text, as: UTF8.self) }
                }
            }
        }
        guard var object = value(raw, kind, depth: 0), object.object != nil else { return nil }
        object["apiVersion"] = .string(apiVersion)
        object["kind"] = .string(kind)
        return object
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) -> [(number: UInt64, wire: Wire)]? {
        var reader = ProtobufReader(bytes)
        var found: [(number: UInt64, wire: Wire)] = []
        while !reader.bytes.isEmpty {
            guard let tag = reader.varint() else { return nil }
            switch tag & 7 {
            case 0:
                guard let number = reader.varint() else { return nil }
                found.append((tag >> 3, .number(number)))
            case 1, 5:
                let size = tag & 7 == 1 ? 8 : 4
                guard reader.bytes.count >= size else { return nil }
                let number = reader.bytes.prefix(size).reversed().reduce(UInt64(0)) {
                    $0 << 8 | UInt64($1)
                }
                found.append((tag >> 3, .number(number)))
                reader.bytes = reader.bytes.dropFirst(size)
            case 2:
                guard let size = reader.varint(), size <= UInt64(reader.bytes.count) else {
                    return nil
                }
                found.append((tag >> 3, .bytes(reader.bytes.prefix(Int(size)))))
                reader.bytes = reader.bytes.dropFirst(Int(size))
            default: return nil
            }
        }
        return found
    }

    private mutating func varint() -> UInt64? {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        return nil
    }

    /// The message in these bytes; nil if they are broken or the message is not known.
    private static func value(
        _ bytes: ArraySlice<UInt8>, _ message: String, depth: Int
    ) -> JSONValue? {
        guard depth < 64, let known = messages[message], let fields = fields(bytes) else {
            return nil
        }
        var object = JSONObject()
        for (number, wire) in fields {
            guard let field = known[number] else { continue }
            guard let value = read(wire, field.type, depth: depth) else { continue }
            if field.type.hasPrefix("*") {
                object[field.name] = .array((object[field.name]?.array ?? []) + [value])
            } else if field.type.hasPrefix("%") {
                var map = object[field.name]?.object ?? JSONObject()
                for member in value.object?.members ?? [] { map[member.key] = member.value }
                object[field.name] = .object(map)
            } else {
                object[field.name] = value
            }
        }
        return .object(object)
    }

    /// nil for what JSON would leave out.
    private static func read(_ wire: Wire, _ type: String, depth: Int) -> JSONValue? {
        switch wire {
        case .number(let number):
            let signed = Int64(bitPattern: number)
            switch type {
            case "i": return signed == 0 ? nil : .integer(signed)
            case "I", "*i": return .integer(signed)
            case "o": return number == 0 ? nil : true
            case "O": return .bool(number != 0)
            default: return nil
            }
        case .bytes(let bytes):
            let text = String(decoding: bytes, as: UTF8.self)
            switch type {
            case "s": return text.isEmpty ? nil : .string(text)
            case "S", "*s": return .string(text)
            case "b": return .string(Base64.encoded(Array(bytes)))
            case "Q", "N": return special(bytes, type)
            default:
                if type.hasPrefix("%") {
                    return entry(bytes, String(type.dropFirst()), depth: depth)
                }
                let name = type.hasPrefix("*") ? String(type.dropFirst()) : type
                if ["Q", "N"].contains(name) { return special(bytes, name) }
                return value(bytes, name, depth: depth + 1)
            }
        }
    }

    private static func entry(
        _ bytes: ArraySlice<UInt8>, _ type: String, depth: Int
    ) -> JSONValue? {
        var key = ""
        var value: JSONValue = type == "s" || type == "b" ? "" : .object(JSONObject())
        for (number, wire) in fields(bytes) ?? [] {
            if number == 1, case .bytes(let text) = wire {
                key = String(decoding: text, as: UTF8.self)
            } else if number == 2, let read = read(wire, type, depth: depth + 1) {
                value = read
            }
        }
        return .object(JSONObject([(key, value)]))
    }

    /// Quantities, and numbers that may be texts.
    private static func special(_ bytes: ArraySlice<UInt8>, _ type: String) -> JSONValue? {
        var numbers: [UInt64: Int64] = [:]
        var texts: [UInt64: String] = [:]
        for (number, wire) in fields(bytes) ?? [] {
            switch wire {
            case .number(let value): numbers[number] = Int64(bitPattern: value)
            case .bytes(let value): texts[number] = String(decoding: value, as: UTF8.self)
            }
        }
        if type == "Q" { return .string(texts[1] ?? "0") }
        return numbers[1] ?? 0 == 0 ? .integer(numbers[2] ?? 0) : .string(texts[3] ?? "")
    }
}
