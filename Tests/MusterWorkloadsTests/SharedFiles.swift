import FoundationEssentials

/// The folder of this package.
let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A file of the package; `nil` if it is not there.
func packageFile(_ path: String) -> [UInt8]? {
    try? Array(Data(contentsOf: packageRoot.appending(path: path)))
}

/// The names of the files of a folder of the package, ascending; empty if it is not there.
func packageFolder(_ path: String) -> [String] {
    let folder = packageRoot.appending(path: path).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
}

/// A file of the folder of real logs that may lie next to the package; `nil` if it is not there.
func sharedLog(_ name: String) -> [UInt8]? {
    packageFile("../shared/workloads/swf/\(name)")
}

/// Whether the folder of real logs is there; says so if it is not.
let hasSharedLogs: Bool = {
    let isThere = sharedLog("KTH-SP2-clean.swf.gz") != nil
    if !isThere { print("skipped: ../shared/workloads/swf is not there") }
    return isThere
}()
