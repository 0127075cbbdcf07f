/// A small generator whose numbers depend on the seed alone.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension [UInt8] {
    /// The bytes with one to four of them flipped, deleted, inserted or copied elsewhere.
    func mutated(using generator: inout SplitMix64) -> [UInt8] {
        // What YAML gives a meaning to is tried more often than other bytes.
        let loaded = Array("\n\t -:?[]{},&*!|>'\"%@#~<0\u{7F}".utf8) + [0x00, 0x80, 0xC3, 0xFF]
        var bytes = self
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(loaded.randomElement(using: &generator) ?? 0, at: place)
            case 3: bytes[place] = loaded.randomElement(using: &generator) ?? 0
            default:
                let end = Swift.min(place + 40, bytes.count)
                let target = Int.random(in: 0...bytes.count, using: &generator)
                bytes.insert(contentsOf: bytes[place..<end], at: target)
            }
        }
        return bytes
    }
}
