import Foundation
import Testing

@testable import MusterPlayground

/// Real conversations with kube-apiserver, beside the repository.
let recordingsFolder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/recordings/kubernetes").standardizedFileURL

let hasRecordings: Bool = {
    let isThere = FileManager.default.fileExists(atPath: recordingsFolder.path())
    if !isThere { print("skipped: ../shared/recordings/kubernetes is not there") }
    return isThere
}()

/// A request and its answer, as README.md beside the recordings describes the form.
struct Recording {
    var request: Request
    var status: Int
    var headers: [(name: String, value: String)]
    var body: String

    init(_ name: String) throws {
        let text = try String(
            contentsOf: recordingsFolder.appending(path: "\(name).http"), encoding: .utf8)
        let marker = try #require(text.range(of: "\nHTTP/1.1 "))
        let (line, headers, body) = Self.parts(String(text[..<marker.lowerBound]))
        let words = line.split(separator: " ")
        var lower: [String: String] = [:]
        for (name, value) in headers where name != "User-Agent" { lower[name.lowercased()] = value }
        request = Request(
            method: String(words[0]), target: String(words[1]), headers: lower,
            body: Array(body.utf8))
        let (statusLine, answered, answer) = Self.parts(
            String(text[text.index(after: marker.lowerBound)...]))
        status = Int(statusLine.split(separator: " ")[1]) ?? 0
        self.headers = answered
        self.body = answer
    }

    private static func parts(
        _ text: String
    ) -> (line: String, headers: [(name: String, value: String)], body: String) {
        var lines = text.components(separatedBy: "\n")
        let first = lines.removeFirst()
        let end = lines.firstIndex(of: "") ?? lines.count
        let headers = lines[..<end].compactMap { line -> (name: String, value: String)? in
            guard let colon = line.range(of: ": ") else { return nil }
            return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
        let body = lines[min(end + 1, lines.count)...].joined(separator: "\n")
        return (first, headers, body.trimmingCharacters(in: .newlines))
    }

    /// The request with uid and version of the object as it is on this stage.
    func adapted(to stage: Stage) -> Request {
        var request = self.request
        guard var body = JSONValue.parse(request.body), body["metadata"] != nil else {
            return request
        }
        var copy = stage
        var path = request.path
        for subresource in ["status", "binding", "resize", "finalize"] {
            path = path.replacing("/\(subresource)", with: "")
        }
        let current = copy.ask("GET", path).body
        for field in ["uid", "resourceVersion"] {
            guard let given = body.string("metadata", field), !given.hasPrefix("00000000"),
                status < 300 || status == 422 || (field == "uid" && status != 404)
            else { continue }
            body.set("metadata", field, to: current.at("metadata", field))
        }
        request.body = body.encoded
        return request
    }

    /// All recordings, by path without extension.
    static let names: [String] = {
        let files = FileManager.default.enumerator(atPath: recordingsFolder.path())
        let all = (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".http") }
        return all.map { String($0.dropLast(5)) }.sorted()
    }()
}

/// What differs between the forms of two documents: members that only one has, and other types.
///
/// Values count where `exact` says so.
func differences(
    _ recorded: JSONValue, _ own: JSONValue, _ path: String = "", exact: Bool = false
) -> [String] {
    switch (recorded, own) {
    case (.object(let left), .object(let right)):
        return Set(left.keys + right.keys).sorted().flatMap { key -> [String] in
            if volatile.contains(key) { return [] }
            let place = "\(path).\(key)"
            guard let there = left[key] else { return ["\(place): only here"] }
            guard let here = right[key] else { return ["\(place): missing"] }
            return differences(there, here, place, exact: exact)
        }
    case (.array(let left), .array(let right)):
        if left.count != right.count, exact { return ["\(path): \(left.count) and \(right.count)"] }
        return zip(left, right).enumerated().flatMap { index, pair in
            differences(pair.0, pair.1, "\(path)[\(index)]", exact: exact)
        }
    case (.string(let left), .string(let right)):
        return exact && masked(left) != masked(right) ? ["\(path): \(left) / \(right)"] : []
    case (.integer(let left), .integer(let right)):
        return exact && left != right ? ["\(path): \(left) / \(right)"] : []
    case (.null, .null), (.bool, .bool), (.double, .double), (.double, .integer),
        (.integer, .double):
        return []
    default: return ["\(path): \(recorded.text.prefix(40)) / \(own.text.prefix(40))"]
    }
}

/// Kept simply here (docs/playground.md), descriptions of columns, and what is data and no form.
private let volatile: Set<String> = [
    "managedFields", "description", "storageVersionHash", "freshness", "labels", "requests",
    "capacity", "allocatable", "extra",
]

/// Uids, versions and the text of differences that Go prints.
private func masked(_ text: String) -> String {
    let head = text.components(separatedBy: "\n@@").first ?? text
    return head.replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "UID")
        .replacing(/(record|current:|version: \d+) \(?\d+\)?/, with: "VERSION")
}
