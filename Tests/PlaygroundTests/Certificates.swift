import Foundation
import Testing

/// An authority in a folder of its own, and certificates for names of this machine.
final class Certificates: Sendable {
    let folder: URL

    /// Makes `ca.pem`, and `server.pem` for names such as `DNS:hook.default.svc`, with their keys.
    init(for names: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "muster-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2",
        ]
        try openssl(key + ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=authority"])
        try openssl(
            key + ["-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "server.key"]
                + ["-out", "server.pem", "-subj", "/CN=server"]
                + ["-addext", "subjectAltName=\(names)"])
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path() }

    /// A file in base64, as objects of Kubernetes have it.
    func bundle(_ name: String) throws -> String {
        try Data(contentsOf: folder.appending(path: name)).base64EncodedString()
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
    }
}
