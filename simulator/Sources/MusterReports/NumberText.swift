/// A number as 16 hexadecimal digits.
func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// A whole number with a comma between groups of three digits: `1,234,567`.
public func groupedText(_ value: Int64) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return text
}

/// A number with a fixed count of decimals, rounded half away from zero: `6,837.49`.
///
/// - Parameters:
///   - value: Numbers that are not finite or too large for exact digits are written as Swift
///     writes them.
///   - decimals: `0...6`.
/// - Returns: The text.
public func fixedText(_ value: Double, decimals: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * Double(scale)).rounded()
    guard scaled.magnitude < 9e15 else { return String(value) }
    let (whole, rest) = Int64(scaled).magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
    let sign = scaled < 0 ? "-" : ""
    guard decimals > 0 else { return sign + groupedText(Int64(whole)) }
    let digits = String(rest)
    let zeros = String(repeating: "0", count: decimals - digits.count)
    return sign + groupedText(Int64(whole)) + "." + zeros + digits
}

/// A part of a whole as a percentage with one decimal: `69.7%`.
public func percentText(_ part: Double) -> String {
    fixedText(part * 100, decimals: 1) + "%"
}

/// A length of time for people, in its two largest units: `3 d 4 h`, `1 h 53 min`, `12.5 s`.
///
/// - Parameter seconds: Any number; a negative one gets a minus sign.
/// - Returns: The text.
public func durationText(seconds: Double) -> String {
    if seconds < 0 { return "-" + durationText(seconds: -seconds) }
    let tenths = (seconds * 10).rounded()
    if tenths < 600 {
        let isWhole = tenths.truncatingRemainder(dividingBy: 10) == 0
        return fixedText(seconds, decimals: isWhole ? 0 : 1) + " s"
    }
    guard seconds < 9e15 else { return String(seconds) + " s" }
    let whole = Int64(seconds.rounded())
    let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("min", 60)]
    let position = units.firstIndex { whole >= $0.seconds } ?? 2
    let large = units[position]
    let small = position + 1 < units.count ? units[position + 1] : (name: "s", seconds: 1)
    // Rounded to the smaller unit first, so that `59 min 59.9 s` does not become `59 min 60 s`.
    let smallUnits = (whole + small.seconds / 2) / small.seconds
    let perLarge = large.seconds / small.seconds
    let (count, rest) = smallUnits.quotientAndRemainder(dividingBy: perLarge)
    let text = groupedText(count) + " " + large.name
    return rest == 0 ? text : text + " \(rest) " + small.name
}
