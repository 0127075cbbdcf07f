/// A queue's share as it is compared with its siblings': usage over entitlement and weight, exact.
///
/// Siblings have the same parent, so their numerators are in the same unit.
struct SiblingShare: Sendable {
    /// What it is a share of, base units, at least 1.
    let denominator: Int64
    /// Divides the share, thousandths, at least 1.
    let weight: Int64
    // Two words: comparisons that need only the low one are much faster than those of 128 bits.
    private let high: UInt64
    private let low: UInt64

    /// What counts as used: base units, or units of 2^-32 of them where the past counts too.
    private var numerator: UInt128 { UInt128(high) << 64 | UInt128(low) }

    static let zero = SiblingShare(.zero, weight: 1000)

    init(numerator: UInt128, denominator: Int64, weight: Int64) {
        high = UInt64(truncatingIfNeeded: numerator >> 64)
        low = UInt64(truncatingIfNeeded: numerator)
        self.denominator = denominator
        self.weight = weight
    }

    init(_ share: Share, weight: Int64) {
        high = 0
        low = UInt64(share.numerator)
        denominator = share.denominator
        self.weight = weight
    }

    /// A numerator in units of 2^-32 base units as a number of units of 2^-64, rounded down.
    var fixedPoint: UInt128 {
        let product = numerator.multipliedFullWidth(by: 1 << 32)
        return (UInt128(denominator) * UInt128(weight)).dividingFullWidth(product).quotient
    }

    /// Cross-multiplied, in 128 bits where weights are equal and no past counts, else in 256: a
    /// strict weak order on every machine.
    @inline(__always)
    static func < (left: SiblingShare, right: SiblingShare) -> Bool {
        guard left.weight == right.weight, left.high | right.high == 0 else {
            return isLessFullWidth(left, right)
        }
        if left.denominator == right.denominator { return left.low < right.low }
        let leftProduct = left.low.multipliedFullWidth(by: UInt64(right.denominator))
        let rightProduct = right.low.multipliedFullWidth(by: UInt64(left.denominator))
        return leftProduct.high != rightProduct.high
            ? leftProduct.high < rightProduct.high : leftProduct.low < rightProduct.low
    }

    @inline(never)
    private static func isLessFullWidth(_ left: SiblingShare, _ right: SiblingShare) -> Bool {
        let leftProduct = left.numerator.multipliedFullWidth(
            by: UInt128(right.denominator) * UInt128(right.weight))
        let rightProduct = right.numerator.multipliedFullWidth(
            by: UInt128(left.denominator) * UInt128(left.weight))
        return leftProduct.high != rightProduct.high
            ? leftProduct.high < rightProduct.high : leftProduct.low < rightProduct.low
    }
}
