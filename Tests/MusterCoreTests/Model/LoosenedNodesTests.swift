import Testing

@testable import MusterCore

@Suite("Loosened nodes")
struct LoosenedNodesTests {
    @Test("Those since a position, in order, until too many have come")
    func since() {
        var nodes = LoosenedNodes()
        nodes.add(7)
        let mark = nodes.end
        nodes.add(5)
        nodes.add(7)
        #expect(nodes.since(mark).map(Array.init) == [5, 7])
        #expect(nodes.since(nodes.end).map(Array.init) == [])
        for _ in 3..<2048 { nodes.add(1) }
        #expect(nodes.since(mark)?.count == 2047)
        nodes.add(2)
        #expect(nodes.since(mark) == nil)
        #expect(nodes.end == 2049)
        #expect(nodes.since(2047).map(Array.init) == [1, 2])
    }

    @Test("What is undone was never there")
    func remove() {
        var nodes = LoosenedNodes()
        nodes.add(1)
        let mark = nodes.end
        nodes.add(2)
        nodes.remove(from: mark)
        nodes.remove(from: mark)
        #expect(nodes.end == 1)
        nodes.add(3)
        #expect(nodes.since(0).map(Array.init) == [1, 3])
    }
}
