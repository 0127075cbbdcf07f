import KubernetesModel
import Testing

/// Rows from the documentation of quantities: kubernetes.io, "Resource Management for Pods and
/// Containers" and the reference of `Quantity`.
@Suite("Quantities")
struct QuantityTests {
    @Test(
        "Units are whole, rounded away from zero",
        arguments: [
            ("0", 0), ("1", 1), ("+7", 7), ("-7", -7), ("0.5", 1), ("-0.5", -1), ("1.5", 2),
            ("100m", 1), ("1000m", 1), ("1001m", 2), ("0m", 0), ("1u", 1), ("1n", 1),
            ("0.1n", 1), ("-0.1n", -1), ("0.0n", 0), ("5.", 5), (".5", 1), ("007", 7),
            ("128974848", 128_974_848), ("129e6", 129_000_000), ("129M", 129_000_000),
            ("128974848000m", 128_974_848), ("123Mi", 128_974_848), ("1k", 1000),
            ("1Ki", 1024), ("64Mi", 67_108_864), ("0.5Gi", 536_870_912),
            ("1.5Gi", 1_610_612_736), ("100M", 100_000_000), ("100e6", 100_000_000),
            ("2E3", 2000), ("1e-3", 1), ("25e-1", 3), ("1e-400", 1), ("1G", 1_000_000_000),
            ("1T", 1_000_000_000_000), ("1Ti", 1_099_511_627_776),
            ("1Pi", 1_125_899_906_842_624), ("1P", 1_000_000_000_000_000),
            ("1Ei", 1_152_921_504_606_846_976), ("7.5Ei", 8_646_911_284_551_352_320),
            ("1E", 1_000_000_000_000_000_000), ("9223372036854775807", 9_223_372_036_854_775_807),
            ("-9223372036854775807", -9_223_372_036_854_775_807),
            ("0.0000000000000000000000000000000000000000000000001", 1),
            ("1.0000000000000000000000000000000000000000000000001Ki", 1025),
            ("10000000000000000000000000000000000000000e-40", 1),
        ] as [(String, Int64)])
    func units(text: String, expected: Int64) throws {
        #expect(try Quantity(text).units == expected)
    }

    @Test(
        "Thousandths, as processors are counted in",
        arguments: [
            ("0.1", 100), ("100m", 100), ("1", 1000), ("1.5", 1500), ("250m", 250),
            ("0.0001", 1), ("1u", 1), ("1500u", 2), ("-1500u", -2), ("2e3", 2_000_000),
            ("9223372036854775.807", .max),
        ] as [(String, Int64)])
    func thousandths(text: String, expected: Int64) throws {
        #expect(try Quantity(text).milliUnits() == expected)
    }

    @Test("Thousandths that do not fit are an error")
    func thousandthsTooLarge() throws {
        #expect(throws: QuantityProblem.tooLarge) {
            try Quantity("9223372036854775.8071").milliUnits()
        }
    }

    @Test(
        "What Kubernetes would cut or take for zero is too large",
        arguments: [
            "9223372036854775808", "-9223372036854775808", "8Ei", "10E", "100Ei", "1e19",
            "1e100", "1e99999999999", "9223372036854775807.1",
            "99999999999999999999999999999999999999999999999999999999999999", "1000000000Ei",
        ])
    func tooLarge(text: String) {
        #expect(throws: QuantityProblem.tooLarge) { try Quantity(text) }
    }

    @Test(
        "Nonsense is an error",
        arguments: [
            "", " ", "m", "-", "+", ".", "1 ", " 1", "1 Gi", "1gi", "1KI", "1ki", "1K", "1mi",
            "1Mi1", "1MiB", "1.2.3", "--1", "1-", "1e", "1e+", "1e1.5", "1eE", "1E+-3", "0x10",
            "1,5", "inf", "NaN", "١", "1_000", "1Zi",
        ])
    func nonsense(text: String) {
        #expect(throws: QuantityProblem.malformed) { try Quantity(text) }
    }

    @Test(
        "The text of a quantity is read as the same quantity",
        arguments: [
            ("100m", "100m"), ("0.25", "250m"), ("2Ki", "2048"), ("1.5u", "1500n"), ("0", "0"),
            ("-1.5", "-1500m"), ("0.000001", "1u"), ("1e3", "1000"),
        ])
    func canonicalText(text: String, expected: String) throws {
        #expect(try Quantity(text).description == expected)
        #expect(try Quantity(expected) == Quantity(text))
    }

    @Test("Equal amounts are equal however they are written, and smaller ones come first")
    func order() throws {
        #expect(try Quantity("1Gi") == Quantity("1024Mi"))
        #expect(try Quantity("1G") < Quantity("1Gi"))
        #expect(try Quantity("-1") < Quantity("0.1n"))
        #expect(Quantity(units: 3).units == 3)
        #expect(Quantity(milliUnits: 1500).units == 2)
        #expect(Quantity(units: .min).units == -.max)
    }

    @Test("JSON may have a number, and says where a quantity is wrong")
    func json() throws {
        let amounts = try decode(
            #"{"a": "1Ki", "b": 2, "c": 0.5, "d": 1e-7}"#, as: NameMap<Quantity>.self)
        #expect(amounts.map(\.value.description) == ["1024", "2", "500m", "100n"])
        #expect(
            problem(#"{"cpu": "two"}"#, as: NameMap<Quantity>.self)
                == "cpu: found \"two\", expected a quantity: a number, perhaps with n, u, m, k, "
                + "M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent")
        #expect(
            problem(#"{"nvidia.com/gpu": "9E99"}"#, as: NameMap<Quantity>.self)
                == #"["nvidia.com/gpu"]: found "9E99", expected a quantity of at most "#
                + "9223372036854775807")
    }
}
