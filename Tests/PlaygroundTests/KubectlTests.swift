import Foundation
import Testing

/// The client that people use, if it is installed.
private let kubectl: URL? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { URL(filePath: String($0)).appending(path: "kubectl") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
    if found == nil { print("skipped: kubectl is not installed") }
    return found
}()

/// The built program, which lies beside the tests.
private let executable: URL = {
    let runner = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let package = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/debug").standardizedFileURL
    return ([runner] + bundles + [package]).map { $0.appending(path: "muster") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
        ?? runner.appending(path: "muster")
}()

@Suite("kubectl", .enabled(if: kubectl != nil, "kubectl is not installed"), .serialized)
struct KubectlTests {
    /// A served playground, and a folder with its kubeconfig; both go with it.
    private final class Served {
        let folder: URL
        private let server = Process()

        init(_ options: [String] = []) throws {
            folder = FileManager.default.temporaryDirectory.appending(
                path: "muster-playground-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            server.executableURL = executable
            server.arguments =
                [
                    "playground", "--port", "0", "--run-seconds", "1", "--write-kubeconfig",
                    folder.appending(path: "config").path(),
                ] + options
            let output = Pipe()
            server.standardOutput = output
            try server.run()
            // Blocks until the server says that it is ready.
            #expect(!output.fileHandleForReading.availableData.isEmpty)
        }

        deinit {
            if server.isRunning { server.terminate() }
            try? FileManager.default.removeItem(at: folder)
        }

        /// What `kubectl` prints, errors after the rest.
        func run(_ line: String, input: String = "") throws -> String {
            let process = Process()
            process.executableURL = kubectl
            process.arguments = line.split(separator: " ").map(String.init)
            process.environment = [
                "KUBECONFIG": folder.appending(path: "config").path(), "HOME": folder.path(),
            ]
            let source = folder.appending(path: "input")
            try Data(input.utf8).write(to: source)
            let target = folder.appending(path: "output")
            try Data().write(to: target)
            process.standardInput = try FileHandle(forReadingFrom: source)
            let handle = try FileHandle(forWritingTo: target)
            process.standardOutput = handle
            process.standardError = handle
            try process.run()
            process.waitUntilExit()
            return String(decoding: try Data(contentsOf: target), as: UTF8.self)
        }
    }

    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: one, labels: {app: one}}
        spec:
          nodeName: node-0
          containers: [{name: c, image: "example:1"}]
        """

    @Test("apply, get, describe, label, patch and delete a pod")
    func podByHand() throws {
        let served = try Served()
        #expect(try served.run("apply -f -", input: Self.pod) == "pod/one created\n")
        #expect(try served.run("apply -f -", input: Self.pod) == "pod/one unchanged\n")
        #expect(
            try served.run("wait --for=condition=Ready pod/one --timeout=10s")
                == "pod/one condition met\n")
        #expect(try served.run("get pod one -o jsonpath={.status.phase}") == "Running")
        #expect(
            try served.run("get pods -l app=one --no-headers -o wide").hasPrefix("one   1/1"))
        #expect(try served.run("describe pod one").contains("Status:           Running"))
        #expect(try served.run("label pod one x=1") == "pod/one labeled\n")
        #expect(try served.run("annotate pod one y=2") == "pod/one annotated\n")
        let patch = "patch pod one --type=merge -p {\"metadata\":{\"labels\":{\"x\":null}}}"
        #expect(try served.run(patch) == "pod/one patched\n")
        #expect(try served.run("delete pod one").hasPrefix("pod \"one\" deleted"))
    }

    @Test("create a job and wait for it")
    func job() throws {
        let served = try Served()
        let job = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: j}
            spec:
              template:
                spec:
                  {nodeName: node-1, restartPolicy: Never, containers: [{name: c, image: x}]}
            """
        #expect(try served.run("create -f -", input: job) == "job.batch/j created\n")
        #expect(
            try served.run("wait --for=condition=complete job/j --timeout=20s")
                == "job.batch/j condition met\n")
        #expect(try served.run("create job k --image=x") == "job.batch/k created\n")
    }

    @Test("apply on the server's side, twice, and meet a conflict")
    func serverSideApply() throws {
        let served = try Served()
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: \"1\"}\n"
        let apply = "apply --server-side -f -"
        #expect(try served.run(apply, input: map) == "configmap/m serverside-applied\n")
        #expect(try served.run(apply, input: map) == "configmap/m serverside-applied\n")
        let other = map.replacing("1\"", with: "2\"")
        let refused = try served.run("\(apply) --field-manager=other", input: other)
        #expect(refused.contains("conflict with \"kubectl\": .data.a"))
    }

    @Test("cordon, taint and drain a node")
    func nodes() throws {
        let served = try Served()
        _ = try served.run("apply -f -", input: Self.pod)
        #expect(try served.run("taint nodes node-1 a=b:NoSchedule") == "node/node-1 tainted\n")
        #expect(try served.run("cordon node-1") == "node/node-1 cordoned\n")
        #expect(try served.run("get node node-1 --no-headers").contains("SchedulingDisabled"))
        let drained = try served.run("drain node-0 --force --timeout=20s")
        #expect(drained.hasSuffix("pod/one evicted\nnode/node-0 drained\n"))
    }

    @Test("ask what there is and what one may do")
    func questions() throws {
        let served = try Served()
        #expect(try served.run("auth can-i create pods") == "yes\n")
        #expect(
            try served.run("api-resources --api-group=batch -o name")
                == "cronjobs.batch\njobs.batch\n")
        #expect(try served.run("get --raw /readyz") == "ok")
        #expect(try served.run("create namespace n") == "namespace/n created\n")
        #expect(try served.run("delete namespace n").hasPrefix("namespace \"n\" deleted"))
    }

    @Test("over HTTPS, with the certificate that the kubeconfig names and no other")
    func secure() throws {
        let certificates = try Certificates(for: "IP:127.0.0.1")
        let served = try Served([
            "--tls-certificate", certificates.path("server.pem"),
            "--tls-key", certificates.path("server.key"),
        ])
        let address = "127.0.0.1"
        #expect(try served.run("config view").contains("server: https://\(address):"))
        #expect(try served.run("apply -f -", input: Self.pod) == "pod/one created\n")
        #expect(
            try served.run("wait --for=condition=Ready pod/one --timeout=10s")
                == "pod/one condition met\n")
        let other = try Certificates(for: "IP:127.0.0.1")
        try withExtendedLifetime(other) {
            let refused = try served.run(
                "--certificate-authority=\(other.path("ca.pem")) get nodes")
            #expect(refused.contains("x509: certificate signed by unknown authority"))
        }
    }
}
