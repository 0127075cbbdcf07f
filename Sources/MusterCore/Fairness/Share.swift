/// A share as an exact fraction, compared without rounding.
///
/// `numerator / denominator`, both at least 0; a denominator of 0 does not occur.
struct Share: Hashable, Comparable, Sendable {
    var numerator: Int64
    var denominator: Int64

    static let zero = Share(numerator: 0, denominator: 1)

    /// What share `used` is of `entitled`.
    ///
    /// Using anything of an entitlement of zero counts as all of it (YuniKorn's rule).
    init(used: Int64, of entitled: Int64) {
        if entitled > 0 {
            self.init(numerator: Swift.max(0, used), denominator: entitled)
        } else {
            self.init(numerator: used > 0 ? 1 : 0, denominator: 1)
        }
    }

    init(numerator: Int64, denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Cross-multiplied in 128 bits: a strict weak order on every machine.
    @inline(__always)
    static func < (left: Share, right: Share) -> Bool {
        if left.denominator == right.denominator { return left.numerator < right.numerator }
        let leftProduct = left.numerator.multipliedFullWidth(by: right.denominator)
        let rightProduct = right.numerator.multipliedFullWidth(by: left.denominator)
        return leftProduct.high != rightProduct.high
            ? leftProduct.high < rightProduct.high : leftProduct.low < rightProduct.low
    }

    /// Equal as fractions: 1/2 equals 2/4.
    static func == (left: Share, right: Share) -> Bool {
        !(left < right) && !(right < left)
    }

    /// Never used in a decision; equal fractions may hash differently only if written
    /// differently, so the hash is the same for all.
    func hash(into hasher: inout Hasher) {}
}
