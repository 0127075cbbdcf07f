import Testing

@testable import MusterCore

@Suite("Who was evicted for whom")
struct EvictedApplicationsTests {
    /// Applications with these sequences, in slots 0, 1 and so on.
    private func running(_ sequences: Int64...) -> [ApplicationRecord] {
        sequences.map {
            var record = ApplicationRecord()
            record.exists = true
            record.state = .running
            record.sequence = $0
            return record
        }
    }

    @Test("The first eviction counts, whatever the order in which they come")
    func first() {
        var evicted = EvictedApplications()
        evicted.note(1, sequence: 9, at: Tick(seconds: 1))
        evicted.note(0, sequence: 3, at: Tick(seconds: 2))
        evicted.note(1, sequence: 9, at: Tick(seconds: 3))
        #expect(evicted[9] == Tick(seconds: 1))
        #expect(evicted[3] == Tick(seconds: 2))
        #expect(evicted[5] == nil)
        #expect(evicted[10] == nil)
    }

    @Test("Who has ended is forgotten: it is over, is gone, or another has its slot")
    func ended() {
        var evicted = EvictedApplications()
        for (slot, sequence) in [(0, 3), (1, 5), (2, 7), (3, 9)] {
            evicted.note(Int32(slot), sequence: Int64(sequence), at: .zero)
        }
        var applications = running(3, 5, 7, 11)
        applications[1].state = .completed
        applications[2] = ApplicationRecord()
        evicted.forgetEnded(applications)
        #expect(evicted.count == 1)
        #expect(evicted[3] == Tick.zero)
    }
}
