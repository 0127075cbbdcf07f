import YAMLDocument

/// Thousandths of a number as YAML writes it, with at most three significant decimals; `nil` for
/// other texts and for numbers beyond `Int64` thousandths.
func parseThousandths(_ text: String) -> Int64? {
    guard let whole = yamlInteger(text, as: Int64.self) else {
        return parseDecimalThousandths(text)
    }
    let (value, overflow) = whole.multipliedReportingOverflow(by: 1000)
    return overflow ? nil : value
}

/// Thousandths of a number in decimal digits with at most three significant decimals and no sign.
func parseDecimalThousandths(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.joined()
    let isDecimal = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard parts.count <= 2, isDecimal else { return nil }
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.dropFirst(3).allSatisfy({ $0 == "0" }) else { return nil }
    let kept = decimals.prefix(3)
    return Int64(parts[0] + kept + String(repeating: "0", count: 3 - kept.count))
}

/// Thousandths as a decimal number without trailing zeros.
func thousandthsText(_ thousandths: Int64) -> String {
    let fraction = String(thousandths % 1000 + 1000).dropFirst()
    let significant = fraction.lastIndex { $0 != "0" }.map { fraction[...$0] } ?? ""
    return "\(thousandths / 1000)" + (significant.isEmpty ? "" : ".\(significant)")
}
