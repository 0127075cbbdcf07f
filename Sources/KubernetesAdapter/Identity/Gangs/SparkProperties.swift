internal import KubernetesModel

/// The configuration of a Spark application, as its driver has it: `spark.properties` in a
/// ConfigMap, in the format of Java's properties.
///
/// - Note: Source: "Spark Configuration" and "Running Spark on Kubernetes" of spark.apache.org,
///   4.0; `BasicExecutorFeatureStep` for how memory adds up.
struct SparkProperties {
    private var values = NameMap<String>()

    /// Reads the text; lines that are not understood are passed over.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop(while: \.isWhitespace)
            guard let first = line.first, first != "#", first != "!",
                let (key, value) = javaProperty(line)
            else { continue }
            values[key] = value
        }
    }

    subscript(key: String) -> String? { values[key] }

    /// How many executors it cannot do without; the fewest where it scales by itself.
    var minimumExecutors: Int32 {
        if values["spark.dynamicAllocation.enabled"] == "true" {
            return number("spark.dynamicAllocation.minExecutors") ?? 0
        }
        return number("spark.executor.instances") ?? 2
    }

    /// What an executor requests; `nil` if a figure cannot be read.
    var executorAmounts: CheckedAmounts? {
        guard let mebibytes = executorMebibytes else { return nil }
        let cores =
            values["spark.kubernetes.executor.request.cores"]
            ?? values["spark.executor.cores"] ?? "1"
        var amounts = NameMap<Quantity>()
        guard let cores = try? Quantity(cores) else { return nil }
        amounts["cpu"] = cores
        amounts["memory"] = Quantity(units: mebibytes << 20)
        if let (name, count) = executorDevices { amounts[name] = Quantity(units: count) }
        return try? CheckedAmounts(amounts)
    }

    /// Labels that the nodes of executors have to have.
    var executorNodeSelector: NameMap<String> {
        var selector = NameMap<String>()
        for pods in ["", "executor."] {
            let prefix = "spark.kubernetes.\(pods)node.selector."
            for entry in values where entry.key.hasPrefix(prefix) {
                selector[String(entry.key.dropFirst(prefix.count))] = entry.value
            }
        }
        return selector
    }

    /// Heap, overhead, memory beside the heap and that of Python together, at most 2^40.
    private var executorMebibytes: Int64? {
        guard let heap = mebibytes("spark.executor.memory", or: 1024),
            let overhead = overheadMebibytes(heap),
            let python = mebibytes("spark.executor.pyspark.memory", or: 0),
            let offHeap = offHeapMebibytes
        else { return nil }
        let sum = heap + overhead + (isPython ? python : 0) + offHeap
        return sum <= 1 << 40 ? sum : nil
    }

    private var isPython: Bool { values["spark.kubernetes.resource.type"] == "python" }

    private func overheadMebibytes(_ heap: Int64) -> Int64? {
        if values["spark.executor.memoryOverhead"] != nil {
            return mebibytes("spark.executor.memoryOverhead", or: 0)
        }
        let isJava = ["python", "r"].allSatisfy { $0 != values["spark.kubernetes.resource.type"] }
        let factor =
            values["spark.executor.memoryOverheadFactor"]
            ?? values["spark.kubernetes.memoryOverheadFactor"] ?? (isJava ? "0.1" : "0.4")
        guard let thousandths = try? Quantity(factor).milliUnits(), thousandths >= 0,
            let least = mebibytes("spark.executor.minMemoryOverhead", or: 384)
        else { return nil }
        let (product, overflow) = heap.multipliedReportingOverflow(by: thousandths)
        return overflow ? nil : min(max(product / 1000, least), 1 << 40)
    }

    private var offHeapMebibytes: Int64? {
        guard values["spark.memory.offHeap.enabled"] == "true" else { return 0 }
        // Alone among these sizes it is in bytes where it has no unit.
        return binaryBytes(values["spark.memory.offHeap.size"] ?? "0", unitless: 1)
            .map { ($0 + (1 << 20) - 1) >> 20 }
    }

    private var executorDevices: (name: String, count: Int64)? {
        guard let vendor = values["spark.executor.resource.gpu.vendor"],
            let count = values["spark.executor.resource.gpu.amount"].flatMap({ Int64($0) }),
            count > 0
        else { return nil }
        return ("\(vendor)/gpu", count)
    }

    private func number(_ key: String) -> Int32? { values[key].flatMap { Int32($0) } }

    private func mebibytes(_ key: String, or fallback: Int64) -> Int64? {
        guard let text = values[key] else { return fallback }
        return binaryBytes(text, unitless: 1 << 20).map { $0 >> 20 }
    }
}

/// A size of Spark or Flink such as `1g`, `512m` or `2048`, in bytes; at most 2^60.
func binaryBytes(_ text: String, unitless: Int64) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).lowercased()
    let scales: [(String, Int64)] = [
        ("", unitless), ("b", 1), ("k", 1 << 10), ("kb", 1 << 10), ("m", 1 << 20),
        ("mb", 1 << 20), ("g", 1 << 30), ("gb", 1 << 30), ("t", 1 << 40), ("tb", 1 << 40),
        ("p", 1 << 50), ("pb", 1 << 50),
    ]
    guard let number = Int64(digits), let scale = scales.first(where: { $0.0 == unit })?.1
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: scale)
    return overflow || product > 1 << 60 ? nil : product
}

/// Key and value of one line of Java's properties: the key ends at the first `=`, `:` or blank that
/// no backslash stands before.
private func javaProperty(_ line: Substring) -> (key: String, value: String)? {
    var key = ""
    var rest = line
    while let character = rest.first, !"=: \t".contains(character) {
        rest.removeFirst()
        guard character == "\\" else {
            key.append(character)
            continue
        }
        if let escaped = rest.popFirst() { key.append(escaped) }
    }
    rest = rest.drop(while: \.isWhitespace)
    if let separator = rest.first, separator == "=" || separator == ":" { rest.removeFirst() }
    var value = ""
    rest = rest.drop(while: \.isWhitespace)
    while let character = rest.popFirst() {
        if character == "\\" {
            if let escaped = rest.popFirst() { value.append(escaped) }
        } else {
            value.append(character)
        }
    }
    return key.isEmpty ? nil : (key, value)
}
