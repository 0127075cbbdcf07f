/// An amount of a resource, as exact as Kubernetes keeps it: a multiple of a billionth.
///
/// At most 2^63 - 1 units (bytes, cores, devices) in either direction. Source: the documentation
/// of `k8s.io/apimachinery/pkg/api/resource.Quantity`.
public struct Quantity: Hashable, Sendable {
    /// Billionths of a unit.
    private let nanos: Int128

    /// No amount.
    public static let zero = Quantity(nanos: 0)

    private static let nanosPerUnit: Int128 = 1_000_000_000
    private static let maximumNanos = Int128(Int64.max) * nanosPerUnit

    private init(nanos: Int128) {
        self.nanos = nanos
    }

    /// A number of whole units.
    public init(units: Int64) {
        nanos = max(Int128(units), -Int128(Int64.max)) * Self.nanosPerUnit
    }

    /// A number of thousandths, such as millicores.
    public init(milliUnits: Int64) {
        nanos = Int128(milliUnits) * 1_000_000
    }

    /// From the size of an amount in billionths; nil beyond the limit.
    init?(isNegative: Bool, nanos: UInt128) {
        guard nanos <= UInt128(Self.maximumNanos) else { return nil }
        self.nanos = isNegative ? -Int128(nanos) : Int128(nanos)
    }

    /// Whole units, rounded away from zero as Kubernetes does.
    public var units: Int64 {
        // The limit of the type is that of this figure.
        Int64(truncatingIfNeeded: Self.roundedAway(nanos, by: Self.nanosPerUnit))
    }

    /// Thousandths, rounded away from zero.
    ///
    /// - Throws: ``QuantityProblem/tooLarge`` beyond 2^63 - 1 thousandths.
    public func milliUnits() throws(QuantityProblem) -> Int64 {
        guard let exact = Int64(exactly: Self.roundedAway(nanos, by: 1_000_000)) else {
            throw .tooLarge
        }
        return exact
    }

    private static func roundedAway(_ value: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder == 0 ? quotient : quotient + remainder.signum()
    }
}

extension Quantity: Comparable {
    /// Whether `left` is the smaller amount.
    public static func < (left: Quantity, right: Quantity) -> Bool { left.nanos < right.nanos }
}

extension Quantity: CustomStringConvertible {
    /// A text that Kubernetes reads as the same amount: whole units, or the largest of `m`, `u`
    /// and `n` that needs no fraction.
    public var description: String {
        for (divisor, suffix) in [(Self.nanosPerUnit, ""), (1_000_000, "m"), (1000, "u")]
        where nanos.isMultiple(of: divisor) {
            return "\(nanos / divisor)\(suffix)"
        }
        return "\(nanos)n"
    }
}

/// Why a text is no ``Quantity``.
public enum QuantityProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a number with one of the suffixes.
    case malformed
    /// Beyond 2^63 - 1, which Kubernetes would silently cut or take for zero.
    case tooLarge

    /// What should stand there instead.
    public var description: String {
        switch self {
        case .malformed:
            "a quantity: a number, perhaps with n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, "
                + "Ei or an exponent"
        case .tooLarge: "a quantity of at most 9223372036854775807"
        }
    }
}
