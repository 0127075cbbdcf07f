/// How much of a difference is left after a time: 2^(-elapsed / half-life), in integers.
///
/// The exponent is split into whole half-lives, which are shifts, and a fraction, whose binary
/// digits choose among the numbers 2^(-1/2), 2^(-1/4), 2^(-1/8) and so on. The relative error is
/// below 2^-56.
struct Decay: Hashable, Sendable {
    /// 2^(-fraction) in units of 2^-63: more than a half, at most one.
    let factor: UInt64
    /// How many whole half-lives went by, at most 127.
    let halvings: Int

    /// - Precondition: `elapsed` is at least 0, `halfLife` at least 1 ms.
    init(elapsed: Tick, halfLife: Tick) {
        let (whole, rest) = elapsed.milliseconds.quotientAndRemainder(
            dividingBy: halfLife.milliseconds)
        halvings = Int(min(whole, 127))
        let fraction = UInt64((UInt128(rest) << 63) / UInt128(halfLife.milliseconds))
        var factor: UInt64 = 1 << 63
        for digit in 1...63 where fraction >> UInt64(63 - digit) & 1 == 1 {
            factor = UInt64((UInt128(factor) * UInt128(Self.roots[digit])) >> 63)
        }
        self.factor = factor
    }

    /// What is left of an amount, rounded down.
    func remainder(of amount: UInt128) -> UInt128 {
        let product = amount.multipliedFullWidth(by: UInt128(factor))
        return (product.high << 65 | product.low >> 63) >> UInt128(halvings)
    }

    /// 2^(-2^-i) by `i`, in units of 2^-63, rounded down: each the square root of the one before.
    private static let roots: [UInt64] = {
        var roots: [UInt64] = [1 << 62]
        for _ in 1...63 {
            roots.append(squareRoot(of: UInt128(roots[roots.count - 1]) << 63))
        }
        return roots
    }()

    /// The largest integer whose square is at most `number`, digit by digit.
    private static func squareRoot(of number: UInt128) -> UInt64 {
        var rest = number
        var root: UInt128 = 0
        var digit: UInt128 = 1 << 126
        while digit != 0 {
            if rest >= root + digit {
                rest -= root + digit
                root = root >> 1 + digit
            } else {
                root >>= 1
            }
            digit >>= 2
        }
        return UInt64(root)
    }
}
