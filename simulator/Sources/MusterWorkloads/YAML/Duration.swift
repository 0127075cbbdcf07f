import MusterConfiguration
public import MusterCore
import YAMLDocument

/// The longest time that a file may give: 10^12 seconds, or 31,700 years.
let longestDuration = Tick(seconds: 1_000_000_000_000)

/// Reads a length of time: whole seconds (`90`) or parts with units (`90s`, `10m`, `1h30m`,
/// `2d`), the larger unit first, each at most once.
///
/// - Returns: `nil` if the text is none, or longer than the longest.
/// - Complexity: O(bytes of the text).
public func duration(_ text: String) -> Tick? {
    let limit = longestDuration.milliseconds / 1000
    var units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3600), (UInt8(ascii: "m"), 60),
        (UInt8(ascii: "s"), 1),
    ]
    var total: Int64 = 0
    var number: Int64?
    for byte in text.utf8 {
        let digit = byte &- UInt8(ascii: "0")
        if digit < 10 {
            number = (number ?? 0) * 10 + Int64(digit)
            guard number ?? 0 <= limit else { return nil }
        } else {
            guard let count = number, let unit = units.firstIndex(where: { $0.letter == byte })
            else { return nil }
            total = total.addingSaturating(count.multipliedSaturating(by: units[unit].seconds))
            units.removeFirst(unit + 1)
            number = nil
        }
    }
    // A bare number is seconds only where it stands alone: `1h30` says nothing.
    if let number {
        guard units.count == 4 else { return nil }
        total = number
    }
    guard !text.isEmpty, total <= limit else { return nil }
    return Tick(seconds: total)
}

extension YAMLFields {
    /// The length of time in a field; `nil` if it is absent or, with a problem, none.
    func duration(_ key: String, problems: inout [Problem]) -> Tick? {
        guard let text = string(key, problems: &problems) else { return nil }
        if let value = MusterWorkloads.duration(text.value) { return value }
        problems.append(
            Problem(
                at: text.location, "wrong value for `\(key)`", found: text.value,
                expected: "a time such as `90s`, `10m`, `1h30m` or `90` (seconds)"))
        return nil
    }
}
