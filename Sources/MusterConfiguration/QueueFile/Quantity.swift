/// Why a text is no quantity.
public struct QuantityError: Error, Hashable, Sendable {
    /// What would be right: "a whole number, with or without a unit".
    public var expected: String
    /// What to do about it, where a reason is known.
    public var hint: String?
}

/// Reads a quantity of a resource as queue files write it.
///
/// Digits and an optional unit: `k M G T P E` (powers of 1000) or `Ki Mi Gi Ti Pi Ei` (powers of
/// 1024), blanks between them allowed; `m` (thousandths) for `vcore` alone. No sign, no decimal
/// point, no exponent.
///
/// - Parameters:
///   - text: The quantity.
///   - resource: The name of the resource; `vcore` is read in cores, everything else in the
///     resource's own unit (bytes for `memory`).
/// - Returns: The quantity in base units: millicores for `vcore`, the resource's own unit for
///   everything else; at least 0.
/// - Throws: ``QuantityError`` for everything else, a result beyond `Int64` included.
public func parseQuantity(
    _ text: String, of resource: String
) throws(QuantityError) -> Int64 {
    let isVcore = resource == "vcore"
    let trimmed = text.trimmingBlanks
    let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
    let unit = trimmed.dropFirst(digits.count).trimmingBlanks
    let expected =
        "a whole number with or without a unit"
        + (isVcore ? ", such as `2` or `500m`" : ", such as `1000`, `2G` or `2Gi`")
    guard !digits.isEmpty else {
        throw QuantityError(expected: expected, hint: hint(for: trimmed))
    }
    let isMilli = isVcore && unit == "m"
    let scale = unit.isEmpty || isMilli ? 1 : units.first { $0.unit == unit }?.scale
    guard let scale else {
        throw QuantityError(
            expected: expected,
            hint: unitHint(digits: String(digits), unit: unit, isVcore: isVcore))
    }
    let baseUnits = isVcore && !isMilli ? Int64(1000) : 1
    let (product, overflow) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: scale)
    let (total, totalOverflow) = product.multipliedReportingOverflow(by: baseUnits)
    guard Int64(digits) != nil, !overflow, !totalOverflow else {
        throw QuantityError(
            expected: "at most 9223372036854775807" + (isVcore ? " millicores" : ""),
            hint: nil)
    }
    return total
}

/// Writes a quantity so that `parseQuantity` reads it back, in the largest exact unit.
///
/// Cores or millicores (`m`) for `vcore`; decimal or binary units for resources counted in bytes;
/// plain numbers for the others.
///
/// - Parameters:
///   - quantity: The quantity in base units, at least 0.
///   - resource: The name of the resource.
/// - Returns: For example `24`, `1500m`, `38G`, `96Gi`.
public func quantityText(_ quantity: Int64, of resource: String) -> String {
    if resource == "vcore" {
        return quantity % 1000 == 0 ? "\(quantity / 1000)" : "\(quantity)m"
    }
    let isBytes =
        ["memory", "ephemeral-storage"].contains(resource) || resource.hasPrefix("hugepages-")
    guard isBytes, quantity > 0 else { return "\(quantity)" }
    var best = (number: quantity, unit: "")
    for (unit, scale) in units where quantity % scale == 0 && quantity / scale < best.number {
        best = (quantity / scale, unit)
    }
    return "\(best.number)\(best.unit)"
}

private let units: [(unit: String, scale: Int64)] = [
    ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40), ("Pi", 1 << 50),
    ("Ei", 1 << 60), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000),
    ("T", 1_000_000_000_000), ("P", 1_000_000_000_000_000), ("E", 1_000_000_000_000_000_000),
]

private func hint(for text: String) -> String? {
    if text.first == "-" { return "quantities are never negative" }
    if text.isEmpty { return "leave the resource out if it does not matter" }
    return nil
}

private func unitHint(digits: String, unit: String, isVcore: Bool) -> String? {
    if unit.first == "." {
        return isVcore
            ? "write a part of a core in thousandths, such as `1500m`"
            : "write it in the next smaller unit, such as `1536Mi` for one and a half `Gi`"
    }
    if unit == "m" { return "only `vcore` comes in thousandths; `M` is a million" }
    if unit == "K" { return "write `\(digits)k` (1000) or `\(digits)Ki` (1024)" }
    let shortened = unit.lowercased().hasSuffix("b") ? String(unit.dropLast()) : unit
    let meant = units.map(\.unit).first { $0.lowercased() == shortened.lowercased() }
    return meant.map { "did you mean `\(digits)\($0)`?" }
}

extension StringProtocol {
    /// The text without the ASCII blanks around it.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { " \t\n\r\r\n\u{0B}\u{0C}".contains($0) }
        guard let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(self[...last].drop(while: isBlank))
    }
}
