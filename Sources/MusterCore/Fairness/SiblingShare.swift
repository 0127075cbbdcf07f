/// A queue's share as it is compared with its siblings': usage over entitlement and weight, exact.
///
/// Siblings have the same parent, so their numerators are in the same unit.
struct SiblingShare: Sendable {
    /// What counts as used: base units, or units of 2^-32 of them where the past counts too.
    var numerator: UInt128
    /// What it is a share of, base units, at least 1.
    var denominator: Int64
    /// Divides the share, thousandths, at least 1.
    var weight: Int64

    static let zero = SiblingShare(.zero, weight: 1000)

    init(numerator: UInt128, denominator: Int64, weight: Int64) {
        self.numerator = numerator
        self.denominator = denominator
        self.weight = weight
    }

    init(_ share: Share, weight: Int64) {
        self.init(
            numerator: UInt128(share.numerator), denominator: share.denominator, weight: weight)
    }

    /// Cross-multiplied, in 128 bits where weights are equal and no past counts, else in 256: a
    /// strict weak order on every machine.
    @inline(__always)
    static func < (left: SiblingShare, right: SiblingShare) -> Bool {
        if left.weight == right.weight {
            if left.denominator == right.denominator { return left.numerator < right.numerator }
            if (left.numerator | right.numerator) >> 64 == 0 {
                return left.numerator &* UInt128(right.denominator)
                    < right.numerator &* UInt128(left.denominator)
            }
        }
        return isLessFullWidth(left, right)
    }

    private static func isLessFullWidth(_ left: SiblingShare, _ right: SiblingShare) -> Bool {
        let leftProduct = left.numerator.multipliedFullWidth(
            by: UInt128(right.denominator) * UInt128(right.weight))
        let rightProduct = right.numerator.multipliedFullWidth(
            by: UInt128(left.denominator) * UInt128(left.weight))
        return leftProduct.high != rightProduct.high
            ? leftProduct.high < rightProduct.high : leftProduct.low < rightProduct.low
    }
}
