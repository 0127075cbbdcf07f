import Gzip
import MusterConfiguration
public import MusterCore
import YAMLDocument

/// Reads a workload in any format: a log in the Standard Workload Format or Muster's own YAML,
/// either of them compressed with gzip or not.
///
/// The name decides (`.swf` and `.txt`, `.yaml` and `.yml`, behind them `.gz`); for another name
/// the first character that is not blank does: a log starts with `;` or a number.
///
/// - Parameters:
///   - bytes: The file.
///   - file: Its name.
///   - options: How logs are cleaned.
///   - catalog: Learns resource names that it has not seen before.
/// - Returns: The workload, or every problem with its place.
/// - Complexity: that of ``readStandardWorkloadFormat(_:file:options:)`` or
///   ``readWorkloadFile(_:file:catalog:)``.
public func readWorkload(
    _ bytes: [UInt8], file: String, options: WorkloadReadingOptions = WorkloadReadingOptions(),
    catalog: inout ResourceCatalog
) -> WorkloadReading {
    var text = bytes
    if isGzip(bytes) {
        do throws(GzipError) {
            text = try gunzip(bytes)
        } catch {
            let start = SourceLocation(file: file, line: 1, column: 1)
            let problem = Problem(at: start, error.description)
            return WorkloadReading(workload: nil, problems: [problem])
        }
    }
    return isStandardWorkloadFormat(text, file: file)
        ? readStandardWorkloadFormat(text, file: file, options: options)
        : readWorkloadFile(text, file: file, catalog: &catalog)
}

private func isStandardWorkloadFormat(_ bytes: [UInt8], file: String) -> Bool {
    var name = baseName(of: file).lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if name.hasSuffix(".swf") || name.hasSuffix(".txt") { return true }
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return false }
    let blanks: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
    guard let first = bytes.first(where: { !blanks.contains($0) }) else { return false }
    return first == UInt8(ascii: ";") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
}
