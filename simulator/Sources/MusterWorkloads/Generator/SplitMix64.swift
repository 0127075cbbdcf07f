/// A small seeded generator of uniformly distributed 64-bit numbers.
///
/// The same seed gives the same numbers in every process, build and machine, which the system's
/// generator does not promise. Not for secrets.
///
/// - Note: Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
///   OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// Creates a generator; every seed is a good one.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number, uniform over all of `UInt64`.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
