/// The course of submissions over a day: few in the early morning, most after midday.
///
/// A change of clock. *Work time* runs at the average pace; real time is stretched at night and
/// compressed in the rush hours, and both agree at every midnight. Arrivals are drawn in work
/// time and then read off in real time.
///
/// - Note: Source: Lublin and Feitelson 2003: 48 half-hour slots in proportion to the gamma
///   distribution with shape 8.1737 and scale 3.9631, the day beginning with slot 11.
package struct DailyCycle {
    private static let slotSeconds = 1800.0
    private static let daySeconds = 86_400.0
    private static let slots = 48

    /// How much work time passes per real time in each slot; 1 on average.
    private let pace: [Double]
    /// Work seconds from midnight to the beginning of each slot, and to the next midnight.
    private let elapsed: [Double]

    package init() {
        var weights = [Double](repeating: 0, count: Self.slots)
        for slot in 11..<(11 + Self.slots) {
            weights[(slot - 1) % Self.slots] = Self.weight(ofSlot: Double(slot))
        }
        let mean = weights.reduce(0, +) / Double(Self.slots)
        pace = weights.map { $0 / mean }
        var elapsed = [0.0]
        for slot in 0..<Self.slots { elapsed.append(elapsed[slot] + pace[slot] * Self.slotSeconds) }
        self.elapsed = elapsed
    }

    /// The gamma density integrated over `slot - 0.5 ... slot + 0.5` up to a constant factor,
    /// by Simpson's rule on 8 panels.
    private static func weight(ofSlot slot: Double) -> Double {
        let (shape, scale) = (8.1737, 3.9631)
        var sum = 0.0
        for panel in 0...16 {
            let x = slot - 0.5 + Double(panel) / 16
            let density = exponential((shape - 1) * naturalLogarithm(x) - x / scale)
            let factor = panel == 0 || panel == 16 ? 1.0 : (panel % 2 == 1 ? 4.0 : 2.0)
            sum += factor * density
        }
        return sum
    }

    /// The real time, seconds since the first midnight, at which so much work time has passed.
    package func realSeconds(atWorkSeconds work: Double) -> Double {
        let days = (work / elapsed[Self.slots]).rounded(.down)
        let rest = work - days * elapsed[Self.slots]
        var slot = 0
        while slot < Self.slots - 1, elapsed[slot + 1] <= rest { slot += 1 }
        let inSlot = (rest - elapsed[slot]) / pace[slot]
        return days * Self.daySeconds + Double(slot) * Self.slotSeconds + inSlot
    }

    /// How much work time has passed so many real seconds after the first midnight.
    package func workSeconds(atRealSeconds real: Double) -> Double {
        let days = (real / Self.daySeconds).rounded(.down)
        let rest = real - days * Self.daySeconds
        let slot = min(Int(rest / Self.slotSeconds), Self.slots - 1)
        let inSlot = rest - Double(slot) * Self.slotSeconds
        return days * elapsed[Self.slots] + elapsed[slot] + inSlot * pace[slot]
    }
}
