// The C library's exp and log may differ in the last bit between versions and even between
// processors (it picks an FMA variant at run time), and one bit can move a generated job by a
// second. These two use only operations that IEEE 754 defines exactly, so that a seed means the
// same workload everywhere.

/// ln 2, cut so that a product with any exponent of a `Double` is exact, and what was cut off.
private let logarithmOf2 = (high: 0x1.62e42feep-1, low: 0x1.a39ef35793c76p-33)

/// e to the power of `x`, within two units in the last place for `-700...700`.
///
/// - Precondition: `x` is in `-700...700`.
package func exponential(_ x: Double) -> Double {
    precondition(abs(x) <= 700, "exponential(\(x)) is out of range")
    let halvings = (x / (logarithmOf2.high + logarithmOf2.low)).rounded()
    let rest = (x - halvings * logarithmOf2.high) - halvings * logarithmOf2.low
    // |rest| is at most ln(2) / 2, so the term of degree 14 is below 2^-57.
    var series = 1.0
    for degree in stride(from: 13, through: 1, by: -1) {
        series = 1 + rest * series / Double(degree)
    }
    return series * Double(sign: .plus, exponent: Int(halvings), significand: 1)
}

/// The natural logarithm of `x`, within four units in the last place.
///
/// - Precondition: `x` is finite and greater than 0.
package func naturalLogarithm(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "naturalLogarithm(\(x)) is out of range")
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.414_213_562_373_095 {
        significand /= 2
        exponent += 1
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); the argument is below 0.172, so the term of
    // degree 25 is below 2^-63.
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var series = 0.0
    for degree in stride(from: 23, through: 1, by: -2) {
        series = series * square + 1 / Double(degree)
    }
    return exponent * logarithmOf2.high + (2 * ratio * series + exponent * logarithmOf2.low)
}
