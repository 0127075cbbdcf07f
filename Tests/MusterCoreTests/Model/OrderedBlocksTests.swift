import Testing

@testable import MusterCore

/// The ordered index against a plain sorted array.
@Suite("Ordered blocks")
struct OrderedBlocksTests {
    private struct Entry: BlockElement {
        typealias Summary = Largest
        var key: Int
        var payload: Int
        static func < (left: Entry, right: Entry) -> Bool { left.key < right.key }
        static func == (left: Entry, right: Entry) -> Bool { left.key == right.key }
    }

    private struct Largest: BlockSummary {
        var payload = Int.min
        mutating func cover(_ entry: Entry) { payload = max(payload, entry.payload) }
    }

    @Test("Random insertions, removals and replacements keep it equal to a sorted array")
    func randomOperations() {
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var blocks = OrderedBlocks<Entry>()
        var array: [Entry] = []
        for step in 0..<4_000 {
            let key = random(700)
            let known = array.firstIndex { $0.key == key }
            let free = (0..<700).first { candidate in !array.contains { $0.key == candidate } }
            switch (known, random(3)) {
            case (let position?, 0):
                blocks.remove(array[position])
                array.remove(at: position)
            case (let position?, _):
                let new = Entry(key: random(2) == 0 ? key : free ?? key, payload: random(100))
                blocks.replace(array[position], with: new)
                array[position] = new
                array.sort()
            case (nil, _):
                let new = Entry(key: key, payload: random(100))
                blocks.insert(new)
                array.append(new)
                array.sort()
            }
            #expect(blocks.count == array.count)
            #expect(blocks.first == array.first)
            guard step.isMultiple(of: 97) else { continue }
            #expect(blocks.violations().isEmpty)
            #expect(blocks.blocks.flatMap(\.elements).map(\.payload) == array.map(\.payload))
            let threshold = random(110)
            let found = blocks.first(
                mayContain: { $0.payload >= threshold }, where: { $0.payload >= threshold })
            #expect(found?.key == array.first { $0.payload >= threshold }?.key)
            if let start = array.randomElementAt(random(1_000)) {
                let next = blocks.first(
                    from: start, isPast: true, mayContain: { $0.payload >= threshold },
                    where: { $0.payload >= threshold })
                let expected = array.first { $0.key > start.key && $0.payload >= threshold }
                #expect(next?.key == expected?.key)
            }
        }
    }

    @Test("Built from a sorted array it is the same as built by insertion")
    func fromSorted() {
        let entries = (0..<1_000).map { Entry(key: $0, payload: -$0) }
        let built = OrderedBlocks(sorted: entries)
        #expect(built.count == 1_000)
        #expect(built.violations().isEmpty)
        #expect(built.blocks.map(\.summary.payload).first == 0)
        #expect(built.contains(entries[512]))
        #expect(!built.contains(Entry(key: 1_000, payload: 0)))
    }
}

extension Array {
    fileprivate func randomElementAt(_ number: Int) -> Element? {
        isEmpty ? nil : self[number % count]
    }
}
