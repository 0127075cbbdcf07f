extension RandomNumberGenerator {
    /// A uniform draw from the open interval (0, 1).
    package mutating func uniform() -> Double {
        // 52 bits and a half: neither end can be hit, so its logarithm is always finite.
        (Double(next() >> 12) + 0.5) * 0x1p-52
    }

    /// A draw from the exponential distribution with mean 1.
    package mutating func exponentiallyDistributed() -> Double {
        -naturalLogarithm(uniform())
    }

    /// A draw from the normal distribution with mean 0 and variance 1, by the polar method.
    package mutating func normallyDistributed() -> Double {
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let square = x * x + y * y
            guard square < 1, square > 0 else { continue }
            return x * (-2 * naturalLogarithm(square) / square).squareRoot()
        }
    }

    /// A draw from the gamma distribution with mean `shape * scale`.
    ///
    /// - Precondition: `shape` is at least 1, `scale` is greater than 0.
    /// - Note: Source: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables",
    ///   ACM Transactions on Mathematical Software 26(3), 2000.
    package mutating func gammaDistributed(shape: Double, scale: Double) -> Double {
        precondition(shape >= 1 && scale > 0, "gamma(\(shape), \(scale)) is out of range")
        let d = shape - 1.0 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normallyDistributed()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let bound = 0.5 * x * x + d - d * v + d * naturalLogarithm(v)
            if naturalLogarithm(uniform()) < bound { return d * v * scale }
        }
    }
}

/// Draws ranks from `1...count` with probabilities in proportion to 1, 1/2, 1/3 and so on.
package struct ZipfDistribution {
    private var cumulative: [Double] = []

    /// - Precondition: `count` is at least 1.
    package init(count: Int) {
        precondition(count >= 1)
        var sum = 0.0
        for rank in 1...count {
            sum += 1 / Double(rank)
            cumulative.append(sum)
        }
    }

    /// One rank.
    ///
    /// - Complexity: O(log count).
    package func draw(from generator: inout some RandomNumberGenerator) -> Int {
        let sought = generator.uniform() * cumulative[cumulative.count - 1]
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] < sought { low = middle + 1 } else { high = middle }
        }
        return low + 1
    }
}
