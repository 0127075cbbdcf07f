/// A moment, in microseconds since 1970-01-01T00:00:00Z without leap seconds.
///
/// Written as RFC 3339. Years 0000 to 9999.
public struct Timestamp: Hashable, Sendable, Comparable {
    /// Microseconds since the epoch; negative before it.
    public let microseconds: Int64

    /// A moment by microseconds since the epoch, cut to the years 0000 to 9999.
    public init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.first), Self.last)
    }

    /// A moment by milliseconds since the epoch, cut to the years 0000 to 9999.
    public init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        self.init(microseconds: overflow ? (milliseconds < 0 ? .min : .max) : product)
    }

    /// Whole milliseconds since the epoch, rounded down.
    public var milliseconds: Int64 { floorDivide(microseconds, by: 1000).quotient }

    /// Whether `left` is earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    private static let microsecondsPerDay: Int64 = 86_400_000_000
    private static let first = daysSinceEpoch(year: 0, month: 1, day: 1) * microsecondsPerDay
    private static let last =
        (daysSinceEpoch(year: 9999, month: 12, day: 31) + 1) * microsecondsPerDay - 1
}

// MARK: - Text

extension Timestamp {
    /// Reads RFC 3339, such as `2026-11-21T05:12:13Z` or `2026-01-01T02:00:00.000001+02:00`.
    ///
    /// Nil for anything else. Digits beyond microseconds are cut off.
    public init?(_ text: String) {
        var text = text
        guard let value = text.withUTF8({ Timestamp(utf8: $0) }) else { return nil }
        self = value
    }

    init?(utf8: UnsafeBufferPointer<UInt8>) {
        var rest = utf8[...]
        guard let year = takeNumber(&rest, digits: 4), take(&rest, "-"),
            let month = takeNumber(&rest, digits: 2), take(&rest, "-"),
            let day = takeNumber(&rest, digits: 2), take(&rest, "T") || take(&rest, "t"),
            let hour = takeNumber(&rest, digits: 2), take(&rest, ":"),
            let minute = takeNumber(&rest, digits: 2), take(&rest, ":"),
            let second = takeNumber(&rest, digits: 2),
            (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year),
            hour < 24, minute < 60, second < 60,
            let fraction = takeFraction(&rest), let offset = takeOffsetMinutes(&rest),
            rest.isEmpty
        else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let minutes = (days * 24 + hour) * 60 + minute - offset
        let value = (minutes * 60 + second) * 1_000_000 + fraction
        guard value >= Self.first, value <= Self.last else { return nil }
        microseconds = value
    }

    /// `2026-11-21T05:12:13Z`, as in most fields; what is less than a second is cut off.
    public var seconds: String { text(withMicroseconds: false) }

    /// `2026-11-21T05:12:13.000000Z`, as Leases and Events have it: always six digits.
    public var micro: String { text(withMicroseconds: true) }

    private func text(withMicroseconds: Bool) -> String {
        let (days, ofDay) = floorDivide(microseconds, by: Self.microsecondsPerDay)
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        let second = ofDay / 1_000_000
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
        text += "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
        text += ":\(padded(second % 60, 2))"
        if withMicroseconds { text += ".\(padded(ofDay % 1_000_000, 6))" }
        return text + "Z"
    }
}

extension Timestamp: CustomStringConvertible {
    /// ``micro``.
    public var description: String { micro }
}

extension Timestamp: JSONDecodable {
    package init(json: JSONValue) throws(DecodingProblem) {
        guard json.kind == JSONValue.Kind.string, let value = Timestamp(utf8: json.utf8) else {
            throw json.problem(expected: "a time such as \"2026-11-21T05:12:13Z\"")
        }
        self = value
    }
}

// MARK: - Calendar

private func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
}

private func daysIn(month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Days from 1970-01-01 to a date.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`. A
/// year begins in March, so that a leap day comes last; 400 years have 146,097 days.
private func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(shifted, by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

/// The date that is some days after 1970-01-01.
///
/// Source: as above, `civil_from_days`.
private func civilDate(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
    let yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

// MARK: - Characters

private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

private func take(_ rest: inout Bytes, _ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
}

private func takeNumber(_ rest: inout Bytes, digits: Int) -> Int64? {
    guard rest.count >= digits else { return nil }
    var number: Int64 = 0
    for _ in 0..<digits {
        guard let digit = takeDigit(&rest) else { return nil }
        number = number * 10 + digit
    }
    return number
}

private func takeDigit(_ rest: inout Bytes) -> Int64? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
        return nil
    }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
}

/// Microseconds; 0 without a point.
private func takeFraction(_ rest: inout Bytes) -> Int64? {
    guard take(&rest, ".") else { return 0 }
    guard var number = takeDigit(&rest) else { return nil }
    var digits = 1
    while let digit = takeDigit(&rest) {
        if digits < 6 {
            number = number * 10 + digit
            digits += 1
        }
    }
    for _ in digits..<6 { number *= 10 }
    return number
}

private func takeOffsetMinutes(_ rest: inout Bytes) -> Int64? {
    if take(&rest, "Z") || take(&rest, "z") { return 0 }
    let isNegative = take(&rest, "-")
    guard isNegative || take(&rest, "+"), let hours = takeNumber(&rest, digits: 2),
        take(&rest, ":"), let minutes = takeNumber(&rest, digits: 2), hours < 24, minutes < 60
    else { return nil }
    let offset = hours * 60 + minutes
    return isNegative ? -offset : offset
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
