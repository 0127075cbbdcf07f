/// A moment, in milliseconds since the beginning of 1970 in UTC.
///
/// The engine has no clock: whoever drives it says what time it is.
public struct Instant: Sendable, Comparable, Hashable {
    /// Milliseconds since the beginning of 1970 in UTC.
    public var milliseconds: Int64

    /// The moment this many milliseconds after the beginning of 1970.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// The moment this many seconds after the beginning of 1970; saturates.
    public init(seconds: Int64) { milliseconds = seconds.multipliedSaturating(by: 1000) }

    /// Earlier before later.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This many seconds later, or earlier if negative; saturates.
    public func adding(seconds: Int64) -> Instant {
        adding(milliseconds: seconds.multipliedSaturating(by: 1000))
    }

    /// This many milliseconds later, or earlier if negative; saturates.
    public func adding(milliseconds more: Int64) -> Instant {
        let (sum, overflow) = milliseconds.addingReportingOverflow(more)
        return Instant(milliseconds: overflow ? (more > 0 ? Int64.max : Int64.min) : sum)
    }

    /// Whole seconds from `earlier` to this moment; saturates.
    func seconds(since earlier: Instant) -> Int64 {
        let (span, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflow ? Int64.max / 1000 : span / 1000
    }

    /// As in `creationTimestamp`: `2026-11-21T05:10:29Z`.
    public var timestamp: String { "\(dateAndTime)Z" }

    /// As in a Lease: `2026-11-21T05:10:29.000000Z`.
    public var microTimestamp: String {
        let fraction = Self.padded((milliseconds % 1000 + 1000) % 1000, to: 3)
        return "\(dateAndTime).\(fraction)000Z"
    }

    private var dateAndTime: String {
        let seconds = milliseconds.flooredDivision(by: 1000)
        let days = seconds.flooredDivision(by: 86_400)
        let ofDay = seconds - days * 86_400
        let (year, month, day) = Self.date(days: days)
        let clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { Self.padded($0, to: 2) }
        return "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
            + "T" + clock.joined(separator: ":")
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Date of a day count since 1970-01-01, in the proleptic Gregorian calendar.
    ///
    /// - SeeAlso: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func date(days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Reads `2026-11-21T05:10:29Z`, with or without a fraction, or with an offset such as `+02:00`
    /// instead of `Z`; nil for anything else.
    public init?(timestamp: String) {
        var text = timestamp[...]
        var offset: Int64 = 0
        if text.last == "Z" {
            text = text.dropLast()
        } else {
            let zone = text.suffix(6).split(separator: ":")
            guard let sign = text.suffix(6).first, sign == "+" || sign == "-", zone.count == 2,
                let hours = Int64(zone[0].dropFirst()), let minutes = Int64(zone[1]),
                (0..<24).contains(hours), (0..<60).contains(minutes)
            else { return nil }
            offset = (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
            text = text.dropLast(6)
        }
        let parts = text.split(whereSeparator: { "-T:.".contains($0) })
        guard parts.count == 6 || parts.count == 7 else { return nil }
        let numbers = parts.prefix(6).compactMap { Int64($0) }
        guard numbers.count == 6, numbers.allSatisfy({ $0 >= 0 && $0 < 10_000 }) else { return nil }
        var fraction: Int64 = 0
        if parts.count == 7 {
            fraction = Int64((parts[6] + "000").prefix(3)) ?? 0
        }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        // `days_from_civil` of the same source.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredDivision(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5] - offset
        milliseconds = seconds * 1000 + fraction
    }

    /// The time from `start` to this moment as `kubectl` prints ages: `4s`, `3m10s`, `5h`, `12d`.
    func age(since start: Instant) -> String {
        let seconds = max(0, self.seconds(since: start))
        let minutes = seconds / 60
        let hours = minutes / 60
        let days = hours / 24
        if seconds < 120 { return "\(seconds)s" }
        if minutes < 10 { return seconds % 60 == 0 ? "\(minutes)m" : "\(minutes)m\(seconds % 60)s" }
        if minutes < 180 { return "\(minutes)m" }
        if hours < 8 { return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m" }
        if hours < 48 { return "\(hours)h" }
        if days < 8 { return hours % 24 == 0 ? "\(days)d" : "\(days)d\(hours % 24)h" }
        if days < 730 { return "\(days)d" }
        return "\(days / 365)y"
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    fileprivate func multipliedSaturating(by factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? ((self < 0) == (factor < 0) ? .max : .min) : product
    }
}
