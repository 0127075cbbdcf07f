import MusterConfiguration
import MusterCore

/// Reads a quantity of one resource as queue files write it: a whole number, with a suffix of
/// 1000 (`k M G T P E`) or 1024 (`Ki Mi Gi Ti Pi Ei`); for `vcore` also `m`, thousandths.
///
/// - Returns: Base units, at least 0; `nil` if the text is none or does not fit.
func quantity(_ text: String, of resource: ResourceID) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count).drop { $0 == " " }
    guard let number = Int64(digits) else { return nil }
    let isProcessor = resource == ResourceCatalog.vcore
    if suffix == "m" { return isProcessor ? number : nil }
    guard let factor = suffixFactor(suffix) else { return nil }
    let (units, overflow) = number.multipliedReportingOverflow(by: factor)
    let (scaled, scaledOverflow) = units.multipliedReportingOverflow(by: isProcessor ? 1000 : 1)
    return overflow || scaledOverflow ? nil : scaled
}

private func suffixFactor(_ suffix: Substring) -> Int64? {
    switch suffix {
    case "": 1
    case "k": 1000
    case "M": 1_000_000
    case "G": 1_000_000_000
    case "T": 1_000_000_000_000
    case "P": 1_000_000_000_000_000
    case "E": 1_000_000_000_000_000_000
    case "Ki": 1 << 10
    case "Mi": 1 << 20
    case "Gi": 1 << 30
    case "Ti": 1 << 40
    case "Pi": 1 << 50
    case "Ei": 1 << 60
    default: nil
    }
}

/// What a quantity of a resource looks like, for messages.
func quantityExpectation(of name: String) -> String {
    switch name {
    case "vcore": "whole cores or thousandths, such as `2` or `500m`"
    case "memory": "bytes, such as `7Gi`, `512Mi` or `38G`"
    default: "a whole number, such as `4`"
    }
}

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
            let resource = catalog.intern(name.value)
            resources[resource] = quantity(text.value, of: resource)
            if resources[resource] == nil {
                problems.append(
                    Problem(
                        at: text.location, "wrong quantity of `\(name.value)`", found: text.value,
                        expected: quantityExpectation(of: name.value)))
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
