package import MusterCore

extension NamePatternError {
    /// The mistake in words.
    package var text: String {
        switch self {
        case .unclosedGroup: "a `(` has no `)`"
        case .unopenedGroup: "a `)` has no `(`"
        case .unclosedClass: "a `[` has no `]`"
        case .wrongRange(let range): "the range `\(range)` ends before it starts"
        case .nothingToRepeat(let sign): "nothing stands before `\(sign)` to be repeated"
        case .repeatedTwice(let signs): "`\(signs)` repeats twice"
        case .wrongCount(let count): "`\(count)` is not from few to many, 1000 at most"
        case .trailingBackslash: "it ends with a backslash"
        case .unsupported(let text): "`\(text)` is not supported"
        case .tooLarge: "it is too large, or nested too deeply"
        }
    }
}
