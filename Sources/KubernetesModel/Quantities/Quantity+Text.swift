extension Quantity {
    /// Reads a text such as `100m`, `1.5Gi`, `12e6` or `-3`.
    ///
    /// Less than a billionth counts as one, because who asks for something should get something.
    ///
    /// - Throws: ``QuantityProblem``.
    /// - Complexity: O(n) in the length of the text.
    public init(_ text: String) throws(QuantityProblem) {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(QuantityProblem) in try Quantity(utf8: bytes) }
        }
        self = try result.get()
    }

    init(utf8: UnsafeBufferPointer<UInt8>) throws(QuantityProblem) {
        var rest = utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let number = try DecimalDigits(&rest)
        let (powerOfTwo, powerOfTen) = try Self.scale(suffix: rest)
        guard let nanos = number.scaled(powerOfTwo: powerOfTwo, powerOfTen: powerOfTen + 9),
            let value = Quantity(isNegative: isNegative, nanos: nanos)
        else { throw .tooLarge }
        self = value
    }

    /// What a suffix multiplies with; exponents are cut at ±100,000, where all is over.
    private static func scale(
        suffix: Slice<UnsafeBufferPointer<UInt8>>
    ) throws(QuantityProblem) -> (powerOfTwo: Int, powerOfTen: Int) {
        guard let first = suffix.first else { return (0, 0) }
        let second = suffix.dropFirst().first
        if second == UInt8(ascii: "i"), suffix.count == 2,
            let place = "KMGTPE".utf8.firstIndex(of: first)
        {
            return (10 * ("KMGTPE".utf8.distance(from: "".startIndex, to: place) + 1), 0)
        }
        if suffix.count == 1 {
            switch Unicode.Scalar(first) {
            case "n": return (0, -9)
            case "u": return (0, -6)
            case "m": return (0, -3)
            case "k": return (0, 3)
            case "M": return (0, 6)
            case "G": return (0, 9)
            case "T": return (0, 12)
            case "P": return (0, 15)
            case "E": return (0, 18)
            default: throw .malformed
            }
        }
        guard first | 0x20 == UInt8(ascii: "e"),
            let exponent = Int64(String(decoding: suffix.dropFirst(), as: UTF8.self))
        else { throw .malformed }
        return (0, Int(min(max(exponent, -100_000), 100_000)))
    }
}

/// A decimal number without a sign: `coefficient * 10^exponent`, and a little more if `isInexact`.
///
/// Digits beyond what can matter (36 significant ones, 40 places) only leave their mark.
private struct DecimalDigits {
    private var coefficient: UInt128 = 0
    private var exponent = 0
    private var isInexact = false

    private static let fullCoefficient: UInt128 = 100_000_000_000_000_000_000_000_000_000_000_000

    /// Takes digits with at most one point off the front.
    init(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) throws(QuantityProblem) {
        var digits = 0
        var isFraction = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                append(byte - UInt8(ascii: "0"), isFraction: isFraction)
                digits += 1
            } else {
                break
            }
            rest.removeFirst()
        }
        guard digits > 0 else { throw .malformed }
    }

    private mutating func append(_ digit: UInt8, isFraction: Bool) {
        if coefficient >= Self.fullCoefficient || (isFraction && exponent <= -40) {
            isInexact = isInexact || digit != 0
            if !isFraction { exponent += 1 }
        } else {
            coefficient = coefficient * 10 + UInt128(digit)
            if isFraction { exponent -= 1 }
        }
    }

    /// The number times `2^powerOfTwo * 10^powerOfTen`, rounded up; nil when it is far too large.
    func scaled(powerOfTwo: Int, powerOfTen: Int) -> UInt128? {
        if coefficient == 0 { return isInexact ? 1 : 0 }
        let power = exponent + powerOfTen
        let (high, low) = coefficient.multipliedFullWidth(by: UInt128(1) << UInt128(powerOfTwo))
        if power >= 0 {
            guard high == 0, power <= 38 else { return nil }
            let (value, overflow) = low.multipliedReportingOverflow(by: Self.tenToThe(power))
            return overflow ? nil : value + (isInexact ? 1 : 0)
        }
        // Only an exponent leads so far down, and without a power of two the coefficient is less.
        guard power >= -38 else { return 1 }
        let divisor = Self.tenToThe(-power)
        guard high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth((high, low))
        let isRounded = remainder != 0 || isInexact
        return quotient == .max ? nil : quotient + (isRounded ? 1 : 0)
    }

    private static func tenToThe(_ power: Int) -> UInt128 {
        (0..<power).reduce(1) { value, _ in value * 10 }
    }
}

extension Quantity: JSONDecodable {
    /// Reads a string, or a number as Kubernetes also allows.
    package init(json: JSONValue) throws(DecodingProblem) {
        do throws(QuantityProblem) {
            switch json.kind {
            case JSONValue.Kind.string: self = try Quantity(utf8: json.utf8)
            case JSONValue.Kind.signed:
                self = Quantity(units: Int64(bitPattern: json.tape[json.index + 1]))
            case JSONValue.Kind.floating:
                // The shortest text that gives the same number is what was meant.
                self = try Quantity("\(Double(bitPattern: json.tape[json.index + 1]))")
            default: throw .malformed
            }
        } catch {
            throw json.problem(expected: error.description)
        }
    }
}
