import MusterConfiguration
import MusterCore
import YAMLDocument

/// Why a name is no resource name, and what to do; `nil` if it is one.
func resourceNameHint(_ name: String) -> String? {
    if name == "cpu" { return "processor time is called `vcore`" }
    let isPlain = !name.isEmpty && name.utf8.allSatisfy { isNameByte($0) || $0 == 0x2f }
    return isPlain ? nil : "use letters, digits, `-`, `_`, `.` and `/`"
}

/// Whether a byte may stand in any name: an ASCII letter or digit, `-`, `_` or `.`.
func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: "-_.".utf8.contains(byte)
    }
}

extension YAMLFields {
    /// The resources in a field, names with quantities; those not named are left open.
    func resources(
        _ key: String, catalog: inout ResourceCatalog, problems: inout [Problem]
    ) -> ResourceBounds {
        var resources = ResourceBounds.none
        for (name, value) in mapping(key, problems: &problems) {
            if let hint = resourceNameHint(name.value) {
                problems.append(
                    Problem(
                        at: name.location, "wrong resource name", found: name.value, hint: hint))
                continue
            }
            guard let text = value.string(of: name.value, problems: &problems) else { continue }
            do throws(QuantityError) {
                let amount = try parseQuantity(text.value, of: name.value)
                resources[catalog.intern(name.value)] = amount
            } catch {
                problems.append(
                    Problem(
                        at: text.location, "wrong quantity of `\(name.value)`", found: text.value,
                        expected: error.expected, hint: error.hint))
            }
        }
        return resources
    }
}

extension Resources {
    /// The vector of what is named, with `pods` places where those are left open.
    init(_ named: ResourceBounds, pods: Int64 = 0) {
        self.init(named.entries.map { ($0.resource, $0.quantity) })
        if named[ResourceCatalog.pods] == nil { self[ResourceCatalog.pods] = pods }
    }
}
