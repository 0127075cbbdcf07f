import FoundationEssentials

/// One text file of the repository.
struct SourceFile {
    /// Path from the root of the repository, with `/` between the parts.
    var path: String
    var text: String

    /// The lines without their ends; a final newline does not begin another line.
    var lines: [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The target whose folder holds the file; `nil` for tests and for what is not in a target.
    var module: String? {
        let parts = path.split(separator: "/").map(String.init)
        for folder in [["Sources"], ["simulator", "Sources"], ["Benchmarks"]]
        where parts.count > folder.count + 1 && parts.starts(with: folder) {
            return parts[folder.count]
        }
        return nil
    }

    /// The last part of the path after its last dot; "" for `Makefile`.
    var fileExtension: Substring {
        let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return name[name.index(after: dot)...]
    }
}

/// The repository as it lies on the disk.
struct SourceTree {
    /// Every text file that is or could be committed, ascending by path.
    var files: [SourceFile]
    /// Every path, files and folders, from the root of the repository.
    var paths: Set<String>

    var swiftFiles: [SourceFile] { files.filter { $0.fileExtension == "swift" } }
    var documents: [SourceFile] { files.filter { $0.fileExtension == "md" } }

    /// The tree this test was built from.
    static let current = SourceTree(root: rootPath)

    private static let rootPath: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// Hidden things are left out, with these exceptions.
    private static let shownHidden: Set<String> = [".ci", ".editorconfig", ".gitignore"]
    /// Made by a build or a run, never committed (see `.gitignore`).
    private static let ignored: Set<String> = ["out", "Package.resolved", "echarts.min.js"]
    /// Tools may leave these beside the sources; they are in nobody's `.gitignore`.
    private static let binary: Set<Substring> = ["gz", "png", "profraw", "ico", "woff2"]

    init(root: String) {
        files = []
        paths = []
        var pending = [""]
        while let folder = pending.popLast() {
            let here = folder.isEmpty ? root : "\(root)/\(folder)"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: here)) ?? [] {
                guard !name.hasPrefix(".") || Self.shownHidden.contains(name),
                    !Self.ignored.contains(name)
                else { continue }
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                paths.insert(path)
                var isFolder = false
                _ = FileManager.default.fileExists(
                    atPath: "\(root)/\(path)", isDirectory: &isFolder)
                if isFolder {
                    pending.append(path)
                } else {
                    read(path, below: root)
                }
            }
        }
        files.sort { $0.path < $1.path }
    }

    private mutating func read(_ path: String, below root: String) {
        var file = SourceFile(path: path, text: "")
        guard !Self.binary.contains(file.fileExtension),
            let data = FileManager.default.contents(atPath: "\(root)/\(path)")
        else { return }
        file.text = String(decoding: data, as: UTF8.self)
        files.append(file)
    }
}
