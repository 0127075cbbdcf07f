// What a scalar means where a field wants a boolean or a whole number: the rules of Go's yaml.v3,
// which reads YuniKorn's files, except that nothing is rounded.

/// The boolean that a scalar stands for in a boolean field, or `nil`.
///
/// `true` and `false` only unquoted; `yes`, `no`, `on`, `off`, `y` and `n` either way, as in
/// yaml.v3.
func yamlBoolean(_ node: YAMLNode) -> Bool? {
    switch node.plainText {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default: break
    }
    switch node.text {
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return true
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return false
    default: return nil
    }
}

/// The whole number that unquoted text stands for, or `nil` if it is none or does not fit.
///
/// Decimal, `0x` hexadecimal, `0b` binary, `0o` or leading `0` octal; a sign and underscores are
/// allowed.
package func yamlInteger<Integer: FixedWidthInteger>(_ text: String, as: Integer.Type) -> Integer? {
    var digits = Substring(text.filter { $0 != "_" })
    guard text.first != "_", let first = digits.first else { return nil }
    let isNegative = first == "-"
    if isNegative || first == "+" { digits.removeFirst() }
    var radix = 10
    if digits.count > 1, digits.first == "0" {
        digits.removeFirst()
        switch digits.first {
        case "x", "X": radix = 16
        case "b", "B": radix = 2
        default: radix = 8
        }
        if let mark = digits.first, "xXbBoO".contains(mark) { digits.removeFirst() }
    }
    // The standard parser would take a second sign.
    guard let leading = digits.first, leading.isHexDigit else { return nil }
    return Integer((isNegative ? "-" : "") + digits, radix: radix)
}
