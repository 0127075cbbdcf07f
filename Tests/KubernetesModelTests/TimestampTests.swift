import KubernetesModel
import Testing

@Suite("Timestamps")
struct TimestampTests {
    // Worked out with `date -u -d ... +%s`.
    @Test(
        "RFC 3339 is read exactly",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-21T05:12:13Z", 1_795_237_933_000_000),
            ("2026-01-01T00:00:02.123456Z", 1_767_225_602_123_456),
            ("2026-01-01T02:00:00.000001+02:00", 1_767_225_600_000_001),
            ("2025-12-31T18:30:00-05:30", 1_767_225_600_000_000),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("2026-01-01t00:00:00.1z", 1_767_225_600_100_000),
            ("2026-01-01T00:00:00.123456789Z", 1_767_225_600_123_456),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func reading(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2026", "2026-11-21", "2026-11-21T05:12:13", "2026-11-21 05:12:13Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0200", "2026-01-01T00:00:00Zx",
            "2026-01-01T00:00:00+24:00", "+026-01-01T00:00:00Z", "0000-01-01T00:00:00+00:01",
            "２026-01-01T00:00:00Z",
        ])
    func refusing(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        "A time is written as the server wants it",
        arguments: [
            (0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            (1_795_237_933_000_007, "2026-11-21T05:12:13Z", "2026-11-21T05:12:13.000007Z"),
            (-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000000Z"),
            (.max, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z"),
            (.min, "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"),
        ] as [(Int64, String, String)])
    func writing(microseconds: Int64, seconds: String, micro: String) {
        let time = Timestamp(microseconds: microseconds)
        #expect(time.seconds == seconds)
        #expect(time.micro == micro)
        #expect(Timestamp(time.micro) == time)
    }

    @Test("Milliseconds are rounded down and may be extreme")
    func milliseconds() {
        #expect(Timestamp(microseconds: 1_999).milliseconds == 1)
        #expect(Timestamp(microseconds: -1).milliseconds == -1)
        #expect(Timestamp(milliseconds: 5).microseconds == 5000)
        #expect(Timestamp(milliseconds: .max).seconds == "9999-12-31T23:59:59Z")
        #expect(Timestamp(milliseconds: .min).seconds == "0000-01-01T00:00:00Z")
    }

    @Test("Every day of 400 years is read as it is written")
    func everyDay() {
        let day: Int64 = 86_400_000_000
        for number in 0..<146_097 as Range<Int64> {
            let time = Timestamp(microseconds: number * day)
            #expect(Timestamp(time.seconds) == time)
        }
    }
}
