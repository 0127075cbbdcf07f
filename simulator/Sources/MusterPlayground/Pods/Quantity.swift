/// An amount of a resource as the Kubernetes API writes it, in billionths of its unit.
struct Quantity: Sendable, Equatable, Comparable {
    enum Format: Sendable { case decimal, binary, exponent }

    var nanos: Int128
    var format: Format

    static func < (left: Quantity, right: Quantity) -> Bool { left.nanos < right.nanos }

    private static let binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    private static let decimalSuffixes = ["k", "M", "G", "T", "P", "E"]
    private static let unit: Int128 = 1_000_000_000

    /// nil for what does not match the API's grammar, or is too large for any machine.
    init?(_ text: String) {
        var rest = text[...]
        var isNegative = false
        if let sign = rest.first, sign == "+" || sign == "-" {
            isNegative = sign == "-"
            rest = rest.dropFirst()
        }
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = String(rest.dropFirst(number.count))
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard !number.isEmpty, parts.count <= 2, number != "." else { return nil }
        let whole = parts[0]
        let fraction = parts.count > 1 ? parts[1].prefix(9) : ""
        guard whole.count <= 19 else { return nil }
        let scaled = whole + fraction + String(repeating: "0", count: 9 - fraction.count)
        guard let digits = Int128(scaled), let (factor, divisor, format) = Self.scale(suffix) else {
            return nil
        }
        let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        // A fraction of a billionth counts as one, as in the API.
        let rounded = product / divisor + (product % divisor == 0 ? 0 : 1)
        nanos = isNegative ? -rounded : rounded
        self.format = format
    }

    private static func scale(_ suffix: String) -> (Int128, Int128, Format)? {
        switch suffix {
        case "": return (1, 1, .decimal)
        case "n": return (1, 1_000_000_000, .decimal)
        case "u": return (1, 1_000_000, .decimal)
        case "m": return (1, 1000, .decimal)
        default: break
        }
        if let power = binarySuffixes.firstIndex(of: suffix) {
            return (Int128(1) << Int128(10 * (power + 1)), 1, .binary)
        }
        if let power = decimalSuffixes.firstIndex(of: suffix) {
            return ((0...power).reduce(Int128(1)) { product, _ in product * 1000 }, 1, .decimal)
        }
        guard suffix.first == "e" || suffix.first == "E", let power = Int(suffix.dropFirst()),
            (-18...18).contains(power)
        else { return nil }
        let factor = (0..<abs(power)).reduce(Int128(1)) { product, _ in product * 10 }
        return power < 0 ? (1, factor, .exponent) : (factor, 1, .exponent)
    }

    /// The canonical text: no fraction, and the largest suffix with which that is so.
    var text: String {
        if format == .binary, nanos % Self.unit == 0 {
            var amount = nanos / Self.unit
            var suffix = ""
            for next in Self.binarySuffixes where amount != 0 && amount % 1024 == 0 {
                amount /= 1024
                suffix = next
            }
            return "\(amount)\(suffix)"
        }
        var amount = nanos
        var suffix = "n"
        for next in ["u", "m", "", "k", "M", "G", "T", "P", "E"] {
            guard amount == 0 || amount % 1000 == 0 else { break }
            if amount == 0, next == "k" { break }
            amount /= 1000
            suffix = next
        }
        return "\(amount)\(suffix)"
    }

    static let expression = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"

    /// The canonical form of a quantity in a document, which may be a number; nil for none.
    static func canonical(_ value: JSONValue) -> JSONValue? {
        let text: String
        switch value {
        case .string(let given): text = given
        case .integer(let number): text = String(number)
        case .double(let number): text = "\(number)"
        default: return nil
        }
        guard let quantity = Quantity(text) else { return nil }
        // An exponent stays as it was written.
        return quantity.format == .exponent ? .string(text) : .string(quantity.text)
    }
}

extension Playground {
    /// Whether this is an amount of a resource as Kubernetes writes it, such as `500m` or `64Gi`.
    public static func isQuantity(_ text: String) -> Bool { Quantity(text) != nil }
}
