package import MusterCore

/// Reads a duration as Go writes it, such as `30s`, `1h30m` or `1.5s`.
///
/// - Parameter text: Numbers, each with a unit of `ns`, `us`, `ms`, `s`, `m` or `h`, with an
///   optional sign before all; or `0`.
/// - Returns: Nanoseconds, fractions of one cut off; `nil` if the text is no duration or beyond
///   `Int64`.
package func parseGoDuration(_ text: String) -> Int64? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var total: Int64 = 0
    while !rest.isEmpty {
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if rest.first == "." {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        let unit = rest.prefix { !isDigit($0) && $0 != "." }
        rest = rest.dropFirst(unit.count)
        guard !whole.isEmpty || !fraction.isEmpty, let scale = nanoseconds(in: unit),
            let number = whole.isEmpty ? 0 : Int64(whole)
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: scale)
        let (sum, sumOverflow) = total.addingReportingOverflow(product)
        let (all, allOverflow) = sum.addingReportingOverflow(part(fraction, of: scale))
        guard !overflow, !sumOverflow, !allOverflow else { return nil }
        total = all
    }
    return isNegative ? -total : total
}

/// Writes a length of time as Go does.
///
/// - Parameter time: At least 0.
/// - Returns: For example `1h30m`, `45s` or `500ms`; `0` for none.
package func durationText(_ time: Tick) -> String {
    var rest = time.milliseconds
    var text = ""
    for (unit, scale) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] as [(_, Int64)]
    where rest >= scale {
        text += "\(rest / scale)\(unit)"
        rest %= scale
    }
    return text.isEmpty ? "0" : text
}

private func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

private func nanoseconds(in unit: Substring) -> Int64? {
    switch unit {
    case "ns": 1
    case "us", "\u{B5}s", "\u{3BC}s": 1_000
    case "ms": 1_000_000
    case "s": 1_000_000_000
    case "m": 60_000_000_000
    case "h": 3_600_000_000_000
    default: nil
    }
}

/// The decimal fraction `0.digits` of a scale of at most an hour in nanoseconds, rounded down.
private func part(_ digits: Substring, of scale: Int64) -> Int64 {
    // Digits past the eighteenth are far below one nanosecond.
    let kept = digits.prefix(18)
    let divisor = kept.reduce(Int64(1)) { product, _ in product * 10 }
    guard let numerator = Int64(kept) else { return 0 }
    return divisor.dividingFullWidth(scale.multipliedFullWidth(by: numerator)).quotient
}
