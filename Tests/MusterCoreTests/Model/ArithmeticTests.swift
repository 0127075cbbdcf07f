import Testing

@testable import MusterCore

/// Exact shares, vectors and bounds.
@Suite("Arithmetic")
struct ArithmeticTests {
    @Test("Shares are compared without rounding")
    func shares() {
        let third = Share(used: 1, of: 3)
        #expect(third == Share(used: 2, of: 6))
        #expect(third < Share(used: 3_333_333_333_333_333_334, of: .max))
        // Doubles could not tell these apart.
        #expect(
            Share(used: 9_007_199_254_740_992, of: 9_007_199_254_740_994)
                < Share(used: 9_007_199_254_740_993, of: 9_007_199_254_740_994))
        #expect(Share(used: .max, of: .max) == Share(used: 1, of: 1))
        #expect(Share(used: .max - 1, of: .max) < Share(used: .max, of: .max))
    }

    @Test("Using anything of a zero entitlement is all of it; using nothing is nothing")
    func zeroEntitlement() {
        #expect(Share(used: 5, of: 0) == Share(used: 7, of: 7))
        #expect(Share(used: 0, of: 0) == Share.zero)
    }

    @Test("Vectors ignore trailing zeros and saturate")
    func vectors() {
        var vector = Resources([(ResourceCatalog.vcore, 5), (ResourceCatalog.pods, 0)])
        #expect(vector == Resources([(ResourceCatalog.vcore, 5)]))
        vector[ResourceCatalog.memory] = .max
        #expect((vector + vector)[ResourceCatalog.memory] == .max)
        #expect((vector * -3)[ResourceCatalog.memory] == .min)
        #expect((vector * -3)[ResourceCatalog.vcore] == -15)
    }

    @Test("Bounds tell zero from absent")
    func bounds() {
        var bounds = ResourceBounds([(ResourceCatalog.memory, 0), (ResourceCatalog.vcore, 3)])
        #expect(bounds[ResourceCatalog.memory] == 0)
        #expect(bounds[ResourceCatalog.pods] == nil)
        #expect(bounds.entries.map(\.resource.rawValue) == [0, 1])
        bounds[ResourceCatalog.memory] = nil
        #expect(bounds == ResourceBounds([(ResourceCatalog.vcore, 3)]))
    }

    @Test("Ticks saturate at never")
    func ticks() {
        #expect(Tick(seconds: .max) == .never)
        #expect(Tick(seconds: 5) + .never == .never)
        #expect(Tick(seconds: 2) - Tick(seconds: 5) == Tick(milliseconds: -3_000))
    }

    @Test("The fingerprint is this function of the decisions and no other")
    func fingerprint() {
        var fingerprint = Fingerprint()
        #expect(fingerprint.value == 0x6d75_7374_6572_2e31)
        fingerprint.absorb(
            .allocated(AskRange(first: AskID(rawValue: 3), count: 2), NodeID(rawValue: 1)))
        let first = fingerprint.value
        fingerprint.absorb(
            .allocated(AskRange(first: AskID(rawValue: 3), count: 2), NodeID(rawValue: 1)))
        #expect(fingerprint.value != first)
    }
}
