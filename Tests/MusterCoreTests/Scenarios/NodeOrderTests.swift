import MusterCore
import TestKit
import Testing

@Suite("Node order")
struct NodeOrderTests {
    @Test("Fair order takes the emptiest node, and equally empty ones by name")
    func fair() {
        scenario { s in
            s.node("b", "4")
            s.node("a", "4")
            s.submit("A", asks: 3)
            s.cycle()
            s.expect("allocated A/0 a", "allocated A/1 b", "allocated A/2 a")
        }
    }
}
